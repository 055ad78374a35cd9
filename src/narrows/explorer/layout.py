"""Where the explorer draws what: layers in order from left to right, the same each time.

Order within a layer is by the mean position of neighbours, swept over the layers from both sides
(barycentre heuristic: Sugiyama, Tagawa and Toda 1981, doi 10.1109/TSMC.1981.4308636).
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from .packing import Band, Packed, box_height, box_width, flowing, in_columns

MOST_LINES = 4
LONGEST = 20
WIDTHS = tuple(range(11, 23))
HEIGHTS = tuple(range(240, 1000, 20)) + tuple(range(1000, 3000, 125))
# The room for the figure on a screen of 1280 by 800: beside the panel, and alone.
BESIDE = (920.0, 640.0)
ALONE = (1268.0, 650.0)
# Letters lower than this, in pixels, are worth breaking up the columns of layers for.
SMALL = 10.0
SWEEPS = 12


@dataclass(frozen=True, slots=True)
class Box:
    """A component's box: its centre and height, in units of the drawing (a letter is 10 high)."""

    x: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Layout:
    """Boxes by component and how many letters go in a line; where the parts of layers are; the whole size.

    bands : layer, left, right, upper and lower end. A layer that flows over columns has several.
    """

    boxes: Mapping[str, Box]
    letters: int
    bands: tuple[Band, ...]
    width: float
    height: float


def wrapped(name: str, letters: int) -> tuple[str, ...]:
    """A name in lines of so many letters, more where a word is longer; of a very long one, its beginning.

    >>> wrapped("Extreme-ultraviolet scanner", 14)
    ('Extreme-', 'ultraviolet', 'scanner')
    """
    words = (w[i : i + LONGEST] for w in name.split() for i in range(0, len(w), LONGEST))
    lines = textwrap.wrap(" ".join(words), letters, break_long_words=False) or [name[:letters]]
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], lines[MOST_LINES - 1][: letters - 1].rstrip(" ,(") + "…"]
    return tuple(lines)


def arranged(
    layers: Sequence[str],
    layer_of: Mapping[str, str],
    edges: Sequence[tuple[str, str]],
    names: Mapping[str, str],
    *,
    letters: int | None = None,
    view: tuple[float, float] = BESIDE,
) -> Layout:
    """Lay out components so that letters are as large as they can be when all is in view.

    Parameters
    ----------
    layers : the layers from left to right; empty ones take no room, small ones may share a column.
    layer_of : the layer of each component to be drawn.
    edges : who needs whom, by component.
    names : what is written in each box.
    letters : the length of lines; what is best if none is given.
    view : the room there is, in pixels.

    Layers are blocks of columns. Where letters get lower than SMALL that way, layers flow on from column
    to column if that is better. O(sweeps x edges + lengths x heights x components).
    """
    members = {x: sorted(c for c, layer in layer_of.items() if layer == x) for x in layers}
    shown = [x for x in layers if members[x]]
    ordered = list(zip(shown, ordered_columns([members[x] for x in shown], edges), strict=True))
    lengths = WIDTHS if letters is None else (letters,)
    lines = {n: {c: len(wrapped(names[c], n)) for c in layer_of} for n in lengths}

    def scale(packed: Packed) -> float:
        return min(view[0] / max(packed.width, 1.0), view[1] / max(packed.height, 1.0))

    def largest(pack: Callable[..., Packed]) -> tuple[float, int, Packed]:
        tried = ((n, h, pack(ordered, lines[n], n, h)) for n in lengths for h in HEIGHTS)
        n, _, packed = max(tried, key=lambda t: (round(scale(t[2]), 6), -t[0], -t[1]))
        return scale(packed), n, packed

    size, best, packed = largest(in_columns)
    if 10 * size < SMALL:
        size, best, packed = max((size, best, packed), largest(flowing), key=lambda found: found[0])
    half = box_width(best) / 2
    boxes = {
        c: Box(round(x + half, 1), round(y, 1), box_height(lines[best][c]))
        for c, (x, y) in packed.places.items()
    }
    bands = tuple(
        (name, round(left, 1), round(right, 1), round(top, 1), round(bottom, 1))
        for name, left, right, top, bottom in packed.bands
    )
    return Layout(boxes, best, bands, round(packed.width, 1), round(packed.height, 1))


def ordered_columns(columns: Sequence[Sequence[str]], edges: Sequence[tuple[str, str]]) -> list[list[str]]:
    """Each column in the order of its members' neighbours in the others.

    >>> ordered_columns([["a", "b"], ["x", "y"]], [("a", "y"), ("b", "x")])
    [['a', 'b'], ['y', 'x']]
    """
    column_of = {id_: i for i, column in enumerate(columns) for id_ in column}
    near: dict[str, set[str]] = {id_: set() for id_ in column_of}
    for owner, source in edges:
        if owner in column_of and source in column_of and column_of[owner] != column_of[source]:
            near[owner].add(source)
            near[source].add(owner)
    found = [list(column) for column in columns]
    place = {id_: (i + 0.5) / len(column) for column in found for i, id_ in enumerate(column)}

    def centre(id_: str) -> float:
        return sum(place[n] for n in sorted(near[id_])) / len(near[id_]) if near[id_] else place[id_]

    for sweep in range(SWEEPS):
        numbers = range(1, len(found)) if sweep % 2 == 0 else range(len(found) - 2, -1, -1)
        for number in numbers:
            found[number].sort(key=lambda id_: (round(centre(id_), 9), place[id_]))
            for i, id_ in enumerate(found[number]):
                place[id_] = (i + 0.5) / len(found[number])
    return found
