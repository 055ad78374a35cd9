"""figure shift: exposure before and after, by supplier as slopes and by layer as intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from ..analysis.words import listed
from ..spacing import spread
from ..wording import layer_name, percent, supplier_name
from .letters import width, wrapped
from .marks import FILLED, HOLLOW, interval, percent_axis, scaled
from .sheet import Frame, Panel, Sheet
from .style import AFTER, GRID, INK, QUIET, Style

if TYPE_CHECKING:
    from ..analysis.exposure import Loss
    from ..analysis.shift import LayerShift, Shift, SupplierShift
    from ..graph.supply import SupplyGraph
    from .kinds import Asked

Path: TypeAlias = "tuple[SupplierShift, ...]"
LEGEND = (("before", HOLLOW), ("after", FILLED))
LOSS = "share of supply lost if the supplier stops"


def compute(graph: SupplyGraph, target: str, asked: Asked) -> Shift:
    """The shift to draw. Raises ValueError if nothing is removed."""
    from ..analysis.shift import shift

    if not asked.remove:
        raise ValueError("a figure of a shift needs --remove X, for example --remove nvidia")
    return shift(
        graph,
        target,
        remove=asked.remove,
        held_by=asked.held_by,
        max_order=asked.max_order,
        country_by=asked.country_by,
        affiliates=asked.affiliates,
        reading=asked.reading,
    )


def sheet(graph: SupplyGraph, result: Shift, style: Style, top: int) -> Sheet:
    """Slopes of the suppliers whose exposure changes most, and the layers."""
    names = ", ".join(supplier_name(graph, r) for r in result.removed)
    title = f"{graph.dataset.name(result.target)} without {names}"
    if result.status != "running":
        return Sheet(title, result.points[0], (), ("The target does not run: there is nothing to draw.",))
    moved = _paths(result.suppliers)
    shown = _chosen(moved, max(2, top // 2))
    notes = [
        "Two marks with a line between them are the ends of an interval that unknown shares leave open.",
        "Solid slope: more depends on them; dashed: less. Shown are suppliers for whom both ends of the "
        "interval rise, or both fall, the largest changes. Those with the same change share a line.",
    ]
    if len(moved) > len(shown):
        rest = sum(len(p) for p in moved) - sum(len(p) for p in shown)
        notes.append(f"{rest} suppliers with smaller changes are left out.")
    panels = [_slopes(graph, shown)] if shown else []
    layers = _layers(graph, result)
    if layers is not None:
        panels.append(layers)
    return Sheet(title, result.points[0], tuple(panels), tuple(notes))


def _paths(suppliers: tuple[SupplierShift, ...]) -> list[Path]:
    """Suppliers whose exposure rises or falls at both ends, those with the same change together."""
    found: dict[tuple[str, str], list[SupplierShift]] = {}
    for s in suppliers:
        if s.after and abs(_change(s)) > 0.0005:
            found.setdefault((percent(s.before), percent(s.after)), []).append(s)
    return sorted((tuple(p) for p in found.values()), key=lambda p: (-abs(_change(p[0])), p[0].id))


def _change(supplier: SupplierShift) -> float:
    """The change that holds at both ends of the intervals; 0 where the ends move apart or not at all."""
    after, before = supplier.after, supplier.before
    if after is None:
        return 0.0
    low, high = after.low - before.low, after.high - before.high
    return 0.0 if low * high <= 0 else low if abs(low) < abs(high) else high


def _chosen(paths: list[Path], top: int) -> list[Path]:
    """The largest rises, and the largest falls in at least a third of the places."""
    rises = [p for p in paths if _change(p[0]) > 0]
    falls = [p for p in paths if _change(p[0]) < 0]
    few = min(len(falls), max(top - len(rises), (top + 2) // 3))
    return rises[: top - few] + falls[:few]


def _slopes(graph: SupplyGraph, shown: list[Path]) -> Panel:
    def draw(frame: Frame) -> None:
        _Slopes(frame, graph, shown).draw()

    lines = sum(2.3 + (len(p) > 1) for p in shown)
    return Panel(f"By supplier: {LOSS}", draw, free=max(14.0, lines + 4), legend=LEGEND)


class _Slopes:
    """Slopes in inches; the names on the right, each at its line's end or as near as letters allow."""

    def __init__(self, frame: Frame, graph: SupplyGraph, paths: list[Path]) -> None:
        self.frame, self.paths, size = frame, paths, frame.size
        self.texts = [self._text(graph, p) for p in paths]
        self.right = max((width(x, size) for t in self.texts for x in t), default=0.0)
        self.step = 0.62 * size / 72
        self.left = 3.6 * size / 72
        self.edge = frame.width - self.right - 1.4 * size / 72
        self.first = self.left + self.step
        self.last = self.edge - self.step * len(paths)

    def _text(self, graph: SupplyGraph, path: Path) -> list[str]:
        names = [supplier_name(graph, s.id) for s in path]
        more = f" and {len(names) - 3} more" if len(names) > 4 else ""
        shown = listed(names) if not more else ", ".join(names[:3])
        told = f"{percent(path[0].before)} to {percent(path[0].after)}"
        room = self.frame.width * 0.47
        return [*wrapped(shown + more, self.frame.size, room), *wrapped(told, self.frame.size, room)]

    def at(self, loss: float) -> float:
        return 0.4 * self.frame.line + (self.frame.height - 2.2 * self.frame.line) * loss

    def draw(self) -> None:
        frame, axes, size = self.frame, self.frame.axes, self.frame.size
        axes.set_xlim(0, frame.width)
        axes.set_ylim(0, frame.height)
        axes.set_xticks([])
        axes.set_yticks([])
        axes.spines["bottom"].set_visible(False)
        for part in (0, 25, 50, 75, 100):
            y = self.at(part / 100)
            axes.plot([self.left, self.edge], [y, y], color=GRID, linewidth=0.4, zorder=0)
            axes.text(self.left - 0.05, y, f"{part}%", size=size * 0.92, ha="right", va="center", color=INK)
        for x, text, ha in ((self.left, "before", "left"), (self.edge, "after", "right")):
            axes.text(x, frame.height, text, size=size, ha=ha, va="top", color=QUIET, style="italic")
        ends = [self.at(p[0].after.value) if p[0].after else 0.0 for p in self.paths]
        tall = [frame.line * (len(text) + 0.25) for text in self.texts]
        places = spread(ends, tall, frame.height - 0.5 * frame.line)
        # Lines to the names cross least if the lowest end stands furthest right.
        order = sorted(range(len(ends)), key=lambda i: (-places[i], i))
        for column, number in enumerate(order):
            self._draw_path(column, self.paths[number][0], self.texts[number], places[number])

    def _draw_path(self, column: int, s: SupplierShift, text: list[str], place: float) -> None:
        axes, size, after = self.frame.axes, self.frame.size, s.after
        if after is None:
            return
        x0, x1 = self.first + self.step * column, self.last + self.step * column
        rises = _change(s) > 0
        axes.plot(
            [x0, x1],
            [self.at(s.before.value), self.at(after.value)],
            color=AFTER if rises else QUIET,
            linestyle="-" if rises else (0, (3, 2)),
            linewidth=size / 8,
            zorder=2,
        )
        for x, loss, look in ((x0, s.before, HOLLOW), (x1, after, FILLED)):
            marks = [loss.value] if loss.exact else [loss.low, loss.high]
            drawn = {**scaled(look, size), "linewidth": size / 6}
            axes.plot([x] * len(marks), [self.at(v) for v in marks], zorder=3, **drawn)
        label, end = self.frame.width - self.right, self.at(after.value)
        axes.plot([x1, label - 0.03], [end, place], color=QUIET, linewidth=0.4, zorder=1)
        axes.text(
            label, place, "\n".join(text), size=size, va="center", ha="left", color=INK, linespacing=1.1
        )


def _layers(graph: SupplyGraph, result: Shift) -> Panel | None:
    held = result.holder is not None
    rows = [x for x in result.layers if x.after and (not held or (x.before.held and x.after.held))]
    if not rows:
        return None

    def draw(frame: Frame) -> None:
        percent_axis(frame)
        for y, row in zip(frame.rows, rows, strict=True):
            for offset, loss, look in ((-0.38, _before(row), HOLLOW), (0.38, _after(row), FILLED)):
                interval(frame.axes, y + offset * frame.line, loss, look, frame.size)

    who = result.holder_firms or "the holder"
    heading = f"By layer: share of supply that {who} could cut" if held else f"By layer: largest {LOSS}"
    return Panel(
        heading,
        draw,
        labels=tuple(layer_name(graph, x.layer) for x in rows),
        values=tuple(_change_of(x) for x in rows),
        axis="of the supply there is at that time",
        legend=LEGEND,
        lanes=1.9,
    )


def _before(row: LayerShift) -> Loss:
    return row.before.held or _point(row.before.exposure)


def _after(row: LayerShift) -> Loss:
    assert row.after is not None
    return row.after.held or _point(row.after.exposure)


def _point(value: float) -> Loss:
    from ..analysis.exposure import Loss

    return Loss(value, value, value)


def _change_of(row: LayerShift) -> str:
    return f"{percent(_before(row))} to\n{percent(_after(row))}"
