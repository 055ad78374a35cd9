"""figure controls: what each export control could cut, and its status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..wording import percent
from .marks import interval, percent_axis, without
from .sheet import Frame, Panel, Sheet
from .style import AFTER, BEFORE, INK, Style

if TYPE_CHECKING:
    from ..analysis.controls import Controls, ControlState
    from ..graph.supply import SupplyGraph
    from .kinds import Asked

IN_FORCE: dict[str, Any] = {
    "color": AFTER, "linewidth": 2.6, "marker": "s", "markersize": 4.2,
    "markerfacecolor": AFTER, "markeredgecolor": INK, "markeredgewidth": 0.7,
}  # fmt: skip
NOT_IN_FORCE: dict[str, Any] = {
    "color": BEFORE, "linewidth": 1.4, "linestyle": (0, (2, 1)), "marker": "o", "markersize": 4.2,
    "markerfacecolor": "white", "markeredgecolor": INK, "markeredgewidth": 0.7,
}  # fmt: skip


def compute(graph: SupplyGraph, target: str, asked: Asked) -> Controls:
    """The controls, and what they could cut."""
    from ..analysis.controls import controls

    return controls(graph, target, max_order=1, reading=asked.reading)


def sheet(graph: SupplyGraph, result: Controls, style: Style, top: int) -> Sheet:
    """A row for each control that could cut something."""
    title = f"Export controls and {graph.dataset.name(result.target)}"
    title += without(graph)
    if result.status != "running":
        return Sheet(title, "The target does not run even without a control.", (), ())
    reaching = [c for c in result.controls if c.held and c.held.high > 1e-9]
    reaching.sort(
        key=lambda c: (-(c.held.high if c.held else 0), -(c.held.low if c.held else 0), c.control.id)
    )
    shown = reaching[:top]
    force = sum(1 for c in reaching if c.status == "in-force")
    says = (
        f"Of {len(result.controls)} rules, {len(reaching)} could cut some of its supply if applied in full; "
        f"{force} of them were in force on {result.as_of}."
    )
    notes = [
        "Held: the share of supply lost if the rule is applied in full, without licences, to all it covers "
        "within its reach, before anyone finds a substitute. A rule on new supply alone leaves tools in "
        "place running.",
        "Two marks are the two ends of an interval that unknown shares leave open. Shares of several rules "
        "must not be added up.",
        f"Rules: the {len(shown)} that could cut most." if len(reaching) > len(shown) else "",
    ]
    return Sheet(title, says, (_rows(shown),) if shown else (), tuple(n for n in notes if n))


def _most_first(state: ControlState) -> tuple[float, float, str]:
    held = state.held
    return (-held.high, -held.low, state.control.id) if held else (0.0, 0.0, state.control.id)


def _rows(shown: list[ControlState]) -> Panel:
    def draw(frame: Frame) -> None:
        percent_axis(frame)
        for y, c in zip(frame.rows, shown, strict=True):
            look = IN_FORCE if c.status == "in-force" else NOT_IN_FORCE
            if c.held is not None:
                interval(frame.axes, y, c.held, look, frame.size)

    return Panel(
        "Share of supply that a rule holds",
        draw,
        labels=tuple(f"{c.control.name} ({c.control.authority_country})" for c in shown),
        values=tuple(_value(c) for c in shown),
        axis="of the target's supply",
        legend=(("in force", IN_FORCE), ("proposed, suspended, lapsed or unknown", NOT_IN_FORCE)),
        lanes=2.0,
    )


def _value(state: ControlState) -> str:
    stops = ", stops it" if state.stops else ""
    return f"{percent(state.held)}{stops}\n{state.status or 'not yet announced'}"
