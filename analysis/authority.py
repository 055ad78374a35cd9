"""What an authority can pull: what its export controls cover, within their reach, for one target."""

from __future__ import annotations

from collections.abc import Collection

from ..graph.joint import parts
from ..graph.records import Control
from ..graph.removal import of_components, with_parts
from ..graph.supply import SupplyGraph


def bites(graph: SupplyGraph, control: Control, target: str) -> bool:
    """Whether a control works against the jurisdiction of a target, and has not lapsed."""
    if control.timeline[-1].status == "lapsed":
        return False
    against = control.against
    homes = {graph.dataset.components[t].jurisdiction for t in parts(graph, target)}
    if against.destinations:
        return bool(homes & set(against.destinations))
    # A rule against listed firms only is not a rule against the whole country; one against nobody in
    # particular works against everybody abroad.
    return not (against.companies or against.offerings) and homes != {control.authority_country}


def within_reach(graph: SupplyGraph, control: Control, target: str) -> frozenset[str]:
    """The offerings and places that a control covers and its authority can bind, for one target.

    An offering is bound if its maker's headquarters, its site or its maker by name is within reach, or if
    the rule reaches products made abroad by anybody. What a maker sells at home is no export: no rule
    binds those headquartered where the target is.
    """
    homes = {graph.dataset.components[t].jurisdiction for t in parts(graph, target)}
    covered: set[str] = set()
    for item in control.covers:
        if item.offering is not None and item.offering in graph.nodes:
            covered |= with_parts(graph, [item.offering])
        elif item.component is not None:
            covered |= of_components(graph, [item.component])
        elif item.layer is not None:
            records = graph.dataset.components.values()
            covered |= of_components(graph, [c.id for c in records if c.layer == item.layer])
    return frozenset(n for n in covered if _bound(graph, control, n, homes))


def _bound(graph: SupplyGraph, control: Control, id_: str, homes: Collection[str | None]) -> bool:
    node, reach = graph.nodes[id_], control.reach
    if node.kind == "component":
        return False
    company = graph.dataset.companies.get(node.company or "")
    home = company.headquarters if company is not None else node.country
    if home in homes:
        return False
    here = node.kind == "place" and node.country in reach.sites
    return reach.foreign_products or node.company in reach.companies or home in reach.headquarters or here


def authorities(graph: SupplyGraph, target: str) -> dict[str, frozenset[str]]:
    """For each country with a control against the target's jurisdiction, what it can pull."""
    out: dict[str, frozenset[str]] = {}
    for control in graph.dataset.controls.values():
        if bites(graph, control, target):
            here = out.get(control.authority_country, frozenset())
            out[control.authority_country] = here | within_reach(graph, control, target)
    return dict(sorted(out.items()))
