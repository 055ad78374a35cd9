"""A sheet: panels under a title, with notes and provenance below, laid out in inches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from .letters import widest, wrapped
from .style import GRID, INK, QUIET, Style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

GAP = 0.3


@dataclass(frozen=True, slots=True)
class Frame:
    """What a panel draws into: axes, the middle of each row, the height of a line, the style.

    width, height : of the axes in inches. size : of letters in points.
    """

    axes: Axes
    rows: tuple[float, ...]
    line: float
    size: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Panel:
    """One chart: rows with a label on the left and a value on the right, or free axes of some lines.

    legend : draws the legend's entries; they stand in a row above the axes.
    free : the height in lines of a panel without rows.
    """

    heading: str
    draw: Callable[[Frame], None]
    labels: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    axis: str = ""
    free: float = 0.0
    legend: tuple[tuple[str, dict[str, Any]], ...] = ()
    lanes: float = 1.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a figure shows. ``says`` is its message in words, which is also its description."""

    title: str
    says: str
    panels: tuple[Panel, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A panel with what its size takes, in inches."""

    panel: Panel
    heading: list[str]
    labels: list[str]
    left: float
    right: float
    legend: list[list[int]]
    rows: list[float]
    body: float
    height: float


def lay_out(sheet: Sheet, style: Style) -> Figure:
    """The sheet as a matplotlib figure; call it, and draw what it returns, under ``settings``."""
    size = style.letters
    while True:
        page = _Page(sheet, style, size)
        if style.height is None or page.height <= style.height or size <= style.smallest:
            return page.draw(max(page.height, style.height or 0.0))
        size = max(style.smallest, min(size - 0.25, size * (style.height / page.height) ** 0.5))


class _Page:
    """Measures a sheet at one size of letters, then draws it."""

    def __init__(self, sheet: Sheet, style: Style, size: float) -> None:
        self.style, self.size, self.line = style, size, size * 1.3 / 72
        self.margin = 0.35 if style.height else 0.06
        room = style.width - 2 * self.margin
        self.small = size * (0.62 if style.height else 0.82)
        self.title = wrapped(sheet.title, size * 1.25, room, bold=True)
        self.says = wrapped(sheet.says, size, room)
        self.notes = [line for note in sheet.notes for line in wrapped(note, self.small, room)]
        beside = style.side_by_side and len(sheet.panels) == 2
        across = (room - GAP) / 2 if beside else room
        placed = [self._place(panel, across) for panel in sheet.panels]
        self.beside, self.across, self.panels = beside, across, placed
        self.head = self.margin + self.line * (1.3 * len(self.title) + len(self.says) + 0.6)
        if beside:
            placed = [_stretched(p, max(x.height for x in placed)) for p in placed]
            self.panels = placed
        heights = [p.height for p in placed]
        self.middle = max(heights, default=0.0) if beside else sum(heights)
        self.foot = self.margin + self.small * 1.3 / 72 * len(self.notes)
        self.height = self.head + self.middle + self.foot

    def _place(self, panel: Panel, across: float) -> _Placed:
        size, line = self.size, self.line
        labels = ["\n".join(wrapped(x, size, across * 0.42)) for x in panel.labels]
        left = widest(labels, size) + (0.1 if labels else 0.0)
        right = widest(panel.values, size) + (0.85 * size / 72 + 0.02 if panel.values else 0.0)
        if not panel.labels:
            left, right = 4.2 * size / 72 if panel.axis else 0.0, 0.0
        heights = [max(panel.lanes, x.count("\n") + 1) * line * 1.12 + 0.25 * line for x in labels]
        rows, down = [], 0.15 * line
        for height in heights:
            rows.append(down + height / 2)
            down += height
        body = panel.free * line or down + 0.15 * line
        heading = wrapped(panel.heading, size, across, bold=True)
        legend = self._legend(panel, across)
        axis = 2.6 if panel.axis else 0.4
        height = line * (1.15 * len(heading) + 1.35 * len(legend) + 0.5 + axis) + body
        return _Placed(panel, heading, labels, left, right, legend, rows, body, height)

    def _entry(self, text: str) -> float:
        return widest([text], self.size) + self.size * 3.2 / 72

    def _legend(self, panel: Panel, across: float) -> list[list[int]]:
        """The entries of the legend, as many to a line as fit."""
        lines: list[list[int]] = []
        used = 0.0
        for number, (text, _) in enumerate(panel.legend):
            if not lines or used + self._entry(text) > across:
                lines.append([])
                used = 0.0
            lines[-1].append(number)
            used += self._entry(text)
        return lines

    def draw(self, height: float) -> Figure:
        from matplotlib.figure import Figure

        figure = Figure(figsize=(self.style.width, height))
        self._text(figure, height, self.margin, self.title, self.size * 1.25, weight="bold", color=INK)
        under = self.margin + self.line * 1.3 * len(self.title)
        self._text(figure, height, under, self.says, self.size, color=INK)
        top, left = self.head, self.margin
        if self.style.height:
            # On a slide the charts stand in the middle of the room that is left.
            top += max(0.0, (height - self.height) / 2)
        for placed in self.panels:
            self._draw_panel(figure, placed, left, top, height)
            if self.beside:
                left += self.across + GAP
            else:
                top += placed.height
        foot = height - self.foot
        self._text(figure, height, foot, self.notes, self.small, color=QUIET)
        return figure

    def _text(
        self, figure: Figure, height: float, top: float, lines: Sequence[str], size: float, **look: Any
    ) -> None:
        step = size * 1.3 / 72
        for number, text in enumerate(lines):
            y = 1 - (top + step * number) / height
            figure.text(self.margin / self.style.width, y, text, size=size, va="top", ha="left", **look)

    def _draw_panel(self, figure: Figure, placed: _Placed, left: float, top: float, height: float) -> None:
        page, line, size = self.style.width, self.line, self.size
        for number, text in enumerate(placed.heading):
            y = 1 - (top + 1.15 * line * number) / height
            figure.text(left / page, y, text, size=size, weight="bold", va="top", color=INK)
        top += 1.15 * line * len(placed.heading)
        for row in placed.legend:
            self._draw_legend(figure, placed.panel, row, left, top + 0.75 * line, height)
            top += 1.35 * line
        top += 0.5 * line
        width = self.across - placed.left - placed.right
        box = (
            (left + placed.left) / page,
            1 - (top + placed.body) / height,
            width / page,
            placed.body / height,
        )
        axes = figure.add_axes(box)
        for side in ("top", "right", "left"):
            axes.spines[side].set_visible(False)
        axes.spines["bottom"].set_color(QUIET)
        axes.tick_params(labelsize=size * 0.92, length=2, color=QUIET, labelcolor=INK)
        if placed.panel.axis:
            axes.set_xlabel(placed.panel.axis, size=size, labelpad=2, color=INK)
        if placed.labels:
            axes.set_ylim(placed.body, 0)
            axes.set_yticks([])
            axes.grid(axis="x", color=GRID, linewidth=0.4)
            axes.set_axisbelow(True)
            self._write_rows(axes, placed, width)
        placed.panel.draw(Frame(axes, tuple(placed.rows), line, size, width, placed.body))

    def _write_rows(self, axes: Axes, placed: _Placed, width: float) -> None:
        across = axes.get_yaxis_transform()
        look: dict[str, Any] = {"transform": across, "va": "center", "size": self.size, "color": INK}
        for y, text in zip(placed.rows, placed.labels, strict=True):
            axes.text(-0.06 / width, y, text, ha="right", **look)
        # Clear of a mark that stands at the end of the axis.
        beyond = 1 + 0.85 * self.size / 72 / width
        for y, text in zip(placed.rows, placed.panel.values, strict=False):
            axes.text(beyond, y, text, ha="left", **look)

    def _draw_legend(
        self, figure: Figure, panel: Panel, row: list[int], left: float, middle: float, height: float
    ) -> None:
        from matplotlib.lines import Line2D
        from matplotlib.patches import Rectangle

        page, x = self.style.width, left
        tall = self.size * 0.8 / 72
        for number in row:
            text, look = panel.legend[number]
            y = 1 - middle / height
            if "facecolor" in look:
                corner = (x / page, y - tall / 2 / height)
                mark: Any = Rectangle(corner, self.size * 1.7 / 72 / page, tall / height, **look)
            else:
                end = x + self.size * 1.7 / 72
                mark = Line2D([x / page, (x + end) / 2 / page, end / page], [y, y, y], markevery=[1], **look)
            mark.set_transform(figure.transFigure)
            figure.add_artist(mark)
            figure.text(
                (x + self.size * 2.1 / 72) / page, y, text, size=self.size, va="center_baseline", color=INK
            )
            x += self._entry(text)


def _stretched(placed: _Placed, height: float) -> _Placed:
    """A panel without rows, made as high as the one beside it."""
    if not placed.panel.free:
        return placed
    return replace(placed, body=placed.body + height - placed.height, height=height)


def with_notes(sheet: Sheet, *lines: str) -> Sheet:
    """The sheet with more lines below."""
    return replace(sheet, notes=(*sheet.notes, *lines))
