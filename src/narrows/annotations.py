"""Problems of a dataset as other programs take them: annotations of GitHub's workflows, and SARIF 2.1.0."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from .graph.problems import Problem, shown

SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


@dataclass(frozen=True, slots=True)
class Placed:
    """A problem, and its file as seen from the top of the checkout."""

    file: str
    problem: Problem


def placed(problems: Iterable[Problem], folder: Path, root: Path) -> tuple[Placed, ...]:
    """Problems of the dataset in ``folder`` with paths from ``root``; absolute where it lies elsewhere.

    >>> one = Problem("companies/x.yaml", 1, 1, "", "it is wrong", "a-rule")
    >>> placed([one], Path("/home/me/datasets/mine"), Path("/home/me"))[0].file
    'datasets/mine/companies/x.yaml'
    """
    home = folder.resolve()
    if home.is_relative_to(root.resolve()):
        home = home.relative_to(root.resolve())
    return tuple(Placed((home / p.path).as_posix(), p) for p in problems)


def workflow_lines(problems: Sequence[Placed]) -> list[str]:
    """Workflow commands that GitHub shows at file and line.

    >>> one = Placed("a,b.yaml", Problem("b.yaml", 3, 5, "name", "50% or more", "a-rule", "mend it"))
    >>> workflow_lines([one])
    ['::error file=a%2Cb.yaml,line=3,col=5,title=a-rule::name: 50%25 or more; mend it']
    """
    return [
        f"::{p.problem.severity} file={_property(p.file)},line={p.problem.line},col={p.problem.column},"
        f"title={_property(p.problem.rule)}::{_data(_message(p.problem))}"
        for p in problems
    ]


def _message(problem: Problem) -> str:
    where = f"{problem.where}: " if problem.where else ""
    hint = f"; {problem.hint}" if problem.hint else ""
    return shown(f"{where}{problem.message}{hint}")


def _data(text: str) -> str:
    """Text behind ``::``, as the runner reads it back."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Text of a property, in which colons and commas would end it."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def sarif(problems: Sequence[Placed], version: str) -> str:
    """A SARIF 2.1.0 log: one run, one result for each problem, columns counted in code points.

    Form: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0.
    """
    rules = sorted({p.problem.rule for p in problems})
    run = {
        "tool": {
            "driver": {
                "name": "narrows",
                "version": version,
                "rules": [{"id": r, "shortDescription": {"text": r.replace("-", " ")}} for r in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [
            {
                "ruleId": p.problem.rule,
                "ruleIndex": rules.index(p.problem.rule),
                "level": p.problem.severity,
                "message": {"text": _message(p.problem)},
                "locations": [
                    {
                        "physicalLocation": {
                            "artifactLocation": _artifact(p.file),
                            "region": {"startLine": p.problem.line, "startColumn": p.problem.column},
                        }
                    }
                ],
            }
            for p in problems
        ],
    }
    log = {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _artifact(file: str) -> dict[str, str]:
    if Path(file).is_absolute():
        return {"uri": Path(file).as_uri()}
    return {"uri": quote(file), "uriBaseId": "%SRCROOT%"}
