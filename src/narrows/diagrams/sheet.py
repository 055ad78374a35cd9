"""The sheet around a drawing: title, legend, where it comes from; and all of it as DOT."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .labels import FONT, text_label
from .legend import all_of, box_entries, line_entries, look_of

if TYPE_CHECKING:
    from .draw import Drawing, Panel, Sizes
    from .page import Page

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Item:
    """A node with a label, and its middle."""

    name: str
    middle: Point


@dataclass(frozen=True, slots=True)
class Frame:
    """What is drawn, in points from the upper left: filled while it is put together."""

    width: float
    height: float
    items: list[Item] = field(default_factory=list)
    lines: list[tuple[tuple[str, str], tuple[Point, ...], dict[str, str], str]] = field(default_factory=list)
    bands: list[tuple[float, float, float, float]] = field(default_factory=list)
    headings: list[tuple[float, float, str]] = field(default_factory=list)


def finish(
    frame: Frame,
    page: Page,
    *,
    title: str,
    notes: Sequence[str],
    panels: Sequence[Panel],
    labels: Mapping[str, str],
    sizes: Sizes,
) -> Drawing:
    """Put title, legend and notes around a drawing and write it as DOT, scaled to the page."""
    from .draw import LETTERS, Drawing, measured

    scale = min(page.most, page.width * 72 / frame.width, (page.height - 1.3) * 72 / frame.height)
    unit = page.letters / scale
    room = page.width * 72 / scale if page.fill else max(frame.width, min(page.width, 7.0) * 72 / scale)
    links, boxes = all_of([p.chain for p in panels])
    samples, words = line_entries(links), box_entries(boxes)
    texts = {"title": _wrapped([(title, 1.5 * unit, True)], room)}
    texts["notes"] = _wrapped([(n, 0.8 * unit, False) for n in notes], room)
    for n, (_, _, heading) in enumerate(frame.headings):
        texts[f"p{n}"] = text_label([(heading, 1.2 * unit, True)])
    for n, (_, said) in enumerate(samples):
        texts[f"s{n}"] = text_label([(said, 0.85 * unit, False)])
    for n, said in enumerate(words):
        texts[f"w{n}"] = text_label([(said, 0.85 * unit, False)])
    own = measured(texts)
    out = _Writer({**labels, **texts}, {**sizes, **own})
    top = own["title"][1] + 0.6 * unit
    out.corner("title", 0.0, 0.0)
    shift = max(0.0, (room - frame.width) / 2)
    out.frame(frame, shift, top)
    y = top + frame.height + 0.8 * unit
    y = _legend(out, [f"s{n}" for n in range(len(samples))], samples, room, y, unit, own)
    y = _legend(out, [f"w{n}" for n in range(len(words))], None, room, y, unit, own)
    y += 0.4 * unit
    out.corner("notes", 0.0, y)
    height = y + own["notes"][1]
    width = max(room, *(own[n][0] for n in ("title", "notes")))
    final = min(page.width * 72 / width, page.height * 72 / height, page.most)
    smallest = 0.8 * LETTERS if any(b.entries for b in boxes) else LETTERS
    return Drawing(out.source(width, height, final, page, title), smallest * final)


def _wrapped(lines: Sequence[tuple[str, float, bool]], room: float) -> str:
    """A label of lines that are no wider than the room; a letter is taken as 0.62 of its size wide."""
    out = []
    for text, size, bold in lines:
        most = max(20, int(room / (size * (0.68 if bold else 0.62))))
        out += [(part, size, bold) for part in textwrap.wrap(text, most) or [""]]
    return text_label(out)


def _legend(
    out: _Writer,
    names: Sequence[str],
    samples: Sequence[tuple[object, str]] | None,
    room: float,
    top: float,
    unit: float,
    own: Sizes,
) -> float:
    """Entries side by side, as many to a line as fit; the y below them."""
    from .chain import Link

    x, y, tall = 0.0, top, max((own[n][1] for n in names), default=0.0)
    before = 3.2 * unit if samples is not None else 0.0
    for n, name in enumerate(names):
        wide = before + own[name][0] + 1.2 * unit
        if x and x + wide > room:
            x, y = 0.0, y + tall
        if samples is not None:
            link = samples[n][0]
            assert isinstance(link, Link)
            out.sample(
                f"{name}a", f"{name}b", (x, y + tall / 2), (x + before - 0.5 * unit, y + tall / 2), link
            )
        out.corner(name, x + before, y)
        x += wide
    return y + tall if names else y


class _Writer:
    """Collects nodes and edges with their places; y grows downwards until it is written."""

    def __init__(self, labels: Mapping[str, str], sizes: Sizes) -> None:
        self.labels, self.sizes = labels, sizes
        self.nodes: list[tuple[str, Point, str]] = []
        self.edges: list[tuple[str, str, tuple[Point, ...], dict[str, str]]] = []

    def corner(self, name: str, left: float, top: float) -> None:
        """A label by its upper left corner."""
        wide, high = self.sizes[name]
        self.nodes.append((name, (left + wide / 2, top + high / 2), f"label={self.labels[name]}"))

    def frame(self, frame: Frame, left: float, top: float) -> None:
        for n, (x0, y0, x1, y1) in enumerate(frame.bands):
            middle = (left + (x0 + x1) / 2, top + (y0 + y1) / 2)
            look = (
                f'label="" shape=box style=rounded color="#bbbbbb" fixedsize=true '
                f"width={(x1 - x0) / 72:.4f} height={(y1 - y0) / 72:.4f}"
            )
            self.nodes.append((f"b{n}", middle, look))
        for n, (x, y, _) in enumerate(frame.headings):
            self.corner(f"p{n}", left + x, top + y)
        for item in frame.items:
            at = (left + item.middle[0], top + item.middle[1])
            self.nodes.append((item.name, at, f"label={self.labels[item.name]}"))
        for n, ((a, b), way, look_, said) in enumerate(frame.lines):
            moved = tuple((left + x, top + y) for x, y in way)
            self.edges.append((a, b, moved, look_))
            if said:
                end = moved[-1]
                name = f"k{n}"
                self.nodes.append(
                    (name, (end[0] + 14, end[1] - 6), f'label="{said}" fontsize=8 shape=plaintext')
                )

    def sample(self, a: str, b: str, start: Point, end: Point, link: object) -> None:
        """A short line for the legend."""
        from .chain import Link

        assert isinstance(link, Link)
        third = (end[0] - start[0]) / 3
        for name, at in ((a, start), (b, end)):
            self.nodes.append((name, at, 'label="" shape=point style=invis width=0.01'))
        way = (start, (start[0] + third, start[1]), (start[0] + 2 * third, start[1]), end)
        self.edges.append((a, b, way, look_of(link)))

    def source(self, width: float, height: float, scale: float, page: Page, title: str) -> str:
        """All of it in DOT; ``nop2`` draws it as it stands."""
        size = f"{width * scale / 72:.4f},{height * scale / 72:.4f}!"
        if page.fill:
            size = f"{page.width},{page.height}!"
        lines = [
            "digraph narrows {",
            f'graph [bgcolor=white, outputorder=edgesfirst, size="{size}", margin=0, pad=0.05,',
            f'  bb="0,0,{width:.2f},{height:.2f}", splines=true, fontname="{FONT}"];',
            f'node [shape=plain, fontname="{FONT}", fontsize=10, margin=0];',
        ]
        # Corners keep the whole sheet in the picture.
        corners = [("c0", (0.0, 0.0)), ("c1", (width, height))]
        if page.fill:
            wide = max(width, height * page.width / page.height)
            corners = [("c0", (0.0, 0.0)), ("c1", (wide, wide * page.height / page.width))]
        for name, at in corners:
            self.nodes.append((name, at, 'label="" shape=point style=invis width=0.01'))
        total = max(y for _, (_, y), _ in self.nodes)
        for name, (x, y), look in self.nodes:
            lines.append(f'{name} [{look} pos="{x:.2f},{total - y:.2f}"];')
        for a, b, way, attributes in self.edges:
            told = " ".join(f'{key}="{value}"' for key, value in attributes.items())
            lines.append(f'{a} -> {b} [{told} pos="{_spline(way, total)}"];')
        return "\n".join([*lines, "}", ""])


def _spline(way: Sequence[Point], total: float) -> str:
    """A line as Graphviz has it: its tip, then Bezier points that end where the head begins."""
    tip, before = way[-1], way[-2]
    length = max(1e-6, ((tip[0] - before[0]) ** 2 + (tip[1] - before[1]) ** 2) ** 0.5)
    back = min(5.0, length)
    end = (tip[0] + (before[0] - tip[0]) * back / length, tip[1] + (before[1] - tip[1]) * back / length)
    points = [*way[:-1], end]
    told = " ".join(f"{x:.2f},{total - y:.2f}" for x, y in points)
    return f"e,{tip[0]:.2f},{total - tip[1]:.2f} {told}"
