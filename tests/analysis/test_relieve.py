"""Relief: worked out by hand on the tutorial, and against really adding a supplier elsewhere."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

import narrows as nw
from narrows.analysis.relieve import Relief
from narrows.graph.supply import SupplyGraph
from tests.oracle import reference as oracle
from tests.oracle.model import Company, Model, Supplier
from tests.oracle.random_models import random_model
from tests.property.from_oracle import graph_of

NEW = "firm-z"


def named(relief: Relief) -> tuple[set[str], dict[str, str]]:
    widened = {" ".join(w.group): " ".join(w.larger) for w in relief.widened}
    return {" ".join(g) for g in relief.dissolved}, widened


def test_the_tutorial(tutorial: SupplyGraph) -> None:
    found = nw.relieve(tutorial, "training")
    assert found.groups == 18
    by_id = {r.component: r for r in found.reliefs}
    assert [r.component for r in found.reliefs][:3] == ["etcher-a", "hbm2e", "asic"]
    # Without litho-co the new maker's scanners are enough.
    assert named(by_id["scanner"]) == ({"litho-co"}, {})
    # A second HBM2E maker keeps the ASIC going: mem-a and mem-b then stop the GPU only, and with asic-co all.
    assert named(by_id["hbm2e"]) == (
        {"etch-a mem-b", "foundry-a mem-b", "gpu-co mem-b", "mem-b pack-a"},
        {"mem-a mem-b": "asic-co mem-a mem-b"},
    )
    # A second fab needs the same scanner, etcher and resist.
    assert named(by_id["die-7nm"]) == ({"etch-a foundry-b", "foundry-a foundry-b"}, {})
    assert by_id["resist"].unchanged == 17
    assert "training" not in by_id
    narrow = {r.component: r for r in nw.relieve(tutorial, "training", max_order=2).reliefs}
    assert named(narrow["hbm2e"])[1] == {}


def test_a_target_that_stands_still(tutorial: SupplyGraph) -> None:
    found = nw.relieve(tutorial.without("litho-co"), "training")
    assert (found.status, found.reliefs) == ("stopped_by_removal", ())
    assert found.blocked_at == ("training/compute",)
    assert found.to_dict()["hypothetical"] is True
    with pytest.raises(ValueError, match="max_order is 1 to 3"):
        nw.relieve(tutorial, "training", max_order=4)


def with_supplier(model: Model, component: str) -> Model:
    """The model with one more maker of a component; shares, which do not matter here, are dropped."""
    components = []
    for c in model.components:
        if c.id == component:
            old = [replace(s, share=None) for s in c.suppliers]
            firms = [s for s in old if s.company is not None]
            c = replace(c, suppliers=(*firms, Supplier(NEW), *(s for s in old if s.company is None)))
        components.append(c)
    return replace(model, components=tuple(components), companies=(*model.companies, Company(NEW, "CH")))


@pytest.mark.parametrize("seed", range(60))
def test_it_agrees_with_really_adding_a_supplier(seed: int) -> None:
    rng = random.Random(seed)
    model = random_model(rng, cyclic=seed % 2 == 0, k_of_n=seed % 4 == 0)
    graph, target = graph_of(model), model.target
    cycles = "cold-start" if seed % 5 == 0 else "running"
    found = nw.relieve(graph, target, reading=nw.Reading(cycles=cycles))
    if found.status != "running":
        assert found.reliefs == ()
        return
    before = set(oracle.cut_sets(model, target, "company", 3, cycles=cycles))
    assert found.groups == len(before)
    for relief in found.reliefs:
        more = with_supplier(model, relief.component)
        graph_of(more)  # a valid dataset
        with_new = set(oracle.cut_sets(more, target, "company", 4, cycles=cycles))
        after = {c for c in with_new if len(c) <= 3 and NEW not in c}
        gone = before - after
        widened = {g for g in gone if any(g < a for a in after)}
        assert {frozenset(g) for g in relief.dissolved} == gone - widened
        assert {frozenset(w.group) for w in relief.widened} == widened
        assert all(frozenset(w.larger) in after for w in relief.widened)
        assert relief.unchanged == len(before & after)
        # Counted as one that can be lost, the new company is one more member of each group it relieves.
        assert {g | {NEW} for g in gone} <= with_new


def test_the_curated_dataset(ai_chips: SupplyGraph) -> None:
    found = nw.relieve(ai_chips, ai_chips.dataset.manifest.default_target, max_order=2)
    assert found.status == "running"
    assert found.reliefs
