"""Cycles written out: the same failures, whatever is lost, under both readings."""

from __future__ import annotations

import random

import pytest

from narrows.analysis.engine.logic import Logic, Threshold, logic
from narrows.analysis.engine.sweep import top_fails
from narrows.analysis.engine.unroll import TooLarge, unrolled


def anything(seed: int) -> Logic:
    """Gates that need each other and events, at random; every other one read as a cold start."""
    draw = random.Random(seed)
    events, count = draw.randint(2, 6), draw.randint(2, 12)
    gates = []
    for _ in range(count):
        width = draw.randint(1, 4)
        inputs = tuple(draw.choice([draw.randrange(events), ~draw.randrange(count)]) for _ in range(width))
        gates.append(Threshold(draw.choice([1, width, draw.randint(0, width + 1)]), inputs))
    return logic([f"e{i}" for i in range(events)], gates, ~0, cold=bool(seed & 1))


def failures(whole: Logic) -> int:
    """For every set of events (a bit each), whether the top fails."""
    width = 1 << len(whole.events)
    happens = {e: sum(1 << s for s in range(width) if s >> e & 1) for e in range(len(whole.events))}
    return top_fails(whole, happens, width)


def test_random_cycles() -> None:
    wholes = [anything(seed) for seed in range(1500)]
    assert sum(whole.cyclic for whole in wholes) > 500
    for whole in wholes:
        flat = unrolled(whole).logic
        assert not flat.cyclic
        assert failures(flat) == failures(whole)


def test_a_ring_takes_one_round() -> None:
    """One gate cuts a ring, whatever its length: no gate is written more than twice."""
    gates = [Threshold(1, (i, ~((i + 1) % 50))) for i in range(50)]
    flat = unrolled(logic([f"e{i}" for i in range(50)], gates, ~0))
    assert len(flat.logic.gates) <= 100
    assert top_fails(flat.logic, {i: 1 << i for i in range(50)}, 50) == (1 << 50) - 1


def test_two_that_need_each_other() -> None:
    """Spreading failure needs a loss; from nothing neither can be rebuilt."""
    gates = [Threshold(1, (~1, 0)), Threshold(1, (~0,))]
    assert failures(unrolled(logic(["a"], gates, ~0)).logic) == 0b10
    assert failures(unrolled(logic(["a"], gates, ~0, cold=True)).logic) == 0b11


def test_the_gates_are_named_after_what_they_were() -> None:
    gates = [Threshold(2, (~1, ~2)), Threshold(1, (0, ~2)), Threshold(1, (1, ~1)), Threshold(1, (2, ~0))]
    flat = unrolled(logic(["a", "b", "c"], gates, ~3))
    origins = [number for number, round_ in flat.origin if round_ == 0]
    assert len(origins) == len(set(origins))
    assert {0, 3} <= set(origins)


def test_what_would_be_too_large() -> None:
    draw = random.Random(1)
    gates = [Threshold(1 + i % 2, (i, *(~draw.randrange(60) for _ in range(3)))) for i in range(60)]
    whole = logic([f"e{i}" for i in range(60)], gates, ~0)
    with pytest.raises(TooLarge, match="more than 100 gates"):
        unrolled(whole, largest=100)
