"""The evidence command: the same draw everywhere, its parts in every format."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from narrows.__main__ import main
from narrows.library import dataset_path

GOOD = Path(__file__).parents[1] / "graph" / "good"
Run = pytest.CaptureFixture[str]


def output(line: str, capsys: Run) -> str:
    assert main(line.split()) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("part", ["--sample 7 --seed 11", "--gaps", ""])
def test_same_bytes_whatever_the_hash_seed(part: str) -> None:
    found = set()
    for seed in ("1", "2"):
        command = [sys.executable, "-m", "narrows", "evidence", *part.split(), "--format", "json"]
        env = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run(command, env=env, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        found.add(done.stdout)
    assert len(found) == 1


def test_the_draw_is_fixed(capsys: Run) -> None:
    """SHA-256 over seed and statement: a change here changes every published sample."""
    found = json.loads(output(f"evidence --dataset {GOOD} --sample 4 --seed 7 --format json", capsys))
    assert [s["statement"] for s in found["statements"]] == DRAWN
    assert found["seed"] == 7
    first = found["statements"][0]
    assert set(first) >= {"says", "kind", "as_of", "confidence", "sources", "file"}
    assert set(first["sources"][0]) == {"id", "publisher", "title", "url", "at"}


DRAWN = [
    "die-n4/lithography/scanner",
    "hbm-rule/covers/scanner@asml/nl",
    "training-run/memory kept in store/hbm3e",
    "hbm3e/suppliers/sk-hynix/stock/2025-12-31",
]


def test_a_target_narrows_the_draw(capsys: Run) -> None:
    everything = json.loads(output("evidence --sample 1 --format json", capsys))
    below = json.loads(output("evidence frontier-training-cn --sample 1 --format json", capsys))
    assert below["among"] < everything["among"]


def test_the_report_on_the_curated_dataset(capsys: Run) -> None:
    found = json.loads(output("evidence frontier-training-cn --format json", capsys))
    total = found["total"]
    assert total["statements"] == total["high"] + total["medium"] + total["low"]
    assert total["statements"] == sum(x["statements"] for x in found["layers"])
    assert total["statements"] == sum(x["statements"] for x in found["kinds"])
    assert total["statements"] == total["within_1_year"] + total["one_to_two_years"] + total["older"]
    assert total["origins"] == len(found["origins"]) < found["sources"]
    groups = {tuple(c) for c in found["top"]["cut_sets"]}
    assert all(tuple(c) in groups for i in found["improvements"] for c in i["cut_sets"])
    assert all(i["reasons"] for i in found["improvements"])
    assert total["disputed"] == sum(sum(d["sides"].values()) for d in found["disputes"])


def test_gaps_add_up_and_are_listed(capsys: Run) -> None:
    found = json.loads(output("evidence --gaps --all-components --format json", capsys))
    assert sum(found["counts"].values()) == len(found["gaps"])
    for layer in found["layers"]:
        known = layer["sourced"] + layer["undisclosed"] + layer["unnamed"] + layer["missing"]
        assert layer["expected"] == known
    rows = list(csv.reader(io.StringIO(output("evidence --gaps --all-components --format csv", capsys))))
    start = next(i for i, r in enumerate(rows) if r and r[0].endswith("# Gaps, one by one"))
    listed = rows[start + 2 : start + 2 + len(found["gaps"])]
    assert [r[2].lstrip("'") for r in listed] == [g["where"] for g in found["gaps"]]


@pytest.fixture
def one_source(tmp_path: Path) -> Path:
    """The tutorial, in which one paper vouches for one of the two resist makers."""
    folder = tmp_path / "one-source"
    shutil.copytree(dataset_path("tutorial"), folder)
    (folder / "sources").mkdir()
    (folder / "sources/paper.yaml").write_text("id: paper\ntitle: A note\npublisher: A Paper\n")
    resist = folder / "components/material/resist.yaml"
    text = resist.read_text()
    assert text.count("  - company: resist-a\n") == 1
    evidence = 'evidence: {kind: press, as_of: "2026", confidence: low, cites: [{source: paper}]}'
    resist.write_text(text.replace("company: resist-a\n", f"company: resist-a\n    {evidence}\n"))
    return folder


def test_the_conclusion_says_what_changes(one_source: Path, capsys: Run) -> None:
    line = f"evidence --conclusion --remove gpu --dataset {one_source}"
    found = json.loads(output(f"{line} --format json", capsys))
    assert not found["survives"]
    assert [v["id"] for v in found["variations"]] == ["paper"]
    for v in found["variations"]:
        assert v["gone"] == [["resist-a", "resist-b"]]
        assert v["come"] == [["resist-b"]]
        assert v["layers"] == [
            {"layer": "material", "before": ["resist-a", "resist-b"], "after": ["resist-b"]}
        ]
    said = output(line, capsys)
    assert "it survives 0 of 1; in 1 the groups change" in said


def test_no_headline_where_nothing_runs(capsys: Run) -> None:
    stopped = "evidence --conclusion --remove gpu --remove asic --dataset tutorial"
    assert "does not run after the removal" in output(stopped, capsys)
    baseline = f"evidence --conclusion --remove samsung --dataset {GOOD}"
    assert "does not run even with nothing removed" in output(baseline, capsys)


def test_the_conclusion_of_made_up_data(capsys: Run) -> None:
    said = output("evidence --conclusion --remove gpu --dataset tutorial", capsys)
    assert "No statement under the target falls away" in said
    assert "group that can stop it" in said


def test_a_page_gets_its_tables(tmp_path: Path, capsys: Run) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Page\n\n<!-- fields: Listing -->\n\nAfter.\n")
    assert main(["schema", "--markdown", str(page)]) == 0
    text = page.read_text()
    assert "| `ticker` | yes | text | the symbol, quoted |\n\nAfter." in text
    assert main(["schema", "--markdown", str(page)]) == 0
    assert page.read_text() == text
