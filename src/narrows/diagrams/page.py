"""The pages that diagrams are drawn for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """The largest size in inches, letters in points, how far a small drawing may be enlarged.

    fill : whether the picture always has the whole size.
    """

    name: str
    width: float
    height: float
    letters: float
    most: float
    fill: bool = False


PAGES: tuple[Page, ...] = (
    Page("a3", 15.8, 11.0, 10.0, 1.0),
    Page("a1", 32.1, 22.6, 18.0, 2.0),
    Page("paper", 3.5, 9.0, 7.0, 0.8),
    Page("paper-two-column", 7.2, 9.2, 7.5, 0.9),
    Page("slide", 13.333, 7.5, 12.0, 2.0, True),
)
PAGE_NAMES = tuple(p.name for p in PAGES)


def page_named(name: str) -> Page:
    """The page of that name; raises KeyError."""
    return {p.name: p for p in PAGES}[name]
