"""What fails when: the graph above a target as threshold gates over events.

An event is the loss of something that can be lost (a company, an offering, a basic event of a fault
tree). A gate fails when at least so many of its inputs fail. Engines know nothing else, so that one
engine serves supply graphs at every level and fault trees.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from ..model import Model
from ..units import Unit


@dataclass(frozen=True, slots=True)
class Threshold:
    """Fails when at least ``least`` of the inputs fail; an input is an event or, below 0, ~gate.

    Always if ``least`` is 0, never if it is more than the inputs.
    """

    least: int
    inputs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Logic:
    """Threshold gates over events, with cycles.

    events : their ids.
    gates : in no particular order.
    top : the gate (below 0) or event whose failure is asked about.
    blocks : gates in an order of computation; those of one block lie on a common cycle.
    cold : whether failure on a cycle is what could not be rebuilt from nothing (the greatest fixed
        point) or what spreads from a loss (the least).
    """

    events: tuple[str, ...]
    gates: tuple[Threshold, ...]
    top: int
    blocks: tuple[tuple[int, ...], ...]
    cold: bool = False

    @property
    def cyclic(self) -> bool:
        """Whether any gate depends on itself."""
        return any(self.on_cycle(block) for block in self.blocks)

    def on_cycle(self, block: tuple[int, ...]) -> bool:
        """Whether the gates of a block depend on themselves."""
        return len(block) > 1 or ~block[0] in self.gates[block[0]].inputs


def logic(events: Sequence[str], gates: Sequence[Threshold], top: int, *, cold: bool = False) -> Logic:
    """Gates in an order of computation. O(gates + edges).

    >>> logic(["a", "b"], [Threshold(2, (0, 1))], ~0).blocks
    ((0,),)
    """
    return Logic(tuple(events), tuple(gates), top, _blocks(gates, top), cold)


def _blocks(gates: Sequence[Threshold], top: int) -> tuple[tuple[int, ...], ...]:
    """The gates under the top, inputs first; gates on a common cycle together."""
    needs: dict[int, list[int]] = {}
    stack = [~top] if top < 0 else []
    while stack:
        gate = stack.pop()
        if gate not in needs:
            needs[gate] = [~i for i in gates[gate].inputs if i < 0]
            stack += reversed(needs[gate])
    try:
        return tuple((g,) for g in TopologicalSorter(needs).static_order())
    except CycleError:
        import networkx as nx

        graph = nx.DiGraph((i, g) for g, inputs in needs.items() for i in inputs)
        graph.add_nodes_from(needs)
        whole = nx.condensation(graph)
        order = nx.lexicographical_topological_sort(whole, key=lambda n: min(whole.nodes[n]["members"]))
        return tuple(tuple(sorted(whole.nodes[n]["members"])) for n in order)


def logic_of(model: Model, units: Sequence[Unit]) -> Logic:
    """The failure of a target as gates over the loss of units. O(V + E)."""
    losses: dict[int, list[int]] = {}
    for event, unit in enumerate(units):
        for node in unit.nodes:
            losses.setdefault(node, []).append(event)
    count = len(model.ids)
    gates = []
    for node in range(count):
        inputs = (*losses.get(node, ()), *(~(count + s) for s in model.slots_of[node]))
        gates.append(Threshold(0, ()) if node in model.blocked else Threshold(1, inputs))
    for slot in model.slots:
        options = len(slot.children) + (1 if slot.counts_unknown else 0)
        gates.append(Threshold(max(0, options - slot.at_least + 1), tuple(~c for c in slot.children)))
    cold = model.cyclic and model.reading.cycles == "cold-start"
    return logic([u.id for u in units], gates, ~model.target, cold=cold)


def dual(whole: Logic) -> Logic:
    """What runs when: gates over events kept instead of lost. Its cut sets are the path sets.

    >>> dual(logic(["a", "b"], [Threshold(2, (0, 1))], ~0)).gates
    (Threshold(least=1, inputs=(0, 1)),)
    """
    gates = tuple(Threshold(max(0, len(g.inputs) - g.least + 1), g.inputs) for g in whole.gates)
    return Logic(whole.events, gates, whole.top, whole.blocks, not whole.cold)
