"""evidence: what an answer rests on, what is missing, and whether it survives without its weak parts."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .common import (
    cut_after,
    emit,
    footer,
    in_file,
    joined,
    layer_name,
    load_graph,
    reading_of,
    supplier_name,
    target_of,
    whole,
)
from .conclusion import conclusion_part
from .document import Cell, Document, Table, UsageError

if TYPE_CHECKING:
    from ..analysis.evidence import EvidenceReport, Tally
    from ..analysis.gaps import Gaps
    from ..graph.supply import SupplyGraph

SHOWN = 15
GAP_KINDS: Mapping[str, tuple[str, str]] = {
    "role missing": (
        "expected role missing",
        "the layer expects the need, and the component does not have it",
    ),
    "only unnamed": ("nobody named", "the need stands, and nobody who meets it is named"),
    "undisclosed": ("undisclosed", "one of the candidates is real, and nobody has said which"),
    "not researched": ("not researched", "nobody has looked at what it needs and who makes it"),
    "suppliers without shares": (
        "suppliers without shares",
        "there are several, and how much each makes is open",
    ),
    "alternatives without shares": (
        "alternatives without shares",
        "there are several, and how much each meets is open",
    ),
    "unnamed suppliers": ("suppliers not all named", "there are or may be others whom nobody has named"),
    "incomplete list": ("list not complete", "no source says that nobody else could meet the need"),
}


def evidence_command(arguments: argparse.Namespace) -> int:
    """The report, or one of its parts: --gaps, --sample, --conclusion."""
    if arguments.sample is None and arguments.seed is not None:
        raise UsageError("--seed goes with --sample, for example --sample 40 --seed 1")
    if arguments.remove and not arguments.conclusion:
        raise UsageError("--remove goes with --conclusion")
    if arguments.all_components and arguments.conclusion:
        raise UsageError("--conclusion is about one target; leave out --all-components")
    graph = load_graph(arguments)
    target = target_of(graph, arguments.target)
    if arguments.gaps:
        return _gaps(arguments, graph, target)
    if arguments.sample is not None:
        return _sample(arguments, graph, target)
    if arguments.conclusion:
        return conclusion_part(arguments, graph, target)
    return _report(arguments, graph, target)


def _report(arguments: argparse.Namespace, graph: SupplyGraph, target: str) -> int:
    from ..analysis.evidence import evidence

    result = evidence(graph, target, whole_dataset=arguments.all_components, reading=reading_of(arguments))
    total = result.total
    scope = "in the dataset" if arguments.all_components else "under the target"
    paragraphs = [
        f"{total.statements} statements {scope}: {total.high} of high confidence, {total.medium} of medium, "
        f"{total.low} of low. {total.via} were read only through another source; {total.older} are true for "
        "a date more than two years before the dataset's own.",
        f"They cite {result.sources} sources, which come from {total.origins} independent origins. One "
        "publisher is one origin, a source that repeats another counts as that other, and everything read "
        f"through one source counts as that source. {total.one_origin} statements rest on one origin.",
    ]
    if total.no_evidence:
        paragraphs = [
            f"{total.statements} statements {scope}. The data is made up: statements need no evidence."
        ]
    tables = [
        _tallies(graph, "By layer", "layer", (*result.layers, total)),
        _tallies(graph, "By kind of evidence", "kind", result.kinds),
        _origins(arguments, result),
        _disputes(result),
        _assumed(arguments, graph, result),
        _improvements(arguments, graph, result),
    ]
    title = f"What the answer about {graph.dataset.name(target)} rests on"
    return emit(
        arguments,
        Document(
            title,
            paragraphs,
            [t for t in tables if t.rows],
            result.to_dict(),
            footer(arguments, result.provenance),
        ),
    )


def _tallies(graph: SupplyGraph, title: str, first: str, tallies: Sequence[Tally]) -> Table:
    columns = [
        first,
        "statements",
        "high",
        "medium",
        "low",
        "read through another",
        "up to 1 year old",
        "1 to 2 years",
        "older",
        "rest on one origin",
        "independent origins",
        "disputed",
    ]
    rows: list[list[Cell]] = [
        [
            layer_name(graph, t.group),
            t.statements,
            t.high,
            t.medium,
            t.low,
            t.via,
            t.within_1_year,
            t.one_to_two_years,
            t.older,
            t.one_origin,
            t.origins,
            t.disputed,
        ]
        for t in tallies
    ]
    return Table(title, columns, rows)


def _origins(arguments: argparse.Namespace, result: EvidenceReport) -> Table:
    rows: list[list[Cell]] = [[o.name, len(o.sources), o.statements, o.alone] for o in result.origins]
    columns = ["origin", "sources", "statements", "rest on it alone"]
    return Table("Independent origins", columns, rows, cut_after(arguments, len(rows), SHOWN))


def _disputes(result: EvidenceReport) -> Table:
    rows: list[list[Cell]] = [
        [d.id, d.title, ", ".join(f"{side}: {n}" for side, n in d.sides), d.taken] for d in result.disputes
    ]
    return Table("Disputed", ["dispute", "about", "statements on each side", "side taken"], rows)


def _assumed(arguments: argparse.Namespace, graph: SupplyGraph, result: EvidenceReport) -> Table:
    rows: list[list[Cell]] = [[slot, _where(graph, slot)] for slot in result.assumed]
    title = "Assumed shares: an equal split stands in, which no source states"
    return Table(title, ["list", "what"], rows, cut_after(arguments, len(rows), SHOWN))


def _where(graph: SupplyGraph, slot: str) -> str:
    gate = graph.gates[slot]
    owner = supplier_name(graph, gate.owner)
    what = {"suppliers": "its makers", "places": "where it is made", "members": "members of the group"}
    return f"{owner}: {what.get(gate.kind, gate.role)}"


def _improvements(arguments: argparse.Namespace, graph: SupplyGraph, result: EvidenceReport) -> Table:
    rows: list[list[Cell]] = []
    for number, found in enumerate(result.improvements, 1):
        statement = found.fact.statement
        groups = [" + ".join(graph.dataset.name(m) for m in cut) for cut in found.cut_sets]
        shown = groups if whole(arguments) else groups[:3]
        more = [f"and {len(groups) - len(shown)} more"] if len(groups) > len(shown) else []
        exposed = [graph.dataset.name(i) for i in found.exposed]
        rows.append(
            [
                number,
                statement.text,
                joined(found.reasons),
                joined([*shown, *more]),
                ", ".join(exposed),
                statement.id,
            ]
        )
    columns = ["rank", "says", "why it is weak", "groups that rest on it", "exposures that do", "statement"]
    title = "What would most improve the answer: weak or old statements under the top chokepoints"
    return Table(title, columns, rows, cut_after(arguments, len(rows), SHOWN))


def _gaps(arguments: argparse.Namespace, graph: SupplyGraph, target: str) -> int:
    from ..analysis.gaps import gaps

    result = gaps(graph, target, all_components=arguments.all_components)
    scope = "in the dataset" if arguments.all_components else "under the target"
    expected = len(result.roles)
    known = {status: sum(1 for r in result.roles if r.status == status) for status in _STATUS}
    paragraphs = [
        f"{result.components} components {scope}. Their layers expect {expected} needs: {known['sourced']} "
        f"are sourced, {known['undisclosed']} undisclosed with candidates, {known['unnamed']} without "
        f"anybody named, {known['missing']} missing."
    ]
    tables = [
        _role_counts(graph, result),
        _gap_counts(result),
        _open_roles(arguments, graph, result),
        _gap_list(arguments, graph, result),
    ]
    name = graph.dataset.manifest.title if arguments.all_components else graph.dataset.name(target)
    return emit(
        arguments,
        Document(
            f"What the dataset does not say: {name}",
            paragraphs,
            [t for t in tables if t.rows],
            result.to_dict(),
            footer(arguments, result.provenance),
        ),
    )


_STATUS: Mapping[str, str] = {
    "sourced": "sourced",
    "undisclosed": "undisclosed, with candidates",
    "unnamed": "nobody named",
    "missing": "missing",
}


def _role_counts(graph: SupplyGraph, result: Gaps) -> Table:
    rows: list[list[Cell]] = [
        [layer_name(graph, x.layer), x.components, x.expected, x.sourced, x.undisclosed, x.unnamed, x.missing]
        for x in result.layers
    ]
    return Table("Expected needs, by layer", ["layer", "components", "expected", *_STATUS.values()], rows)


def _gap_counts(result: Gaps) -> Table:
    rows: list[list[Cell]] = [[*GAP_KINDS[k], n] for k, n in result.counts().items()]
    return Table("Gaps, by kind", ["gap", "meaning", "count"], rows)


def _open_roles(arguments: argparse.Namespace, graph: SupplyGraph, result: Gaps) -> Table:
    rows: list[list[Cell]] = [
        [r.component, graph.dataset.name(r.component), r.role, _STATUS[r.status], joined(r.named)]
        for r in result.roles
        if r.status != "sourced" or whole(arguments)
    ]
    title = "Expected needs" if whole(arguments) else "Expected needs that are not sourced"
    columns = ["id", "component", "need", "what the dataset has", "candidates or alternatives"]
    return Table(title, columns, rows, cut_after(arguments, len(rows), 40))


def _gap_list(arguments: argparse.Namespace, graph: SupplyGraph, result: Gaps) -> Table:
    rows: list[list[Cell]] = [
        [GAP_KINDS[g.kind][0], layer_name(graph, g.layer), g.where, g.detail] for g in result.gaps
    ]
    columns = ["gap", "layer", "where", "who or what"]
    return Table("Gaps, one by one", columns, rows, cut_after(arguments, len(rows), 40))


def _sample(arguments: argparse.Namespace, graph: SupplyGraph, target: str) -> int:
    from ..analysis.sample import sample

    within = target if arguments.target and not arguments.all_components else None
    seed = 1 if arguments.seed is None else arguments.seed
    result = sample(graph, arguments.sample, seed=seed, target=within)
    scope = f"under {graph.dataset.name(target)}" if within else "of the dataset"
    columns, rows = _drawn(arguments, result.rows())
    paragraphs = [
        f"{len(result.drawn)} of {result.among} sourced statements {scope}, drawn by seed {seed}: the same "
        "on every machine. Open each source, and see whether it says so, where the place is given."
    ]
    return emit(
        arguments,
        Document(
            f"Statements to be read again, seed {seed}",
            paragraphs,
            [Table("", columns, rows)],
            result.to_dict(),
            footer(arguments, result.provenance),
        ),
    )


def _drawn(
    arguments: argparse.Namespace, drawn: Sequence[Mapping[str, Any]]
) -> tuple[list[str], list[list[Cell]]]:
    short = not in_file(arguments)
    rows: list[list[Cell]] = []
    for r in drawn:
        via = [f"read through: {r['via']}"] if r["via"] else []
        said = [
            f"{s['publisher']}: {s['title']}" + (f" ({s['at']})" if s["at"] else "") for s in r["sources"]
        ]
        urls = [s["url"] or "not on the web" for s in r["sources"]]
        if short:
            where = [line for pair in zip(said, urls, strict=True) for line in pair]
            support = joined([r["kind"], f"{r['confidence']}, {r['as_of']}", *via])
            rows.append([r["number"], joined([r["says"], f"[{r['statement']}]"]), support, joined(where)])
            continue
        rows.append(
            [
                r["number"],
                r["statement"],
                r["says"],
                r["kind"],
                r["as_of"],
                r["confidence"],
                r["via"],
                joined([s["id"] for s in r["sources"]]),
                joined(said),
                joined(urls),
                r["dispute"],
                r["note"],
                r["file"],
            ]
        )
    if short:
        return ["no.", "says", "evidence", "sources"], rows
    columns = ["no.", "statement", "says", "kind", "as of", "confidence", "read through", "source ids"]
    return [*columns, "sources", "links", "dispute", "note", "file"], rows
