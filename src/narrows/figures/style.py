"""How figures and diagrams look: widths, sizes of letters, and colours that everybody can tell apart.

The colours are those of Okabe and Ito, chosen so that colour-blind readers can tell them apart. No mark
relies on colour: what differs in colour also differs in lightness, hatching or shape.
"""

from __future__ import annotations

from dataclasses import dataclass

BEFORE = "#e69f00"
AFTER = "#0072b2"
THIRD = "#009e73"
INK = "#1a1a1a"
QUIET = "#555555"
GRID = "#cccccc"


@dataclass(frozen=True, slots=True)
class Style:
    """A page: width and largest height in inches, letters in points, rows shown by default.

    height : None lets the picture grow with what it shows; a slide has one.
    """

    name: str
    width: float
    height: float | None
    letters: float
    smallest: float
    rows: int
    side_by_side: bool


STYLES: tuple[Style, ...] = (
    Style("paper", 3.5, None, 7.0, 7.0, 12, False),
    Style("paper-two-column", 7.2, None, 7.5, 7.5, 14, True),
    Style("slide", 13.333, 7.5, 17.0, 10.0, 9, True),
)
STYLE_NAMES = tuple(s.name for s in STYLES)


def style_named(name: str) -> Style:
    """The style of that name; raises ValueError."""
    for style in STYLES:
        if style.name == name:
            return style
    raise ValueError(f"style is one of {', '.join(STYLE_NAMES)}, not {name!r}")
