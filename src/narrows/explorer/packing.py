"""How the boxes of the layers are packed: as columns, or flowing on from column to column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

CHARACTER = 5.0
LINE = 10.8
PADDING = 3.5
BETWEEN_ROWS = 5.0
BETWEEN_COLUMNS = 6.0
BETWEEN_LAYERS = 19.0
BETWEEN_FLOWS = 10.0
HEADING = 24.0

Band = tuple[str, float, float, float, float]
# The heights of a layer's rows, and how many boxes stand in each.
Rows = tuple[list[float], int]


@dataclass(frozen=True, slots=True)
class Packed:
    """Where boxes stand: the left end and the middle of each; the bands of the layers; the whole size."""

    places: Mapping[str, tuple[float, float]]
    bands: tuple[Band, ...]
    width: float
    height: float


def box_width(letters: int) -> float:
    """How wide a box with lines of so many letters is."""
    return letters * CHARACTER + 2 * PADDING


def box_height(lines: int) -> float:
    """How high a box with so many lines is."""
    return lines * LINE + 2 * PADDING - 2


def in_columns(
    columns: Sequence[tuple[str, Sequence[str]]], lines: Mapping[str, int], letters: int, height: float
) -> Packed:
    """Each layer as one block, as many boxes in a row as make it fit the height.

    Small layers that follow one another stand below each other; the first, with the target, alone.
    O(boxes per row x boxes).
    """
    wide = box_width(letters)
    places: dict[str, tuple[float, float]] = {}
    bands: list[Band] = []
    stacks = _stacks(columns, lines, height)
    tallest = max((_stack_height(stack) for stack in stacks), default=0.0)
    x, layer = 0.0, iter(columns)
    for stack in stacks:
        widest = max(count for _, count in stack)
        right = x + widest * (wide + BETWEEN_COLUMNS) - BETWEEN_COLUMNS
        slack = tallest - _stack_height(stack)
        gap = min(slack / sum(len(rows) for rows, _ in stack), 2 * BETWEEN_ROWS)
        y = (slack - gap * sum(len(rows) for rows, _ in stack)) / 2
        for rows, count in stack:
            name, column = next(layer)
            top = y
            y += HEADING
            for number, row in enumerate(rows):
                for place, id_ in enumerate(column[number * count : (number + 1) * count]):
                    places[id_] = x + place * (wide + BETWEEN_COLUMNS), y + (row - BETWEEN_ROWS) / 2
                y += row + gap
            bands.append((name, x, right, top, y))
        x = right + BETWEEN_LAYERS
    return Packed(places, tuple(bands), max(0.0, x - BETWEEN_LAYERS), tallest)


def flowing(
    columns: Sequence[tuple[str, Sequence[str]]], lines: Mapping[str, int], letters: int, height: float
) -> Packed:
    """Layer after layer down one column and on at the top of the next, as text flows in a newspaper.

    Each part of a layer has its band; where a layer fills columns side by side, they share one. O(boxes).
    """
    wide = box_width(letters)
    places: dict[str, tuple[float, float]] = {}
    parts: list[list[tuple[str, list[str]]]] = [[]]
    y = tallest = 0.0
    for name, column in columns:
        for number, id_ in enumerate(column):
            need = box_height(lines[id_]) + BETWEEN_ROWS
            if y and y + need + (0 if number else HEADING) > height:
                parts.append([])
                y = 0.0
            if not number or not parts[-1]:
                parts[-1].append((name, []))
                y += HEADING
            parts[-1][-1][1].append(id_)
            y += need
            tallest = max(tallest, y)
    bands: list[Band] = []
    for place, part in enumerate(parts):
        x = place * (wide + BETWEEN_FLOWS)
        used = sum(HEADING + sum(box_height(lines[i]) + BETWEEN_ROWS for i in ids) for _, ids in part)
        gap = min((tallest - used) / max(1, sum(len(ids) for _, ids in part)), BETWEEN_ROWS)
        y = 0.0
        for name, ids in part:
            top = y
            y += HEADING
            for id_ in ids:
                high = box_height(lines[id_])
                places[id_] = x, y + high / 2
                y += high + BETWEEN_ROWS + gap
            before = bands[-1] if bands else None
            if before and before[0] == name and before[3] == top == 0:
                bands[-1] = (name, before[1], x + wide, 0.0, max(before[4], y))
            else:
                bands.append((name, x, x + wide, top, y))
    return Packed(places, tuple(bands), len(parts) * (wide + BETWEEN_FLOWS) - BETWEEN_FLOWS, tallest)


def _rows(column: Sequence[str], lines: Mapping[str, int], height: float) -> Rows:
    """The rows of a layer: as few boxes in each as fit into the height."""
    for count in range(1, len(column) + 1):
        rows = [
            max(box_height(lines[id_]) for id_ in column[start : start + count]) + BETWEEN_ROWS
            for start in range(0, len(column), count)
        ]
        if sum(rows) + HEADING <= height:
            return rows, count
    return [max(box_height(lines[id_]) for id_ in column) + BETWEEN_ROWS], len(column)


def _stacks(
    columns: Sequence[tuple[str, Sequence[str]]], lines: Mapping[str, int], height: float
) -> list[list[Rows]]:
    """Layers side by side, small ones that follow one another in one stack; the first stands alone."""
    out: list[list[Rows]] = []
    for _, column in columns:
        found = _rows(column, lines, height)
        last = out[-1] if len(out) > 1 else None
        if last and found[1] == 1 and last[0][1] == 1 and _stack_height([*last, found]) <= height:
            last.append(found)
        else:
            out.append([found])
    return out


def _stack_height(stack: Sequence[Rows]) -> float:
    return sum(HEADING + sum(rows) for rows, _ in stack)
