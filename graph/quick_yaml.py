"""The value of a file that holds nothing doubtful, without the places of its parts.

Nearly every file of a dataset is in order, and positions are only needed to say what is wrong. So a
file is read here first; whatever is not plainly right is left to ``strict_yaml``, which alone says why.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import yaml

from .strict_yaml import HIDDEN, MAX_DEPTH, MAX_KEY, plain


class Doubt(NamedTuple):
    """There is something in the file that ``strict_yaml`` must look at."""


class _DoubtfulError(Exception):
    """The reading is given up."""


def quick_value(text: str) -> Any:
    """The value that ``strict_yaml.parse`` finds in a file without problems; else a ``Doubt``.

    >>> quick_value("id: a\\nmade_in: [NO, '7', 7]\\n")
    {'id': 'a', 'made_in': ('NO', '7', 7)}
    >>> quick_value("id: &a b\\n")
    Doubt()
    """
    if HIDDEN.search(text):
        return Doubt()
    # A character can still be hidden behind a backslash: such files are rare.
    if "\\" in text:
        return Doubt()
    try:
        return _document(getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text).get_event)
    except (yaml.YAMLError, ValueError, OverflowError, _DoubtfulError):
        return Doubt()


def _document(get: Callable[[], Any]) -> Any:
    get()
    if type(get()) is not yaml.DocumentStartEvent:
        raise _DoubtfulError
    value = _node(get(), get, 0)
    get()
    if type(get()) is not yaml.StreamEndEvent:
        raise _DoubtfulError
    return value


def _node(event: Any, get: Callable[[], Any], depth: int) -> Any:
    kind = type(event)
    if kind is yaml.AliasEvent or event.anchor is not None or event.tag is not None:
        raise _DoubtfulError
    if kind is yaml.ScalarEvent:
        value = event.value
        if not value.strip() or "\r" in value:
            raise _DoubtfulError
        if not event.implicit[0]:
            return value
        if value in ("~", "null"):
            raise _DoubtfulError
        return plain(value)
    if depth >= MAX_DEPTH:
        raise _DoubtfulError
    if kind is yaml.SequenceStartEvent:
        items = []
        while type(inner := get()) is not yaml.SequenceEndEvent:
            items.append(_node(inner, get, depth + 1))
        return tuple(items)
    out: dict[str, Any] = {}
    while type(inner := get()) is not yaml.MappingEndEvent:
        key = inner.value if type(inner) is yaml.ScalarEvent else ""
        if not 0 < len(key) <= MAX_KEY or not key.isprintable() or inner.anchor or inner.tag or key in out:
            raise _DoubtfulError
        out[key] = _node(get(), get, depth + 1)
    return out
