"""Quantities: units, intervals, what is carried along, and the same bits on any executor."""

from __future__ import annotations

import math
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from narrows.analysis.quantities import Quantity, UnitError, given, monte_carlo, propagate, stated
from narrows.analysis.quantities.units import same_kind
from narrows.graph.dataset import Dataset
from narrows.graph.records.quantities import QUANTITIES, QuantityName
from narrows.graph.supply import SupplyGraph

ends = st.tuples(st.floats(0.1, 100), st.floats(0.1, 100)).map(sorted)


def test_all_units_of_a_quantity_are_of_one_kind() -> None:
    for name, kind in QUANTITIES.items():
        assert all(same_kind(unit, kind.units[0]) for unit in kind.units), name


def test_the_names_are_those_of_the_field() -> None:
    assert set(QUANTITIES) == set(QuantityName.__args__)  # type: ignore[attr-defined]


def test_every_quantity_of_the_dataset_can_be_computed_with(ai_chips: SupplyGraph) -> None:
    dataset: Dataset = ai_chips.whole or ai_chips.dataset
    found = [s for c in dataset.components for name in QUANTITIES for s in stated(dataset, c, name)]
    assert len(found) > 100
    for s in found:
        kind = QUANTITIES[s.spec.quantity or "cost"]
        s.quantity.to(f"{kind.units[0]}/{kind.each}" if kind.each else kind.units[0])
        assert s.quantity.statements == (s.statement,)


def test_dies_are_not_wafers_and_hours_are_not_days() -> None:
    with pytest.raises(UnitError, match="measure different things"):
        given(1, "dies") + given(1, "wafers")
    with pytest.raises(UnitError, match="nobody knows"):
        given(1, "flurbs").to("dies")
    assert given(1, "accelerator days").to("accelerator hours").low == pytest.approx(24, rel=1e-12)


@examples(ends, ends, st.floats(0, 1), st.floats(0, 1))
@settings(max_examples=100, deadline=None)
def test_an_interval_holds_every_value_and_touches_its_ends(
    a: list[float], b: list[float], s: float, t: float
) -> None:
    x, y = given(a[0], "", high=a[1], name="x"), given(b[0], "", high=b[1], name="y")
    u, v = a[0] + s * (a[1] - a[0]), b[0] + t * (b[1] - b[0])
    for found, value, low, high in (
        (x * y, u * v, a[0] * b[0], a[1] * b[1]),
        (x / y, u / v, a[0] / b[1], a[1] / b[0]),
        (x + y, u + v, a[0] + b[0], a[1] + b[1]),
        (x - y, u - v, a[0] - b[1], a[1] - b[0]),
    ):
        slack = 1e-9 * (abs(value) + 1)
        assert found.low - slack <= value <= found.high + slack
        assert (found.low, found.high) == pytest.approx((low, high))
        assert found.exact


def test_an_input_that_stands_twice_is_noticed() -> None:
    x = given(1, "", high=3, name="x")
    twice = x / (x + given(1, ""))
    assert not twice.exact
    assert (twice.low, twice.high) == (0.25, 1.5)
    once = propagate(lambda v: v["x"] / (v["x"] + 1), {"x": x}, rising=("x",))
    assert once.exact
    assert (once.low, once.high) == (0.5, 0.75)


def test_a_formula_that_is_not_monotone_is_not_believed() -> None:
    x = given(-1, "", high=1, name="x")
    with pytest.raises(ValueError, match="does not rise and fall"):
        propagate(lambda v: v["x"] ** 2, {"x": x}, rising=("x",))
    with pytest.raises(ValueError, match="say of each"):
        propagate(lambda v: v["x"], {"x": x})


def test_what_is_carried_along() -> None:
    stated_ = given(2, "accelerators", statements=("a/specs/cards",))
    assumed = given(3, "W/accelerator", high=4, name="p", assumed=True, statements=("b/specs/TDP",))
    found = stated_ * assumed
    assert found.assumed
    assert found.statements == ("a/specs/cards", "b/specs/TDP")
    assert found.to("W").text() == "6-8 W"
    assert found.value is None


def test_open_ends() -> None:
    more = given(35e12, "tokens", high=math.inf, value=35e12, name="t")
    flop = (more * given(48e9, "FLOP/token")).to("FLOP")
    assert flop.text() == "at least 1.68e24 FLOP"
    assert flop.to_dict()["high"] is None
    with pytest.raises(ZeroDivisionError):
        more / given(0, "s", high=2)
    with pytest.raises(ValueError, match="no interval"):
        Quantity(None, 2, 1, "")


def ratio(drawn: Any) -> Any:
    """A formula of a module, so that other processes find it."""
    return drawn["x"] / (drawn["x"] + drawn["y"])


INPUTS = {
    "x": given(1, "", high=3, value=1.5, name="x"),
    "y": given(2, "", high=5, name="y"),
}


def test_the_same_bits_on_any_number_of_workers() -> None:
    alone = monte_carlo(ratio, INPUTS, draws=20_000, seed=7)
    with ThreadPoolExecutor(1) as one, ThreadPoolExecutor(3) as three, ProcessPoolExecutor(2) as two:
        pools: tuple[Executor, ...] = (one, three, two)
        assert [monte_carlo(ratio, INPUTS, draws=20_000, seed=7, executor=p) for p in pools] == [alone] * 3
    assert monte_carlo(ratio, INPUTS, draws=20_000, seed=8) != alone


def test_the_same_bits_on_dask() -> None:
    from distributed import Client

    alone = monte_carlo(ratio, INPUTS, draws=10_000, seed=7)
    with Client(processes=False, n_workers=2, threads_per_worker=1, dashboard_address=None) as client:
        assert monte_carlo(ratio, INPUTS, draws=10_000, seed=7, executor=client.get_executor()) == alone


def test_the_draws_have_the_distributions_that_are_promised() -> None:
    """Against the closed forms: mean and median of an even draw, mean of a triangle."""
    even = monte_carlo(lambda v: v["x"], {"x": given(2, "", high=6, name="x")}, draws=40_000, seed=1)
    assert (even.mean, even.median) == pytest.approx((4, 4), abs=0.03)
    assert (even.p05, even.p95) == pytest.approx((2.2, 5.8), abs=0.03)
    peak = given(0, "", high=3, value=0.5, name="x")
    triangle = monte_carlo(lambda v: v["x"], {"x": peak}, draws=40_000, seed=1)
    assert triangle.mean == pytest.approx((0 + 3 + 0.5) / 3, abs=0.02)
    assert triangle.lowest >= 0
    assert triangle.highest <= 3
    with pytest.raises(ValueError, match="without a high end"):
        monte_carlo(lambda v: v["x"], {"x": given(1, "", high=math.inf)})


def test_an_exact_interval_holds_the_draws() -> None:
    exact = propagate(lambda v: v["x"] / (v["x"] + v["y"]), INPUTS, rising=("x",), falling=("y",))
    drawn = monte_carlo(ratio, INPUTS, draws=20_000, seed=3)
    assert exact.low <= drawn.lowest
    assert drawn.highest <= exact.high
    assert (drawn.lowest, drawn.highest) == pytest.approx((exact.low, exact.high), abs=0.02)
