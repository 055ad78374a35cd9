"""shift, the main job."""

from __future__ import annotations

import argparse
from functools import partial
from typing import TYPE_CHECKING

from .analyses import _names
from .common import (
    cut_after,
    emit,
    footer,
    layer_name,
    load_graph,
    percent,
    progress_bar,
    reading_of,
    supplier_name,
    target_of,
)
from .document import Cell, Document, Table
from .horizons import SOON, horizon_tables, how_soon

if TYPE_CHECKING:
    from ..analysis.shift import Shift
    from ..graph.supply import SupplyGraph

SHOWN = 25


def shift_command(arguments: argparse.Namespace) -> int:
    """What a removal does to the chokepoints."""
    from ..analysis.over_time import shift_over
    from ..analysis.shift import shift

    graph = load_graph(arguments)
    target = target_of(graph, arguments.target)
    asked = partial(shift_over, horizons=arguments.horizon) if arguments.horizon else shift
    result = asked(
        graph,
        target,
        remove=arguments.removed,
        held_by=arguments.held_by,
        max_order=arguments.max_order,
        country_by=arguments.country_by,
        affiliates=not arguments.no_affiliates,
        reading=reading_of(arguments),
        progress=progress_bar("groups that can stop it"),
    )
    data = {**result.to_dict(), "betweenness": None}
    tables = [*horizon_tables(arguments, graph, result), *_tables(arguments, graph, result)]
    if arguments.measure == "betweenness":
        table, rows = _betweenness(arguments, graph, target)
        tables[-2] = table
        data["betweenness"] = rows
    names = ", ".join(supplier_name(graph, r) for r in result.removed)
    title = f"{graph.dataset.name(target)} without {names}{_when(result)}"
    after = [_coverage(result)] if result.coverage_after else []
    document = Document(
        title,
        points_of(result),
        [t for t in tables if t.rows],
        data,
        footer(arguments, result.provenance),
        after,
    )
    return emit(arguments, document)


def change_tables(arguments: argparse.Namespace, graph: SupplyGraph, result: Shift) -> list[Table]:
    """The tables of a shift that have rows."""
    return [t for t in _tables(arguments, graph, result) if t.rows]


def _tables(arguments: argparse.Namespace, graph: SupplyGraph, result: Shift) -> list[Table]:
    return [_layers(graph, result), _suppliers(arguments, graph, result), _groups(arguments, graph, result)]


def _when(result: Shift) -> str:
    return "" if result.horizon is None else f", {result.horizon:g} months after the loss"


def points_of(result: Shift) -> list[str]:
    """What happens as a paragraph, the rest as a list."""
    first, *rest = result.points
    points = [first, *(f"- {point}" for point in rest)]
    if len(result.at_horizons) > 1:
        points.append(f"All this is at {result.horizon:g} months; the first two tables have the others.")
    return points


def _layers(graph: SupplyGraph, result: Shift) -> Table:
    who = result.holder_firms or "the holder"
    rows: list[list[Cell]] = []
    for x in result.layers:
        after = x.after
        row: list[Cell] = [
            layer_name(graph, x.layer),
            _names(graph, x.before.most_exposed),
            _names(graph, after.most_exposed) if after else "stopped",
        ]
        if result.holder:
            row += [
                f"{percent(x.before.held)} -> {percent(after.held) if after else 'stopped'}",
                f"{_order(x.before.held_order)} -> {_order(after.held_order) if after else 'stopped'}",
            ]
        rows.append(row)
    columns = ["layer", "most exposed to, before", "after"]
    if result.holder:
        columns += [f"supply that {who} could cut", "fewest of them that stop supply"]
    return Table("Layer by layer", columns, rows)


def _order(order: int | None) -> str:
    return "cannot" if order is None else str(order)


def _suppliers(arguments: argparse.Namespace, graph: SupplyGraph, result: Shift) -> Table:
    rows: list[list[Cell]] = []
    for s in result.suppliers:
        growth = "" if s.growth is None else f"{s.growth:.3g} x"
        capacity = s.capacity or ("capacity not known" if (s.growth or 0) > 1 + 1e-9 else "")
        rows.append(
            [
                s.id,
                supplier_name(graph, s.id),
                percent(s.before),
                percent(s.after) or "stopped",
                growth,
                capacity,
            ]
        )
    columns = [
        "id",
        "supplier",
        "supply lost if it stops, before",
        "after",
        "must deliver",
        "sourced capacity",
    ]
    return Table("Supplier by supplier", columns, rows, cut_after(arguments, len(rows), SHOWN))


def _groups(arguments: argparse.Namespace, graph: SupplyGraph, result: Shift) -> Table:
    tags = {frozenset(c.members): c for c in (*result.cut_sets_before, *result.cut_sets_after)}
    kinds: list[tuple[str, list[frozenset[str]]]] = [
        ("new", [c for c in result.changes.new if c not in result.changes.undecided]),
        ("new, or fewer members than before", list(result.changes.undecided)),
        ("fewer members than before", [n.after for n in result.changes.narrowed]),
        ("stays", list(result.changes.kept)),
        ("gone or absorbed by a smaller one", list(result.changes.absorbed)),
    ]
    rows: list[list[Cell]] = []
    for what, cuts in kinds:
        for cut in cuts:
            members = sorted(cut)
            found = tags[cut]
            rows.append(
                [
                    what,
                    "\n".join(supplier_name(graph, m) for m in members),
                    "\n".join(members),
                    found.tag,
                    "yes" if found.fragile_to_unknown else "",
                    *(how_soon(found) if result.horizon is not None else ()),
                ]
            )
    columns = [
        "what happened",
        "smallest group that can stop it",
        "ids",
        "who holds it",
        "only if unnamed suppliers do not count",
        *(SOON if result.horizon is not None else ()),
    ]
    counts = f"{len(result.cut_sets_before)} before, {len(result.cut_sets_after)} after"
    title = f"Smallest groups that can stop supply: {counts}"
    return Table(
        f"{title} (up to {result.max_order} members)", columns, rows, cut_after(arguments, len(rows), SHOWN)
    )


def _betweenness(
    arguments: argparse.Namespace, graph: SupplyGraph, target: str
) -> tuple[Table, list[dict[str, Cell]]]:
    from ..analysis.routes import betweenness

    gone = graph.without(
        *arguments.removed,
        country_by=arguments.country_by,
        affiliates=not arguments.no_affiliates,
        target=target,
    )
    before = {i: v for i, _, v in betweenness(graph, target).values}
    after = {i: v for i, _, v in betweenness(gone, target).values}
    ids = sorted(before, key=lambda i: (-max(before[i], after.get(i, 0.0)), i))
    rows: list[list[Cell]] = [
        [i, supplier_name(graph, i), _digits(before[i]), _digits(after.get(i, 0.0))] for i in ids
    ]
    columns = ["id", "name", "routes through it, before", "after"]
    table = Table(
        "Betweenness (takes it that any route is enough)",
        columns,
        rows,
        cut_after(arguments, len(rows), SHOWN),
    )
    return table, [{"id": i, "before": _digits(before[i]), "after": _digits(after.get(i, 0.0))} for i in ids]


def _coverage(result: Shift) -> str:
    before, after = result.coverage_before, result.coverage_after
    if after is None:
        return ""
    parts = [
        f"{name} {getattr(before, field)} -> {getattr(after, field)}"
        for name, field in (
            ("components under the target", "components"),
            ("of them not researched", "leaves_not_researched"),
            ("lists the sources do not call complete", "incomplete_lists"),
            ("lists with assumed shares", "assumed_shares"),
            ("undisclosed suppliers", "undisclosed_slots"),
        )
    ]
    return f"What the dataset knows, before -> after: {'; '.join(parts)}."


def _digits(value: float) -> float:
    return float(f"{value:.12g}")
