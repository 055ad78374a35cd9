"""Readings of the cross-record rules that a single planted fault does not tell apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narrows.graph.checks import cycles, references, shares, structure
from narrows.graph.dataset import Dataset
from narrows.graph.loader import load_dataset
from narrows.graph.problems import Finding
from narrows.graph.records import (
    Addition,
    Alternative,
    Component,
    Layer,
    Manifest,
    Requirement,
    Scenario,
    Share,
)
from narrows.graph.records import Supplier as Maker

GOOD = Path(__file__).parent / "good"
Check = Callable[[Dataset], Iterator[Finding]]
Says = Callable[..., list[str]]


def component(id_: str, *requires: Requirement, suppliers: tuple[Maker, ...] = ()) -> Component:
    return Component(
        id=id_, name=id_, layer="top", description="A thing.", requires=requires, suppliers=suppliers
    )


def dataset(*components: Component, scenarios: tuple[Scenario, ...] = ()) -> Dataset:
    manifest = Manifest(
        title="T",
        version="2026.01.0",
        as_of="2026",
        licence="CC-BY-4.0",
        layers=(Layer(id="top", name="Top"),),
        default_target=components[0].id,
        synthetic=True,
    )
    found = {c.id: c for c in components}
    files = {id_: f"components/top/{id_}.yaml" for id_ in found}
    return Dataset(
        manifest,
        found,
        scenarios={s.id: s for s in scenarios},
        files=files | {s.id: f"scenarios/{s.id}.yaml" for s in scenarios},
    )


def need(*alternatives: Alternative, role: str = "part", at_least: int = 1) -> Requirement:
    return Requirement(role=role, any_of=alternatives, at_least=at_least)


def share(value: float, side: str = "", period: str = "2025") -> Share:
    if not side:
        return Share(value=value, measure="units", period=period)
    dispute, _, position = side.rpartition("/")
    return Share(value=value, measure="units", period=period, dispute=dispute, position=position)


def alternative(id_: str, *values: Share, side: str = "") -> Alternative:
    if not side:
        return Alternative(component=id_, shares=values)
    dispute, _, position = side.rpartition("/")
    return Alternative(component=id_, shares=values, dispute=dispute, position=position)


def rules(check: Check, data: Dataset) -> list[str]:
    return [finding.rule for finding in check(data)]


@pytest.mark.parametrize(
    ("alternatives", "expected"),
    [
        # within the tolerance
        ([alternative("a", share(0.6)), alternative("b", share(0.42))], []),
        ([alternative("a", share(0.6)), alternative("b", share(0.43))], ["shares-sum"]),
        ([alternative("a", share(0.6)), alternative("b", share(0.38))], []),
        ([alternative("a", share(0.6)), alternative("b", share(0.37))], ["shares-short"]),
        # a share that is not known, or others that nobody has named: no warning
        ([alternative("a", share(0.6)), alternative("b")], []),
        ([alternative("a", share(0.6)), Alternative(unknown=True)], []),
        # other periods are other lists
        ([alternative("a", share(0.9)), alternative("b", share(0.9, period="2024"))], []),
        # sides of one dispute: each side is a whole of its own
        (
            [
                alternative("a", share(0.7, "d/A"), share(0.6, "d/B")),
                alternative("b", share(0.3, "d/A"), share(0.4, "d/B")),
            ],
            [],
        ),
        (
            [
                alternative("a", share(0.8, "d/A"), share(0.5, "d/B")),
                alternative("b", share(0.4, "d/A"), share(0.5, "d/B")),
            ],
            ["shares-sum"],
        ),
        (
            [alternative("a", share(0.5, "d/A"), share(0.6, "d/B")), alternative("b", share(0.4))],
            ["shares-short"],
        ),
        # one side falls short and the other goes beyond
        (
            [
                alternative("a", share(0.2, "d/A"), share(0.9, "d/B")),
                alternative("b", share(0.4)),
            ],
            ["shares-short", "shares-sum"],
        ),
        # a whole alternative on each side
        ([alternative("a", share(1), side="d/A"), alternative("b", share(1), side="d/B")], []),
        ([alternative("a", share(1), side="d/A"), alternative("b", share(1), side="d/A")], ["shares-sum"]),
        # two disputes: beyond the whole only if it is so whatever the other one decides
        (
            [
                alternative("a", share(0.6, "d/A"), share(0.4, "d/B")),
                alternative("b", share(0.6, "e/A"), share(0.4, "e/B")),
            ],
            [],
        ),
        (
            [
                alternative("a", share(0.6, "d/A"), share(0.5, "d/B")),
                alternative("b", share(0.6, "e/A"), share(0.4, "e/B")),
            ],
            ["shares-sum"],
        ),
        (
            [
                alternative("a", share(0.6, "d/A"), share(0.5, "d/B")),
                alternative("b", share(0.5), side="e/A"),
            ],
            [],
        ),
        (
            [
                alternative("a", share(0.6, "d/A"), share(0.5, "d/B")),
                alternative("b", share(0.9), side="e/A"),
            ],
            ["shares-sum"],
        ),
    ],
)
def test_shares_add_up_on_each_side_of_a_dispute(
    alternatives: list[Alternative], expected: list[str]
) -> None:
    assert rules(shares.shares_sum, dataset(component("x", need(*alternatives)))) == expected


def edges_of(*pairs: tuple[str, str]) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for source, target in pairs:
        out.setdefault(source, []).append(target)
    return out


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.sampled_from("abcdefg"), st.sampled_from("abcdefg")), max_size=16))
def test_a_cycle_is_found_where_there_is_one(pairs: list[tuple[str, str]]) -> None:
    graph = nx.DiGraph(pairs)
    cycle = cycles.find_cycle(edges_of(*pairs))
    assert bool(cycle) != nx.is_directed_acyclic_graph(graph)
    assert all(graph.has_edge(a, b) for a, b in zip(cycle, cycle[1:] + cycle[:1], strict=True))
    assert cycle == sorted(set(cycle), key=cycle.index)
    assert not cycle or cycle[0] == min(cycle)


def test_a_long_chain_is_no_recursion() -> None:
    chain = [(f"n{i:05}", f"n{i + 1:05}") for i in range(20_000)]
    assert cycles.find_cycle(edges_of(*chain)) == []
    assert len(cycles.find_cycle(edges_of(*chain, ("n20000", "n00000")))) == 20_001


def test_one_cycle_is_one_problem_however_many_make_the_thing() -> None:
    makers = tuple(Maker(company=name) for name in ("a", "b", "c"))
    data = dataset(
        component("chip", need(Alternative(component="fab")), suppliers=makers),
        component("fab", need(Alternative(component="chip")), suppliers=makers),
    )
    (finding,) = cycles.cycle_without_feedback(data)
    assert finding.message == "a cycle without feedback: chip needs fab needs chip"


def test_two_cycles_are_two_problems() -> None:
    data = dataset(
        component("a", need(Alternative(component="b")), need(Alternative(component="c"), role="other")),
        component("b", need(Alternative(component="a"))),
        component("c", need(Alternative(component="a"))),
    )
    assert rules(cycles.cycle_without_feedback, data) == ["cycle", "cycle"]


def test_a_cycle_through_one_makers_own_need() -> None:
    own = Maker(company="a", requires=(need(Alternative(component="chip")),))
    data = dataset(component("chip", need(Alternative(component="fab"))), component("fab", suppliers=(own,)))
    (finding,) = cycles.cycle_without_feedback(data)
    assert finding.message == "a cycle without feedback: chip needs fab needs fab@a needs chip"
    marked = Maker(company="a", requires=(need(Alternative(component="chip", feedback=True)),))
    closed = dataset(
        component("chip", need(Alternative(component="fab"))), component("fab", suppliers=(marked,))
    )
    assert rules(cycles.cycle_without_feedback, closed) == []
    assert rules(cycles.feedback_without_cycle, closed) == []


def test_another_makers_offering_is_no_cycle() -> None:
    """A makes the fab's tools from chips of B; B needs no fab of A."""
    data = dataset(
        component("chip", suppliers=(Maker(company="b"),)),
        component("tool", suppliers=(Maker(company="a", requires=(need(Alternative(offering="chip@b")),)),)),
    )
    assert rules(cycles.cycle_without_feedback, data) == []


def test_what_a_scenario_adds_is_checked_like_the_rest() -> None:
    scenario = Scenario(
        id="s",
        title="S",
        question="What if?",
        target="x",
        add=(
            Addition(component="x", supplier=Maker(unknown=True, shares=(share(0.5),))),
            Addition(component="x", role="part", alternative=Alternative(component="nowhere")),
            Addition(component="x", role="part", alternative=Alternative(offering="x@nobody")),
        ),
    )
    data = dataset(component("x", need(Alternative(component="x"))), scenarios=(scenario,))
    assert rules(references.unknown_component, data) == ["unknown-component"]
    assert rules(references.unknown_offering, data) == ["unknown-offering"]
    assert rules(structure.supplier_unknown_form, data) == ["unknown-share"]


@pytest.mark.parametrize(
    ("ref", "known"),
    [
        ("nvidia", True),
        ("gpu", True),
        ("company:nvidia", True),
        ("component:gpu", True),
        ("layer:chip", True),
        ("country:NO", True),
        ("hbm3e@sk-hynix", True),
        ("hbm3e@sk-hynix/icheon", True),
        ("hbm3e@unnamed-cn", True),
        ("hbm3e@unnamed-cn/cxmt", True),
        ("die-n4@tsmc/tw", True),
        ("hbm3e@unknown", False),
        ("company:gpu", False),
        ("component:nvidia", False),
        ("layer:chips", False),
        ("country:Norway", False),
        ("country:no", False),
        ("chip", False),
        ("NVIDIA", False),
        ("hbm3e@tsmc", False),
        ("hbm3@sk-hynix", False),
        ("hbm3e@sk-hynix/wuxi", False),
        ("city:Seoul", False),
        (":", False),
        ("@", False),
        ("hbm-rule", False),
    ],
)
def test_what_a_scenario_takes_away(ref: str, known: bool, says: Says) -> None:
    edit = {"file": "scenarios/no-gpu.yaml", "replace": "remove: [nvidia,", "with": f'remove: ["{ref}",'}
    assert [line.rpartition(" [")[2] for line in says(edit)] == ([] if known else ["unknown-removal]"])


def test_a_made_up_dataset_needs_no_evidence(says: Says, good: Path) -> None:
    for path in (good / "components").rglob("*.yaml"):
        text = path.read_text()
        assert "evidence" in text or path.stem == "helium"
    lines = says(
        {"file": "dataset.yaml", "replace": "synthetic: false", "with": "synthetic: true"},
        {"file": "companies/asml.yaml", "append": "owners: [{holder: Somebody, percent: 6}]\n"},
    )
    assert lines == []


@pytest.mark.parametrize("as_of", ["2026-11-23", "2026-11", "2026", "2025-12-31"])
def test_a_statement_up_to_the_day_of_the_dataset(as_of: str, says: Says) -> None:
    edit = {"file": "claims/self-made.yaml", "replace": 'as_of: "2026-05"', "with": f'as_of: "{as_of}"'}
    assert says(edit) == []


@pytest.mark.parametrize("as_of", ["2026-11-24", "2026-12", "2027"])
def test_a_statement_after_it(as_of: str, says: Says) -> None:
    edit = {"file": "claims/self-made.yaml", "replace": 'as_of: "2026-05"', "with": f'as_of: "{as_of}"'}
    assert [line.rpartition(" [")[2] for line in says(edit)] == ["future-date]"]


def test_the_good_dataset_passes_every_rule() -> None:
    load_dataset(GOOD)
