"""What chokepoints and shift say as time passes."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..wording import how_soon as how_soon
from ..wording import months as months
from .common import (
    cut_after,
    emit,
    footer,
    incomplete,
    layer_name,
    percent,
    supplier_name,
    target_name,
)
from .document import Cell, Document, Table

if TYPE_CHECKING:
    from ..analysis.chokepoints import Chokepoints, CutSet
    from ..analysis.over_time import AtHorizon
    from ..analysis.shift import Shift
    from ..graph.supply import SupplyGraph

MEANING = (
    "A group is listed under a month if supply stands still then, all of the group being lost in month 0. "
    "Alternatives count once they can have come in; needs that can be done without for longer do not bind."
)
NOT_KNOWN = (
    '"Not known" means that it hangs on an installed tool, a design or a stock of which nobody has stated '
    "how long it lasts. Under a month such a need counts as binding and such a stock as still there."
)
SOON = ("stops supply", "what it stops first")


def over_time(arguments: argparse.Namespace, graph: SupplyGraph, found: Chokepoints, name: str) -> int:
    """Print the chokepoints at one or several horizons."""
    paragraphs = [MEANING, NOT_KNOWN, *_said(graph, found.at_horizons)]
    if found.stopped:
        paragraphs.append(incomplete(found.stopped, found.complete_to))
    label = f"smallest group ({arguments.level} level)"
    table = group_table(arguments, graph, found.at_horizons, "", label)
    document = Document(
        f"Chokepoints of {target_name(graph, name)} as time passes",
        paragraphs,
        [table],
        found.to_dict(),
        footer(arguments, found.provenance),
    )
    emit(arguments, document)
    return 0 if found.complete else 3


def _said(graph: SupplyGraph, horizons: Sequence[AtHorizon]) -> list[str]:
    """What holds at each horizon, as a list."""
    out = []
    for h in horizons:
        if h.status != "running":
            why = f"- At {months(h.months)}: the target does not run even with nothing lost"
            out.append(f"{why} ({', '.join(h.blocked_at)}).")
            continue
        count = len(h.cut_sets)
        parts = [f"{count} {'group' if count == 1 else 'groups'}"]
        parts += [f"dissolved: {_groups(graph, h.dissolved)}"] if h.dissolved else []
        parts += [f"new: {_groups(graph, h.appeared)}"] if h.appeared else []
        out.append(f"- At {months(h.months)}: {'; '.join(parts)}.")
    return out


def _groups(graph: SupplyGraph, groups: Sequence[tuple[str, ...]]) -> str:
    named = [" + ".join(supplier_name(graph, m) for m in g) for g in groups[:4]]
    more = f" and {len(groups) - 4} more" if len(groups) > 4 else ""
    return f"{', '.join(named)}{more}"


def group_table(
    arguments: argparse.Namespace,
    graph: SupplyGraph,
    horizons: Sequence[AtHorizon],
    title: str,
    label: str,
) -> Table:
    """Every group that stops the target at one of the horizons, and at which."""
    at = [{c.members: c for c in h.cut_sets} for h in horizons]
    rows: list[list[Cell]] = []
    for members in sorted({m for found in at for m in found}, key=lambda m: (len(m), m)):
        cut = next(found[members] for found in at if members in found)
        names = "\n".join(supplier_name(graph, m) for m in members)
        row: list[Cell] = [len(members), names, "\n".join(members), cut.tag]
        row += [_stops(members, found, h) for found, h in zip(at, horizons, strict=True)]
        rows.append([*row, *how_soon(cut), "yes" if cut.fragile_to_unknown else ""])
    columns = ["size", label, "ids", "who holds it"]
    columns += [f"at {months(h.months)}" for h in horizons]
    columns += [*SOON, "only if unnamed suppliers do not count"]
    return Table(title, columns, rows, cut_after(arguments, len(rows), 40))


def _stops(members: tuple[str, ...], found: dict[tuple[str, ...], CutSet], at: AtHorizon) -> Cell:
    if at.status != "running":
        return "stopped anyway"
    if members in found:
        return True
    return "a smaller group" if any(set(m) < set(members) for m in found) else False


def horizon_tables(arguments: argparse.Namespace, graph: SupplyGraph, result: Shift) -> list[Table]:
    """For a shift at several horizons: layer by layer, and the groups after it; none for a single one."""
    if len(result.at_horizons) < 2:
        return []
    rows: list[list[Cell]] = []
    for h in result.at_horizons:
        found = h.shift
        if found is None:
            continue
        singles = sum(1 for c in h.cut_sets if c.order == 1)
        row: list[Cell] = [h.months, STATUS[h.status], percent(found.immediate_loss)]
        row += [singles, len(h.cut_sets), len(h.dissolved), len(h.appeared)] if _runs(h) else [""] * 4
        orders = {x.layer: x.after.held_order for x in found.layers if x.after and x.after.held_order}
        held = ", ".join(f"{layer_name(graph, x)} {n}" for x, n in orders.items())
        rows.append([*row, held or "none"] if result.holder else row)
    columns = ["months", "goes on", "lost at once", "single points", "groups", "dissolved", "new"]
    if result.holder:
        columns.append(f"fewest of {result.holder_firms} that stop it, by layer")
    title = "Smallest groups after the removal, as time passes"
    return [
        Table("As time passes", columns, rows),
        group_table(arguments, graph, result.at_horizons, title, "smallest group that can stop it"),
    ]


STATUS = {
    "running": "yes",
    "stopped_by_removal": "no, the removal stops it",
    "not_running_at_baseline": "no, not even with nothing removed",
}


def _runs(at: AtHorizon) -> bool:
    return at.status == "running"
