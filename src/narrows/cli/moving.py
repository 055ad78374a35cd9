"""follow, relieve: where a chokepoint goes, and what would dissolve it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from .analyses import NOT_RUNNING, _names
from .common import (
    cut_after,
    emit,
    footer,
    layer_name,
    load_graph,
    reading_of,
    supplier_name,
    target_of,
    whole,
)
from .document import Cell, Document, Table
from .horizons import STATUS, months

if TYPE_CHECKING:
    from ..analysis.follow import Follow
    from ..analysis.relieve import Relief
    from ..graph.supply import SupplyGraph

FOLLOWED = (
    "After the first removal the company is removed on which most supply depends without which the target "
    "still goes on, again and again; of several the first by id. Its share is of the supply left, those that "
    "are left having taken over. End points are the companies without which the target then stops."
)
RELIEVED = (
    "HYPOTHETICAL: one new company that makes a component that is made today. It needs all that the "
    "component needs, serves whoever buys from the market, and is taken to go on running: if it can be lost "
    "too, each group that dissolves is that group together with the new company."
)
RELIEF_WORDS = (
    "Dissolved: no longer enough, and part of no larger group of up to {} members. Widened: no longer "
    "enough, but part of a larger one."
)


def follow_command(arguments: argparse.Namespace) -> int:
    """Removal after removal."""
    from ..analysis.follow import follow
    from ..analysis.over_time import follow_over

    graph = load_graph(arguments)
    target = target_of(graph, arguments.target)
    options = {
        "remove": arguments.remove,
        "steps": arguments.steps,
        "country_by": arguments.country_by,
        "affiliates": not arguments.no_affiliates,
        "reading": reading_of(arguments),
    }
    if arguments.horizon:
        found = follow_over(graph, target, arguments.horizon, **options)
    else:
        found = (follow(graph, target, **options),)
    first = found[0]
    data = {**first.to_dict(), "at_horizons": [f.to_dict() for f in found] if arguments.horizon else []}
    tables = [_steps(arguments, graph, f) for f in found]
    said = [f"{_title(f)}{STATUS[f.status]}." for f in found if f.status != "running"]
    names = ", ".join(supplier_name(graph, r) for r in first.removed)
    title = f"{graph.dataset.name(target)}: where the chokepoint goes without {names}"
    document = Document(
        title, [FOLLOWED, *said], [t for t in tables if t.rows], data, footer(arguments, first.provenance)
    )
    return emit(arguments, document)


def _title(found: Follow) -> str:
    at = "" if found.horizon is None else f" {months(found.horizon)} after the loss"
    return f"Does the target go on{at}: "


def _steps(arguments: argparse.Namespace, graph: SupplyGraph, found: Follow) -> Table:
    rows: list[list[Cell]] = []
    for number, step in enumerate(found.steps):
        refs = found.removed if number == 0 else (step.removed,)
        ends = step.end_points
        shown = "\n".join(supplier_name(graph, e) for e in ends) if whole(arguments) else _names(graph, ends)
        rows.append(
            [
                number,
                "\n".join(supplier_name(graph, r) for r in refs),
                "\n".join(refs),
                "" if step.exposure is None else f"{100 * step.exposure:.3g}%",
                len(ends),
                shown or "none",
            ]
        )
    columns = ["step", "removed", "ids", "supply lost with it", "end points", "the target stops without"]
    title = "" if found.horizon is None else f"{months(found.horizon)} after the loss"
    return Table(title, columns, rows)


def relieve_command(arguments: argparse.Namespace) -> int:
    """What one new supplier would dissolve."""
    from ..analysis.relieve import relieve

    graph = load_graph(arguments)
    target = target_of(graph, arguments.target)
    result = relieve(
        graph,
        target,
        max_order=arguments.max_order,
        level=arguments.level,
        country_by=arguments.country_by,
        affiliates=not arguments.no_affiliates,
        reading=reading_of(arguments),
    )
    useful = [r for r in result.reliefs if r.relieved]
    rows: list[list[Cell]] = [
        [
            r.component,
            graph.dataset.name(r.component),
            layer_name(graph, r.layer),
            len(r.suppliers),
            len(r.dissolved),
            len(r.widened),
            r.unchanged,
            r.single_points,
            _relieved(arguments, graph, r),
        ]
        for r in useful
    ]
    columns = [
        "id",
        "one more maker of",
        "layer",
        "makers today",
        "dissolved",
        "widened",
        "unchanged",
        "single points relieved",
        "which groups",
    ]
    paragraphs = [RELIEVED, RELIEF_WORDS.format(result.max_order)]
    if result.status != "running":
        paragraphs = [NOT_RUNNING.format(", ".join(result.blocked_at))]
    else:
        none = len(result.reliefs) - len(useful)
        paragraphs.append(
            f"There are {result.groups} smallest groups of up to {result.max_order} members. Of "
            f"{len(result.reliefs)} components, a new maker of {len(useful)} would change some of them, a "
            f"new maker of the other {none} none."
        )
    table = Table("", columns, rows, cut_after(arguments, len(rows), 25))
    title = f"One new supplier (hypothetical): what it would do for {graph.dataset.name(target)}"
    return emit(
        arguments,
        Document(title, paragraphs, [table], result.to_dict(), footer(arguments, result.provenance)),
    )


def _relieved(arguments: argparse.Namespace, graph: SupplyGraph, relief: Relief) -> str:
    def named(members: tuple[str, ...]) -> str:
        return " + ".join(graph.dataset.name(m) if m in graph.dataset.companies else m for m in members)

    groups = [named(g) for g in relief.dissolved]
    groups += [f"{named(w.group)} (widened to {named(w.larger)})" for w in relief.widened]
    if whole(arguments) or len(groups) <= 3:
        return "\n".join(groups)
    return "\n".join([*groups[:3], f"and {len(groups) - 3} more"])
