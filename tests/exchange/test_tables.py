"""Tables: what people keep in a spreadsheet becomes a valid dataset, or a message with a row."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

import narrows as nw
from narrows.__main__ import main
from narrows.exchange.importing import About, import_csv, write_dataset
from narrows.exchange.template import columns_table, template_files
from narrows.exchange.yaml_out import record_text
from narrows.graph.loader import read_dataset
from narrows.graph.problems import DatasetError
from narrows.graph.strict_yaml import parse

ROOT = Path(__file__).parents[2]
NODES = """id,kind,name,layer,country,leaf
run,component,Training run,training,CN,
chip,component,Chip,chip,,
tool,component,Tool,tool,,
gas,component,Gas,tool,,commodity
a,company,A,,US,
b,company,B,,NO,
1e5,company,E5,,JP,
"""
EDGES = """from;relation;to;role;share;measure;period;made_in;as_of;note
run;needs;chip;compute;;;;;2026-11;
chip;needs;tool;tools;;;;;2026-11;
chip;needs;gas;gases;;;;;2026-11;
chip@b;needs;tool;a second tool;;;;;2026-11;
chip;supplied_by;a;;60%;units;2026;TW;2026-11;our purchasing
chip;supplied_by;b;;0,4;units;2026;US; 2026-11;=cmd()
tool;supplied_by;1e5;;;;;NO;2026-11;
"""


def folder(root: Path, nodes: str = NODES, edges: str = EDGES) -> Path:
    root.mkdir(exist_ok=True)
    (root / "nodes.csv").write_text(nodes, encoding="utf-8-sig")
    (root / "edges.csv").write_text(edges, encoding="utf-8")
    return root


def wrong(root: Path) -> list[str]:
    with pytest.raises(DatasetError) as caught:
        import_csv(root, About())
    return [str(problem) for problem in caught.value.problems]


def test_tables_become_a_valid_dataset(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = tmp_path / "new"
    assert main(["import", "csv", str(folder(tmp_path / "own")), "-o", str(new)]) == 0
    assert "marked private" in capsys.readouterr().err
    dataset, problems = read_dataset(new)
    assert dataset is not None
    assert problems == ()
    assert dataset.manifest.private
    assert dataset.manifest.default_target == "run"
    assert dataset.layer_order == ("training", "chip", "tool")
    assert dataset.companies["b"].headquarters == "NO"
    chip = dataset.components["chip"]
    assert [(s.company, s.shares[0].value) for s in chip.suppliers] == [("a", 0.6), ("b", 0.4)]
    assert chip.suppliers[1].requires[0].role == "a second tool"
    evidence = chip.suppliers[0].evidence
    assert evidence is not None
    assert (evidence.kind, evidence.confidence, evidence.note) == ("private", "low", "our purchasing")
    told = chip.requires[0].any_of[0].evidence
    assert told is not None
    assert told.note == "edges.csv, row 3"
    found = nw.chokepoints(nw.load(new), "run").cut_sets
    assert [c.members for c in found] == [("1e5",), ("a", "b")]


def test_a_workbook_gives_the_same_dataset(tmp_path: Path) -> None:
    plain = import_csv(folder(tmp_path / "own"), About())
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, text, mark in (("Nodes", NODES, ","), ("edges", EDGES, ";")):
        sheet = book.create_sheet(name)
        for line in text.splitlines():
            sheet.append([float(c) if c == "2026" else c for c in line.split(mark)])
    book.save(tmp_path / "own.xlsx")
    again = import_csv(tmp_path / "own.xlsx", About())
    assert list(again.components) == list(plain.components)
    values = [[s.value for x in d.components["chip"].suppliers for s in x.shares] for d in (plain, again)]
    assert values == [[0.6, 0.4], [0.6, 0.4]]
    evidence = again.components["chip"].suppliers[1].evidence
    assert evidence is not None
    assert evidence.note == "own.xlsx[edges], row 7"  # a formula has no text of its own


def test_nothing_is_written_over_and_nothing_is_left_half_written(tmp_path: Path) -> None:
    dataset = import_csv(folder(tmp_path / "own"), About())
    with pytest.raises(FileExistsError):
        write_dataset(dataset, tmp_path / "own")
    bad = folder(tmp_path / "bad", edges=EDGES.replace(";tool;tools", ";tol;tools"))
    assert main(["import", "csv", str(bad), "-o", str(tmp_path / "out")]) == 1
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bad", "own"]


@pytest.mark.parametrize(
    ("old", "new", "said"),  # the last is a part of the message
    [
        ("needs;tool;tools", "needs;tol;tools", 'csv:3:1: requires[0].any_of[0].component: no compo'),
        ("chip;needs;tool", "chp;needs;tool", '3:1: from: no component or company "chp"; did you'),
        ("chip;needs;tool;tools", "chip;needs;tool;", "edges.csv:3:1: role: the role is missing"),
        ("chip;needs;tool", "chip;need;tool", 'relation: "need" cannot stand here; did you mean "ne'),
        ("60%;units", "60%;", "edges.csv:6:1: measure: a share without a measure"),
        ("60%;units", "sixty;units", 'share: "sixty" is no number'),
        ("60%;units", "6,000;units", 'share: "6,000" can be read in two ways'),
        ("60%;units", "90%;units", "add up to 1.3"),
        ("60%;units", "160%;units", "1.6 is too large"),
        ("period;made_in", "perod;made_in", 'edges.csv:1:1: no column "perod" in this table; did you'),
        ("period;made_in", "share;made_in", 'the column "share" stands here a second time'),
        ("from;relation", "of;relation", 'the column "from" is missing'),
        ("2026-11;our", ";our", "edges.csv:6:1: as_of: no date"),
        ("chip;supplied_by;b", "chip;supplied_by;a", 'edges.csv:7:1: to: "a" stands here a second time'),
        ("chip;supplied_by;b;", "chip;supplied_by;b;x", "role: no column of supplied_by"),
        ("tool;supplied_by;1e5", "b;supplied_by;1e5", 'relation: "b" is no component'),
        ("our purchasing", "our\u202epurchasing", "the invisible character U+202E"),
        ("our purchasing", '"our purchasing', "not valid CSV"),
    ],
)  # fmt: skip
def test_a_mistake_is_said_with_its_row(old: str, new: str, said: str, tmp_path: Path) -> None:
    assert EDGES.count(old) >= 1
    lines = wrong(folder(tmp_path / "own", edges=EDGES.replace(old, new, 1)))
    assert any(said in line and line.startswith("own/edges.csv:") for line in lines), lines


def test_a_name_that_windows_cannot_have_and_bytes_that_are_no_text(tmp_path: Path) -> None:
    lines = wrong(folder(tmp_path / "own", NODES.replace("1e5,", "con,"), EDGES.replace("1e5", "con")))
    assert any('no file called "con"' in line for line in lines)
    (tmp_path / "own" / "nodes.csv").write_bytes(b"id,kind\n\xff")
    assert "text that is not UTF-8" in wrong(tmp_path / "own")[0]
    (tmp_path / "own.xlsx").write_bytes(b"PK\x03\x04 nothing")
    assert "no Excel workbook" in wrong(tmp_path / "own.xlsx")[0]


def test_several_possible_targets_are_listed(tmp_path: Path) -> None:
    lines = wrong(folder(tmp_path / "own", edges=EDGES.replace("run;needs;chip", "run;needs;tool")))
    assert any("the target could be run, chip" in line and "--target" in line for line in lines)


def test_the_template_can_be_imported_as_it_is(tmp_path: Path) -> None:
    assert main(["import", "template", "-o", str(tmp_path / "new")]) == 0
    assert main(["import", "csv", str(tmp_path / "new"), "-o", str(tmp_path / "set")]) == 0
    assert read_dataset(tmp_path / "set")[1] == ()
    assert set(template_files()) == {"nodes.csv", "edges.csv", "sources.csv", "README.md"}


def test_the_page_lists_every_column() -> None:
    page = (ROOT / "docs" / "import.md").read_text(encoding="utf-8")
    for name in ("nodes", "edges", "sources"):
        assert columns_table(name) in page


WORDS = ("NO", "1e5", "2026", "2026-06-30", "true", "~", "'x", "#c", "=1", "0x10", "é", "1_000", "12:30:45")


@pytest.mark.parametrize("text", [*WORDS, "- a", "a: b"])
def test_what_is_written_is_what_is_read(text: str) -> None:
    value = {"id": text, "any_of": ({"evidence": {"note": text}, "value": 0.00001},)}
    parsed = parse(record_text(value), "x.yaml")
    assert parsed.problems == []
    assert parsed.value == value
