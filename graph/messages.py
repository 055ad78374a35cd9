"""From a record's validation errors to problems that say what is wrong and what to do."""

from __future__ import annotations

import json
import typing
from collections.abc import Iterator
from types import MappingProxyType, UnionType
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from .problems import Loc, Problem, did_you_mean, spell_loc
from .records import base
from .strict_yaml import Parsed

FORMS = MappingProxyType(
    {
        base.ID_PATTERN: 'lower-case letters, digits, dots and single hyphens, such as "sk-hynix"',
        base.COUNTRY_PATTERN: 'two capital letters of ISO 3166-1, such as "KR"',
        base.DATE_PATTERN: 'a year, month or day, such as "2025", "2025-06" or "2025-06-30"',
        base.PERIOD_PATTERN: 'a year, half, quarter, month or day, such as "2025", "2025-H1" or "2025-Q2"',
        base.LINE_PATTERN: "one line: take out the line breaks",
        base.SIDE_PATTERN: 'one capital letter, such as "A"',
        base.OFFERING_PATTERN: 'component@company or component@company/place, such as "hbm3e@sk-hynix"',
        base.MARKET_PATTERN: '"world", a country code such as "KR", or the id of a buyer',
        base.URL_PATTERN: 'a web address without spaces, such as "https://example.org/report.pdf"',
        base.LANGUAGE_PATTERN: 'a language code of ISO 639-1 in lower case, such as "zh"',
        base.VERSION_PATTERN: 'year, month and number in quotes, such as "2026.11.0"',
    }
)
_PLACES = MappingProxyType(  # what belongs where a value of another kind stands, and how it is written
    {
        "string_type": ("text", "write text"),
        "bool_type": ("true or false", "write true or false, without quotes"),
        "int_type": ("a whole number", "write digits only, without quotes"),
        "float_type": ("a number", "write digits without quotes, with a point before decimals, such as 0.62"),
        "tuple_type": ("a list", 'begin each item with "- ", also where there is only one'),
        "dict_type": ("a group of fields", 'write "name: value"'),
        "model_type": ("a group of fields", 'write "name: value"'),
    }
)
_LIMITS = MappingProxyType(
    {
        "greater_than_equal": ("small", "the least is", "ge"),
        "greater_than": ("small", "it must be above", "gt"),
        "less_than_equal": ("large", "the most is", "le"),
        "less_than": ("large", "it must be below", "lt"),
    }
)


def explain(error: ValidationError, model: type[BaseModel], parsed: Parsed, path: str) -> Iterator[Problem]:
    """Yield one problem for each validation error, placed at its line and column."""
    for item in error.errors(include_url=False):
        if item["type"] == "too_short" and len(item["input"]) >= item["ctx"]["min_length"]:
            continue  # its items are wrong, and each has an error of its own
        loc: Loc = item["loc"]
        of_key = item["type"] == "extra_forbidden"
        if loc and loc[-1] == "[key]":
            loc, of_key = loc[:-1], True
        line, column = parsed.position(loc, of_key=of_key)
        rule, message, hint = _words(item, model, loc, parsed)
        yield Problem(path, line, column, spell_loc(loc), message, rule, hint)


def _words(item: Any, model: type[BaseModel], loc: Loc, parsed: Parsed) -> tuple[str, str, str]:
    """The rule, what is wrong and what to do, for one validation error."""
    kind, given, context = item["type"], item["input"], item.get("ctx", {})
    name = str(loc[-1]) if loc else ""
    if kind == "extra_forbidden":
        owner = _model_at(model, loc[:-1])
        known = sorted(owner.model_fields) if owner else []
        hint = _close(name, known) or f"fields here: {', '.join(known)}"
        return "unknown-field", f'no field "{name}" here', hint
    about = _about(_field_at(model, loc))
    if kind == "missing":
        return "missing-field", f'the field "{name}" is missing', f'add a line "{name}: ..."{about}'
    if kind == "string_type" and isinstance(given, (int, float)):
        spelt = _shorten(parsed.spelt.get(loc, str(given)))
        return "wrong-type", "this must be text", f'put it in quotes: "{spelt}"'
    if kind in _PLACES:
        belongs, write = _PLACES[kind]
        return "wrong-type", f"{_show(given)} stands where {belongs} belongs", f"{write}{about}"
    if kind == "literal_error":
        known = [word.strip("'") for word in context["expected"].replace(" or ", ", ").split(", ")]
        close = _close(given, known) if isinstance(given, str) else ""
        shown = ", ".join(known[:12])
        more = f" and {len(known) - 12} more, which docs/dataset.md lists" if len(known) > 12 else ""
        return "wrong-value", f"{_show(given)} is not one of {shown}{more}", close
    if kind == "string_pattern_mismatch":
        form = FORMS.get(context["pattern"], "another form is needed")
        return "wrong-value", f"{_show(given)} does not have the right form", f"{form}{about}"
    if kind in _LIMITS:
        size, limit, key = _LIMITS[kind]
        return "wrong-value", f"{_show(given)} is too {size}", f"{limit} {context[key]:g}{about}"
    if kind == "too_short":
        return "wrong-value", "the list is empty", f"{context['min_length']} at least{about}"
    if kind == "string_too_long":
        longest = context["max_length"]
        return "wrong-value", f"{len(given)} characters", f"{longest} at most: shorten it{about}"
    if kind in base.PLAIN_ERRORS:
        return "wrong-value", f"{_show(given)} {item['msg']}", base.PLAIN_ERRORS[kind]
    return "wrong-value", f"{_show(given)} cannot stand here", f"check it{about}"


def _about(info: FieldInfo | None) -> str:
    """What a field is for, in brackets behind what to do."""
    text = info.description.rstrip(".") if info is not None and info.description else ""
    return f" ({text[0].lower() + text[1:] if text[1].islower() else text})" if text else ""


def _close(wrong: str, known: list[str]) -> str:
    return did_you_mean(wrong, known) if len(wrong) <= 60 else ""


def _show(value: Any) -> str:
    if isinstance(value, dict):
        return "a group of fields"
    if isinstance(value, tuple):
        return "a list"
    return _shorten(json.dumps(value, ensure_ascii=False))


def _shorten(text: str) -> str:
    end = '"' if text.startswith('"') else ""
    return text if len(text) <= 60 else f"{text[: 57 - len(end)]}...{end}"


def _model_at(model: type[BaseModel], loc: Loc) -> type[BaseModel] | None:
    """The model that a location inside ``model`` belongs to."""
    current: type[BaseModel] | None = model
    for part in loc:
        if isinstance(part, int):
            continue
        info = current.model_fields.get(part) if current else None
        current = inner_model(info.annotation) if info else None
    return current


def _field_at(model: type[BaseModel], loc: Loc) -> FieldInfo | None:
    """The field that a location inside ``model`` is, or is an item of."""
    names = [(i, part) for i, part in enumerate(loc) if isinstance(part, str)]
    for i, part in reversed(names):
        owner = _model_at(model, loc[:i])
        if owner is not None:
            return owner.model_fields.get(part)
    return None


def inner_model(annotation: Any) -> type[BaseModel] | None:
    """The record that a field holds, alone or in a list; None if it holds none."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if typing.get_origin(annotation) in (tuple, typing.Union, UnionType, typing.Annotated):
        for inner in typing.get_args(annotation):
            found = inner_model(inner)
            if found:
                return found
    return None
