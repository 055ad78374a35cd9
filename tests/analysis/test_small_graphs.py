"""Small graphs that tell readings apart, each with its exact answer."""

from __future__ import annotations

from pathlib import Path

import pytest

import narrows as nw
from narrows.analysis.exposure import Loss, losses
from narrows.analysis.model import compile_model
from narrows.analysis.reading import CLOSED
from narrows.analysis.units import Unit
from narrows.analysis.worlds import worlds
from narrows.graph.supply import SupplyGraph


def cuts(graph: SupplyGraph, **options: object) -> set[frozenset[str]]:
    found = nw.chokepoints(graph, "target", **options)  # type: ignore[arg-type]
    return {frozenset(c.members) for c in found.cut_sets}


def sets(*groups: str) -> set[frozenset[str]]:
    return {frozenset(g.split()) for g in groups}


def loss_of(graph: SupplyGraph, *refs: str) -> float:
    model = compile_model(graph, "target", CLOSED)
    gone = graph.without(*refs).removed
    return losses(model, [Unit("gone", model.numbers(gone))])[0].value


def exposures(graph: SupplyGraph) -> dict[str, Loss]:
    return {e.id: e.loss for e in nw.exposure(graph, "target").exposures}


@pytest.fixture
def graph(request: pytest.FixtureRequest, small_graphs: Path) -> SupplyGraph:
    return nw.load(small_graphs / request.param)


@pytest.mark.parametrize("graph", ["a"], indirect=True)
def test_component_offering_and_input(graph: SupplyGraph) -> None:
    assert loss_of(graph, "component:hbm") == 1
    assert loss_of(graph, "hbm@a") == pytest.approx(0.6)
    assert loss_of(graph, "w") == 1
    assert nw.shift(graph, "target", remove=["hbm"]).status == "stopped_by_removal"


@pytest.mark.parametrize("graph", ["b"], indirect=True)
def test_suppliers_own_requirements(graph: SupplyGraph) -> None:
    assert cuts(graph) == sets("a b", "a s", "b t", "s t")


@pytest.mark.parametrize("graph", ["c"], indirect=True)
def test_unknown_supplier(graph: SupplyGraph) -> None:
    closed = nw.chokepoints(graph, "target")
    assert [(c.members, c.fragile_to_unknown) for c in closed.cut_sets] == [(("a", "b"), True)]
    assert cuts(graph, reading=nw.Reading(unknown="running")) == set()
    assert exposures(graph)["a"].value == pytest.approx(0.6)
    assert exposures(graph)["b"].value == pytest.approx(0.38)


@pytest.mark.parametrize("graph", ["d"], indirect=True)
def test_cycle(graph: SupplyGraph) -> None:
    found = exposures(graph)
    assert found["fab-a"].value == pytest.approx(0.9)
    assert found["fab-b"].value == pytest.approx(0.1)
    assert cuts(graph) == sets("fab-a fab-b")
    assert cuts(graph, reading=nw.Reading(cycles="cold-start")) == sets("fab-b")


@pytest.mark.parametrize("graph", ["e"], indirect=True)
def test_two_of_three(graph: SupplyGraph) -> None:
    assert cuts(graph) == sets("a b", "a c", "b c")
    assert all(x.value == 0 and x.exact for x in exposures(graph).values())


@pytest.mark.parametrize("graph", ["f"], indirect=True)
def test_missing_shares(graph: SupplyGraph) -> None:
    found = exposures(graph)
    assert found["a"] == Loss(0.6, 0.6, 0.6)
    assert (found["b"].low, found["b"].value, found["b"].high) == pytest.approx((0, 0.2, 0.4))
    assert nw.exposure(graph, "target").provenance.assumed_shares == 1


@pytest.mark.parametrize("graph", ["f2"], indirect=True)
def test_no_shares_at_all(graph: SupplyGraph) -> None:
    assert exposures(graph)["a"] == Loss(0.5, 0, 1)


@pytest.mark.parametrize("graph", ["g"], indirect=True)
def test_a_one_percent_maker(graph: SupplyGraph) -> None:
    assert cuts(graph) == sets("a b")
    assert cuts(graph, loss=0.9) == sets("a")


@pytest.mark.parametrize("graph", ["h"], indirect=True)
def test_lead_time(graph: SupplyGraph) -> None:
    assert cuts(graph) == sets("a")
    assert cuts(graph, reading=nw.Reading(horizon=0)) == sets("a")
    assert cuts(graph, reading=nw.Reading(horizon=12)) == sets("a b")


@pytest.mark.parametrize("graph", ["h2"], indirect=True)
def test_installed_tool(graph: SupplyGraph) -> None:
    assert cuts(graph) == sets("t")
    assert cuts(graph, reading=nw.Reading(horizon=12)) == set()
    assert cuts(graph, reading=nw.Reading(horizon=36)) == sets("t")


@pytest.mark.parametrize(
    ("graph", "scope"), [("i", "in all worlds"), ("i2", "in all listed worlds")], indirect=["graph"]
)
def test_undisclosed(graph: SupplyGraph, scope: str) -> None:
    found = worlds(graph, "target")
    assert [(v.members, v.verdict) for v in found.verdicts] == [(("x",), "some"), (("y",), "some")]
    assert found.scope == scope
    assert cuts(graph) == sets("x y")
    assert exposures(graph)["x"] == Loss(0.5, 0, 1)


@pytest.mark.parametrize("graph", ["j"], indirect=True)
def test_new_but_not_narrowed(graph: SupplyGraph) -> None:
    result = nw.shift(graph, "target", remove=["g"])
    assert {frozenset(c.members) for c in result.cut_sets_before} == sets("a1 x")
    assert set(result.changes.kept) == sets("a1 x")
    assert set(result.changes.new) == sets("a1 a2")
    assert result.changes.narrowed == ()


@pytest.mark.parametrize("graph", ["k"], indirect=True)
def test_company_in_two_layers(graph: SupplyGraph) -> None:
    assert exposures(graph)["samsung"].value == pytest.approx(0.5)
    layers = {x.layer: x for x in nw.holders(graph, "target").layers}
    assert layers["mid"].most_exposed == ("other", "samsung")
    assert layers["mid"].exposure == pytest.approx(0.5)
    assert layers["low"].most_exposed == ("fab",)
    removed = nw.shift(graph, "target", remove=["samsung"])
    after = {s.id: s.after for s in removed.suppliers}
    assert after["fab"] is not None
    assert after["fab"].value == 1
    assert after["other"] is not None
    assert after["other"].value == 1
