"""How probable the failure of the top is, given how probable each event is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import expm1, fsum, log1p, prod

from oxidd.util import DDMemoryError
from oxidd.zbdd import ZBDDFunction

from . import decision
from .limits import Limit, Stopped
from .logic import Logic
from .simplify import simplified

PAIRS = 2000
UNIONS = 1 << 21


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """How the probability of the top moves with one event; events are independent.

    birnbaum : P(top | lost) - P(top | not lost).
    union : P(some cut set that holds the event happens); None where it did not fit.
    """

    birnbaum: float
    union: float | None


@dataclass(frozen=True, slots=True)
class Exact:
    """The probability of the top, and the sensitivity to each event."""

    top: float
    events: tuple[Sensitivity, ...]


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between what the probability of the top lies, from the cut sets up to a size.

    truncated : the most that larger cut sets can add: the probability that more events than that
        size happen at all.
    """

    low: float
    high: float
    truncated: float


def exact(whole: Logic, chances: Sequence[float], limit: Limit | None = None) -> Exact:
    """The probability of the top and its sensitivity to each event; events are independent.

    One pass up a decision diagram and one down. Raises Stopped where the diagram does not fit.
    Birnbaum 1969, in Krishnaiah (ed.), Multivariate Analysis II.

    >>> from .logic import Threshold, logic
    >>> both = logic(["a", "b"], [Threshold(2, (0, 1))], ~0)
    >>> found = exact(both, [0.5, 0.1])
    >>> found.top, found.events[0].birnbaum
    (0.05, 0.1)
    """
    limit = limit or Limit()
    small = simplified(whole)
    # Siblings count as one event that happens if any of them does.
    joint = [_any_of([chances[e] for e in group]) for group in small.members]
    failing = decision.failing_sets(small.logic, limit)
    top, slopes = _up_and_down(failing, joint, limit)
    unions = _unions(failing, joint, limit)
    out = [Sensitivity(0.0, 0.0)] * len(chances)
    for place, group in enumerate(small.members):
        for event in group:
            others = prod(1 - chances[e] for e in group if e != event)
            # A cut set holds one sibling: the union for it is the group's, given that it happens.
            union = None if unions is None else unions[place] * chances[event]
            out[event] = Sensitivity(slopes[place] * others, union)
    return Exact(top, tuple(out))


def _any_of(chances: Sequence[float]) -> float:
    """The probability that any of independent events happens, exact also where it is tiny."""
    if len(chances) == 1 or any(chance >= 1 for chance in chances):
        return max(chances)
    return -expm1(fsum(log1p(-chance) for chance in chances))


def _up_and_down(
    family: decision.Family, chances: Sequence[float], limit: Limit
) -> tuple[float, list[float]]:
    """The probability that what happens is in a family that holds every larger set; its slopes.

    Such a family skips no event on the way to its sets, so that no factor is missing.
    """
    nodes: list[tuple[int, ZBDDFunction, ZBDDFunction, ZBDDFunction]] = []

    def step(node: ZBDDFunction, high: float, low: float) -> float:
        variable, parts = node.node_var(), node.cofactors()
        assert variable is not None
        assert parts is not None
        event = family.order[variable]
        nodes.append((event, node, *parts))
        chance = chances[event]
        value = chance * high + (1 - chance) * low
        values[node] = value
        return value

    values = {family.manager.empty(): 0.0, family.manager.base(): 1.0}
    top = decision.fold(family, step, 0.0, 1.0, limit)
    reach = {family.root: 1.0}
    slopes = [0.0] * len(chances)
    for event, node, high, low in reversed(nodes):
        here, chance = reach.get(node, 0.0), chances[event]
        slopes[event] += here * (values[high] - values[low])
        reach[high] = reach.get(high, 0.0) + here * chance
        reach[low] = reach.get(low, 0.0) + here * (1 - chance)
    return top, slopes


def _unions(failing: decision.Family, chances: Sequence[float], limit: Limit) -> list[float] | None:
    """For each event, the probability of its cut sets' union given that it happens.

    None where it would take too long.
    """
    sets = decision.minimal(failing, limit)
    if sets.root.node_count() * len(sets.order) > UNIONS:
        return None
    manager = failing.manager
    all_sets, none = manager.true(), manager.empty()
    out = [0.0] * len(chances)

    def larger(node: ZBDDFunction, high: ZBDDFunction, low: ZBDDFunction) -> ZBDDFunction:
        variable = node.node_var()
        assert variable is not None
        return (manager.var(variable) & high) | low

    try:
        for variable, event in enumerate(sets.order):
            rest = decision.Family(manager, sets.root.subset1(variable), sets.order)
            root = decision.fold(rest, larger, none, all_sets, limit)
            union = decision.Family(manager, root, sets.order)
            out[event] = _up_and_down(union, chances, limit)[0]
    except DDMemoryError as error:
        raise Stopped("the decision diagram did not fit in memory") from error
    return out


def bounds(groups: Sequence[Iterable[int]], complete_to: int, chances: Sequence[float]) -> Bounds:
    """Between what the probability lies, from all cut sets up to a size; events are independent.

    From below the most probable one, or the sum less that of all pairs (Bonferroni); from above the
    bound of Esary and Proschan (1963, Technometrics 5), plus what larger ones can add.

    >>> found = bounds([(0,), (1, 2)], 2, [0.1, 0.5, 0.5])
    >>> round(found.low, 3), round(found.high, 3)
    (0.325, 0.35)
    """
    sets = [frozenset(g) for g in groups]
    each = [prod(chances[e] for e in g) for g in sets]
    low = max(each, default=0.0)
    if len(sets) <= PAIRS:
        pairs = sum(prod(chances[e] for e in a | b) for a, b in combinations(sets, 2))
        low = max(low, sum(each) - pairs)
    more = more_than(complete_to, chances)
    return Bounds(low, min(1.0, _any_of(each or [0.0]) + more), more)


def more_than(number: int, chances: Sequence[float]) -> float:
    """The probability that more than so many of independent events happen. O(events x number).

    >>> round(more_than(1, [0.5, 0.5]), 2)
    0.25
    """
    just = [1.0] + [0.0] * number
    beyond = 0.0
    for chance in chances:
        beyond += just[-1] * chance
        for k in range(number, 0, -1):
            just[k] = just[k] * (1 - chance) + just[k - 1] * chance
        just[0] *= 1 - chance
    return beyond
