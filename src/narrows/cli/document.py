"""What a command has to say, before it is written in some format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Cell = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Table:
    """A table with plain-language column names."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    cut: int = 0
    """How many rows the terminal leaves out at the end; files have all."""


@dataclass(frozen=True, slots=True)
class Document:
    """Paragraphs, tables, the same as plain data, and the footer of every output."""

    title: str
    paragraphs: Sequence[str] = ()
    tables: Sequence[Table] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    footer: Sequence[str] = ()
    after: Sequence[str] = ()


class UsageError(Exception):
    """A command that was used wrongly; says what to write instead."""
