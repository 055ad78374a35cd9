"""Every analysis agrees with a brute force written from the definitions, on random graphs.

The graphs have cycles, k-of-n requirements, offerings as alternatives, suppliers' own needs,
affiliates, suppliers nobody has named, unnamed groups, several places, undisclosed slots, lead
times and missing shares. For longer runs: NARROWS_EXAMPLES=2000 pytest tests/property.
"""

from __future__ import annotations

import os
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import narrows as nw
from narrows.analysis.model import compile_model
from narrows.analysis.running import running_nodes
from narrows.graph.removal import of_companies
from tests.oracle import reference as oracle
from tests.oracle.model import Model
from tests.oracle.random_models import random_model
from tests.property.from_oracle import graph_of

HORIZONS = (None, 0, 6, 12, 24)
SEEDS = st.integers(min_value=0, max_value=2**48)
LEVELS = ("company", "offering", "component", "country")
many = settings(
    max_examples=int(os.environ.get("NARROWS_EXAMPLES", "20")),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
CASES = pytest.mark.parametrize(("cyclic", "k_of_n"), [(False, False), (True, False), (True, True)])


def draw(seed: int, cyclic: bool, k_of_n: bool) -> tuple[random.Random, Model]:
    rng = random.Random(seed)
    model = random_model(rng, cyclic=cyclic, k_of_n=k_of_n, place_alternatives=True, unknown_in_k_of_n=k_of_n)
    return rng, model


@CASES
@many
@given(seed=SEEDS)
def test_what_runs(cyclic: bool, k_of_n: bool, seed: int) -> None:
    rng, model = draw(seed, cyclic, k_of_n)
    graph, target = graph_of(model), model.target
    horizon = rng.choice(HORIZONS)
    chosen = [c.id for c in model.companies if rng.random() < 0.3]
    for unknown, named in (("closed", "closed"), ("running", "open")):
        for cycles in ("running", "cold-start"):
            reading = nw.Reading(unknown=unknown, cycles=cycles, horizon=horizon)
            compiled = compile_model(graph, target, reading)
            gone = compiled.numbers(of_companies(graph, chosen))
            found = {compiled.ids[n] for n in running_nodes(compiled, gone)}
            atoms = [a for c in chosen for a in oracle.affiliates(model, c)]
            expected = oracle.running(model, atoms, reading=named, cycles=cycles, horizon=horizon)
            kinds = ("component", "offering", "place")
            ours = {n for n in compiled.ids if graph.nodes[n].kind in kinds}
            assert found & ours == set(expected) & ours


@CASES
@many
@given(seed=SEEDS)
def test_cut_sets(cyclic: bool, k_of_n: bool, seed: int) -> None:
    rng, model = draw(seed, cyclic, k_of_n)
    graph, target = graph_of(model), model.target
    level = rng.choice(LEVELS)
    by = rng.choice(("headquarters", "site"))
    loss = rng.choice((1.0, 1.0, 0.9, 0.5))
    reading, named = rng.choice((("closed", "closed"), ("running", "open")))
    cycles = rng.choice(("running", "cold-start"))
    affiliates = rng.random() < 0.8
    found = nw.chokepoints(
        graph,
        target,
        max_order=4,
        level=level,
        loss=loss,
        country_by=by,
        affiliates=affiliates,
        reading=nw.Reading(unknown=reading, cycles=cycles),
    )
    expected = oracle.cut_sets(
        model, target, level, 4, loss, by, not affiliates, reading=named, cycles=cycles
    )
    assert {frozenset(c.members) for c in found.cut_sets} == set(expected)
    if reading == "closed":
        opened = oracle.cut_sets(
            model, target, level, 4, loss, by, not affiliates, reading="open", cycles=cycles
        )
        for cut in found.cut_sets:
            holds = any(o <= frozenset(cut.members) for o in opened)
            assert cut.fragile_to_unknown == (not holds)


@CASES
@settings(many, max_examples=max(334, many.max_examples))
@given(seed=SEEDS)
def test_cut_sets_of_a_partial_loss(cyclic: bool, k_of_n: bool, seed: int) -> None:
    """A thousand graphs in all."""
    rng, model = draw(seed, cyclic, k_of_n)
    level, loss = rng.choice(LEVELS), rng.choice((0.95, 0.9, 0.75, 0.5, 0.25))
    reading, named = rng.choice((("closed", "closed"), ("running", "open")))
    cycles = rng.choice(("running", "cold-start"))
    max_order = rng.randint(1, 4)
    found = nw.chokepoints(
        graph_of(model),
        model.target,
        max_order=max_order,
        level=level,
        loss=loss,
        reading=nw.Reading(unknown=reading, cycles=cycles),
    )
    expected = oracle.cut_sets(model, model.target, level, max_order, loss, reading=named, cycles=cycles)
    assert {frozenset(c.members) for c in found.cut_sets} == set(expected)
    assert len(found.cut_sets) == len(expected)


@CASES
@many
@given(seed=SEEDS)
def test_exposure(cyclic: bool, k_of_n: bool, seed: int) -> None:
    rng, model = draw(seed, cyclic, k_of_n)
    graph, target = graph_of(model), model.target
    level = rng.choice(LEVELS)
    reading, named = rng.choice((("closed", "closed"), ("running", "open")))
    found = nw.exposure(graph, target, level=level, reading=nw.Reading(unknown=reading))
    whole = True
    if found.status == "running":
        supply = oracle.supply(model, target, (), reading=named)
        whole = min(supply.low, supply.mid) > 1 - 1e-9
    for row in found.exposures:
        expected = oracle.exposure(model, target, row.id, level, reading=named)
        assert expected is not None
        assert row.loss.value == pytest.approx(expected.mid, abs=1e-9)
        if whole:
            assert row.loss.low == pytest.approx(expected.low, abs=1e-9)
            assert row.loss.high == pytest.approx(expected.high, abs=1e-9)
        else:
            # Where not all of it runs to begin with, the ends are bounds.
            assert row.loss.low <= expected.low + 1e-9
            assert row.loss.high >= expected.high - 1e-9


@CASES
@many
@given(seed=SEEDS)
def test_shift(cyclic: bool, k_of_n: bool, seed: int) -> None:
    rng, model = draw(seed, cyclic, k_of_n)
    graph, target = graph_of(model), model.target
    level, names = rng.choice(
        (
            ("company", oracle.units(model, target, "company")),
            ("component", oracle.units(model, target, "component")),
            ("country", oracle.units(model, target, "country")),
        )
    )
    if not names:
        return
    name = rng.choice(names)
    expected = oracle.shift(model, target, oracle.removal(model, target, name, level), 3)
    found = nw.shift(graph, target, remove=[f"{level}:{name}"])
    assert found.status == expected.status
    if expected.status == "not_running_at_baseline":
        return
    assert found.immediate_loss is not None
    assert expected.immediate_loss is not None
    assert found.immediate_loss.value == pytest.approx(expected.immediate_loss.mid, abs=1e-9)
    assert expected.companies is not None
    for row in found.suppliers:
        theirs = expected.companies[row.id]
        assert row.before.value == pytest.approx(theirs.exposure_before.mid, abs=1e-9)
        if theirs.exposure_after is None:
            assert row.after is None
        else:
            assert row.after is not None
            assert row.after.value == pytest.approx(theirs.exposure_after, abs=1e-9)
            assert row.after.low - 1e-9 <= row.after.value <= row.after.high + 1e-9
        assert row.growth == (None if theirs.growth is None else pytest.approx(theirs.growth, abs=1e-9))
    assert {frozenset(c.members) for c in found.cut_sets_before} == set(expected.before or ())
    if expected.status != "running":
        return
    assert {frozenset(c.members) for c in found.cut_sets_after} == set(expected.after or ())
    assert set(found.changes.kept) == set(expected.kept or ())
    assert {n.after for n in found.changes.narrowed} == set(expected.narrowed or ())
    assert set(found.changes.new) == set(expected.new or ())
    assert set(found.changes.absorbed) == set(expected.absorbed or ())
    assert found.changes.undecided == ()
    for layer in found.layers:
        theirs_layer = (expected.layers or {}).get(layer.layer)
        if theirs_layer is None or layer.before.held is None:
            continue
        assert layer.before.held.value == pytest.approx(theirs_layer.held_before, abs=1e-9)
        assert layer.before.held_order == theirs_layer.held_order_before
        assert layer.after is not None
        assert layer.after.held is not None
        assert layer.after.held.value == pytest.approx(theirs_layer.held_after, abs=1e-9)
        assert layer.after.held_order == theirs_layer.held_order_after
        top = max(theirs_layer.exposures_before.values(), default=0.0)
        assert layer.before.exposure == pytest.approx(top, abs=1e-9)
