"""Numbers of cut sets, path sets, the cheapest cut, and probabilities."""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .common import (
    cut_after,
    emit,
    footer,
    incomplete,
    limit_of,
    load_graph,
    reading_of,
    supplier_name,
    target_name,
    targets_of,
)
from .document import Cell, Document, Table, UsageError

if TYPE_CHECKING:
    from ..analysis.engine.importance import Risk
    from ..analysis.numbers import Numbers
    from ..graph.supply import SupplyGraph

PATHS = (
    "A group is listed if the target goes on running when all else at this level is lost at once, and "
    "stops if one member of the group is lost too."
)
CHEAPEST = "No group is cheaper; others may cost the same."
INDEPENDENT = (
    "Losses are taken to be independent of each other. What has no probability is taken to run: there are no "
    "default probabilities."
)
IMPORTANCE = (
    "Birnbaum: how much more probable the stop is with this lost than with it running. Criticality: the "
    "share of the probability in which this is decisive. RAW: how many times as probable the stop is with "
    "this lost; RRW: how many times less with this safe. Fussell-Vesely: the probability that a smallest "
    "group with this in it is lost, as a share of the whole."
)


def _asked(arguments: argparse.Namespace) -> dict[str, Any]:
    """What all these commands take besides the targets."""
    return {
        "joint": arguments.joint,
        "level": arguments.level,
        "country_by": arguments.country_by,
        "affiliates": not arguments.no_affiliates,
        "reading": reading_of(arguments),
        "limit": limit_of(arguments),
    }


def count_command(arguments: argparse.Namespace) -> int:
    """How many minimal cut sets there are, of each size."""
    from ..analysis.numbers import count_cut_sets

    if arguments.loss not in (None, 1.0) or arguments.require or arguments.exclude or arguments.protect:
        raise UsageError("--count counts all groups that stop the target: leave --loss and the like away")
    graph = load_graph(arguments)
    targets = targets_of(graph, arguments.target)
    result = count_cut_sets(
        graph,
        targets,
        **_asked(arguments),
    )
    return _numbers(arguments, graph, result, "Number of chokepoints of", [])


def paths_command(arguments: argparse.Namespace) -> int:
    """Minimal path sets: how many, and the smallest."""
    from ..analysis.numbers import path_sets

    graph = load_graph(arguments)
    targets = targets_of(graph, arguments.target)
    result = path_sets(
        graph,
        targets,
        **_asked(arguments),
    )
    rows: list[list[Cell]] = [
        [len(group), "\n".join(supplier_name(graph, m) for m in group), "\n".join(group)]
        for group in result.smallest
    ]
    columns = ["size", f"smallest group that keeps it running ({arguments.level} level)", "ids"]
    tables = [Table("The smallest", columns, rows, cut_after(arguments, len(rows), 3))]
    return _numbers(arguments, graph, result, "What keeps running:", tables)


def _numbers(
    arguments: argparse.Namespace, graph: SupplyGraph, result: Numbers, title: str, tables: list[Table]
) -> int:
    paragraphs = [PATHS] if result.kind == "path" else []
    if result.status != "running":
        paragraphs.append("The target does not run in this dataset even with nothing lost.")
    elif result.stopped:
        paragraphs.append(incomplete(result.stopped, None))
    else:
        paragraphs.append(f"There are {result.total:,} of all sizes.")
    rows: list[list[Cell]] = [[size, number] for size, number in result.by_order.items()]
    counts = Table("By size", ["size", "smallest groups"], rows)
    name = f"{title} {target_name(graph, result.target)}"
    document = Document(
        name, paragraphs, [counts, *tables], result.to_dict(), footer(arguments, result.provenance)
    )
    emit(arguments, document)
    return 3 if result.stopped else 0


def cheapest_command(arguments: argparse.Namespace) -> int:
    """The cheapest cut."""
    from ..analysis.cheapest import cheapest_cut

    graph = load_graph(arguments)
    targets = targets_of(graph, arguments.target)
    try:
        result = cheapest_cut(
            graph,
            targets,
            weigh=arguments.weigh,
            costs=_given(arguments.cost, arguments.costs, "cost"),
            **_asked(arguments),
        )
    except ValueError as error:
        raise UsageError(str(error)) from error
    rows: list[list[Cell]] = [
        [m, supplier_name(graph, m), result.costs.get(m, 1.0) if arguments.weigh == "members" else None]
        for m in result.members or ()
    ]
    unit = "jurisdictions" if arguments.weigh == "jurisdictions" else "members, or their costs"
    if result.stopped:
        paragraphs = [incomplete(result.stopped, None)]
    elif result.members is None:
        paragraphs = ["No group at this level stops the target, or it does not run to begin with."]
    else:
        paragraphs = [CHEAPEST, f"Cost: {result.cost:g} ({unit}). From: {', '.join(result.jurisdictions)}."]
    title = f"The cheapest way to stop {target_name(graph, result.target)}"
    table = Table("", ["id", "name", "cost"], rows)
    emit(
        arguments,
        Document(title, paragraphs, [table], result.to_dict(), footer(arguments, result.provenance)),
    )
    return 3 if result.stopped else 0


def risk_command(arguments: argparse.Namespace) -> int:
    """Probability of the loss of a target, and importance."""
    from ..analysis.risk import risk

    graph = load_graph(arguments)
    targets = targets_of(graph, arguments.target)
    given = _given(arguments.probability, arguments.probabilities, "probability")
    if not given:
        raise UsageError("give probabilities: --probability asml=0.01, or --probabilities FILE.csv")
    try:
        result = risk(
            graph,
            targets,
            given,
            **_asked(arguments),
        )
    except ValueError as error:
        raise UsageError(str(error)) from error
    paragraphs = [said(result.risk)] if result.risk else ["The target does not run to begin with."]
    title = f"How probable it is that {target_name(graph, result.target)} stops"
    names = {i.id: supplier_name(graph, i.id) for i in result.importance}
    tables = [importance_table(result.risk, names)] if result.risk and result.importance else []
    document = Document(
        title,
        [*paragraphs, INDEPENDENT, IMPORTANCE],
        tables,
        result.to_dict(),
        footer(arguments, result.provenance),
    )
    emit(arguments, document)
    return 3 if result.risk and result.risk.reason else 0


def said(risk: Risk) -> str:
    """The probability, or what is known of it."""
    if risk.probability is not None:
        return f"Probability: {risk.probability:.7g} (exact)."
    return (
        f"INCOMPLETE: {risk.reason}. The probability lies between {risk.low:.7g} and {risk.high:.7g}, from "
        f"the groups of up to {risk.complete_to}; {risk.truncated:.3g} of the upper end allows for larger "
        "ones."
    )


def importance_table(risk: Risk, names: dict[str, str]) -> Table:
    """What the probability hangs on, most critical first."""
    rows: list[list[Cell]] = [
        [
            i.id,
            names.get(i.id, i.id),
            i.probability,
            i.birnbaum,
            i.criticality,
            i.raw,
            "no stop without it" if i.rrw is None else i.rrw,
            i.fussell_vesely,
        ]
        for i in risk.importance
    ]
    columns = [
        "id",
        "name",
        "probability",
        "Birnbaum",
        "criticality",
        "RAW",
        "RRW",
        "Fussell-Vesely (union of groups)",
    ]
    return Table("Importance", columns, rows)


def _given(named: list[tuple[str, float]], file: str | None, column: str) -> dict[str, float]:
    """Numbers by id, from a table and from options, which come last; raises UsageError."""
    out = _table(file, column) if file else {}
    out.update(named)
    return out


def _table(file: str, column: str) -> dict[str, float]:
    try:
        text = Path(file).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read {file}: {error}") from error
    rows = csv.DictReader(text.splitlines())
    if not {"id", column} <= set(rows.fieldnames or ()):
        raise UsageError(f'{file}:1: the first line has to name the columns "id" and "{column}"')
    out: dict[str, float] = {}
    for row in rows:
        name, number = (row["id"] or "").strip(), (row[column] or "").strip()
        if name in out:
            raise UsageError(f'{file}:{rows.line_num}: "{name}" is there twice')
        try:
            out[name] = float(number)
        except ValueError as error:
            raise UsageError(f'{file}:{rows.line_num}: "{number}" is not a number') from error
        if out[name] != out[name]:
            raise UsageError(f'{file}:{rows.line_num}: "{number}" is not a number')
    return out
