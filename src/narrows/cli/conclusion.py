"""evidence --conclusion: does the headline survive?"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from .common import (
    cut_after,
    emit,
    footer,
    in_file,
    joined,
    layer_name,
    progress_bar,
    reading_of,
    supplier_name,
    whole,
)
from .document import Cell, Document, Table

if TYPE_CHECKING:
    from ..analysis.robustness import Conclusion, Variation
    from ..graph.supply import SupplyGraph


def conclusion_part(arguments: argparse.Namespace, graph: SupplyGraph, target: str) -> int:
    """evidence --conclusion."""
    from ..analysis.robustness import conclusion

    result = conclusion(
        graph,
        target,
        remove=arguments.remove or ["nvidia"],
        reading=reading_of(arguments),
        progress=progress_bar("the answer without each source"),
    )
    names = ", ".join(supplier_name(graph, r) for r in result.removed)
    tables = [_headline(graph, result), *_variations(arguments, graph, result)]
    return emit(
        arguments,
        Document(
            f"Does it survive? {graph.dataset.name(target)} without {names}",
            _verdict(result),
            [t for t in tables if t.rows],
            result.to_dict(),
            footer(arguments, result.provenance),
        ),
    )


def _verdict(result: Conclusion) -> list[str]:
    if result.status != "running":
        baseline = result.status == "not_running_at_baseline"
        why = "even with nothing removed" if baseline else "after the removal"
        return [f"The target does not run {why}, so there is no headline to test."]
    said = [
        "The headline is the groups of one or two companies that can stop supply after the removal, and the "
        "most exposed supplier of each layer. It is computed again without some statements; what falls away "
        "becomes unknown, never false, and a statement that another source supports stays."
    ]
    if not result.variations:
        return [*said, "No statement under the target falls away in any variation."]
    what = {"confidence": "Without low confidence", "relay": "Without each relayed origin"}
    what["source"] = "Without each source"
    for kind in ("confidence", "source", "relay"):
        found = [v for v in result.variations if v.kind == kind]
        if kind == "confidence" and found:
            verdict = "it survives" if found[0].survives else "it changes"
            said.append(f"- {what[kind]} ({found[0].statements} statements): {verdict}.")
        elif found:
            same = sum(1 for v in found if v.survives)
            groups = sum(1 for v in found if v.gone or v.come or v.status != "running")
            said.append(
                f"- {what[kind]}: it survives {same} of {len(found)}; in {groups} the groups change, in "
                f"{len(found) - same - groups} only who is most exposed."
            )
    said.append(
        f"{result.sources} sources are cited under the target; {result.idle} of them are not decisive for "
        "any statement and need not be tried. A relay that is a single source is tried once, as a relay."
    )
    return said


def _headline(graph: SupplyGraph, result: Conclusion) -> Table:
    rows: list[list[Cell]] = [
        ["group that can stop it", " + ".join(supplier_name(graph, m) for m in cut)]
        for cut in result.headline.cut_sets
    ]
    rows += [
        [f"most exposed to: {layer_name(graph, layer)}", ", ".join(supplier_name(graph, m) for m in most)]
        for layer, most in result.headline.most_exposed.items()
    ]
    return Table("The headline", ["what", "who"], rows)


def _variations(arguments: argparse.Namespace, graph: SupplyGraph, result: Conclusion) -> list[Table]:
    names = {"confidence": "confidence", "relay": "relayed origin", "source": "source"}
    rows: list[list[Cell]] = []
    for v in result.variations:
        if v.survives and not whole(arguments):
            continue
        layers = [f"{layer_name(graph, x)}: {_who(graph, b)} -> {_who(graph, a)}" for x, b, a in v.layers]
        rows.append(
            [
                names[v.kind],
                v.name if v.kind != "source" or in_file(arguments) else v.id,
                v.statements,
                _outcome(v),
                _few(arguments, [" + ".join(graph.dataset.name(m) for m in c) for c in v.gone]),
                _few(arguments, [" + ".join(graph.dataset.name(m) for m in c) for c in v.come]),
                _few(arguments, layers),
            ]
        )
    columns = [
        "without",
        "which",
        "statements",
        "headline",
        "groups gone",
        "groups new",
        "most exposed, changes",
    ]
    title = "All variations" if whole(arguments) else "Variations that change the headline"
    return [Table(title, columns, rows, cut_after(arguments, len(rows), 25))]


def _outcome(variation: Variation) -> str:
    if variation.status != "running":
        return "the target no longer runs"
    return "the same" if variation.survives else "changes"


def _who(graph: SupplyGraph, companies: Sequence[str]) -> str:
    if len(companies) > 3:
        return f"{graph.dataset.name(companies[0])} and {len(companies) - 1} more"
    return ", ".join(graph.dataset.name(c) for c in companies) or "nobody named"


def _few(arguments: argparse.Namespace, items: Sequence[str]) -> str:
    if len(items) <= 4 or whole(arguments):
        return joined(items)
    return joined([*items[:4], f"and {len(items) - 4} more"])
