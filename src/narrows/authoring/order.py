"""The order in which fields and lists stand: that of the records, so that it is defined once."""

from __future__ import annotations

import re

from pydantic import BaseModel

from ..graph.dates import last_day
from ..graph.messages import inner_model
from ..graph.records.base import DATE_PATTERN, PERIOD_PATTERN, Disputable
from .tree import Branch, Entry, Node

SORTED = frozenset({"suppliers", "shares", "positions", "timeline"})
"""The fields whose lists have an order that a check demands; no computation looks at it.

The others stay as they are written: the first capacity, for one, is the one that results name.
"""


def put_in_order(node: Node, model: type[BaseModel] | None) -> None:
    """Sort the fields of a record, and its lists that have an order, in the tree itself.

    A field that the record does not know stays, behind those it knows.
    """
    if not isinstance(node, Branch):
        return
    if not node.keyed:
        for entry in node.entries:
            put_in_order(entry.node, model)
        return
    if model is None:
        return
    place = {name: i for i, name in enumerate(field_order(model))}
    node.entries.sort(key=lambda entry: place.get(entry.key, len(place)))
    for entry in node.entries:
        info = model.model_fields.get(entry.key)
        put_in_order(entry.node, inner_model(info.annotation) if info else None)
        if entry.key in SORTED and isinstance(entry.node, Branch) and not entry.node.keyed:
            _sort(entry.key, entry.node)


def field_order(model: type[BaseModel]) -> tuple[str, ...]:
    """The names of a record's fields as they stand in files.

    They stand as the record has them, but the side of a dispute stands above the evidence that it is for.

    >>> from ..graph.records import Share
    >>> field_order(Share)[-4:]
    ('period', 'dispute', 'position', 'evidence')
    """
    names = list(model.model_fields)
    if not issubclass(model, Disputable):
        return tuple(names)
    side = [name for name in names if name in Disputable.model_fields]
    rest = [name for name in names if name not in side]
    at = rest.index("evidence") if "evidence" in rest else len(rest)
    return (*rest[:at], *side, *rest[at:])


def _sort(field: str, node: Branch) -> None:
    items = [entry.node for entry in node.entries]
    if not all(isinstance(item, Branch) and item.keyed for item in items):
        return
    if field == "suppliers":
        node.entries.sort(key=_supplier)
    elif field == "positions":
        node.entries.sort(key=lambda entry: _word(entry, "id"))
    elif all(_day(entry) for entry in node.entries):
        node.entries.sort(key=_day, reverse=field != "timeline")


def _supplier(entry: Entry) -> tuple[int, str, str]:
    company, side = _word(entry, "company"), _word(entry, "position")
    if company:
        return 0, company, side
    return (1, _word(entry, "country"), side) if _word(entry, "unnamed") else (2, "", side)


def _word(entry: Entry, key: str) -> str:
    value = entry.node.data_of(key) if isinstance(entry.node, Branch) else None
    return str(value) if value is not None else ""


def _day(entry: Entry) -> str:
    """The last day that a dated item speaks of; empty if it has no date that can be read."""
    text = _word(entry, "period") or _word(entry, "date")
    readable = re.match(PERIOD_PATTERN, text) or re.match(DATE_PATTERN, text)
    return last_day(text) if readable else ""
