"""Minimal cut sets: the smallest groups whose joint loss stops the target, or most of its supply."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

from .flow import supply
from .model import Model
from .running import failing, runs_without
from .units import Unit, as_bits

Cut = frozenset[str]
Progress = Callable[[int, int], None]
EPSILON = 1e-9


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
    cuts = _stops if loss >= 1 else _loses(loss)
    left = list(units)
    found: list[tuple[int, ...]] = []
    out: list[Cut] = []
    for order in range(1, max_order + 1):
        new = list(_of_order(model, left, order, found, cuts, progress if order == max_order else None))
        out += [frozenset(left[i].id for i in c) for c in new]
        if order == 1:
            # A unit that is enough by itself is in no larger minimal group.
            singles = {i for c in new for i in c}
            left = [u for i, u in enumerate(left) if i not in singles]
            found = []
        else:
            found += new
    return tuple(sorted(out, key=lambda c: (len(c), sorted(c))))


Cuts = Callable[[Model, dict[int, int], int], int]


def _stops(model: Model, blocked: dict[int, int], width: int) -> int:
    return failing(model, blocked, width)[model.target]


def _loses(loss: float) -> Cuts:
    def cuts(model: Model, blocked: dict[int, int], width: int) -> int:
        before = float(supply(model, {}, 1)[0])
        after = supply(model, blocked, width)
        enough = (before - after) >= (loss - EPSILON) * before
        bits = 0
        for i in enough.nonzero()[0]:
            bits |= 1 << int(i)
        return bits | _stops(model, blocked, width)

    return cuts


def _of_order(
    model: Model,
    units: Sequence[Unit],
    order: int,
    found: Sequence[tuple[int, ...]],
    cuts: Cuts,
    progress: Progress | None,
) -> Iterator[tuple[int, ...]]:
    """The minimal groups of exactly one size, given all smaller ones."""
    count = len(units)
    if order > count:
        return
    tail = min(order, 2)
    tails = list(combinations(range(count), tail))
    position = {t: i for i, t in enumerate(tails)}
    patterns = _patterns(tails, count)
    first_with: dict[int, int] = {}
    for i, t in enumerate(tails):
        first_with.setdefault(t[0], i)
    prefixes = list(combinations(range(count), order - tail))
    for step, prefix in enumerate(prefixes, 1):
        if progress is not None:
            progress(step, len(prefixes))
        after = prefix[-1] + 1 if prefix else 0
        if after not in first_with or _holds(found, prefix):
            continue
        offset = first_with[after]
        width = len(tails) - offset
        full = (1 << width) - 1
        covered = _covered(found, prefix, patterns, position, offset)
        bits = [(units[j], patterns[j] >> offset) for j in range(after, count)]
        bits += [(units[j], full) for j in prefix]
        hit = cuts(model, as_bits(bits), width) & ~covered
        while hit:
            low = hit & -hit
            yield (*prefix, *tails[low.bit_length() - 1 + offset])
            hit ^= low


def _patterns(groups: Sequence[tuple[int, ...]], count: int) -> list[int]:
    """For each unit, the scenarios (bits) whose group contains it."""
    rows = [bytearray((len(groups) + 7) // 8) for _ in range(count)]
    for i, group in enumerate(groups):
        for j in group:
            rows[j][i >> 3] |= 1 << (i & 7)
    return [int.from_bytes(row, "little") for row in rows]


def _holds(found: Sequence[tuple[int, ...]], prefix: tuple[int, ...]) -> bool:
    chosen = set(prefix)
    return any(chosen.issuperset(c) for c in found)


def _covered(
    found: Sequence[tuple[int, ...]],
    prefix: tuple[int, ...],
    patterns: Sequence[int],
    position: dict[tuple[int, ...], int],
    offset: int,
) -> int:
    """The scenarios that contain a smaller minimal group."""
    chosen = set(prefix)
    covered = 0
    for cut in found:
        rest = tuple(i for i in cut if i not in chosen)
        if len(rest) == 1:
            covered |= patterns[rest[0]] >> offset
        elif len(rest) == 2 and position.get(rest, -1) >= offset:
            covered |= 1 << (position[rest] - offset)
    return covered


def smallest_cut(model: Model, units: Sequence[Unit]) -> int | None:
    """The size of the smallest group of these units that stops the target; None if all together do not.

    Any cut must hit every plan that still runs. A smallest group that hits the plans known so far
    is tried; if the target survives it, a plan that avoids it is added. Implicit hitting sets:
    Moreno-Centeno and Karp 2013, doi 10.1287/opre.1120.1139.
    """
    if not runs_without(model):
        return None
    if runs_without(model, [n for u in units for n in u.nodes]):
        return None
    plans: list[frozenset[int]] = []
    while True:
        tried = smallest_hitting_set(plans)
        gone = [n for i in tried for n in units[i].nodes]
        if not runs_without(model, gone):
            return len(tried)
        left = [i for i in range(len(units)) if i not in tried]
        plans.append(frozenset(needed_for(model, units, left, gone)))


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


def needed_for(model: Model, units: Sequence[Unit], among: Sequence[int], gone: Sequence[int]) -> list[int]:
    """A minimal plan: positions among the units without which, all others lost, the target stops.

    Halves that can be lost as a whole are lost as a whole, so that a plan of p of n units takes
    about p log n evaluations.
    """
    lost = list(gone)
    needed: list[int] = []
    stack = [list(among)]
    while stack:
        part = stack.pop()
        nodes = [n for i in part for n in units[i].nodes]
        if not part or runs_without(model, [*lost, *nodes]):
            lost += nodes
        elif len(part) == 1:
            needed += part
        else:
            middle = len(part) // 2
            stack += [part[middle:], part[:middle]]
    return needed
