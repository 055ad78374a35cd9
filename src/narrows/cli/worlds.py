"""worlds: in which possible cases a chokepoint holds, and the facts that would decide."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..wording import months, supplier_name
from .common import cut_after, emit, footer, in_file, joined, limit_of, load_graph, reading_of, target_of
from .document import Cell, Document, Table

if TYPE_CHECKING:
    from ..analysis.why import Cited
    from ..analysis.worlds import SlotFact, Worlds, WorldVerdict
    from ..graph.supply import SupplyGraph

MEANS = (
    "A possible case picks one candidate for every supplier that nobody has disclosed. A group holds in a "
    "case if the target stops there when all of the group stop. Listed are the groups none of whose members "
    "could be left out in at least one case."
)
OPEN = (
    "Not all lists of candidates are complete: somebody who is not listed may be the real one. So read "
    '"all" as "in all listed cases".'
)
WEAKEST = (
    "The weakest statement is the one without which nobody would be known to be in the way: of the best "
    "argument for the verdict, the link with the least confidence."
)


def worlds_command(arguments: argparse.Namespace) -> int:
    """The chokepoints over all choices of the undisclosed suppliers."""
    from ..analysis.over_time import worlds_over
    from ..analysis.worlds import worlds

    graph = load_graph(arguments)
    target = target_of(graph, arguments.target)
    options = {
        "max_order": arguments.max_order,
        "level": arguments.level,
        "country_by": arguments.country_by,
        "affiliates": not arguments.no_affiliates,
        "held_by": arguments.held_by,
        "reading": reading_of(arguments),
        "limit": limit_of(arguments),
    }
    if arguments.horizon:
        found = worlds_over(graph, target, arguments.horizon, **options)
    else:
        found = (worlds(graph, target, **options),)
    result = found[0]
    data = {**result.to_dict(), "at_horizons": [w.to_dict() for w in found] if arguments.horizon else []}
    tables = [_verdicts(arguments, graph, result), _facts(arguments, result), _candidates(arguments, result)]
    first = "" if result.horizon is None else f", {months(result.horizon)} after the loss"
    document = Document(
        f"Possible cases of {graph.dataset.name(target)}{first}",
        [text for w in found[:1] for text in said(w)] + [text for w in found[1:] for text in _later(w)],
        [*([_over_time(arguments, graph, found)] if len(found) > 1 else []), *tables],
        data,
        footer(arguments, result.provenance),
        after=(WEAKEST,),
    )
    emit(arguments, document)
    return 3 if any(w.stopped for w in found) else 0


def _later(result: Worlds) -> list[str]:
    """What is to be said of a later horizon, as a list."""
    when = f"- At {months(result.horizon or 0)}: "
    if result.stopped:
        return [f"{when}INCOMPLETE: {result.stopped}; nothing can be said."]
    none = (
        f" In {result.not_running:,} cases the target does not run to begin with."
        if result.not_running
        else ""
    )
    return [f"{when}{_split(result)}{none}"]


def _over_time(arguments: argparse.Namespace, graph: SupplyGraph, found: Sequence[Worlds]) -> Table:
    """In how many cases each group holds, horizon by horizon."""
    at = [{v.members: v for v in w.verdicts} for w in found]
    every = sorted({m for verdicts in at for m in verdicts}, key=lambda m: (len(m), m))
    rows: list[list[Cell]] = []
    for members in every:
        row: list[Cell] = [joined([supplier_name(graph, m) for m in members]), joined(members)]
        for verdicts, w in zip(at, found, strict=True):
            here = verdicts.get(members)
            row.append("not listed" if here is None else f"{here.verdict}: {here.holds_in:,} of {w.worlds:,}")
        rows.append(row)
    columns = ["group", "ids", *(f"at {months(w.horizon or 0)}" for w in found)]
    title = "As time passes; the other tables are for the first month"
    return Table(title, columns, rows, cut_after(arguments, len(rows), 20))


def said(result: Worlds) -> list[str]:
    """How many cases there are, and what holds in them."""
    out = [MEANS]
    if result.stopped:
        return [*out, f"INCOMPLETE: {result.stopped}; nothing can be said. A smaller --max-order may help."]
    if not result.facts:
        out.append("No supplier under the target is marked as undisclosed: there is one case.")
    else:
        slots = _number(len(result.facts), "supplier is", "suppliers are")
        out.append(
            f"{slots} undisclosed; {_number(result.worlds, 'possible case', 'possible cases')}. "
            f"{_split(result)}"
        )
    if not result.exhaustive:
        out.append(OPEN)
    if result.not_running:
        out.append(f"In {result.not_running:,} of them the target does not run to begin with.")
    return out


def _split(result: Worlds) -> str:
    sure = sum(1 for v in result.verdicts if v.verdict == "all")
    held = sum(1 for v in result.verdicts if v.verdict == "all" and v.tag == "held")
    some = len(result.verdicts) - sure
    who = f", {held} of them in the hands of {result.holder}" if result.holder and held else ""
    hold = f"{_number(sure, 'group holds', 'groups hold')} {result.scope.replace('world', 'case')}{who}"
    return f"{hold}; {_number(some, 'group holds', 'groups hold')} in some only."


def _number(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


def _verdicts(arguments: argparse.Namespace, graph: SupplyGraph, result: Worlds) -> Table:
    columns = [
        "holds in",
        "cases",
        "smallest group that can stop it",
        "ids",
        "who holds it",
        "would settle it",
        "weakest statement",
        "confidence",
    ]
    rows = [_row(graph, result, v) for v in result.verdicts]
    return Table("Groups", columns, rows, cut_after(arguments, len(rows), 20))


def _row(graph: SupplyGraph, result: Worlds, verdict: WorldVerdict) -> list[Cell]:
    weakest = verdict.rests_on
    return [
        "all listed" if verdict.verdict == "all" and not result.exhaustive else verdict.verdict,
        f"{verdict.holds_in:,} of {result.worlds:,}",
        joined([supplier_name(graph, m) for m in verdict.members]),
        joined(verdict.members),
        verdict.tag,
        joined(verdict.settled_by),
        weakest.statement if weakest else None,
        weakest.confidence if weakest else None,
    ]


def _facts(arguments: argparse.Namespace, result: Worlds) -> Table:
    columns = ["undisclosed need", "candidates", "may be somebody else", "verdicts it would settle"]
    rows: list[list[Cell]] = [
        [f.slot, joined([c.id for c in f.candidates]), not f.exhaustive, f.settles] for f in result.facts
    ]
    return Table("Facts that would decide", columns, rows, cut_after(arguments, len(rows), 10))


def _candidates(arguments: argparse.Namespace, result: Worlds) -> Table:
    columns = [
        "undisclosed need",
        "candidate",
        "groups that then hold for sure",
        "groups that then do not hold",
        "kind",
        "as of",
        "confidence",
        "statement",
        "sources",
        "note",
    ]
    rows = [row for f in result.facts for row in _evidence(f, in_file(arguments))]
    shown = sum(len(f.candidates) for f in result.facts[:4])
    return Table("What speaks for each candidate", columns, rows, cut_after(arguments, len(rows), shown))


def _evidence(fact: SlotFact, whole: bool) -> list[list[Cell]]:
    return [
        [
            fact.slot,
            c.id,
            c.always,
            c.never,
            c.kind,
            c.as_of,
            c.confidence,
            c.statement,
            joined([cited(x) if whole else x.publisher for x in c.citations]),
            " ".join((c.note or "").split()) or None,
        ]
        for c in fact.candidates
    ]


def cited(citation: Cited) -> str:
    """A citation on one line, with its address."""
    where = f" ({citation.at})" if citation.at else ""
    address = f" <{citation.url}>" if citation.url else ""
    return f"{citation.publisher}: {citation.title}{where}{address}"
