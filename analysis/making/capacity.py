"""How much can be made in a year, and which input binds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from ...graph.supply import SupplyGraph
from ..quantities import Quantity
from ..reading import CLOSED, Reading
from ..results import Result, Row, provenance_of, rounded
from ..running import status_of
from .amounts import NOTHING, Supposed, check_supposed
from .limits import STOCK, Limit, NotUsed, left_over
from .network import Gap, Network, network
from .program import Case, Program, Solution
from .yearly import (
    Freed,
    freed_by,
    limited_components,
    limits_of,
    only_known,
    only_stocks,
    removed_companies,
)

CASES: tuple[Case, ...] = ("least", "stated", "most")
RELAXED = 0.1
STEP = 0.01
NOISE = 1e-8


@dataclass(frozen=True, slots=True)
class Binding:
    """A limit that is used up, and what more of it would buy.

    price : units of the target for one more unit of it, over the first percent added.
    gain : units bought by a tenth more. without : units if it were no limit (None: nothing else limits).
    then : what binds then.
    """

    limit: Limit
    amount: float
    price: float
    gain: float
    without: float | None
    then: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class YearOutput:
    """One year: units at the low ends, as stated, and at the high ends; None if nothing limits them."""

    year: int
    low: float | None
    units: float | None
    high: float | None
    binding: tuple[Binding, ...]
    limits: tuple[Limit, ...]
    used: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Output:
    """The years of one graph, and what is not known of it."""

    removed: tuple[str, ...]
    status: str
    unit: str
    years: tuple[YearOutput, ...]
    unlimited: tuple[str, ...]
    gaps: tuple[Gap, ...]
    unused: tuple[NotUsed, ...]
    freed: tuple[Freed, ...]
    assumed: tuple[str, ...] = ()
    """The requirements whose amount is inferred or supposed, not stated."""


@dataclass(frozen=True, slots=True)
class CapacityResult(Result):
    """The most units of the target by year: an upper bound, as what is not known does not bind."""

    before: Output
    after: Output | None

    def rows(self) -> tuple[Row, ...]:
        return tuple(
            {
                "case": "before" if out is self.before else "after removal",
                "year": y.year,
                "low": y.low,
                "units": y.units,
                "high": y.high,
                "unit": out.unit,
                "binding": tuple(b.limit.id for b in y.binding),
            }
            for out in (self.before, self.after)
            if out is not None
            for y in out.years
        )

    def to_dict(self) -> dict[str, Any]:
        base = Result.to_dict(self)
        provenance = base.pop("provenance")
        return {
            **base,
            "before": _output_dict(self.before),
            "after": _output_dict(self.after) if self.after else None,
            "provenance": provenance,
        }


def capacity(
    graph: SupplyGraph,
    target: str,
    years: Sequence[int],
    *,
    remove: Sequence[str] = (),
    stocks_only: bool = False,
    known_only: bool = False,
    allot: bool = True,
    reading: Reading = CLOSED,
    supposed: Supposed = NOTHING,
) -> CapacityResult:
    """The most units of a target that stated capacities and stocks allow, year by year.

    A linear program: each need is met by its alternatives in any mixture, each maker stays within its
    capacity, stocks are drawn down over the years (each year makes as many as it can, from as little stock as
    it can). Inputs whose capacity or amount nobody states limit nothing, so that the result is an upper
    bound; they are listed. ``low`` and ``high`` take all intervals at the end that makes output smallest
    and largest: exact, as output rises with every capacity and falls with every amount.

    stocks_only : limit by stocks alone; what can only be made new is left out.
    known_only : where the capacity of one maker of a component is known, leave out those of which it is not.
    allot : hold buyers to the parts of a capacity that they are stated to get; what removed buyers got is
        then free for the others.

    Raises UnknownReference for an unknown target or removal, ValueError for no year or an unknown
    requirement in ``supposed``. O(years x limits x linear program).

    >>> import narrows as nw
    >>> nw.capacity(nw.load("tutorial"), "training", [2025]).before.years[0].units is None
    True
    """
    if not years:
        raise ValueError("name at least one year")
    check_supposed(graph.dataset, supposed)
    how = _How(stocks_only, known_only, allot, reading, supposed)
    before = _output(graph, target, sorted(set(years)), (), how)
    after = None
    if remove:
        less = graph.without(*remove, target=target)
        after = _output(less, target, sorted(set(years)), tuple(remove), how)
    seen = graph.without(*remove, target=target) if remove else graph
    net = network(seen, target, reading=reading, supposed=supposed)
    choices = [
        "limited by stocks alone" if stocks_only else "",
        "makers of unknown capacity left out beside known ones" if known_only else "",
    ]
    notes = (
        *supposed.notes,
        *filter(None, choices),
        "an upper bound: inputs without a known capacity or amount limit nothing",
    )
    return CapacityResult(
        target, status_of(net.model), provenance_of(graph, net.model, notes=notes), before, after
    )


@dataclass(frozen=True, slots=True)
class _How:
    """What is asked, beside the target and the years."""

    stocks_only: bool
    known_only: bool
    allot: bool
    reading: Reading
    supposed: Supposed


def _output(
    graph: SupplyGraph,
    target: str,
    years: Sequence[int],
    remove: tuple[str, ...],
    how: _How,
) -> Output:
    allot = how.allot
    net = network(graph, target, reading=how.reading, supposed=how.supposed)
    if how.stocks_only:
        net = only_stocks(net)
    if how.known_only:
        net = only_known(net, years)
    gone = removed_companies(graph)
    stocks: dict[Case, dict[str, Limit]] = {case: {} for case in CASES}
    out: list[YearOutput] = []
    freed: tuple[Freed, ...] = ()
    unused: tuple[NotUsed, ...] = ()
    limited: set[str] = set()
    for year in years:
        limits, unused = limits_of(net, year)
        under = limited_components(net, limits)
        limited |= {m for limit in limits for m in limit.makers}
        freed = freed if freed or not allot else freed_by(net, year, gone)
        found: dict[Case, Solution] = {}
        given_: dict[Case, tuple[Limit, ...]] = {}
        for case in CASES:
            given_[case] = tuple(stocks[case].get(limit.id, limit) for limit in limits)
            found[case] = Program(net, case, under).solve(given_[case], gone=gone, allot=allot)
            left = left_over(given_[case], dict(found[case].used))
            stocks[case] |= {limit.id: limit for limit in left if limit.kind == "stock"}
        stated = found["stated"]
        binding = binding_limits(net, given_["stated"], stated, gone, allot)
        used = tuple(sorted((k, _tidy(float(v))) for k, v in stated.used.items()))
        out.append(
            YearOutput(
                year,
                found["least"].units,
                stated.units,
                found["most"].units,
                binding,
                given_["stated"],
                used,
            )
        )
    makers = sorted({m for ms in net.makers.values() for m in ms})
    fed = {n.maker for n in net.needs}
    unlimited = tuple(
        m for m in makers if m not in limited and not m.endswith(STOCK) and not (m in fed and "@" not in m)
    )
    guessed = tuple(sorted({n.gate for n in net.needs if any(w.amount.quantity.assumed for w in n.ways)}))
    return Output(
        remove, status_of(net.model), net.unit, tuple(out), unlimited, net.gaps, unused, freed, guessed
    )


def binding_limits(
    net: Network, limits: Sequence[Limit], solution: Solution, gone: frozenset[str], allot: bool
) -> tuple[Binding, ...]:
    """The limits that bind, those that buy most first. O(limits used up x linear program).

    A limit binds if more of it gives more units, or less of it fewer: that it is used up is not enough,
    as a plan may use up one maker before it turns to another.
    """
    if not solution.units:
        return ()
    program = Program(net, "stated", limited_components(net, limits))

    def units_with(limit: Limit, times: float) -> float | None:
        changed = [replace(x, most=scaled(x.most, times)) if x is limit else x for x in limits]
        return program.solve(changed, gone=gone, allot=allot).units

    out = []
    for limit in limits:
        amount = program.limit(limit)
        if not amount or not _can_bind(limit, solution, amount, allot):
            continue
        gain = _difference(units_with(limit, 1 + RELAXED), solution.units)
        fewer = units_with(limit, 1 - STEP)
        if gain <= NOISE * solution.units and _difference(solution.units, fewer) <= NOISE * solution.units:
            continue
        price = _difference(units_with(limit, 1 + STEP), solution.units) / (STEP * amount)
        rest = [x for x in limits if x is not limit]
        without = program.solve(rest, gone=gone, allot=allot)
        then = _felt(program, rest, without, gone, allot)
        out.append(Binding(limit, amount, _tidy(price), _tidy(gain), without.units, then))
    most = max((b.gain for b in out), default=0.0)
    kept = [b for b in out if b.gain > 0] if most > 0 else out
    return tuple(sorted(kept, key=lambda b: (-b.gain, b.limit.id)))


def _can_bind(limit: Limit, solution: Solution, amount: float, allot: bool) -> bool:
    if limit.id not in solution.slack:
        return False
    parts = bool(limit.buyers) and allot and solution.used[limit.id] > 0
    return parts or solution.slack[limit.id] <= 1e-7 * amount


def _felt(
    program: Program, limits: Sequence[Limit], solution: Solution, gone: frozenset[str], allot: bool
) -> tuple[str, ...]:
    """The limits of which less would give fewer units."""
    if not solution.units:
        return ()
    found = []
    for limit in limits:
        if _can_bind(limit, solution, program.limit(limit), allot):
            less = [replace(x, most=scaled(x.most, 1 - STEP)) if x is limit else x for x in limits]
            fewer = program.solve(less, gone=gone, allot=allot).units
            if _difference(solution.units, fewer) > NOISE * solution.units:
                found.append(limit.id)
    return tuple(sorted(found))


def scaled(most: Quantity, times: float) -> Quantity:
    """The same times a number."""
    value = None if most.value is None else most.value * times
    return replace(most, low=most.low * times, value=value, high=most.high * times)


def _difference(more: float | None, less: float | None) -> float:
    return 0.0 if more is None or less is None else max(0.0, more - less)


def _tidy(number: float) -> float:
    return float(f"{number:.8g}")


def _output_dict(out: Output) -> dict[str, Any]:
    return {
        "removed": list(out.removed),
        "status": out.status,
        "unit": out.unit,
        "years": [
            {
                "year": y.year,
                "low": rounded(y.low),
                "units": rounded(y.units),
                "high": rounded(y.high),
                "binding": [_binding_dict(b) for b in y.binding],
                "limits": [_limit_dict(limit, dict(y.used).get(limit.id)) for limit in y.limits],
            }
            for y in out.years
        ],
        "capacity_not_known": list(out.unlimited),
        "assumed_amounts": list(out.assumed),
        "amount_not_known": [
            {"requirement": g.gate, "component": g.component, "role": g.role, "taken": list(g.taken)}
            for g in out.gaps
        ],
        "not_used": [
            {"component": n.component, "maker": n.maker, "stated": n.said, "reason": n.reason}
            for n in out.unused
        ],
        "freed": [
            {
                "limit": f.limit,
                "unit": f.unit,
                "buyers": list(f.buyers),
                "share": rounded(f.share),
                "amount": rounded(f.amount),
            }
            for f in out.freed
        ],
    }


def _binding_dict(binding: Binding) -> dict[str, Any]:
    return {
        "limit": binding.limit.id,
        "component": binding.limit.component,
        "amount": rounded(binding.amount),
        "unit": binding.limit.unit,
        "shadow_price": rounded(binding.price),
        "ten_percent_more_buys": rounded(binding.gain),
        "without_it": rounded(binding.without),
        "then_binds": list(binding.then),
    }


def _limit_dict(limit: Limit, used: float | None) -> dict[str, Any]:
    return {
        "limit": limit.id,
        "component": limit.component,
        "kind": limit.kind,
        "makers": list(limit.makers),
        "most": limit.most.to_dict() | {"unit": limit.unit},
        "used": rounded(used),
        "note": limit.note,
    }
