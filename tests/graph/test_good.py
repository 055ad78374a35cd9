"""The good dataset has nothing to say about, and everything in it."""

from __future__ import annotations

import dataclasses
import doctest
import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from narrows.graph import records
from narrows.graph.checks import walk
from narrows.graph.dataset import Dataset
from narrows.graph.loader import load_dataset, read_dataset
from narrows.graph.problems import DatasetError, Loc, Problem
from narrows.graph.records import Record
from narrows.graph.records.base import Disputable

GOOD = Path(__file__).parent / "good"
KINDS = [getattr(records, name) for name in records.__all__]


def everything(value: Any, loc: Loc = ()) -> Iterator[tuple[Loc, Record]]:
    """Every record inside a value, the slow and plain way."""
    if isinstance(value, Record):
        yield loc, value
        for name in type(value).model_fields:
            yield from everything(getattr(value, name), (*loc, name))
    elif isinstance(value, tuple):
        for i, item in enumerate(value):
            yield from everything(item, (*loc, i))


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return load_dataset(GOOD)


def test_it_has_no_problems() -> None:
    dataset, problems = read_dataset(GOOD)
    assert problems == ()
    assert dataset is not None
    assert not dataset.manifest.synthetic


def test_every_file_is_a_record(dataset: Dataset) -> None:
    files = {p.relative_to(GOOD).as_posix() for p in GOOD.rglob("*.yaml")}
    assert set(dataset.files.values()) | {"dataset.yaml", "retired.yaml"} == files
    assert list(dataset.files) == sorted(dataset.files)
    assert all(Path(path).stem == id_ for id_, path in dataset.files.items())


def test_every_field_of_every_record_is_used(dataset: Dataset) -> None:
    roots = [dataset.manifest, dataset.retired, *(record for _, record in walk.records(dataset))]
    used = {
        (type(record), name)
        for root in roots
        for _, record in everything(root)
        for name in record.model_fields_set
    }
    for kind in KINDS:
        for name in kind.model_fields:
            if kind is not records.Share and issubclass(kind, Disputable) and name in Disputable.model_fields:
                continue  # a dispute about a share stands for all
            assert (kind, name) in used, f"{kind.__name__}.{name} is not in the good dataset"


def test_names_and_order(dataset: Dataset) -> None:
    assert dataset.layer_order == ("training", "chip", "input")
    assert dataset.name("sk-hynix") == "SK hynix"
    assert dataset.name("hbm3e") == "HBM3E stack"
    assert dataset.name("nobody") == "nobody"


def test_it_cannot_be_changed(dataset: Dataset) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        dataset.manifest = dataset.manifest  # type: ignore[misc]
    with pytest.raises(ValueError, match="frozen"):
        dataset.companies["asml"].name = "Other"  # type: ignore[misc]
    with pytest.raises(TypeError):
        dataset.companies["asml"] = dataset.companies["tsmc"]  # type: ignore[index]


@pytest.mark.parametrize("kind", [*KINDS, Disputable, Record], ids=lambda kind: kind.__name__)
def test_walk_finds_every_value_of_a_kind(kind: type[Record], dataset: Dataset) -> None:
    slow = [
        (file, loc)
        for file, record in walk.records(dataset)
        for loc, value in everything(record)
        if isinstance(value, kind)
    ]
    found = [(at.file, at.loc) for at in walk.everywhere(dataset, kind)]
    assert sorted(found, key=str) == sorted(slow, key=str)


def test_loading_raises_all_problems_at_once(good: Path) -> None:
    for name in ("asml", "tsmc"):
        (good / f"companies/{name}.yaml").write_text(f"id: {name}\nname: X\nheadquarters: UK\n")
    with pytest.raises(DatasetError) as caught:
        load_dataset(good)
    assert [problem.rule for problem in caught.value.problems] == ["unknown-country", "unknown-country"]
    assert str(caught.value).startswith("2 errors in the dataset:\ncompanies/asml.yaml:3:15: headquarters: ")


def test_loading_passes_over_warnings(good: Path) -> None:
    (good / "companies/ims.yaml").write_text("id: ims\nname: IMS\nheadquarters: AT\n")
    assert "ims" in load_dataset(good).companies


def test_reading_without_warnings_keeps_every_error(good: Path) -> None:
    (good / "companies/ims.yaml").write_text("id: ims\nname: IMS\nheadquarters: AU\n")
    assert [problem.rule for problem in read_dataset(good)[1]] == ["unused-company"]
    assert read_dataset(good, warnings=False)[1] == ()
    (good / "companies/ims.yaml").write_text("id: ims\nname: IMS\nheadquarters: UK\n")
    assert [problem.rule for problem in read_dataset(good, warnings=False)[1]] == ["unknown-country"]


def test_one_error_is_called_one_error() -> None:
    wrong = Problem("a.yaml", 1, 2, "", "what", "rule")
    idle = Problem("a.yaml", 1, 2, "", "what", "rule", "do this", "warning")
    assert str(DatasetError([wrong, idle])) == (
        "1 error in the dataset:\na.yaml:1:2: what [rule]\na.yaml:1:2: warning: what; do this [rule]"
    )


@pytest.mark.parametrize(
    "name", ["problems", "strict_yaml", "dates", "countries", "checks.cycles", "checks.walk"]
)
def test_examples_in_the_code(name: str) -> None:
    module = importlib.import_module(f"narrows.graph.{name}")
    failed, tried = doctest.testmod(module, extraglobs={"Supplier": records.Supplier})
    assert failed == 0
    assert tried > 0
