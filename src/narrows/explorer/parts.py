"""Supply graphs as compact plain values, and as differences from another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from ..graph.build import build_graph
from ..graph.filters import RANK
from ..graph.records import Scenario
from ..graph.records.evidence import Confidence
from ..graph.supply import Gate, Node, SupplyGraph
from ..graph.what_if import what_if

CONFIDENCES: tuple[Confidence, ...] = ("low", "medium", "high")


def node_values(node: Node) -> list[Any]:
    """A node as id, kind, component, gates, company, country, whether it is stock, how long it lasts."""
    values = [node.id, node.kind, node.component, list(node.gates), node.company, node.country]
    return _trimmed([*values, int(node.stock) or None, node.lasts_months], 4)


def gate_values(gate: Gate) -> list[Any]:
    """A gate as id, owner, role, kind, options, and what is unlike the usual."""
    options = [
        _trimmed([o.node, o.share, int(o.feedback) or None, o.lead_time_months], 1) for o in gate.options
    ]
    unusual = {
        "k": gate.at_least if gate.at_least != 1 else None,
        "need": gate.need if gate.need != "consumed" else None,
        "incomplete": None if gate.complete else 1,
        "undisclosed": int(gate.undisclosed) or None,
        "others": None if gate.exhaustive else 1,
        "waits": gate.runs_without_months,
        "unverified": int(gate.unverified) or None,
        "basis": list(gate.basis) if gate.basis else None,
    }
    told = {key: value for key, value in unusual.items() if value is not None}
    return [gate.id, gate.owner, gate.role, gate.kind, options, *([told] if told else [])]


def _trimmed(values: list[Any], least: int) -> list[Any]:
    while len(values) > least and values[-1] is None:
        values.pop()
    return values


def graph_values(graph: SupplyGraph) -> dict[str, Any]:
    """A whole graph."""
    return {
        "nodes": [node_values(n) for n in graph.nodes.values()],
        "gates": [gate_values(g) for _, g in sorted(graph.gates.items())],
        "removed": sorted(graph.removed),
    }


def difference(base: SupplyGraph, other: SupplyGraph) -> dict[str, Any] | None:
    """What another graph has in place of the base's nodes and gates; None if they are the same."""
    nodes = [
        node_values(n)
        for id_, n in other.nodes.items()
        if (old := base.nodes.get(id_)) is not n and (old is None or node_values(old) != node_values(n))
    ]
    gates = [
        gate_values(g)
        for id_, g in sorted(other.gates.items())
        if (was := base.gates.get(id_)) is not g and (was is None or gate_values(was) != gate_values(g))
    ]
    found = {
        "nodes": nodes,
        "gates": gates,
        "without": sorted(set(base.nodes) - set(other.nodes)),
        "removed": sorted(other.removed),
    }
    same = not nodes and not gates and not found["without"] and other.removed == base.removed
    return None if same else found


def under_confidence(graph: SupplyGraph) -> dict[str, SupplyGraph]:
    """The graph with statements of some confidence or better, by confidence; its own filter is the least."""
    own: Confidence = graph.filters.min_confidence or "low"
    out: dict[str, SupplyGraph] = {own: graph}
    for level in CONFIDENCES:
        if RANK[level] > RANK[own]:
            filters = replace(graph.filters, min_confidence=level)
            built = build_graph(graph.whole or graph.dataset, filters)
            removed = graph.removed & frozenset(built.nodes)
            out[level] = replace(built, removed=removed, removed_refs=graph.removed_refs)
    return out


def plain_removals(scenario: Scenario) -> tuple[str, ...]:
    """What a scenario takes away as a whole, so that it can be given back piece by piece."""
    return () if scenario.acts_on else scenario.remove


def scenario_values(graphs: dict[str, SupplyGraph], scenario: Scenario, target: str) -> dict[str, Any]:
    """A scenario's graphs by confidence, as differences; its plain removals are left out.

    ``before`` and ``after`` differ from the graph of that confidence, ``loss`` from ``after``. A part that
    cannot be supposed under a filter is told as an error instead.
    """
    part = scenario.model_copy(update={"remove": ()}) if plain_removals(scenario) else scenario
    out: dict[str, Any] = {}
    for level, graph in graphs.items():
        try:
            found = what_if(graph, part, target)
        except ValueError as error:
            out[level] = {"error": str(error)}
            continue
        before, after = difference(graph, found.before), difference(graph, found.after)
        loss = difference(found.after, found.loss)
        out[level] = {"before": before, "after": after, "loss": loss, "lost": sorted(found.lost)}
    return out


class Words:
    """Every text once; elsewhere its number stands for it."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def coded(self, value: Any) -> Any:
        """The same value with numbers for all texts but the keys of mappings."""
        if isinstance(value, str):
            return self.numbers.setdefault(value, len(self.numbers))
        if isinstance(value, list):
            return [self.coded(item) for item in value]
        if isinstance(value, dict):
            return {key: self.coded(item) for key, item in value.items()}
        return value


def component_edges(graphs: Iterable[SupplyGraph]) -> list[tuple[str, str]]:
    """Who needs whom, by component, in any of the graphs; sorted, none twice."""
    found = {
        (node.component, graph.nodes[source].component)
        for graph in graphs
        for node in graph.nodes.values()
        for source in graph.inputs(node.id)
    }
    return sorted((a, b) for a, b in found if a != b)
