"""Losses that only some deliveries feel agree with a brute force written from their definition."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType

from hypothesis import given

import narrows as nw
from narrows.analysis.model import compile_model
from narrows.analysis.running import running_nodes
from narrows.analysis.scenario import run_scenario
from narrows.graph.acts import ACTS, Needs, needs_of, split
from narrows.graph.records import Scenario
from narrows.graph.removal import SPARED, of_companies
from narrows.graph.supply import Gate, SupplyGraph
from tests.property.from_oracle import graph_of
from tests.property.test_against_oracle import SEEDS, draw, many

KINDS = ("consumed", "installed", "one_time")


def with_kinds(graph: SupplyGraph, rng: random.Random) -> SupplyGraph:
    """The graph with needs of all kinds, drawn anew."""
    gates = {
        id_: replace(gate, need=rng.choice(KINDS)) if gate.kind == "requirement" else gate
        for id_, gate in graph.gates.items()
    }
    return replace(graph, gates=MappingProxyType(gates))


def fixed_point(graph: SupplyGraph, fails: Callable[[str, set[str]], bool]) -> set[str]:
    """The least set of nodes that fail."""
    failed: set[str] = set()
    while True:
        more = {n for n in graph.nodes if n not in failed and fails(n, failed)}
        if not more:
            return failed
        failed |= more


def met(gate: Gate, missing: Callable[[str], bool]) -> bool:
    """Whether a gate is met in the closed reading."""
    named = [o.node for o in gate.options if o.node is not None and o.lead_time_months is None]
    unnamed = any(o.node is None for o in gate.options) and not named
    return sum(not missing(n) for n in named) + unnamed >= gate.at_least


def brute(graph: SupplyGraph, gone: frozenset[str], needs: Needs, hit: set[str]) -> tuple[set[str], set[str]]:
    """The nodes that stop if deliveries of what is gone no longer reach those hit, and those withheld."""

    def out(node: str, failed: set[str]) -> bool:
        # What is gone, and what only those that are gone provide.
        providers = (graph.gates[g] for g in graph.nodes[node].gates if graph.gates[g].kind != "requirement")
        return node in gone or any(not met(g, lambda n: n in failed) for g in providers)

    lacking: set[str] = set()
    while True:
        before = frozenset(lacking)

        def withholds(node: str, failed: set[str], before: frozenset[str] = before) -> bool:
            return node in before or out(node, failed)

        withheld = fixed_point(graph, withholds)

        def stops(node: str, failed: set[str], withheld: set[str] = withheld) -> bool:
            for gate in (graph.gates[g] for g in graph.nodes[node].gates):
                here = gate.kind != "requirement" or (needs.stops(gate.need) and node in hit)
                spreads = gate.kind != "requirement" or needs.installed or gate.need == "consumed"

                def missing(n: str, gate: Gate = gate, here: bool = here, spreads: bool = spreads) -> bool:
                    if gate.kind != "requirement":
                        return n in failed
                    return (here and n in withheld) or (spreads and n in failed)

                if not met(gate, missing):
                    return True
            return False

        found = fixed_point(graph, stops)
        if found == lacking:
            return found, withheld
        lacking = found


@many
@given(seed=SEEDS)
def test_a_split_says_the_same_until_something_is_removed(seed: int) -> None:
    rng, model = draw(seed, False, False)
    graph = with_kinds(graph_of(model), rng)
    gone = of_companies(graph, [c.id for c in model.companies if rng.random() < 0.3])
    hit = {n for n in graph.nodes if rng.random() < 0.5}
    there = split(graph, gone, needs_of(tuple(a for a in ACTS if rng.random() < 0.4)), hit.__contains__)
    found, expected = (nw.chokepoints(g, model.target, max_order=3) for g in (there, graph))
    assert found.cut_sets == expected.cut_sets
    assert nw.exposure(there, model.target).rows() == nw.exposure(graph, model.target).rows()


@many
@given(seed=SEEDS)
def test_what_stops_agrees_with_the_definition(seed: int) -> None:
    rng, model = draw(seed, False, False)
    graph = with_kinds(graph_of(model), rng)
    gone = of_companies(graph, [c.id for c in model.companies if rng.random() < 0.3])
    gone = frozenset(n for n in gone if graph.nodes[n].component != model.target)
    hit = {n for n in graph.nodes if rng.random() < 0.5}
    needs = needs_of(
        rng.choice((("new-supply",), ("servicing",), ("new-supply", "servicing"), ("expansion",)))
    )
    there = split(graph, gone, needs, hit.__contains__)
    compiled = compile_model(replace(there, removed=gone), model.target, nw.Reading())
    runs = {compiled.ids[n] for n in running_nodes(compiled)}
    stopped, withheld = brute(graph, gone, needs, hit)
    # What runs but is withheld stands in the graph for the deliveries that stop: it is no buyer there.
    ours = {n for n in compiled.ids if SPARED not in n} - (withheld - stopped)
    assert {n for n in ours if n not in runs} == ours & stopped


@many
@given(seed=SEEDS)
def test_a_scenario_that_only_removes_is_a_shift(seed: int) -> None:
    rng, model = draw(seed, False, False)
    graph = graph_of(model)
    makers = set(graph.makers(model.target))
    free = [c.id for c in model.companies if not of_companies(graph, [c.id]) & of_companies(graph, makers)]
    chosen = tuple(f"company:{c}" for c in free if rng.random() < 0.3)
    if not chosen:
        return
    record = Scenario(id="x", title="x", question="x", target=model.target, remove=chosen)
    found, expected = run_scenario(graph, record), nw.shift(graph, model.target, remove=chosen)
    assert found.shift.rows() == expected.rows()
    assert found.shift.changes == expected.changes
    assert found.shift.points == expected.points
    assert found.shift.stopped_by == expected.stopped_by
    # The same, with everything written twice: no act is left out and every buyer is hit.
    acts = record.model_copy(update={"acts_on": ("new-supply", "servicing")})
    assert run_scenario(graph, acts).shift.rows() == expected.rows()
