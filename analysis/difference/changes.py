"""What changed between two versions of a dataset, in meaning and not in text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Literal

from ...graph.dataset import Dataset
from ...graph.entries import RECORD_KINDS, WORDING, Entry, Kind, entries_of
from ...graph.records import Evidence
from ...graph.statements import (
    Statement,
    statements_of,
    statements_of_claim,
    statements_of_company,
    statements_of_control,
)

What = Literal["added", "removed", "changed"]
Group = Literal[
    "dataset", "components", "companies", "edges", "values", "sources", "rules", "evidence", "wording"
]
GROUPS: tuple[Group, ...] = (
    "dataset",
    "components",
    "companies",
    "edges",
    "values",
    "sources",
    "rules",
    "evidence",
    "wording",
)
_GROUP_OF: Mapping[Kind, Group] = {
    "dataset": "dataset",
    "layer": "dataset",
    "retired": "dataset",
    "component": "components",
    "company": "companies",
    "owner": "companies",
    "need": "edges",
    "alternative": "edges",
    "supplier": "edges",
    "place": "edges",
    "buyer": "edges",
    "not needed": "edges",
    "share": "values",
    "capacity": "values",
    "stock": "values",
    "spec": "values",
    "source": "sources",
    "control": "rules",
    "status": "rules",
    "coverage": "rules",
    "scenario": "rules",
    "claim": "rules",
    "finding": "rules",
    "dispute": "rules",
    "side": "rules",
}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of an entry before and after, as plain values; None where it is not there.

    name : the field; of evidence other than the statement's own with the name of that in front.
    """

    name: str
    before: Any
    after: Any

    @property
    def wording(self) -> bool:
        """Whether it is only for readers."""
        return self.name.rpartition(".")[2] in WORDING


@dataclass(frozen=True, slots=True)
class Change:
    """One entry that was added, removed or changed.

    key : the statement's id, with what tells several of one id apart in brackets.
    says : what it says, in words; of a removed one what it said.
    fields : what differs; empty for what was added or removed.
    confidence : in the statement itself, before and after; None without evidence.
    sources : those it cites, before and after, sorted.
    """

    what: What
    group: Group
    kind: Kind
    key: str
    id: str
    record: str
    file: str
    says: str
    fields: tuple[FieldChange, ...]
    confidence: tuple[str | None, str | None]
    sources: tuple[tuple[str, ...], tuple[str, ...]]

    def to_dict(self) -> dict[str, Any]:
        return {
            "change": self.what,
            "group": self.group,
            "kind": self.kind,
            "statement": self.id,
            "key": self.key,
            "record": self.record,
            "file": self.file,
            "says": self.says,
            "fields": [{"field": f.name, "before": f.before, "after": f.after} for f in self.fields],
            "confidence_before": self.confidence[0],
            "confidence_after": self.confidence[1],
            "sources_before": list(self.sources[0]),
            "sources_after": list(self.sources[1]),
        }


def changes_between(before: Dataset, after: Dataset) -> tuple[Change, ...]:
    """Every entry that differs, by group, then by key. O(statements).

    Layout, comments and the order of needs, suppliers, shares and citations are no change.
    """
    first, second = _differing(before, after), _differing(after, before)
    return changed_entries(entries_of(first), entries_of(second), texts_of(first), texts_of(second))


def _differing(dataset: Dataset, other: Dataset) -> Dataset:
    """The dataset with only those records that the other has not in the same words."""
    kept: dict[str, Any] = {
        kind: MappingProxyType(
            {i: r for i, r in getattr(dataset, kind).items() if getattr(other, kind).get(i) != r}
        )
        for kind, _ in RECORD_KINDS
    }
    return replace(dataset, **kept)


def changed_entries(
    first: Mapping[str, Entry],
    second: Mapping[str, Entry],
    said_first: Texts,
    said_second: Texts,
) -> tuple[Change, ...]:
    """The same from entries, and what statements say by id."""
    found: list[Change] = []
    for key in sorted({*first, *second}):
        old, new = first.get(key), second.get(key)
        entry = new or old
        if entry is None or (old is not None and new is not None and _same(old, new)):
            continue
        fields = tuple(_fields(old, new)) if old and new else ()
        says = _says(entry, said_second if new else said_first)
        found.append(
            Change(
                what="added" if old is None else "removed" if new is None else "changed",
                group=_group(entry.kind, fields),
                kind=entry.kind,
                key=key,
                id=entry.id,
                record=entry.record,
                file=entry.file,
                says=says,
                fields=fields,
                confidence=(old.confidence if old else None, new.confidence if new else None),
                sources=(sources_of(old), sources_of(new)),
            )
        )
    return tuple(sorted(found, key=lambda c: (GROUPS.index(c.group), c.key)))


def sources_of(entry: Entry | None) -> tuple[str, ...]:
    """The sources that an entry cites, sorted; those it was read through included."""
    if entry is None:
        return ()
    cited = {c.source for e in entry.evidence.values() for c in e.cites}
    return tuple(sorted(cited | {e.via for e in entry.evidence.values() if e.via}))


def _same(old: Entry, new: Entry) -> bool:
    if old.values == new.values and old.evidence == new.evidence:
        return True
    return next(_fields(old, new), None) is None  # citations in another order


def _fields(old: Entry, new: Entry) -> Iterator[FieldChange]:
    for name in sorted({*old.values, *new.values}):
        before, after = old.values.get(name), new.values.get(name)
        if before != after:
            yield FieldChange(name, before, after)
    for name in sorted({*old.evidence, *new.evidence}):
        prefix = "" if name == "evidence" else f"{name}."
        first, second = _evidence(old.evidence.get(name)), _evidence(new.evidence.get(name))
        for part in sorted({*first, *second}):
            if first.get(part) != second.get(part):
                yield FieldChange(f"{prefix}{_PARTS.get(part, part)}", first.get(part), second.get(part))


_PARTS: Mapping[str, str] = {"kind": "kind of evidence"}
_SUPPORT = frozenset({"kind of evidence", "as_of", "confidence", "cites", "via"})


def _evidence(evidence: Evidence | None) -> dict[str, Any]:
    if evidence is None:
        return {}
    cites = [f"{c.source}, {c.at}" if c.at else c.source for c in evidence.cites]
    plain = {
        "kind": evidence.kind,
        "as_of": evidence.as_of,
        "confidence": evidence.confidence,
        "cites": sorted(cites),
        "via": evidence.via,
        "note": evidence.note,
    }
    return {name: value for name, value in plain.items() if value is not None}


def _group(kind: Kind, fields: tuple[FieldChange, ...]) -> Group:
    if fields and all(f.wording for f in fields):
        return "wording"
    if fields and all(f.wording or f.name.rpartition(".")[2] in _SUPPORT for f in fields):
        return "evidence"
    return _GROUP_OF[kind]


Texts = Mapping[str, Sequence[Statement]]


def _says(entry: Entry, texts: Texts) -> str:
    """What an entry says; several statements of one id differ in evidence, measure or side."""
    found = list(texts.get(entry.id, ()))
    if entry.kind == "share":
        whole = f" of {entry.values.get('measure')}, {entry.values.get('market', 'world')}, "
        found = [s for s in found if whole in s.text]
    if len(found) > 1:
        mine = entry.evidence.get("evidence")
        found = [s for s in found if s.evidence == mine] or found
    if found:
        return found[0].text
    name = entry.values.get("name") or entry.values.get("title") or entry.values.get("statement")
    return f"{entry.kind}: {name}" if isinstance(name, str) else f"{entry.kind} {entry.id}"


def texts_of(dataset: Dataset) -> dict[str, list[Statement]]:
    """The statements of a dataset, by id."""
    out: dict[str, list[Statement]] = {}
    for component in dataset.components.values():
        for statement in statements_of(component):
            out.setdefault(statement.id, []).append(statement)
    for company in dataset.companies.values():
        for statement in statements_of_company(company):
            out.setdefault(statement.id, []).append(statement)
    for control in dataset.controls.values():
        for statement in statements_of_control(control):
            out.setdefault(statement.id, []).append(statement)
    for claim in dataset.claims.values():
        for statement in statements_of_claim(claim):
            out.setdefault(statement.id, []).append(statement)
    return out
