"""Minimal cut sets: the smallest groups whose joint loss stops the target, or most of its supply."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .engine.limits import Limit
from .engine.logic import logic_of
from .engine.plan import beside, find
from .losing import losing_groups
from .model import Model
from .probe import Probe, Trail
from .running import runs_without
from .units import Unit

Cut = frozenset[str]
Group = tuple[int, ...]
Progress = Callable[[int, int], None]
EPSILON = 1e-9
BATCH = 4096


@dataclass(frozen=True, slots=True)
class Searched:
    """Minimal groups of unit ids, by size, then by ids.

    complete_to : the largest size of which all are there; None if all are, of whatever size.
    stopped : why the search did not do what was asked; None if it did.
    """

    cuts: tuple[Cut, ...]
    complete_to: int | None
    stopped: str | None = None


def minimal_cut_sets(
    model: Model,
    units: Sequence[Unit],
    max_order: int | None,
    *,
    loss: float = 1.0,
    progress: Progress | None = None,
) -> tuple[Cut, ...]:
    """All minimal groups of units, up to a size, whose joint loss takes away a fraction of supply.

    See ``search``.
    """
    return search(model, units, max_order, loss=loss, progress=progress).cuts


def search(
    model: Model,
    units: Sequence[Unit],
    max_order: int | None,
    *,
    loss: float = 1.0,
    progress: Progress | None = None,
    limit: Limit | None = None,
) -> Searched:
    """The minimal groups of units, up to a size, whose joint loss takes away a fraction of supply.

    Parameters
    ----------
    units : what can be lost.
    max_order : the largest size, at least 1; None for all sizes, where the target has to stop.
    loss : the fraction of supply, above 0 and up to 1. At 1 the target stops; below 1 a group
        counts if the middle of its loss reaches the fraction, or if the target stops.
    progress : called with steps done and steps in all.
    limit : when to stop; what was found by then comes back, and says how far it is complete.

    Notes
    -----
    Nothing is found if the target does not run to begin with. How the engines work is said in
    ``engine.plan``; exact with cycles and k-of-n gates. Minimal cut sets: Fussell and Vesely 1972.
    """
    if not runs_without(model):
        return Searched((), max_order)
    if max_order is None and loss < 1:
        raise ValueError("groups of all sizes can be found at loss 1 only: give a largest size")
    found = find(logic_of(model, units), max_order, limit=limit, report=progress if loss >= 1 else None)
    groups, complete_to, stopped = found.groups, found.complete_to, found.stopped
    if loss < 1 and max_order is not None:
        losing: list[list[Group]] = []
        within = limit or Limit()

        def work() -> str | None:
            for of_size in losing_groups(model, units, max_order, loss, found.groups, within):
                losing.append(of_size)
                if progress is not None:
                    progress(len(losing), max_order)
            return None

        if stopped is None:
            stopped = work() if limit is None else beside(work, within)
        groups, complete_to = tuple(g for of_size in losing for g in of_size), len(losing)
    cuts = sorted((frozenset(units[i].id for i in c) for c in groups), key=lambda c: (len(c), sorted(c)))
    return Searched(tuple(cuts), complete_to, stopped)


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
