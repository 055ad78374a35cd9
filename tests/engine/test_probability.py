"""Probability and importance against published numbers and against summing over all states."""

from __future__ import annotations

import random
from itertools import product
from math import prod
from pathlib import Path

import pytest

from narrows.analysis.engine import importance
from narrows.analysis.engine.importance import risk_of
from narrows.analysis.engine.limits import Limit
from narrows.analysis.engine.logic import Logic, Threshold, logic
from narrows.analysis.engine.plan import find
from narrows.analysis.engine.probability import bounds, exact, more_than
from narrows.openpsa import read_fault_tree

# Two trains of a valve and a pump each; both have to fail.
TRAINS = logic(
    ["V1", "P1", "V2", "P2"],
    [Threshold(1, (0, 1)), Threshold(1, (2, 3)), Threshold(2, (~0, ~1))],
    ~2,
)
CHANCES = [0.4, 0.6, 0.5, 0.7]


def random_logic(rng: random.Random) -> Logic:
    events = rng.randint(1, 6)
    gates = []
    for number in range(rng.randint(1, 6)):
        pool = [*range(events), *(~g for g in range(number))]
        inputs = tuple(rng.choice(pool) for _ in range(rng.randint(1, 4)))
        gates.append(Threshold(rng.randint(1, len(inputs)), inputs))
    return logic([f"e{i}" for i in range(events)], gates, ~(len(gates) - 1))


def by_states(cuts: list[set[int]], chances: list[float]) -> float:
    """The probability that a cut set happens, over all states."""
    total = 0.0
    for state in product((False, True), repeat=len(chances)):
        lost = {i for i, gone in enumerate(state) if gone}
        if any(c <= lost for c in cuts):
            total += prod(p if gone else 1 - p for p, gone in zip(chances, state, strict=True))
    return total


@pytest.mark.parametrize(
    ("id_", "birnbaum", "criticality", "raw", "rrw"),
    [
        ("P1", 0.51, 0.473684, 1.31579, 1.9),
        ("P2", 0.38, 0.411765, 1.17647, 1.7),
        ("V1", 0.34, 0.210526, 1.31579, 1.26667),
        ("V2", 0.228, 0.176471, 1.17647, 1.21429),
    ],
)
def test_importance_of_two_trains(
    id_: str, birnbaum: float, criticality: float, raw: float, rrw: float
) -> None:
    found = risk_of(TRAINS, CHANCES)
    assert found.probability == pytest.approx(0.646, rel=1e-12)
    event = next(i for i in found.importance if i.id == id_)
    assert event.birnbaum == pytest.approx(birnbaum, rel=1e-6)
    assert event.criticality == pytest.approx(criticality, abs=5e-7)
    assert event.raw == pytest.approx(raw, abs=5e-6)
    assert event.rrw == pytest.approx(rrw, abs=5e-6)


def test_the_upper_bound_of_two_trains() -> None:
    cuts = find(TRAINS, None).groups
    assert bounds(cuts, 4, CHANCES).high == pytest.approx(0.766144, rel=1e-9)


def test_fussell_vesely_is_the_union_of_the_cut_sets_of_an_event() -> None:
    tree = logic(list("abcd"), [Threshold(2, (0, 1)), Threshold(2, (0, 2)), Threshold(1, (~0, ~1, 3))], ~2)
    found = {i.id: i.fussell_vesely for i in risk_of(tree, [0.01, 0.02, 0.005, 0.003]).importance}
    assert found["a"] == pytest.approx(0.0766566, rel=1e-5)
    assert found["d"] == pytest.approx(0.9235734, rel=1e-6)


@pytest.mark.parametrize("seed", range(150))
def test_against_all_states(seed: int) -> None:
    rng = random.Random(seed)
    tree = random_logic(rng)
    chances = [rng.choice((rng.random(), 1e-9, 1.0)) for _ in tree.events]
    cuts = [set(c) for c in find(tree, None).groups]
    if not cuts:
        return
    found = exact(tree, chances)
    assert found.top == pytest.approx(by_states(cuts, chances), rel=1e-9)
    for event, known in enumerate(found.events):
        given = [by_states(cuts, [x if i == event else p for i, p in enumerate(chances)]) for x in (1.0, 0.0)]
        assert known.birnbaum == pytest.approx(given[0] - given[1], rel=1e-7, abs=1e-12)
        here = [c for c in cuts if event in c]
        assert known.union == pytest.approx(by_states(here, chances), rel=1e-9, abs=1e-15)
    for size in (1, 2, 6):
        small = [c for c in cuts if len(c) <= size]
        known_bounds = bounds(small, size, chances)
        assert known_bounds.low <= found.top * (1 + 1e-9)
        assert known_bounds.high >= found.top * (1 - 1e-9)


def test_a_published_fault_tree() -> None:
    """The tree "chinese" of the Aralia collection, with the probabilities of its file."""
    tree = read_fault_tree(Path(__file__).parents[1] / "openpsa" / "trees" / "chinese.xml")
    whole = tree.logic()
    found = risk_of(whole, [tree.probabilities[event] for event in whole.events])
    assert found.probability == pytest.approx(1.170582e-3, rel=1e-6)
    assert len(found.importance) == 25


def test_tiny_probabilities_keep_their_digits() -> None:
    both = logic(["a", "b", "c"], [Threshold(1, (0, 1)), Threshold(2, (~0, 2))], ~1)
    assert exact(both, [1e-13, 1e-13, 1e-5]).top == pytest.approx(2e-18, rel=1e-9)


def test_more_than_a_number_of_events() -> None:
    assert more_than(0, [0.5, 0.5]) == pytest.approx(0.75)
    assert more_than(2, [0.5, 0.5]) == 0.0


def test_what_does_not_fit_is_bounded_and_says_so() -> None:
    """A diagram of 1,024 nodes cannot hold this tree; the bounds hold the exact answer."""
    rng = random.Random(3)
    pairs = [Threshold(2, tuple(rng.sample(range(60), 2))) for _ in range(80)]
    tree = logic([f"e{i}" for i in range(60)], [*pairs, Threshold(1, tuple(~i for i in range(80)))], ~80)
    chances = [0.001] * 60
    found = risk_of(tree, chances, Limit(bytes=1))
    assert found.probability is None
    assert found.importance == ()
    assert "memory" in (found.reason or "")
    assert found.complete_to == 4
    whole = exact(tree, chances).top
    assert 0 < found.low <= whole <= found.high
    assert 0 < found.truncated < 1e-6


def test_nothing_is_important_for_what_cannot_happen() -> None:
    assert importance.risk_of(TRAINS, [0.0] * 4).importance == ()
