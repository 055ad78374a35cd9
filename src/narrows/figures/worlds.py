"""figure worlds: in how many possible cases each group holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..wording import supplier_name
from .marks import percent_axis, without
from .sheet import Frame, Panel, Sheet
from .style import AFTER, BEFORE, INK, Style

if TYPE_CHECKING:
    from ..analysis.worlds import Worlds, WorldVerdict
    from ..graph.supply import SupplyGraph
    from .kinds import Asked

ALL: dict[str, Any] = {"facecolor": AFTER, "edgecolor": INK, "linewidth": 0.5}
SOME: dict[str, Any] = {"facecolor": BEFORE, "edgecolor": INK, "linewidth": 0.5, "hatch": "/////"}
NONE: dict[str, Any] = {"facecolor": "white", "edgecolor": INK, "linewidth": 0.5}


def compute(graph: SupplyGraph, target: str, asked: Asked) -> Worlds:
    """The possible cases."""
    from ..analysis.worlds import worlds

    return worlds(
        graph,
        target,
        max_order=asked.max_order,
        country_by=asked.country_by,
        affiliates=asked.affiliates,
        held_by=asked.held_by,
        reading=asked.reading,
    )


def sheet(graph: SupplyGraph, result: Worlds, style: Style, top: int) -> Sheet:
    """A bar for each group: the share of possible cases in which its loss stops the target."""
    shown = sorted(result.verdicts, key=lambda v: (-v.holds_in, len(v.members), v.members))[:top]
    cases = "case" if result.worlds == 1 else "cases"
    count = {k: sum(1 for v in result.verdicts if v.verdict == k) for k in ("all", "some")}
    says = (
        f"{len(result.facts)} suppliers are not disclosed, which leaves {result.worlds:,} possible {cases}. "
        f"{count['all']} groups stop supply {result.scope.replace('world', 'case')}, {count['some']} in "
        "some only."
    )
    if result.stopped:
        says = f"INCOMPLETE: {result.stopped}; nothing can be said."
    notes = [
        "A possible case picks one candidate for every supplier that nobody has disclosed.",
        "" if result.exhaustive else "Somebody who is not listed may be the real supplier: "
        'read "all" as "all listed cases".',
        "Confidence is that of the weakest statement that the verdict rests on.",
        f"Groups: {len(shown)} of {len(result.verdicts)}." if len(result.verdicts) > len(shown) else "",
    ]  # fmt: skip
    title = f"{graph.dataset.name(result.target)}: what stops it in which possible case"
    title += without(graph)
    panels = (_bars(graph, result, shown),) if shown else ()
    return Sheet(title, says, panels, tuple(n for n in notes if n))


def _bars(graph: SupplyGraph, result: Worlds, shown: list[WorldVerdict]) -> Panel:
    def draw(frame: Frame) -> None:
        percent_axis(frame)
        for y, v in zip(frame.rows, shown, strict=True):
            part = 100 * v.holds_in / max(1, result.worlds)
            tall = 0.8 * frame.line
            frame.axes.barh(y, 100, height=tall, **NONE)
            look = ALL if v.verdict == "all" else SOME
            frame.axes.barh(y, part, height=tall, **look)

    return Panel(
        "Possible cases in which the loss of the group stops supply",
        draw,
        labels=tuple(" + ".join(supplier_name(graph, m) for m in v.members) for v in shown),
        values=tuple(_value(v, result.worlds) for v in shown),
        axis="of the possible cases",
        legend=(("all cases", ALL), ("some cases", SOME), ("not in these", NONE)),
        lanes=2.0,
    )


def _value(verdict: WorldVerdict, cases: int) -> str:
    rests = verdict.rests_on
    sure = f"\nconfidence {rests.confidence}" if rests and rests.confidence else ""
    who = f", {verdict.tag}" if verdict.tag else ""
    return f"{verdict.holds_in:,} of {cases:,}{who}{sure}"
