"""scenario, compare and controls: what-ifs, two sides, and rules."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from .analyses import _names
from .common import (
    cut_after,
    emit,
    footer,
    layer_name,
    load_graph,
    percent,
    plain_footer,
    progress_bar,
    reading_of,
    supplier_name,
    target_of,
)
from .document import Cell, Document, Table, UsageError
from .shifting import change_tables, points_of

if TYPE_CHECKING:
    from ..analysis.compare import Comparison, Side
    from ..analysis.controls import Controls
    from ..analysis.scenario import ScenarioMatrix, ScenarioRun
    from ..graph.supply import SupplyGraph

SHOWN = 40
HYPOTHETICAL = "HYPOTHETICAL: this is a what-if. Nothing here says that it happened or will."
KNOWN_BY = (
    "Each side knows only what had been stated by its date, so fewer groups on the earlier one mostly "
    "mean that less had been said. With --in-force: all that is known today, under the export "
    "controls in force on each date."
)
STATUS = {
    "stopped_by_removal": "stops",
    "not_running_at_baseline": "does not run before",
    "running": "goes on",
}
HELD = (
    "Held: the share of the target's supply lost if the rule is applied in full, without licences, to all it "
    "covers within its reach. A rule on new supply alone leaves the tools in place running; that it stops "
    "new capacity does not show here. The status "
    "says whether it is in force; unknown means that nobody has said."
)
PULLED = (
    "An authority binds a member if a rule of its covers something that this member makes under the target. "
    "It can pull the group if what its rules take from those they work against is enough to stop the target."
)


def scenario_command(arguments: argparse.Namespace) -> int:
    """List, run or compare the dataset's scenarios."""
    graph = load_graph(arguments)
    names = list(arguments.names)
    if arguments.action == "list":
        if names:
            raise UsageError("scenario list takes no name; narrows scenario run NAME")
        return _list(arguments, graph)
    if arguments.action == "run" and len(names) != 1:
        raise UsageError("scenario run takes one name; narrows scenario list shows them")
    if arguments.action == "compare" and len(names) < 2:
        raise UsageError("scenario compare takes two names or more; narrows scenario list shows them")
    return _run(arguments, graph, names[0]) if arguments.action == "run" else _matrix(arguments, graph, names)


def _list(arguments: argparse.Namespace, graph: SupplyGraph) -> int:
    found = graph.dataset.scenarios.values()
    rows: list[list[Cell]] = [[s.id, s.title, s.target, " ".join(s.question.split())] for s in found]
    table = Table("", ["id", "title", "target", "question"], rows)
    data = {"scenarios": [s.model_dump(mode="json", exclude_defaults=True) for s in found]}
    title = f"{graph.dataset.manifest.title}: scenarios"
    return emit(arguments, Document(title, [], [table], data, plain_footer(arguments, graph)))


def _run(arguments: argparse.Namespace, graph: SupplyGraph, name: str) -> int:
    from ..analysis.scenario import run_scenario

    target = target_of(graph, arguments.target) if arguments.target else None
    try:
        result = run_scenario(
            graph,
            name,
            target=target,
            held_by=arguments.held_by,
            max_order=arguments.max_order,
            country_by=arguments.country_by,
            affiliates=not arguments.no_affiliates,
            reading=reading_of(arguments),
            progress=progress_bar("groups that can stop it"),
        )
    except ValueError as error:
        raise UsageError(str(error)) from error
    question = " ".join(result.question.split())
    paragraphs = [HYPOTHETICAL, f"Question: {question}", *_supposed(result), *points_of(result.shift)]
    if result.no_new_capacity:
        listed = ", ".join(graph.dataset.name(c) for c in result.no_new_capacity)
        paragraphs.append(f"No new capacity, while what stands runs on: {listed}.")
    after = [f"Note: {' '.join(result.note.split())}"] if result.note else []
    document = Document(
        f"{result.title}: {graph.dataset.name(result.target)} (hypothetical)",
        paragraphs,
        change_tables(arguments, graph, result.shift),
        result.to_dict(),
        footer(arguments, result.provenance),
        after,
    )
    return emit(arguments, document)


def _supposed(result: ScenarioRun) -> list[str]:
    said = [s.removeprefix("supposed: ") for s in result.supposed]
    return [f"Supposed: {'; '.join(said)}."] if said else []


def _matrix(arguments: argparse.Namespace, graph: SupplyGraph, names: list[str]) -> int:
    from ..analysis.scenario import compare_scenarios

    target = target_of(graph, arguments.target) if arguments.target else None
    try:
        result = compare_scenarios(
            graph,
            names,
            target=target,
            held_by=arguments.held_by,
            max_order=arguments.max_order,
            country_by=arguments.country_by,
            affiliates=not arguments.no_affiliates,
            reading=reading_of(arguments),
        )
    except ValueError as error:
        raise UsageError(str(error)) from error
    summary = [_summary(graph, run) for run in result.runs]
    columns = [
        "scenario",
        "target",
        "what happens",
        "lost at once",
        "single points before",
        "after",
        "new or smaller groups",
        "new groups all held",
    ]
    tables = [Table("Scenario by scenario", columns, summary), *_by_layer(graph, result)]
    footing = footer(arguments, result.provenance)
    return emit(
        arguments,
        Document("Scenarios side by side (hypothetical)", [HYPOTHETICAL], tables, result.to_dict(), footing),
    )


def _summary(graph: SupplyGraph, run: ScenarioRun) -> list[Cell]:
    change = run.shift
    runs = run.status == "running"
    held = {frozenset(c.members) for c in change.cut_sets_after if c.tag == "held"}
    fresh = [*change.changes.new, *(n.after for n in change.changes.narrowed)]
    return [
        run.id,
        graph.dataset.name(run.target),
        STATUS[run.status],
        percent(change.immediate_loss),
        sum(1 for c in change.cut_sets_before if c.order == 1),
        sum(1 for c in change.cut_sets_after if c.order == 1) if runs else None,
        len(fresh) if runs else None,
        sum(1 for c in fresh if c in held) if runs and change.holder else None,
    ]


def _by_layer(graph: SupplyGraph, result: ScenarioMatrix) -> list[Table]:
    exposed: list[list[Cell]] = []
    held: list[list[Cell]] = []
    for run in result.runs:
        after = {x.layer: x.after for x in run.shift.layers}
        first: list[Cell] = [run.id]
        second: list[Cell] = [run.id]
        for layer in result.layers:
            here = after.get(layer)
            if run.status != "running":
                first.append("stopped")
                second.append("stopped")
            elif here is None:
                first.append("")
                second.append("")
            else:
                many = f" and {len(here.most_exposed) - 2} more" if len(here.most_exposed) > 2 else ""
                who = ", ".join(here.most_exposed[:2]) + many
                first.append(f"{who} {100 * here.exposure:.3g}%" if who else "")
                least = "" if here.held_order is None else f" (by {here.held_order})"
                second.append(f"{percent(here.held)}{least}" if here.held else "")
        exposed.append(first)
        held.append(second)
    names = [layer_name(graph, x) for x in result.layers]
    tables = [Table("Most exposed to, after, by layer", ["scenario", *names], exposed)]
    if any(run.shift.holder for run in result.runs):
        title = "Supply that the holder could cut, after, by layer (and the fewest firms that stop it)"
        tables.append(Table(title, ["scenario", *names], held))
    return tables


def compare_command(arguments: argparse.Namespace) -> int:
    """Two targets, or one on two dates."""
    from ..analysis.compare import compare

    names = list(arguments.target)
    if arguments.dates and len(names) > 1:
        raise UsageError("compare takes two targets, or one with --dates, not both")
    if not arguments.dates and len(names) != 2:
        raise UsageError("compare takes two targets, or one with --dates: narrows compare A B")
    if arguments.in_force and not arguments.dates:
        raise UsageError("--in-force needs --dates")
    graph = load_graph(arguments)
    targets = [target_of(graph, n) for n in names] or [target_of(graph, None)]
    result = compare(
        graph,
        targets[0],
        targets[1] if len(targets) == 2 else None,
        dates=arguments.dates,
        in_force=arguments.in_force,
        held_by=arguments.held_by,
        max_order=arguments.max_order,
        country_by=arguments.country_by,
        reading=reading_of(arguments),
    )
    first, second = result.first, result.second
    what = f"{first.label} and {second.label}"
    if arguments.dates:
        what = f"{graph.dataset.name(first.target)}: {what}"
    paragraphs = [HYPOTHETICAL] if arguments.in_force else []
    paragraphs += _rules(first, second) if arguments.in_force else []
    if arguments.dates and not arguments.in_force:
        paragraphs.append(KNOWN_BY)
    tables = [_sides(graph, result), _layer_sides(graph, result), _groups(arguments, graph, result)]
    document = Document(
        what,
        paragraphs,
        [t for t in tables if t.rows],
        result.to_dict(),
        footer(arguments, result.provenance),
    )
    return emit(arguments, document)


def _rules(first: Side, second: Side) -> list[str]:
    fresh = [c for c in second.applied if c not in first.applied]
    gone = [c for c in first.applied if c not in second.applied]
    said = [f"In force on the second date and not on the first: {', '.join(fresh) or 'none'}."]
    if gone:
        said.append(f"In force on the first date only: {', '.join(gone)}.")
    for side in (first, second):
        if side.unsettled:
            unsettled = ", ".join(side.unsettled)
            said.append(f"Not applied ({side.label}), because nobody has said their status: {unsettled}.")
    return said


def _sides(graph: SupplyGraph, result: Comparison) -> Table:
    sides = (result.first, result.second)
    rows: list[list[Cell]] = [
        ["status", *("runs" if s.status == "running" else "does not run" for s in sides)]
    ]
    rows.append(["single points of failure", *(_names(graph, s.single_points) or "none" for s in sides)])
    for size in range(2, result.max_order + 1):
        rows.append([f"smallest groups of {size}", *(s.by_order().get(size, 0) for s in sides)])
    if any(s.holder for s in sides):
        rows.append(["who could cut", *(s.holder for s in sides)])
        rows.append(
            ["groups all in those hands", *(sum(1 for c in s.cut_sets if c.tag == "held") for s in sides)]
        )
    rows.append(["components known beneath", *(s.coverage.components for s in sides)])
    rows.append(["lists not called complete", *(s.coverage.incomplete_lists for s in sides)])
    rows.append(["needs without evidence", *(s.coverage.unverified_requirements for s in sides)])
    return Table("Side by side", ["", *_labels(result)], rows)


def _labels(result: Comparison) -> list[str]:
    first, second = result.first.label, result.second.label
    return [first, second] if first != second else [f"{first} (1)", f"{second} (2)"]


def _layer_sides(graph: SupplyGraph, result: Comparison) -> Table:
    rows: list[list[Cell]] = []
    for row in result.rows():
        cells: list[Cell] = [layer_name(graph, row["layer"])]
        for tag in ("first", "second"):
            who = row[f"most_exposed_{tag}"]
            cells.append("" if not who else f"{_names(graph, who)}\n{100 * row[f'exposure_{tag}']:.3g}%")
            held, least = row[f"held_{tag}"], row[f"held_order_{tag}"]
            fewest = "" if least is None else f", stopped by {least}"
            cells.append("" if held is None else f"{100 * held:.3g}%{fewest}")
        rows.append(cells)
    one, two = _labels(result)
    columns = ["layer", f"most exposed to: {one}", "held (1)", f"most exposed to: {two}", "held (2)"]
    return Table("Layer by layer", columns, rows)


def _groups(arguments: argparse.Namespace, graph: SupplyGraph, result: Comparison) -> Table:
    one, two = _labels(result)
    kinds = [
        ("both", result.shared),
        (one, result.only(result.first, result.second)),
        (two, result.only(result.second, result.first)),
    ]
    rows: list[list[Cell]] = [
        [what, "\n".join(supplier_name(graph, m) for m in cut), "\n".join(cut)]
        for what, cuts in kinds
        for cut in cuts
    ]
    columns = ["can stop", "smallest group", "ids"]
    title = f"Smallest groups that can stop supply (up to {result.max_order} members)"
    return Table(title, columns, rows, cut_after(arguments, len(rows), SHOWN))


def controls_command(arguments: argparse.Namespace) -> int:
    """Export controls."""
    from ..analysis.controls import controls

    day = arguments.as_of
    # The date asks for the status of the rules; the supply chain is read with all that is known.
    arguments.as_of = None
    graph = load_graph(arguments)
    arguments.as_of = day
    target = target_of(graph, arguments.target) if arguments.target else None
    result = controls(
        graph,
        target,
        against=arguments.against,
        as_of=day,
        max_order=arguments.max_order,
        reading=reading_of(arguments),
    )
    tables = [_rules_table(graph, result)]
    paragraphs = []
    title = f"Export controls on {result.as_of}"
    if result.target:
        title = f"{title}: {graph.dataset.name(result.target)}"
        paragraphs = [HELD]
        if result.levers:
            paragraphs.append(PULLED)
            tables.append(_levers_table(arguments, graph, result))
        if result.status != "running":
            paragraphs.append("The target does not run in this dataset even with nothing lost.")
    lines = footer(arguments, result.provenance) if result.target else plain_footer(arguments, graph)
    return emit(arguments, Document(title, paragraphs, tables, result.to_dict(), lines))


def _rules_table(graph: SupplyGraph, result: Controls) -> Table:
    rows: list[list[Cell]] = []
    for state in result.controls:
        row = state.row()
        status = state.status or "not yet there"
        since = f"{status} since {state.since}" if state.since else status
        then = f"\nthen {row['then']}" if row["then"] else ""
        cells: list[Cell] = [
            state.control.id,
            f"{state.control.authority} ({state.control.authority_country})",
            since + then,
            f"{state.control.effect}: {', '.join(state.control.acts_on)}",
            _some(row["covers"]) or "nothing in this dataset",
            _some(row["against"]) or "everybody abroad",
        ]
        if result.target:
            stops = " (stops it)" if state.stops else ""
            cells += [f"{percent(state.held)}{stops}", _some(list(state.reaches))]
        rows.append(cells)
    columns = ["id", "authority", "status", "what it does", "covers", "against"]
    if result.target:
        columns += ["held", "whose deliveries"]
    return Table("The rules", columns, rows)


def _some(items: list[str]) -> str:
    more = f" and {len(items) - 6} more" if len(items) > 6 else ""
    return ", ".join(items[:6]) + more


def _levers_table(arguments: argparse.Namespace, graph: SupplyGraph, result: Controls) -> Table:
    rows: list[list[Cell]] = [
        [
            "\n".join(supplier_name(graph, m) for m in x.members),
            "\n".join(x.members),
            "\n".join(", ".join(b) or "nobody" for b in x.bound_by),
            "\n".join(" + ".join(p) for p in x.pulled_by) or "nobody",
            _some(list(x.controls)),
        ]
        for x in result.levers
    ]
    columns = ["smallest group that can stop it", "ids", "bound by", "can pull it", "by which rules"]
    title = f"Chokepoints and the authorities behind them (up to {result.max_order} members)"
    return Table(title, columns, rows, cut_after(arguments, len(rows), SHOWN))
