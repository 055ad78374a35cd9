"""What so many units take, down the graph: dies, wafers, stacks, substrates."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ...graph.supply import SupplyGraph
from ..quantities import Quantity, given, the_stated
from ..reading import CLOSED, Reading
from ..results import Result, Row, provenance_of, rounded
from ..running import status_of
from .amounts import NOTHING, Supposed, central, check_supposed, unit_of
from .limits import STOCK
from .network import Gap, Network, Way, network
from .program import Case, Program
from .program import Row as Line


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a bill: how much of a component, in one unit.

    quantity : all that the alternatives and intervals leave open; ``assumed`` if anything assumed is in it.
    choice : whether alternatives whose shares are not known leave it open.
    how : how the amounts are known. statements : the facts behind them.
    """

    component: str
    layer: str
    what: str
    quantity: Quantity
    choice: bool
    how: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bill(Result):
    """What so many units of a target take. Needs whose amount nobody states are listed as ``gaps``."""

    units: float
    unit: str
    items: tuple[Item, ...]
    gaps: tuple[Gap, ...]

    def rows(self) -> tuple[Row, ...]:
        return tuple(
            {
                "component": i.component,
                "layer": i.layer,
                "counted_in": i.what,
                "low": rounded(i.quantity.low),
                "value": rounded(i.quantity.value),
                "high": None if math.isinf(i.quantity.high) else rounded(i.quantity.high),
                "assumed": i.quantity.assumed,
                "open_choice": i.choice,
                "how": i.how,
                "statements": i.quantity.statements,
            }
            for i in self.items
        )

    def to_dict(self) -> dict[str, Any]:
        base = Result.to_dict(self)
        provenance = base.pop("provenance")
        rows = [{**r, "how": list(r["how"]), "statements": list(r["statements"])} for r in self.rows()]
        gaps = [
            {"requirement": g.gate, "component": g.component, "role": g.role, "taken": list(g.taken)}
            for g in self.gaps
        ]
        return {
            **base,
            "units": rounded(self.units),
            "unit": self.unit,
            "items": rows,
            "amount_not_known": gaps,
            "provenance": provenance,
        }


def bill(
    graph: SupplyGraph,
    target: str,
    units: float,
    *,
    reading: Reading = CLOSED,
    supposed: Supposed = NOTHING,
) -> Bill:
    """What ``units`` of a target take of each component whose amounts are known, as intervals.

    Stated shares split a need among its alternatives; what they leave open is an interval, and so are
    amounts with a range. The ends are exact: the least and the most that a linear program finds with all
    amounts at their low and high ends. A high end that is not known (a yield that nobody states) is
    infinite. A target of the top layer that states no amounts is counted in its first need: a training run in
    accelerators.

    Raises UnknownReference for an unknown target, ValueError if ``units`` is not above 0 or a requirement in
    ``supposed`` does not exist. O(components x linear program).

    >>> import narrows as nw
    >>> [(i.component, i.quantity.text()) for i in nw.bill(nw.load("tutorial"), "training", 100).items]
    [('gpu', '55 units'), ('asic', '45 units')]
    """
    if not (units > 0 and math.isfinite(units)):
        raise ValueError("the number of units must be above 0")
    check_supposed(graph.dataset, supposed)
    net = network(graph, target, reading=reading, supposed=supposed)
    items: list[Item] = []
    if net.alive:
        programs: dict[Case, Program] = {c: Program(net, c) for c in ("least", "stated", "most")}
        ways_in = [w for need in net.needs for w in need.ways]
        endless = _with_below(net, {w.component for w in ways_in if math.isinf(w.amount.quantity.high)})
        guessed = _with_below(net, {w.component for w in ways_in if w.amount.quantity.assumed})
        for component in _in_order(net):
            ways = [w for need in net.needs for w in need.ways if w.component == component]
            items += _items(net, programs, component, ways, units, endless, component in guessed)
    notes = supposed.notes
    return Bill(
        target,
        status_of(net.model),
        provenance_of(graph, net.model, notes=notes),
        units,
        net.unit,
        tuple(items),
        net.gaps,
    )


def _in_order(net: Network) -> list[str]:
    layers = {layer: n for n, layer in enumerate(net.graph.dataset.layer_order)}
    taken = dict.fromkeys(w.component for need in net.needs for w in need.ways)
    return sorted(taken, key=lambda c: layers[net.graph.dataset.components[c].layer])


def _with_below(net: Network, found: set[str]) -> frozenset[str]:
    """Components and everything that goes into them."""
    while True:
        makers = {m for c in found for m in net.makers.get(c, ())}
        more = {w.component for n in net.needs if n.maker in makers for w in n.ways} - found
        if not more:
            return frozenset(found)
        found |= more


def _items(
    net: Network,
    programs: Mapping[Case, Program],
    component: str,
    ways: list[Way],
    units: float,
    endless: frozenset[str],
    assumed: bool,
) -> list[Item]:
    dataset = net.graph.dataset
    record = dataset.components[component]
    out = []
    quantities = [w.amount.quantity for w in ways]
    how = tuple(dict.fromkeys(w.amount.how for w in ways))
    statements = tuple(dict.fromkeys(s for q in quantities for s in q.statements))
    counts: list[tuple[str, bool]] = [(unit_of(dataset, component), False)]
    if unit_of(dataset, component) != "wafers" and any(w.per_wafer for w in ways):
        counts.append((f"wafers of {record.name}", True))
    for what, in_wafers in counts:
        said = list(statements)
        if in_wafers:
            said += [s for w in ways if w.per_wafer for s in w.per_wafer.statements]
        found = _range(programs, component, units, in_wafers)
        if found is None:
            continue
        low, value, high, choice = found
        if high == 0:
            continue
        high = math.inf if component in endless else high
        marked = assumed or (in_wafers and any(w.per_wafer and w.per_wafer.assumed for w in ways))
        quantity = Quantity(value, low, high, what, marked, tuple(dict.fromkeys(said)))
        more = ("one wafer over the pieces it gives",) if in_wafers else ()
        out.append(Item(component, record.layer, what, quantity, choice, (*how, *more)))
    owners = {n.maker.partition("@")[0] for n in net.needs for w in n.ways if w.component == component}
    areas = [the_stated(dataset, owner, "interposer-area") for owner in sorted(owners)]
    area = areas[0] if len(areas) == 1 else None
    packages = unit_of(dataset, component) == "packages"
    if out and packages and area is not None:
        count = out[0].quantity
        square = given(count.low, "package", high=count.high, value=count.value, name=component) * area
        spread = replace(
            square,
            unit="mm^2",
            assumed=assumed or area.assumed,
            statements=(*statements, *area.statements),
        )
        text = f"{area.text()} for each package"
        out.append(Item(component, record.layer, "interposer area", spread, out[0].choice, (text,)))
    return out


def _range(
    programs: Mapping[Case, Program], component: str, units: float, in_wafers: bool
) -> tuple[float, float | None, float, bool] | None:
    """The least, the stated (where shares leave no choice) and the most, and whether there is a choice."""
    # Amounts are smallest in the case that makes output most.
    least = _extreme(programs["most"], component, units, in_wafers, 1.0)
    most = _extreme(_finite(programs), component, units, in_wafers, -1.0)
    ends = [_extreme(programs["stated"], component, units, in_wafers, sign) for sign in (1.0, -1.0)]
    if least is None or most is None or ends[0] is None or ends[1] is None:
        return None
    choice = ends[1] - ends[0] > 1e-9 * max(1.0, ends[1])
    low, high = _clean(least), _clean(most)
    value = None if choice else min(max(_clean(ends[0]), low), high)
    return low, value, high, choice


def _finite(programs: Mapping[Case, Program]) -> Program:
    """The program with the most of everything; where an amount has no high end, with the stated one."""
    return _Finite(programs["least"].net, "least")


class _Finite(Program):
    def amount(self, way: Way) -> float:
        found = Program.amount(self, way)
        return found if math.isfinite(found) else central(way.amount.quantity)


def _extreme(program: Program, component: str, units: float, in_wafers: bool, sign: float) -> float | None:
    costs: dict[int, float] = {}
    for i, arrow in enumerate(program.arrows):
        if arrow.way.component == component:
            amount = program.amount(arrow.way)
            if in_wafers:
                pieces = arrow.way.per_wafer
                per = _pieces(pieces, program.case) if pieces else math.inf
                amount = amount / per
            costs[i] = sign * amount
    found = program.solve((), exactly=units, objective=costs, extra=share_rows(program))
    return None if found.units is None else sign * found.units


def _pieces(pieces: Quantity, case: Case) -> float:
    return {"least": pieces.low, "stated": central(pieces), "most": pieces.high}[case]


def share_rows(program: Program) -> list[Line]:
    """Stated shares as rows equal to 0: of a need among its alternatives, of a component among its makers."""
    net = program.net
    slots = {slot.gate: slot for slot in net.model.slots}
    rows: list[Line] = []
    for need in net.needs:
        if need.slot is None or need.at_least > 1:
            continue
        slot = net.model.slots[need.slot]
        for child, share in zip(slot.children, slot.shares, strict=True):
            mine = [
                i
                for i, a in enumerate(program.arrows)
                if a.need is need and a.way.ref == net.model.ids[child]
            ]
            if share is not None and mine and not slot.unknown and _whole(need.ways, slot.children, net):
                rows.append(({**dict.fromkeys(mine, 1.0), program.outputs[need.maker]: -share}, 0.0))
    for component, makers in net.makers.items():
        slot_ = slots.get(f"{component}/suppliers")
        if (
            slot_ is None
            or slot_.unknown
            or any(m.endswith(STOCK) for m in makers)
            or component == net.target
        ):
            continue
        if {net.model.ids[c] for c in slot_.children} != set(makers):
            continue
        for child, share in zip(slot_.children, slot_.shares, strict=True):
            if share is not None:
                row = {program.outputs[m]: -share for m in makers}
                maker = program.outputs[net.model.ids[child]]
                row[maker] = row[maker] + 1.0
                rows.append((row, 0.0))
    return rows


def _whole(ways: tuple[Way, ...], children: tuple[int, ...], net: Network) -> bool:
    """Whether every alternative is among the ways, so that the shares can hold as they are stated."""
    return {w.ref for w in ways} == {net.model.ids[c] for c in children} and all(w.makers for w in ways)


def _clean(number: float) -> float:
    return 0.0 if abs(number) < 1e-9 else float(f"{number:.10g}")
