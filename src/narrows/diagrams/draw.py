"""From chains to a drawing in DOT: Graphviz measures the letters, we place, Graphviz draws."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ..render import render
from .chain import Chain
from .labels import FONT, box_label, head_label
from .layout import SWEEPS, Block, Layout, Line, lay_out
from .legend import look_of
from .marks import Marks, known_lines
from .page import Page
from .sheet import Frame, Item, finish

Direction = Literal["columns", "rows"]
WAYS: tuple[Direction, ...] = ("columns", "rows")
LETTERS = 10.0
Sizes = Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Panel:
    """A chain, what is marked in it, and what it shows."""

    chain: Chain
    marks: Marks
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing in DOT with all places fixed; smallest : its smallest letters on the page, in points."""

    source: str
    smallest: float


def draw(
    panels: Sequence[Panel],
    page: Page,
    *,
    title: str,
    notes: Sequence[str],
    direction: Direction | None = None,
) -> Drawing:
    """Draw one chain, or several with the same boxes beside each other.

    direction : layers as columns or as rows; None takes what comes out larger on the page.

    Raises RenderError without Graphviz. Cost: two runs of Graphviz on boxes without lines, and the layout.
    """
    labels: dict[str, str] = {}
    for p, panel in enumerate(panels):
        for n, box in enumerate(panel.chain.boxes):
            labels[f"n{p}_{n}"] = box_label(box, LETTERS)
        for n, (layer, name) in enumerate(panel.chain.layers):
            labels[f"h{p}_{n}"] = head_label(name, known_lines(panel.marks, layer), LETTERS)
    sizes = measured(labels)
    for name, least in _evened(panels, sizes).items():
        p, n = (int(x) for x in name[1:].split("_"))
        labels[name] = box_label(panels[p].chain.boxes[n], LETTERS, least)
    sizes = measured(labels)
    placed = max(
        (_best(panels, sizes, page, way) for way in WAYS if direction in (None, way)), key=lambda x: x[0]
    )[1]()
    return finish(placed, page, title=title, notes=notes, panels=panels, labels=labels, sizes=sizes)


def measured(labels: Mapping[str, str]) -> dict[str, tuple[float, float]]:
    """Width and height of labels in points, as Graphviz draws them here."""
    nodes = "".join(f"{name} [label={label}];" for name, label in labels.items())
    source = f'graph g {{ node [shape=plain fontname="{FONT}"]; {nodes} }}'
    told = render(source, "plain").decode("utf-8", errors="replace")
    found = re.findall(r"^node (\w+) \S+ \S+ ([\d.]+) ([\d.]+) ", told, re.MULTILINE)
    return {name: (72 * float(w) + 1, 72 * float(h)) for name, w, h in found}


def _evened(panels: Sequence[Panel], sizes: Sizes) -> dict[str, tuple[float, float]]:
    """Boxes of a layer are as wide as the widest; the same box is as high in all panels."""
    wide: dict[str, float] = defaultdict(float)
    high: dict[int, float] = defaultdict(float)
    for p, panel in enumerate(panels):
        for n, box in enumerate(panel.chain.boxes):
            across, down = sizes[f"n{p}_{n}"]
            wide[box.layer], high[n] = max(wide[box.layer], across), max(high[n], down)
    return {
        f"n{p}_{n}": (wide[box.layer], high[n])
        for p, panel in enumerate(panels)
        for n, box in enumerate(panel.chain.boxes)
    }


def _best(
    panels: Sequence[Panel], sizes: Sizes, page: Page, direction: Direction
) -> tuple[float, Callable[[], Frame]]:
    """Of several heights at which columns are folded, and ways to put panels, what comes out largest."""
    chain = panels[0].chain
    order = [x for x, _ in chain.layers]
    blocks, lines, of_link = _blocks(panels, sizes, order, direction)
    high = sum(h for b in blocks for _, h in b.sizes) or 1.0
    heads = {i: _head(panels, sizes, i, direction) for i in range(len(order))}
    widths = {i: w for i, (w, _) in heads.items()}

    def frame_at(tallest: float, beside: bool, sweeps: int) -> Frame:
        found = lay_out(blocks, lines, tallest, widths, sweeps=sweeps)
        return _frame(found, panels, heads, of_link, beside, direction)

    best: tuple[float, float, bool] | None = None
    for part in (1.0, 0.6, 0.4, 0.28, 0.2, 0.14, 0.1, 0.07):
        if part < 1 and high * part < 150:
            break
        for beside in (True, False) if len(panels) > 1 else (True,):
            scale = _scale(frame_at(high * part, beside, 0), page)
            if best is None or scale > best[0] * 1.02:
                best = (scale, high * part, beside)
    assert best is not None
    found, tallest, beside = best
    return found, lambda: frame_at(tallest, beside, SWEEPS)


def _scale(frame: Frame, page: Page) -> float:
    """How large it gets on the page; title, legend and notes take about an inch and a half."""
    return min(page.width * 72 / frame.width, (page.height - 1.6) * 72 / frame.height)


def _head(panels: Sequence[Panel], sizes: Sizes, layer: int, direction: Direction) -> tuple[float, float]:
    """The room of a layer's head: along the columns, and across them."""
    wide = max(sizes[f"h{p}_{layer}"][0] for p in range(len(panels)))
    high = max(sizes[f"h{p}_{layer}"][1] for p in range(len(panels)))
    return (wide + 8, high + 8) if direction == "columns" else (high + 8, wide + 8)


def _blocks(
    panels: Sequence[Panel], sizes: Sizes, order: Sequence[str], direction: Direction
) -> tuple[list[Block], list[Line], list[int]]:
    """Boxes of one layer that the same things need in the same way stand in one block."""
    chain = panels[0].chain
    uses: dict[str, set[tuple[str, object]]] = defaultdict(set)
    layer_of = {b.id: b.layer for b in chain.boxes}
    inner = {x.source for x in chain.links if layer_of[x.source] == layer_of[x.owner]}
    for link in chain.links:
        uses[link.source].add((link.owner, link.look))
    groups: dict[object, list[int]] = defaultdict(list)
    for n, box in enumerate(chain.boxes):
        alone = not uses[box.id] or box.id in inner or direction == "rows"
        key = (box.layer, box.id) if alone else (box.layer, frozenset(uses[box.id]))
        groups[key].append(n)
    blocks: list[Block] = []
    home: dict[str, int] = {}
    for members in groups.values():
        ids = tuple(chain.boxes[n].id for n in members)
        some = []
        for n in members:
            wide = max(sizes[f"n{p}_{n}"][0] for p in range(len(panels)))
            high = max(sizes[f"n{p}_{n}"][1] for p in range(len(panels)))
            some.append((wide, high) if direction == "columns" else (high, wide))
        home |= {i: len(blocks) for i in ids}
        blocks.append(Block(order.index(chain.boxes[members[0]].layer), ids, tuple(some)))
    lines: list[Line] = []
    of_link: list[int] = []
    drawn: set[tuple[int, str]] = set()
    for n, link in enumerate(chain.links):
        key_ = (home[link.source], link.owner)
        if key_ not in drawn:
            drawn.add(key_)
            port = 4.0 if link.undisclosed else -4.0 if link.any_of else 0.0
            lines.append(Line(home[link.source], link.owner, repr(link.look), port))
            of_link.append(n)
    return blocks, lines, of_link


def _frame(
    found: Layout,
    panels: Sequence[Panel],
    heads: Mapping[int, tuple[float, float]],
    of_link: Sequence[int],
    beside: bool,
    direction: Direction,
) -> Frame:
    """The panels on one sheet, in points, y growing downwards."""
    head = max((h for _, h in heads.values()), default=0.0)
    heading = 34.0 if any(p.heading for p in panels) else 0.0
    upright = direction == "columns"
    wide, high = found.width + 20, found.height + head + 14
    if not upright:
        wide, high = high, wide
    high += heading
    frame = Frame(wide, high)
    if len(panels) > 1:
        frame = Frame(wide * len(panels) + 40 * (len(panels) - 1), high) if beside else Frame(
            wide, high * len(panels) + 30 * (len(panels) - 1)
        )  # fmt: skip

    for p, panel in enumerate(panels):
        left = p * (wide + 40) if beside else 0.0
        top = 0.0 if beside else p * (high + 30)

        def at(x: float, y: float, left: float = left, top: float = top) -> tuple[float, float]:
            along, across = x + 10, y + head + 7
            return (
                (left + along, top + heading + across) if upright else (left + across, top + heading + along)
            )

        if panel.heading:
            frame.headings.append((left + 4, top + 4, panel.heading))
        for band in found.bands:
            if not panel.chain.layers[band.layer][1]:
                continue
            a, b = at(band.left - 6, -head - 3), at(band.right + 6, found.height + 4)
            frame.bands.append((*a, *b))
            middle = (band.left + band.right) / 2
            frame.items.append(Item(f"h{p}_{band.layer}", at(middle, -head / 2)))
        number = {b.id: n for n, b in enumerate(panel.chain.boxes)}
        for id_, place in found.middles.items():
            frame.items.append(Item(f"n{p}_{number[id_]}", at(*place)))
        for way, n in zip(found.ways, of_link, strict=True):
            link = panel.chain.links[n]
            ends = (f"n{p}_{number[link.source]}", f"n{p}_{number[link.owner]}")
            frame.lines.append((ends, tuple(at(*q) for q in way), look_of(link), link.said))
    return frame
