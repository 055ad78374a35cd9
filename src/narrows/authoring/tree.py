"""A file's text as a tree that keeps comments, quotes and brackets, so that it can be written again.

It is built only from text that the strict reader has accepted, so there are no aliases, tags or
duplicate keys in it, and it is not deep. The tree says how a value is written, not what it means.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from ..graph.strict_yaml import plain


@dataclass(slots=True)
class Text:
    """A scalar: its words, how it was quoted, and the lines of folded text as they stand."""

    value: str
    style: str = ""  # "" for a plain one, or one of ' " > |
    lines: tuple[str, ...] = ()

    @property
    def data(self) -> Any:
        """What the strict reader makes of it."""
        return self.value if self.style else plain(self.value)


@dataclass(slots=True)
class Entry:
    """A field of a group (with a key) or an item of a list (without), and the comments around it."""

    node: Node
    key: str = ""
    line: int = 0
    column: int = 0
    end: int = 0
    before: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    gap: bool = False  # an empty line stands above it

    @property
    def commented(self) -> bool:
        """Whether a comment stands at it or inside it."""
        inside = isinstance(self.node, Branch) and self.node.commented
        return bool(self.before or self.beside or self.after or inside)


@dataclass(slots=True)
class Branch:
    """A group of fields or a list."""

    entries: list[Entry]
    keyed: bool
    flow: bool = False  # written in brackets

    @property
    def commented(self) -> bool:
        """Whether a comment stands inside it."""
        return any(entry.commented for entry in self.entries)

    def get(self, key: str) -> Node | None:
        """The value of a field."""
        return next((e.node for e in self.entries if e.key == key), None)

    def data_of(self, key: str) -> Any:
        """The value of a field that is no list or group; None otherwise."""
        node = self.get(key)
        return node.data if isinstance(node, Text) else None

    def walk(self) -> Iterator[Entry]:
        """Every entry in it, in the order of the text."""
        for entry in self.entries:
            yield entry
            if isinstance(entry.node, Branch):
                yield from entry.node.walk()


Node = Text | Branch


@dataclass(slots=True)
class File:
    """A file: its value, and the comments below all of it."""

    root: Node
    tail: list[str] = field(default_factory=list)


def read_tree(text: str) -> File:
    """The tree of a text that the strict reader has accepted; O(size of the text)."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    lines = text.split("\n")
    file = File(_branch_of(yaml.compose(text, Loader=loader), lines))
    if isinstance(file.root, Branch):
        for entry in file.root.entries:
            entry.gap = entry.line > 0 and _is_gap(lines, entry.line)
        _attach(file, text, lines)
    return file


def _branch_of(node: Any, lines: list[str]) -> Node:
    if isinstance(node, yaml.ScalarNode):
        kept: tuple[str, ...] = ()
        if node.style == ">":
            last = node.end_mark.line + (1 if node.end_mark.column else 0)
            kept = tuple(
                "\n".join(line.strip() for line in lines[node.start_mark.line + 1 : last]).strip().split("\n")
            )
        return Text(node.value, node.style or "", kept)
    keyed = isinstance(node, yaml.MappingNode)
    entries = []
    for item in node.value:
        key, value = item if keyed else (None, item)
        at = (key or value).start_mark
        word, last = key.value if key else "", value.end_mark.line
        entries.append(Entry(_branch_of(value, lines), word, at.line, at.column, last))
    return Branch(entries, keyed, bool(node.flow_style))


def _is_gap(lines: list[str], line: int) -> bool:
    """Whether an empty line stands above a field, or above the comments above it."""
    while line > 0 and lines[line - 1].startswith("#"):
        line -= 1
    return line > 0 and not lines[line - 1].strip()


def comments_of(text: str) -> list[tuple[int, int, str]]:
    """Every comment with its line and column (from 0), found where no value stands.

    >>> comments_of('a: "# no"  # yes\\n# and this\\nb: c#d\\n')
    [(0, 11, '# yes'), (1, 0, '# and this')]
    """
    if "#" not in text:
        return []
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    lines = text.split("\n")
    taken: dict[int, list[tuple[int, int]]] = {}
    for token in yaml.scan(text, Loader=loader):
        if not isinstance(token, yaml.ScalarToken):
            continue
        start, end = token.start_mark, token.end_mark
        first = start.line + 1 if token.style in ("|", ">") else start.line  # a comment may stand in its head
        for line in range(first, end.line + 1):
            low = start.column if line == start.line else 0
            high = end.column if line == end.line else len(lines[line])
            taken.setdefault(line, []).append((low, high))
    found = []
    for number, words in enumerate(lines):
        for column, character in enumerate(words):
            if character != "#" or (column and words[column - 1] not in " \t"):
                continue
            if any(low <= column < high for low, high in taken.get(number, ())):
                continue
            found.append((number, column, words[column:].rstrip()))
            break
    return found


def _attach(file: File, text: str, lines: list[str]) -> None:
    """Give each comment to the entry it speaks of: the one beside it, below it, or (indented) above it."""
    assert isinstance(file.root, Branch)
    entries = sorted(file.root.walk(), key=lambda e: (e.line, e.column))
    for number, column, words in comments_of(text):
        above = [e for e in entries if e.line <= number]
        if lines[number][:column].strip() and above:
            whole = (e for e in above if e.line == e.end == number)
            next(whole, above[-1]).beside.append(words)
            continue
        following = next((e for e in entries if e.line > number), None)
        if following is not None and column <= _left(following, lines):
            following.before.append(words)
            continue
        owner = next((e for e in reversed(above) if _left(e, lines) <= column), None)
        if owner is not None and (following is not None or column):
            next(e for e in above if e.line == owner.line).after.append(words)
        elif following is not None:
            following.before.append(words)
        else:
            file.tail.append(words)


def _left(entry: Entry, lines: list[str]) -> int:
    """The column at which an entry's line begins: at its dash, if it is the first field of an item."""
    return len(lines[entry.line]) - len(lines[entry.line].lstrip(" "))


_SHORT = frozenset({"headquarters", "sites", "destinations", "measure", "market", "period"})
"""Fields of groups that are short enough for brackets: reach, against, basis."""


def node_of(value: Any) -> Node:
    """The tree of plain values: text, numbers, truths, lists and groups.

    Groups of short values inside lists of citations and places stand in brackets, as people write them.

    >>> node_of({"id": "x", "cites": [{"source": "a"}]}).data_of("id")
    'x'
    """
    if isinstance(value, dict):
        short = set(value) <= _SHORT
        return Branch([Entry(node_of(v), k) for k, v in value.items()], True, short)
    if isinstance(value, (list, tuple)):
        entries = [Entry(node_of(v)) for v in value]
        small = all(isinstance(v, (str, int, float)) or _is_small(v) for v in value)
        if small:
            for entry in entries:
                if isinstance(entry.node, Branch):
                    entry.node.flow = True
        return Branch(entries, False, small)
    if isinstance(value, bool):
        return Text("true" if value else "false")
    if isinstance(value, (int, float)):
        return Text(repr(value))
    return Text(value, "" if isinstance(plain(value), str) else '"')


def _is_small(value: Any) -> bool:
    return isinstance(value, dict) and (set(value) <= {"source", "at"} or set(value) == {"country"})
