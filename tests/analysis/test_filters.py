"""Filters turn statements into unknown, never into false; disputes are taken one side at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

import narrows as nw
from narrows.graph.build import build_graph
from narrows.graph.dataset import Dataset
from narrows.graph.loader import load_dataset
from narrows.graph.supply import SupplyGraph
from narrows.library import dataset_path

ROOT = """title: Filters
version: "2026.11.0"
as_of: "2026-11-23"
licence: CC-BY-4.0
default_target: target
layers: [{id: top, name: Top}, {id: low, name: Low}]
"""
TARGET = """id: target
name: Target
layer: top
description: The target.
jurisdiction: CN
requires:
  - role: part
    complete: true
    any_of:
      - component: old
        evidence: {kind: filing, as_of: "2023", confidence: high, cites: [{source: annual}]}
      - component: new
        evidence: {kind: press, as_of: "2025-06", confidence: medium, cites: [{source: paper}]}
"""
OLD = """id: old
name: Old
layer: low
description: The old part.
suppliers:
  - company: a
    evidence: {kind: filing, as_of: "2023", confidence: high, cites: [{source: annual}, {source: paper}]}
    shares:
      - {value: 0.9, measure: units, period: "2025", dispute: split, position: A,
         evidence: {kind: filing, as_of: "2026-01", confidence: high, cites: [{source: annual}]}}
      - {value: 0.6, measure: units, period: "2025", dispute: split, position: B,
         evidence: {kind: press, as_of: "2026-01", confidence: low, cites: [{source: paper}]}}
      - {value: 0.7, measure: units, period: "2023",
         evidence: {kind: filing, as_of: "2024-01", confidence: high, cites: [{source: annual}]}}
  - company: b
    evidence: {kind: press, as_of: "2023", confidence: low, cites: [{source: paper}]}
    shares:
      - {value: 0.1, measure: units, period: "2025", dispute: split, position: A,
         evidence: {kind: filing, as_of: "2026-01", confidence: high, cites: [{source: annual}]}}
      - {value: 0.4, measure: units, period: "2025", dispute: split, position: B,
         evidence: {kind: press, as_of: "2026-01", confidence: low, cites: [{source: paper}]}}
      - {value: 0.3, measure: units, period: "2023",
         evidence: {kind: filing, as_of: "2024-01", confidence: high, cites: [{source: annual}]}}
"""
NEW = """id: new
name: New
layer: low
description: The new part.
suppliers:
  - company: c
    evidence: {kind: press, as_of: "2025-06", confidence: medium, cites: [{source: paper}]}
"""
DISPUTE = """id: split
title: Who makes how much
positions: [{id: A, statement: nearly all by a}, {id: B, statement: much by b}]
default: A
reason: A is a filing.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        "dataset.yaml": ROOT,
        "components/top/target.yaml": TARGET,
        "components/low/old.yaml": OLD,
        "components/low/new.yaml": NEW,
        "disputes/split.yaml": DISPUTE,
    }
    for id_ in ("annual", "paper"):
        files[f"sources/{id_}.yaml"] = f"id: {id_}\ntitle: T\npublisher: P\nurl: https://example.org/{id_}\n"
    for id_, country in (("a", "US"), ("b", "CN"), ("c", "CN"), ("sub", "KR")):
        files[f"companies/{id_}.yaml"] = f"id: {id_}\nname: {id_.upper()}\nheadquarters: {country}\n"
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def load(folder: Path, **filters: object) -> SupplyGraph:
    return nw.load(folder, filters=nw.Filters(**filters))  # type: ignore[arg-type]


def cuts(graph: SupplyGraph) -> dict[tuple[str, ...], bool]:
    return {c.members: c.fragile_to_unknown for c in nw.chokepoints(graph, "target").cut_sets}


def share_of(graph: SupplyGraph, company: str) -> float | None:
    return next(o.share for o in graph.gates["old/suppliers"].options if o.node == f"old@{company}")


def test_nothing_filtered(folder: Path) -> None:
    graph = load(folder)
    assert cuts(graph) == {("a", "b", "c"): False}
    assert (share_of(graph, "a"), share_of(graph, "b")) == (0.9, 0.1)


def test_a_dispute_takes_the_other_side(folder: Path) -> None:
    graph = load(folder, disputes={"split": "B"})
    assert (share_of(graph, "a"), share_of(graph, "b")) == (0.6, 0.4)
    assert "dispute split: side B" in nw.chokepoints(graph, "target").provenance.notes


def test_confidence_turns_alternatives_into_unknown(folder: Path) -> None:
    graph = load(folder, min_confidence="medium")
    assert cuts(graph) == {("a", "c"): True}
    assert [o.node for o in graph.gates["old/suppliers"].options] == ["old@a", None]
    high = load(folder, min_confidence="high")
    assert [o.node for o in high.gates["target/part"].options] == ["old", None]
    assert cuts(high) == {("a",): True}
    assert nw.exposure(high, "target").exposures[0].loss.low < 1


def test_a_source_left_out(folder: Path) -> None:
    """A statement with a second source stays; one with none left becomes unknown."""
    graph = load(folder, without_sources=("paper",))
    assert [o.node for o in graph.gates["old/suppliers"].options] == ["old@a", None]
    assert [o.node for o in graph.gates["target/part"].options] == ["old", None]
    assert share_of(graph, "a") == 0.9


def test_as_of_takes_the_latest_statement_not_after(folder: Path) -> None:
    graph = load(folder, as_of="2024-06")
    assert share_of(graph, "a") == 0.7
    assert [o.node for o in graph.gates["target/part"].options] == ["old", None]
    # a bare year counts as its last day
    assert [o.node for o in load(folder, as_of="2023").gates["old/suppliers"].options] == ["old@a", "old@b"]
    assert [o.node for o in load(folder, as_of="2023-06").gates["old/suppliers"].options] == [None]


def test_a_requirement_stays_and_is_marked(folder: Path) -> None:
    graph = load(folder, as_of="2022")
    gate = graph.gates["target/part"]
    assert gate.unverified
    assert [o.node for o in gate.options] == [None]
    shift = nw.shift(load(folder, as_of="2022"), "target", remove=["a"])
    assert shift.coverage_before.unverified_requirements == 1


def test_affiliates_go_with_their_owner(folder: Path) -> None:
    company = folder / "companies/b.yaml"
    evidence = '{kind: filing, as_of: "2025", confidence: high, cites: [{source: annual}]}'
    company.write_text(f"{company.read_text()}owners: [{{company: a, percent: 51, evidence: {evidence}}}]\n")
    graph = load(folder)
    assert cuts(graph) == {("a", "c"): False}
    alone = nw.chokepoints(graph, "target", affiliates=False)
    assert [c.members for c in alone.cut_sets] == [("a", "b", "c")]
    company.write_text(company.read_text().replace("percent: 51", "percent: 50"))
    assert cuts(load(folder)) == {("a", "b", "c"): False}


@pytest.mark.parametrize(
    ("filters", "says"),
    [
        ({"without_sources": ("papr",)}, 'no source "papr"; did you mean "paper"'),
        ({"disputes": {"splt": "A"}}, 'no dispute "splt"; did you mean "split"'),
        ({"disputes": {"split": "C"}}, "its sides: A, B"),
    ],
)
def test_a_filter_that_names_nothing(folder: Path, filters: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=says.replace("?", r"\?")):
        load(folder, **filters)


def test_every_dispute_of_the_dataset_has_two_live_sides(ai_chips: SupplyGraph, curated: Dataset) -> None:
    """Taking the other side of each dispute gives a graph in which the default target runs."""
    for dispute in ai_chips.dataset.disputes.values():
        for side in dispute.positions:
            graph = build_graph(curated, nw.Filters(disputes={dispute.id: side.id}))
            assert nw.exposure(graph, "frontier-training-cn").status == "running"


def test_the_python_interface_is_forgiving(tutorial: SupplyGraph) -> None:
    assert nw.shift(tutorial, "training", remove="gpu").removed == ("gpu",)
    assert nw.chokepoints(tutorial, "training", held_by="NL").holder == "NL"
    with pytest.raises(ValueError, match='did you mean "training"'):
        nw.shift(tutorial, "trainin", remove="gpu")
    with pytest.raises(ValueError, match="level is one of"):
        nw.exposure(tutorial, "training", level="firm")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="max_order is 1 or more"):
        nw.chokepoints(tutorial, "training", max_order=0)
    assert repr(tutorial) == "<SupplyGraph Narrows tutorial, version 2026.11.0: 13 components, 13 companies>"


@pytest.fixture(scope="module")
def curated() -> Dataset:
    return load_dataset(dataset_path())


FILTERS = [
    {"min_confidence": "medium"},
    {"min_confidence": "high"},
    *({"as_of": day} for day in ("1990", "2015", "2020-06", "2023", "2024-12-31", "2026-11-23")),
    {"as_of": "2025", "min_confidence": "medium"},
]


@pytest.mark.parametrize("filters", FILTERS, ids=str)
@pytest.mark.parametrize("target", ["frontier-training", "frontier-training-cn", "longcat-2.0"])
def test_the_curated_dataset_under_every_filter(
    filters: dict[str, str], target: str, curated: Dataset
) -> None:
    graph = build_graph(curated, nw.Filters(**filters))  # type: ignore[arg-type]
    result = nw.shift(graph, target, remove=["nvidia"])
    assert result.sentence


def test_leaving_out_any_one_source(ai_chips: SupplyGraph, curated: Dataset) -> None:
    """Each thirtieth source, so that the test stays short."""
    for source in sorted(ai_chips.dataset.sources)[::30]:
        graph = build_graph(curated, nw.Filters(without_sources=(source,)))
        assert nw.exposure(graph, "frontier-training-cn").target == "frontier-training-cn"
