"""How long stocks carry a demand that capacities alone do not meet."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ...graph.supply import SupplyGraph
from ..reading import CLOSED, Reading
from ..results import Result, Row, provenance_of, rounded
from ..running import status_of
from .amounts import NOTHING, Supposed, check_supposed
from .capacity import scaled
from .limits import Limit
from .network import Network, network
from .program import Program
from .yearly import limits_of, removed_companies

MONTHS = 12.0


@dataclass(frozen=True, slots=True)
class Survival(Result):
    """Months for which a demand can be met; None: for as long as capacities last, or nothing limits it."""

    removed: tuple[str, ...]
    demand: float
    unit: str
    months: float | None

    def rows(self) -> tuple[Row, ...]:
        return (
            {
                "removed": self.removed,
                "demand": self.demand,
                "unit": self.unit,
                "months": rounded(self.months),
            },
        )

    def to_dict(self) -> dict[str, Any]:
        base = Result.to_dict(self)
        provenance = base.pop("provenance")
        return {**base, **self.rows()[0], "removed": list(self.removed), "provenance": provenance}


def time_to_survive(
    graph: SupplyGraph,
    target: str,
    demand: float,
    year: int,
    *,
    remove: Sequence[str] = (),
    allot: bool = True,
    reading: Reading = CLOSED,
    supposed: Supposed = NOTHING,
) -> Survival:
    """The longest time for which ``demand`` units a year can be met from capacities and stocks.

    The time to survive of D. Simchi-Levi and others (Interfaces 45, 2015, doi 10.1287/inte.2015.0804), over
    the whole network: the largest t for which output of t x demand fits into stocks and t x the yearly
    capacities. Fitting holds for all shorter times, so that t is found by halving, to a billionth. Numbers as
    stated. Raises ValueError if the demand is not above 0. O(60 linear programs).
    """
    if not (demand > 0 and math.isfinite(demand)):
        raise ValueError("the demand must be above 0")
    check_supposed(graph.dataset, supposed)
    less = graph.without(*remove, target=target) if remove else graph
    net = network(less, target, reading=reading, supposed=supposed)
    limits, _ = limits_of(net, year)
    gone = removed_companies(less)
    years = _longest(net, limits, demand, gone, allot)
    provenance = provenance_of(less, net.model, notes=supposed.notes)
    months = None if years is None else MONTHS * years
    return Survival(target, status_of(net.model), provenance, tuple(remove), demand, net.unit, months)


def _longest(
    net: Network, limits: Sequence[Limit], demand: float, gone: frozenset[str], allot: bool
) -> float | None:
    program = Program(net, "stated")

    def made(years: float) -> float:
        most = [
            x
            if x.kind == "stock"
            else Limit(
                x.id, x.component, x.kind, x.makers, scaled(x.most, years), x.unit, x.in_wafers, x.buyers
            )
            for x in limits
        ]
        units = program.solve(most, gone=gone, allot=allot).units
        return math.inf if units is None else units

    def met(years: float) -> bool:
        return made(years) >= years * demand * (1 - 1e-9)

    high = 1.0
    while met(high):
        if high > 1e4:
            return None
        high *= 2
    low = 0.0 if high == 1.0 else high / 2
    while high - low > 1e-9 * max(high, 1e-3):
        middle = (low + high) / 2
        low, high = (middle, high) if met(middle) else (low, middle)
    return (low + high) / 2
