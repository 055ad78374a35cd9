"""Bills and capacities, held to numbers worked out by hand."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

import narrows as nw
from narrows.analysis.making.amounts import Supposed, central
from narrows.analysis.making.capacity import CapacityResult, Output
from narrows.analysis.making.network import network
from narrows.analysis.making.program import Program
from narrows.analysis.making.wafers import dies_per_wafer, wafers_per_die
from narrows.analysis.making.yearly import limits_of
from narrows.analysis.quantities import given
from narrows.graph.supply import SupplyGraph

DIES = math.pi * 300 * (300 / (4 * 800) - 1 / math.sqrt(1600))
"""Dies of 800 mm2 on a wafer, by hand: 300 pi (300 / 3200 - 1 / 40) = 64.80."""


@pytest.fixture
def graph(small_graphs: Path) -> SupplyGraph:
    return nw.load(small_graphs / "capacity")


@pytest.fixture(scope="module")
def chips() -> SupplyGraph:
    return nw.load()


def only(out: Output | None) -> tuple[float | None, float | None, float | None]:
    assert out is not None
    (year,) = out.years
    return year.low, year.units, year.high


def binding(result: CapacityResult) -> list[str]:
    return [b.limit.id for b in result.before.years[0].binding]


def test_dies_on_a_wafer() -> None:
    assert pytest.approx(64.795, abs=1e-3) == DIES
    assert dies_per_wafer(800) == pytest.approx(DIES)
    for wrong in (0.0, -1.0, math.nan, 60_000.0):
        with pytest.raises(ValueError, match="mm2"):
            dies_per_wafer(wrong)


def test_a_yield_of_nothing_takes_endless_wafers() -> None:
    found = wafers_per_die(given(800, "mm^2"), given(0.0, "fraction", high=1.0, name="yield"))
    assert math.isinf(found.high)
    assert found.low == pytest.approx(1 / DIES)


def test_packages_bind_by_the_part_that_the_buyer_gets(graph: SupplyGraph) -> None:
    # 5 wafers a month x 12 = 60, of which x gets 0.4 = 24; 20 packages on each (16 to 25) make 480.
    result = nw.capacity(graph, "target", [2025])
    assert only(result.before) == pytest.approx((384, 480, 600))
    assert binding(result) == ["package@pack capacity"]
    (bound,) = result.before.years[0].binding
    # One more wafer gives x 0.4 of it, 8 packages; 6 more wafers give 48.
    assert (bound.price, bound.gain) == pytest.approx((8, 48))
    assert bound.without == pytest.approx((400 + 24 * DIES / 2) / 2)
    assert bound.then == ("die-bank stock", "wafer@fab capacity")


def test_a_removal_frees_the_part_of_the_removed_buyer(graph: SupplyGraph) -> None:
    result = nw.capacity(graph, "target", [2025], remove=["y"])
    assert result.after is not None
    (freed,) = result.after.freed
    assert (freed.buyers, freed.share, freed.amount, freed.unit) == (("y",), 0.6, 36.0, "wafers")
    # All 60 wafers make 1200 packages; now dies bind: 400 in stock and 24 wafers at a yield of one half.
    least = (200 + 24 * DIES * 0.4) / 2
    assert only(result.after) == pytest.approx((least, (400 + 24 * DIES * 0.5) / 2, 700))
    assert [b.limit.id for b in result.after.years[0].binding] == ["die-bank stock", "wafer@fab capacity"]
    # A die more in stock makes half a card; a wafer more makes 32.4 dies, 16.2 cards.
    assert [b.price for b in result.after.years[0].binding] == pytest.approx([0.5, DIES / 4])
    # At the high ends dies would do for 922, but (3200 + 2400) stacks only for 700.
    assert (600 + 24 * DIES * 0.8) / 2 > 700


def test_without_allocation_all_is_open_to_the_target(graph: SupplyGraph) -> None:
    result = nw.capacity(graph, "target", [2025], allot=False)
    assert result.before.years[0].units == pytest.approx((400 + 24 * DIES * 0.5) / 2)


def test_stocks_alone(graph: SupplyGraph) -> None:
    # 400 dies make 200 cards; the stacks would do for 400.
    result = nw.capacity(graph, "target", [2025], stocks_only=True)
    assert only(result.before) == pytest.approx((100, 200, 300))
    assert binding(result) == ["die-bank stock"]
    assert result.before.years[0].binding[0].without == pytest.approx(400)


def test_stocks_are_drawn_down_from_year_to_year(graph: SupplyGraph) -> None:
    result = nw.capacity(graph, "target", [2025, 2026], stocks_only=True)
    assert [y.units for y in result.before.years] == pytest.approx([200, 0])


def test_what_is_not_known_is_listed_and_does_not_bind(graph: SupplyGraph) -> None:
    out = nw.capacity(graph, "target", [2025]).before
    assert [g.gate for g in out.gaps] == ["target/screws"]
    assert out.unlimited == ("target@x",)
    later = nw.capacity(graph, "target", [2026], allot=False).before
    assert later.years[0].units is None
    assert {n.maker: n.reason for n in later.unused} == dict.fromkeys(
        ("package@pack", "stack@mem", "wafer@fab"), "none is stated for 2026"
    )


def test_prices_are_the_duals_that_highs_finds(graph: SupplyGraph) -> None:
    import numpy as np
    from scipy.optimize import linprog

    # By hand: cards q, dies from wafers w and stock s; 2q = (dies per wafer / 2) w + s.
    good = DIES / 2
    found = linprog(
        [-1, 0, 0],
        A_ub=[[0, 1, 0], [0, 0, 1]],
        b_ub=[24, 400],
        A_eq=[[2, -good, -1]],
        b_eq=[0],
        method="highs",
    )
    result = nw.capacity(graph, "target", [2025], allot=False)
    prices = {b.limit.id: b.price for b in result.before.years[0].binding}
    assert result.before.years[0].units == pytest.approx(-found.fun)
    duals = -np.asarray(found.ineqlin.marginals)
    assert [prices["wafer@fab capacity"], prices["die-bank stock"]] == pytest.approx(list(duals))


@pytest.mark.parametrize(
    ("lost", "months"), [((), None), (("s1",), 45 / 20), (("s2",), 45 / 35), (("s3",), 45 / 50)]
)
def test_the_published_time_to_survive(
    small_graphs: Path, lost: tuple[str, ...], months: float | None
) -> None:
    # Capacities 30, 45, 60 a month, demand 75 and 50, stocks 20 and 25: doi 10.1287/inte.2015.0804.
    graph = nw.load(small_graphs / "survive")
    found = nw.time_to_survive(graph, "target", 12, 2025, remove=lost).months
    assert found == (None if months is None else pytest.approx(months))


def test_a_bill_by_hand(graph: SupplyGraph) -> None:
    result = nw.bill(graph, "target", 100)
    found = {(i.component, i.what): (i.quantity.low, i.quantity.value, i.quantity.high) for i in result.items}
    assert found["stack", "stacks"] == (800, 800, 800)
    assert found["package", "packages"] == (100, 100, 100)
    assert found["package", "wafers of package"] == pytest.approx((4, 5, 100 / 16))
    # Nobody says how many of the 200 dies come from the stock.
    assert found["die", "dies"] == (0, None, 200)
    assert found["wafer", "wafers"] == (0, None, pytest.approx(200 / (DIES * 0.4)))
    assert [g.gate for g in result.gaps] == ["target/screws"]


def test_a_run_is_counted_in_its_first_need(graph: SupplyGraph) -> None:
    result = nw.bill(graph, "run", 100)
    assert result.unit == "cards"
    found = {(i.component, i.what): i.quantity for i in result.items}
    # Either card has one package: the bill says 100, not 0 to 200.
    assert found["package", "packages"].text() == "100 packages"
    assert found["package", "wafers of package"].text() == "4-10 wafers of package"


def test_what_is_supposed_is_marked(graph: SupplyGraph) -> None:
    supposed = Supposed({"target/screws": (4.0, 6.0)})
    result = nw.bill(graph, "target", 100, supposed=supposed)
    (screws,) = [i for i in result.items if i.component == "screw"]
    assert (screws.quantity.low, screws.quantity.high, screws.quantity.assumed) == (400, 600, True)
    assert "assumed: target/screws takes 4 to 6 for each unit" in result.provenance.notes
    with pytest.raises(ValueError, match='did you mean "target/screws"'):
        nw.bill(graph, "target", 1, supposed=Supposed({"target/screw": (1.0, 1.0)}))


@pytest.mark.parametrize("units", [0.0, -1.0, math.nan, math.inf])
def test_no_bill_for_no_units(graph: SupplyGraph, units: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        nw.bill(graph, "target", units)


def test_ends_of_the_ranges_bound_everything_between(graph: SupplyGraph) -> None:
    net = network(graph, "target")
    limits, _ = limits_of(net, 2025)
    units = [Program(net, case).solve(limits).units for case in ("least", "stated", "most")]
    assert None not in units
    assert units == sorted(u for u in units if u is not None)
    assert all(limit.most.low <= central(limit.most) <= limit.most.high for limit in limits)


def test_the_published_check_of_the_chinese_stocks(chips: SupplyGraph) -> None:
    """13 million stacks / 8 = 1.625 million; 2.9 million dies / 2 = 1.45 million: the dies bind."""
    alone = nw.capacity(chips, "ascend-910c", [2025], stocks_only=True)
    assert only(alone.before)[1] == pytest.approx(1_450_000)
    assert binding(alone) == ["ascend-910-die-bank stock"]
    assert alone.before.years[0].binding[0].without == pytest.approx(1_625_000)
    # Once SMIC's wafers come in, memory binds.
    whole = nw.capacity(chips, "ascend-910c", [2025])
    assert only(whole.before)[1] == pytest.approx(1_625_000)
    assert binding(whole) == ["hbm2e-stockpile-cn stock"]
    assert whole.before.years[0].binding[0].price == pytest.approx(1 / 8)


def test_every_line_of_a_bill_can_be_asked_why(chips: SupplyGraph) -> None:
    from narrows.graph.statements import statements_of

    known = {s.id: s for c in chips.dataset.components.values() for s in statements_of(c)}
    for target in ("ascend-910c", "nvidia-h100", "nvidia-b200"):
        for item in nw.bill(chips, target, 50_000).items:
            assert item.quantity.statements
            for id_ in item.quantity.statements:
                assert known[id_].evidence is not None, id_


def test_a_removal_frees_packaging_and_memory(chips: SupplyGraph) -> None:
    after = nw.capacity(chips, "amd-mi355x", [2025], remove=["nvidia"]).after
    assert after is not None
    freed = {f.limit: f for f in after.freed}
    assert freed["hbm3e, all makers"].share == pytest.approx(0.69)
    assert freed["hbm3e, all makers"].amount is None


def test_a_target_that_does_not_run_makes_nothing(graph: SupplyGraph) -> None:
    result = nw.capacity(graph, "target", [2025], remove=["pack"])
    assert only(result.after) == (0, 0, 0)
    assert result.status == "stopped_by_removal"
