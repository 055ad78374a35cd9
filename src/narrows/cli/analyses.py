"""chokepoints, exposure, holders, why."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from .common import (
    cut_after,
    emit,
    footer,
    incomplete,
    layer_name,
    limit_of,
    load_graph,
    percent,
    progress_bar,
    reading_of,
    supplier_name,
    target_name,
    target_of,
    targets_of,
)
from .document import Cell, Document, Table, UsageError
from .horizons import over_time

if TYPE_CHECKING:
    from ..analysis.chokepoints import Chokepoints, CutSet
    from ..graph.supply import SupplyGraph

MEANING = (
    "A group is listed if supply stops when all of it stops; leave any one of its members running and "
    "some supply continues. A group of one is a single point of failure."
)
NOT_RUNNING = "The target does not run in this dataset even with nothing lost: {}."


def chokepoints_command(arguments: argparse.Namespace) -> int:
    """Minimal cut sets; people's tables show loss 1 and 0.9 side by side."""
    from ..analysis.chokepoints import chokepoints
    from ..analysis.holder import holder_named
    from ..analysis.over_time import chokepoints_over
    from ..graph.joint import joined

    if arguments.count:
        from .sets import count_command

        if arguments.horizon is not None:
            raise UsageError("--count is without time: leave --horizon away")
        return count_command(arguments)
    graph = load_graph(arguments)
    targets = targets_of(graph, arguments.target)
    whole, name = joined(graph, targets, arguments.joint)
    holder = holder_named(whole, name, arguments.held_by)
    limit = limit_of(arguments)
    if arguments.max_order is None and arguments.loss not in (None, 1.0):
        raise UsageError("--max-order all goes with --loss 1 only: give a largest size")

    def at(loss: float) -> Chokepoints:
        asked = partial(chokepoints_over, horizons=arguments.horizon) if arguments.horizon else chokepoints
        return asked(
            graph,
            targets,
            joint=arguments.joint,
            max_order=arguments.max_order,
            level=arguments.level,
            loss=loss,
            require=arguments.require,
            exclude=arguments.exclude,
            protect=arguments.protect,
            country_by=arguments.country_by,
            affiliates=not arguments.no_affiliates,
            held_by=holder,
            reading=reading_of(arguments),
            progress=progress_bar(f"groups at loss {loss:g}"),
            limit=limit,
        )

    first = at(arguments.loss or 1.0)
    if first.at_horizons:
        return over_time(arguments, graph, first, name)
    both = arguments.loss is None and arguments.format != "json" and arguments.max_order is not None
    second = at(0.9) if both and first.complete else None
    paragraphs = [MEANING] if first.status == "running" else [NOT_RUNNING.format(", ".join(first.blocked_at))]
    if holder is not None:
        paragraphs.append(f"Held means: all members are {holder.firms}.")
    rows = _cut_rows(graph, first, second)
    counts = ", ".join(f"{n} of {_size(k)}" for k, n in first.by_order().items()) or "none"
    upto = "all sizes" if first.max_order is None else f"groups of up to {first.max_order}"
    paragraphs += [f"Found: {counts} ({upto}).", *_asked(first)]
    paragraphs += [incomplete(r.stopped, r.complete_to) for r in (first, second) if r and r.stopped]
    columns = ["size", f"smallest group ({arguments.level} level)", "ids", "who holds it"]
    columns += ["stops all supply", "takes 90%"] if second else [f"takes {first.loss:.0%}"]
    columns.append("only if unnamed suppliers do not count")
    title = f"Chokepoints of {target_name(graph, name)}"
    table = Table("", columns, rows, cut_after(arguments, len(rows), 40))
    emit(
        arguments, Document(title, paragraphs, [table], first.to_dict(), footer(arguments, first.provenance))
    )
    return 0 if first.complete and (second is None or second.complete) else 3


def _asked(found: Chokepoints) -> list[str]:
    """What narrows the question, in words."""
    asked = found.asked
    out = [f"Only groups that hold {', '.join(asked.require)}."] if asked.require else []
    out += [f"Taken to be safe: {', '.join(asked.exclude)}."] if asked.exclude else []
    out += [f"Taken to run whatever is lost: {', '.join(asked.protect)}."] if asked.protect else []
    return out


def _size(order: int) -> str:
    return "size 1 (single points of failure)" if order == 1 else f"size {order}"


def _cut_rows(graph: SupplyGraph, first: Chokepoints, second: Chokepoints | None) -> list[list[Cell]]:
    stops = {c.members: c for c in first.cut_sets}
    most = {c.members: c for c in second.cut_sets} if second else {}
    rows: list[list[Cell]] = []
    for members in sorted({**stops, **most}, key=lambda m: (len(m), m)):
        cut: CutSet = stops.get(members) or most[members]
        names = "\n".join(supplier_name(graph, m) for m in members)
        row: list[Cell] = [cut.order, names, "\n".join(members), cut.tag]
        row += [members in stops, _takes(members, stops, most)] if second else [True]
        rows.append([*row, "yes" if cut.fragile_to_unknown else ""])
    return rows


def _takes(
    members: tuple[str, ...], stops: dict[tuple[str, ...], CutSet], most: dict[tuple[str, ...], CutSet]
) -> Cell:
    if members in most:
        return True
    smaller = any(set(m) < set(members) for m in most)
    return "already a smaller group" if smaller else False


def exposure_command(arguments: argparse.Namespace) -> int:
    """Exposure to each supplier."""
    from ..analysis.exposure import exposure

    graph = load_graph(arguments)
    target = target_of(graph, arguments.target)
    result = exposure(
        graph,
        target,
        level=arguments.level,
        country_by=arguments.country_by,
        affiliates=not arguments.no_affiliates,
        reading=reading_of(arguments),
    )
    rows: list[list[Cell]] = [
        [
            e.id,
            supplier_name(graph, e.id),
            percent(e.loss),
            "" if e.loss.exact else f"{100 * e.loss.value:.3g}%",
        ]
        for e in result.exposures
    ]
    paragraphs = [
        "Share of supply lost if one stops, before anyone finds a substitute. An interval stands where "
        "shares are not known; the middle then takes an equal split, which no source states."
    ]
    if result.status != "running":
        paragraphs = [NOT_RUNNING.format(", ".join(result.blocked_at))]
    columns = ["id", arguments.level, "supply lost", "middle (assumed)"]
    table = Table("", columns, rows, cut_after(arguments, len(rows), 40))
    title = f"Exposure of {graph.dataset.name(target)}"
    return emit(
        arguments,
        Document(title, paragraphs, [table], result.to_dict(), footer(arguments, result.provenance)),
    )


def holders_command(arguments: argparse.Namespace) -> int:
    """Held exposure by layer."""
    from ..analysis.holder import holder_named
    from ..analysis.holders import holders

    graph = load_graph(arguments)
    target = target_of(graph, arguments.target)
    holder = holder_named(graph, target, arguments.by)
    result = holders(
        graph, target, held_by=holder, country_by=arguments.country_by, reading=reading_of(arguments)
    )
    rows: list[list[Cell]] = [
        [
            layer_name(graph, x.layer),
            _names(graph, x.most_exposed),
            f"{100 * x.exposure:.3g}%",
            percent(x.held),
            x.held_order if x.held_order is not None else "cannot stop it",
        ]
        for x in result.layers
    ]
    who = holder.firms if holder else "others"
    columns = [
        "layer",
        "most exposed to",
        "supply lost if it stops",
        f"supply that {who} could cut",
        "fewest of them that stop supply",
    ]
    paragraphs = [
        f"Share of supply that {who} could cut, layer by layer. Do not add up layers: it is the same "
        "supply, counted once in each."
    ]
    title = f"Who holds the supply of {graph.dataset.name(target)}"
    table = Table("", columns, rows)
    return emit(
        arguments,
        Document(title, paragraphs, [table], result.to_dict(), footer(arguments, result.provenance)),
    )


def _names(graph: SupplyGraph, ids: Sequence[str]) -> str:
    shown = [supplier_name(graph, i) for i in ids[:4]]
    return "\n".join([*shown, f"and {len(ids) - 4} more"] if len(ids) > 4 else shown)


def why_command(arguments: argparse.Namespace) -> int:
    """The statements between a node and a target."""
    from ..analysis.why import why, why_statement

    graph = load_graph(arguments)
    if len(arguments.names) > 2:
        raise UsageError("why takes a node, or a target and a node: narrows why frontier-training nvidia")
    node = arguments.names[-1]
    one = "/" in node and "@" not in node.partition("/")[0]
    target = target_of(graph, arguments.names[0] if len(arguments.names) == 2 else None)
    result = why_statement(graph, node) if one else why(graph, target, node)
    rows: list[list[Cell]] = []
    for r in result.rows():
        sources = list(r["sources"]) + ([f"read through: {r['via']}"] if r["via"] else [])
        rows.append(
            [
                r["says"],
                r["confidence"],
                r["as_of"],
                r["kind"],
                "\n".join(sources),
                "\n".join(r["urls"]),
                r["dispute"],
                r["note"],
                r["statement"],
            ]
        )
    short = [[*row[:5], row[6], row[8]] for row in rows]
    full_columns = ["says", "confidence", "as of", "kind", "sources", "links", "dispute", "note", "statement"]
    short_columns = ["says", "confidence", "as of", "kind", "sources", "dispute", "statement"]
    terminal = arguments.format in (None, "table") and not (arguments.output or "").endswith(
        ("csv", "xlsx", "json", "md")
    )
    table = Table(
        "",
        short_columns if terminal else full_columns,
        short if terminal else rows,
        cut_after(arguments, len(rows), 40),
    )
    name = node if one else supplier_name(graph, node)
    title = f"Why {name} matters to {graph.dataset.name(target)}"
    paragraphs = ["The statements on the paths between them, nearest the target first."]
    if one:
        title, paragraphs = f"Statement {node}", []
    elif not rows:
        paragraphs = [f"Nothing connects {name} with {graph.dataset.name(target)} in this dataset."]
    return emit(
        arguments,
        Document(title, paragraphs, [table], result.to_dict(), footer(arguments, result.provenance)),
    )
