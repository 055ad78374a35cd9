"""Strict YAML: one meaning per spelling, a position for every value, and no surprises.

``NO`` is a string (Norway), dates and times stay strings, duplicate keys, anchors, aliases, tags,
empty values and invisible control characters are errors. Values are built from PyYAML's event
stream, so that nothing in a file can construct a Python object.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

import yaml

from .problems import Loc, Problem, spell_loc

MAX_BYTES = 1_000_000
MAX_DEPTH = 24
MAX_KEY = 100
_INT = re.compile(r"-?(0|[1-9][0-9]*)\Z")
_FLOAT = re.compile(r"-?((0|[1-9][0-9]*)?\.[0-9]+([eE][-+]?[0-9]+)?|(0|[1-9][0-9]*)[eE][-+]?[0-9]+)\Z")
# Control characters, foreign line breaks, marks that reorder text on the screen, half characters.
HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff"
    # Marks of no width, other marks of direction, fillers, other spaces that look plain, notes, tags.
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2060-\u2065\u206a-\u206f\u3164\uffa0"
    "\xa0\u1680\u2000-\u200a\u202f\u205f\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_PLAIN_WORDS = (  # a part of the parser's words, what is wrong, what to do
    (
        "mapping values are not allowed",
        'a ": " where none can stand',
        'put text that holds ": " in quotes, and let the lines of a group begin at the same column',
    ),
    (
        "cannot start any token",
        "a tab, or text that begins with @, ` or %",
        "indent with spaces, and put such text in quotes",
    ),
    (
        "expected ',' or",
        'a "[" or "{" that is not closed, or a comma that is missing',
        "close it, or add the comma",
    ),
    ("unexpected end of stream", "a quote that is not closed", "close it"),
    ("expected ':'", 'a line without ": "', 'write "name: value", and put long text in quotes'),
    ("entries are not allowed", 'a "- " where none can stand', "begin a list on a line of its own"),
    ("escape", "a backslash in double quotes", "use single quotes"),
    (
        "expected key",
        "lines that do not begin where the group begins",
        "let the lines of a group begin at the same column; close quotes",
    ),
    (
        "block end",
        "lines that do not begin where the group begins",
        "let the lines of a group begin at the same column; close quotes",
    ),
    ("node content", "a bracket, comma or dots where none can stand", "check the brackets and the quotes"),
    (
        "'-' indicator",
        "lines that do not begin where the list begins",
        'let the "- " of a list stand in the same column',
    ),
)
Position = tuple[int, int]


@dataclass(slots=True)
class Parsed:
    """The plain value of a file, its problems, and where each value and key stands."""

    value: Any = None
    problems: list[Problem] = field(default_factory=list)
    values: dict[Loc, Position] = field(default_factory=dict)
    keys: dict[Loc, Position] = field(default_factory=dict)
    spelt: dict[Loc, str] = field(default_factory=dict)  # numbers and truths as they are written

    def position(self, loc: Loc, *, of_key: bool = False) -> Position:
        """Line and column (from 1) of the value at ``loc``, or of the nearest value around it."""
        if of_key and loc in self.keys:
            return self.keys[loc]
        while loc and loc not in self.values:
            loc = loc[:-1]
        return self.values.get(loc, (1, 1))


def plain(text: str) -> Any:
    """The value of an unquoted scalar; anything that is not clearly a number or a truth is text.

    >>> [plain(t) for t in ("NO", "yes", "true", "12", "-0.5", "2025-06-30", "007", "E5", "1e999")]
    ['NO', 'yes', True, 12, -0.5, '2025-06-30', '007', 'E5', '1e999']
    """
    if text in ("true", "false"):
        return text == "true"
    if _INT.match(text) and len(text) < 300:
        return int(text)
    if _FLOAT.match(text) and len(text) < 300 and math.isfinite(float(text)):
        return float(text)
    return text


def parse(text: str, path: str) -> Parsed:
    """Parse one YAML document strictly; never raises on bad input, problems are in the result."""
    parsed = Parsed()
    if hidden := HIDDEN.search(text):
        line, column = _line_and_column(text, hidden.start())
        message, hint = _about_hidden(hidden[0])
        parsed.problems.append(Problem(path, line, column, "", message, "yaml-character", hint))
        return parsed
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        _Builder(parsed, path).build(iter(yaml.parse(text, Loader=loader)))
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        mark = getattr(error, "problem_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        said, hint = _plain_words(error)
        message = f"not valid YAML: {said}"
        parsed.problems.append(Problem(path, line, column, "", message, "yaml-syntax", hint))
    return parsed


def _line_and_column(text: str, at: int) -> Position:
    lines = re.split(r"\r\n|\r|\n", text[:at])
    return len(lines), len(lines[-1]) + 1


def _about_hidden(character: str) -> tuple[str, str]:
    if unicodedata.category(character) == "Zs":
        return f"a space that is no plain one, U+{ord(character):04X}", "type a plain space in its place"
    return f"the invisible character U+{ord(character):04X}", "delete it; is the file saved as UTF-8 text?"


def _plain_words(error: Exception) -> tuple[str, str]:
    """What is wrong and what to do, in words for people who have never seen a parser."""
    problem = getattr(error, "problem", None) or "unreadable text"
    hint = getattr(error, "note", None) or "check the indentation and the quotes around this line"
    return next(((said, do) for part, said, do in _PLAIN_WORDS if part in problem), (problem, hint))


def _short(text: str | None) -> str:
    return ascii(text or "")[1:-1][:60]


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
                self.problem(
                    event,
                    (),
                    "yaml-documents",
                    "a second record in one file",
                    'one record a file: delete the "---" and what follows, or give it a file',
                )
                return
        if documents == 0:
            said = Problem(self.path, 1, 1, "", "the file is empty", "yaml-empty", "fill it in, or delete it")
            self.parsed.problems.append(said)

    def node(self, event: Any, events: Any, loc: Loc, depth: int) -> Any:
        mark = event.start_mark
        self.parsed.values[loc] = (mark.line + 1, mark.column + 1)
        if isinstance(event, yaml.AliasEvent):
            self.problem(
                event,
                loc,
                "yaml-alias",
                f'"*{_short(event.anchor)}" refers to another place',
                'write the value out here, or put text that begins with "*" in quotes',
            )
            return ""
        if event.anchor is not None:
            self.problem(
                event,
                loc,
                "yaml-alias",
                f'"&{_short(event.anchor)}" names a place for reuse',
                'delete it and write values out, or put text that begins with "&" in quotes',
            )
        if event.tag is not None:
            tag = _short(event.tag.replace("tag:yaml.org,2002:", "!!"))
            self.problem(
                event,
                loc,
                "yaml-tag",
                f'the tag "{tag}"',
                'delete it, or put text that begins with "!" in quotes',
            )
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, loc)
        if depth >= MAX_DEPTH:
            raise yaml.MarkedYAMLError(
                problem=f"more than {MAX_DEPTH} groups inside one another",
                problem_mark=mark,
                note="no record is that deep: check the brackets and the indentation",
            )
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(events, loc, depth)
        return self.mapping(events, loc, depth)

    def scalar(self, event: Any, loc: Loc) -> Any:
        if hidden := HIDDEN.search(event.value) or re.search("\r", event.value):
            self.problem(event, loc, "yaml-character", *_about_hidden(hidden[0]))
            return ""
        if not event.value.strip() or (event.implicit[0] and event.value in ("~", "null")):
            self.problem(event, loc, "yaml-empty", "no value", "fill it in, or delete the line")
            return ""
        if not event.implicit[0]:
            return event.value
        value = plain(event.value)
        if not isinstance(value, str):
            self.parsed.spelt[loc] = event.value
        return value

    def sequence(self, events: Any, loc: Loc, depth: int) -> tuple[Any, ...]:
        items: list[Any] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self.node(event, events, (*loc, len(items)), depth + 1))
        return tuple(items)

    def mapping(self, events: Any, loc: Loc, depth: int) -> dict[str, Any]:
        out: dict[str, Any] = {}
        event: Any
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self.key(event)
            here = (*loc, key)
            mark = event.start_mark
            if key in out:
                first = self.parsed.keys[here][0]
                self.problem(
                    event,
                    here,
                    "yaml-duplicate-key",
                    f'"{key}" stands here a second time',
                    f"the first is on line {first}; keep one",
                )
            else:
                self.parsed.keys[here] = (mark.line + 1, mark.column + 1)
            value = self.node(next(events), events, here, depth + 1)
            out.setdefault(key, value)
        return out

    def key(self, event: Any) -> str:
        word = event.value if isinstance(event, yaml.ScalarEvent) else ""
        if not 0 < len(word) <= MAX_KEY or not word.isprintable() or event.anchor or event.tag:
            raise yaml.MarkedYAMLError(
                problem="a field's name that is not a plain word",
                problem_mark=event.start_mark,
                note='write "name: value"; lists and groups in brackets need commas',
            )
        return word
