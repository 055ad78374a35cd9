"""The engine agrees with brute force on random logics with cycles, in both meanings of a cycle."""

from __future__ import annotations

import random

import pytest

from narrows.analysis.engine.logic import Logic, dual
from narrows.analysis.engine.plan import Found, count, find
from tests.random_logics import cyclic

from .by_definition import cut_sets, failing, path_sets

LOGICS = 1000
PARTS = 4
SEEDS = pytest.mark.parametrize("part", range(PARTS))
MEANINGS = pytest.mark.parametrize("cold", [False, True], ids=["running", "cold-start"])


def drawn(part: int, cold: bool) -> list[Logic]:
    return [_drawn(seed, cold) for seed in range(part, LOGICS, PARTS)]


def _drawn(seed: int, cold: bool) -> Logic:
    """Most random logics have little to find: one in four as it comes, else the richest of eight."""
    rng = random.Random(seed)
    several = [cyclic(rng, cold=cold) for _ in range(1 if seed % 16 < 4 else 8)]
    return max(several, key=lambda whole: sum(len(group) > 1 for group in cut_sets(whole)))


def listed_once(found: Found) -> set[frozenset[int]]:
    assert found.stopped is None
    groups = {frozenset(group) for group in found.groups}
    assert len(groups) == len(found.groups)
    assert all(group == tuple(sorted(set(group))) for group in found.groups)
    return groups


@MEANINGS
@SEEDS
def test_cut_sets(part: int, cold: bool) -> None:
    for whole in drawn(part, cold):
        expected = cut_sets(whole)
        found = find(whole, None)
        assert found.complete_to is None
        assert listed_once(found) == expected, whole
        for order in (1, 2, 3, 4):
            up_to = find(whole, order)
            assert up_to.complete_to == order
            assert listed_once(up_to) == {group for group in expected if len(group) <= order}, whole


@MEANINGS
@SEEDS
def test_their_number(part: int, cold: bool) -> None:
    for whole in drawn(part, cold):
        sizes = [0] if failing(whole)[0] else [len(group) for group in cut_sets(whole)]
        by_order = count(whole).by_order
        assert [sizes.count(n) for n in range(len(by_order))] == list(by_order), whole
        assert sum(by_order) == len(sizes), whole


@MEANINGS
@SEEDS
def test_path_sets(part: int, cold: bool) -> None:
    for whole in drawn(part, cold):
        expected = path_sets(whole)
        assert listed_once(find(dual(whole), 4)) == {group for group in expected if len(group) <= 4}, whole
        assert listed_once(find(dual(whole), None)) == expected, whole


@MEANINGS
def test_larger_than_four(cold: bool) -> None:
    """An order above what families are good for, listed and counted."""
    for whole in drawn(0, cold):
        expected = {group for group in cut_sets(whole) if len(group) <= 5}
        found = find(whole, 5)
        assert found.complete_to == 5
        assert listed_once(found) == expected, whole
        sizes = [0] if failing(whole)[0] else [len(group) for group in expected]
        by_order = count(whole, max_order=5).by_order
        assert [sizes.count(n) for n in range(len(by_order))] == list(by_order), whole
        assert sum(by_order) == len(sizes), whole


def test_the_logics_are_varied() -> None:
    """The meanings of a cycle differ on some, and there are groups of all sizes to find."""
    pairs = [(cut_sets(a), cut_sets(b)) for a, b in zip(drawn(0, False), drawn(0, True), strict=True)]
    assert sum(a != b for a, b in pairs) > len(pairs) // 10
    for side in (0, 1):
        found = [pair[side] for pair in pairs]
        assert sum(len(sets) > 1 for sets in found) > len(found) // 2
        assert {len(group) for sets in found for group in sets} >= {1, 2, 3, 4, 5, 6}
