"""Chokepoints as time passes: which dissolve as alternatives come in, which appear as buffers run out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from ..graph.joint import Joint, joined
from ..graph.supply import SupplyGraph
from .chokepoints import Chokepoints, CutSet, chokepoints
from .follow import Follow, follow
from .model import compile_model
from .reading import CLOSED, Reading
from .results import Provenance, rounded
from .running import Status
from .shift import Shift, shift
from .timing import Timeline
from .worlds import Worlds, worlds

Group = tuple[str, ...]
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class AtHorizon:
    """The smallest groups at a number of months since the loss.

    dissolved, appeared : compared with the horizon before it at which the target runs; for the first
        with the moment of the loss.
    shift : what a removal does, read at this horizon; the groups are then those after it.
    """

    months: float
    status: Status
    blocked_at: tuple[str, ...]
    cut_sets: tuple[CutSet, ...]
    dissolved: tuple[Group, ...]
    appeared: tuple[Group, ...]
    shift: Shift | None = None

    def to_dict(self) -> dict[str, Any]:
        out: dict[str, Any] = {
            "months": self.months,
            "status": self.status,
            "blocked_at": list(self.blocked_at),
            "cut_sets": [c.to_dict() for c in self.cut_sets],
            "dissolved": [list(g) for g in self.dissolved],
            "appeared": [list(g) for g in self.appeared],
        }
        if self.shift is not None:
            lost = self.shift.immediate_loss
            out |= {
                "immediate_loss": rounded(lost.value) if lost else None,
                "immediate_loss_low": rounded(lost.low) if lost else None,
                "immediate_loss_high": rounded(lost.high) if lost else None,
                "layers": [dict(r) for r in self.shift.layer_rows()],
                "sentence": self.shift.sentence,
            }
        return out


def chokepoints_over(
    graph: SupplyGraph,
    target: str | Sequence[str],
    horizons: Sequence[float],
    *,
    joint: Joint = "any",
    reading: Reading = CLOSED,
    **asked: Any,
) -> Chokepoints:
    """The chokepoints at each of several horizons, in months since the loss, ascending.

    ``asked`` is what ``chokepoints`` takes. The result is that at the first horizon, with
    ``at_horizons``. Raises ValueError for no horizon or a negative one, and as ``chokepoints`` does.
    Cost: one search for each state the target passes through; horizons between which nothing
    changes share one.
    """
    whole, name = joined(graph, [target] if isinstance(target, str) else target, joint)

    def at(months: float) -> Chokepoints:
        there = replace(reading, horizon=months)
        return chokepoints(graph, target, joint=joint, reading=there, **asked)

    months, found = _at_each(whole, name, horizons, reading, at)
    rows = [(c.status, c.blocked_at, c.cut_sets, None) for c in found]
    first = found[1]
    stopped = next((c.stopped for c in found if c.stopped), None)
    sizes = [c.complete_to for c in found if c.complete_to is not None]
    return replace(
        first,
        at_horizons=_compared(months, rows),
        provenance=_all_months(first.provenance, months[1:]),
        stopped=stopped,
        complete_to=min(sizes, default=None),
    )


def shift_over(
    graph: SupplyGraph,
    target: str,
    horizons: Sequence[float],
    *,
    reading: Reading = CLOSED,
    **asked: Any,
) -> Shift:
    """What a removal does at each of several horizons; ``asked`` is what ``shift`` takes.

    Before and after are read at the same month: what was removed is gone since month 0, and so are
    the losses asked about. As ``chokepoints_over`` otherwise.
    """

    def at(months: float) -> Shift:
        return shift(graph, target, reading=replace(reading, horizon=months), **asked)

    months, found = _at_each(graph, target, horizons, reading, at)
    rows = [(s.status, s.blocked_at, s.cut_sets_after, s) for s in found]
    provenance = _all_months(found[1].provenance, months[1:])
    return replace(found[1], at_horizons=_compared(months, rows), provenance=provenance)


def follow_over(
    graph: SupplyGraph, target: str, horizons: Sequence[float], *, reading: Reading = CLOSED, **asked: Any
) -> tuple[Follow, ...]:
    """The way of a chokepoint at each of several horizons; ``asked`` is what ``follow`` takes."""

    def at(months: float) -> Follow:
        return follow(graph, target, reading=replace(reading, horizon=months), **asked)

    months, found = _at_each(graph, target, horizons, reading, at)
    every = _all_months(found[1].provenance, months[1:])
    return tuple(replace(f, horizon=m, provenance=every) for m, f in zip(months[1:], found[1:], strict=True))


def worlds_over(
    graph: SupplyGraph, target: str, horizons: Sequence[float], *, reading: Reading = CLOSED, **asked: Any
) -> tuple[Worlds, ...]:
    """The possible cases at each of several horizons; ``asked`` is what ``worlds`` takes.

    >>> from narrows import load
    >>> [len(w.verdicts) for w in worlds_over(load("tutorial"), "training", [12, 0], max_order=1)]
    [1, 1]
    """

    def at(months: float) -> Worlds:
        return worlds(graph, target, reading=replace(reading, horizon=months), **asked)

    months, found = _at_each(graph, target, horizons, reading, at)
    every = _all_months(found[1].provenance, months[1:])
    return tuple(replace(f, horizon=m, provenance=every) for m, f in zip(months[1:], found[1:], strict=True))


def _at_each(
    graph: SupplyGraph,
    target: str,
    horizons: Sequence[float],
    reading: Reading,
    at: Callable[[float], Found],
) -> tuple[tuple[float, ...], list[Found]]:
    """The moment of the loss and the horizons, and what is found at each; computed once for each state."""
    months = tuple(sorted({float(h) for h in horizons}))
    if not months or not months[0] >= 0:
        raise ValueError(f"horizons are months since the loss, 0 or more, not {list(horizons)}")
    changes = Timeline(compile_model(graph, target, reading)).months
    known: dict[int, Found] = {}

    def state(month: float) -> Found:
        key = bisect_right(changes, month)
        if key not in known:
            known[key] = at(month)
        return known[key]

    # The first horizon speaks for itself; the moment of the loss may share its state.
    found = [state(m) for m in months]
    return (0.0, *months), [state(0.0), *found]


def _compared(
    months: Sequence[float],
    rows: Sequence[tuple[Status, tuple[str, ...], tuple[CutSet, ...], Shift | None]],
) -> tuple[AtHorizon, ...]:
    out = []
    before: set[Group] | None = None
    for month, (status, blocked, cuts, whole) in zip(months, rows, strict=True):
        here = {c.members for c in cuts}
        gone: set[Group] = set()
        new: set[Group] = set()
        if status == "running":
            gone, new = (before - here, here - before) if before is not None else (set(), set())
            before = here
        out.append(AtHorizon(month, status, blocked, cuts, _listed(gone), _listed(new), whole))
    return tuple(out[1:])


def _listed(groups: set[Group]) -> tuple[Group, ...]:
    return tuple(sorted(groups, key=lambda g: (len(g), g)))


def _all_months(provenance: Provenance, months: Sequence[float]) -> Provenance:
    said = f"{months[0]:g} months after the loss"
    every = f"{', '.join(f'{m:g}' for m in months)} months after the loss"
    return replace(provenance, notes=tuple(every if n == said else n for n in provenance.notes))
