"""Time: when a group stops the target, what it stops, and how chokepoints change with the months."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

import narrows as nw
from narrows.analysis.chokepoints import Chokepoints
from narrows.analysis.facts import facts_of
from narrows.analysis.scenario import ScenarioRun
from narrows.analysis.timing import Timing
from narrows.graph.records import Scenario
from narrows.graph.supply import SupplyGraph
from tests.oracle import reference as oracle
from tests.oracle.model import Model, Requirement
from tests.oracle.random_models import random_model
from tests.property.from_oracle import graph_of

Group = tuple[str, ...]


@pytest.fixture
def graph(request: pytest.FixtureRequest, small_graphs: Path) -> SupplyGraph:
    return nw.load(small_graphs / request.param)


def groups(found: Chokepoints) -> dict[float, set[Group]]:
    return {h.months: {c.members for c in h.cut_sets} for h in found.at_horizons}


def timing(found: Chokepoints) -> dict[Group, Timing | None]:
    every = [*found.cut_sets, *(c for h in found.at_horizons for c in h.cut_sets)]
    return {c.members: c.timing for c in every}


@pytest.mark.parametrize("graph", ["h"], indirect=True)
def test_a_lead_time(graph: SupplyGraph) -> None:
    """Small graph h: a in use, b in 12 months."""
    found = nw.chokepoints_over(graph, "target", [0, 12, 24])
    assert groups(found) == {0: {("a",)}, 12: {("a", "b")}, 24: {("a", "b")}}
    first, second, third = found.at_horizons
    assert (first.dissolved, first.appeared) == ((), ())
    assert (second.dissolved, second.appeared) == ((("a",),), (("a", "b"),))
    assert (third.dissolved, third.appeared) == ((), ())
    assert timing(found) == {
        ("a",): Timing("at once", None, 12, "running"),
        ("a", "b"): Timing("at once", None, None, "running"),
    }
    assert [c.timing for c in nw.chokepoints(graph, "target").cut_sets] == [
        Timing("at once", None, 12, "running")
    ]


@pytest.mark.parametrize("graph", ["h2"], indirect=True)
def test_an_installed_tool(graph: SupplyGraph) -> None:
    """Small graph h: tool T installed, 24 months without."""
    found = nw.chokepoints_over(graph, "target", [12, 36])
    assert groups(found) == {12: set(), 36: {("t",)}}
    assert found.at_horizons[1].appeared == (("t",),)
    assert timing(found) == {("t",): Timing("after", 24, None, "servicing")}


@pytest.mark.parametrize("graph", ["t"], indirect=True)
def test_two_lead_times_a_stock_and_a_buffer(graph: SupplyGraph) -> None:
    found = nw.chokepoints_over(graph, "target", [60, 0, 12, 24])
    stays = {("turbine-a",)}
    assert groups(found) == {
        0: stays | {("fab-a",)},
        12: stays | {("fab-a",), ("mem-a",)},
        24: stays | {("mem-a",), ("tool-a",), ("fab-a", "fab-b")},
        60: stays | {("mem-a",), ("fab-a", "fab-b"), ("tool-a", "tool-b")},
    }
    assert timing(found) == {
        ("fab-a",): Timing("at once", None, 18, "running"),
        ("fab-a", "fab-b"): Timing("at once", None, None, "running"),
        ("mem-a",): Timing("after", 9, None, "running"),
        ("tool-a",): Timing("after", 24, 36, "servicing"),
        ("tool-a", "tool-b"): Timing("after", 24, None, "servicing"),
        ("turbine-a",): Timing("not known", None, None, "new capacity"),
    }
    # Without time every need binds, and the stock lasts.
    assert {c.members for c in nw.chokepoints(graph, "target").cut_sets} == stays | {("fab-a",), ("tool-a",)}


@pytest.mark.parametrize("graph", ["t"], indirect=True)
def test_a_stock_whose_end_nobody_states(graph: SupplyGraph) -> None:
    nodes = dict(graph.nodes)
    nodes["memory-stock"] = replace(nodes["memory-stock"], lasts_months=None)
    open_end = replace(graph, nodes=nodes)
    found = nw.chokepoints_over(open_end, "target", [0, 60])
    assert all(("mem-a",) not in at for at in groups(found).values())
    assert any("nobody has stated last: memory-stock" in n for n in found.provenance.notes)
    nodes["memory-stock"] = replace(nodes["memory-stock"], lasts_months=0)
    used_up = nw.chokepoints_over(replace(graph, nodes=nodes), "target", [0])
    assert timing(used_up)["mem-a",] == Timing("at once", None, None, "running")


@pytest.mark.parametrize("graph", ["t"], indirect=True)
def test_shift_and_follow_over_time(graph: SupplyGraph) -> None:
    found = nw.shift_over(graph, "target", [0, 24], remove=["fab-a"])
    assert [h.status for h in found.at_horizons] == ["stopped_by_removal", "running"]
    assert {c.members for c in found.at_horizons[1].cut_sets} == {
        ("fab-b",),
        ("mem-a",),
        ("tool-a",),
        ("turbine-a",),
    }
    assert found.horizon == 0
    early, late = nw.follow_over(graph, "target", [0, 24], remove="fab-a")
    assert (early.status, early.steps) == ("stopped_by_removal", ())
    assert [s.end_points for s in late.steps] == [("fab-b", "mem-a", "tool-a", "turbine-a")]


@pytest.mark.parametrize("graph", ["t"], indirect=True)
def test_a_scenario_at_its_horizon(graph: SupplyGraph) -> None:
    """The other fab has come in after 18 months; by then the stock of memory is gone."""

    def at(months: float) -> ScenarioRun:
        record = Scenario(
            id="no-fab-a",
            title="One fab lost",
            question="And then?",
            target="target",
            remove=("fab-a",),
            horizon_months=months,
        )
        return nw.run_scenario(graph, record)

    early, late = at(12), at(24)
    assert (early.status, early.shift.horizon) == ("stopped_by_removal", 12)
    assert early.shift.stopped_by == (("fab-a",),)
    assert late.status == "running"
    assert late.shift.immediate_loss is not None
    assert late.shift.immediate_loss.value == 1
    assert late.shift.points[0] == (
        "Without fab-a, target loses 100% of its supply at once; then it goes on with what takes over."
    )
    # Before is read without time: the stock stands there, and only fab-a makes chips.
    assert {c.members for c in late.shift.cut_sets_before} == {("fab-a",), ("tool-a",), ("turbine-a",)}
    assert {c.members for c in late.shift.cut_sets_after} == {
        ("fab-b",),
        ("mem-a",),
        ("tool-a",),
        ("turbine-a",),
    }
    assert "after: 24 months after the loss" in late.provenance.notes
    assert "needs with no stated buffer bind at once" in late.provenance.notes
    assert ("tool-a", "tool-b") in {c.members for c in at(40).shift.cut_sets_after}


@pytest.mark.parametrize("graph", ["t", "cases"], indirect=True)
def test_possible_cases_over_time(graph: SupplyGraph) -> None:
    """Without undisclosed needs they are the groups of each month; without times, the same in every month."""
    months = [0, 12, 24, 60]
    cases = nw.worlds_over(graph, "target", months)
    assert [w.horizon for w in cases] == months
    if len(cases[0].facts) == 0:
        found = groups(nw.chokepoints_over(graph, "target", months))
        assert {w.horizon: {v.members for v in w.verdicts} for w in cases} == found
    else:
        assert {w.verdicts for w in cases} == {nw.worlds(graph, "target").verdicts}
        assert len(cases[0].verdicts) == 5


def test_what_is_stated_with_low_confidence_is_named(ai_chips: SupplyGraph) -> None:
    stated = ("/lead_time_months", "/runs_without_months", "/stock_lasts_months")
    weak = sorted(
        f.statement.id for f in facts_of(ai_chips, "longcat-2.0") if f.low and f.statement.id.endswith(stated)
    )
    assert weak
    timed = nw.chokepoints_over(ai_chips, "longcat-2.0", [12], max_order=1)
    assert f"months stated with low confidence only: {', '.join(weak)}" in timed.provenance.notes
    plain = nw.chokepoints(ai_chips, "longcat-2.0", max_order=1)
    assert not any("low confidence" in n for n in plain.provenance.notes)


def test_horizons_are_months(tutorial: SupplyGraph) -> None:
    for wrong in ([], [-1.0], [float("nan")]):
        with pytest.raises(ValueError, match="months since the loss"):
            nw.chokepoints_over(tutorial, "training", wrong)


def test_a_group_that_takes_most_has_no_date(tutorial: SupplyGraph) -> None:
    found = nw.chokepoints(tutorial, "training", loss=0.9)
    stops = {c.members for c in nw.chokepoints(tutorial, "training").cut_sets}
    assert {c.members for c in found.cut_sets if c.timing is not None} <= stops
    assert any(c.timing is None and c.to_dict()["when"] is None for c in found.cut_sets)


def waived(model: Model, kept: tuple[str | None, ...]) -> Model:
    """The model without needs of other kinds."""

    def of(requires: tuple[Requirement, ...]) -> tuple[Requirement, ...]:
        return tuple(replace(r, runs_without_months=None) for r in requires if r.kind in kept)

    return replace(
        model,
        components=tuple(
            replace(
                c,
                requires=of(c.requires),
                suppliers=tuple(replace(s, requires=of(s.requires)) for s in c.suppliers),
            )
            for c in model.components
        ),
    )


@pytest.mark.parametrize("seed", range(150))
def test_timing_agrees_with_reading_each_month(seed: int) -> None:
    """When and what, against the reference that is asked month by month."""
    rng = random.Random(seed)
    model = random_model(rng, cyclic=seed % 3 == 0, k_of_n=seed % 5 == 0)
    found = nw.chokepoints(graph_of(model), model.target, max_order=3)
    months = (0, 6, 12, 24)
    for cut in found.cut_sets:
        atoms = [a for m in cut.members for a in oracle.affiliates(model, m)]

        def stopped(at: Model, month: int | None, atoms: list[str] = atoms) -> bool:
            return model.target not in oracle.running(at, atoms, horizon=month)

        assert cut.timing is not None
        down = [m for m in months if stopped(model, m)]
        ends = [b for a, b in pairwise(months) if a in down and b not in down]
        if not down:
            assert (cut.timing.when, cut.timing.until) == ("never", None)
        else:
            assert cut.timing.when == ("at once" if down[0] == 0 else "after")
            assert (cut.timing.months or 0) == down[0]
            assert cut.timing.until == (ends[0] if ends else None)
        # All installed needs drawn state how long they can be done without.
        running = stopped(waived(model, (None,)), None)
        assert cut.timing.stops == ("running" if running else "servicing")


def test_the_curated_dataset(ai_chips: SupplyGraph) -> None:
    target = ai_chips.dataset.manifest.default_target
    found = nw.chokepoints_over(ai_chips, target, [0, 12, 24, 60], max_order=2)
    assert found.status == "running"
    assert all(c.timing is not None for h in found.at_horizons for c in h.cut_sets)
