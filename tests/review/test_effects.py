"""What a change does to the answer, held against the definitions worked out the slow way."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType

import pytest

import narrows
from narrows.analysis.chokepoints import chokepoints
from narrows.analysis.difference.compute import diff
from narrows.analysis.difference.effects import Effect
from narrows.analysis.exposure import exposure
from narrows.graph.build import build_graph
from narrows.graph.dataset import Dataset
from narrows.graph.records import Alternative, Supplier
from narrows.graph.removal import UnknownReference
from narrows.graph.supply import SupplyGraph

HBM2E = "components/memory/hbm2e.yaml"
NEW = "  - company: pack-b\n    made_in: [{country: CN}]\n"
Sets = set[frozenset[str]]


def sets(graph: SupplyGraph, order: int | None) -> Sets:
    return {frozenset(c.members) for c in chokepoints(graph, "training", max_order=order).cut_sets}


def expected(before: SupplyGraph, after: SupplyGraph, order: int) -> dict[str, Sets]:
    """By the definitions, from all groups of all sizes."""
    b, a, all_b, all_a = sets(before, order), sets(after, order), sets(before, None), sets(after, None)
    return {
        "gained": {x for x in a - all_b if not any(x < y for y in all_b) and not any(x > y for y in b)},
        "lost": {x for x in b - all_a if not any(x < y for y in all_a) and not any(x > y for y in a)},
        "narrowed": {x for x in a - all_b if any(x < y for y in all_b)},
        "widened": {x for x in b - all_a if any(x < y for y in all_a)},
    }


def found(effect: Effect) -> dict[str, Sets]:
    return {
        "gained": {frozenset(c.members) for c in effect.gained},
        "lost": {frozenset(c.members) for c in effect.lost},
        "narrowed": {frozenset(r.now.members) for r in effect.narrowed},
        "widened": {frozenset(g) for r in effect.widened for g in r.before},
    }


def spoil(dataset: Dataset, draw: random.Random) -> Dataset:
    """A few suppliers and alternatives dropped and added."""
    components = dict(dataset.components)
    companies = sorted(dataset.companies)
    for _ in range(draw.randint(1, 4)):
        id_ = draw.choice(sorted(c for c in components if c != "training"))
        record = components[id_]
        if record.suppliers and draw.random() < 0.5:
            if len(record.suppliers) > 1 and draw.random() < 0.5:
                kept = draw.sample(record.suppliers, len(record.suppliers) - 1)
            else:
                free = [c for c in companies if c not in {s.company for s in record.suppliers}]
                kept = [*record.suppliers, Supplier(company=draw.choice(free))]
            kept = sorted(kept, key=lambda s: s.company or "")
            bare = [s.model_copy(update={"shares": ()}) for s in kept]
            components[id_] = record.model_copy(update={"suppliers": tuple(bare)})
        elif record.requires:
            need = draw.choice(record.requires)
            named = {a.component for a in need.any_of} | {id_}
            free = [c for c in sorted(components) if c not in named and not components[c].requires]
            ways = (*need.any_of, Alternative(component=draw.choice(free)))
            changed = need.model_copy(
                update={"any_of": tuple(w.model_copy(update={"shares": ()}) for w in ways)}
            )
            others = tuple(changed if r is need else r for r in record.requires)
            components[id_] = record.model_copy(update={"requires": others})
    return replace(dataset, components=MappingProxyType(components))


@pytest.mark.parametrize("seed", range(24))
def test_groups_are_told_apart_by_the_definitions(seed: int, tutorial: SupplyGraph) -> None:
    draw = random.Random(seed)
    before = build_graph(spoil(tutorial.dataset, draw))
    after = build_graph(spoil(before.dataset, draw))
    result = diff(before, after, max_order=2, threshold=0.0)
    if result.same:
        assert sets(before, 2) == sets(after, 2)
        return
    effect = result.effects[0]
    assert effect.undecided == ()
    assert found(effect) == expected(before, after, 2)
    rows = [{e.id: e.loss for e in exposure(g, "training").exposures} for g in (before, after)]
    moved = {i for i in {*rows[0], *rows[1]} if rows[0].get(i) != rows[1].get(i)}
    assert {m.id for m in effect.exposure} == moved


def test_a_new_maker_relieves_and_its_going_narrows(graph: Callable[..., SupplyGraph]) -> None:
    """Worked out by hand: with a second maker of hbm2e, mem-b alone no longer takes the Chinese stack."""
    old, new = graph(), graph((HBM2E, "", NEW))
    there, back = diff(old, new).effects[0], diff(new, old).effects[0]
    lost = {("etch-a", "mem-b"), ("foundry-a", "mem-b"), ("gpu-co", "mem-b"), ("mem-b", "pack-a")}
    assert {c.members for c in there.lost} == lost == {c.members for c in back.gained}
    assert [r.before for r in there.widened] == [(("mem-a", "mem-b"),)] * 2
    assert [r.now.members for r in back.narrowed] == [("mem-a", "mem-b")]
    assert [(m.id, m.before and m.before.value) for m in there.exposure] == [("mem-b", 0.615)]


def test_the_threshold_is_a_limit_and_not_reached_by_itself(graph: Callable[..., SupplyGraph]) -> None:
    name = "components/memory/hbm3.yaml"
    new = graph((name, "value: 0.7,", "value: 0.6,"), (name, "value: 0.3,", "value: 0.4,"))
    moved = {m.id: round(m.moved, 9) for m in diff(graph(), new, threshold=0.0).effects[0].exposure}
    assert moved == {"mem-a": 0.055, "mem-b": 0.055}
    assert diff(graph(), new, threshold=0.055).effects[0].exposure == ()
    assert len(diff(graph(), new, threshold=0.0549).effects[0].exposure) == 2


def test_a_layer_whose_most_exposed_supplier_changed(graph: Callable[..., SupplyGraph]) -> None:
    name = "components/training/training.yaml"
    new = graph((name, "value: 0.55,", "value: 0.35,"), (name, "value: 0.45,", "value: 0.65,"))
    layers = {x.layer: (x.before, x.after) for x in diff(graph(), new).effects[0].layers}
    assert layers["accelerator"] == (("gpu-co",), ("asic-co",))
    assert layers["packaging"] == (("pack-a",), ("pack-b",))


def test_what_nothing_is_computed_from_leaves_the_target_alone(graph: Callable[..., SupplyGraph]) -> None:
    result = diff(graph(), graph((HBM2E, "The older", "The elder")))
    assert result.changes
    assert (result.effects, result.same) == ((), ("training",))


def test_a_headquarters_and_an_owner_are_computed_with(graph: Callable[..., SupplyGraph]) -> None:
    moved = graph(("companies/mem-b.yaml", "headquarters: KR", "headquarters: CN"))
    assert diff(graph(), moved).same == ()
    owned = graph(("companies/mem-b.yaml", "", "owners: [{company: mem-a, percent: 60}]\n"))
    gained = [c.members for c in diff(graph(), owned).effects[0].gained]
    narrowed = [r.now.members for r in diff(graph(), owned).effects[0].narrowed]
    assert ("mem-a",) in [*gained, *narrowed]


def test_a_target_that_stops_and_one_that_comes(graph: Callable[..., SupplyGraph]) -> None:
    name = "components/training/serving.yaml"
    text = "id: serving\nname: Serving\nlayer: training\ndescription: Use.\nrequires:\n"
    text += "  - role: compute\n    any_of: [{component: asic}]\n"
    there = diff(graph(), graph((name, "", text)))
    assert [(e.target, e.status) for e in there.effects] == [("serving", (None, "running"))]
    back = diff(graph((name, "", text)), graph())
    assert [(w.rule, w.target) for w in back.warnings] == [("target-gone", "serving"), ("not-retired", None)]


def test_the_curated_dataset_against_itself_and_names(ai_chips: SupplyGraph, tutorial: SupplyGraph) -> None:
    result = narrows.diff(ai_chips, ai_chips)
    assert (result.changes, result.effects, result.warnings) == ((), (), ())
    assert len(result.same) > 5
    assert result.to_dict()["counts"] == {}
    with pytest.raises(UnknownReference, match='did you mean "training"'):
        diff(tutorial, tutorial, targets=["trainin"])
    with pytest.raises(ValueError, match="threshold from 0 to 1"):
        diff(tutorial, tutorial, threshold=2)
