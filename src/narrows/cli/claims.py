"""claims: public assertions, held against the graph."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from .common import cut_after, emit, footer, in_file, joined, load_graph, reading_of
from .document import Cell, Document, Table

if TYPE_CHECKING:
    from ..analysis.claims import Behind, CheckedClaim, Claims
    from ..graph.supply import SupplyGraph

MEANS = (
    '"Supported": it holds in every listed case, on statements of medium confidence or better, and no '
    'undisclosed or unnamed supplier could change that. "Contradicted": it could not hold whoever they are. '
    '"Undisclosed": it hangs on facts that somebody knows and nobody has published. "Not shown": the rest; '
    "what is known does not establish it. The verdicts judge what is published, not what is true."
)


def claims_command(arguments: argparse.Namespace) -> int:
    """The claims on a target, or one of them, with verdict, reason and the statements behind."""
    from ..analysis.claims import claims

    graph = load_graph(arguments)
    result = claims(graph, arguments.name, reading=reading_of(arguments))
    about = (
        graph.dataset.name(arguments.name) if arguments.name in graph.dataset.components else arguments.name
    )
    paragraphs = [MEANS, *(text for c in result.claims for text in said(graph, c))]
    if not result.claims:
        paragraphs = ["The dataset holds no claims."]
    document = Document(
        f"Claims about {about}" if arguments.name else "Claims",
        paragraphs,
        [_summary(result), _statements(arguments, result)],
        result.to_dict(),
        footer(arguments, result.provenance),
    )
    return emit(arguments, document)


def said(graph: SupplyGraph, checked: CheckedClaim) -> list[str]:
    """A claim in words: what, who, when, how checkable, the verdict and why."""
    claim = checked.claim
    where = _where(checked)
    marks = [
        "checkable" if claim.checkable else "nothing public could settle it",
        "conclusions rest on it" if claim.load_bearing else "nothing rests on it",
    ]
    lines = [
        f"{claim.title} [{claim.id}], about {graph.dataset.name(claim.about)}. Said by {claim.said_by}, "
        f"{claim.date}{where}: {' '.join(claim.statement.split())} ({'; '.join(marks)})",
        f"- VERDICT: {checked.verdict}. {checked.reason}",
    ]
    if claim.needs:
        lines.append(f"- To settle it: {'; '.join(claim.needs)}.")
    if claim.note:
        lines.append(f"- Note: {' '.join(claim.note.split())}")
    return lines


def _where(checked: CheckedClaim) -> str:
    own = next((b for b in checked.statements if b.statement == checked.claim.id), None)
    names = [c.publisher for c in own.citations] if own else []
    return f" ({'; '.join(dict.fromkeys(names))})" if names else ""


def _summary(result: Claims) -> Table:
    columns = ["claim", "about", "said by", "date", "checkable", "load-bearing", "holds in", "verdict"]
    rows: list[list[Cell]] = [
        [
            c.claim.id,
            c.claim.about,
            c.claim.said_by,
            c.claim.date,
            c.claim.checkable,
            c.claim.load_bearing,
            joined([f"{a.holds_in:,} of {a.of:,} cases" for a in c.answers if a.of is not None]),
            c.verdict,
        ]
        for c in result.claims
    ]
    return Table("Verdicts", columns, rows)


def _statements(arguments: argparse.Namespace, result: Claims) -> Table:
    columns = ["claim", "statement", "says", "kind", "as of", "confidence", "read through", "sources"]
    rows = [_row(arguments, c, b) for c in result.claims for b in c.statements]
    return Table("Statements behind the verdicts", columns, rows, cut_after(arguments, len(rows), 25))


def _row(arguments: argparse.Namespace, checked: CheckedClaim, behind: Behind) -> list[Cell]:
    from .worlds import cited

    whole = in_file(arguments)
    sources = [cited(c) if whole else c.publisher for c in behind.citations]
    return [
        checked.claim.id,
        behind.statement,
        behind.says,
        behind.kind,
        behind.as_of,
        behind.confidence,
        behind.via,
        joined(list(dict.fromkeys(sources))),
    ]
