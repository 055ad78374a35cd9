"""ETO's five files, by a small made-up set with the same columns and the same kinds of defects."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import narrows as nw
from narrows.__main__ import main
from narrows.exchange.eto.gates import READING
from narrows.graph.loader import read_dataset

FILES = {
    "inputs": """input_id,input_name,type,stage_name,stage_id,description
X1,Made-up chip,ultimate_output,,,A made-up product.
X2,Made-up step,process,Making,S1,"A step, on
two lines."
X3,Cutters,tool_resource,,,
X4,Straight cutters,tool_resource,,,
X5,Curved cutters,tool_resource,,,
X6,Glue,material_resource,,,
X6,Glue again,material_resource,,,
""",
    "stages": "stage_id,stage_name\nS1,Making\n",
    "sequence": """input_name,input_id,goes_into_name,goes_into_id,is_type_of_name,is_type_of_id
Made-up step,X2,Made-up chip,X1,,
Cutters,X3,Made-up step,X2,,
Glue,X6,The step,X2,,
Straight cutters,X4,,,Cutters,X3
Curved cutters,X5,,,Cutters,X3
""",
    "providers": """provider_name,alias,provider_id,provider_type,country
USA,United States,P1,country,
Various countries,,P2,country,
JPN,Japan,P3,country,
Straight Co,,P10,organization,USA
Curve Co,,P11,organization,JPN
Curve Co,,P11,organization,KOR
Nowhere Co,,P12,organization,Various countries
""",
    "provision": """provider_name,provider_id,provided_name,provided_id,share_provided,year,source
Straight Co,P10,Straight cutters,X4,100,2025,Somebody
Curve Co,P11,Curved cutters,X5,,2025,Somebody
Curve Co,P11,Curved cutters,X5,30,2019,Somebody
Straight Co,P10,Cutters,X3,70,2025,Somebody
USA,P1,Glue,X6,60,2025,Somebody
JPN,P3,Glue,X6,60,2025,Somebody
USA,P1,Making,S1,40,2025,Somebody
Nobody,P99,Glue,X6,1,2025,Somebody
""",
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "copy"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def points(dataset: Path) -> list[tuple[str, ...]]:
    return [c.members for c in nw.chokepoints(nw.load(dataset), "made-up-chip", max_order=2).cut_sets]


def test_it_becomes_a_valid_dataset_and_its_defects_are_said(
    copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = tmp_path / "new"
    assert main(["import", "eto", str(copy), "-o", str(new)]) == 0
    said = capsys.readouterr()
    dataset, problems = read_dataset(new)
    assert dataset is not None
    assert [p for p in problems if p.severity == "error"] == []
    assert dataset.manifest.licence == "CC-BY-NC-4.0"
    assert dataset.layer_order == ("product", "process", "material", "equipment")
    for defect in (
        'inputs.csv:9: the id "X6" stands here a second time',
        'providers.csv:7: the id "P11" of Curve Co stands here a second time, with another country',
        "providers.csv:8: Nowhere Co has no country",
        'sequence.csv:4: "X2" is called "The step" here and "Made-up step" in its own table',
        "Curved cutters: 1 rows older than 2025 left out",
        "Curved cutters: 1 of 1 shares are blank",
        "Cutters: providers of the whole are left out",
        "Glue: shares add up to 120 percent",
        "a whole stage, which is no input",
        'no provider "P99"',
    ):
        assert defect in said.out
    glue = dataset.components["glue"].suppliers
    assert [(s.country, s.unnamed, s.shares) for s in glue[:2]] == [("JP", True, ()), ("US", True, ())]
    assert "2 gates, 2 as we read them" in said.err
    # kinds that we have no reading of are all needed
    assert ("straight-co",) in points(new)


def test_the_gates_are_the_user_s_to_say(
    copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gates = tmp_path / "gates.csv"
    command = ["import", "eto", str(copy), "--gates", str(gates), "-o"]
    assert main([*command, str(tmp_path / "one")]) == 0
    with gates.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(r["parent"], r["kind"], r["gate"]) for r in rows] == [
        ("Cutters", "Straight cutters", "needed"),
        ("Cutters", "Curved cutters", "needed"),
    ]
    text = gates.read_text(encoding="utf-8-sig")
    gates.write_text(text.replace(",needed,", ",one_of,"), encoding="utf-8")
    assert main([*command, str(tmp_path / "two")]) == 0
    assert points(tmp_path / "two") == [("curve-co", "straight-co")]
    gates.write_text(text.replace(",needed,", ",not_needed,"), encoding="utf-8")
    assert main([*command, str(tmp_path / "three")]) == 0
    assert nw.load(tmp_path / "three").makers("cutters") == ("straight-co",)
    capsys.readouterr()
    gates.write_text(text.replace(",needed,", ",need,").replace("X5", "X9"), encoding="utf-8")
    assert main([*command, str(tmp_path / "four")]) == 1
    err = capsys.readouterr().err
    assert 'gates.csv:2:1: no gate "need"; did you mean "needed"?' in err
    assert 'gates.csv:3:1: "X9" is no kind of "X3" in this copy' in err
    assert not (tmp_path / "four").exists()


def test_a_copy_with_a_file_or_column_missing(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (copy / "stages.csv").unlink()
    (copy / "providers.csv").write_text("a,b\n", encoding="utf-8")
    assert main(["import", "eto", str(copy), "-o", str(copy.parent / "new")]) == 1
    err = capsys.readouterr().err
    assert "stages.csv:1:1: no such file" in err
    assert "providers.csv:1:1: no column provider_id, provider_name, provider_type, country" in err


def test_our_reading_holds_ids_and_our_own_reasons_only() -> None:
    assert all(kind[0] == "N" and kind[1:].isdigit() for kind in READING)
    assert all(gate in ("one_of", "not_needed") and reason for gate, reason in READING.values())
