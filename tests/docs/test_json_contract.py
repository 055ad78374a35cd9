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
    ("shift", "shift gpu --dataset tutorial --measure betweenness"),
    ("scenario", "scenario run new-memory-maker --dataset tutorial"),
    ("scenario", "scenario run euv-servicing-stopped --max-order 2"),
    ("scenarios", "scenario compare no-gpu new-memory-maker --dataset tutorial"),
    ("compare", "compare gpu asic --dataset tutorial"),
    ("compare", "compare --dates 2022-10-06,2024-12-31 --in-force --max-order 1"),
    ("controls", "controls --dataset tutorial"),
    ("controls", "controls frontier-training-cn --max-order 2"),
    ("follow", "follow --remove gpu --dataset tutorial"),
    ("follow", "follow target --remove mem-a --dataset tests/small/t --horizon 0,12"),
    ("relieve", "relieve --dataset tutorial"),
    ("relieve", "relieve --dataset tutorial --level offering --max-order 2"),
    ("worlds", "worlds target --dataset tests/small/cases --horizon 0,12"),
    ("worlds", "worlds longcat-2.0 --max-order 2"),
    ("claims", "claims longcat-2.0"),
    ("claims", "claims training --dataset tutorial"),
    ("numbers", "chokepoints --dataset tutorial --count"),
    ("numbers", "paths gpu asic --joint all --dataset tutorial"),
    ("cheapest", "cheapest --dataset tutorial --cost litho-co=3"),
    ("cheapest", "cheapest --dataset tutorial --weigh jurisdictions"),
    ("risk", "risk --dataset tutorial --probability litho-co=0.1 --probability mem-a=0.5"),
    ("holders", "holders --dataset tutorial"),
    ("holders", "holders frontier-training --by US"),
    ("concentration", "concentration"),
    ("cut", "cut --dataset tutorial --protect-direct"),
    ("betweenness", "betweenness --dataset tutorial"),
    ("why", "why smic"),
    ("evidence", "evidence longcat-2.0"),
    ("evidence", "evidence --dataset tutorial"),
    ("gaps", "evidence --gaps longcat-2.0"),
    ("sample", "evidence --sample 5"),
    ("conclusion", "evidence --conclusion --remove gpu --dataset tutorial"),
    ("conclusion", "evidence target --conclusion --remove x-co --dataset tests/small/cases"),
    ("faulttree", f"faulttree {TREE}"),
    ("faulttree", f"faulttree {TREE} --count"),
    ("run", "run longcat-2.0 --draws 1000"),
    ("run", "run llama-3.1-405b --set days=80..90"),
    ("run", "run longcat-flash"),
    ("solve", "run llama-3.1-405b --solve days"),
    ("solve", "run longcat-2.0 --solve days --set utilisation=30%"),
    ("runs", "run compare"),
    ("bill", "bill nvidia-b200 --units 50000"),
    ("bill", "bill --dataset tests/small/capacity run --amount target/screws=4..6"),
    ("capacity", "capacity ascend-910c --year 2025"),
    ("capacity", "capacity nvidia-b200 --year 2025 --sensitivity"),
    ("capacity", "capacity --dataset tests/small/capacity --year 2025-2026 --remove y"),
    ("capacity", "capacity --dataset tests/small/survive --year 2025 --remove s1 --demand 12"),
    ("diff", "diff tutorial tutorial"),
    ("diff", "diff tests/small/a tests/small/b"),
    ("diff", "diff tests/small/h tests/small/h2 --dataset tutorial"),
    ("diff", "diff tests/small/a tutorial"),
    ("validate", "validate"),
]
NAMES = sorted({name for name, _ in OUTPUTS})


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


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_valid_and_closed(name: str) -> None:
    found = schema(name)
    jsonschema.Draft202012Validator.check_schema(found)
    for node in objects(found):
        assert node["additionalProperties"] is False
        assert sorted(node["required"]) == sorted(node["properties"])


@pytest.mark.parametrize("name", NAMES)
def test_the_page_names_every_field(name: str) -> None:
    named = set(re.findall(r"`(\w+)`", (ROOT / "docs" / "json.md").read_text(encoding="utf-8")))
    for node in objects(schema(name)):
        assert set(node["properties"]) <= named


def test_every_schema_has_an_output() -> None:
    assert sorted(f.name.removesuffix(".schema.json") for f in SCHEMAS.iterdir()) == NAMES


def objects(node: Any) -> list[dict[str, Any]]:
    """The parts of a schema that describe an object."""
    if isinstance(node, list):
        return [found for item in node for found in objects(item)]
    if not isinstance(node, dict):
        return []
    here = [node] if "properties" in node and "type" in node else []
    return here + [found for value in node.values() for found in objects(value)]
