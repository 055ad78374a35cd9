"""Which uncertain number moves the output most: each taken at its ends, the others as stated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ...graph.supply import SupplyGraph
from ..quantities import Quantity
from ..reading import CLOSED, Reading
from ..results import Result, Row, provenance_of, rounded
from ..running import status_of
from .amounts import NOTHING, Supposed, check_supposed
from .network import network
from .program import Case, Program
from .yearly import limited_components, limits_of, removed_companies


@dataclass(frozen=True, slots=True)
class Swing:
    """One uncertain number: its range, and the output with it at the end that makes it least and most.

    name : the statement it comes from. low, high : units of the target; None if nothing limits them.
    """

    name: str
    range: str
    low: float | None
    high: float | None

    @property
    def width(self) -> float:
        """How far apart the two outputs are; infinite if one has no limit."""
        if self.low is None or self.high is None:
            return 0.0 if self.low == self.high else float("inf")
        return self.high - self.low


@dataclass(frozen=True, slots=True)
class Sensitivity(Result):
    """How far each uncertain number alone moves the most units of a target, widest first."""

    year: int
    unit: str
    units: float | None
    swings: tuple[Swing, ...]

    def rows(self) -> tuple[Row, ...]:
        return tuple(
            {"input": s.name, "range": s.range, "low": rounded(s.low), "high": rounded(s.high)}
            for s in self.swings
        )

    def to_dict(self) -> dict[str, Any]:
        base = Result.to_dict(self)
        provenance = base.pop("provenance")
        head = {"year": self.year, "unit": self.unit, "units": rounded(self.units)}
        return {**base, **head, "swings": [dict(r) for r in self.rows()], "provenance": provenance}


def sensitivity(
    graph: SupplyGraph,
    target: str,
    year: int,
    *,
    remove: Sequence[str] = (),
    allot: bool = True,
    reading: Reading = CLOSED,
    supposed: Supposed = NOTHING,
) -> Sensitivity:
    """The output of ``capacity`` with each uncertain number at either end, all others as stated.

    Numbers that stand in one amount together (a die's area and its yield) move together. Raises
    UnknownReference for an unknown target or removal. O(uncertain numbers x linear program).

    >>> import narrows as nw
    >>> nw.sensitivity(nw.load("tutorial"), "training", 2025).swings
    ()
    """
    check_supposed(graph.dataset, supposed)
    less = graph.without(*remove, target=target) if remove else graph
    net = network(less, target, reading=reading, supposed=supposed)
    limits, _ = limits_of(net, year)
    gone = removed_companies(less)
    under = limited_components(net, limits)
    quantities: list[Quantity] = [limit.most for limit in limits]
    for need in net.needs:
        for way in need.ways:
            quantities.append(way.amount.quantity)
            quantities += [way.per_wafer] if way.per_wafer is not None else []
    uncertain = {q.inputs: q for q in quantities if q.inputs and not q.known}

    def units(moved: tuple[frozenset[str], Case] | None) -> float | None:
        return Program(net, "stated", under, moved).solve(limits, gone=gone, allot=allot).units

    found = []
    for inputs, quantity in uncertain.items():
        ends = units((inputs, "least")), units((inputs, "most"))
        found.append(Swing(" and ".join(sorted(inputs)), quantity.text(), *ends))
    kept = sorted((s for s in found if s.width > 0), key=lambda s: (-s.width, s.name))
    provenance = provenance_of(less, net.model, notes=supposed.notes)
    return Sensitivity(target, status_of(net.model), provenance, year, net.unit, units(None), tuple(kept))
