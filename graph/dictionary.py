"""The data dictionary: a table of fields for every record, generated from the records.

A page shows the table of a record below the line ``<!-- fields: Component -->``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from . import records
from .records import Record, base
from .schema import tidy

HEAD = "| field | required | value | meaning |\n|---|---|---|---|\n"
MARK = re.compile(r"<!-- fields: (\w+) -->\n+(?:\|.*\n)*\n*")
_PATTERNS: Mapping[str, str] = MappingProxyType(
    {
        base.ID_PATTERN: "id",
        base.COUNTRY_PATTERN: "country code",
        base.DATE_PATTERN: "date",
        base.PERIOD_PATTERN: "period",
        base.SIDE_PATTERN: "letter",
        base.OFFERING_PATTERN: "offering",
        base.MARKET_PATTERN: "market",
        base.URL_PATTERN: "web address",
    }
)
_TYPES: Mapping[str, str] = MappingProxyType(
    {"string": "text", "boolean": "true or false", "integer": "whole number", "number": "number"}
)
_PLURALS: Mapping[str, str] = MappingProxyType(
    {"web address": "web addresses", "country code": "country codes"}
)


def tables() -> dict[str, str]:
    """The table of every record, as Markdown, by the record's name."""
    found = ((name, getattr(records, name)) for name in records.__all__)
    return {name: _table(model) for name, model in found if model is not Record}


def with_tables(page: str) -> str:
    """A page with the present tables below their marks; raises KeyError for an unknown record."""
    every = tables()
    return MARK.sub(lambda found: f"<!-- fields: {found[1]} -->\n\n{every[found[1]]}\n", page)


def _table(model: type[Record]) -> str:
    schema = tidy(model.model_json_schema())
    required = set(schema.get("required", ()))
    shared = set(base.Disputable.model_fields) if issubclass(model, base.Disputable) else set()
    rows = []
    for name, field in schema["properties"].items():
        if name in shared:
            continue
        must = "yes" if name in required else ""
        rows.append(f"| `{name}` | {must} | {_value(field)} | {_meaning(field.get('description', ''))} |\n")
    return HEAD + "".join(rows)


def _value(field: Mapping[str, Any]) -> str:
    if "$ref" in field:
        return _words(field["$ref"].rpartition("/")[2])
    if field.get("const") is True:
        return "`true`"
    if "enum" in field:
        return "one of " + ", ".join(f"`{choice}`" for choice in field["enum"])
    if field.get("type") == "array":
        item = _value(field["items"])
        return f"list of {item if item.startswith('one of') else _plural(item)}"
    if field.get("type") == "object":
        return "names by language"
    return _PATTERNS.get(field.get("pattern", ""), _TYPES.get(field.get("type", ""), "value"))


def _words(name: str) -> str:
    """A record's name in words.

    >>> _words("TimelineEntry")
    'timeline entry'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def _plural(noun: str) -> str:
    """
    >>> _plural("capacity"), _plural("share"), _plural("web address")
    ('capacities', 'shares', 'web addresses')
    """
    if noun in _PLURALS:
        return _PLURALS[noun]
    if noun == "not needed":
        return "components not needed"
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"


def _meaning(description: str) -> str:
    """A description as a table has it: no capital at the start unless it is a name, no full stop."""
    text = description if description.endswith("...") else description.removesuffix(".")
    lower = text[:1].isupper() and not text[1:2].isupper()
    return f"{text[:1].lower()}{text[1:]}".replace("|", "\\|") if lower else text.replace("|", "\\|")
