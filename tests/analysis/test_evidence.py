"""Evidence: counts, origins, gaps, samples, and whether a conclusion survives; planted and by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

import narrows as nw
from narrows.analysis.facts import facts_of
from narrows.analysis.model import compile_model
from narrows.analysis.origins import origins_of
from narrows.analysis.reading import CLOSED
from narrows.analysis.robustness import _Run, _variations
from narrows.graph.build import build_graph
from narrows.graph.checks import walk
from narrows.graph.rebuild import rebuilt
from narrows.graph.removal import UnknownReference
from narrows.graph.supply import SupplyGraph

GOOD = Path(__file__).parents[1] / "graph" / "good"

MANIFEST = """title: Evidence
version: "2026.11.0"
as_of: "2026-11-23"
licence: CC-BY-4.0
default_target: target
layers:
  - {id: top, name: Top, expects: [part, housing]}
  - {id: low, name: Low, expects: [ore]}
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
      - component: part
        evidence: {kind: filing, as_of: "2026", confidence: high, cites: [{source: annual}]}
"""
PART = """id: part
name: Part
layer: low
description: The part.
suppliers:
  - company: a
    evidence: {kind: filing, as_of: "2026", confidence: high, cites: [{source: annual}, {source: paper}]}
    shares:
      - {value: 0.8, measure: units, period: "2025",
         evidence: {kind: press, as_of: "2024-11-22", confidence: medium, cites: [{source: paper}]}}
  - company: b
    evidence: {kind: press, as_of: "2026-01", confidence: low, cites: [{source: paper}]}
  - company: c
    evidence: {kind: press, as_of: "2024-11-23", confidence: medium, via: copy, cites: [{source: annual}]}
"""
SOURCES = {
    "annual": "publisher: A Ltd (filing)",
    "annual-2": "publisher: a ltd",
    "paper": "publisher: The Paper",
    "copy": "publisher: Copyists\nrelays: The Paper of yesterday",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        "dataset.yaml": MANIFEST,
        "components/top/target.yaml": TARGET,
        "components/low/part.yaml": PART,
    }
    for id_, fields in SOURCES.items():
        files[f"sources/{id_}.yaml"] = f"id: {id_}\ntitle: T\nurl: https://example.org/{id_}\n{fields}\n"
    for id_ in "abc":
        files[f"companies/{id_}.yaml"] = f"id: {id_}\nname: {id_.upper()}\nheadquarters: US\n"
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))


def test_counts_by_hand(folder: Path) -> None:
    found = nw.evidence(nw.load(folder), "target")
    total = found.total
    assert (total.statements, total.high, total.medium, total.low, total.via) == (5, 2, 2, 1, 1)
    # two years before 2026-11-23 is 2024-11-23: that day is not yet old, the day before is
    assert (total.within_1_year, total.one_to_two_years, total.older) == (3, 1, 1)
    assert [(t.group, t.statements) for t in found.layers] == [("top", 1), ("low", 4)]
    assert [(t.group, t.statements) for t in found.kinds] == [("filing", 2), ("press", 3)]


def test_origins_are_voices_not_sources(folder: Path) -> None:
    graph = nw.load(folder)
    of = origins_of(graph.dataset).of
    assert of["annual"] == of["annual-2"]
    assert of["copy"] == of["paper"] == "The Paper"
    found = nw.evidence(graph, "target")
    # c is read through a copy of The Paper, so A Ltd vouches for two statements, not for three
    assert {(o.name, o.statements, o.alone) for o in found.origins} == {
        ("The Paper", 4, 3),
        ("A Ltd (filing)", 2, 1),
    }
    assert found.sources == 3
    assert found.total.origins == 2


def test_what_would_most_improve(folder: Path) -> None:
    edit(
        folder,
        "components/low/part.yaml",
        "  - company: c\n",
        "  - company: c\n    lead_time_months: 9\n"
        '    lead_time_evidence: {kind: press, as_of: "2026", confidence: low, cites: [{source: paper}]}\n',
    )
    found = nw.evidence(nw.load(folder), "target")
    assert found.top.cut_sets == (("a", "b"),)
    assert [(i.fact.statement.id, i.reasons, i.cut_sets) for i in found.improvements] == [
        ("part/suppliers/b", ("low confidence",), (("a", "b"),)),
        ("part/suppliers/a/share/2025", ("from 2024-11-22",), (("a", "b"),)),
    ]


def test_made_up_data_has_statements_without_evidence(tutorial: SupplyGraph) -> None:
    found = nw.evidence(tutorial, "training")
    assert found.total.no_evidence == found.total.statements == 40
    assert found.top.cut_sets[0] == ("litho-co",)
    assert len(found.top.cut_sets) == 18
    assert found.improvements == ()
    assert nw.sample(tutorial, 5).drawn == ()


def test_every_piece_of_evidence_is_a_statement(ai_chips: SupplyGraph) -> None:
    """What is drawn and counted is all there is, but for what scenarios suppose."""
    for graph in (ai_chips, nw.load(GOOD)):
        whole = graph.whole
        assert whole is not None
        supposed = {whole.files[s] for s in whole.scenarios}
        there = [e for file, _, e in walk.evidence_of(whole) if file not in supposed]
        counted = [f.statement.evidence for f in facts_of(graph, None) if f.statement.evidence]
        assert sorted(map(repr, counted)) == sorted(map(repr, there))


def test_the_good_dataset() -> None:
    found = nw.evidence(nw.load(GOOD), "training-run")
    assert found.total.disputed == 2
    assert [(d.id, d.sides, d.taken) for d in found.disputes] == [("hbm-share", (("A", 1), ("B", 1)), "A")]
    assert found.assumed
    gaps = nw.gaps(nw.load(GOOD), "training-run")
    status = {(r.component, r.role): r.status for r in gaps.roles}
    assert status["gpu", "logic die"] == "undisclosed"
    assert status["gpu", "memory"] == status["training-run", "accelerators"] == "sourced"
    assert status["die-n4", "memory"] == "missing"
    assert all(r.component != "helium" for r in gaps.roles)
    listed = {(g.kind, g.where) for g in gaps.gaps}
    assert ("unnamed suppliers", "hbm3e/suppliers") in listed
    assert ("undisclosed", "gpu/logic die") in listed
    assert ("role missing", "die-n3/logic die") in listed


def test_planted_gaps(folder: Path) -> None:
    before = nw.gaps(nw.load(folder), "target")
    assert before.counts()["role missing"] == 2
    assert {(r.component, r.role, r.status) for r in before.roles} == {
        ("target", "part", "sourced"),
        ("target", "housing", "missing"),
        ("part", "ore", "missing"),
    }
    assert [g.detail for g in before.gaps if g.kind == "suppliers without shares"] == ["b, c"]
    with (folder / "components/top/target.yaml").open("a") as file:
        file.write("  - role: housing\n    any_of: [{unknown: true}]\n")
    after = nw.gaps(nw.load(folder), "target")
    assert after.counts()["role missing"] == 1
    assert [g.where for g in after.gaps if g.kind == "only unnamed"] == ["target/housing"]
    (folder / "components/low/spare.yaml").write_text(
        "id: spare\nname: Spare\nlayer: low\ndescription: Not under the target.\nleaf: not_researched\n"
    )
    whole = nw.gaps(nw.load(folder), "target", all_components=True)
    assert whole.counts()["not researched"] == after.counts()["not researched"] + 1


def test_a_need_of_some_suppliers_only_is_missing(folder: Path) -> None:
    edit(
        folder,
        "components/low/part.yaml",
        "  - company: b\n",
        "  - company: b\n    requires:\n"
        "      - role: ore\n        any_of:\n          - component: ore\n"
        '            evidence: {kind: press, as_of: "2026", confidence: low, cites: [{source: paper}]}\n',
    )
    (folder / "components/low/ore.yaml").write_text(
        "id: ore\nname: Ore\nlayer: low\ndescription: Ore.\nleaf: commodity\n"
    )
    found = {(r.component, r.role): r.status for r in nw.gaps(nw.load(folder), "target").roles}
    assert found == {
        ("target", "part"): "sourced",
        ("target", "housing"): "missing",
        ("part", "ore"): "missing",
    }


def test_a_sample_is_a_ranking(ai_chips: SupplyGraph) -> None:
    small, large = nw.sample(ai_chips, 5, seed=3), nw.sample(ai_chips, 20, seed=3)
    assert small.drawn == large.drawn[:5]
    assert len({(d.fact.statement.id, d.fact.statement.text) for d in large.drawn}) == 20
    assert nw.sample(ai_chips, 20, seed=4).drawn != large.drawn
    for row in large.rows():
        assert row["kind"]
        assert row["as_of"]
        assert row["sources"]
        assert row["file"].endswith(".yaml")
    with pytest.raises(ValueError, match="1 statement or more"):
        nw.sample(ai_chips, 0)


def test_a_sample_under_a_target_stays_under_it(folder: Path) -> None:
    found = nw.sample(nw.load(folder), 99, target="part")
    assert found.among == len(found.drawn) == 4
    assert {d.file for d in found.drawn} == {"components/low/part.yaml"}


def test_a_source_that_carries_the_conclusion(folder: Path) -> None:
    """Without the paper, b is nobody; without its copy, c is too. a has a second source."""
    (folder / "companies/z.yaml").write_text("id: z\nname: Z\nheadquarters: US\n")
    found = nw.conclusion(nw.load(folder), "target", remove=["c"])
    assert found.headline.cut_sets == (("a", "b"),)
    assert found.headline.most_exposed == {"low": ("a",)}
    got = {(v.kind, v.id): v for v in found.variations}
    assert set(got) == {
        ("confidence", "low"),
        ("relay", "The Paper"),
        ("source", "annual"),
        ("source", "copy"),
        ("source", "paper"),
    }
    for key in (("confidence", "low"), ("source", "paper"), ("relay", "The Paper")):
        assert (got[key].gone, got[key].come) == ((("a", "b"),), (("a",),))
        assert not got[key].survives
    assert got["source", "copy"].survives
    assert got["source", "annual"].gone == (("a", "b"),)
    assert got["source", "annual"].come == ()
    assert got["source", "annual"].layers == (("low", ("a",), ()),)
    assert (got["source", "paper"].statements, got["relay", "The Paper"].statements) == (2, 3)


def test_a_conclusion_agrees_with_shift_under_the_same_filter(folder: Path) -> None:
    graph = nw.load(folder)
    for v in nw.conclusion(graph, "target", remove="c").variations:
        if v.kind != "source":
            continue
        shift = nw.shift(nw.load(folder, filters=nw.Filters(without_sources=v.sources)), "target", remove="c")
        cuts = {c.members for c in shift.cut_sets_after if c.order <= 2}
        assert cuts == ({("a", "b")} - set(v.gone)) | set(v.come)
    assert nw.conclusion(nw.load("tutorial"), "training", remove="gpu").variations == ()


@pytest.mark.parametrize("target", ["frontier-training-cn", "frontier-training"])
def test_the_headline_is_that_of_shift(target: str, ai_chips: SupplyGraph) -> None:
    shift = nw.shift(ai_chips, target, remove="nvidia", max_order=2)
    headline = _Run(ai_chips, target, ("nvidia",), CLOSED).first
    assert headline.cut_sets == tuple(c.members for c in shift.cut_sets_after)
    assert headline.most_exposed == {x.layer: x.after.most_exposed for x in shift.layers if x.after}


def test_rebuilding_a_part_is_building_the_whole(ai_chips: SupplyGraph) -> None:
    target = ai_chips.dataset.manifest.default_target
    plans, _, _ = _variations(ai_chips, target)
    assert plans
    for _, filters, touched in plans[::10]:
        part = rebuilt(ai_chips, filters, touched)
        whole = build_graph(ai_chips.whole or ai_chips.dataset, filters)
        one, other = (compile_model(g, target, CLOSED) for g in (part, whole))
        assert (one.ids, one.slots, one.slots_of) == (other.ids, other.slots, other.slots_of)


def test_an_offering_whose_supplier_falls_away_becomes_unknown(folder: Path) -> None:
    """Once a KeyError: an alternative named an offering that a filter had taken."""
    edit(folder, "components/top/target.yaml", "component: part", "offering: part@b")
    graph = nw.load(folder, filters=nw.Filters(without_sources=("paper",)))
    assert [o.node for o in graph.gates["target/part"].options] == [None]
    assert nw.chokepoints(graph, "target").cut_sets == ()


def test_what_cannot_be_asked(folder: Path) -> None:
    graph = nw.load(folder)
    with pytest.raises(UnknownReference, match="nvidia"):
        nw.conclusion(graph, "target")
    with pytest.raises(UnknownReference, match="removes the target"):
        nw.conclusion(graph, "target", remove="target")
