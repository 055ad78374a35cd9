"""Worlds on a small graph, worked out by hand, and on the curated dataset."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import pytest

import narrows as nw
from narrows.analysis.engine.limits import Limit
from narrows.analysis.weakest import weakest_of
from narrows.analysis.worlds import worlds
from narrows.graph.supply import SupplyGraph


@pytest.fixture(scope="module")
def graph(small_graphs: Path) -> SupplyGraph:
    return nw.load(small_graphs / "cases")


def test_two_undisclosed_slots(graph: SupplyGraph) -> None:
    found = nw.worlds(graph, "target")
    assert found.worlds == 4
    assert found.scope == "in all listed worlds"
    assert [(v.verdict, v.holds_in, v.members, v.tag, v.settled_by) for v in found.verdicts] == [
        ("all", 4, ("t-co",), "held", ()),
        ("some", 2, ("p-co",), "held", ("target/memory",)),
        ("some", 2, ("q-co",), "own side", ("target/memory",)),
        ("some", 2, ("x-co",), "held", ("target/chip",)),
        ("some", 2, ("y-co",), "own side", ("target/chip",)),
    ]


def test_the_facts_that_would_decide(graph: SupplyGraph) -> None:
    found = nw.worlds(graph, "target")
    assert [(f.slot, f.exhaustive, f.settles) for f in found.facts] == [
        ("target/chip", True, 2),
        ("target/memory", False, 2),
    ]
    chip_x, chip_y = found.facts[0].candidates
    assert (chip_x.id, chip_x.confidence, chip_x.settles, chip_x.always, chip_x.never) == (
        "chip-x",
        "low",
        2,
        2,
        1,
    )
    assert chip_y.citations[0].source == "rumour"


def test_the_weakest_statement(graph: SupplyGraph) -> None:
    """T-CO stops it whichever memory is real, so no candidate has to be believed; P-CO only if mem-p is."""
    rests = {v.members[0]: v.rests_on for v in nw.worlds(graph, "target").verdicts}
    assert rests["t-co"] is None
    assert rests["p-co"] is not None
    assert (rests["p-co"].statement, rests["p-co"].confidence) == ("target/memory/mem-p", "medium")
    assert rests["x-co"] is not None
    assert (rests["x-co"].statement, rests["x-co"].confidence) == ("target/chip/chip-x", "low")


def test_a_better_argument_is_preferred(ai_chips: SupplyGraph) -> None:
    """Huawei is under the accelerators by guesses, and under the communication library by a better source."""
    found = nw.worlds(ai_chips, "longcat-2.0", max_order=1)
    huawei = next(v for v in found.verdicts if v.members == ("huawei",))
    assert huawei.rests_on is not None
    assert huawei.rests_on.confidence == "medium"


def test_without_slots_worlds_are_the_chokepoints(tutorial: SupplyGraph) -> None:
    found = nw.worlds(tutorial, "training")
    assert found.worlds == 1
    cuts = nw.chokepoints(tutorial, "training").cut_sets
    assert {v.members for v in found.verdicts} == {c.members for c in cuts}
    assert {v.verdict for v in found.verdicts} == {"all"}


@pytest.mark.parametrize(
    "target", ["longcat-2.0", "frontier-training-cn", "frontier-training", "frontier-serving"]
)
def test_in_all_worlds_is_what_the_graph_says_outside_worlds(ai_chips: SupplyGraph, target: str) -> None:
    """Outside worlds a slot is met by any candidate; a group that stops that stops every world."""
    started = perf_counter()
    found = nw.worlds(ai_chips, target, max_order=3)
    assert perf_counter() - started < 3
    always = {v.members for v in found.verdicts if v.verdict == "all"}
    outside = {c.members for c in nw.chokepoints(ai_chips, target, max_order=3).cut_sets}
    # minimal in some world: a proper part of a group may stop one world and not all
    assert {m for m in outside if m in always} == {m for m in always if m in outside}
    assert all(any(set(o) <= set(m) for o in outside) for m in always)


def test_a_limit_stops_it_and_says_so(ai_chips: SupplyGraph) -> None:
    found = worlds(ai_chips, "frontier-training", limit=Limit(bytes=100))
    assert found.stopped is not None
    assert found.verdicts == ()


def test_no_groups_no_statements(graph: SupplyGraph) -> None:
    from narrows.analysis.model import compile_model
    from narrows.analysis.reading import CLOSED

    assert weakest_of(compile_model(graph, "target", CLOSED), [], []) == ()
