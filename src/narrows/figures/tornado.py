"""figure tornado: which uncertain number moves the output most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .capacity import asked_years, count, count_axis
from .marks import without
from .sheet import Frame, Panel, Sheet
from .style import AFTER, INK, Style

if TYPE_CHECKING:
    from ..analysis.making.sensitivity import Sensitivity, Swing
    from ..graph.supply import SupplyGraph
    from .kinds import Asked

BAR: dict[str, Any] = {"facecolor": AFTER, "edgecolor": INK, "linewidth": 0.5}


def compute(graph: SupplyGraph, target: str, asked: Asked) -> Sensitivity:
    """The output with each uncertain number at its ends, in the first of the years."""
    from ..analysis.making.sensitivity import sensitivity

    return sensitivity(graph, target, asked_years(graph, asked)[0], reading=asked.reading)


def sheet(graph: SupplyGraph, result: Sensitivity, style: Style, top: int) -> Sheet:
    """A bar for each uncertain number, the widest first."""
    if result.units is None:
        raise ValueError("nothing that is known limits this target, so there is nothing to draw")
    drawn = [s for s in result.swings if s.low is not None and s.high is not None]
    if not drawn:
        raise ValueError("no stated range moves this output, so there is nothing to draw")
    shown = drawn[:top]
    says = (
        f"At the stated numbers at most {count(result.units)} {result.unit} can be made in {result.year}. "
        "Each bar takes one number at the two ends of its stated range, and all others as stated."
    )
    notes = ["An upper bound: inputs without a known capacity or amount limit nothing."]
    if len(drawn) > len(shown):
        notes.append(f"Shown: the {len(shown)} widest of {len(drawn)}.")
    title = f"What moves the output of {graph.dataset.name(result.target)}, {result.year}{without(graph)}"
    return Sheet(title, says, (_bars(graph, result, shown),), tuple(notes))


def _bars(graph: SupplyGraph, result: Sensitivity, shown: list[Swing]) -> Panel:
    def draw(frame: Frame) -> None:
        low = min(s.low or 0.0 for s in shown)
        high = max(s.high or 0.0 for s in shown)
        room = (high - low) * 0.06
        count_axis(frame, max(0.0, low - room), high + room)
        for y, swing in zip(frame.rows, shown, strict=True):
            start = swing.low or 0.0
            frame.axes.barh(y, (swing.high or 0.0) - start, left=start, height=0.8 * frame.line, **BAR)
        frame.axes.axvline(result.units or 0.0, color=INK, linewidth=1.0, zorder=4)

    return Panel(
        f"{result.unit.capitalize()}, one number at a time",
        draw,
        labels=tuple(f"{_name(graph, s.name)}: {s.range}".rstrip(": ") for s in shown),
        values=tuple(f"{count(s.low or 0.0)} to {count(s.high or 0.0)}" for s in shown),
        axis=result.unit,
        legend=(("between the ends", BAR), ("as stated", {"color": INK, "linewidth": 1.0})),
        lanes=2.0,
    )


def _name(graph: SupplyGraph, statement: str) -> str:
    """A statement's id with the component's name in its place."""
    component, _, rest = statement.partition("/")
    return f"{graph.dataset.name(component)}, {rest.replace('/', ' ').replace('_', ' ')}"
