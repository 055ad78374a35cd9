"""From a record's validation errors to problems that say what to do."""

from __future__ import annotations

import json
import typing
from collections.abc import Iterator
from types import UnionType
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from .problems import Loc, Problem, did_you_mean, spell_loc
from .strict_yaml import Parsed


def explain(error: ValidationError, model: type[BaseModel], parsed: Parsed, path: str) -> Iterator[Problem]:
    """Yield one problem for each validation error, placed at its line and column."""
    for item in error.errors(include_url=False):
        loc: Loc = item["loc"]
        of_key = item["type"] == "extra_forbidden"
        line, column = parsed.position(loc, of_key=of_key)
        rule, message, hint = _words(item, model, loc)
        yield Problem(path, line, column, spell_loc(loc), message, rule, hint)


def _words(item: Any, model: type[BaseModel], loc: Loc) -> tuple[str, str, str]:
    kind, given = item["type"], item["input"]
    name = str(loc[-1]) if loc else ""
    owner = _model_at(model, loc[:-1])
    info = owner.model_fields.get(name) if owner else None
    if kind == "extra_forbidden":
        known = sorted(owner.model_fields) if owner else []
        hint = did_you_mean(name, known) or (f"fields here: {', '.join(known)}" if known else "")
        return "unknown-field", f'no field "{name}" here', hint
    if kind == "missing":
        return "missing-field", f'the field "{name}" is missing', _about(info)
    if kind == "string_type" and isinstance(given, (int, float)):
        return "wrong-type", "this must be text", f'put it in quotes: "{json.dumps(given)}"'
    if kind == "literal_error":
        expected = item["ctx"]["expected"]
        known = [word.strip("'") for word in expected.replace(" or ", ", ").split(", ")]
        close = did_you_mean(str(given), known) if isinstance(given, str) else ""
        return "wrong-value", f"{_show(given)} is not one of {', '.join(known)}", close
    if kind == "string_pattern_mismatch":
        return "wrong-value", f"{_show(given)} does not have the right form", _about(info)
    if kind in ("tuple_type", "model_type", "dict_type"):
        form = {"tuple_type": "a list (lines that begin with '- ')"}.get(kind, "fields (name: value)")
        return "wrong-type", f"{_show(given)} stands where {form} belongs", _about(info)
    message = item["msg"].removeprefix("Input should be ").removeprefix("Value error, ")
    rule = "wrong-type" if kind.endswith("_type") else "wrong-value"
    return rule, f"{_show(given)} should be {message}", _about(info)


def _about(info: FieldInfo | None) -> str:
    return info.description if info is not None and info.description else ""


def _show(value: Any) -> str:
    if isinstance(value, dict):
        return "a group of fields"
    if isinstance(value, tuple):
        return "a list"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + '..."'


def _model_at(model: type[BaseModel], loc: Loc) -> type[BaseModel] | None:
    """The model that a location inside ``model`` belongs to."""
    current: type[BaseModel] | None = model
    for part in loc:
        if isinstance(part, int):
            continue
        info = current.model_fields.get(part) if current else None
        current = _inner_model(info.annotation) if info else None
    return current


def _inner_model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if typing.get_origin(annotation) in (tuple, typing.Union, UnionType, typing.Annotated):
        for inner in typing.get_args(annotation):
            found = _inner_model(inner)
            if found:
                return found
    return None
