"""run: training-run arithmetic."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from .amounts import amount
from .common import cut_after, emit, footer, load_graph, plain_footer, target_of
from .document import Cell, Document, Table, UsageError

if TYPE_CHECKING:
    from ..analysis.quantities import Quantity
    from ..analysis.runs.compare import ComparedRun
    from ..analysis.runs.run import Judged, Line, TrainingRun
    from ..analysis.runs.solve import Solved
    from ..graph.records.quantities import QuantityName
    from ..graph.supply import SupplyGraph

ASK = 'Ask about any statement: narrows why "STATEMENT".'
COUNTED = (
    "FLOP are those of the model: 6 for each active parameter and token (Kaplan et al. 2020, "
    "arXiv:2001.08361), and causal attention where layers, width and sequence length are stated (Chowdhery "
    "et al. 2022, arXiv:2204.02311, halved for the mask). Utilisation is useful FLOP/s over the dense peak."
)
AGREES = {
    "comes out": "comes out",
    "lower than reported": "no: lower than reported",
    "higher than reported": "no: higher than reported",
    "nothing to compare": "nothing to compare",
}


def run_command(arguments: argparse.Namespace) -> int:
    """One run, the list of runs, or several side by side."""
    from ..analysis.runs.facts import RunError

    first, *others = arguments.names
    try:
        supposed = _supposed(arguments)
        graph = load_graph(arguments)
        if first == "list":
            return _list(arguments, graph)
        if first == "compare":
            return _compare(arguments, graph, others)
        if others:
            raise UsageError(
                f"one run at a time; side by side: narrows run compare {' '.join(arguments.names)}"
            )
        run = target_of(graph, first)
        if arguments.solve:
            return _solve(arguments, graph, run, supposed)
        return _one(arguments, graph, run, supposed)
    except RunError as error:
        raise UsageError(str(error)) from error


def _supposed(arguments: argparse.Namespace) -> dict[QuantityName, Quantity]:
    from ..analysis.quantities import UnitError
    from ..analysis.runs.facts import RunError, parse_setting

    try:
        return dict(parse_setting(text) for text in arguments.set)
    except UnitError as error:
        raise RunError(str(error)) from error


def _one(
    arguments: argparse.Namespace, graph: SupplyGraph, run: str, supposed: dict[QuantityName, Quantity]
) -> int:
    """Everything that follows from what is stated of a run."""
    from ..analysis.runs.run import training_run

    result = training_run(graph, run, supposed=supposed, chips=arguments.chip, precision=arguments.precision)
    name = graph.dataset.name(run)
    document = Document(
        f"Training-run arithmetic: {name}",
        [*_said(graph, result), COUNTED],
        [
            _facts_table(graph, result),
            _readings_table(graph, result),
            *_lines_tables(arguments, graph, result.lines),
        ],
        result.to_dict(),
        footer(arguments, result.provenance),
        [f"Not stated: {'; '.join(result.missing)}.", ASK] if result.missing else [ASK],
    )
    return emit(arguments, document)


def _said(graph: SupplyGraph, result: TrainingRun) -> list[str]:
    """The result in sentences: FLOP, then reading by reading what can be."""
    more = ' (a figure is stated as "more than")' if result.lower_bound else ""
    without = "" if result.attention_counted else ", attention not counted"
    flop = amount(result.flop, more=result.lower_bound)
    out = [f"The run took {flop}{without}{more}."]
    for name, time in result.times:
        own = [j for j in result.judged if j.reading == name]
        rate = next((x.quantity for x in result.lines if x.reading == name and not x.chip), None)
        days = next((x.quantity for x in result.lines if x.reading == name and x.name == "duration"), None)
        wall = f", {amount(days, mark=False)} of wall clock" if days is not None else ""
        out.append(
            f"Read as {name}: {amount(time)}, so {amount(rate, mark=False, more=result.lower_bound)}{wall}."
        )
        for j in own:
            chip = graph.dataset.name(j.chip)
            share = amount(j.utilisation, mark=False, more=result.lower_bound)
            line = f"- {j.verdict.upper()} on {chip}: {share} of its peak."
            if j.verdict != "possible":
                line += _why_not(j)
            out.append(line)
    return out


def _why_not(judged: Judged) -> str:
    """What stands against a reading on a chip."""
    out = " At the least time that is stated it is impossible." if judged.impossible_at_low_end else ""
    out += f" The run needs {amount(judged.least, mark=False)} at all of its peak"
    if judged.usual is not None:
        out += f", {amount(judged.usual, mark=False)} at the best utilisation that any run here reports"
    return f"{out}."


def _facts_table(graph: SupplyGraph, result: TrainingRun) -> Table:
    rows: list[list[Cell]] = []
    for name, quantity in result.facts.values.items():
        more = name in result.facts.more_than
        by_hand = name in result.facts.set_by_hand
        source = "set by hand" if by_hand else "\n".join(quantity.statements)
        rows.append(
            [name.replace("-", " ").replace("tdp", "TDP"), amount(quantity, more=more, digits=6), source]
        )
    return Table("What is stated", ["quantity", "value", "statement"], rows)


def _readings_table(graph: SupplyGraph, result: TrainingRun) -> Table:
    columns = ["reading", "chip", "useful FLOP/s", "utilisation", "verdict", "energy of the machines"]
    rows: list[list[Cell]] = []
    for j in result.judged:
        energy = next(
            (
                x.quantity
                for x in result.lines
                if x.name == "energy, machines" and x.reading == j.reading and x.chip == j.chip
            ),
            None,
        )
        rows.append(
            [
                j.reading,
                graph.dataset.name(j.chip),
                amount(j.throughput, mark=False, more=result.lower_bound),
                amount(j.utilisation, mark=False, more=result.lower_bound),
                j.verdict,
                amount(energy),
            ]
        )
    return Table("Reading by reading, chip by chip", columns, rows)


def _lines_tables(
    arguments: argparse.Namespace, graph: SupplyGraph, lines: tuple[Line, ...], title: str = "Every line"
) -> list[Table]:
    """Every computed line, and the statements under it, by number."""
    numbers = _numbered([s for x in lines for s in x.quantity.statements])
    columns = ["quantity", "of", "value", "formula", "assumption", "rests on"]
    rows: list[list[Cell]] = [
        [
            x.name,
            "\n".join(
                [*([graph.dataset.name(x.chip)] if x.chip else []), *([x.reading] if x.reading else [])]
            ),
            amount(x.quantity, more=x.lower_bound),
            x.formula,
            x.assumption,
            ", ".join(str(numbers[s]) for s in x.quantity.statements),
        ]
        for x in lines
    ]
    return [
        Table(title, columns, rows, cut_after(arguments, len(rows), 40)),
        _statements_table(graph, numbers),
    ]


def _numbered(statements: list[str]) -> dict[str, int]:
    return {s: n for n, s in enumerate(dict.fromkeys(statements), 1)}


def _statements_table(graph: SupplyGraph, numbers: dict[str, int]) -> Table:
    """The statements by number, with confidence and sources."""
    from ..analysis.runs.facts import evidence_of

    rows: list[list[Cell]] = []
    for id_, number in numbers.items():
        found = evidence_of(graph, (id_,))
        sources = ", ".join(dict.fromkeys(c.source for e in found for c in e.cites))
        rows.append([number, id_, found[0].confidence if found else None, sources])
    return Table("What they rest on", ["number", "statement", "confidence", "sources"], rows)


def _solve(
    arguments: argparse.Namespace, graph: SupplyGraph, run: str, supposed: dict[QuantityName, Quantity]
) -> int:
    """One quantity that nobody states."""
    from ..analysis.runs.solve import solve_run

    result: Solved = solve_run(
        graph,
        run,
        arguments.solve,
        supposed=supposed,
        chips=arguments.chip,
        precision=arguments.precision,
    )
    said = [
        f"- {x.name} on {graph.dataset.name(x.chip or run)}{f', {x.reading}' if x.reading else ''}: "
        f"{amount(x.quantity, more=x.lower_bound)}"
        for x in result.lines
    ]
    document = Document(
        f"{graph.dataset.name(run)}: {arguments.solve}",
        [f"The run took {amount(result.flop, more=result.lower_bound)}.", *said, COUNTED],
        _lines_tables(arguments, graph, result.lines, "How it was worked out"),
        result.to_dict(),
        footer(arguments, result.provenance),
        [ASK],
    )
    return emit(arguments, document)


def _compare(arguments: argparse.Namespace, graph: SupplyGraph, names: list[str]) -> int:
    """Runs side by side."""
    from ..analysis.runs.compare import compare_runs

    if arguments.set or arguments.solve or arguments.chip:
        raise UsageError("compare takes the runs as stated; --set, --solve and --chip belong to one run")
    result = compare_runs(graph, [target_of(graph, n) for n in names])
    columns = ["run", "chip", "FLOP", "accelerator hours", "utilisation over all hours"]
    columns += ["while running", "reported by its authors", "does it come out?", "rests on"]
    parts = [(r.flop, r.time, r.over_all, r.while_running, r.reported) for r in result.runs]
    under = [tuple(dict.fromkeys(s for q in part if q is not None for s in q.statements)) for part in parts]
    numbers = _numbered([s for found in under for s in found])
    rows = [
        [*_compared(graph, r), ", ".join(str(numbers[s]) for s in found)]
        for r, found in zip(result.runs, under, strict=True)
    ]
    document = Document(
        "Training runs side by side",
        [
            "Does the utilisation that the authors report come out of their other figures? It does if the "
            "two intervals meet. Over all hours it is lower than while running: stops are in the hours.",
            COUNTED,
        ],
        [Table("", columns, rows), _statements_table(graph, numbers)],
        result.to_dict(),
        footer(arguments, result.provenance),
        [ASK],
    )
    return emit(arguments, document)


def _compared(graph: SupplyGraph, row: ComparedRun) -> list[Cell]:
    verdict = AGREES[row.agreement]
    if row.agreement == "lower than reported" and not row.attention_counted:
        verdict += "; attention is not counted"
    if row.agreement.endswith("reported") and row.implied_peak is not None:
        verdict += f"; it would fit a peak of {amount(row.implied_peak, mark=False)}"
    return [
        graph.dataset.name(row.run),
        graph.dataset.name(row.chip) if row.chip else "not known",
        amount(row.flop, more=row.lower_bound),
        amount(row.time.to("accelerator*hour") if row.time else None),
        amount(row.over_all, mark=False, more=row.lower_bound),
        amount(row.while_running, mark=False, more=row.lower_bound),
        amount(row.reported),
        verdict,
    ]


def _list(arguments: argparse.Namespace, graph: SupplyGraph) -> int:
    """The runs of which parameters and tokens are stated."""
    from ..analysis.runs.compare import known_runs
    from ..analysis.runs.facts import facts_of_run
    from ..analysis.runs.run import flop_of

    rows: list[list[Cell]] = []
    data: list[dict[str, object]] = []
    for id_ in known_runs(graph):
        facts = facts_of_run(graph, id_)
        flop, _ = flop_of(facts)
        names = [n.replace("-", " ") for n in facts.values]
        rows.append([id_, graph.dataset.name(id_), amount(flop, more=facts.lower_bound), ", ".join(names)])
        data.append({"id": id_, "flop": flop.to_dict()["value"], "stated": list(facts.values)})
    document = Document(
        "Training runs whose FLOP can be computed",
        ["Parameters and tokens are stated of these; see one with narrows run ID."],
        [Table("", ["id", "name", "FLOP", "what is stated"], rows)],
        {"runs": data},
        plain_footer(arguments, graph),
    )
    return emit(arguments, document)
