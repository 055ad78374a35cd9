"""Claims: each verdict of each rule on a small graph, worked out by hand; the real ones are only reported.

The graph: ``target`` needs a chip (X-CO's or Y-CO's, undisclosed) and memory (P-CO's, Q-CO's or somebody
else's, undisclosed), both kinds of memory need T-CO's tool; T-CO is Dutch, X-CO American, P-CO Korean.
"""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import pytest

import narrows as nw
from narrows.analysis.cases import Cases
from narrows.analysis.claim_rules import WORST_FIRST, from_cases
from narrows.analysis.weakest import Weakest
from narrows.graph.removal import UnknownReference
from narrows.graph.supply import SupplyGraph

VERDICTS = {
    # target goes on without X-CO in the two cases with Y-CO's chip
    "without-x": ("undisclosed", 2, 4),
    # T-CO's tool is under both listed kinds of memory, but not under one that nobody has listed
    "free-of-foreigners": ("undisclosed", 0, 4),
    # chips and memory from home: one case of four, whatever is beneath
    "chips-not-foreign": ("undisclosed", 1, 4),
    "home-is-free": ("supported", 1, 1),
    # home is free, abroad needs T-CO's tool: the worse answer counts
    "home-and-abroad-are-free": ("contradicted", 1, 1),
    "rumour-against": ("not shown", 0, 1),
    "rumour-for": ("not shown", 1, 1),
    # it goes on without T-CO, if the one nobody has named is not T-CO
    "nobody-knows": ("undisclosed", 1, 1),
    "all-named-at-home": ("supported", None, None),
    "chip-named": ("undisclosed", None, None),
    "named-by-rumour": ("not shown", None, None),
    # .8 of the supply comes out of a stock
    "repeatable-mostly": ("contradicted", 1, 1),
    "repeatable-at-all": ("supported", 1, 1),
    "repeatable-half-known": ("not shown", 1, 1),
    "energy-known": ("supported", None, None),
    "age-known": ("not shown", None, None),
    "cost-known": ("undisclosed", None, None),
    # what is of low confidence does not count against it
    "licence": ("supported", None, None),
    "price": ("contradicted", None, None),
    "rank": ("not shown", None, None),
    "speed": ("not shown", None, None),
    "taste": ("not shown", None, None),
}
FOUR = ("longcat-trained-domestic", "longcat-free-beneath", "longcat-cost-power", "longcat-repeatable")


@pytest.fixture(scope="module")
def graph(small_graphs: Path) -> SupplyGraph:
    return nw.load(small_graphs / "cases")


def test_each_verdict_of_each_rule(graph: SupplyGraph) -> None:
    found = nw.claims(graph)
    answers = {c.claim.id: (c.verdict, c.answers[0].holds_in, c.answers[0].of) for c in found.claims}
    assert answers == VERDICTS
    assert {v for v, _, _ in answers.values()} == set(WORST_FIRST)


def test_reasons_name_what_is_behind(graph: SupplyGraph) -> None:
    found = {c.claim.id: c for c in nw.claims(graph).claims}
    assert "2 of 4 listed cases" in found["without-x"].reason
    assert "target/chip" in found["without-x"].reason
    behind = {b.statement: b.confidence for b in found["chips-not-foreign"].statements}
    assert behind == {
        "chips-not-foreign": None,
        "target/chip/chip-x": "low",
        "target/chip/chip-y": "medium",
        "target/memory/mem-p": "medium",
        "target/memory/mem-q": "low",
    }
    assert "remains in 4 of 4 listed cases" in found["free-of-foreigners"].reason
    assert "T-CO" in found["free-of-foreigners"].reason
    assert "abroad-by-rumour/part/tool" in found["rumour-against"].reason
    assert "is 0.8" in found["repeatable-mostly"].reason
    assert "0 to 1" in found["repeatable-half-known"].reason
    assert "home: supported" in found["home-and-abroad-are-free"].reason


def test_asking_by_claim_by_target_and_by_mistake(graph: SupplyGraph) -> None:
    assert [c.claim.id for c in nw.claims(graph, "without-x").claims] == ["without-x"]
    assert {c.claim.about for c in nw.claims(graph, "stored").claims} == {"stored"}
    assert [c.claim.id for c in nw.claims(graph, "abroad").claims] == ["home-and-abroad-are-free"]
    with pytest.raises(UnknownReference, match='did you mean "without-x"'):
        nw.claims(graph, "without-xx")


@pytest.mark.parametrize(
    ("cases", "weakest", "verdict"),
    [
        (Cases(0, 4, 0, (), False, False, False, ()), None, "not shown"),
        (Cases(0, 4, 4, (), False, False, False, ()), None, "contradicted"),
        (Cases(0, 4, 4, (), False, False, False, ()), Weakest("a/b", "", "high"), "contradicted"),
        (Cases(0, 4, 4, (), False, False, False, ()), Weakest("a/b", "", "low"), "not shown"),
        (Cases(0, 4, 4, (), True, False, False, ("a/b",)), None, "undisclosed"),
        (Cases(3, 4, 4, ("a/b",), True, False, False, ()), None, "undisclosed"),
        (Cases(4, 4, 4, (), True, False, False, ("a/b",)), None, "undisclosed"),
        (Cases(4, 4, 4, (), True, True, False, ()), None, "not shown"),
        (Cases(4, 4, 4, (), True, True, True, ()), None, "supported"),
    ],
)
def test_the_rule_itself(cases: Cases, weakest: Weakest | None, verdict: str) -> None:
    assert from_cases("target", cases, "it", weakest).verdict == verdict


def test_the_tutorial(tutorial: SupplyGraph) -> None:
    found = {c.claim.id: c.verdict for c in nw.claims(tutorial, "training").claims}
    assert found == {
        "without-gpu": "supported",
        "free-of-foreigners": "contradicted",
        "cost-known": "undisclosed",
    }


def test_a_filter_does_not_make_a_claim_true(graph: SupplyGraph, small_graphs: Path) -> None:
    """Without the rumours, who makes the part at home is unknown, and no longer known to be no foreigner."""
    filtered = nw.load(small_graphs / "cases", filters=nw.Filters(min_confidence="medium"))
    (claim,) = nw.claims(filtered, "rumour-for").claims
    assert claim.verdict == "undisclosed"


def test_filters_reach_findings_figures_and_dates(small_graphs: Path) -> None:
    filtered = nw.load(small_graphs / "cases", filters=nw.Filters(without_sources=("rumour",)))
    found = {c.claim.id: c for c in nw.claims(filtered, "home").claims}
    assert found["price"].verdict == "not shown"
    assert found["energy-known"].verdict == "undisclosed"
    earlier = nw.load(small_graphs / "cases", filters=nw.Filters(as_of="2026-04"))
    assert nw.claims(earlier).claims == ()


def test_public_claims_are_reported_not_asserted(ai_chips: SupplyGraph) -> None:
    started = perf_counter()
    found = {c.claim.id: c for c in nw.claims(ai_chips).claims}
    assert perf_counter() - started < 10
    assert set(FOUR) <= set(found)
    for checked in found.values():
        assert checked.verdict in WORST_FIRST
        assert checked.reason
        own = next(b for b in checked.statements if b.statement == checked.claim.id)
        assert own.citations
    assert all(found[id_].claim.load_bearing for id_ in FOUR)


def test_a_target_of_which_nobody_named_the_chips_supports_nothing(ai_chips: SupplyGraph) -> None:
    """The post-training's accelerators are unknown, which must not read as free of foreign ones."""
    claim = next(c for c in nw.claims(ai_chips, "longcat-trained-domestic").claims)
    post = next(a for a in claim.answers if a.target == "longcat-2.0-post-training")
    assert post.verdict == "undisclosed"
    assert "longcat-2.0-post-training/accelerators" in post.reason
