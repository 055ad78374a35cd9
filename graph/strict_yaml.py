"""Strict YAML: one meaning per spelling, a position for every value, and no surprises.

``NO`` is a string (Norway), dates and times stay strings, duplicate keys, anchors, aliases,
tags and empty values are errors. Values are built from PyYAML's event stream, so that nothing
in a file can construct a Python object.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from .problems import Loc, Problem, spell_loc

MAX_BYTES = 1_000_000
MAX_DEPTH = 24
_INT = re.compile(r"-?(0|[1-9][0-9]*)\Z")
_FLOAT = re.compile(r"-?(0|[1-9][0-9]*)?(\.[0-9]+([eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)\Z")
Position = tuple[int, int]


@dataclass(slots=True)
class Parsed:
    """The plain value of a file, its problems, and where each value and key stands."""

    value: Any = None
    problems: list[Problem] = field(default_factory=list)
    values: dict[Loc, Position] = field(default_factory=dict)
    keys: dict[Loc, Position] = field(default_factory=dict)

    def position(self, loc: Loc, *, of_key: bool = False) -> Position:
        """Line and column (from 1) of the value at ``loc``, or of the nearest value around it."""
        if of_key and loc in self.keys:
            return self.keys[loc]
        while loc and loc not in self.values:
            loc = loc[:-1]
        return self.values.get(loc, (1, 1))


def plain(text: str) -> Any:
    """The value of an unquoted scalar; anything that is not clearly a number or a truth is text.

    >>> [plain(t) for t in ("NO", "yes", "true", "12", "-0.5", "2025-06-30", "007")]
    ['NO', 'yes', True, 12, -0.5, '2025-06-30', '007']
    """
    if text in ("true", "false"):
        return text == "true"
    if _INT.match(text) and len(text) < 300:
        return int(text)
    if _FLOAT.match(text) and len(text) < 300:
        return float(text)
    return text


def parse(text: str, path: str) -> Parsed:
    """Parse one YAML document strictly; never raises on bad input, problems are in the result."""
    parsed = Parsed()
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        _Builder(parsed, path).build(iter(yaml.parse(text, Loader=loader)))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark else _unreadable(text, error)
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable text"
        message = f"not valid YAML: {problem}"
        hint = "check the indentation and the quotes around this line"
        parsed.problems.append(Problem(path, line, column, "", message, "yaml-syntax", hint))
    return parsed


def _unreadable(text: str, error: yaml.YAMLError) -> Position:
    at = getattr(error, "position", 0)
    before = text[: at if isinstance(at, int) else 0]
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


class _Builder:
    """Turns events into values, recording positions and problems."""

    def __init__(self, parsed: Parsed, path: str) -> None:
        self.parsed = parsed
        self.path = path

    def problem(self, event: Any, loc: Loc, rule: str, message: str, hint: str) -> None:
        mark = event.start_mark
        self.parsed.problems.append(
            Problem(self.path, mark.line + 1, mark.column + 1, spell_loc(loc), message, rule, hint)
        )

    def build(self, events: Any) -> None:
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents == 1:
                    self.parsed.value = self.node(next(events), events, (), 0)
                    continue
                self.problem(event, (), "yaml-documents", "a second document in one file", 'delete the "---"')
                return

    def node(self, event: Any, events: Any, loc: Loc, depth: int) -> Any:
        mark = event.start_mark
        self.parsed.values[loc] = (mark.line + 1, mark.column + 1)
        if isinstance(event, yaml.AliasEvent):
            self.problem(event, loc, "yaml-alias", f"alias *{event.anchor}", "write the value out")
            return ""
        if event.anchor is not None:
            self.problem(event, loc, "yaml-alias", f"anchor &{event.anchor}", "delete the anchor")
        if event.tag is not None and event.tag != "!":
            self.problem(event, loc, "yaml-tag", f"tag {event.tag}", "delete the tag")
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, loc)
        if depth >= MAX_DEPTH:
            raise yaml.MarkedYAMLError(problem="nested too deeply", problem_mark=mark)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(events, loc, depth)
        return self.mapping(events, loc, depth)

    def scalar(self, event: Any, loc: Loc) -> Any:
        if not event.implicit[0]:
            return event.value
        if event.value in ("", "~", "null"):
            self.problem(event, loc, "yaml-empty", "no value", "fill it in, or delete the line")
            return ""
        return plain(event.value)

    def sequence(self, events: Any, loc: Loc, depth: int) -> tuple[Any, ...]:
        items: list[Any] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self.node(event, events, (*loc, len(items)), depth + 1))
        return tuple(items)

    def mapping(self, events: Any, loc: Loc, depth: int) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            if not isinstance(event, yaml.ScalarEvent) or event.anchor is not None:
                raise yaml.MarkedYAMLError(
                    problem="a key must be a plain word", problem_mark=event.start_mark
                )
            key, here = event.value, (*loc, event.value)
            mark = event.start_mark
            if key in out:
                first = self.parsed.keys[here][0]
                self.problem(
                    event, here, "yaml-duplicate-key", f'"{key}" stands here a second time',
                    f"the first is on line {first}; keep one",
                )
            else:
                self.parsed.keys[here] = (mark.line + 1, mark.column + 1)
            value = self.node(next(events), events, here, depth + 1)
            out.setdefault(key, value)
        return out
