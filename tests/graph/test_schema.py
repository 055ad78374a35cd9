"""The JSON Schema in datasets/schema is the one the records give, and the datasets fit it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from narrows.graph import records
from narrows.graph.loader import FOLDERS, ROOT_FILES
from narrows.graph.schema import DIALECT, MODELS, schemas
from narrows.graph.strict_yaml import parse

ROOT = Path(__file__).resolve().parents[2]
COMMITTED = ROOT / "datasets" / "schema"
GOOD = Path(__file__).parent / "good"
NAMES = {model: name for name, model in MODELS.items()}
TEXTS = schemas()
FILES = sorted([*(ROOT / "datasets" / "tutorial").rglob("*.yaml"), *GOOD.rglob("*.yaml")])


@cache
def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads(TEXTS[f"{name}.schema.json"]))


def kind_of(path: Path) -> str:
    """The schema of a file in a dataset."""
    if path.name in ROOT_FILES:
        return NAMES[ROOT_FILES[path.name]]
    folder = path.parent.parent.name if path.parent.parent.name == "components" else path.parent.name
    return NAMES[FOLDERS[folder]]


def listed(value: Any) -> Any:
    """A plain value as JSON has it, with lists for tuples."""
    if isinstance(value, dict):
        return {key: listed(inner) for key, inner in value.items()}
    return [listed(item) for item in value] if isinstance(value, tuple) else value


def test_the_committed_schemas_are_the_ones_the_records_give() -> None:
    committed = {path.name: path.read_text(encoding="utf-8") for path in COMMITTED.iterdir()}
    stale = sorted(name for name in {*committed, *TEXTS} if committed.get(name) != TEXTS.get(name))
    assert not stale, (
        f"{', '.join(stale)} in datasets/schema differ from the records: run `narrows schema --write`"
    )


def test_every_model_of_a_file_has_a_schema() -> None:
    assert set(MODELS.values()) == {*FOLDERS.values(), *ROOT_FILES.values()}
    assert list(TEXTS) == sorted(TEXTS)
    assert schemas() == TEXTS


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_form(name: str) -> None:
    text = TEXTS[name]
    schema = json.loads(text)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == DIALECT
    assert schema["title"] == f"Narrows {name.removesuffix('.schema.json')}"
    assert text == json.dumps(schema, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    assert '"null"' not in text, "YAML files say nothing by leaving a field out"


def objects(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if "properties" in node:
            yield node
        for inner in node.values():
            yield from objects(inner)


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_every_field_is_described_and_no_other_is_allowed(name: str) -> None:
    found = list(objects(json.loads(TEXTS[name])))
    assert found
    for node in found:
        assert node["additionalProperties"] is False
        assert node["description"]
        for field, about in node["properties"].items():
            assert about.get("description"), f"{name}: {field} has no description"


@pytest.mark.parametrize("name", records.__all__)
def test_every_field_of_a_record_says_what_it_is(name: str) -> None:
    model = getattr(records, name)
    assert model.__doc__
    for field, info in model.model_fields.items():
        assert info.description, f"{name}.{field}"
        assert info.description.endswith((".", '"', '".')), f"{name}.{field}: {info.description}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: "/".join(path.parts[-3:]))
def test_the_files_fit(path: Path) -> None:
    parsed = parse(path.read_text(encoding="utf-8"), path.name)
    assert parsed.problems == []
    assert [error.message for error in validator(kind_of(path)).iter_errors(listed(parsed.value))] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: "/".join(path.parts[-3:]))
def test_the_line_for_editors_names_the_right_schema(path: Path) -> None:
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    if GOOD in path.parents:
        assert "$schema" not in first
        return
    line, _, target = first.partition("$schema=")
    assert line == "# yaml-language-server: "
    assert (path.parent / target).resolve() == COMMITTED / f"{kind_of(path)}.schema.json"


def spoilt(value: Any) -> Iterator[Any]:
    """A plain value with one thing wrong, or at least different, at each place in it."""
    yield from ("a b C!", "x" * 3000, 7, -3, 1.5, True, (), {}, ("a",), {"zz": 1})
    if isinstance(value, dict):
        for key, inner in value.items():
            yield {k: v for k, v in value.items() if k != key}
            yield value | {f"{key}x": inner}
            yield from (value | {key: other} for other in spoilt(inner))
    elif isinstance(value, tuple):
        for i, inner in enumerate(value):
            yield value[:i] + value[i + 1 :]
            yield from ((*value[:i], other, *value[i + 1 :]) for other in spoilt(inner))


@pytest.mark.parametrize(
    "name",
    [
        "companies/sk-hynix",
        "controls/hbm-rule",
        "claims/self-made",
        "scenarios/no-gpu",
        "disputes/hbm-share",
        "components/training/training-run",
        "sources/analyst-2026",
        "dataset",
        "retired",
    ],
)
def test_schema_and_records_refuse_the_same(name: str) -> None:
    path = GOOD / f"{name}.yaml"
    kind = kind_of(path)
    value = parse(path.read_text(encoding="utf-8"), name).value
    refused = 0
    for i, other in enumerate(spoilt(value)):
        if i % 3:
            continue
        try:
            MODELS[kind].model_validate(other)
            allowed = True
        except ValidationError:
            allowed = False
        assert validator(kind).is_valid(listed(other)) == allowed, other
        refused += not allowed
    assert refused > 5
