"""The pages leave nothing out: every rule, field, command and option has its line."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from narrows.cli.parser import build_parser
from narrows.graph import records
from narrows.graph.dictionary import tables, with_tables
from narrows.graph.records import Record

ROOT = Path(__file__).parents[2]
FAULTS = sorted((ROOT / "tests" / "graph" / "faults").glob("*.yaml"))
MODELS = [
    m for name in records.__all__ if isinstance(m := getattr(records, name), type) and issubclass(m, Record)
]


def words(page: str) -> set[str]:
    """What stands in code marks on a page."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return {word for found in re.findall(r"`([^`\n]+)`", text) for word in [found, *found.split()]}


def rules() -> Iterator[str]:
    """The rules for which a fault is planted in the tests."""
    for file in FAULTS:
        for fault in yaml.safe_load(file.read_text(encoding="utf-8")):
            yield from [fault["rule"]] if isinstance(fault["rule"], str) else fault["rule"]


def test_every_rule_is_on_the_page() -> None:
    named = set(rules())
    assert named
    assert named - words("checks.md") == set()


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.__name__)
def test_every_field_is_on_the_page(model: type[Record]) -> None:
    assert set(model.model_fields) - words("dataset.md") == set()


def test_the_tables_of_fields_are_the_generated_ones() -> None:
    """After a change in graph/records: narrows schema --markdown docs/dataset.md."""
    page = (ROOT / "docs" / "dataset.md").read_text(encoding="utf-8")
    assert with_tables(page) == page
    marked = re.findall(r"<!-- fields: (\w+) -->", page)
    generated = tables()
    assert sorted(marked) == sorted(set(generated) - {"Retired"})
    assert all(f"<!-- fields: {name} -->\n\n{generated[name]}\n" in page for name in marked)
    spoilt = page.replace("| `headquarters` | yes |", "| `headquarters` |  |", 1)
    assert spoilt != page
    assert with_tables(spoilt) == page


def test_every_command_and_option_is_on_the_page() -> None:
    parser = build_parser()
    commands = next(a for a in parser._actions if isinstance(a, argparse._SubParsersAction))
    options = {o for p in commands.choices.values() for a in p._actions for o in a.option_strings}
    said = words("cli.md")
    assert set(commands.choices) - said == set()
    assert options - {"-h", "--help"} - said == set()
