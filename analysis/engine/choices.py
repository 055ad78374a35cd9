"""Minimal groups under every choice at once: sets of losses, each together with the choice it fails under.

A choice is one of several inputs of a gate, and nobody has said which. In the diagram it is the set of the
inputs that were *not* chosen, all but one. An input counts as failed if it fails or was not chosen, so
that everything stays monotone, and groups are compared only under one choice. Groups are then read off
without listing the choices, however many there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product

from oxidd.util import DDMemoryError
from oxidd.zbdd import ZBDDFunction, ZBDDManager

from .decision import FULL, Family, depth_first, fixed_point, fold, minimal, sets_of
from .limits import Limit, Stopped
from .logic import Logic, Threshold, logic
from .simplify import simplified

Group = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Under how many choices a group is enough.

    total : of all.
    given : for each open gate, for each of its inputs: of those that choose this input.
    """

    total: int
    given: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was found over all choices.

    groups : minimal under at least one choice, with the outcome of each.
    nothing : the outcome of no loss at all: the choices under which the top fails by itself.
    """

    groups: tuple[tuple[Group, Outcome], ...]
    nothing: Outcome


def over_choices(whole: Logic, open_gates: Sequence[int], max_order: int, limit: Limit) -> Chosen:
    """The groups of events, up to a size, that are minimal under at least one choice.

    Parameters
    ----------
    open_gates : gates of which exactly one input is real; one with a single input leaves no choice.

    Raises Stopped if the diagrams do not fit in memory or the limit is reached. Exponential at worst.
    """
    with_events, slots = _with_choices(whole, open_gates)
    events = frozenset(e for slot in slots for e in slot)
    small = simplified(with_events, events)
    position = {m: e for e, members in enumerate(small.members) for m in members}
    names = list(small.logic.events)
    inner = []
    for slot in slots:
        numbers = []
        for event in slot:
            if event not in position:  # folded away: this choice changes nothing
                position[event] = len(names)
                names.append(with_events.events[event])
            numbers.append(position[event])
        inner.append(tuple(numbers))
    try:
        reader = _Reader(replace(small.logic, events=tuple(names)), inner, max_order, limit)
        found = [(group, reader.outcome(group)) for group in reader.groups()]
        nothing = reader.outcome(())
    except DDMemoryError as error:
        raise Stopped("the decision diagram did not fit in memory") from error
    spread = [
        (tuple(sorted(chosen)), outcome)
        for group, outcome in found
        for chosen in product(*(small.members[e] for e in group))
    ]
    return Chosen(tuple(sorted(spread, key=lambda pair: (len(pair[0]), pair[0]))), nothing)


def _with_choices(whole: Logic, open_gates: Sequence[int]) -> tuple[Logic, list[tuple[int, ...]]]:
    """The same logic with an event "not chosen" for each input of an open gate."""
    events, gates = list(whole.events), list(whole.gates)
    slots: list[tuple[int, ...]] = []
    for number in open_gates:
        inputs = gates[number].inputs
        if len(inputs) < 2:
            slots.append(())
            continue
        first = len(events)
        events += [f"not {i} at {number}" for i in range(len(inputs))]
        slots.append(tuple(range(first, len(events))))
        ways = []
        for i, way in enumerate(inputs):
            ways.append(~len(gates))
            gates.append(Threshold(1, (way, first + i)))
        gates[number] = Threshold(len(ways), tuple(ways))
    return logic(events, gates, whole.top, cold=whole.cold), slots


class _Reader:
    """The family of (choice, losses) that make the top fail, and what is read off it."""

    def __init__(self, whole: Logic, slots: Sequence[tuple[int, ...]], max_order: int, limit: Limit) -> None:
        self.limit = limit
        self.slots = slots
        self.choices = frozenset(e for slot in slots for e in slot)
        walked = depth_first(whole)
        self.order = (*walked, *sorted(self.choices - set(walked)))
        self.position = {event: i for i, event in enumerate(self.order)}
        nodes = limit.nodes(FULL)
        self.manager = ZBDDManager(nodes, min(nodes, 1 << 22), 1)
        self.manager.add_vars(len(self.order))
        self.singles = [self.manager.singleton(i) for i in range(len(self.order))]
        everything = self._up_to(max_order) & self._one_each()
        root = fixed_point(whole, self.manager, everything, self.position, limit)
        self.failing = Family(self.manager, root, self.order)
        self.outcomes: dict[ZBDDFunction, Outcome] = {}

    def _up_to(self, size: int) -> ZBDDFunction:
        """At most so many losses, whatever is chosen."""
        at_most = [self.manager.base()] * (size + 1)
        for place in reversed(range(len(self.order))):
            single, free = self.singles[place], self.order[place] in self.choices
            fewer = at_most if free else [self.manager.empty(), *at_most[:-1]]
            at_most = [single.make_node(a, b) for a, b in zip(fewer, at_most, strict=True)]
        return at_most[size]

    def _one_each(self) -> ZBDDFunction:
        """All but one of the inputs of each open gate are not chosen."""
        family = self.manager.true()
        for slot in self.slots:
            ways = self.manager.empty() if slot else self.manager.true()
            for chosen in slot:
                way = self.manager.true()
                for event in slot:
                    here = self.manager.var(self.position[event])
                    way = way - here if event == chosen else way & here
                ways = ways | way
            family = family & ways
        return family

    def groups(self) -> Iterable[Group]:
        """The groups of losses that are minimal under at least one choice; not the empty one."""
        least = minimal(self.failing, self.limit, self.choices)

        def forget(node: ZBDDFunction, high: ZBDDFunction, low: ZBDDFunction) -> ZBDDFunction:
            variable = node.node_var()
            assert variable is not None
            if self.order[variable] in self.choices:
                return high | low
            return self.singles[variable].make_node(high, low)

        root = fold(least, forget, self.manager.empty(), self.manager.base(), self.limit)
        found = sets_of(Family(self.manager, root, self.order), self.limit)
        return sorted((g for g in found if g), key=lambda g: (len(g), g))

    def outcome(self, group: Group) -> Outcome:
        """Under how many choices a group is enough, in all and for each input."""
        exactly = self.manager.base()
        for place in reversed(range(len(self.order))):
            event, single = self.order[place], self.singles[place]
            if event in self.choices:
                exactly = single.make_node(exactly, exactly)
            elif event in group:
                exactly = single.make_node(exactly, self.manager.empty())
        family = Family(self.manager, self.failing.root & exactly, self.order)

        def choices_only(node: ZBDDFunction, high: ZBDDFunction, low: ZBDDFunction) -> ZBDDFunction:
            variable = node.node_var()
            assert variable is not None
            single = self.singles[variable]
            return single.make_node(high, low) if self.order[variable] in self.choices else high

        root = fold(family, choices_only, self.manager.empty(), self.manager.base(), self.limit)
        if root not in self.outcomes:
            total = self._count(root)
            given = tuple(
                tuple(total - self._count(root & self.manager.var(self.position[e])) for e in slot)
                or (total,)
                for slot in self.slots
            )
            self.outcomes[root] = Outcome(total, given)
        return self.outcomes[root]

    def _count(self, root: ZBDDFunction) -> int:
        family = Family(self.manager, root, self.order)
        return fold(family, lambda _, high, low: high + low, 0, 1, self.limit)
