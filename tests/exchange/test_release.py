"""Data releases: valid for the real Frictionless library, safe in a spreadsheet, the same every time."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import frictionless
import networkx as nx
import pytest
import yaml
from openpyxl import load_workbook

import narrows as nw
from narrows.__main__ import main
from narrows.exchange.importing import About, import_csv
from narrows.graph.build import build_graph
from narrows.graph.loader import read_dataset
from narrows.graph.supply import SupplyGraph
from narrows.library import dataset_path


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the curated dataset."""
    folder = tmp_path_factory.mktemp("release") / "ai-chips"
    assert main(["release-data", "-o", str(folder)]) == 0
    return folder


def answers(graph: SupplyGraph, target: str) -> list[object]:
    found = [
        nw.chokepoints(graph, target, max_order=2),
        nw.chokepoints(graph, target, max_order=2, level="country"),
        nw.chokepoints(graph, target, max_order=2, loss=0.9),
    ]
    return [[c.members for c in f.cut_sets] for f in found] + [list(nw.exposure(graph, target).rows())]


def test_the_real_library_finds_it_valid(real: Path) -> None:
    report = frictionless.validate(str(real / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "message"])
    assert report.stats["tasks"] == 4


def test_the_real_library_finds_what_is_wrong(real: Path, tmp_path: Path) -> None:
    spoilt = Path(shutil.copytree(real, tmp_path / "spoilt"))
    text = (spoilt / "edges.csv").read_text(encoding="utf-8")
    (spoilt / "edges.csv").write_text(text.replace(",needs,", ",wants,", 1), encoding="utf-8", newline="")
    report = frictionless.validate(str(spoilt / "datapackage.json"))
    assert not report.valid


def test_the_tables_come_back_with_the_same_chokepoints(real: Path) -> None:
    again = build_graph(import_csv(real, About()))
    graph = nw.load()
    assert dict(again.gates) == dict(graph.gates)
    assert dict(again.nodes) == dict(graph.nodes)
    target = graph.dataset.manifest.default_target
    found = [nw.chokepoints(g, target, max_order=2).cut_sets for g in (again, graph)]
    assert found[0] == found[1]
    assert found[0]


def test_so_does_the_workbook(tmp_path: Path) -> None:
    assert main(["release-data", "tutorial", "-o", str(tmp_path / "out")]) == 0
    again = build_graph(import_csv(tmp_path / "out" / "tables.xlsx", About()))
    assert answers(again, "training") == answers(nw.load("tutorial"), "training")


def test_the_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    sums = set()
    for seed in ("1", "2"):
        out = tmp_path / seed / "data.zip"
        out.parent.mkdir()
        command = [sys.executable, "-m", "narrows", "release-data", "tutorial", "-o", str(out)]
        subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": seed})
        sums.add(hashlib.sha256(out.read_bytes()).hexdigest())
    assert len(sums) == 1


def test_the_date_is_the_dataset_s_or_the_one_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for epoch, year in ((None, 2026), ("946684800", 2000)):
        if epoch is None:
            monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
        else:
            monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
        out = tmp_path / f"{year}.zip"
        assert main(["release-data", "tutorial", "-o", str(out)]) == 0
        with zipfile.ZipFile(out) as archive:
            assert {info.date_time[0] for info in archive.infolist()} == {year}
            package = json.loads(archive.read(f"{year}/datapackage.json"))
        assert package["created"].startswith(str(year))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    assert main(["release-data", "tutorial", "-o", str(tmp_path / "x.zip")]) == 1


def test_the_papers_say_what_it_is(real: Path) -> None:
    manifest = nw.load().dataset.manifest
    citation = yaml.safe_load((real / "CITATION.cff").read_text(encoding="utf-8"))
    zenodo = json.loads((real / ".zenodo.json").read_text(encoding="utf-8"))
    assert (citation["type"], citation["version"], citation["license"]) == (
        "dataset",
        manifest.version,
        "CC-BY-4.0",
    )
    assert (zenodo["upload_type"], zenodo["version"]) == ("dataset", manifest.version)
    lines = (real / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    sums = dict(reversed(line.split("  ", 1)) for line in lines)
    assert set(sums) == {p.name for p in real.iterdir()} - {"SHA256SUMS"}
    assert all(hashlib.sha256((real / n).read_bytes()).hexdigest() == s for n, s in sums.items())


def test_json_holds_every_record_and_graphml_every_node(real: Path) -> None:
    graph = nw.load()
    whole = json.loads((real / "dataset.json").read_text(encoding="utf-8"))
    kinds = [whole[k] for k in whole if k not in ("manifest", "retired")]
    assert {id_ for kind in kinds for id_ in kind} == set(graph.dataset.files)
    routes = nx.read_graphml(real / "graph.graphml")
    assert set(routes) == set(graph.to_networkx())
    assert routes.number_of_edges() == graph.to_networkx().number_of_edges()


def hostile(root: Path) -> Path:
    """A dataset with texts that a spreadsheet would run."""
    folder = Path(shutil.copytree(dataset_path("tutorial"), root / "hostile"))
    for name, old, new in (
        ("companies/gpu-co.yaml", "name: GPU Co", 'name: "=HYPERLINK(\\"http://x\\")"'),
        ("components/memory/hbm3.yaml", "name: HBM3 stack", 'name: "+1+cmd|x"'),
        ("components/memory/hbm2e.yaml", "name: HBM2E stack", 'name: "\'=quoted"'),
    ):
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    return folder


def test_no_cell_is_a_formula_and_each_comes_back_as_it_was(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert main(["release-data", str(hostile(tmp_path)), "-o", str(out)]) == 0
    for name in ("nodes", "edges", "statements", "sources"):
        with (out / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t")]
    book = load_workbook(out / "tables.xlsx")
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n", "inlineStr"}
    again = import_csv(out, About())
    assert again.companies["gpu-co"].name == '=HYPERLINK("http://x")'
    assert again.components["hbm3"].name == "+1+cmd|x"
    assert again.components["hbm2e"].name == "'=quoted"


def test_a_warning_or_private_data_stops_a_release(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path(shutil.copytree(dataset_path("tutorial"), tmp_path / "set"))
    (folder / "companies" / "idle.yaml").write_text(
        "id: idle\nname: Idle\nheadquarters: US\n", encoding="utf-8"
    )
    assert [p.severity for p in read_dataset(folder)[1]] == ["warning"]
    assert main(["release-data", str(folder), "-o", str(tmp_path / "out")]) == 1
    assert "unused-company" in capsys.readouterr().err
    (folder / "companies" / "idle.yaml").unlink()
    with (folder / "dataset.yaml").open("a", encoding="utf-8") as file:
        file.write("private: true\n")
    assert main(["release-data", str(folder), "-o", str(tmp_path / "out")]) == 1
    assert "marked private" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_release_is_never_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("x", encoding="utf-8")
    assert main(["release-data", "tutorial", "-o", str(tmp_path / "out")]) == 2
    assert "not empty" in capsys.readouterr().err
