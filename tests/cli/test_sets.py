"""Counting, path sets, the cheapest cut, risk, several targets and limits, as commands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from narrows.__main__ import main


def output(capsys: pytest.CaptureFixture[str], command: str) -> tuple[int, dict[str, Any]]:
    code = main([*command.split(), "--format", "json"])
    return code, json.loads(capsys.readouterr().out)


def test_count(capsys: pytest.CaptureFixture[str]) -> None:
    code, found = output(capsys, "chokepoints --dataset tutorial --count")
    assert code == 0
    assert (found["count"], found["by_order"]) == (18, {"1": 1, "2": 17})


def test_paths(capsys: pytest.CaptureFixture[str]) -> None:
    code, found = output(capsys, "paths --dataset tutorial --level country")
    assert code == 0
    assert found["kind"] == "path"
    assert (found["count"], found["by_order"]) == (2, {"4": 1, "5": 1})
    assert found["smallest"] == [["CN", "JP", "KR", "NL"]]


def test_cheapest_with_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    costs = tmp_path / "costs.csv"
    costs.write_text("id,cost\nlitho-co,1.5\nresist-a,0.5\n", encoding="utf-8")
    code, found = output(capsys, f"cheapest --dataset tutorial --costs {costs} --cost litho-co=9")
    assert code == 0
    assert found["members"] == ["resist-a", "resist-b"]
    assert found["cost"] == 1.5


def test_risk(capsys: pytest.CaptureFixture[str]) -> None:
    code, found = output(capsys, "risk --dataset tutorial --probability litho-co=0.25")
    assert code == 0
    assert found["risk"]["probability"] == 0.25
    assert found["given"] == {"litho-co": 0.25}


def test_several_targets(capsys: pytest.CaptureFixture[str]) -> None:
    code, found = output(capsys, "chokepoints gpu asic --dataset tutorial --joint all --max-order 1")
    assert code == 0
    assert found["target"] == "all of: asic, gpu"
    assert [c["members"] for c in found["cut_sets"]] == [["litho-co"]]


def test_a_search_that_is_stopped_says_so_and_ends_with_3(capsys: pytest.CaptureFixture[str]) -> None:
    code, found = output(capsys, "chokepoints --max-order all --limit 0.001s")
    assert code == 3
    assert found["complete"] is False
    assert "limit" in found["stopped"]
    assert main(["chokepoints", "--limit", "0.001s"]) == 3
    assert "INCOMPLETE" in capsys.readouterr().out
    assert main(["chokepoints", "--count", "--limit", "0.001s"]) == 3
    assert main(["worlds", "--limit", "0.001s", "--horizon", "0,12"]) == 3
    assert "INCOMPLETE" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("chokepoints --max-order all --loss 0.5", "--loss 1 only"),
        ("chokepoints --count --loss 0.5", "leave --loss"),
        ("chokepoints --require nvidi", 'did you mean "nvidia"'),
        ("chokepoints --protect layer:memry", 'did you mean "memory"'),
        ("chokepoints --limit 5x", "60s, 5m or 1h"),
        ("chokepoints --memory 4", "500MB or 4GB"),
        ("risk", "give probabilities"),
        ("risk --probability smic=2", "from 0 to 1"),
        ("risk --probability smic", "asml=0.05"),
        ("risk --probabilities nowhere.csv", "cannot read nowhere.csv"),
        ("cheapest --cost smic=-1", "0 or more"),
        ("cheapest --weigh jurisdictions --cost smic=1", "without other costs"),
    ],
)
def test_wrong_usage(capsys: pytest.CaptureFixture[str], command: str, said: str) -> None:
    assert main(command.split()) == 2
    heard = capsys.readouterr()
    assert said in heard.err
    assert heard.out == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,cost\nasml,1\n", ':1: the first line has to name the columns "id" and "cost"'),
        ("id,cost\nasml,much\n", ':2: "much" is not a number'),
        ("id,cost\nasml,1\nasml,2\n", ':3: "asml" is there twice'),
        ("id,cost\nasml,nan\n", ':2: "nan" is not a number'),
    ],
)
def test_a_bad_table(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str) -> None:
    file = tmp_path / "costs.csv"
    file.write_text(text, encoding="utf-8")
    assert main(["cheapest", "--costs", str(file)]) == 2
    assert said in capsys.readouterr().err
