"""Route cut and betweenness: the graph measures people expect, which assume that any route is enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..graph.networkx_form import to_networkx
from ..graph.removal import UnknownReference, unknown_id
from ..graph.supply import SupplyGraph
from .results import Result, Row, provenance_of, rounded
from .running import Status

if TYPE_CHECKING:
    import networkx as nx

ASSUMPTION = (
    "graph measure: takes it that any route from a supplier to the target is enough, "
    "which a target that needs all of its inputs contradicts"
)


@dataclass(frozen=True, slots=True)
class Betweenness(Result):
    """How many shortest routes from the leaves to the target pass through each node."""

    values: tuple[tuple[str, str, float], ...]

    def rows(self) -> tuple[Row, ...]:
        return tuple({"id": i, "kind": k, "betweenness": rounded(v)} for i, k, v in self.values)

    def to_dict(self) -> dict[str, Any]:
        base = Result.to_dict(self)
        provenance = base.pop("provenance")
        return {**base, "betweenness": [dict(r) for r in self.rows()], "provenance": provenance}


@dataclass(frozen=True, slots=True)
class RouteCut(Result):
    """The fewest components and offerings that every route passes; None if there is no such set."""

    members: tuple[str, ...] | None
    protected: tuple[str, ...]

    def rows(self) -> tuple[Row, ...]:
        return tuple({"id": m} for m in self.members or ())

    def to_dict(self) -> dict[str, Any]:
        base = Result.to_dict(self)
        provenance = base.pop("provenance")
        size = None if self.members is None else len(self.members)
        members = None if self.members is None else list(self.members)
        return {
            **base,
            "size": size,
            "members": members,
            "protected": list(self.protected),
            "provenance": provenance,
        }


def betweenness(graph: SupplyGraph, target: str) -> Betweenness:
    """Betweenness centrality of components and offerings on routes from the leaves to ``target``.

    Unnormalised; equal to ``networkx.betweenness_centrality_subset``. Raises UnknownReference for an
    unknown target. O(leaves x edges). Freeman 1977, doi 10.2307/3033543; Brandes 2008,
    doi 10.1016/j.socnet.2007.11.001.
    """
    import networkx as nx

    routes = _routes(graph, target)
    values = nx.betweenness_centrality_subset(routes, sources=leaves(routes, target), targets=[target])
    ranked = sorted(
        ((n, routes.nodes[n]["kind"], float(v)) for n, v in values.items() if n != target),
        key=lambda row: (-round(row[2], 9), row[0]),
    )
    return Betweenness(target, "running", _provenance(graph, target), tuple(ranked))


def route_cut(graph: SupplyGraph, target: str, *, protect_direct: bool = False) -> RouteCut:
    """A smallest set of components and offerings that all routes from the leaves to ``target`` pass.

    Of several smallest sets the one nearest the suppliers. The target is never part of it;
    ``protect_direct`` excludes its direct alternatives too. Raises UnknownReference for an unknown target.
    Maximum flow on the split graph, O(V E^2) (Edmonds and Karp 1972, doi 10.1145/321694.321699);
    Menger 1927.
    """
    import networkx as nx

    routes = _routes(graph, target)
    direct = tuple(sorted(routes.predecessors(target))) if protect_direct else ()
    split: nx.DiGraph[Any] = nx.DiGraph()
    source, sink = ("", "source"), (target, "in")
    for node in sorted(routes):
        capacity = {} if node == target or node in direct else {"capacity": 1}
        split.add_edge((node, "in"), (node, "out"), **capacity)
    for a, b in sorted(routes.edges):
        split.add_edge((a, "out"), (b, "in"))
    starts = leaves(routes, target)
    for leaf in starts:
        split.add_edge(source, (leaf, "in"))
    provenance = _provenance(graph, target)
    status: Status = "running"
    if not starts:
        return RouteCut(target, status, provenance, None, direct)
    try:
        residual = nx.algorithms.flow.edmonds_karp(split, source, sink)
    except nx.NetworkXUnbounded:
        return RouteCut(target, status, provenance, None, direct)
    reached, stack = {source}, [source]
    while stack:
        here = stack.pop()
        for there, edge in residual[here].items():
            if there not in reached and edge["capacity"] > edge["flow"]:
                reached.add(there)
                stack.append(there)
    members = sorted(n for n in routes if (n, "in") in reached and (n, "out") not in reached)
    return RouteCut(target, status, provenance, tuple(members), direct)


def leaves(routes: nx.DiGraph[str], target: str) -> list[str]:
    """The nodes that need nothing, sorted; never the target."""
    return sorted(n for n in routes if routes.in_degree(n) == 0 and n != target)


def _routes(graph: SupplyGraph, target: str) -> nx.DiGraph[str]:
    """Components and offerings from which a route leads to the target."""
    import networkx as nx

    if target not in graph.nodes:
        raise UnknownReference(unknown_id(graph.dataset, target))
    whole = to_networkx(graph)
    whole.remove_nodes_from([n for n in whole if whole.nodes[n]["kind"] == "company"])
    kept = nx.ancestors(whole, target) | {target}
    ordered: nx.DiGraph[str] = nx.DiGraph()
    ordered.add_nodes_from((n, whole.nodes[n]) for n in sorted(kept))
    ordered.add_edges_from((a, b, whole.edges[a, b]) for a, b in sorted(whole.edges) if {a, b} <= kept)
    return ordered


def _provenance(graph: SupplyGraph, target: str) -> Any:
    from .model import compile_model
    from .reading import CLOSED

    return provenance_of(graph, compile_model(graph, target, CLOSED), notes=(ASSUMPTION,))
