"""Several targets asked about as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Literal

from .removal import UnknownReference, unknown_id
from .supply import Gate, Node, Option, SupplyGraph

Joint = Literal["any", "all"]


def joined(graph: SupplyGraph, targets: Sequence[str], how: Joint) -> tuple[SupplyGraph, str]:
    """The graph with a node that stops when any of the targets stops, or once all have; and its id.

    A single target is itself. Raises UnknownReference for an unknown target. O(V).

    >>> import narrows as nw
    >>> joined(nw.load("tutorial"), ["gpu", "asic"], "any")[1]
    'any of: asic, gpu'
    """
    names = sorted(set(targets))
    for name in names:
        if name not in graph.dataset.components:
            raise UnknownReference(unknown_id(graph.dataset, name))
    if len(names) == 1:
        return graph, names[0]
    id_ = f"{how} of: {', '.join(names)}"
    # What stops with any of them needs them all; what stops with the last of them needs one.
    groups = [(n,) for n in names] if how == "any" else [tuple(names)]
    gates = [
        Gate(
            id=f"{id_}/{number}",
            owner=id_,
            role="targets",
            kind="requirement",
            options=tuple(Option(n) for n in group),
        )
        for number, group in enumerate(groups)
    ]
    layer = graph.nodes[names[0]].layer
    node = Node(id=id_, kind="component", component=id_, layer=layer, gates=tuple(g.id for g in gates))
    nodes = MappingProxyType({**graph.nodes, id_: node})
    return replace(
        graph, nodes=nodes, gates=MappingProxyType({**graph.gates, **{g.id: g for g in gates}})
    ), id_


def parts(graph: SupplyGraph, target: str) -> tuple[str, ...]:
    """The targets that a joined one stands for, sorted; itself if it is a component."""
    if target in graph.dataset.components:
        return (target,)
    options = [o.node for g in graph.requirements(target) for o in g.options]
    return tuple(sorted({n for n in options if n is not None}))
