"""Kept, narrowed, new, absorbed: against all minimal cut sets of before, whatever their size."""

from __future__ import annotations

import random

import pytest

from narrows.analysis import partition as module
from narrows.analysis.cutsets import minimal_cut_sets
from narrows.analysis.model import compile_model
from narrows.analysis.partition import partition
from narrows.analysis.reading import CLOSED
from narrows.analysis.units import units_of
from tests.explorer.reference import random_removals
from tests.oracle.random_models import random_model
from tests.property.from_oracle import graph_of


@pytest.mark.parametrize("budget", [0, module.BUDGET])
def test_narrowed_is_part_of_a_larger_one(budget: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the search is given up at once: then only what takes three more is left undecided."""
    monkeypatch.setattr(module, "BUDGET", budget)
    seen = {"narrowed": 0, "new": 0, "undecided": 0}
    for seed in range(150):
        rng = random.Random(seed)
        source = random_model(rng, cyclic=seed % 3 > 0, k_of_n=seed % 2 > 0)
        graph = graph_of(source)
        removed = random_removals(graph, source.target, rng, 2)
        before = compile_model(graph, source.target, CLOSED)
        after = compile_model(graph.without(*removed, target=source.target), source.target, CLOSED)
        units = units_of(before, "company")
        every = minimal_cut_sets(before, units, None)
        first = [c for c in every if len(c) <= 1]
        second = minimal_cut_sets(after, units_of(after, "company"), 2)
        found = partition(before, units, first, second, after if seed % 2 else None)
        narrowed = {n.after: n.before for n in found.narrowed}
        assert {*found.kept, *narrowed, *found.new} == set(second)
        for cut in second:
            larger = [b for b in every if cut < b]
            if cut in every:
                assert cut in first or cut in narrowed or cut in found.new
                continue
            least = min((len(b - cut) for b in larger), default=0)
            if cut in found.undecided:
                seen["undecided"] += 1
                assert budget == 0
                assert least == 0 or least > 2
            else:
                seen["narrowed" if larger else "new"] += 1
                assert (cut in narrowed) == bool(larger)
        assert all(set(bs) <= set(every) for bs in narrowed.values())
    assert seen["narrowed"] > 5
    assert bool(seen["undecided"]) == (budget == 0), "the search was given up at once, and only then"
    assert budget == 0 or seen["new"] >= 5
