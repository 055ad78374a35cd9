"""Messages for people who have never seen a validator: what is wrong, and what to do."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from narrows.graph import messages, records
from narrows.graph.loader import FOLDERS, ROOT_FILES
from narrows.graph.problems import Loc, Problem, did_you_mean
from narrows.graph.records import Record
from narrows.graph.strict_yaml import Parsed, parse

GOOD = Path(__file__).parent / "good"
JARGON = re.compile(
    r"\b(input|tuple|dict|dictionary|object|array|model|instance|pydantic|nonetype|str|int|float|bool|boolean"
    r"|string|integer|literal|regex|pattern|validator|invalid|value error|null|undefined|keyword|argument"
    r"|type)\b",
    re.IGNORECASE,
)
WRONG: tuple[Any, ...] = (  # no empty text: the reader stops it before the records see it
    "a b C!",
    "x" * 3000,
    "two\nlines",
    "２０２５",
    7,
    -3,
    1.5,
    10**200,
    True,
    False,
    (),
    {},
    ("a",),
    {"zz": 1},
)
Path_ = tuple[str | int, ...]


def files() -> Iterator[tuple[type[Record], Parsed, str]]:
    """Every file of the good dataset with its model."""
    for path in sorted(GOOD.rglob("*.yaml")):
        name = path.relative_to(GOOD).as_posix()
        model = ROOT_FILES.get(name) or FOLDERS[name.split("/")[0]]
        yield model, parse(path.read_text(encoding="utf-8"), name), name


def places(value: Any, loc: Path_ = ()) -> Iterator[Path_]:
    """Every place in a plain value."""
    yield loc
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from places(inner, (*loc, key))
    elif isinstance(value, tuple):
        for i, inner in enumerate(value):
            yield from places(inner, (*loc, i))


def replaced(value: Any, loc: Path_, new: Any) -> Any:
    """A copy of a plain value with something else at one place."""
    if not loc:
        return new
    out: Any = list(value) if isinstance(value, tuple) else copy.copy(value)
    out[loc[0]] = replaced(value[loc[0]], loc[1:], new) if len(loc) > 1 else new
    return tuple(out) if isinstance(value, tuple) else out


def without(value: Any, loc: Path_) -> Any:
    """A copy of a plain value without one field or item."""
    if len(loc) > 1:
        return replaced(value, loc[:1], without(value[loc[0]], loc[1:]))
    if isinstance(value, dict):
        return {key: inner for key, inner in value.items() if key != loc[0]}
    return tuple(item for i, item in enumerate(value) if i != loc[0])


def explained(model: type[Record], value: Any, parsed: Parsed, name: str) -> list[Problem]:
    try:
        model.model_validate(value)
    except ValidationError as error:
        problems = list(messages.explain(error, model, parsed, name))
        assert problems, "an error that nobody is told of"
        return problems
    return []


def check(problem: Problem) -> None:
    line = str(problem)
    assert line.isprintable()
    assert problem.rule in {"unknown-field", "missing-field", "wrong-type", "wrong-value"}
    said = f"{problem.message}; {problem.hint}"
    said = re.sub(r'"[^"]*"', "", said)
    said = re.sub(r"fields here: .*", "", said)
    assert not JARGON.search(said), line
    assert "cannot stand here" not in said, f"an error without words of its own: {line}"
    assert problem.message
    assert problem.hint or "is not one of" in problem.message, line
    assert len(line) < 420, line


@pytest.mark.parametrize("wrong", WRONG, ids=lambda value: repr(value)[:20])
def test_a_wrong_value_anywhere_is_said_plainly(wrong: Any) -> None:
    seen = 0
    for model, parsed, name in files():
        for loc in places(parsed.value):
            for problem in explained(model, replaced(parsed.value, loc, wrong), parsed, name):
                check(problem)
                assert problem.line > 1 or len(loc) < 2
                seen += 1
    assert seen > 100


def test_a_missing_line_anywhere_is_said_plainly() -> None:
    rules = set()
    for model, parsed, name in files():
        for loc in places(parsed.value):
            if loc:
                for problem in explained(model, without(parsed.value, loc), parsed, name):
                    check(problem)
                    rules.add(problem.rule)
    assert rules == {"missing-field", "wrong-value"}


def test_a_field_too_many_anywhere_is_said_plainly() -> None:
    for model, parsed, name in files():
        for loc in places(parsed.value):
            if isinstance(at(parsed.value, loc), dict) and loc[-1:] != ("local_names",):
                (problem,) = explained(model, replaced(parsed.value, (*loc, "nmae"), "x"), parsed, name)
                check(problem)
                assert problem.message == 'no field "nmae" here'
                assert problem.hint.startswith(("did you mean", "fields here: "))


def at(value: Any, loc: Path_) -> Any:
    for part in loc:
        value = value[part]
    return value


def test_every_form_has_words() -> None:
    patterns = {
        found
        for name in records.__all__
        for found in re.findall(
            r"'pattern': '((?:[^'\\]|\\.)*)'", str(getattr(records, name).model_json_schema())
        )
    }
    assert len(patterns) > 5
    assert {p.encode().decode("unicode_escape") for p in patterns} <= set(messages.FORMS)


def test_the_example_of_the_design(says: Callable[..., list[str]]) -> None:
    edit = {
        "file": "components/input/hbm3e.yaml",
        "replace": "  - company: sk-hynix\n",
        "with": "  - company: sk-hynixx\n",
    }
    assert (
        'components/input/hbm3e.yaml:14:14: suppliers[1].company: no company "sk-hynixx"; '
        'did you mean "sk-hynix"? [unknown-company]'
    ) in says(edit)


@pytest.mark.parametrize(
    ("wrong", "known", "hint"),
    [
        ("sk-hynixx", ["sk-hynix", "samsung"], 'did you mean "sk-hynix"?'),
        ("SAMSUNG", ["samsung"], ""),
        ("", ["samsung"], ""),
        ("samsung", [], ""),
        ("micron", ["micro", "micr"], 'did you mean "micro"?'),
        ("ab", ["ac", "ad"], ""),
    ],
)
def test_did_you_mean(wrong: str, known: list[str], hint: str) -> None:
    assert did_you_mean(wrong, known) == hint
    assert did_you_mean(wrong, reversed(known)) == hint


def test_an_error_is_placed_at_its_value_or_its_key() -> None:
    text = (
        "id: a\nname: A\nheadquarters: NL\nowners:\n  - {holder: B, percent: 0, share: 1}\n  - {holder: B}\n"
    )
    parsed = parse(text, "f")
    found = {(p.line, p.column, p.where) for p in explained(records.Company, parsed.value, parsed, "f")}
    assert found == {(5, 26, "owners[0].percent"), (5, 29, "owners[0].share"), (6, 5, "owners[1].percent")}


def test_a_location_may_be_anything() -> None:
    parsed = Parsed(values={(): (1, 1)})
    loc: Loc = ("no", 7, "such", "place")
    assert parsed.position(loc, of_key=True) == (1, 1)
