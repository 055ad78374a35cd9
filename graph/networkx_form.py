"""The supply graph as a networkx graph, for the graph measures that people expect.

Edges run from an input to what depends on it. A component's inputs reach it through its
offerings where it has any, because it is the makers who use them. Companies have no in-edges.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx

if TYPE_CHECKING:
    from .supply import Gate, SupplyGraph


def to_networkx(graph: SupplyGraph) -> nx.DiGraph[str]:
    """Components, offerings and companies that are not removed; edges carry role, at_least, share."""
    out: nx.DiGraph[str] = nx.DiGraph()
    kinds = ("component", "offering", "group")
    kept = [n for n in graph.nodes.values() if n.kind in kinds and n.id not in graph.removed]
    for node in kept:
        out.add_node(node.id, kind=node.kind, layer=node.layer, component=node.component)
    for node in kept:
        makers = [o for o in graph.offerings.get(node.id, ()) if graph.nodes[o].kind != "member"]
        for gate in graph.requirements(node.id):
            if node.kind == "component" and makers and gate.kind == "requirement":
                continue
            if gate.kind in ("places", "members"):
                first = gate.options[0].node or ""
                for core in graph.requirements(first):
                    _edges(out, node.id, core)
            else:
                _edges(out, node.id, gate)
        if node.kind == "offering" and node.company is not None:
            out.add_node(company_node(node.company), kind="company", layer=None, component=None)
            out.add_edge(company_node(node.company), node.id, role="maker", at_least=1, share=None)
    return out


def company_node(company: str) -> str:
    """The name of a company's node: ids of companies and components may be equal in other datasets."""
    return f"company:{company}"


def _edges(out: nx.DiGraph[str], owner: str, gate: Gate) -> None:
    for option in gate.options:
        if option.node is None:
            continue
        source = option.node.partition("/")[0]
        if out.has_node(source) and not out.has_edge(source, owner):
            out.add_edge(source, owner, role=gate.role, at_least=gate.at_least, share=option.share)
