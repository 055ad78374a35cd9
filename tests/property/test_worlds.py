"""Worlds agree with plain enumeration, one world after the other, by the brute force of the oracle."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import narrows as nw
from tests.oracle import reference as oracle
from tests.oracle.model import Component, Model, Requirement
from tests.oracle.random_models import random_model
from tests.property.from_oracle import graph_of

many = settings(
    max_examples=int(os.environ.get("NARROWS_EXAMPLES", "60")),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
World = dict[str, str]
MOST = 24


def with_more_undisclosed(model: Model, rng: random.Random) -> Model:
    """The model with some of its choices made undisclosed."""

    def hidden(need: Requirement) -> Requirement:
        ways = need.any_of
        plain = not any(w.unknown or w.lead_time_months or w.feedback for w in ways)
        if len(ways) < 2 or need.at_least > 1 or not plain or need.undisclosed or rng.random() < 0.3:
            return need
        bare = tuple(replace(w, share=None) for w in ways)
        return replace(need, any_of=bare, undisclosed=True, exhaustive=rng.random() < 0.5)

    def of(component: Component) -> Component:
        suppliers = tuple(replace(s, requires=tuple(map(hidden, s.requires))) for s in component.suppliers)
        return replace(component, requires=tuple(map(hidden, component.requires)), suppliers=suppliers)

    return replace(model, components=tuple(map(of, model.components)))


def in_world(model: Model, world: World) -> Model:
    """The model with one candidate for each undisclosed slot."""

    def settled(owner: str, need: Requirement) -> Requirement:
        chosen = world.get(f"{owner}/{need.role}")
        if chosen is None:
            return need
        return replace(need, any_of=tuple(w for w in need.any_of if w.target == chosen), undisclosed=False)

    def of(component: Component) -> Component:
        suppliers = tuple(
            replace(s, requires=tuple(settled(f"{component.id}@{s.company}", n) for n in s.requires))
            for s in component.suppliers
        )
        requires = tuple(settled(component.id, n) for n in component.requires)
        return replace(component, requires=requires, suppliers=suppliers)

    return replace(model, components=tuple(map(of, model.components)))


@pytest.mark.parametrize(("cyclic", "k_of_n"), [(False, False), (True, False), (True, True)])
@many
@given(seed=st.integers(min_value=0, max_value=2**48))
def test_worlds_agree_with_enumeration(cyclic: bool, k_of_n: bool, seed: int) -> None:
    rng = random.Random(seed)
    model = random_model(rng, cyclic=cyclic, k_of_n=k_of_n, lead_times=False)
    model = with_more_undisclosed(model, rng)
    level = rng.choice(("company", "company", "offering", "component", "country"))
    unknown, named = rng.choice((("closed", "closed"), ("running", "open")))
    cycles = rng.choice(("running", "running", "cold-start"))
    reading = nw.Reading(unknown=unknown, cycles=cycles)
    graph, target = graph_of(model), model.target
    found = nw.worlds(graph, target, level=level, reading=reading)
    slots = [(slot, candidates) for slot, candidates in found.slots]
    every = [dict(zip([s for s, _ in slots], w, strict=True)) for w in product(*(c for _, c in slots))]
    assert found.worlds == len(every)
    if len(every) > MOST:
        return
    atoms = {unit: oracle.removal(model, target, unit, level) for unit in oracle.units(model, target, level)}
    minimal: set[frozenset[str]] = set()
    models = [in_world(model, w) for w in every]
    for one in models:
        minimal |= set(oracle.cut_sets(one, target, level, 3, reading=named, cycles=cycles))

    def stops(one: Model, members: tuple[str, ...]) -> bool:
        gone = frozenset().union(*(atoms[m] for m in members))
        return target not in oracle.running(one, gone, reading=named, cycles=cycles)

    assert found.not_running == sum(stops(one, ()) for one in models)
    assert {frozenset(v.members) for v in found.verdicts} == minimal
    settles = dict.fromkeys((s for s, _ in slots), 0)
    for verdict in found.verdicts:
        holds = [stops(one, verdict.members) for one in models]
        assert verdict.holds_in == sum(holds)
        assert verdict.verdict == ("all" if all(holds) else "some")
        settled = []
        for slot, candidates in slots:
            answers = [
                {h for h, w in zip(holds, every, strict=True) if w[slot] == candidate}
                for candidate in candidates
            ]
            if verdict.verdict == "some" and all(len(a) == 1 for a in answers):
                settled.append(slot)
                settles[slot] += 1
        assert sorted(verdict.settled_by) == sorted(settled)
    assert {f.slot: f.settles for f in found.facts} == settles


def test_more_worlds_than_anybody_could_list() -> None:
    """Thirty parts, each from one of two makers of its own: 2 ** 30 worlds; each maker stops half of them."""
    from tests.oracle.model import Company, maker, need, part

    parts = [f"part-{i}" for i in range(60)]
    slots = [
        need(f"role {i}", part(parts[2 * i]), part(parts[2 * i + 1]), undisclosed=True, exhaustive=True)
        for i in range(30)
    ]
    model = Model(
        "target",
        ("top", "low"),
        (
            Component("target", "top", tuple(slots)),
            *(Component(p, "low", suppliers=(maker(f"firm-{p}", None),)) for p in parts),
        ),
        tuple(Company(f"firm-{p}", "US") for p in parts),
    )
    found = nw.worlds(graph_of(model), "target", max_order=2)
    assert found.worlds == 2**30
    assert {v.verdict for v in found.verdicts} == {"some"}
    one = next(v for v in found.verdicts if v.members == ("firm-part-0",))
    assert one.holds_in == 2**29
    assert one.settled_by == ("target/role 0",)
    assert len([v for v in found.verdicts if len(v.members) == 1]) == 60
