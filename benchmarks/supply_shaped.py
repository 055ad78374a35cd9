"""Random graphs in the shape of a supply chain, as failure logic and as an Open-PSA fault tree.

Eight layers; each node has two to four needs, each met by one to four nodes of the next layer; a tenth of
the needs with three and more suppliers take two of them. The target's needs are met by the first layer.
Every node can be lost by itself. In a cyclic graph a few needs may also be met by a node of a layer above.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from narrows.analysis.engine.logic import Logic, Threshold, logic

LAYERS = 8
TARGET = "target"


@dataclass(frozen=True)
class Need:
    """Met while so many of the suppliers run."""

    at_least: int
    suppliers: tuple[str, ...]

    @property
    def failing(self) -> int:
        """How many suppliers have to fail before it is unmet."""
        return len(self.suppliers) - self.at_least + 1


Graph = dict[str, list[Need]]
"""What each node needs; only nodes that the target depends on, itself included."""


def drawn(nodes: int, seed: int) -> Graph:
    """An acyclic graph of exactly so many nodes under the target."""
    rng = random.Random(f"{nodes} {seed}")
    width = nodes // (LAYERS - 2)
    while True:
        graph = _live(_whole(rng, width))
        if len(graph) == nodes + 1:
            return graph
        width += 1 if len(graph) <= nodes else -1


def with_ways_back(graph: Graph, seed: int, fraction: float = 0.02) -> Graph:
    """The same graph, in which a fraction of the needs may also be met by a node of a layer above."""
    rng = random.Random(f"ways back {seed}")
    layers: dict[int, list[str]] = {}
    for name in graph:
        if name != TARGET:
            layers.setdefault(_layer(name), []).append(name)
    out: Graph = {}
    for name, needs in graph.items():
        above = [n for i in range(0 if name == TARGET else _layer(name)) for n in layers.get(i, ())]
        out[name] = [
            Need(need.at_least, (*need.suppliers, rng.choice(above)))
            if above and rng.random() < fraction
            else need
            for need in needs
        ]
    return out


def _layer(name: str) -> int:
    return int(name.removeprefix("n").partition("-")[0])


def _whole(rng: random.Random, width: int) -> Graph:
    layers = [[f"n{layer}-{i}" for i in range(width)] for layer in range(LAYERS)]
    graph = {TARGET: _needs(rng, layers[0])}
    for number, layer in enumerate(layers):
        below = layers[number + 1] if number + 1 < LAYERS else []
        graph |= {name: _needs(rng, below) for name in layer}
    return graph


def _needs(rng: random.Random, below: list[str]) -> list[Need]:
    if not below:
        return []
    needs = []
    for _ in range(rng.randint(2, 4)):
        suppliers = rng.sample(below, rng.randint(1, min(4, len(below))))
        at_least = 2 if len(suppliers) >= 3 and rng.random() < 0.1 else 1
        needs.append(Need(at_least, tuple(suppliers)))
    return needs


def _live(graph: Graph) -> Graph:
    live: Graph = {}
    stack = [TARGET]
    while stack:
        name = stack.pop()
        if name not in live:
            live[name] = graph[name]
            stack += [s for need in graph[name] for s in need.suppliers]
    return live


def as_logic(graph: Graph) -> Logic:
    """Every node but the target is an event; a node fails if it is lost or one of its needs is unmet."""
    names = list(graph)
    event = {name: i for i, name in enumerate(n for n in names if n != TARGET)}
    number = {name: i for i, name in enumerate(names)}
    gates: list[Threshold] = []
    needs = [(name, need) for name in names for need in graph[name]]
    of_need: dict[str, list[int]] = {name: [] for name in names}
    for i, (name, _) in enumerate(needs):
        of_need[name].append(~(len(names) + i))
    for name in names:
        own = () if name == TARGET else (event[name],)
        gates.append(Threshold(1, (*own, *of_need[name])))
    gates += [Threshold(need.failing, tuple(~number[s] for s in need.suppliers)) for _, need in needs]
    return logic(list(event), gates, ~number[TARGET])


def open_psa(graph: Graph) -> str:
    """The same as a fault tree; the graph has to be acyclic."""
    lines = ['<?xml version="1.0"?>', '<opsa-mef><define-fault-tree name="supply">']
    for name, needs in graph.items():
        parts = [] if name == TARGET else [f'<basic-event name="lost-{name}"/>']
        parts += [_formula(need) for need in needs]
        # Two needs may be for the same one supplier; SCRAM wants each input once.
        parts = list(dict.fromkeys(parts))
        body = parts[0] if len(parts) == 1 else f"<or>{''.join(parts)}</or>"
        lines.append(f'<define-gate name="{name}">{body}</define-gate>')
    lines += [f'<define-basic-event name="lost-{name}"/>' for name in graph if name != TARGET]
    return "\n".join([*lines, "</define-fault-tree></opsa-mef>", ""])


def _formula(need: Need) -> str:
    suppliers = "".join(f'<gate name="{name}"/>' for name in need.suppliers)
    if len(need.suppliers) == 1:
        return suppliers
    if need.at_least == 1:
        return f"<and>{suppliers}</and>"
    if need.at_least == len(need.suppliers):
        return f"<or>{suppliers}</or>"
    return f'<atleast min="{need.failing}">{suppliers}</atleast>'
