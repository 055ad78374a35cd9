"""A dataset taken apart into entries: every thing that is said, under the id that people name it by.

The ids are those of ``statements``: component/role/alternative/field/period. Order, layout and
comments of the files play no part, so that two datasets say the same if their entries are equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Literal

from .checks.walk import offering_id
from .dataset import Dataset
from .records import (
    Alternative,
    Buyer,
    Capacity,
    Evidence,
    Place,
    Record,
    Requirement,
    Share,
    Stock,
    Supplier,
)
from .records.base import Disputable
from .records.claim import ClaimFinding, ClaimRule
from .records.company import Owner
from .records.component import NotNeeded
from .records.control import Coverage, TimelineEntry
from .records.dispute import Position
from .records.manifest import Layer, Manifest, RetiredId
from .records.values import Spec

Kind = Literal[
    "dataset",
    "layer",
    "retired",
    "component",
    "company",
    "source",
    "control",
    "scenario",
    "claim",
    "dispute",
    "need",
    "alternative",
    "supplier",
    "place",
    "buyer",
    "share",
    "capacity",
    "stock",
    "spec",
    "not needed",
    "owner",
    "status",
    "coverage",
    "finding",
    "side",
]
RECORD_KINDS: tuple[tuple[str, Kind], ...] = (
    ("components", "component"),
    ("companies", "company"),
    ("sources", "source"),
    ("controls", "control"),
    ("scenarios", "scenario"),
    ("claims", "claim"),
    ("disputes", "dispute"),
)
WORDING = frozenset(
    {
        "name",
        "title",
        "original_title",
        "description",
        "note",
        "aliases",
        "local_names",
        "cite_as",
        "reason",
        "question",
    }
)
"""Fields for readers: no analysis looks at them."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing said.

    key : what it is matched by: the id, with what tells entries of one id apart in brackets.
    id : as in ``statements``.
    record, file : the record it stands in, and that record's path in the dataset's folder.
    parent : the key of the entry around it; empty for a record.
    values : its own fields as plain values; those left at their default are left out.
    evidence : the support, by field: ``evidence``, ``lead_time_evidence`` and so on.
    """

    key: str
    id: str
    kind: Kind
    record: str
    file: str
    parent: str
    values: Mapping[str, Any]
    evidence: Mapping[str, Evidence]

    @property
    def confidence(self) -> str | None:
        """The confidence in the statement itself, if it has evidence."""
        said = self.evidence.get("evidence")
        return said.confidence if said else None


def entries_of(dataset: Dataset) -> dict[str, Entry]:
    """Every entry of a dataset, by key, sorted. O(statements).

    >>> from narrows import load
    >>> found = entries_of(load("tutorial").dataset)
    >>> found["hbm3/suppliers/mem-a/share/2026 [units, world]"].values["value"]
    0.7
    """
    out: dict[str, Entry] = {}
    for found in _everything(dataset):
        key, number = found.key, 2
        while key in out:
            key, number = f"{found.key} #{number}", number + 1
        out[key] = found if key == found.key else replace(found, key=key)
    return dict(sorted(out.items()))


def _everything(dataset: Dataset) -> Iterator[Entry]:
    yield from _Walk("dataset", "dataset.yaml").entry("dataset", "dataset", "", dataset.manifest)
    yield from _Walk("retired", "retired.yaml").children("retired", "", dataset.retired)
    for records, kind in RECORD_KINDS:
        for id_, record in getattr(dataset, records).items():
            yield from _Walk(id_, dataset.files.get(id_, "")).entry(id_, kind, "", record)


@dataclass(frozen=True, slots=True)
class _Walk:
    """The way through one record; ``within`` is the side of a dispute that holds around a value."""

    record: str
    file: str
    within: str = ""

    def entry(self, id_: str, kind: Kind, parent: str, value: Record) -> Iterator[Entry]:
        """A value and all that stands in it."""
        values: dict[str, Any] = {}
        evidence: dict[str, Evidence] = {}
        for name, field in value:
            if isinstance(field, Evidence):
                evidence[name] = field
            elif name != "id" and not _are_entries(field) and field != type(value).model_fields[name].default:
                plain = _plain(field)
                if plain not in (None, [], {}):
                    values[name] = plain
        if isinstance(value, Manifest):
            values["layers"] = [layer.id for layer in value.layers]
        side = value.position if isinstance(value, Disputable) else None
        inside = replace(self, within=f"side {side}") if side else self
        told_apart = [*_told_apart(value), *([inside.within] if inside.within else [])]
        key = f"{id_} [{', '.join(told_apart)}]" if told_apart else id_
        yield Entry(key, id_, kind, self.record, self.file, parent, values, evidence)
        yield from inside.children(id_, key, value)

    def children(self, base: str, parent: str, value: Record) -> Iterator[Entry]:
        """The entries in a value."""
        for _, field in value:
            if isinstance(field, ClaimRule):
                yield from self.children(base, parent, field)
            elif _are_entries(field):
                for number, item in enumerate(field, 1):
                    kind, named = _NAMES[type(item)]
                    yield from self.entry(named(base, self.record, item, number), kind, parent, item)


def _are_entries(field: Any) -> bool:
    return isinstance(field, tuple) and bool(field) and type(field[0]) in _NAMES


def _plain(field: Any) -> Any:
    """A field as plain values, without what are entries of their own."""
    if isinstance(field, ClaimRule):
        return field.model_dump(mode="json", exclude_defaults=True, exclude={"findings"})
    if isinstance(field, Record):
        return field.model_dump(mode="json", exclude_defaults=True)
    if isinstance(field, tuple):
        return [_plain(item) for item in field]
    return field


def _told_apart(value: Record) -> list[str]:
    if isinstance(value, Share):
        return [value.measure, value.market]
    if isinstance(value, Capacity):
        return [value.unit]
    if isinstance(value, Stock):
        return [x for x in (value.unit, value.maker, value.held_by) if x]
    return []


Namer = Callable[[str, str, Any, int], str]


def _need(base: str, record: str, item: Requirement, _: int) -> str:
    # What only one supplier needs is named by its offering, as in commands.
    owner = base.replace("/suppliers/", "@", 1) if "/suppliers/" in base else record
    return f"{owner}/{item.role}"


def _supplier(base: str, record: str, item: Supplier, _: int) -> str:
    return f"{base}/suppliers/{offering_id(record, item).partition('@')[2]}"


_NAMES: Mapping[type[Record], tuple[Kind, Namer]] = MappingProxyType(
    {
        Requirement: ("need", _need),
        Supplier: ("supplier", _supplier),
        Alternative: ("alternative", lambda b, _, x, n: f"{b}/{x.component or x.offering or 'unknown'}"),
        Place: ("place", lambda b, _, x, n: f"{b}/made_in/{x.id}"),
        Buyer: ("buyer", lambda b, _, x, n: f"{b}/buyers/{x.company}"),
        Share: ("share", lambda b, _, x, n: f"{b}/share/{x.period}"),
        Capacity: ("capacity", lambda b, _, x, n: f"{b}/capacity/{x.period}"),
        Stock: ("stock", lambda b, _, x, n: f"{b}/stock/{x.date}"),
        Spec: ("spec", lambda b, _, x, n: f"{b}/specs/{x.name}"),
        NotNeeded: ("not needed", lambda b, _, x, n: f"{b}/not_needed/{x.component}"),
        Owner: ("owner", lambda b, _, x, n: f"{b}/owners/{x.company or x.holder or ''}"),
        TimelineEntry: ("status", lambda b, _, x, n: f"{b}/timeline/{x.date}"),
        Coverage: ("coverage", lambda b, _, x, n: f"{b}/covers/{x.component or x.layer or x.offering or ''}"),
        ClaimFinding: ("finding", lambda b, _, x, n: f"{b}/finding/{n}"),
        Position: ("side", lambda b, _, x, n: f"{b}/{x.id}"),
        Layer: ("layer", lambda b, _, x, n: f"{b}/layers/{x.id}"),
        RetiredId: ("retired", lambda b, _, x, n: f"{b}/{x.id}"),
    }
)
