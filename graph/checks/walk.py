"""Ways through a dataset's records that keep track of file and place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ..dataset import Dataset
from ..problems import Loc
from ..records import Alternative, Component, Evidence, Place, Record, Requirement, Share, Supplier
from ..records.base import Disputable

Row = tuple[Loc, tuple[Share, ...], Disputable | Place]


class At(NamedTuple):
    """A value and where it stands."""

    file: str
    loc: Loc
    value: Any


class Need(NamedTuple):
    """A requirement, its place, and the node that has it (a component or an offering)."""

    file: str
    loc: Loc
    component: Component
    owner: str
    requirement: Requirement


def records(dataset: Dataset) -> Iterator[tuple[str, Record]]:
    """Every record with its file."""
    for kind in ("components", "companies", "sources", "controls", "scenarios", "claims", "disputes"):
        for id_, record in getattr(dataset, kind).items():
            yield dataset.files[id_], record


def requirements(dataset: Dataset) -> Iterator[Need]:
    """Every requirement, of components and of single suppliers."""
    for id_, component in dataset.components.items():
        file = dataset.files[id_]
        for i, requirement in enumerate(component.requires):
            yield Need(file, ("requires", i), component, id_, requirement)
        for s, supplier in enumerate(component.suppliers):
            owner = offering_id(id_, supplier)
            for i, requirement in enumerate(supplier.requires):
                yield Need(file, ("suppliers", s, "requires", i), component, owner, requirement)


def alternatives(dataset: Dataset) -> Iterator[tuple[Need, Loc, Alternative]]:
    """Every alternative with its requirement."""
    for need in requirements(dataset):
        for i, alternative in enumerate(need.requirement.any_of):
            yield need, (*need.loc, "any_of", i), alternative


def suppliers(dataset: Dataset) -> Iterator[tuple[str, Loc, Component, Supplier]]:
    """Every supplier of every component."""
    for id_, component in dataset.components.items():
        for i, supplier in enumerate(component.suppliers):
            yield dataset.files[id_], ("suppliers", i), component, supplier


def offering_id(component: str, supplier: Supplier) -> str:
    """The id of a supplier's offering.

    >>> offering_id("hbm3", Supplier(company="sk-hynix"))
    'hbm3@sk-hynix'
    >>> offering_id("resist", Supplier(unnamed=True, country="JP"))
    'resist@unnamed-jp'
    """
    if supplier.company:
        return f"{component}@{supplier.company}"
    if supplier.unnamed:
        return f"{component}@unnamed-{(supplier.country or 'xx').lower()}"
    return f"{component}@unknown"


def everywhere(dataset: Dataset, kind: type[Record]) -> tuple[At, ...]:
    """Every value of one kind anywhere in the dataset; the records are walked once for all kinds."""
    if not dataset.found:
        for file, record in records(dataset):
            _note(dataset.found, file, (), record)
    return tuple(dataset.found.get(kind, ()))


def _note(found: dict[type, list[At]], file: str, loc: Loc, value: Any) -> None:
    if isinstance(value, tuple):
        for i, item in enumerate(value):
            _note(found, file, (*loc, i), item)
    elif isinstance(value, Record):
        for kind in type(value).__mro__[:-2]:
            found.setdefault(kind, []).append(At(file, loc, value))
        for name, inner in value:
            if inner and not isinstance(inner, (str, int, float)):
                _note(found, file, (*loc, name), inner)


def share_lists(dataset: Dataset) -> Iterator[tuple[str, Loc, str, list[Row]]]:
    """Every set of shares of one whole: (file, place, what, [(place, shares, owner)])."""
    for need in requirements(dataset):
        rows: list[Row] = [
            ((*need.loc, "any_of", i, "shares"), alt.shares, alt)
            for i, alt in enumerate(need.requirement.any_of)
        ]
        yield need.file, (*need.loc, "any_of"), f'"{need.requirement.role}"', rows
    for id_, component in dataset.components.items():
        file = dataset.files[id_]
        rows = [(("suppliers", i, "shares"), s.shares, s) for i, s in enumerate(component.suppliers)]
        if rows:
            yield file, ("suppliers",), "the suppliers", rows
        for i, supplier in enumerate(component.suppliers):
            for field, what in (("made_in", "the places"), ("buyers", "the buyers")):
                here: Loc = ("suppliers", i, field)
                parts: list[Row] = [
                    ((*here, j, "shares"), part.shares, part)
                    for j, part in enumerate(getattr(supplier, field))
                ]
                if parts:
                    yield file, here, what, parts


def evidence_of(dataset: Dataset) -> Iterator[tuple[str, Loc, Evidence]]:
    """Every piece of evidence."""
    for found in everywhere(dataset, Evidence):
        yield found.file, found.loc, found.value
