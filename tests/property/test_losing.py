"""Groups that lose a fraction of supply are those that do by trying every group, whatever the bounds say."""

from __future__ import annotations

import os
import random
from functools import partial
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings

import narrows as nw
from narrows.analysis.cutsets import search
from narrows.analysis.engine.limits import Limit
from narrows.analysis.losing import lost_share
from narrows.analysis.losing_bounds import EPSILON, Bounds, Group, heavy, together
from narrows.analysis.model import Model, compile_model
from narrows.analysis.running import runs_without
from narrows.analysis.units import Unit, units_of
from narrows.graph.joint import joined
from tests.oracle.random_models import random_model
from tests.property.from_oracle import graph_of
from tests.property.test_against_oracle import SEEDS

some = settings(max_examples=int(os.environ.get("NARROWS_EXAMPLES", "12")), deadline=None, derandomize=True)


def every_loss(model: Model, units: tuple[Unit, ...], max_order: int) -> tuple[list[Group], list[float]]:
    groups: list[Group] = []
    shares: list[float] = []
    for order in range(1, max_order + 1):
        if of_size := list(combinations(range(len(units)), order)):
            groups += of_size
            shares += lost_share(model, together(units, of_size), len(of_size)).tolist()
    return groups, shares


def by_trying(model: Model, units: tuple[Unit, ...], max_order: int, loss: float) -> set[frozenset[str]]:
    groups, shares = every_loss(model, units, max_order)
    gone = [frozenset(n for i in g for n in units[i].nodes) for g in groups]
    reach = {
        g
        for g, x, nodes in zip(groups, shares, gone, strict=True)
        if x >= loss - EPSILON or not runs_without(model, nodes)
    }
    inner = {g for g in reach if any(set(h) < set(g) for h in reach)}
    return {frozenset(units[i].id for i in g) for g in reach - inner}


@pytest.mark.parametrize(("cyclic", "k_of_n"), [(False, False), (False, True), (True, True)])
@pytest.mark.parametrize("how", ["all", "any", "one, after a loss"])
@some
@given(seed=SEEDS)
def test_groups_that_lose_a_fraction(cyclic: bool, k_of_n: bool, how: str, seed: int) -> None:
    rng = random.Random(seed)
    drawn = random_model(rng, cyclic=cyclic, k_of_n=k_of_n, unknown_in_k_of_n=k_of_n)
    graph, target = graph_of(drawn), drawn.target
    if how == "one, after a loss":
        graph = graph.without(rng.choice([c.id for c in drawn.companies]))
    else:
        other = rng.choice(sorted(n.id for n in graph.nodes.values() if n.kind == "component"))
        if other != target:
            graph, target = joined(graph, [target, other], how)
    model = compile_model(graph, target, nw.Reading(horizon=rng.choice((None, 0, 12))))
    units = units_of(model, rng.choice(("company", "offering")))[:14]
    loss = rng.choice((0.1, 0.3, 0.5, 0.8, 0.9))
    if not runs_without(model):
        return
    found = search(model, units, 3, loss=loss)
    assert set(found.cuts) == by_trying(model, units, 3, loss)
    bounds = Bounds.of(model, units, loss, Limit())
    if bounds.above:
        groups, shares = every_loss(model, units, 3)
        assert all(bounds.alone[list(g)].sum() >= x - EPSILON for g, x in zip(groups, shares, strict=True))


@pytest.mark.parametrize("order", [2, 3, 4, 5])
def test_no_group_within_its_bound_is_left_out(order: int) -> None:
    rng = np.random.default_rng(order)
    for _ in range(20):
        alone = np.sort(rng.random(9))[::-1]
        pairs = np.minimum(np.add.outer(alone, alone), rng.random((9, 9)) + 0.3)
        pairs = np.maximum(np.minimum(pairs, pairs.T), alone.max())
        least = float(rng.choice([0.5, 1.0, 1.5]))
        got = [tuple(row) for part in heavy(alone, pairs, order, least) for row in part.tolist()]
        split = partial(_least_split, alone=alone.tolist(), pairs=pairs.tolist())
        want = [g for g in combinations(range(9), order) if split(g) >= least]
        assert got == sorted(set(got))
        assert set(want) <= set(got)
        assert order > 3 or set(got) == set(want)


def _least_split(group: tuple[int, ...], alone: list[float], pairs: list[list[float]]) -> float:
    if not group:
        return 0.0
    first, rest = group[0], group[1:]
    ways = [alone[first] + _least_split(rest, alone, pairs)]
    for other in rest:
        left = tuple(m for m in rest if m != other)
        ways.append(pairs[first][other] + _least_split(left, alone, pairs))
    return min(ways)
