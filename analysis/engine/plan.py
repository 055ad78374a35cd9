"""Which engine finds the minimal cut sets, and what is kept when a search is stopped.

Groups of up to four are found by ``small`` on graphs of any size. Larger ones, and those of all sizes,
are read off a decision diagram; if that does not fit, one of the sets up to the size asked for. Each
list is complete for its size, so that a stopped search still says something true.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from threading import Thread

from . import decision
from .limits import Limit, Stopped
from .logic import Logic
from .pairs import TooMany
from .simplify import Simplified, simplified
from .small import LARGEST_ORDER, small_cuts

Group = tuple[int, ...]
Report = Callable[[int, int], None]
FIRST_NODES = 1 << 22


@dataclass(frozen=True, slots=True)
class Found:
    """Minimal groups of events, by size, each ascending.

    complete_to : the largest size of which all are there; None if all are, of whatever size.
    stopped : why the search did not do what was asked; None if it did.
    """

    groups: tuple[Group, ...]
    complete_to: int | None
    stopped: str | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """How many minimal groups there are, of each size from 0 on; the smallest, where they were asked for."""

    by_order: tuple[int, ...]
    smallest: tuple[Group, ...] = ()

    @property
    def total(self) -> int:
        """Of all sizes."""
        return sum(self.by_order)


class _Stages:
    """What a search has finished so far, read from another thread if it is stopped."""

    def __init__(self, small: Simplified, max_order: int | None, report: Report | None) -> None:
        self.small = small
        self.asked = max_order
        self.report = report
        self.by_size: list[list[Group]] = []
        self.whole: list[Group] | None = None

    def add(self, groups: Iterable[Group]) -> None:
        self.by_size.append(sorted(_expanded(self.small, groups)))
        if self.report is not None and self.asked is not None:
            self.report(len(self.by_size), self.asked)

    def finish(self, groups: Iterable[Group]) -> None:
        self.whole = sorted(_expanded(self.small, groups), key=lambda g: (len(g), g))

    def found(self, stopped: str | None = None) -> Found:
        if self.whole is not None:
            return Found(tuple(self.whole), self.asked)
        groups = tuple(group for groups in self.by_size for group in groups)
        complete = len(self.by_size)
        if stopped is None and self.asked is not None:
            complete = self.asked
        return Found(groups, complete, stopped)


def _expanded(small: Simplified, groups: Iterable[Group]) -> Iterator[Group]:
    """Each event stands for its siblings: one group for each choice among them."""
    for group in groups:
        for chosen in product(*(small.members[event] for event in group)):
            yield tuple(sorted(chosen))


def find(
    whole: Logic,
    max_order: int | None,
    *,
    limit: Limit | None = None,
    report: Report | None = None,
) -> Found:
    """The minimal groups of events whose joint loss makes the top fail, up to a size or all.

    With a limit the search runs beside the caller, so that an interruption or the end of the time
    gives what was found by then. Nothing is found, completely, if the top fails by itself.
    """
    stages = _Stages(simplified(whole), max_order, report)
    within = limit or Limit()
    if limit is None:
        stopped = _search(stages, within)
        return stages.found(stopped)
    return stages.found(beside(lambda: _search(stages, within), within))


def beside(work: Callable[[], str | None], limit: Limit) -> str | None:
    """Run work in a thread of its own until it ends, time is up or somebody interrupts: why it stopped."""
    outcome: list[str | None] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            outcome.append(work())
        except Stopped as stop:
            outcome.append(str(stop))
        except BaseException as error:
            errors.append(error)

    thread = Thread(target=run, daemon=True)
    thread.start()
    try:
        while thread.is_alive():
            thread.join(0.05)
            limit.check()
    except Stopped as stop:
        limit.stop.set()
        return str(stop)
    except KeyboardInterrupt:
        limit.stop.set()
        return "interrupted"
    if errors:
        raise errors[0]
    return outcome[0]


def _search(stages: _Stages, limit: Limit) -> str | None:
    small, asked = stages.small.logic, stages.asked
    if asked is not None and asked <= LARGEST_ORDER:
        try:
            for groups in small_cuts(small, asked, limit):
                stages.add(groups)
            return None
        except TooMany:
            pass
    try:
        _by_diagram(stages, limit, None)
        return None
    except Stopped as stop:
        if limit.stop.is_set():
            return str(stop)
        why = str(stop)
    try:
        if asked is not None:
            _by_diagram(stages, limit, asked)
            return None
    except Stopped as stop:
        why = str(stop)
    return _what_is_left(stages, limit, why)


def _by_diagram(stages: _Stages, limit: Limit, up_to: int | None) -> None:
    nodes = decision.FULL if up_to is not None or stages.asked is None else FIRST_NODES
    failing = decision.failing_sets(stages.small.logic, limit, nodes=nodes, max_order=up_to)
    sets = decision.minimal(failing, limit)
    if stages.asked is not None:
        sets = decision.up_to_size(sets, stages.asked)
    if () in (groups := list(decision.sets_of(sets, limit))):
        groups = []
    stages.finish(groups)


def _what_is_left(stages: _Stages, limit: Limit, why: str) -> str:
    """At least the small ones, where the rest did not fit."""
    try:
        if not stages.by_size:
            for groups in small_cuts(stages.small.logic, LARGEST_ORDER, limit):
                stages.add(groups)
    except (Stopped, TooMany):
        pass
    return why


def count(
    whole: Logic, *, max_order: int | None = None, limit: Limit | None = None, list_smallest: bool = False
) -> Count:
    """How many minimal groups there are, without listing them; those of the smallest size if asked for.

    Raises Stopped where the decision diagram does not fit or the limit is reached.
    """
    small = simplified(whole)
    within = limit or Limit()
    weights = [len(m) for m in small.members]
    out: list[Count] = []

    def work() -> str | None:
        try:
            failing = decision.failing_sets(small.logic, within)
        except Stopped:
            if max_order is None or within.stop.is_set():
                raise
            failing = decision.failing_sets(small.logic, within, max_order=max_order)
        sets = decision.minimal(failing, within)
        if max_order is not None:
            sets = decision.up_to_size(sets, max_order)
        sizes = decision.by_order(sets, weights, within)
        first: tuple[Group, ...] = ()
        if list_smallest and any(sizes):
            least = decision.up_to_size(sets, next(k for k, n in enumerate(sizes) if n))
            first = tuple(sorted(_expanded(small, decision.sets_of(least, within))))
        out.append(Count(sizes, first))
        return None

    stopped = work() if limit is None else beside(work, within)
    if stopped is not None:
        raise Stopped(stopped)
    return out[0]
