"""The minimal cut sets of a fault tree, listed or only counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ..analysis.engine.limits import Limit, Stopped
from ..analysis.engine.logic import Logic
from ..analysis.engine.plan import Found, Group, Report, count, find
from ..analysis.engine.small import LARGEST_ORDER
from ..analysis.engine.sweep import top_fails
from .tree import FaultTree

FIRST = 2


@dataclass(frozen=True, slots=True)
class CutSets:
    """The minimal cut sets of a fault tree, or how many there are.

    max_order : the largest size asked for; None for all.
    by_order : how many there are of each size; sizes without any are left out.
    complete_to : the largest size of which all are there; None if all are, of whatever size.
    stopped : why it is less than was asked; None if it is not.
    cut_sets : names of events, by size, then by name; None if they were only counted.
    """

    tree: FaultTree
    max_order: int | None
    by_order: Mapping[int, int]
    complete_to: int | None
    stopped: str | None
    cut_sets: tuple[tuple[str, ...], ...] | None = None

    @property
    def count(self) -> int:
        """How many there are; how many were found, if it was stopped."""
        return sum(self.by_order.values())

    def to_dict(self) -> dict[str, Any]:
        """Plain values, as the JSON output has them."""
        sets = None if self.cut_sets is None else [list(names) for names in self.cut_sets]
        return {
            "fault_tree": self.tree.name,
            "top": self.tree.top,
            "events": len(self.tree.events),
            "gates": self.tree.named_gates,
            "max_order": self.max_order,
            "count": self.count,
            "by_order": {str(size): number for size, number in self.by_order.items()},
            "complete": self.stopped is None,
            "complete_to": self.complete_to,
            "stopped": self.stopped,
            "cut_sets": sets,
        }


def list_cut_sets(
    tree: FaultTree, max_order: int | None, *, limit: Limit | None = None, report: Report | None = None
) -> CutSets:
    """The minimal cut sets up to a size, or all (None).

    With a limit the search runs beside the caller: at its end, or when somebody interrupts, what was
    found by then comes back, with ``stopped`` set. A top event that happens with nothing lost has one
    cut set, the empty one. Exponential at worst; see ``analysis.engine.plan``.
    """
    whole = tree.logic()
    if top_fails(whole, {}, 1):
        return CutSets(tree, max_order, MappingProxyType({0: 1}), max_order, None, ((),))
    found = find(whole, max_order, limit=limit, report=report)
    # Events are numbered by name, so that groups by number are groups by name.
    sets = tuple(tuple(whole.events[i] for i in group) for group in found.groups)
    return CutSets(tree, max_order, _sizes(found.groups), found.complete_to, found.stopped, sets)


def count_cut_sets(
    tree: FaultTree, max_order: int | None = None, *, limit: Limit | None = None, report: Report | None = None
) -> CutSets:
    """How many minimal cut sets there are of each size, without listing them.

    If it is stopped, the sizes that were complete by then are counted, and ``stopped`` says why.
    """
    whole = tree.logic()
    if top_fails(whole, {}, 1):
        return CutSets(tree, max_order, MappingProxyType({0: 1}), max_order, None)
    within = limit or Limit()
    tell = report or _silent
    # The smallest groups cost next to nothing, and are an answer if the rest does not get done.
    kept = find(whole, min(FIRST, max_order or FIRST), limit=within)
    tell(1, 2)
    if kept.stopped is None:
        try:
            sizes = count(whole, max_order=max_order, limit=within).by_order
            return CutSets(tree, max_order, _counted(sizes), max_order, None)
        except Stopped as stop:
            kept = _more(whole, kept, max_order, within, str(stop))
        finally:
            tell(2, 2)
    return CutSets(tree, max_order, _sizes(kept.groups), kept.complete_to, kept.stopped)


def _more(whole: Logic, kept: Found, max_order: int | None, limit: Limit, why: str) -> Found:
    """Groups a little larger, if memory ran out rather than time."""
    largest = min(LARGEST_ORDER, max_order or LARGEST_ORDER)
    if limit.stop.is_set() or largest <= FIRST:
        return Found(kept.groups, kept.complete_to, why)
    more = find(whole, largest, limit=limit)
    done = (more.complete_to or 0) > (kept.complete_to or 0)
    return Found((more if done else kept).groups, (more if done else kept).complete_to, why)


def _sizes(groups: tuple[Group, ...]) -> Mapping[int, int]:
    return MappingProxyType(dict(sorted(Counter(map(len, groups)).items())))


def _counted(sizes: tuple[int, ...]) -> Mapping[int, int]:
    return MappingProxyType({size: number for size, number in enumerate(sizes) if number})


def _silent(_done: int, _total: int) -> None:
    pass
