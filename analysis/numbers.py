"""How many minimal cut sets and path sets there are, without listing them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ..graph.joint import Joint, joined
from ..graph.removal import CountryBy
from ..graph.supply import SupplyGraph
from .engine import plan
from .engine.limits import Limit, Stopped
from .engine.logic import dual, logic_of
from .model import compile_model
from .reading import CLOSED, Reading
from .results import Result, Row, provenance_of
from .running import status_of
from .units import LEVELS, Level, units_of

Kind = Literal["cut", "path"]


@dataclass(frozen=True, slots=True)
class Numbers(Result):
    """How many minimal sets there are, by size; and the smallest of them, where they are listed.

    kind : "cut": smallest groups whose joint loss stops the target; "path": smallest groups that keep
        it running whatever else is lost.
    by_order : size -> number; empty if the search was stopped.
    smallest : all sets of the smallest size; empty for cut sets, which ``chokepoints`` lists.
    stopped : why there is no answer; None if there is.
    """

    kind: Kind
    level: Level
    by_order: dict[int, int]
    smallest: tuple[tuple[str, ...], ...] = ()
    stopped: str | None = None

    @property
    def total(self) -> int | None:
        """Of all sizes; None if the search was stopped."""
        return None if self.stopped else sum(self.by_order.values())

    def rows(self) -> tuple[Row, ...]:
        return tuple({"order": k, "number": n} for k, n in self.by_order.items())

    def to_dict(self) -> dict[str, Any]:
        base = Result.to_dict(self)
        provenance = base.pop("provenance")
        return {
            **base,
            "kind": self.kind,
            "level": self.level,
            "complete": self.stopped is None,
            "stopped": self.stopped,
            "count": self.total,
            "by_order": {str(k): n for k, n in self.by_order.items()},
            "smallest": [list(s) for s in self.smallest],
            "provenance": provenance,
        }


def count_cut_sets(
    graph: SupplyGraph,
    target: str | Sequence[str],
    *,
    joint: Joint = "any",
    level: Level = "company",
    country_by: CountryBy = "headquarters",
    affiliates: bool = True,
    reading: Reading = CLOSED,
    limit: Limit | None = None,
) -> Numbers:
    """The number of all minimal cut sets of a target, by size, without listing them.

    Parameters as in ``chokepoints``. Exponential at worst; a limit or a decision diagram that does not
    fit gives no numbers, and says so.

    Examples
    --------
    >>> from narrows import load
    >>> count_cut_sets(load("tutorial"), "training").by_order
    {1: 1, 2: 17}
    """
    return _numbers(graph, target, joint, level, country_by, affiliates, reading, limit, "cut")


def path_sets(
    graph: SupplyGraph,
    target: str | Sequence[str],
    *,
    joint: Joint = "any",
    level: Level = "company",
    country_by: CountryBy = "headquarters",
    affiliates: bool = True,
    reading: Reading = CLOSED,
    limit: Limit | None = None,
) -> Numbers:
    """The minimal path sets: how many, and the smallest groups that keep a target running.

    Everything outside such a group may be lost at once. Parameters as in ``chokepoints``.
    Path sets are the cut sets of the dual: Barlow and Proschan 1975, Statistical Theory of
    Reliability and Life Testing.

    Examples
    --------
    >>> from narrows import load
    >>> found = path_sets(load("tutorial"), "asic")
    >>> found.smallest[0]
    ('etch-a', 'foundry-a', 'litho-co', 'mem-b', 'pack-b', 'resist-a')
    """
    return _numbers(graph, target, joint, level, country_by, affiliates, reading, limit, "path")


def _numbers(
    graph: SupplyGraph,
    target: str | Sequence[str],
    joint: Joint,
    level: Level,
    country_by: CountryBy,
    affiliates: bool,
    reading: Reading,
    limit: Limit | None,
    kind: Kind,
) -> Numbers:
    if level not in LEVELS:
        raise ValueError(f"level is one of {', '.join(LEVELS)}, not {level!r}")
    graph, name = joined(graph, [target] if isinstance(target, str) else target, joint)
    model = compile_model(graph, name, reading)
    status, provenance = status_of(model), provenance_of(graph, model)
    if status != "running":
        return Numbers(name, status, provenance, kind, level, {})
    units = units_of(model, level, country_by=country_by, affiliates=affiliates)
    whole = logic_of(model, units) if kind == "cut" else dual(logic_of(model, units))
    try:
        counted = plan.count(whole, limit=limit, list_smallest=kind == "path")
    except Stopped as stop:
        return Numbers(name, status, provenance, kind, level, {}, stopped=str(stop))
    sizes = {k: n for k, n in enumerate(counted.by_order) if n}
    smallest = tuple(sorted(tuple(sorted(units[i].id for i in group)) for group in counted.smallest))
    return Numbers(name, status, provenance, kind, level, sizes, smallest)
