"""Where boxes and lines go: columns in order, little crossing, lines bundled; computed, the same each time.

The usual layered drawing (Sugiyama et al. 1981, doi 10.1109/TSMC.1981.4308636): what lies between columns
that are not neighbours gets a place of its own in each column it passes; the order in a column follows the
barycentres of neighbours; then everything moves towards its neighbours as far as the order lets it. Lines
that leave one block in the same look share their way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..spacing import stacked

GAP = 9.0
LANE = 4.0
SWEEPS = 12
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Block:
    """Boxes that stand in one piece; ``sizes`` are width and height of each, in points."""

    layer: int
    boxes: tuple[str, ...]
    sizes: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line from a block to a box of another; lines of one look share their way.

    port : how far from the middle of its side it arrives, so that heads of different looks stand apart.
    """

    source: int
    owner: str
    look: str
    port: float = 0.0


@dataclass(frozen=True, slots=True)
class Band:
    """A layer's room: its number, left and right end."""

    layer: int
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Layout:
    """Middles of boxes (y grows downwards), the way of each line as Bezier points, the layers' room."""

    middles: Mapping[str, Point]
    ways: tuple[tuple[Point, ...], ...]
    bands: tuple[Band, ...]
    width: float
    height: float


@dataclass(slots=True)
class _Item:
    """Something in a column: a block, or a lane for passing lines."""

    column: int
    height: float
    width: float
    block: int | None
    y: float = 0.0


def lay_out(
    blocks: Sequence[Block],
    lines: Sequence[Line],
    tallest: float,
    heads: Mapping[int, float],
    *,
    sweeps: int = SWEEPS,
) -> Layout:
    """Place blocks and lines; columns higher than ``tallest`` are folded. O(sweeps x lines x columns).

    heads : the least width of each layer. sweeps : 0 only finds out how large it gets.
    """
    home = {box: i for i, block in enumerate(blocks) for box in block.boxes}
    columns, layers = _columns(blocks, lines, home, tallest)
    items = [
        _Item(columns[i], sum(h for _, h in b.sizes) + GAP, max(w for w, _ in b.sizes), i)
        for i, b in enumerate(blocks)
    ]
    lanes, trunks = _lanes(items, lines, columns, home)
    links = _links(lines, lanes, home)
    rows = _ordered(items, links, max(columns) + 1, sweeps)
    _settle(items, links, rows, sweeps)
    crossing: dict[int, int] = defaultdict(int)
    for look in trunks:
        for gap in range(look[1], look[2]):
            crossing[gap] += 1
    lefts, rights = _across(items, layers, crossing, heads)
    low = min((x.y - x.height / 2 for x in items), default=0.0)
    for item in items:
        item.y -= low
    middles: dict[str, Point] = {}
    edges: dict[str, tuple[float, float]] = {}
    for item in items:
        if item.block is None:
            continue
        block, middle = blocks[item.block], (lefts[item.column] + rights[item.column]) / 2
        at = item.y - (item.height - GAP) / 2
        for box, (wide, high) in zip(block.boxes, block.sizes, strict=True):
            middles[box] = (middle, at + high / 2)
            edges[box] = (middle - wide / 2, middle + wide / 2)
            at += high
    ways = tuple(
        _way(line, lanes[n], items, (lefts, rights), middles, edges, home, blocks)
        for n, line in enumerate(lines)
    )
    bands: dict[int, tuple[float, float]] = {}
    for column, layer in enumerate(layers):
        old = bands.get(layer, (lefts[column], rights[column]))
        bands[layer] = (min(old[0], lefts[column]), max(old[1], rights[column]))
    height = max((x.y + x.height / 2 for x in items), default=0.0)
    found = tuple(Band(x, a, b) for x, (a, b) in bands.items())
    return Layout(middles, ways, found, max(rights, default=0.0), height)


def _columns(
    blocks: Sequence[Block], lines: Sequence[Line], home: Mapping[str, int], tallest: float
) -> tuple[list[int], list[int]]:
    """The column of each block, and the layer of each column: what a layer needs of itself comes later."""
    inner: dict[int, set[int]] = defaultdict(set)
    for line in lines:
        owner = home[line.owner]
        if blocks[owner].layer == blocks[line.source].layer and owner != line.source:
            inner[owner].add(line.source)
    depth = _depths(len(blocks), inner)
    columns, layers = [0] * len(blocks), []
    for layer in sorted({b.layer for b in blocks}):
        here = [i for i, b in enumerate(blocks) if b.layer == layer]
        for rank in sorted({depth[i] for i in here}):
            group = [i for i in here if depth[i] == rank]
            high = {i: sum(h for _, h in blocks[i].sizes) + GAP for i in group}
            folds = max(1, -(-int(sum(high.values())) // max(1, int(tallest))))
            most, used = sum(high.values()) / folds, 0.0
            layers.append(layer)
            for i in group:
                if used and used + high[i] / 2 > most:
                    layers.append(layer)
                    used = 0.0
                columns[i] = len(layers) - 1
                used += high[i]
    return columns, layers


def _depths(count: int, inner: Mapping[int, set[int]]) -> list[int]:
    """The longest way down from a block nothing needs; lines that close a cycle are left out."""
    depth, state = [0] * count, [0] * count
    order: list[int] = []
    kept: dict[int, list[int]] = defaultdict(list)
    for start in range(count):
        stack = [(start, iter(sorted(inner.get(start, ()))))] if not state[start] else []
        state[start] = state[start] or 1
        while stack:
            node, rest = stack[-1]
            step = next(rest, None)
            if step is None:
                state[node] = 2
                order.append(node)
                stack.pop()
            elif state[step] != 1:
                kept[node].append(step)
                if not state[step]:
                    state[step] = 1
                    stack.append((step, iter(sorted(inner.get(step, ())))))
    for node in reversed(order):
        for step in kept[node]:
            depth[step] = max(depth[step], depth[node] + 1)
    return depth


def _lanes(
    items: list[_Item], lines: Sequence[Line], columns: Sequence[int], home: Mapping[str, int]
) -> tuple[list[list[int]], set[tuple[tuple[int, str], int, int]]]:
    """The lanes each line passes, from its source on; lines of one block and look share them."""
    made: dict[tuple[int, str, int], int] = {}
    out: list[list[int]] = []
    trunks = set()
    for line in lines:
        start, end = columns[line.source], columns[home[line.owner]]
        step = -1 if end < start else 1
        passed = []
        for column in range(start + step, end, step):
            key = (line.source, line.look, column)
            if key not in made:
                made[key] = len(items)
                items.append(_Item(column, LANE, 0.0, None))
            passed.append(made[key])
        for gap in range(min(start, end), max(start, end)):
            trunks.add(((line.source, line.look), gap, gap + 1))
        out.append(passed)
    return out, trunks


def _links(
    lines: Sequence[Line], lanes: Sequence[Sequence[int]], home: Mapping[str, int]
) -> dict[int, list[int]]:
    """For each item, those beside it along lines."""
    found: dict[int, set[int]] = defaultdict(set)
    for line, passed in zip(lines, lanes, strict=True):
        chain = [line.source, *passed, home[line.owner]]
        for a, b in pairwise(chain):
            if a != b:
                found[a].add(b)
                found[b].add(a)
    return {i: sorted(there) for i, there in found.items()}


def _ordered(
    items: Sequence[_Item], links: Mapping[int, Sequence[int]], count: int, sweeps: int
) -> list[list[int]]:
    """The order in each column: sweeps of barycentres there and back, the best order kept."""
    rows: list[list[int]] = [[] for _ in range(count)]
    for i, item in enumerate(items):
        rows[item.column].append(i)
    if not sweeps:
        return rows
    best, fewest = [list(r) for r in rows], _crossings(items, links, rows)
    for sweep in range(sweeps):
        back = sweep % 2 == 1
        for column in range(count - 1, -1, -1) if back else range(count):
            side = 1 if back else -1
            place = {i: n / max(1, len(rows[i_col]) - 1) for i_col in (column + side,)
                     if 0 <= i_col < count for n, i in enumerate(rows[i_col])}  # fmt: skip
            key = {}
            for n, i in enumerate(rows[column]):
                near = [place[x] for x in links.get(i, ()) if x in place]
                key[i] = sum(near) / len(near) if near else n / max(1, len(rows[column]) - 1)
            rows[column].sort(key=lambda i: (key[i], i))
        found = _crossings(items, links, rows)
        if found < fewest:
            best, fewest = [list(r) for r in rows], found
    return best


def _crossings(items: Sequence[_Item], links: Mapping[int, Sequence[int]], rows: Sequence[list[int]]) -> int:
    """How many pairs of lines cross between neighbouring columns."""
    place = {i: n for row in rows for n, i in enumerate(row)}
    total = 0
    for column, row in enumerate(rows):
        ends: list[int] = []
        for i in row:
            ends += sorted(place[x] for x in links.get(i, ()) if items[x].column == column + 1)
        total += _inversions(ends)
    return total


def _inversions(values: Sequence[int]) -> int:
    from bisect import bisect_right, insort

    seen: list[int] = []
    count = 0
    for value in values:
        count += len(seen) - bisect_right(seen, value)
        insort(seen, value)
    return count


def _settle(
    items: Sequence[_Item], links: Mapping[int, Sequence[int]], rows: Sequence[list[int]], sweeps: int
) -> None:
    """Move everything towards its neighbours, in the order found, no further than the highest column."""
    top = max((sum(items[i].height for i in row) for row in rows), default=0.0)
    for row in rows:
        at = (top - sum(items[i].height for i in row)) / 2
        for i in row:
            items[i].y = at + items[i].height / 2
            at += items[i].height
    for sweep in range(sweeps):
        for row in rows if sweep % 2 else reversed(rows):
            wanted = []
            for i in row:
                near = [items[x].y for x in links.get(i, ())]
                wanted.append(sum(near) / len(near) if near else items[i].y)
            for i, y in zip(row, stacked(wanted, [items[i].height for i in row], top), strict=True):
                items[i].y = y


def _across(
    items: Sequence[_Item], layers: Sequence[int], crossing: Mapping[int, int], heads: Mapping[int, float]
) -> tuple[list[float], list[float]]:
    """Left and right ends of the columns: the more lines cross a gap, the wider it is."""
    lefts: list[float] = []
    rights: list[float] = []
    x = 0.0
    for column, layer in enumerate(layers):
        wide = max((i.width for i in items if i.column == column), default=0.0)
        spare = heads.get(layer, 0.0) if layers.count(layer) == 1 else 0.0
        lefts.append(x)
        rights.append(x + max(wide, spare))
        x = rights[-1] + 22 + min(38, 0.8 * crossing.get(column, 0))
    return lefts, rights


def _way(
    line: Line,
    passed: Sequence[int],
    items: Sequence[_Item],
    columns: tuple[list[float], list[float]],
    middles: Mapping[str, Point],
    edges: Mapping[str, tuple[float, float]],
    home: Mapping[str, int],
    blocks: Sequence[Block],
) -> tuple[Point, ...]:
    """The Bezier points of a line, level where it leaves, passes and arrives."""
    lefts, rights = columns
    owner, block = line.owner, blocks[line.source]
    start_column, end_column = items[line.source].column, items[home[owner]].column
    leftward = end_column < start_column
    ends = [edges[b] for b in block.boxes]
    out = min(e[0] for e in ends) if leftward else max(e[1] for e in ends)
    stops: list[Point] = [(out, items[line.source].y)]
    for i in passed:
        sides = (lefts[items[i].column], rights[items[i].column])
        enter, leave = (sides[1], sides[0]) if leftward else sides
        stops += [(enter, items[i].y), (leave, items[i].y)]
    if start_column == end_column:
        right = rights[start_column]
        end = (edges[owner][1], middles[owner][1] + line.port)
        beyond = right + 18
        return stops[0], (beyond, stops[0][1]), (beyond, end[1]), end
    stops.append((edges[owner][1] if leftward else edges[owner][0], middles[owner][1] + line.port))
    way: list[Point] = [stops[0]]
    for a, b in pairwise(stops):
        middle = (a[0] + b[0]) / 2
        way += [(middle, a[1]), (middle, b[1]), b]
    return tuple(way)
