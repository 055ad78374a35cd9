"""A tree as text: two spaces a level, brackets where they fit, quotes where readers could be misled."""

from __future__ import annotations

import io
import json
import re
import textwrap
from functools import cache

import yaml
from yaml.emitter import Emitter
from yaml.resolver import Resolver

from ..graph.strict_yaml import plain
from .tree import Branch, Entry, File, Node, Text

WIDTH = 120
_DATE = re.compile(r"[12][0-9]{3}([-.][0-9HQ]+)*\Z")


def emit(file: File) -> str:
    """The text of a tree.

    >>> from .tree import read_tree
    >>> print(emit(read_tree("b:   [NO,  x] # why\\na: 2025-06\\n")), end="")
    b: ["NO", x]  # why
    a: "2025-06"
    """
    lines = _block(file.root, 0) if isinstance(file.root, Branch) else _text(file.root, 0, 0)
    return "\n".join([*lines, *file.tail]) + "\n"


def _block(branch: Branch, indent: int) -> list[str]:
    """The lines of a group or list that does not stand in brackets."""
    pad = " " * indent
    out: list[str] = []
    for entry in branch.entries:
        if entry.gap and out and branch.keyed and not indent:
            out.append("")
        out += [pad + words for words in entry.before]
        out += _field(entry, indent) if branch.keyed else _item(entry, indent)
        out += [pad + words for words in entry.after]
    return out


def _field(entry: Entry, indent: int) -> list[str]:
    head = f"{' ' * indent}{_key(entry.key)}:"
    if isinstance(entry.node, Text):
        first, *rest = _text(entry.node, indent, len(head) + 1)
        return [_beside(f"{head} {first}", entry), *rest]
    line = f"{head} {_flow(entry.node)}" if _may_flow(entry.node) else ""
    if line and (len(line) <= WIDTH or not entry.node.entries):
        return [_beside(line, entry)]
    return [_beside(head, entry), *_block(entry.node, indent + 2)]


def _item(entry: Entry, indent: int) -> list[str]:
    pad = " " * indent
    if isinstance(entry.node, Text):
        first, *rest = _text(entry.node, indent, indent + 2)
        return [_beside(f"{pad}- {first}", entry), *rest]
    line = f"{pad}- {_flow(entry.node)}" if _may_flow(entry.node) else ""
    if line and (len(line) <= WIDTH or not entry.node.entries):
        return [_beside(line, entry)]
    first_of = entry.node.entries[0]
    above = [pad + words for words in (*entry.beside, *first_of.before)]
    first_of.before = []
    first, *rest = _block(entry.node, indent + 2)
    return [*above, f"{pad}- {first[indent + 2 :]}", *rest]


def _beside(line: str, entry: Entry) -> str:
    return "  ".join([line, *entry.beside])


def _may_flow(branch: Branch) -> bool:
    """Whether it can stand in brackets: nothing in it needs a line of its own."""
    return (branch.flow or not branch.entries) and not branch.commented


def _flow(node: Node) -> str:
    if isinstance(node, Text):
        return _inline(node, flow=True)
    parts = [f"{_key(e.key)}: {_flow(e.node)}" if node.keyed else _flow(e.node) for e in node.entries]
    return f"{{{', '.join(parts)}}}" if node.keyed else f"[{', '.join(parts)}]"


def _text(text: Text, indent: int, column: int) -> list[str]:
    """A scalar that begins at a column of a line, and the lines that follow it."""
    if not isinstance(text.data, str):
        return [text.value]
    line = _inline(text)
    fits = column + len(line) <= WIDTH and "\n" not in text.value
    if fits and text.style != ">":
        return [line]
    value = text.value.removesuffix("\n")
    end = "" if text.value.endswith("\n") else "-"
    pad = " " * (indent + 2)
    room = WIDTH - len(pad)
    fine = all(part and (len(part) <= room or " " not in part) for part in text.lines)
    if text.style == ">" and fine and " ".join(text.lines) == value:
        return [f">{end}", *(pad + part for part in text.lines)]
    if _can_fold(value):
        parts = textwrap.wrap(value, room, break_long_words=False, break_on_hyphens=False)
        return [f">{end}", *(pad + part for part in parts)]
    if _can_stand(value):
        return [f"|{end}", *(pad + part if part else "" for part in value.split("\n"))]
    return [line]


def _can_fold(value: str) -> bool:
    """Whether text can be broken at its spaces and read back as it was."""
    return value == " ".join(value.split()) and " " in value


def _can_stand(value: str) -> bool:
    """Whether text of several lines can stand line by line."""
    parts = value.split("\n")
    return len(parts) > 1 and all(part == part.strip() for part in parts) and bool(parts[0] and parts[-1])


def _key(key: str) -> str:
    return key if _is_safe(key)[1] else json.dumps(key, ensure_ascii=False)


def _inline(text: Text, *, flow: bool = False) -> str:
    value = text.value
    if not isinstance(text.data, str):
        return value
    if not text.style and _is_safe(value)[flow]:
        return value
    if ('"' in value or "\\" in value) and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    return json.dumps(value, ensure_ascii=False)


@cache
def _is_safe(value: str) -> tuple[bool, bool]:
    """Whether text can do without quotes, outside brackets and in them, for any reader of YAML."""
    if not isinstance(plain(value), str) or _DATE.match(value) or not value.isprintable():
        return False, False
    tag = _resolver().resolve(yaml.ScalarNode, value, (True, False))  # type: ignore[no-untyped-call]
    if tag != "tag:yaml.org,2002:str" or re.fullmatch(r"0o[0-7]+", value):
        return False, False
    found = _emitter().analyze_scalar(value)
    return bool(found.allow_block_plain), bool(found.allow_flow_plain)


@cache
def _resolver() -> Resolver:
    return Resolver()


@cache
def _emitter() -> Emitter:
    emitter = Emitter(io.StringIO())
    emitter.allow_unicode = True
    return emitter
