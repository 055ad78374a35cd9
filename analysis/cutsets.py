"""Minimal cut sets: the smallest groups whose joint loss stops the target, or most of its supply."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, islice

from .engine.limits import Limit
from .engine.logic import logic_of
from .engine.plan import Found, find
from .flow import supply
from .model import Model
from .probe import Probe, Trail
from .running import runs_without
from .units import Unit, as_bits

Cut = frozenset[str]
Group = tuple[int, ...]
Progress = Callable[[int, int], None]
EPSILON = 1e-9
BATCH = 4096


def minimal_cut_sets(
    model: Model,
    units: Sequence[Unit],
    max_order: int,
    *,
    loss: float = 1.0,
    progress: Progress | None = None,
) -> tuple[Cut, ...]:
    """All minimal groups of units, up to a size, whose joint loss takes away a fraction of supply.

    Parameters
    ----------
    units : what can be lost.
    max_order : the largest size, at least 1.
    loss : the fraction of supply, above 0 and up to 1. At 1 the target stops; below 1 a group
        counts if the middle of its loss reaches the fraction, or if the target stops.
    progress : called with steps done and steps in all.

    Returns
    -------
    Groups of unit ids, by size, then by ids. Empty if the target does not run to begin with.

    Notes
    -----
    Every group is evaluated, thousands at a time and one bit each, after groups that contain a
    smaller one have been left out: exact with cycles and k-of-n gates.
    O(C(units, max_order) x edges / 64). Minimal cut sets: Fussell and Vesely 1972.
    """
    if not runs_without(model):
        return ()
    stopping = _stopping(model, units, max_order, progress, None).groups
    found = stopping if loss >= 1 else _losing(model, units, max_order, loss, stopping)
    return tuple(
        sorted((frozenset(units[i].id for i in c) for c in found), key=lambda c: (len(c), sorted(c)))
    )


def _stopping(
    model: Model, units: Sequence[Unit], max_order: int | None, progress: Progress | None, limit: Limit | None
) -> Found:
    """The minimal groups that stop the target, as ascending positions among the units."""
    return find(logic_of(model, units), max_order, limit=limit, report=progress)


def _losing(
    model: Model, units: Sequence[Unit], max_order: int, loss: float, stopping: Sequence[Group]
) -> list[Group]:
    """The minimal groups that lose a fraction of supply or stop the target.

    Without k-of-n gates and cycles a group loses at most the sum of what its members lose, so that
    most groups need not be evaluated.
    """
    width = len(units)
    after = supply(model, as_bits((u, 1 << i) for i, u in enumerate(units)), width + 1)
    whole = float(after[width])
    alone = [1.0 - float(x) / whole for x in after[:width]]
    bounded = not model.cyclic and all(s.at_least == 1 for s in model.slots)
    weight = alone if bounded else [1.0] * width
    order_of = sorted(range(width), key=lambda i: (-weight[i], i))
    stops = set(stopping)
    found: set[Group] = set()
    for order in range(1, max_order + 1):
        left = [i for i in order_of if (i,) not in found]
        new = [c for c in stops if len(c) == order and not _holds_smaller(found, c)]
        tried = (
            tuple(sorted(c))
            for c in _heavy(left, weight, order, loss - EPSILON)
            if not _holds_smaller(found, tuple(sorted(c)))
        )
        while batch := list(islice(tried, BATCH)):
            patterns = _patterns(batch, width)
            blocked = as_bits((u, patterns[i]) for i, u in enumerate(units))
            lost = whole - supply(model, blocked, len(batch))
            new += [c for c, x in zip(batch, lost, strict=True) if x >= (loss - EPSILON) * whole]
        found.update(new)
    return sorted(found)


def _heavy(
    left: Sequence[int], weight: Sequence[float], order: int, least: float, start: int = 0
) -> Iterator[Group]:
    """The groups of one size, from units by falling weight, whose weights add up to at least that."""
    for position in range(start, len(left)):
        heaviest = weight[left[position]]
        if heaviest * order < least - EPSILON:
            return
        if order == 1:
            yield (left[position],)
            continue
        for rest in _heavy(left, weight, order - 1, least - heaviest, position + 1):
            yield (left[position], *rest)


def _holds_smaller(found: set[Group], group: Group) -> bool:
    return any(part in found for size in range(1, len(group)) for part in combinations(group, size))


def _patterns(groups: Sequence[Group], count: int) -> list[int]:
    """For each unit, the scenarios (bits) whose group contains it."""
    rows = [bytearray((len(groups) + 7) // 8) for _ in range(count)]
    for i, group in enumerate(groups):
        for j in group:
            rows[j][i >> 3] |= 1 << (i & 7)
    return [int.from_bytes(row, "little") for row in rows]


def smallest_cut(model: Model, units: Sequence[Unit]) -> int | None:
    """The size of the smallest group of these units that stops the target; None if all together do not.

    Any cut must hit every plan that still runs. A smallest group that hits the plans known so far
    is tried; if the target survives it, a plan that avoids it is added. Implicit hitting sets:
    Moreno-Centeno and Karp 2013, doi 10.1287/opre.1120.1139.
    """
    probe = Probe(model)
    if not probe.runs_without([]) or probe.runs_without([n for u in units for n in u.nodes]):
        return None
    plans: list[frozenset[int]] = []
    while True:
        tried = smallest_hitting_set(plans)
        gone = [n for i in tried for n in units[i].nodes]
        if not probe.runs_without(gone):
            return len(tried)
        left = [i for i in range(len(units)) if i not in tried]
        plans.append(frozenset(needed_for(probe, units, left, gone)))


def smallest_hitting_set(plans: Sequence[frozenset[int]]) -> frozenset[int]:
    """A smallest set that shares a member with each of the sets; deterministic.

    >>> sorted(smallest_hitting_set([frozenset({1, 2}), frozenset({2, 3}), frozenset({4})]))
    [2, 4]
    """
    size = 0
    while True:
        found = _hit(plans, size)
        if found is not None:
            return found
        size += 1


def _hit(plans: Sequence[frozenset[int]], size: int) -> frozenset[int] | None:
    if not plans:
        return frozenset()
    if size == 0:
        return None
    for member in min((sorted(p) for p in plans), key=lambda members: (len(members), members)):
        rest = _hit([p for p in plans if member not in p], size - 1)
        if rest is not None:
            return rest | {member}
    return None


def needed_for(probe: Probe, units: Sequence[Unit], among: Sequence[int], gone: Sequence[int]) -> list[int]:
    """A minimal plan: positions among the units without which, all others lost, the target stops.

    Halves that can be lost as a whole are lost as a whole, so that a plan of p of n units takes
    about p log n evaluations.
    """
    trail = Trail(probe)
    if not trail.lose(gone):
        return []
    needed: list[int] = []
    stack = [list(among)]
    while stack:
        part = stack.pop()
        if not part or trail.lose(n for i in part for n in units[i].nodes):
            continue
        if len(part) == 1:
            needed += part
        else:
            middle = len(part) // 2
            stack += [part[middle:], part[:middle]]
    return needed
