"""Concentration of each component's suppliers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from ..graph.supply import Gate, SupplyGraph
from .model import compile_model
from .reading import CLOSED
from .results import Result, Row, provenance_of, rounded

THRESHOLD = 0.75


@dataclass(frozen=True, slots=True)
class ComponentConcentration:
    """Concentration of one component's suppliers; None where shares leave it open.

    hhi_low, hhi_high : Herfindahl-Hirschman index on percent shares, 0 to 10,000, over all ways to
        split what the known shares leave. effective : 10,000 / HHI, the effective number of equal
        suppliers, from the middle of known shares. top_share : the largest share, 0 to 1.
    countries : how many headquarters countries reach 75 percent.
    """

    component: str
    suppliers: int
    hhi_low: float | None
    hhi_high: float | None
    effective_low: float | None
    effective_high: float | None
    top_supplier: str | None
    top_share: float | None
    countries: int | None
    basis: str | None


@dataclass(frozen=True, slots=True)
class Concentration(Result):
    """Concentration of the components under a target."""

    components: tuple[ComponentConcentration, ...]

    def rows(self) -> tuple[Row, ...]:
        return tuple(
            {
                "component": c.component,
                "suppliers": c.suppliers,
                "hhi_low": rounded(c.hhi_low),
                "hhi_high": rounded(c.hhi_high),
                "effective_low": rounded(c.effective_low),
                "effective_high": rounded(c.effective_high),
                "top_supplier": c.top_supplier,
                "top_share": rounded(c.top_share),
                "countries_for_75_percent": c.countries,
                "basis": c.basis,
            }
            for c in self.components
        )

    def to_dict(self) -> dict[str, Any]:
        base = Result.to_dict(self)
        provenance = base.pop("provenance")
        return {**base, "concentration": [dict(r) for r in self.rows()], "provenance": provenance}


def concentration(graph: SupplyGraph, target: str) -> Concentration:
    """Concentration of the suppliers of each component that ``target`` depends on.

    HHI after Hirschman 1945 and Herfindahl 1950; the number of countries that reach 75 percent
    after the Emerging Technology Observatory's rule. Raises UnknownReference for an unknown target.
    O(suppliers).
    """
    model = compile_model(graph, target, CLOSED)
    components = sorted({graph.nodes[n].component for n in model.ids})
    rows = []
    for component in components:
        gate = graph.gates.get(f"{component}/suppliers")
        if gate is not None:
            rows.append(_of_gate(graph, component, gate))
    rows.sort(key=lambda r: (-(r.hhi_high if r.hhi_high is not None else -1.0), r.component))
    return Concentration(target, "running", provenance_of(graph, model), tuple(rows))


def _of_gate(graph: SupplyGraph, component: str, gate: Gate) -> ComponentConcentration:
    options = [o for o in gate.options if o.node is not None]
    named = [o for o in options if o.node is not None and graph.nodes[o.node].kind == "offering"]
    groups = [o for o in options if o not in named]
    unknown = any(o.node is None for o in gate.options)
    basis = " ".join(gate.basis) if gate.basis else None
    if len(gate.options) == 1 and named:
        shares: list[float | None] = [1.0]
    else:
        shares = [o.share for o in named]
    known = [s for s in shares if s is not None]
    grouped = [o.share for o in groups]
    rest = 1.0 - sum(known) - sum(s for s in grouped if s is not None)
    if not known or None in shares:
        return ComponentConcentration(component, len(named), None, None, None, None, None, None, None, basis)
    if abs(rest) <= 0.02 and not unknown and None not in grouped:
        total = sum(known) + sum(s for s in grouped if s is not None)
        known = [s / total for s in known]
        grouped = [s / total if s is not None else None for s in grouped]
        rest = 0.0
    rest = max(0.0, rest)
    low = 1e4 * sum(s * s for s in known)
    loose = [s for s in grouped if s is not None]
    high = low + 1e4 * (sum(s * s for s in loose) + rest * rest)
    top = min(range(len(known)), key=lambda i: (-known[i], named[i].node or ""))
    return ComponentConcentration(
        component=component,
        suppliers=len(named),
        hhi_low=low,
        hhi_high=high,
        effective_low=1e4 / high,
        effective_high=1e4 / low if low else None,
        top_supplier=graph.nodes[named[top].node or ""].company,
        top_share=known[top],
        countries=_countries(graph, [o.node or "" for o in named], known, groups, grouped),
        basis=basis,
    )


def _countries(
    graph: SupplyGraph, nodes: list[str], shares: list[float], groups: list[Any], grouped: list[float | None]
) -> int | None:
    """How many countries reach 75 percent; None if the known shares do not get there."""
    by_country: dict[str, float] = defaultdict(float)
    for node, share in zip(nodes, shares, strict=True):
        company = graph.nodes[node].company or ""
        by_country[graph.dataset.companies[company].headquarters] += share
    for option, group_share in zip(groups, grouped, strict=True):
        country = graph.nodes[option.node].country
        if group_share is not None and country is not None:
            by_country[country] += group_share
    reached = 0.0
    for count, share in enumerate(sorted(by_country.values(), reverse=True), 1):
        reached += share
        if reached >= THRESHOLD - 1e-9:
            return count
    return None
