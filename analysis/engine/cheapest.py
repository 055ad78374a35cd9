"""The cheapest group that makes the top fail, as an integer program (HiGHS, through SciPy).

A gate that fails needs enough failing inputs. That is exact without cycles, and on cycles where what
counts is what could not be rebuilt. Where failure has to spread from a loss, two gates of a cycle
could be each other's reason: an answer that is none is refuted by a set of events whose survival keeps
the top running, at least one of which has to be lost, and the program is solved again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .limits import Limit, Stopped
from .logic import Logic
from .sweep import top_fails

NONZERO = 0.5


@dataclass(frozen=True, slots=True)
class Cheapest:
    """A cheapest group, ascending, and what it costs."""

    group: tuple[int, ...]
    cost: float


def cheapest(
    whole: Logic,
    costs: Sequence[float],
    *,
    shared: Mapping[str, tuple[float, Sequence[int]]] | None = None,
    limit: Limit | None = None,
) -> Cheapest | None:
    """The cheapest group of events that makes the top fail; None if no group does.

    Parameters
    ----------
    costs : of each event, 0 or more.
    shared : costs paid once, however many of the events are lost: name -> (cost, events).

    Raises Stopped at the limit. NP-hard. Nothing is ever cheaper than the group returned; it holds
    no event without which the top would fail too.
    """
    limit = limit or Limit()
    everything = dict.fromkeys(range(len(whole.events)), 1)
    if not top_fails(whole, everything, 1) or top_fails(whole, {}, 1):
        return None
    shared = dict(sorted((shared or {}).items()))
    plans: list[list[int]] = []
    while True:
        chosen = _solve(whole, costs, list(shared.values()), plans, limit)
        if top_fails(whole, dict.fromkeys(chosen, 1), 1):
            break
        plans.append(_plan(whole, chosen))
    group = _without_spare(whole, chosen, costs)
    together = sum(cost for cost, events in shared.values() if set(events) & set(group))
    return Cheapest(group, sum(costs[e] for e in group) + together)


def _solve(
    whole: Logic,
    costs: Sequence[float],
    shared: Sequence[tuple[float, Sequence[int]]],
    plans: Sequence[Sequence[int]],
    limit: Limit,
) -> list[int]:
    """The events lost in a cheapest solution of the program."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_matrix

    events, gates = len(whole.events), [n for block in whole.blocks for n in block]
    column = {gate: events + i for i, gate in enumerate(gates)}
    first_shared = events + len(gates)
    width = first_shared + len(shared)
    rows: list[dict[int, float]] = []
    least: list[float] = []

    def at_least(terms: Mapping[int, float], bound: float) -> None:
        rows.append(dict(terms))
        least.append(bound)

    def of(reference: int) -> int:
        return reference if reference >= 0 else column[~reference]

    for gate in gates:
        threshold = whole.gates[gate]
        terms = {column[gate]: -float(threshold.least)}
        for reference in threshold.inputs:
            terms[of(reference)] = terms.get(of(reference), 0.0) + 1.0
        at_least(terms, 0.0)
    for number, (_, members) in enumerate(shared):
        for event in members:
            at_least({first_shared + number: 1.0, event: -1.0}, 0.0)
    for plan in plans:
        at_least(dict.fromkeys(plan, 1.0), 1.0)
    lower = np.zeros(width)
    lower[of(whole.top)] = 1.0
    matrix = csr_matrix(
        (
            [x for row in rows for x in row.values()],
            ([i for i, row in enumerate(rows) for _ in row], [c for row in rows for c in row]),
        ),
        shape=(len(rows), width),
    )
    objective = np.concatenate([costs, np.zeros(len(gates)), [c for c, _ in shared]])
    limit.check()
    result = milp(
        objective,
        constraints=LinearConstraint(matrix, np.asarray(least), np.inf) if rows else None,
        bounds=Bounds(lower, np.ones(width)),
        integrality=np.ones(width, dtype=np.int64),
        options={"mip_rel_gap": 0.0, "time_limit": limit.left()},
    )
    if not result.success:
        raise Stopped("the cheapest group was not proved within the limit")
    return [e for e in range(events) if result.x[e] > NONZERO]


def _plan(whole: Logic, lost: Sequence[int]) -> list[int]:
    """Events without the loss of any of which the top runs, whatever else is lost; none of ``lost``."""
    gone = dict.fromkeys(lost, 1)
    kept = []
    for event in range(len(whole.events)):
        if event in gone:
            continue
        if top_fails(whole, {**gone, event: 1}, 1):
            kept.append(event)
        else:
            gone[event] = 1
    return kept


def _without_spare(whole: Logic, chosen: Sequence[int], costs: Sequence[float]) -> tuple[int, ...]:
    """Leave out what is not needed (events that cost nothing), dearest first."""
    group = set(chosen)
    for event in sorted(chosen, key=lambda e: (-costs[e], e)):
        if top_fails(whole, dict.fromkeys(group - {event}, 1), 1):
            group.remove(event)
    return tuple(sorted(group))
