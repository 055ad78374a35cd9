"""bill and capacity: what so many units take, and how many can be made."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from .common import (
    cut_after,
    emit,
    footer,
    joined,
    layer_name,
    load_graph,
    reading_of,
    supplier_name,
    target_of,
    whole,
)
from .document import Cell, Document, Table, UsageError
from .swings import ONLY_CERTAIN, swings_part

if TYPE_CHECKING:
    from ..analysis.making.amounts import Supposed
    from ..analysis.making.bill import Bill
    from ..analysis.making.capacity import CapacityResult, Output, YearOutput
    from ..analysis.making.network import Gap
    from ..graph.supply import SupplyGraph

SHOWN = 15


def bill_command(arguments: argparse.Namespace) -> int:
    """What so many units take."""
    from ..analysis.making.bill import bill

    graph = load_graph(arguments)
    target = target_of(graph, arguments.target)
    supposed = supposed_of(arguments)
    try:
        result = bill(graph, target, arguments.units, reading=reading_of(arguments), supposed=supposed)
    except ValueError as error:
        raise UsageError(str(error)) from error
    title = f"What {_number(result.units)} {result.unit} of {graph.dataset.name(target)} take"
    tables = [_items(arguments, graph, result), _gaps(arguments, graph, result.gaps)]
    return emit(
        arguments,
        Document(
            title,
            _bill_said(graph, result),
            [t for t in tables if t.rows],
            result.to_dict(),
            footer(arguments, result.provenance),
        ),
    )


def _bill_said(graph: SupplyGraph, result: Bill) -> list[str]:
    if result.status != "running":
        return ["The target does not run as the dataset has it, so there is nothing to count."]
    said = []
    if not result.items:
        said.append("No amount is known of anything that it takes.")
    if any(i.choice for i in result.items):
        said.append(
            'A range marked "which supplier" is open because nobody states how a need is split among its '
            "alternatives: the ends are all of it and as little as the others leave."
        )
    if any(i.quantity.assumed for i in result.items):
        said.append("Lines marked assumed rest on an inference or on what you supposed.")
    if any(i.quantity.high == float("inf") for i in result.items):
        said.append('"At least" stands where no yield is stated: --yield supposes one.')
    from ..analysis.making.wafers import FORMULA

    if any("dies on a wafer" in how for i in result.items for how in i.how):
        said.append(f"Wafers are counted by {FORMULA}.")
    return said


def _items(arguments: argparse.Namespace, graph: SupplyGraph, result: Bill) -> Table:
    rows: list[list[Cell]] = []
    for item in result.items:
        quantity = item.quantity
        marks = [
            "assumed" if quantity.assumed else "",
            "which supplier" if item.choice else "",
        ]
        rows.append(
            [
                layer_name(graph, item.layer),
                graph.dataset.name(item.component)
                + (", area of interposers" if item.what == "interposer area" else ""),
                quantity.text(4),
                ", ".join(filter(None, marks)),
                joined(item.how),
                joined(sources_of(graph, quantity.statements)),
                joined(quantity.statements) if whole(arguments) else len(quantity.statements),
            ]
        )
    columns = ["layer", "what", "how much", "open", "how it is known", "sources", "statements"]
    return Table("", columns, rows, cut_after(arguments, len(rows), 40))


def sources_of(graph: SupplyGraph, statements: tuple[str, ...]) -> list[str]:
    """The publishers behind statements, each once."""
    from ..graph.statements import statements_of

    owners = {s.partition("/")[0].partition("@")[0] for s in statements}
    found: dict[str, None] = {}
    for owner in sorted(owners & set(graph.dataset.components)):
        for statement in statements_of(graph.dataset.components[owner]):
            if statement.id in statements and statement.evidence is not None:
                for cite in statement.evidence.cites:
                    record = graph.dataset.sources.get(cite.source)
                    found[record.publisher if record else cite.source] = None
    return list(found)


def capacity_command(arguments: argparse.Namespace) -> int:
    """The most that can be made, and what binds."""
    from ..analysis.making.capacity import capacity

    graph = load_graph(arguments)
    target = target_of(graph, arguments.target)
    supposed = supposed_of(arguments)
    try:
        result = capacity(
            graph,
            target,
            arguments.year,
            remove=arguments.remove,
            stocks_only=arguments.stocks_only,
            known_only=arguments.known_only,
            allot=not arguments.no_allocation,
            reading=reading_of(arguments),
            supposed=supposed,
        )
    except ValueError as error:
        raise UsageError(str(error)) from error
    data: dict[str, Any] = {**result.to_dict(), "time_to_survive": None, "sensitivity": None}
    said = _capacity_said(graph, result)
    if arguments.demand is not None:
        said += _survival(arguments, graph, target, supposed, data)
    outputs = [result.before, *([result.after] if result.after else [])]
    tables = [_years(graph, result)]
    for out in outputs:
        case = _case(graph, out) if result.after else ""
        tables += [_binding(graph, out, case), _limits(arguments, graph, out, case)]
    last = outputs[-1]
    tables += [_freed(graph, last), _not_known(arguments, graph, last), _gaps(arguments, graph, last.gaps)]
    if arguments.sensitivity:
        swings = swings_part(arguments, graph, target, supposed, data)
        tables.append(swings)
        said += [] if swings.rows else [ONLY_CERTAIN]
    title = f"The most {_units(graph, result.before, target)} that can be made"
    return emit(
        arguments,
        Document(title, said, [t for t in tables if t.rows], data, footer(arguments, result.provenance)),
    )


def supposed_of(arguments: argparse.Namespace) -> Supposed:
    """What the options suppose."""
    from ..analysis.making.amounts import Supposed

    return Supposed(dict(arguments.amount), arguments.yield_)


def _units(graph: SupplyGraph, out: Output, target: str) -> str:
    return f"{out.unit}: {graph.dataset.name(target)}"


def _case(graph: SupplyGraph, out: Output) -> str:
    if not out.removed:
        return "as it is"
    return f"without {', '.join(supplier_name(graph, r) for r in out.removed)}"


def _capacity_said(graph: SupplyGraph, result: CapacityResult) -> list[str]:
    said = [
        "An upper bound: what follows if everything stated went into this target. An input whose capacity or "
        "amount nobody states limits nothing here; they are listed at the end."
    ]
    if result.before.assumed:
        said.append(f"Amounts that are inferred or supposed, not stated: {', '.join(result.before.assumed)}.")
    for out in (result.before, result.after):
        if out is None:
            continue
        name = _case(graph, out)
        case = f"{name[0].upper()}{name[1:]}: " if result.after else ""
        said += [f"- {case}{_sentence(graph, out, year)}" for year in out.years]
    return said


def _sentence(graph: SupplyGraph, out: Output, year: YearOutput) -> str:
    if out.status != "running":
        return f"{year.year}: none; the target does not run."
    if year.units is None:
        return f"{year.year}: nothing that is known limits it."
    made = f"{year.year}: at most {_number(year.units)} {out.unit}{_span(year)}"
    if not year.binding:
        return f"{made}."
    first = year.binding[0]
    if first.gain <= 0:
        both = " and ".join(_limit_name(graph, b.limit.id) for b in year.binding)
        return f"{made}; {both} bind together, so that more of one alone buys nothing."
    bought = (
        f"{made}; {_limit_name(graph, first.limit.id)} binds: one more of its {first.limit.unit} buys "
        f"{_number(first.price)}, a tenth more of it {_number(first.gain)}"
    )
    if first.without is None:
        return f"{bought}; without this limit nothing that is known limits it."
    then = " and ".join(_limit_name(graph, t) for t in first.then)
    return f"{bought}; without this limit it would be {_number(first.without)}" + (
        f", held by {then}." if then else "."
    )


def _span(year: YearOutput) -> str:
    if year.low == year.units == year.high:
        return ""
    ends = ["no limit" if x is None else _number(x) for x in (year.low, year.high)]
    return f" ({ends[0]} to {ends[1]} at the ends of the stated ranges)"


def _limit_name(graph: SupplyGraph, id_: str) -> str:
    ref, _, kind = id_.rpartition(" ")
    if kind == "stock":
        return f"the stock of {graph.dataset.name(ref)}"
    return f"the capacity of {supplier_name(graph, ref)}"


def _years(graph: SupplyGraph, result: CapacityResult) -> Table:
    rows: list[list[Cell]] = []
    for out in (result.before, result.after):
        for year in out.years if out else ():
            rows.append(
                [
                    _case(graph, out) if out else "",
                    year.year,
                    _most(year.low),
                    _most(year.units),
                    _most(year.high),
                    joined([_limit_name(graph, b.limit.id) for b in year.binding]),
                ]
            )
    columns = ["case", "year", "at the low ends", "as stated", "at the high ends", "what binds"]
    return Table("By year", columns, rows)


def _binding(graph: SupplyGraph, out: Output, case: str) -> Table:
    rows: list[list[Cell]] = [
        [
            year.year,
            _limit_name(graph, b.limit.id),
            f"{_number(b.amount)} {b.limit.unit}",
            _number(b.price),
            _number(b.gain),
            _most(b.without),
            joined([_limit_name(graph, t) for t in b.then]),
        ]
        for year in out.years
        for b in year.binding
    ]
    columns = [
        "year",
        "what binds",
        "there is",
        "one more buys",
        "a tenth more buys",
        "without this limit",
        "then binds",
    ]
    return Table(f"What binds{', ' + case if case else ''}", columns, rows)


def _limits(arguments: argparse.Namespace, graph: SupplyGraph, out: Output, case: str) -> Table:
    rows: list[list[Cell]] = []
    for year in out.years:
        used = dict(year.used)
        for limit in year.limits:
            notes = [limit.note, "a part is assumed" if limit.most.assumed and not limit.note else ""]
            rows.append(
                [
                    year.year,
                    _limit_name(graph, limit.id),
                    f"{_number(used.get(limit.id, 0.0))} of {limit.most.text(4)}",
                    joined([n for n in notes if n]),
                    joined(sources_of(graph, limit.most.statements)),
                ]
            )
    columns = ["year", "limit", "used", "note", "sources"]
    cut = cut_after(arguments, len(rows), SHOWN)
    return Table(f"All limits{', ' + case if case else ''}", columns, rows, cut)


def _freed(graph: SupplyGraph, out: Output) -> Table:
    rows: list[list[Cell]] = []
    for f in out.freed:
        if f.amount is not None:
            what, much = _limit_name(graph, f.limit), f"{_number(f.amount)} {f.unit} a year"
        else:
            what = graph.dataset.name(f.limit.partition(",")[0]) + ", all makers"
            much = f"not known (part by {f.unit})"
        who = ", ".join(graph.dataset.name(b) for b in f.buyers)
        rows.append([what, who, f"{100 * f.share:.3g}%", much])
    return Table("What the removal sets free", ["of what", "it was taken by", "part", "how much"], rows)


def _not_known(arguments: argparse.Namespace, graph: SupplyGraph, out: Output) -> Table:
    rows: list[list[Cell]] = [
        [supplier_name(graph, n.maker), f"{n.said}, not used: {n.reason}"] for n in out.unused
    ]
    said = {n.maker for n in out.unused}
    rows += [
        [supplier_name(graph, m.replace("@unknown", "")), "capacity not known"]
        for m in out.unlimited
        if m not in said
    ]
    return Table(
        "Capacity not known", ["maker", "what is stated"], rows, cut_after(arguments, len(rows), SHOWN)
    )


def _gaps(arguments: argparse.Namespace, graph: SupplyGraph, gaps: tuple[Gap, ...]) -> Table:
    rows: list[list[Cell]] = [
        [graph.dataset.name(g.component), g.role, ", ".join(graph.dataset.name(t) for t in g.taken), g.gate]
        for g in gaps
    ]
    columns = ["of", "it takes", "met by", "to suppose one: --amount"]
    return Table("Amount not known", columns, rows, cut_after(arguments, len(rows), SHOWN))


def _survival(
    arguments: argparse.Namespace, graph: SupplyGraph, target: str, supposed: Supposed, data: dict[str, Any]
) -> list[str]:
    from ..analysis.making.survive import time_to_survive

    result = time_to_survive(
        graph,
        target,
        arguments.demand,
        arguments.year[0],
        remove=arguments.remove,
        allot=not arguments.no_allocation,
        reading=reading_of(arguments),
        supposed=supposed,
    )
    data["time_to_survive"] = {"demand": result.demand, "months": result.rows()[0]["months"]}
    wanted = f"{_number(result.demand)} a year"
    if result.months is None:
        return [f"- {wanted} can be met for as long as the stated capacities of {arguments.year[0]} last."]
    return [
        f"- {wanted} can be met for {_number(result.months)} months; then the stocks are used up "
        "(time to survive)."
    ]


def _most(units: float | None) -> str:
    return "no known limit" if units is None else _number(units)


def _number(number: float) -> str:
    from ..analysis.quantities import spelled

    return spelled(number, 4)
