"""Families of event sets as zero-suppressed decision diagrams.

The family of all sets of events that make the top fail is built gate by gate, union for "any of" and
intersection for "all of". It holds every larger set of each of its sets, and that is what makes the
minimal ones cheap: those that hold the first event are minimal if they do not make the top fail
without it, one native difference per node. Minimal solutions of a monotone function: Rauzy 1993, doi
10.1016/0951-8320(93)90060-C; the diagrams: Minato 1993, doi 10.1145/157485.164890. The kernel is OxiDD.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from oxidd.util import DDMemoryError
from oxidd.zbdd import ZBDDFunction, ZBDDManager

from .limits import Limit, Stopped
from .logic import Logic, Threshold

T = TypeVar("T")
FULL = 1 << 27


@dataclass(frozen=True, slots=True)
class Family:
    """Sets of events, numbered in the order of ``order``: position in the diagram -> event."""

    manager: ZBDDManager
    root: ZBDDFunction
    order: tuple[int, ...]


def failing_sets(whole: Logic, limit: Limit, *, nodes: int = FULL, max_order: int | None = None) -> Family:
    """All sets of events that make the top fail, larger ones included; up to a size if one is given.

    Raises Stopped if the diagram does not fit into ``nodes`` or the limit is reached. With
    ``max_order`` every operation stays within sets of that size. Exponential at worst.
    """
    order = depth_first(whole)
    try:
        manager = ZBDDManager(limit.nodes(nodes), _cache(whole, nodes), 1)
        manager.add_vars(len(order))
        whole_set = manager.true() if max_order is None else _up_to(manager, len(order), max_order)
        position = {event: i for i, event in enumerate(order)}
        root = fixed_point(whole, manager, whole_set, position, limit)
    except DDMemoryError as error:
        raise Stopped("the decision diagram did not fit in memory") from error
    return Family(manager, root, order)


def _cache(whole: Logic, nodes: int) -> int:
    """How many results of operations are remembered: a large table costs time even where little is done."""
    return min(nodes, 1 << 22, max(1 << 14, 4096 * (len(whole.gates) + len(whole.events))))


def depth_first(whole: Logic) -> tuple[int, ...]:
    """Events in the order in which a walk from the top meets them: neighbours stay near each other."""
    order: dict[int, None] = {}
    seen: set[int] = set()
    stack = [whole.top]
    while stack:
        reference = stack.pop()
        if reference >= 0:
            order.setdefault(reference)
        elif reference not in seen:
            seen.add(reference)
            stack += reversed(whole.gates[~reference].inputs)
    return tuple(order)


def _up_to(manager: ZBDDManager, events: int, size: int) -> ZBDDFunction:
    """All sets of at most so many events."""
    at_most = [manager.base()] * (size + 1)
    for event in reversed(range(events)):
        single = manager.singleton(event)
        at_most = [at_most[0]] + [single.make_node(at_most[k - 1], at_most[k]) for k in range(1, size + 1)]
    return at_most[size]


def fixed_point(
    whole: Logic, manager: ZBDDManager, all_sets: ZBDDFunction, position: dict[int, int], limit: Limit
) -> ZBDDFunction:
    """The sets, out of all that are asked about, that make the top fail; raises Stopped at the limit."""
    none = manager.empty()
    state: dict[int, ZBDDFunction] = {}
    holding = {e: all_sets & manager.var(i) for e, i in position.items()}

    def family(reference: int) -> ZBDDFunction:
        if reference >= 0:
            return holding[reference]
        return state.get(~reference, all_sets if whole.cold else none)

    for block in whole.blocks:
        again = True
        while again:
            again = False
            for number in block:
                limit.check()
                gate = whole.gates[number]
                value = _gate(gate, [family(i) for i in gate.inputs], none, all_sets)
                if whole.on_cycle(block) and value != family(~number):
                    again = True
                state[number] = value
    return family(whole.top)


def _gate(
    gate: Threshold, inputs: Sequence[ZBDDFunction], none: ZBDDFunction, all_sets: ZBDDFunction
) -> ZBDDFunction:
    if gate.least <= 0:
        return all_sets
    if gate.least > len(inputs):
        return none
    if gate.least == len(inputs):
        value = all_sets
        for family in inputs:
            value = value & family
        return value
    least = [none] * gate.least
    for family in inputs:
        for j in range(gate.least - 1, 0, -1):
            least[j] = least[j] | (least[j - 1] & family)
        least[0] = least[0] | family
    return least[-1]


def minimal(failing: Family, limit: Limit, given: frozenset[int] = frozenset()) -> Family:
    """The minimal sets of a family that holds every larger set. One native difference per node.

    Events that are ``given`` say under what the others are lost: sets that differ in them are not
    compared.
    """

    def keep(node: ZBDDFunction, high: ZBDDFunction, low: ZBDDFunction) -> ZBDDFunction:
        without = node.cofactor_false()
        assert without is not None
        variable = node.node_var()
        assert variable is not None
        high = high if failing.order[variable] in given else high - without
        return singles[variable].make_node(high, low)

    manager = failing.manager
    singles = [manager.singleton(i) for i in range(len(failing.order))]
    try:
        root = fold(failing, keep, manager.empty(), manager.base(), limit)
    except DDMemoryError as error:
        raise Stopped("the decision diagram did not fit in memory") from error
    return Family(manager, root, failing.order)


def fold(
    family: Family,
    step: Callable[[ZBDDFunction, T, T], T],
    empty: T,
    base: T,
    limit: Limit,
) -> T:
    """A value computed node by node, from those of the sets with and without the node's event."""
    done: dict[ZBDDFunction, T] = {family.manager.empty(): empty, family.manager.base(): base}
    stack = [family.root]
    count = 0
    while stack:
        node = stack[-1]
        if node in done:
            stack.pop()
            continue
        parts = node.cofactors()
        assert parts is not None
        high, low = parts
        waiting = [part for part in (high, low) if part not in done]
        if waiting:
            stack += waiting
            continue
        done[node] = step(node, done[high], done[low])
        stack.pop()
        count += 1
        if not count & 0xFFF:
            limit.check()
    return done[family.root]


def by_order(family: Family, weights: Sequence[int], limit: Limit) -> tuple[int, ...]:
    """How many sets there are of each size, from 0 on; an event counts as often as its weight."""

    def step(node: ZBDDFunction, high: tuple[int, ...], low: tuple[int, ...]) -> tuple[int, ...]:
        variable = node.node_var()
        assert variable is not None
        weight = weights[family.order[variable]]
        out = list(low) + [0] * (len(high) + 1 - len(low))
        for size, number in enumerate(high, 1):
            out[size] += weight * number
        return tuple(out)

    return fold(family, step, (), (1,), limit)


def up_to_size(family: Family, size: int) -> Family:
    """Its sets of at most so many events."""
    small = _up_to(family.manager, len(family.order), size)
    return Family(family.manager, family.root & small, family.order)


def sets_of(family: Family, limit: Limit) -> Iterator[tuple[int, ...]]:
    """Its sets, as events in the order of the diagram."""
    empty, base = family.manager.empty(), family.manager.base()
    stack: list[tuple[ZBDDFunction, tuple[int, ...]]] = [(family.root, ())]
    count = 0
    while stack:
        node, chosen = stack.pop()
        if node == empty:
            continue
        if node == base:
            count += 1
            if not count & 0xFFF:
                limit.check()
            yield chosen
            continue
        parts, variable = node.cofactors(), node.node_var()
        assert parts is not None
        assert variable is not None
        high, low = parts
        stack += [(low, chosen), (high, (*chosen, family.order[variable]))]
