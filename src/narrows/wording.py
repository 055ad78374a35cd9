"""How outputs call things and losses: names with countries, percentages, where a result comes from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .analysis.chokepoints import CutSet
    from .analysis.exposure import Loss
    from .analysis.results import Provenance
    from .graph.supply import SupplyGraph

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
STOPS = {
    "running": "running",
    "servicing": "servicing of what is installed",
    "new capacity": "new capacity",
    "new designs": "new designs",
}


def target_name(graph: SupplyGraph, target: str) -> str:
    """What a target is called; several asked about as one are listed."""
    if target in graph.dataset.components:
        return graph.dataset.name(target)
    how, _, ids = target.partition(" of: ")
    return f"{how} of {', '.join(graph.dataset.name(i) for i in ids.split(', '))}"


def percent(loss: Loss | None) -> str:
    """A loss as people read it; an interval where shares leave one open."""
    if loss is None:
        return ""
    if loss.exact:
        return f"{100 * loss.value:.3g}%"
    return f"{100 * loss.low:.3g}-{100 * loss.high:.3g}%"


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


def footer_lines(provenance: Provenance, command: str) -> tuple[str, ...]:
    """The lines at the end of every output that computes something."""
    weakest = provenance.weakest_evidence or "none (made-up data)"
    return (
        f"Data: {provenance.dataset}, version {provenance.version}, as of {provenance.as_of}.",
        f"Command: {command}",
        f"Assumed shares: {provenance.assumed_shares}. Weakest evidence used: {weakest}.",
        f"Read as: {'; '.join(provenance.notes)}.",
        f"Cite as: {provenance.citation}.",
    )


def how_soon(cut: CutSet) -> tuple[str | None, str | None]:
    """When a group stops supply, and what it stops, in words."""
    timing = cut.timing
    if timing is None:
        return None, None
    when = f"after {months(timing.months)}" if timing.months is not None else timing.when
    until = f", for {months(timing.until - (timing.months or 0))}" if timing.until is not None else ""
    return when + until, STOPS[timing.stops]


def months(count: float) -> str:
    """A number of months.

    >>> months(1), months(2.5)
    ('1 month', '2.5 months')
    """
    return "1 month" if count == 1 else f"{count:g} months"


def clean(text: str) -> str:
    """Text without characters that could steer a terminal or reorder a line."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n"))
