"""Any dataset file in canonical form: the same meaning, the same comments, one way of writing."""

from __future__ import annotations

from collections import Counter
from typing import Any

from ..graph.loader import model_for
from ..graph.problems import DatasetError, Problem
from ..graph.strict_yaml import MAX_BYTES, parse
from .emit import emit
from .order import SORTED, put_in_order
from .tree import Branch, File, comments_of, read_tree

EDITOR_MARK = "# yaml-language-server:"


def canonical(text: str, name: str, editor_line: str | None = None) -> str:
    """A file's text in canonical form; O(size of the text).

    Parameters
    ----------
    text : the file's text.
    name : its path in the dataset's folder, such as ``companies/asml.yaml``; says what record it is.
    editor_line : the first line, which names the schema for editors; None leaves what is there.

    Raises DatasetError if the strict reader refuses the text, or if the text written would not mean
    the same or would lose a comment.

    >>> print(canonical("name: A\\nheadquarters: NO\\nid: a  # short\\n", "companies/a.yaml"), end="")
    id: a  # short
    name: A
    headquarters: "NO"
    """
    return write_file(open_file(text, name), text, name, editor_line)


def open_file(text: str, name: str) -> File:
    """The tree of a text; raises DatasetError with all that the strict reader says against it."""
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        size = Problem(name, 1, 1, "", f"larger than {MAX_BYTES:,} bytes", "file-size", "split it")
        raise DatasetError([size])
    problems = parse(text.removeprefix("\ufeff"), name).problems
    if problems:
        raise DatasetError(problems)
    return read_tree(text)


def write_file(file: File, before: str, name: str, editor_line: str | None = None) -> str:
    """The canonical text of a tree that should mean what ``before`` means."""
    text = write_changed(file, name, editor_line)
    old, new = before.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"), text
    same = not parse(new, name).problems and _meaning(parse(old, name).value) == _meaning(
        parse(new, name).value
    )
    if not same or _remarks(old, editor_line) != _remarks(new, editor_line):
        raise DatasetError(
            [
                Problem(
                    name,
                    1,
                    1,
                    "",
                    "cannot be put in canonical form without a change of meaning or a lost comment",
                    "format",
                    "it was left as it is; write the unusual part more plainly",
                )
            ]
        )
    return text


def write_changed(file: File, name: str, editor_line: str | None = None) -> str:
    """The canonical text of a tree, whatever was there before."""
    put_in_order(file.root, model_for(name))
    text = emit(file)
    if editor_line is None or not isinstance(file.root, Branch):
        return text
    kept = [line for line in text.split("\n") if not line.startswith(EDITOR_MARK)]
    return "\n".join([editor_line, *kept])


def _remarks(text: str, editor_line: str | None) -> Counter[str]:
    """The comments, without the line for editors where that is ours to write."""
    words = (words for _, _, words in comments_of(text))
    return Counter(w for w in words if editor_line is None or not w.startswith(EDITOR_MARK))


def _meaning(value: Any, field: str = "") -> Any:
    """A value that is the same for two texts that mean the same; independent of how lists are sorted."""
    if isinstance(value, dict):
        return {key: _meaning(value[key], key) for key in sorted(value)}
    if isinstance(value, tuple):
        items = [_meaning(item) for item in value]
        return sorted(items, key=repr) if field in SORTED else items
    return type(value).__name__, value
