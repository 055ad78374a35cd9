"""A loss that only some deliveries feel: a rule against one country, sales without servicing.

The graph is written so that what is lost stands in it twice: once for the deliveries that stop, and
once, marked behind its id (``SPARED``), for those that go on. As long as nothing is removed, it says the
same as before. Removing the first copies then stops these deliveries alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from .build import grouped
from .removal import SPARED
from .supply import Gate, Option, SupplyGraph

Act = Literal["new-supply", "servicing", "expansion", "use"]
ACTS: tuple[Act, ...] = ("new-supply", "servicing", "expansion", "use")


@dataclass(frozen=True, slots=True)
class Needs:
    """Which needs a set of acts stops.

    New supply is what consumes; servicing keeps installed tools running; expansion touches nothing
    that runs; use is everything, and so are new supply and servicing together.
    """

    consumed: bool
    installed: bool
    one_time: bool

    def stops(self, need: str) -> bool:
        """Whether needs of this kind are stopped."""
        return bool(getattr(self, need))

    @property
    def all(self) -> bool:
        """Whether every need is."""
        return self.consumed and self.installed and self.one_time


def needs_of(acts: Collection[Act]) -> Needs:
    """The needs that these acts stop; no acts given means all.

    >>> needs_of(["new-supply"])
    Needs(consumed=True, installed=False, one_time=False)
    """
    new, service = "new-supply" in acts, "servicing" in acts
    whole = not acts or "use" in acts or (new and service)
    return Needs(whole or new, whole or service, whole)


def split(graph: SupplyGraph, gone: frozenset[str], needs: Needs, hit: Callable[[str], bool]) -> SupplyGraph:
    """A graph that says the same, in which removing ``gone`` stops only the deliveries it should.

    Parameters
    ----------
    gone : the nodes that will be removed.
    needs : the kinds of need for which deliveries stop.
    hit : whether the deliveries to a node stop.

    O(V + E).
    """
    return _Split(graph, gone, needs, hit).graph()


class _Split:
    def __init__(
        self, graph: SupplyGraph, gone: frozenset[str], needs: Needs, hit: Callable[[str], bool]
    ) -> None:
        self.old, self.gone, self.needs, self.hit = graph, gone, needs, hit
        self.nodes = dict(graph.nodes)
        self.gates = dict(graph.gates)
        self.mark = f"{SPARED}{graph.splits + 1})"
        self.standing = f"{SPARED}{graph.splits + 1}, in place)"
        self.stalled: set[tuple[str, str]] = set()
        self.users: dict[str, list[tuple[str, Gate]]] = {}
        for id_, node in graph.nodes.items():
            for gate in (graph.gates[g] for g in node.gates):
                for source in {o.node for o in gate.options if o.node is not None}:
                    self.users.setdefault(source, []).append((id_, gate))
        self.first = self.closure(gone, lambda owner, gate: gate.kind != "requirement")
        start = {o for o, g in self.edges(self.first) if self.carried(o, g)}
        self.touched = self.first | self.closure(
            start, lambda owner, gate: gate.kind != "requirement" or self.spreads(gate)
        )
        self.copied: dict[str, str] = {}

    def edges(self, nodes: Collection[str]) -> list[tuple[str, Gate]]:
        return [edge for n in nodes for edge in self.users.get(n, ())]

    def closure(self, start: Collection[str], through: Callable[[str, Gate], bool]) -> frozenset[str]:
        """What stands on these nodes by certain gates, and they themselves."""
        seen, stack = set(start), sorted(start)
        while stack:
            for owner, gate in self.users.get(stack.pop(), ()):
                if owner not in seen and through(owner, gate):
                    seen.add(owner)
                    stack.append(owner)
        return frozenset(seen)

    def carried(self, owner: str, gate: Gate) -> bool:
        """Whether the loss itself passes an edge."""
        return gate.kind != "requirement" or (self.needs.stops(gate.need) and self.hit(owner))

    def spreads(self, gate: Gate) -> bool:
        """Whether what the loss stops further down passes an edge."""
        return self.needs.installed or gate.need == "consumed"

    def graph(self) -> SupplyGraph:
        for id_, node in self.old.nodes.items():
            gates = tuple(self.rewired(id_, self.old.gates[g]) for g in node.gates)
            if gates != node.gates:
                self.nodes[id_] = replace(node, gates=gates)
        nodes = dict(sorted(self.nodes.items()))
        lost = frozenset(twin for twin, name in self.copied.items() if name in self.old.removed)
        return replace(
            self.old,
            nodes=MappingProxyType(nodes),
            gates=MappingProxyType(self.gates),
            removed=self.old.removed | lost,
            splits=self.old.splits + 1,
            stalled=self.old.stalled | self.stalled,
            of_company=grouped((n.company, n.id) for n in nodes.values() if n.company),
            of_component=grouped((n.component, n.id) for n in nodes.values()),
        )

    def rewired(self, owner: str, gate: Gate) -> str:
        """The id of the gate that a node has instead of this one."""
        if gate.kind != "requirement" or not any(o.node in self.touched for o in gate.options):
            return gate.id
        named = {o.node for o in gate.options if o.node in self.touched and o.node is not None}
        if not self.spreads(gate):
            # What stands in place is no delivery: nothing of this loss reaches it.
            renamed = {n: self.copy(n, in_place=True) for n in sorted(named)}
        elif not self.carried(owner, gate):
            renamed = {n: self.copy(n, in_place=False) for n in sorted(named & self.first)}
        else:
            renamed = {}
        if not renamed:
            return gate.id
        if self.hit(owner):
            self.stalled.add((owner, gate.id))
        # Two owners of one gate can differ in what reaches them: each has its own.
        id_ = f"{gate.id}{self.mark}" if owner == gate.owner else f"{gate.id}{self.mark} {owner}"
        self.add(replace(gate, id=id_), renamed)
        return id_

    def add(self, gate: Gate, renamed: Mapping[str, str]) -> None:
        options = tuple(_pointing(o, renamed.get(o.node or "", o.node)) for o in gate.options)
        self.gates[gate.id] = replace(gate, options=options)

    def copy(self, id_: str, *, in_place: bool) -> str:
        """The id of a copy: of what stands in place, or of the deliveries to those who are spared.

        What stands in place feels nothing of the loss. Who delivers to the spared may itself be hit as a
        buyer: it keeps its own needs, and only those who provide it are copied.
        """
        mark = self.standing if in_place else self.mark
        scope = self.touched if in_place else self.first
        stack = [id_]
        while stack:
            name = stack.pop()
            twin = name + mark
            if twin in self.copied:
                continue
            self.copied[twin] = name
            node = self.old.nodes[name]
            gates = []
            for gate in (self.old.gates[g] for g in node.gates):
                if gate.kind == "requirement" and not in_place:
                    gates.append(self.rewired(name, gate))
                    continue
                renamed = {o.node: o.node + mark for o in gate.options if o.node and o.node in scope}
                own = f"{gate.id}{mark} {twin}" if renamed else gate.id
                if renamed:
                    self.add(replace(gate, id=own, owner=twin), renamed)
                gates.append(own)
                stack += sorted(renamed)
            self.nodes[twin] = replace(node, id=twin, gates=tuple(gates))
        return id_ + mark


def _pointing(option: Option, node: str | None) -> Option:
    return replace(option, node=node)
