"""What limits output in a year: the capacities and stocks that the dataset states."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from ...graph.checks.walk import offering_id
from ...graph.dataset import Dataset
from ...graph.dates import last_day
from ...graph.records import Capacity, Component, Stock, Supplier
from ..quantities import Quantity, given
from .amounts import WAFERS, unit_of

STOCK = "#stock"
PERIODS = MappingProxyType({"day": 365.0, "week": 52.0, "month": 12.0, "quarter": 4.0, "year": 1.0})
_RATE = re.compile(r"(.+?)/(day|week|month|quarter|year)(?: \(.*\))?\Z")


@dataclass(frozen=True, slots=True)
class Limit:
    """The most that can come out of one place in a year, or of a stock in all.

    makers : the offerings (or the stock) whose output it limits together.
    in_wafers : whether it counts wafers of which the component is only a piece.
    buyers : who gets which fraction of it, where stated.
    """

    id: str
    component: str
    kind: Literal["capacity", "stock"]
    makers: tuple[str, ...]
    most: Quantity
    unit: str
    in_wafers: bool = False
    buyers: tuple[tuple[str, float], ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class NotUsed:
    """A stated capacity or stock that limits nothing here, and why."""

    component: str
    maker: str
    said: str
    reason: str


def capacities(
    dataset: Dataset, component: Component, year: int
) -> tuple[tuple[Limit, ...], tuple[NotUsed, ...]]:
    """The capacities of a component's suppliers that hold in a year; the others, each with the reason."""
    limits: list[Limit] = []
    unused: list[NotUsed] = []
    for supplier in component.suppliers:
        if not supplier.capacity:
            continue
        maker = offering_id(component.id, supplier)
        here = [c for c in supplier.capacity if c.period.startswith(str(year))]
        if not here:
            newest = supplier.capacity[0]
            said = f"{newest.value:,g} {newest.unit} ({newest.period})"
            unused.append(NotUsed(component.id, maker, said, f"none is stated for {year}"))
            continue
        stated = next((c for c in here if not c.forecast), here[0])
        found = _capacity(dataset, component, supplier, maker, stated)
        if isinstance(found, Limit):
            limits.append(found)
        else:
            unused.append(found)
    return tuple(limits), tuple(unused)


def _capacity(
    dataset: Dataset, component: Component, supplier: Supplier, maker: str, stated: Capacity
) -> Limit | NotUsed:
    said = f"{stated.value:,g} {stated.unit} ({stated.period})"
    rate = _RATE.match(stated.unit)
    if rate is None:
        return NotUsed(component.id, maker, said, "the unit is no rate such as wafers/month")
    unit, times = rate[1], PERIODS[rate[2]]
    counted = unit_of(dataset, component.id)
    in_wafers = unit == WAFERS and counted != WAFERS
    if unit != counted and not in_wafers:
        return NotUsed(component.id, maker, said, f"it counts {unit}, the component is counted in {counted}")
    statement = f"{component.id}/suppliers/{maker.partition('@')[2]}/capacity/{stated.period}"
    part_year = len(stated.period) > 4 and times != 1
    low = stated.low if stated.low is not None else stated.value
    high = stated.high if stated.high is not None else stated.value
    most = given(
        low * times,
        unit,
        high=high * times,
        value=stated.value * times,
        assumed=part_year,
        statements=(statement,),
        name=statement,
    )
    who = maker.partition("@")[2]
    makers = (maker, *(f"{other}@{who}" for other in stated.also))
    note = f"the rate of {stated.period} taken for the whole year" if part_year else ""
    year = stated.period[:4]
    shares = [(b.company, [s for s in b.shares if s.period.startswith(year)]) for b in supplier.buyers]
    buyers = tuple((who, found[0].value) for who, found in shares if found)
    return Limit(
        f"{maker} capacity", component.id, "capacity", makers, most, unit, in_wafers, buyers, note=note
    )


def stock_of(dataset: Dataset, component: Component, year: int) -> tuple[Limit | None, tuple[NotUsed, ...]]:
    """Units of a component already made that can be used by the end of a year, all holders together.

    Of one holder's and maker's stock the newest statement counts; stocks of different ones are added. An
    amount stated only as "up to" has no low end but 0.
    """
    counted = unit_of(dataset, component.id)
    entries: list[tuple[Stock, str]] = [(s, f"{component.id}/stock/{s.date}") for s in component.stock]
    for supplier in component.suppliers:
        who = offering_id(component.id, supplier).partition("@")[2]
        entries += [(s, f"{component.id}/suppliers/{who}/stock/{s.date}") for s in supplier.stock]
    seen: set[tuple[str | None, ...]] = set()
    parts: list[Quantity] = []
    unused: list[NotUsed] = []
    for stock, statement in entries:
        key = (stock.held_by, stock.held_in, stock.maker)
        said = f"stock of {stock.unit} ({stock.date})"
        if last_day(stock.date)[:4] > str(year):
            unused.append(NotUsed(component.id, component.id, said, f"it is of a later date than {year}"))
        elif stock.unit != counted:
            reason = f"it counts {stock.unit}, the component is counted in {counted}"
            unused.append(NotUsed(component.id, component.id, said, reason))
        elif stock.amount is None and stock.high is None:
            unused.append(NotUsed(component.id, component.id, said, "the amount is not known"))
        elif key not in seen:
            parts.append(_stock(stock, statement))
        seen.add(key)
    if not parts:
        return None, tuple(unused)
    total = parts[0]
    for part in parts[1:]:
        total = Quantity(
            None if total.value is None or part.value is None else total.value + part.value,
            total.low + part.low,
            total.high + part.high,
            total.unit,
            total.assumed or part.assumed,
            tuple(dict.fromkeys((*total.statements, *part.statements))),
            total.inputs | part.inputs,
        )
    id_ = f"{component.id}{STOCK}"
    return Limit(f"{component.id} stock", component.id, "stock", (id_,), total, counted), tuple(unused)


def _stock(stock: Stock, statement: str) -> Quantity:
    known = stock.amount if stock.amount is not None else stock.high
    if known is None:
        raise ValueError(statement)
    low = stock.low if stock.low is not None else (known if stock.amount is not None else 0.0)
    high = stock.high if stock.high is not None else known
    return given(low, stock.unit, high=high, value=known, statements=(statement,), name=statement)


def _less(amount: float, gone: float) -> float:
    """What is left, without the noise of the last digits."""
    return amount - gone if amount - gone > 1e-9 * amount else 0.0


def left_over(limits: Sequence[Limit], used: dict[str, float]) -> tuple[Limit, ...]:
    """Stocks after a year, by what was used of each; capacities stay as they are."""
    out = []
    for limit in limits:
        gone = used.get(limit.id, 0.0)
        if limit.kind == "stock" and gone:
            left = _less(limit.most.low, gone), _less(limit.most.high, gone)
            value = None if limit.most.value is None else _less(limit.most.value, gone)
            limit = replace(limit, most=replace(limit.most, low=left[0], value=value, high=left[1]))
        out.append(limit)
    return tuple(out)
