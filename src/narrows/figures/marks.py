"""Marks that figures share: an interval in a lane, and what its legend shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..wording import supplier_name
from .style import AFTER, BEFORE, INK

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ..analysis.exposure import Loss
    from ..graph.supply import SupplyGraph
    from .sheet import Frame

HOLLOW: dict[str, Any] = {
    "color": BEFORE,
    "linewidth": 2.0,
    "marker": "o",
    "markerfacecolor": "white",
    "markeredgecolor": INK,
    "markeredgewidth": 0.7,
    "markersize": 4.0,
}
FILLED: dict[str, Any] = {
    "color": AFTER,
    "linewidth": 2.0,
    "marker": "s",
    "markerfacecolor": AFTER,
    "markeredgecolor": INK,
    "markeredgewidth": 0.7,
    "markersize": 3.8,
}


def interval(axes: Axes, y: float, loss: Loss, look: dict[str, Any], size: float) -> None:
    """A loss in percent: a line from its low to its high end with a mark at both, or one mark."""
    ends = [100 * loss.value] if loss.exact else [100 * loss.low, 100 * loss.high]
    axes.plot(ends, [y] * len(ends), clip_on=False, zorder=3, **scaled(look, size))


def scaled(look: dict[str, Any], size: float) -> dict[str, Any]:
    """Marks and lines that grow with the letters."""
    out = dict(look)
    for key in ("linewidth", "markersize", "markeredgewidth"):
        if key in out:
            out[key] = out[key] * size / 7.5
    return out


def percent_axis(frame: Frame) -> None:
    """A horizontal axis from 0 to 100 percent, with fewer ticks where there is little room."""
    step = 25 if frame.width > 11 * frame.size / 72 else 50
    ticks = range(0, 101, step)
    frame.axes.set_xlim(0, 100)
    frame.axes.set_xticks(list(ticks))
    frame.axes.set_xticklabels([f"{t}%" if t == 100 else str(t) for t in ticks])


def without(graph: SupplyGraph) -> str:
    """What has been taken away, for a title; empty if nothing has."""
    names = ", ".join(supplier_name(graph, r) for r in graph.removed_refs)
    return f", without {names}" if names else ""
