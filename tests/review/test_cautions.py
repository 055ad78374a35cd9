"""What a reviewer is warned of: each warning when it is due, and not when it is not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from narrows.analysis.difference.changelog import unsaid
from narrows.analysis.difference.changes import changes_between
from narrows.analysis.difference.compute import Difference, diff
from narrows.graph.build import build_graph
from narrows.graph.loader import load_dataset, read_dataset
from narrows.graph.supply import SupplyGraph

SOURCES = (
    ("sources/paper.yaml", "", "id: paper\ntitle: A paper\npublisher: A press\nurl: https://example.org/a\n"),
    ("sources/other.yaml", "", "id: other\ntitle: Another\npublisher: A press\nurl: https://example.org/b\n"),
)
HBM2E, HBM3 = "components/memory/hbm2e.yaml", "components/memory/hbm3.yaml"
GPU = "components/accelerator/gpu.yaml"


def said(confidence: str, *sources: str, kind: str = "press") -> str:
    cites = ", ".join(f"{{source: {s}}}" for s in sources or ("paper",))
    return f"{{kind: {kind}, as_of: '2026', confidence: {confidence}, cites: [{cites}]}}"


def supplier(company: str, evidence: str) -> str:
    return f"  - company: {company}\n    made_in: [{{country: CN}}]\n    evidence: {evidence}\n"


def rules(result: Difference) -> list[str]:
    return [w.rule for w in result.warnings]


def need(confidence: str) -> tuple[str, str, str]:
    way = f"    any_of: [{{component: glue, evidence: {said(confidence)}}}]\n"
    return ("components/accelerator/asic.yaml", "requires:\n", f"requires:\n  - role: glue\n{way}")


def glue(confidence: str) -> tuple[str, str, str]:
    head = "id: glue\nname: Glue\nlayer: material\ndescription: Glue.\nsuppliers:\n"
    return ("components/material/glue.yaml", "", head + supplier("pack-a", said(confidence)))


@pytest.mark.parametrize(
    ("of_need", "of_maker", "warned"),
    [("low", "medium", True), ("medium", "low", True), ("medium", "medium", False)],
)
def test_a_single_point_on_weak_ground(
    of_need: str, of_maker: str, warned: bool, graph: Callable[..., SupplyGraph]
) -> None:
    """pack-a packages all GPUs; where the ASIC needs its glue, it takes everything."""
    result = diff(graph(*SOURCES), graph(*SOURCES, need(of_need), glue(of_maker)))
    assert "pack-a" in {r.now.members[0] for r in result.effects[0].narrowed if r.now.order == 1}
    weak = [w for w in result.warnings if w.rule == "weak-single-point"]
    assert bool(weak) == warned
    if warned:
        statement = "asic/glue/glue" if of_need == "low" else "glue/suppliers/pack-a"
        assert weak[0].statements == (statement,)


def test_a_weak_statement_that_was_there_before_is_no_news(graph: Callable[..., SupplyGraph]) -> None:
    base = (*SOURCES, need("low"), glue("medium"))
    assert "weak-single-point" not in rules(
        diff(graph(*base), graph(*base, (HBM2E, "The older", "An older")))
    )


@pytest.mark.parametrize(("confidence", "warned"), [("low", True), ("medium", False)])
def test_a_single_point_dissolved_by_hearsay(
    confidence: str, warned: bool, graph: Callable[..., SupplyGraph]
) -> None:
    scanner = "components/equipment/scanner.yaml"
    new = graph(*SOURCES, (scanner, "", supplier("pack-b", said(confidence))))
    result = diff(graph(*SOURCES), new)
    relief = [w for w in result.warnings if w.rule == "weak-relief"]
    assert bool(relief) == warned
    if warned:
        assert relief[0].statements == ("scanner/suppliers/pack-b",)
        assert "Litho Co" in relief[0].text


def test_a_source_that_goes_and_the_statements_it_leaves(copy: Callable[..., Path]) -> None:
    """A dangling citation is an error of the dataset, and can be compared all the same."""
    maker = supplier("pack-b", said("medium", "paper", "other"))
    before = copy(*SOURCES, (HBM2E, "", maker))
    after = copy(SOURCES[0], (HBM2E, "", maker))
    dataset, problems = read_dataset(after, warnings=False)
    assert dataset is not None
    assert [p.rule for p in problems] == ["unknown-source"]
    result = diff(build_graph(load_dataset(before)), build_graph(dataset))
    bare = [w for w in result.warnings if w.rule == "bare-statement"]
    assert [w.statements for w in bare] == [("hbm2e/suppliers/pack-b",)]
    assert "not-retired" in rules(result)


def test_fewer_sources_and_none(graph: Callable[..., SupplyGraph]) -> None:
    two, one = (supplier("pack-b", said("medium", *s)) for s in (("paper", "other"), ("paper",)))
    none = one.partition("    evidence")[0]
    graphs = [graph(*SOURCES, (HBM2E, "", text)) for text in (two, one, none)]
    assert rules(diff(graphs[0], graphs[1])) == ["thin-statement"]
    assert rules(diff(graphs[1], graphs[2])) == ["bare-statement"]
    assert rules(diff(graphs[1], graphs[0])) == []


def test_confidence_that_rises_by_itself(graph: Callable[..., SupplyGraph]) -> None:
    low, high, other = (
        graph(*SOURCES, (HBM2E, "", supplier("pack-b", text)))
        for text in (said("low"), said("medium"), said("medium", "other"))
    )
    assert rules(diff(low, high)) == ["confidence-raised"]
    assert rules(diff(low, other)) == []
    assert rules(diff(high, low)) == []


def test_coverage_that_fell(graph: Callable[..., SupplyGraph]) -> None:
    """The maker is taken out and nothing is put in its place: the group is gone, and so is the knowledge."""
    scanner = "components/equipment/scanner.yaml"
    text = (Path(__file__).parents[2] / "datasets/tutorial" / scanner).read_text(encoding="utf-8")
    makers = text[text.index("suppliers:") :]
    result = diff(graph(), graph((scanner, makers, "leaf: not_researched\n")))
    fell = next(w for w in result.warnings if w.rule == "coverage-fell")
    assert "not researched 0 -> 1" in fell.text
    assert "gone for want of data" in fell.text
    assert "coverage-fell" not in rules(diff(graph((scanner, makers, "leaf: not_researched\n")), graph()))


def retired(text: str) -> tuple[str, str, str]:
    return ("retired.yaml", "", text)


def test_ids_that_go(graph: Callable[..., SupplyGraph]) -> None:
    extra = ("companies/spare.yaml", "", "id: spare\nname: Spare\nheadquarters: JP\n")
    gone = "retired: [{id: spare, date: '2026-11-24', reason: It was closed.}]\n"
    assert rules(diff(graph(extra), graph())) == ["not-retired"]
    assert rules(diff(graph(extra), graph(retired(gone)))) == []


def missing(
    copy: Callable[..., Path], text: str, *edits: tuple[str, str, str], version: str | None = None
) -> str:
    raised = (("dataset.yaml", "2026.11.0", version),) if version else ()
    before, after = load_dataset(copy(RENAMED)), load_dataset(copy(*(edits or (RENAMED,)), *raised))
    return "; ".join(unsaid("tutorial", before, after, changes_between(before, after), text))


RENAMED = ("companies/spare.yaml", "", "id: spare\nname: Spare\nheadquarters: JP\n")
WIDER = (RENAMED, (HBM2E, "", "  - company: pack-b\n    made_in: [{country: CN}]\n"))
HEAD = "# Changes\n\n## tutorial 2026.11.1 (2026-11-24)\n\n"


def test_the_changelog_has_to_say_what_changed(copy: Callable[..., Path]) -> None:
    assert missing(copy, "") == ""
    assert missing(copy, "", RENAMED, (HBM2E, "The older", "An older")) == "", "wording needs no version"
    assert "raise it" in missing(copy, HEAD + "- add: pack-b\n", *WIDER)
    assert "raise it" in missing(copy, HEAD + "- add: pack-b\n", *WIDER, version="2025.12.9")
    assert 'no section "## tutorial 2026.11.1"' in missing(copy, "", *WIDER, version="2026.11.1")
    other = HEAD.replace("tutorial", "ai-chips") + "- add: pack-b\n"
    assert "no section" in missing(copy, other, *WIDER, version="2026.11.1")
    assert "- add: ..." in missing(copy, HEAD + "- fix: pack-b\n", *WIDER, version="2026.11.1")
    assert "- add: ..." in missing(copy, HEAD + "- add:\n", *WIDER, version="2026.11.1")
    assert "none of add, fix" in missing(copy, HEAD + "- add: x\n- more: y\n", *WIDER, version="2026.11.1")
    assert missing(copy, HEAD + "- add: pack-b makes hbm2e\n", *WIDER, version="2026.11.1") == ""


def test_a_rename_is_said_with_both_ids(copy: Callable[..., Path]) -> None:
    new = ("companies/spare-co.yaml", "", "id: spare-co\nname: Spare\nheadquarters: JP\n")
    gone = retired("retired: [{id: spare, date: '2026-11-24', replaced_by: spare-co, reason: Longer.}]\n")
    renamed = (new, gone)
    assert "spare became spare-co" in missing(copy, HEAD, *renamed, version="2026.11.1")
    wrong = HEAD + "- rename: spare-co is now something\n"
    assert "spare became spare-co" in missing(copy, wrong, *renamed, version="2026.11.1")
    right = HEAD + "- rename: spare is now spare-co\n"
    assert missing(copy, right, *renamed, version="2026.11.1") == ""
