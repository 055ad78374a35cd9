"""What an authority can pull: what its export controls cover, within their reach, for one target."""

from __future__ import annotations

from ..graph.controls import bites, within_reach
from ..graph.supply import SupplyGraph


def authorities(graph: SupplyGraph, target: str) -> dict[str, frozenset[str]]:
    """For each country with a control against the target's jurisdiction, what it can pull."""
    out: dict[str, frozenset[str]] = {}
    for control in graph.dataset.controls.values():
        if bites(graph, control, target):
            here = out.get(control.authority_country, frozenset())
            out[control.authority_country] = here | within_reach(graph, control, target)
    return dict(sorted(out.items()))
