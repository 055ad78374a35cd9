"""figure concentration: the Herfindahl-Hirschman index of each component's makers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .sheet import Frame, Panel, Sheet
from .style import AFTER, BEFORE, INK, Style

if TYPE_CHECKING:
    from ..analysis.concentration import ComponentConcentration, Concentration
    from ..graph.supply import SupplyGraph
    from .kinds import Asked

SURE: dict[str, Any] = {"facecolor": AFTER, "edgecolor": INK, "linewidth": 0.5}
OPEN: dict[str, Any] = {"facecolor": BEFORE, "edgecolor": INK, "linewidth": 0.5, "hatch": "/////"}


def compute(graph: SupplyGraph, target: str, asked: Asked) -> Concentration:
    """The concentration under the target."""
    from ..analysis.concentration import concentration

    return concentration(graph, target)


def sheet(graph: SupplyGraph, result: Concentration, style: Style, top: int) -> Sheet:
    """Bars for the components whose makers' shares are known, the least concentrated last."""
    known = [c for c in result.components if c.hhi_low is not None and c.suppliers > 1]
    known += [
        c for c in result.components if c.hhi_low is not None and c.suppliers < 2 and c.top_share != 1.0
    ]
    known.sort(key=lambda c: (-(c.hhi_high or 0.0), c.component))
    alone = [c for c in result.components if c.hhi_low is not None and c not in known]
    open_ = len(result.components) - len(known) - len(alone)
    shown = known[:top]
    says = (
        f"Of {len(result.components)} components with known makers, {len(alone)} have one maker alone "
        f"(HHI 10,000). Of {len(known)} more the shares are known well enough to compute an HHI."
    )
    notes = [
        "HHI: the sum of the squared percent shares, from near 0 (many equal makers) to 10,000 (one). "
        "Hatched: the range that shares nobody has named leave open.",
        f"One maker alone: {'; '.join(_alone(graph, c) for c in alone)}." if alone else "",
        f"Of {open_} components the share of a named maker is not known: no HHI." if open_ else "",
        f"Shown: the {len(shown)} most concentrated of {len(known)}." if len(known) > len(shown) else "",
    ]
    panels = (_bars(graph, shown),) if shown else ()
    title = f"Concentration under {graph.dataset.name(result.target)}"
    return Sheet(title, says, panels, tuple(n for n in notes if n))


def _alone(graph: SupplyGraph, component: ComponentConcentration) -> str:
    who = graph.dataset.name(component.top_supplier or "")
    return f"{graph.dataset.name(component.component)} ({who})"


def _bars(graph: SupplyGraph, shown: list[ComponentConcentration]) -> Panel:
    def draw(frame: Frame) -> None:
        axes, tall = frame.axes, 0.8 * frame.line
        axes.set_xlim(0, 10000)
        ticks = [0, 2500, 5000, 7500, 10000]
        if frame.width < 20 * frame.size / 72:
            ticks = ticks[::2]
        axes.set_xticks(ticks)
        axes.set_xticklabels([f"{t:,}" for t in ticks])
        for y, c in zip(frame.rows, shown, strict=True):
            low, high = c.hhi_low or 0.0, c.hhi_high or 0.0
            axes.barh(y, low, height=tall, **SURE)
            if high > low + 1:
                axes.barh(y, high - low, left=low, height=tall, **OPEN)

    return Panel(
        "HHI of the makers of each component",
        draw,
        labels=tuple(graph.dataset.name(c.component) for c in shown),
        values=tuple(_value(graph, c) for c in shown),
        axis="HHI",
        legend=(("known", SURE), ("left open", OPEN)),
        lanes=2.0,
    )


def _value(graph: SupplyGraph, c: ComponentConcentration) -> str:
    low, high = c.hhi_low or 0.0, c.hhi_high or 0.0
    index = f"{low:,.0f}" if high - low < 1 else f"{low:,.0f}-{high:,.0f}"
    share = f"{100 * (c.top_share or 0):.3g}%"
    return f"{index}\n{graph.dataset.name(c.top_supplier or '')} {share}"
