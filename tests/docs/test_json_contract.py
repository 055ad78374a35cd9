"""The JSON outputs keep the form that docs/json.md promises."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from narrows.__main__ import main

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "docs" / "schemas"
TREE = "tests/openpsa/trees/chinese.xml"
OUTPUTS = [
    ("chokepoints", "chokepoints --dataset tutorial"),
    ("chokepoints", "chokepoints --dataset tutorial --loss 0.9 --level country"),
    ("chokepoints", "chokepoints --dataset tutorial --level component --max-order 2"),
    ("chokepoints", "chokepoints --max-order 2"),
    ("chokepoints", "chokepoints frontier-training --max-order 1"),
    ("chokepoints", "chokepoints --horizon 0,12,60 --max-order 2"),
    ("chokepoints", "chokepoints --dataset tests/small/t --horizon 0,24"),
    ("exposure", "exposure --dataset tutorial"),
    ("exposure", "exposure --dataset tutorial --level offering"),
    ("exposure", "exposure"),
    ("shift", "shift gpu --dataset tutorial"),
    ("shift", "shift gpu asic --dataset tutorial"),
    ("shift", "shift fab-a --dataset tests/small/t --horizon 0,12,24"),
    ("shift", "shift gpu --dataset tutorial --horizon 12"),
    ("shift", "shift country:KR --dataset tutorial --held-by JP"),
    ("shift", "shift nvidia --max-order 2"),
    ("shift", "shift nvidia --target frontier-training --max-order 1"),
    ("faulttree", f"faulttree {TREE}"),
    ("faulttree", f"faulttree {TREE} --count"),
    ("diff", "diff tutorial tutorial"),
    ("diff", "diff tests/small/a tests/small/b"),
    ("diff", "diff tests/small/h tests/small/h2 --dataset tutorial"),
    ("diff", "diff tests/small/a tutorial"),
    ("validate", "validate"),
]


def schema(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize(("name", "command"), OUTPUTS, ids=[c for _, c in OUTPUTS])
def test_an_output_keeps_the_contract(name: str, command: str, tmp_path: Path) -> None:
    file = tmp_path / "out.json"
    arguments = [str(ROOT / word) if word.startswith("tests/") else word for word in command.split()]
    assert main([*arguments, "--output", str(file)]) == 0
    validator = jsonschema.Draft202012Validator(schema(name))
    errors = [
        f"{e.json_path}: {e.message}" for e in validator.iter_errors(json.loads(file.read_text("utf-8")))
    ]
    assert errors == []


@pytest.mark.parametrize("name", ["chokepoints", "exposure", "shift", "faulttree", "diff", "validate"])
def test_a_schema_is_valid_and_closed(name: str) -> None:
    found = schema(name)
    jsonschema.Draft202012Validator.check_schema(found)
    for node in objects(found):
        assert node["additionalProperties"] is False
        assert sorted(node["required"]) == sorted(node["properties"])


@pytest.mark.parametrize("name", ["chokepoints", "exposure", "shift", "faulttree", "diff", "validate"])
def test_the_page_names_every_field(name: str) -> None:
    named = set(re.findall(r"`(\w+)`", (ROOT / "docs" / "json.md").read_text(encoding="utf-8")))
    for node in objects(schema(name)):
        assert set(node["properties"]) <= named


def objects(node: Any) -> list[dict[str, Any]]:
    """The parts of a schema that describe an object."""
    if isinstance(node, list):
        return [found for item in node for found in objects(item)]
    if not isinstance(node, dict):
        return []
    here = [node] if "properties" in node and "type" in node else []
    return here + [found for value in node.values() for found in objects(value)]
