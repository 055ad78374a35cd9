"""Where the explorer draws what: layers as columns in order, the same each time.

Order within a layer is by the mean position of neighbours, swept over the layers from both sides
(barycentre heuristic: Sugiyama, Tagawa and Toda 1981, doi 10.1109/TSMC.1981.4308636).
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

CHARACTER = 5.0
LINE = 10.8
PADDING = 3.5
BETWEEN_ROWS = 5.0
BETWEEN_COLUMNS = 6.0
BETWEEN_LAYERS = 19.0
HEADING = 24.0
MOST_LINES = 4
LONGEST = 20
WIDTHS = tuple(range(11, 23))
HEIGHTS = tuple(range(240, 1000, 40)) + tuple(range(1000, 3000, 125))
VIEW = (920.0, 640.0)
SWEEPS = 12


@dataclass(frozen=True, slots=True)
class Box:
    """A component's box: its centre and height, in units of the drawing (a letter is 10 high)."""

    x: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Layout:
    """Boxes by component; the left, right, upper and lower end of each layer; and the whole size."""

    boxes: Mapping[str, Box]
    bands: tuple[tuple[str, float, float, float, float], ...]
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


def box_width(letters: int) -> float:
    """How wide a box with lines of so many letters is."""
    return letters * CHARACTER + 2 * PADDING


def box_height(lines: int) -> float:
    """How high a box with so many lines is."""
    return lines * LINE + 2 * PADDING - 2


def best_letters(names: Mapping[str, str], columns: Sequence[Sequence[str]]) -> int:
    """The length of lines with which everything is largest when all of it is in view."""

    def scale(letters: int) -> float:
        lines = {id_: len(wrapped(name, letters)) for id_, name in names.items()}
        return max(_scale(columns, lines, letters, height) for height in HEIGHTS)

    return max(WIDTHS, key=lambda letters: (round(scale(letters), 6), -letters))


def arranged(
    layers: Sequence[str],
    layer_of: Mapping[str, str],
    edges: Sequence[tuple[str, str]],
    lines: Mapping[str, int],
    letters: int,
) -> Layout:
    """Lay out components in columns.

    Parameters
    ----------
    layers : the layers from left to right; empty ones take no room, small ones may share a column.
    layer_of : the layer of each component to be drawn.
    edges : who needs whom, by component.
    lines : how many lines each component's name takes, of so many ``letters``.

    O(sweeps x edges + heights x components).
    """
    members = {x: sorted(c for c, layer in layer_of.items() if layer == x) for x in layers}
    shown = [x for x in layers if members[x]]
    ordered = ordered_columns([members[x] for x in shown], edges)
    height = max(HEIGHTS, key=lambda h: (round(_scale(ordered, lines, letters, h), 6), -h))
    wide = box_width(letters)
    boxes: dict[str, Box] = {}
    bands: list[tuple[str, float, float, float, float]] = []
    stacks = _stacks(ordered, lines, height)
    tallest = max((_stack_height(stack) for stack in stacks), default=0.0)
    x, layer = 0.0, iter(zip(shown, ordered, strict=True))
    for stack in stacks:
        widest = max(count for _, count in stack)
        slack = tallest - _stack_height(stack)
        gap = min(slack / sum(len(rows) for rows, _ in stack), 2 * BETWEEN_ROWS)
        y = (slack - gap * sum(len(rows) for rows, _ in stack)) / 2
        for rows, count in stack:
            name, column = next(layer)
            top = y
            y += HEADING
            for number, row in enumerate(rows):
                for place, id_ in enumerate(column[number * count : (number + 1) * count]):
                    left = x + place * (wide + BETWEEN_COLUMNS)
                    middle = round(y + (row - BETWEEN_ROWS) / 2, 1)
                    boxes[id_] = Box(round(left + wide / 2, 1), middle, box_height(lines[id_]))
                y += row + gap
            right = x + widest * (wide + BETWEEN_COLUMNS) - BETWEEN_COLUMNS
            bands.append((name, round(x, 1), round(right, 1), round(top, 1), round(y, 1)))
        x += widest * (wide + BETWEEN_COLUMNS) - BETWEEN_COLUMNS + BETWEEN_LAYERS
    return Layout(boxes, tuple(bands), round(max(0.0, x - BETWEEN_LAYERS), 1), round(tallest, 1))


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


def _rows(column: Sequence[str], lines: Mapping[str, int], height: float) -> tuple[list[float], int]:
    """The heights of the rows, and how many boxes stand in each: as few as fit into the height."""
    for count in range(1, len(column) + 1):
        rows = [
            max(box_height(lines[id_]) for id_ in column[start : start + count]) + BETWEEN_ROWS
            for start in range(0, len(column), count)
        ]
        if sum(rows) + HEADING <= height:
            return rows, count
    return [max(box_height(lines[id_]) for id_ in column) + BETWEEN_ROWS], len(column)


Stack = list[tuple[list[float], int]]


def _stacks(columns: Sequence[Sequence[str]], lines: Mapping[str, int], height: float) -> list[Stack]:
    """Columns side by side; small layers that follow one another stand below each other in one.

    The first column, with the target, stands alone.
    """
    out: list[Stack] = []
    for column in columns:
        found = _rows(column, lines, height)
        last = out[-1] if len(out) > 1 else None
        if last and found[1] == 1 and last[0][1] == 1 and _stack_height([*last, found]) <= height:
            last.append(found)
        else:
            out.append([found])
    return out


def _stack_height(stack: Stack) -> float:
    return sum(HEADING + sum(rows) for rows, _ in stack)


def _scale(columns: Sequence[Sequence[str]], lines: Mapping[str, int], letters: int, height: float) -> float:
    """How much larger or smaller it is drawn when all of it is in view."""
    stacks = _stacks([c for c in columns if c], lines, height)
    width, tallest = -BETWEEN_LAYERS, 1.0
    for stack in stacks:
        count = max(c for _, c in stack)
        width += count * (box_width(letters) + BETWEEN_COLUMNS) - BETWEEN_COLUMNS + BETWEEN_LAYERS
        tallest = max(tallest, _stack_height(stack))
    return min(VIEW[0] / max(width, 1.0), VIEW[1] / tallest)
