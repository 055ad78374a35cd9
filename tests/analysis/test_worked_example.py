"""The worked example comes out exactly, in every number."""

from __future__ import annotations

import pytest

import narrows as nw
from narrows.analysis.follow import follow
from narrows.analysis.shift import Shift
from narrows.graph.supply import SupplyGraph

SUPPLIERS = {
    "gpu-co": (0.55, 0, 0),
    "asic-co": (0.45, 1, 1 / 0.45),
    "foundry-a": (0.73, 0.40, 0.40 / 0.73),
    "foundry-b": (0.27, 0.60, 0.60 / 0.27),
    "mem-a": (0.385, 0, 0),
    "mem-b": (0.615, 1, 1 / 0.615),
    "pack-a": (0.55, 0, 0),
    "pack-b": (0.45, 1, 1 / 0.45),
    "litho-co": (1, 1, 1),
    "etch-a": (0.892, 0.76, 0.76 / 0.892),
    "etch-b": (0.108, 0.24, 0.24 / 0.108),
    "resist-a": (0.5, 0.5, 1),
    "resist-b": (0.5, 0.5, 1),
}
LAYERS = {
    "accelerator": (0.55, 0, None, None),
    "foundry": (0.73, 0.40, None, None),
    "memory": (1, 1, 2, 1),
    "packaging": (0.55, 0, None, None),
    "equipment": (1, 1, 1, 1),
    "material": (1, 1, 2, 2),
}


def sets(*groups: str) -> set[frozenset[str]]:
    return {frozenset(g.split()) for g in groups}


@pytest.fixture(scope="module", params=["gpu", "gpu-co"])
def result(request: pytest.FixtureRequest, tutorial: SupplyGraph) -> Shift:
    """Removing the component and removing its only maker give the same table."""
    return nw.shift(tutorial, "training", remove=[request.param])


def test_suppliers(result: Shift) -> None:
    found = {s.id: s for s in result.suppliers}
    assert set(found) == set(SUPPLIERS)
    for id_, (before, after, growth) in SUPPLIERS.items():
        supplier = found[id_]
        assert supplier.after is not None
        assert supplier.before.value == pytest.approx(before, abs=1e-12)
        assert supplier.after.value == pytest.approx(after, abs=1e-12)
        assert supplier.growth == pytest.approx(growth, abs=1e-9)
        assert supplier.before.exact
        assert supplier.after.exact


def test_layers(result: Shift) -> None:
    assert [x.layer for x in result.layers] == list(LAYERS)
    for row in result.layer_rows():
        before, after, order_before, order_after = LAYERS[row["layer"]]
        assert row["held_before"] == pytest.approx(before)
        assert row["held_after"] == pytest.approx(after)
        assert (row["held_order_before"], row["held_order_after"]) == (order_before, order_after)


def test_most_exposed_names_all_ties(result: Shift) -> None:
    rows = {r["layer"]: r for r in result.layer_rows()}
    assert rows["material"]["most_exposed_before"] == ["resist-a", "resist-b"]
    assert rows["memory"]["most_exposed_before"] == ["mem-b"]


def test_cut_sets_and_their_changes(result: Shift) -> None:
    assert len(result.cut_sets_before) == 18
    assert [c.order for c in result.cut_sets_before].count(1) == 1
    assert len(result.cut_sets_after) == 8
    assert [c.order for c in result.cut_sets_after].count(1) == 4
    assert set(result.changes.kept) == sets(
        "litho-co", "etch-a etch-b", "etch-a foundry-b", "foundry-a foundry-b", "resist-a resist-b"
    )
    assert {n.after for n in result.changes.narrowed} == sets("asic-co", "mem-b", "pack-b")
    assert result.changes.new == ()
    assert len(result.changes.absorbed) == 13
    assert result.changes.undecided == ()


def test_tags(result: Shift) -> None:
    held_before = {frozenset(c.members) for c in result.cut_sets_before if c.tag == "held"}
    held_after = {frozenset(c.members) for c in result.cut_sets_after if c.tag == "held"}
    assert len(held_before) == 7
    assert held_after == sets("litho-co", "mem-b", "resist-a resist-b")


def test_immediate_loss_and_sentence(result: Shift) -> None:
    assert result.status == "running"
    assert result.immediate_loss is not None
    assert result.immediate_loss.value == pytest.approx(0.55)
    assert "Memory B (South Korea; memory), where it took two before" in result.sentence
    assert "what is left where the removed part was: ASIC Co (China; accelerators)." in result.sentence
    assert result.survivors == {"asic-co"}
    assert not result.rests_on_unnamed


def test_country_cut_sets(tutorial: SupplyGraph) -> None:
    before = nw.chokepoints(tutorial, "training", level="country")
    after = nw.chokepoints(tutorial.without("gpu"), "training", level="country")
    assert {frozenset(c.members) for c in before.cut_sets} == sets("JP", "KR", "NL", "CN TW", "CN US")
    assert {frozenset(c.members) for c in after.cut_sets} == sets("CN", "JP", "KR", "NL")


def test_ninety_percent(tutorial: SupplyGraph) -> None:
    assert nw.chokepoints(tutorial, "training", loss=0.9).by_order() == {1: 1, 2: 17, 3: 4}
    assert nw.chokepoints(tutorial.without("gpu"), "training", loss=0.9).by_order() == {1: 4, 2: 4}


def test_follow(tutorial: SupplyGraph) -> None:
    steps = follow(tutorial, "training", remove=["gpu"]).steps
    assert [s.removed for s in steps] == ["gpu", "etch-a", "resist-a"]
    assert [s.exposure for s in steps] == [None, pytest.approx(0.76), pytest.approx(0.5)]


def test_stopping_removal(tutorial: SupplyGraph) -> None:
    stopped = nw.shift(tutorial, "training", remove=["gpu", "mem-b", "resist-a"])
    assert stopped.status == "stopped_by_removal"
    assert stopped.stopped_by == (("gpu", "mem-b"),)
    assert stopped.blocked_at == ("training/compute",)
    assert all(s.after is None and s.growth is None for s in stopped.suppliers)
    assert all(row["held_after"] is None for row in stopped.layer_rows())
    assert stopped.cut_sets_after == ()
    assert stopped.coverage_after is None
    assert "stops" in stopped.sentence
    gone = tutorial.without("litho-co")
    for result in (
        nw.chokepoints(gone, "training"),
        nw.exposure(gone, "training"),
        nw.holders(gone, "training"),
    ):
        assert result.status == "stopped_by_removal"
        assert result.rows() == ()
    assert "Enough to stop it: GPU and Memory B." in stopped.sentence
