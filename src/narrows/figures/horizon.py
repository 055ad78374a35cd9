"""figure horizon: how many groups can stop supply as months pass, and which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..wording import supplier_name
from .marks import scaled, without
from .sheet import Frame, Panel, Sheet
from .style import AFTER, BEFORE, GRID, INK, QUIET, THIRD, Style

if TYPE_CHECKING:
    from ..analysis.chokepoints import Chokepoints
    from ..analysis.over_time import AtHorizon
    from ..graph.supply import SupplyGraph
    from .kinds import Asked

MONTHS = (0.0, 3.0, 6.0, 12.0, 18.0, 24.0, 36.0, 48.0, 60.0)
LOOKS: tuple[dict[str, Any], ...] = (
    {"color": INK, "linestyle": "-", "marker": "o", "markerfacecolor": INK},
    {"color": AFTER, "linestyle": (0, (5, 1.5)), "marker": "s", "markerfacecolor": AFTER},
    {"color": BEFORE, "linestyle": (0, (1.5, 1)), "marker": "^", "markerfacecolor": "white"},
    {"color": THIRD, "linestyle": (0, (5, 1, 1, 1)), "marker": "D", "markerfacecolor": "white"},
)


def compute(graph: SupplyGraph, target: str, asked: Asked) -> Chokepoints:
    """The chokepoints at each horizon."""
    from ..analysis.over_time import chokepoints_over

    return chokepoints_over(
        graph,
        target,
        asked.horizons or MONTHS,
        max_order=asked.max_order,
        held_by=asked.held_by,
        country_by=asked.country_by,
        affiliates=asked.affiliates,
        reading=asked.reading,
    )


def sheet(graph: SupplyGraph, result: Chokepoints, style: Style, top: int) -> Sheet:
    """Curves of the number of groups by size, and a row for each of the groups."""
    at = result.at_horizons
    if len(at) < 2:
        raise ValueError("a figure of horizons needs several: chokepoints_over(graph, target, [0, 12, 24])")
    title = f"{graph.dataset.name(result.target)}: chokepoints as time passes"
    title += without(graph)
    groups = _groups(at)
    shown = groups[:top]
    notes = [
        "All members of a group are lost in month 0. Alternatives count once they can have come in; "
        "needs that can be done without for longer do not bind. Computed at the marked months only.",
        f"Groups: the {len(shown)} smallest of {len(groups)}." if len(groups) > len(shown) else "",
    ]
    panels = [_curves(at)]
    if shown:
        panels.append(_rows(graph, at, shown))
    return Sheet(title, _says(result), tuple(panels), tuple(n for n in notes if n))


def _groups(at: tuple[AtHorizon, ...]) -> list[tuple[str, ...]]:
    found = {c.members for h in at for c in h.cut_sets}
    when = {m: [i for i, h in enumerate(at) if any(c.members == m for c in h.cut_sets)] for m in found}
    return sorted(found, key=lambda m: (len(m), -len(when[m]), m))


def _says(result: Chokepoints) -> str:
    first, last = result.at_horizons[0], result.at_horizons[-1]
    said = [_count(first), _count(last)]
    limit = f" of up to {result.max_order} members" if result.max_order else ""
    return f"Smallest groups{limit} that can stop supply: {said[0]}, {said[1]}."


def _count(at: AtHorizon) -> str:
    when = f"after {at.months:g} months" if at.months else "at once"
    count = len(at.cut_sets) or "none"
    return f"{count} {when}" if at.status == "running" else f"the target does not run {when}"


def _curves(at: tuple[AtHorizon, ...]) -> Panel:
    sizes = sorted({c.order for h in at for c in h.cut_sets})[: len(LOOKS)]
    looks = {n: {"linewidth": 1.2, "markersize": 3.6, "markeredgecolor": INK, **LOOKS[i]}
             for i, n in enumerate(sizes)}  # fmt: skip

    def draw(frame: Frame) -> None:
        from matplotlib.ticker import MaxNLocator

        axes = frame.axes
        axes.spines["left"].set_visible(True)
        axes.spines["left"].set_color(QUIET)
        axes.grid(axis="y", color=GRID, linewidth=0.4)
        axes.set_axisbelow(True)
        most = 0
        for size in sizes:
            counts = [_number(h, size) for h in at]
            most = max(most, *(c for c in counts if c is not None)) if any(counts) else most
            dots = [float("nan") if c is None else float(c) for c in counts]
            months = [h.months for h in at]
            axes.plot(months, dots, clip_on=False, zorder=3, **scaled(looks[size], frame.size))
        axes.set_xlim(0, max(h.months for h in at) or 1)
        axes.set_ylim(0, max(most, 1) * 1.08)
        ticks = MaxNLocator(nbins=5, integer=True).tick_values(0, max(most, 1))
        axes.set_yticks([t for t in ticks if t <= max(most, 1) * 1.08])
        _months(frame, at)

    words = {1: "single points of failure", 2: "pairs", 3: "groups of three", 4: "groups of four"}
    legend = tuple((words.get(n, f"groups of {n}"), looks[n]) for n in sizes)
    heading = (
        "How many groups can stop supply" if sizes else "No group of the sizes asked for can stop supply"
    )
    return Panel(heading, draw, axis="months after the loss", free=12, legend=legend)


def _number(at: AtHorizon, size: int) -> int | None:
    return sum(1 for c in at.cut_sets if c.order == size) if at.status == "running" else None


def _months(frame: Frame, at: tuple[AtHorizon, ...]) -> None:
    """Ticks at the months asked for, as many as have room."""
    last = max(h.months for h in at) or 1.0
    kept: list[float] = []
    for month in sorted({h.months for h in at}):
        if not kept or (month - kept[-1]) / last * frame.width > 2.4 * frame.size / 72:
            kept.append(month)
    frame.axes.set_xticks(kept)
    frame.axes.set_xticklabels([f"{m:g}" for m in kept])


def _rows(graph: SupplyGraph, at: tuple[AtHorizon, ...], shown: list[tuple[str, ...]]) -> Panel:
    holds = {"color": AFTER, "linewidth": 3.0, "marker": "s", "markersize": 4.2, "markeredgecolor": INK}
    absorbed = {"color": BEFORE, "linewidth": 1.2, "linestyle": (0, (1.5, 1)), "marker": "o",
                "markersize": 3.6, "markerfacecolor": "white", "markeredgecolor": INK}  # fmt: skip

    def draw(frame: Frame) -> None:
        frame.axes.set_xlim(0, max(h.months for h in at) or 1)
        _months(frame, at)
        for y, members in zip(frame.rows, shown, strict=True):
            for look, wanted in ((absorbed, "smaller"), (holds, "holds")):
                for run in _runs(at, members, wanted):
                    drawn = scaled(look, frame.size)
                    frame.axes.plot(run, [y] * len(run), clip_on=False, zorder=3, **drawn)

    return Panel(
        "When each group stops supply",
        draw,
        labels=tuple(" + ".join(supplier_name(graph, m) for m in g) for g in shown),
        axis="months after the loss",
        legend=(("stops supply", holds), ("a smaller group does already", absorbed)),
    )


def _runs(at: tuple[AtHorizon, ...], members: tuple[str, ...], wanted: str) -> list[list[float]]:
    """The stretches of months at which a group is in a state."""
    runs: list[list[float]] = []
    before = False
    for h in at:
        there = {c.members for c in h.cut_sets}
        state = "holds" if members in there else (
            "smaller" if any(set(m) < set(members) for m in there) else ""
        )  # fmt: skip
        if state == wanted:
            if before:
                runs[-1].append(h.months)
            else:
                runs.append([h.months])
        before = state == wanted
    return runs
