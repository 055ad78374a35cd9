"""The linear program over makers, needs and limits (HiGHS, through scipy)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from ..quantities import Quantity
from .amounts import central
from .limits import STOCK, Limit
from .network import Needs, Network, Way

Case = Literal["least", "stated", "most"]
"""Which end of the intervals: those that make output least, the stated numbers, those that make it most."""

OTHERS = "all other buyers"


@dataclass(frozen=True, slots=True)
class Solution:
    """The best plan: units of the target (None if nothing limits them), and use by limit and by component."""

    units: float | None
    used: Mapping[str, float]
    slack: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Arrow:
    """A variable: deliveries of one maker to one way of a need, in units of what is made with them."""

    need: Needs
    way: Way
    maker: str


Row = tuple[dict[int, float], float]


@dataclass(frozen=True)
class Program:
    """A network as variables and rows, for one case. Rows are (coefficients by variable, right side).

    Variables are the arrows, then the output of each maker, then what each buyer takes of freed capacity.
    """

    net: Network
    case: Case
    limited: frozenset[str] | None = None
    """Components with a limit on them or under them; None: all. Of others an endless amount stops nothing."""

    moved: tuple[frozenset[str], Case] | None = None
    """One uncertain input, by its name, that is taken at another end than the rest."""

    def end(self, quantity: Quantity, *, scarce: bool) -> float:
        """The number to compute with: ``scarce`` says whether the low end makes output least."""
        case = self.case
        if self.moved is not None and quantity.inputs and quantity.inputs == self.moved[0]:
            case = self.moved[1]
        if case == "stated":
            return central(quantity)
        return quantity.low if (case == "least") == scarce else quantity.high

    @cached_property
    def arrows(self) -> tuple[Arrow, ...]:
        """All deliveries that are possible in this case."""
        return tuple(
            Arrow(need, way, maker)
            for need in self.net.needs
            for way in need.ways
            if math.isfinite(self.amount(way))
            for maker in way.makers
        )

    @cached_property
    def outputs(self) -> dict[str, int]:
        """The variable of each maker's output."""
        makers = [m for ms in self.net.makers.values() for m in ms]
        return {m: len(self.arrows) + i for i, m in enumerate(dict.fromkeys(makers))}

    def amount(self, way: Way) -> float:
        """Units of the input for one unit made."""
        q = way.amount.quantity
        found = self.end(q, scarce=False)
        free = self.limited is not None and way.component not in self.limited
        return central(q) if free and math.isinf(found) else found

    def limit(self, limit: Limit) -> float:
        """What a limit allows."""
        return self.end(limit.most, scarce=True)

    def weight(self, arrow: Arrow, limit: Limit) -> float:
        """What a unit made over this arrow takes of a limit; 0 where pieces per wafer are not known."""
        if not limit.in_wafers:
            return self.amount(arrow.way)
        pieces = arrow.way.per_wafer
        if pieces is None:
            return 0.0
        return self.amount(arrow.way) / self.end(pieces, scarce=True)

    def balances(self) -> list[Row]:
        """Rows equal to 0: output is what is delivered; every need is met in full."""
        rows: list[Row] = []
        target = set(self.net.makers[self.net.target])
        into: dict[str, dict[int, float]] = {m: {} for m in self.outputs}
        met: dict[int, dict[int, float]] = {i: {} for i in range(len(self.net.needs))}
        number = {id(need): i for i, need in enumerate(self.net.needs)}
        for i, arrow in enumerate(self.arrows):
            into[arrow.maker][i] = self.amount(arrow.way)
            met[number[id(arrow.need)]][i] = 1.0
        for maker, row in into.items():
            if maker not in target:
                rows.append(({**row, self.outputs[maker]: -1.0}, 0.0))
        for i, need in enumerate(self.net.needs):
            rows.append(({**met[i], self.outputs[need.maker]: -float(need.at_least)}, 0.0))
        return rows

    def spread_rows(self) -> list[Row]:
        """Rows at most 0: of several that are needed at once, each gives no more than the whole."""
        rows: list[Row] = []
        for need in self.net.needs:
            if need.at_least > 1:
                for way in need.ways:
                    mine = [i for i, a in enumerate(self.arrows) if a.need is need and a.way is way]
                    rows.append(({**dict.fromkeys(mine, 1.0), self.outputs[need.maker]: -1.0}, 0.0))
        return rows

    def limit_row(self, limit: Limit) -> dict[int, float]:
        """Use of a limit, as coefficients."""
        direct = [m for m in limit.makers if m in self.net.makers[self.net.target]]
        row = {self.outputs[m]: 1.0 for m in direct if not limit.in_wafers}
        for i, arrow in enumerate(self.arrows):
            if arrow.maker in limit.makers and (w := self.weight(arrow, limit)):
                row[i] = w
        return row

    def buyer_rows(self, limit: Limit, gone: frozenset[str], first: int) -> tuple[list[Row], int]:
        """Each buyer stays within its stated part of a limit, plus what it takes of parts set free.

        Returns the rows and how many variables they add from number ``first`` on.
        """
        if not limit.buyers:
            return [], 0
        most = self.limit(limit)
        stated = dict(limit.buyers)
        kept = {b: s for b, s in stated.items() if b not in gone}
        kept[OTHERS] = max(0.0, 1.0 - sum(stated.values()))
        free = sum(s for b, s in stated.items() if b in gone) * most
        use = self.limit_row(limit)
        rows: list[Row] = []
        for n, (buyer, share) in enumerate(kept.items()):
            mine = {i: w for i, w in use.items() if self._buyer(i, stated) == buyer}
            rows.append(({**mine, first + n: -1.0}, share * most))
        rows.append(({first + n: 1.0 for n in range(len(kept))}, free))
        return rows, len(kept)

    def _buyer(self, variable: int, stated: Mapping[str, float]) -> str:
        if variable >= len(self.arrows):
            return OTHERS
        company = self.net.graph.nodes[self.arrows[variable].need.maker].company
        return company if company is not None and company in stated else OTHERS

    def solve(
        self,
        limits: Sequence[Limit],
        *,
        gone: frozenset[str] = frozenset(),
        allot: bool = True,
        exactly: float | None = None,
        objective: Mapping[int, float] | None = None,
        extra: Sequence[Row] = (),
    ) -> Solution:
        """The most units under the limits; of the plans that reach it, one that uses the least stock.

        With ``exactly``, so many units are made, and ``objective`` (costs by variable) is minimised
        instead; ``units`` is then its value, None if it has no bound. O(linear program).
        """
        if not self.net.alive:
            return Solution(0.0, {}, {})
        upper = self.spread_rows()
        width = len(self.arrows) + len(self.outputs)
        named = []
        for limit in limits:
            row = self.limit_row(limit)
            named.append((limit, row))
            if row and math.isfinite(self.limit(limit)):
                upper.append((row, self.limit(limit)))
            more, added = self.buyer_rows(limit, gone, width) if allot else ([], 0)
            upper += more
            width += added
        makers = self.net.makers[self.net.target]
        made = {self.outputs[m]: 1.0 for m in makers}
        equal = [*self.balances(), *extra]
        if exactly is not None:
            found = _highs(width, objective or {}, upper, [*equal, (made, exactly)])
            return Solution(None if found is None else found[0], {}, {})
        best = _highs(width, dict.fromkeys(made, -1.0), upper, equal)
        if best is None:
            return Solution(None, {}, {})
        units = -best[0]
        stocks = {i: 1.0 for m, i in self.outputs.items() if m.endswith(STOCK)}
        kept = _highs(width, stocks, upper, [*equal, (made, units * (1 - 1e-12))]) if stocks else best
        plan = (kept or best)[1]
        used = {limit.id: sum(w * plan[i] for i, w in row.items()) for limit, row in named}
        slack = {limit.id: self.limit(limit) - used[limit.id] for limit, row in named if row}
        return Solution(float(f"{units:.10g}") + 0.0, used, slack)


def longest(
    program: Program, limits: Sequence[Limit], demand: float, gone: frozenset[str], allot: bool
) -> float | None:
    """The longest time in years for which ``demand`` units a year fit into capacities and stocks.

    Time is a variable of the linear program: capacities grow with it, stocks do not. None if it has no
    bound. O(linear program).
    """
    if not program.net.alive:
        return 0.0
    upper = program.spread_rows()
    time = len(program.arrows) + len(program.outputs)
    width = time + 1
    for limit in limits:
        row = program.limit_row(limit)
        found = [(row, program.limit(limit))] if row else []
        more, added = program.buyer_rows(limit, gone, width) if allot else ([], 0)
        width += added
        for terms, right in [*found, *more]:
            grows = limit.kind == "capacity"
            upper.append(({**terms, time: -right}, 0.0) if grows else (terms, right))
    made = {program.outputs[m]: 1.0 for m in program.net.makers[program.net.target]}
    best = _highs(width, {time: -1.0}, upper, [*program.balances(), ({**made, time: -demand}, 0.0)])
    return None if best is None else float(f"{-best[0]:.10g}")


def _highs(
    width: int, costs: Mapping[int, float], upper: Sequence[Row], equal: Sequence[Row]
) -> tuple[float, Any] | None:
    """Minimise costs; (value, plan), or None if there is no bound. Raises RuntimeError if HiGHS fails."""
    import numpy as np
    from scipy.optimize import linprog

    cost = np.zeros(width)
    for i, c in costs.items():
        cost[i] = c
    a_upper, b_upper = _matrix(upper, width)
    a_equal, b_equal = _matrix(equal, width)
    found = linprog(
        cost, A_ub=a_upper, b_ub=b_upper, A_eq=a_equal, b_eq=b_equal, bounds=(0, None), method="highs-ds"
    )
    if found.status == 3 or (found.status == 4 and "unbounded" in found.message.lower()):
        return None
    if found.status != 0:
        raise RuntimeError(f"the linear program was not solved: {found.message}")
    return float(found.fun or 0.0), found.x


def _matrix(rows: Sequence[Row], width: int) -> tuple[Any, Any]:
    import numpy as np
    from scipy.sparse import csr_array

    if not rows:
        return None, None
    line = [n for n, (row, _) in enumerate(rows) for _ in row]
    column = [i for row, _ in rows for i in row]
    value = [w for row, _ in rows for w in row.values()]
    shape = (len(rows), width)
    return csr_array((value, (line, column)), shape=shape), np.array([right for _, right in rows])
