"""What changed, in meaning: nothing is missed, and layout is nothing."""

from __future__ import annotations

import doctest
import importlib
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from narrows.analysis.difference.changes import changes_between
from narrows.graph.entries import entries_of
from narrows.graph.loader import load_dataset
from narrows.graph.records import Record
from narrows.graph.statements import statements_of, statements_of_company, statements_of_control
from narrows.graph.supply import SupplyGraph

FIELDS_OF_A_STATEMENT = (
    "amount",
    "per_wafer",
    "lead_time_months",
    "runs_without_months",
    "stock_lasts_months",
)
KINDS = ("components", "companies", "sources", "controls", "scenarios", "claims", "disputes")
HBM2E = "components/memory/hbm2e.yaml"


def test_every_statement_is_an_entry(ai_chips: SupplyGraph) -> None:
    dataset = ai_chips.whole or ai_chips.dataset
    ids = {e.id for e in entries_of(dataset).values()}
    said = [s.id for c in dataset.components.values() for s in statements_of(c)]
    said += [s.id for c in dataset.companies.values() for s in statements_of_company(c)]
    said += [s.id for c in dataset.controls.values() for s in statements_of_control(c)]
    missing = {s for s in said if s not in ids and s.rpartition("/")[2] not in FIELDS_OF_A_STATEMENT}
    assert missing == {f"{c}/headquarters" for c, r in dataset.companies.items() if r.evidence}


def test_no_two_entries_share_a_key_by_chance(ai_chips: SupplyGraph) -> None:
    assert [k for k in entries_of(ai_chips.whole or ai_chips.dataset) if "#" in k] == []


def test_layout_comments_and_order_are_no_change(copy: Callable[..., Path]) -> None:
    name = "components/memory/hbm3.yaml"
    file = copy() / name
    text = file.read_text(encoding="utf-8")
    head, _, suppliers = text.partition("suppliers:\n")
    cited = head.replace("name:", "# a comment\nname:   ").replace("\n\n", "\n")
    other = copy()
    (other / name).write_text(f"suppliers:\n{suppliers}\n{cited}", encoding="utf-8")
    assert text != (other / name).read_text(encoding="utf-8")
    assert changes_between(load_dataset(copy()), load_dataset(other)) == ()


def test_a_new_supplier_is_named_by_its_statement(graph: Callable[..., SupplyGraph]) -> None:
    new = "  - company: pack-b\n    made_in: [{country: CN}]\n"
    found = changes_between(graph().dataset, graph((HBM2E, "", new)).dataset)
    assert [(c.what, c.group, c.key) for c in found] == [
        ("added", "edges", "hbm2e/suppliers/pack-b"),
        ("added", "edges", "hbm2e/suppliers/pack-b/made_in/cn"),
    ]
    assert found[0].says == "pack-b supplies hbm2e, made in CN"


def test_a_share_shows_before_and_after_and_a_note_is_wording(graph: Callable[..., SupplyGraph]) -> None:
    name = "components/memory/hbm3.yaml"
    new = graph((name, "value: 0.7,", "value: 0.6,"), (name, "value: 0.3,", "value: 0.4,"))
    found = changes_between(graph().dataset, new.dataset)
    assert [(c.key, c.fields[0].before, c.fields[0].after) for c in found] == [
        ("hbm3/suppliers/mem-a/share/2026 [units, world]", 0.7, 0.6),
        ("hbm3/suppliers/mem-b/share/2026 [units, world]", 0.3, 0.4),
    ]
    told = changes_between(graph().dataset, graph((HBM2E, "The older", "The elder")).dataset)
    assert [(c.group, c.fields[0].name) for c in told] == [("wording", "description")]


def places(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[tuple[Any, ...], Any]]:
    """Every plain value in a record, with the way to it."""
    if isinstance(value, Record):
        return [found for name, inner in value for found in places(inner, (*way, name))]
    if isinstance(value, tuple):
        return [found for i, inner in enumerate(value) for found in places(inner, (*way, i))]
    return [(way, value)] if isinstance(value, (str, bool, int, float)) else []


def put(value: Any, way: tuple[Any, ...], new: Any) -> Any:
    """A record with another plain value, whether or not it is valid."""
    if not way:
        return new
    here, rest = way[0], way[1:]
    if isinstance(value, tuple):
        return (*value[:here], put(value[here], rest, new), *value[here + 1 :])
    return value.model_copy(update={here: put(getattr(value, here), rest, new)})


def other(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, (int, float)) else f"{value}-x"


@pytest.mark.parametrize(
    "kind", ["components", "companies", "sources", "controls", "scenarios", "claims", "disputes"]
)
def test_no_value_changes_unseen(kind: str, ai_chips: SupplyGraph) -> None:
    """Any one value of any record, changed: there is a change, and it is in that record."""
    dataset = ai_chips.whole or ai_chips.dataset
    draw = random.Random(kind)
    records = getattr(dataset, kind)
    for id_ in draw.sample(sorted(records), min(8, len(records))):
        one = replace(dataset, **{k: MappingProxyType({}) for k in KINDS}, files={id_: "x"})
        before = replace(one, **{kind: MappingProxyType({id_: records[id_]})})
        found = [p for p in places(records[id_]) if p[0] != ("id",)]
        for way, value in draw.sample(found, min(25, len(found))):
            spoilt = put(records[id_], way, other(value))
            after = replace(one, **{kind: MappingProxyType({id_: spoilt})})
            changes = changes_between(before, after)
            assert changes, f"{id_}: {way}"
            assert {c.record for c in changes} == {id_}


@pytest.mark.parametrize(
    "name",
    [
        "graph.entries",
        "analysis.difference.compute",
        "analysis.difference.changelog",
        "annotations",
        "links",
    ],
)
def test_examples_in_the_code(name: str) -> None:
    failed, tried = doctest.testmod(importlib.import_module(f"narrows.{name}"))
    assert failed == 0
    assert tried
