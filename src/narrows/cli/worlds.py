"""worlds: in which possible cases a chokepoint holds, and the facts that would decide."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from .common import cut_after, emit, footer, in_file, joined, load_graph, reading_of, supplier_name, target_of
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
    from ..analysis.worlds import worlds

    graph = load_graph(arguments)
    target = target_of(graph, arguments.target)
    result = worlds(
        graph,
        target,
        max_order=arguments.max_order,
        level=arguments.level,
        country_by=arguments.country_by,
        affiliates=not arguments.no_affiliates,
        held_by=arguments.held_by,
        reading=reading_of(arguments),
    )
    document = Document(
        f"Possible cases of {graph.dataset.name(target)}",
        said(result),
        [_verdicts(arguments, graph, result), _facts(arguments, result), _candidates(arguments, result)],
        result.to_dict(),
        footer(arguments, result.provenance),
        after=(WEAKEST,),
    )
    emit(arguments, document)
    return 3 if result.stopped else 0


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
