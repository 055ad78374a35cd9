"""The graph above one target as arrays of integers: what all analyses compute with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..graph.removal import UnknownReference, unknown_id
from ..graph.supply import Gate, Node, Option, SupplyGraph
from .reading import Reading


@dataclass(frozen=True, slots=True)
class Slot:
    """A gate over node numbers.

    ``shares`` are aligned with ``children``; None is missing. ``rest`` is what the known shares
    leave; it belongs to the missing ones together, or, if there are none, to ``nobody``: suppliers
    that nobody has named.
    """

    gate: str
    at_least: int
    children: tuple[int, ...]
    shares: tuple[float | None, ...]
    feedback: tuple[bool, ...]
    unknown: bool
    counts_unknown: bool
    rest: float
    undisclosed: bool

    @property
    def missing(self) -> tuple[int, ...]:
        """Positions among the children whose share is not known."""
        return tuple(i for i, s in enumerate(self.shares) if s is None)

    @property
    def sharers(self) -> int:
        """How many split the rest: the missing ones, and the unnamed where they are listed."""
        return len(self.missing) + (1 if self.unknown else 0)

    @property
    def assumed(self) -> bool:
        """Whether the middle value rests on an equal split that no source states."""
        return self.at_least == 1 and bool(self.missing) and self.sharers > 1 and self.rest > 0

    def middle(self) -> tuple[tuple[float, ...], float]:
        """Shares with the rest split equally, and the share of the unnamed."""
        if not self.sharers:
            return tuple(s or 0.0 for s in self.shares), self.rest
        each = self.rest / self.sharers
        mids = tuple(each if s is None else s for s in self.shares)
        return mids, each if self.unknown else 0.0


@dataclass(frozen=True, slots=True)
class Model:
    """Nodes above (and including) a target, dependencies before dependents along non-feedback edges.

    blocked : what does not run whatever its gates say: what was removed, and what is ``spent``.
    spent : stocks used up by the horizon.
    """

    graph: SupplyGraph
    target: int
    reading: Reading
    ids: tuple[str, ...]
    index: dict[str, int]
    slots: tuple[Slot, ...]
    slots_of: tuple[tuple[int, ...], ...]
    steps: tuple[tuple[bool, int], ...]
    cyclic: bool
    blocked: frozenset[int]
    spent: frozenset[int] = frozenset()

    def numbers(self, nodes: Iterable[str]) -> frozenset[int]:
        """The numbers of those nodes that the target depends on."""
        return frozenset(self.index[n] for n in nodes if n in self.index)


def compile_model(graph: SupplyGraph, target: str, reading: Reading) -> Model:
    """Number the nodes above ``target`` in an order in which supply can be computed. O(V + E).

    Raises UnknownReference for an unknown target.
    """
    if target not in graph.nodes or graph.nodes[target].kind != "component":
        raise UnknownReference(unknown_id(graph.dataset, target))
    slots: list[Slot] = []
    slot_of: dict[str, int] = {}
    ids: list[str] = []
    index: dict[str, int] = {}
    steps: list[tuple[bool, int]] = []
    owned: dict[str, list[str]] = {}

    def live(gate: Gate) -> bool:
        waits = gate.runs_without_months
        return reading.horizon is None or waits is None or waits <= reading.horizon

    def usable(option: Option) -> bool:
        lead = option.lead_time_months
        return lead is None or (reading.horizon is not None and lead <= reading.horizon)

    def options(gate: Gate) -> tuple[Option, ...]:
        return tuple(o for o in gate.options if usable(o))

    def gates_of(node: str) -> list[str]:
        if node not in owned:
            owned[node] = [g for g in graph.nodes[node].gates if live(graph.gates[g])]
        return owned[node]

    # Depth first along edges that carry no feedback; nodes reached only by feedback are roots of
    # their own afterwards, so that a node always follows what its supply is computed from.
    roots, seen = [target], {target}
    for root in roots:
        for gate in gates_of(root):
            for option in options(graph.gates[gate]):
                if option.node is not None and option.node not in seen:
                    seen.add(option.node)
                    roots.append(option.node)
    state: dict[tuple[str, str], bool] = {}
    for root in roots:
        stack: list[tuple[str, str, bool]] = [("node", root, False)]
        while stack:
            kind, name, leaving = stack.pop()
            if leaving:
                if kind == "node":
                    index[name] = len(ids)
                    ids.append(name)
                    steps.append((True, index[name]))
                else:
                    slot_of[name] = len(slot_of)
                    steps.append((False, slot_of[name]))
                continue
            if (kind, name) in state:
                continue
            state[kind, name] = True
            stack.append((kind, name, True))
            if kind == "node":
                stack.extend(("gate", g, False) for g in reversed(gates_of(name)))
            else:
                stack.extend(
                    ("node", o.node, False)
                    for o in reversed(options(graph.gates[name]))
                    if o.node is not None and not o.feedback
                )
    spent = frozenset(index[n] for n in ids if used_up(graph.nodes[n], reading.horizon))
    cyclic = False
    for name in slot_of:
        numbered = graph.gates[name]
        slots.append(_slot(numbered, options(numbered), index, reading))
        cyclic = cyclic or any(slots[-1].feedback)
    return Model(
        graph=graph,
        target=index[target],
        reading=reading,
        ids=tuple(ids),
        index=index,
        slots=tuple(slots),
        slots_of=tuple(tuple(slot_of[g] for g in gates_of(n)) for n in ids),
        steps=tuple(steps),
        cyclic=cyclic,
        blocked=frozenset(index[n] for n in graph.removed if n in index) | spent,
        spent=spent,
    )


def used_up(node: Node, horizon: float | None) -> bool:
    """Whether a stock is gone by then; one whose end nobody has stated lasts."""
    return horizon is not None and node.lasts_months is not None and node.lasts_months <= horizon


def _slot(gate: Gate, options: tuple[Option, ...], index: dict[str, int], reading: Reading) -> Slot:
    named = [o for o in options if o.node is not None]
    unknown = any(o.node is None for o in options)
    shares: list[float | None] = [None if gate.undisclosed else o.share for o in named]
    if len(named) == 1 and not unknown and shares[0] is None:
        shares = [1.0]
    total = sum(s for s in shares if s is not None)
    if (shares and None not in shares and not unknown and 0.98 <= total <= 1.02) or total > 1:
        shares = [None if s is None else s / total for s in shares]
        total = 1.0
    return Slot(
        gate=gate.id,
        at_least=gate.at_least,
        children=tuple(index[o.node] for o in named if o.node is not None),
        shares=tuple(shares),
        feedback=tuple(o.feedback for o in named),
        unknown=unknown,
        counts_unknown=unknown and (reading.unknown == "running" or not named),
        rest=max(0.0, 1.0 - total),
        undisclosed=gate.undisclosed,
    )
