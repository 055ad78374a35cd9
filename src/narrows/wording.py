"""What outputs call things: suppliers, layers, losses, and the lines at the end of every output."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .analysis.exposure import Loss
    from .analysis.results import Provenance
    from .graph.supply import SupplyGraph


def supplier_name(graph: SupplyGraph, ref: str) -> str:
    """What a reference is called: a company with its country, a component, "all of Memory"."""
    from .graph.countries import country_name

    dataset = graph.dataset
    kind, colon, name = ref.partition(":")
    if colon and kind == "layer":
        return f"all of {layer_name(graph, name)}"
    if colon and kind == "control" and name in dataset.controls:
        return dataset.controls[name].name
    ref = name if colon else ref
    record = dataset.companies.get(ref)
    if record is not None and kind != "component":
        return f"{record.name} ({country_name(record.headquarters)})"
    component, at, rest = ref.partition("@")
    if at:
        company, _, place = rest.partition("/")
        where = f", {place.upper()}" if place else ""
        return f"{dataset.name(company)}: {dataset.name(component)}{where}"
    return dataset.name(ref) if ref in dataset.components else country_name(ref)


def layer_name(graph: SupplyGraph, layer: str) -> str:
    """A layer's name."""
    return next((x.name for x in graph.dataset.manifest.layers if x.id == layer), layer)


def percent(loss: Loss | None) -> str:
    """A loss as people read it; an interval where shares leave one open."""
    if loss is None:
        return ""
    if loss.exact:
        return f"{100 * loss.value:.3g}%"
    return f"{100 * loss.low:.3g}-{100 * loss.high:.3g}%"


def footer_lines(provenance: Provenance, command: str) -> tuple[str, ...]:
    """Where a result comes from, what it assumes and how to cite it."""
    weakest = provenance.weakest_evidence or "none (made-up data)"
    return (
        f"Data: {provenance.dataset}, version {provenance.version}, as of {provenance.as_of}.",
        f"Command: {command}",
        f"Assumed shares: {provenance.assumed_shares}. Weakest evidence used: {weakest}.",
        f"Read as: {'; '.join(provenance.notes)}.",
        f"Cite as: {provenance.citation}.",
    )
