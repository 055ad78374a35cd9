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
from .network import network
from .program import Program, longest
from .yearly import limited_components, limits_of, removed_companies

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
    capacities, with all numbers as stated. Raises UnknownReference for an unknown target or removal,
    ValueError if the demand is not above 0. O(linear program).
    """
    if not (demand > 0 and math.isfinite(demand)):
        raise ValueError("the demand must be above 0")
    check_supposed(graph.dataset, supposed)
    less = graph.without(*remove, target=target) if remove else graph
    net = network(less, target, reading=reading, supposed=supposed)
    limits, _ = limits_of(net, year)
    gone = removed_companies(less)
    under = limited_components(net, limits)
    years = longest(Program(net, "stated", under), limits, demand, gone, allot)
    provenance = provenance_of(less, net.model, notes=supposed.notes)
    months = None if years is None else MONTHS * years
    return Survival(target, status_of(net.model), provenance, tuple(remove), demand, net.unit, months)
