"""What a report is made of, before it is written in some format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """Text, and the numbers of the sources behind it, each with the place in the source if one is known."""

    text: str
    refs: tuple[tuple[int, str | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    items: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; a line break in a cell separates things that stand side by side."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Said, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure: as SVG that can stand in a page, and the DOT text it was drawn from.

    wide : too large for a page in reading size; it scrolls, or has a page of its own.
    placed : everything in the DOT text has its place already.
    """

    name: str
    title: str
    alt: str
    svg: bytes
    dot: str
    wide: bool = False
    placed: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """A source that is cited: its number, what it is, and where it can be read."""

    number: int
    publisher: str
    title: str
    details: tuple[str, ...]
    url: str | None
    archived_url: str | None


Block = Said | Bullets | Grid | Picture


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it."""

    title: str
    blocks: tuple[Block, ...]


def grid(title: str, columns: Sequence[str], rows: Sequence[Sequence[str | Said]]) -> Grid:
    """A table from text and cited text."""
    cells = tuple(tuple(c if isinstance(c, Said) else Said(c) for c in row) for row in rows)
    return Grid(title, tuple(columns), cells)
