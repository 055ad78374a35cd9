"""guide, list, show, depends: what is in the dataset."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .common import emit, layer_name, load_graph, plain_footer, supplier_name
from .document import Cell, Document, Table, UsageError

if TYPE_CHECKING:
    from ..graph.dataset import Dataset
    from ..graph.supply import SupplyGraph

GUIDE = """narrows: where is the chokepoint, and where does it go when somebody builds a path around it?

  narrows shift nvidia              what removing Nvidia does to the chokepoints
  narrows chokepoints               the smallest groups that can stop the target
  narrows exposure                  the share of supply lost if one supplier stops
  narrows holders                   what foreign firms could cut, layer by layer
  narrows scenario list             saved what-ifs; scenario run NAME, scenario compare A B
  narrows report NAME -o page.html  a report on a saved what-if; with --remove X on a removal
  narrows controls TARGET           export controls: their status, what they could cut
  narrows why nvidia                the statements behind it, with their sources
  narrows evidence                  what the answer rests on; --gaps, --sample 40, --conclusion
  narrows diagram -o chain.svg      a dependency diagram for a paper
  narrows list                      components; list companies, targets, sources, disputes, controls
  narrows show hbm3e                one record; narrows depends hbm3e: what stands on it
  narrows diff main                 what changed in the data, and what that does to the answer
  narrows validate PATH             check a dataset: file, line and remedy for every problem

Add --dataset tutorial for the worked example, --format csv|json|md|xlsx and --output FILE for files,
and -h after any command for its options.
"""


def guide_command(arguments: argparse.Namespace) -> int:
    """Print a short guide."""
    sys.stdout.write(GUIDE)
    return 0


def list_command(arguments: argparse.Namespace) -> int:
    """List the records of one kind."""
    graph = load_graph(arguments)
    columns, rows = _LISTINGS()[arguments.kind](graph)
    title = f"{graph.dataset.manifest.title}: {arguments.kind}"
    data = {arguments.kind: [dict(zip(columns, row, strict=True)) for row in rows]}
    table = Table("", columns, rows)
    return emit(arguments, Document(title, tables=[table], data=data, footer=plain_footer(arguments, graph)))


Listing = tuple[list[str], list[list[Cell]]]


def _LISTINGS() -> dict[str, Callable[[SupplyGraph], Listing]]:
    return {
        "components": _components,
        "companies": _companies,
        "targets": _targets,
        "layers": _layers,
        "sources": _sources,
        "controls": _controls,
        "disputes": _disputes,
        "scenarios": _scenarios,
        "claims": _claims,
    }


def _components(graph: SupplyGraph) -> Listing:
    order = graph.dataset.layer_order
    found = sorted(graph.dataset.components.values(), key=lambda c: (order.index(c.layer), c.id))
    rows: list[list[Cell]] = [
        [
            c.id,
            c.name,
            layer_name(graph, c.layer),
            len(c.requires),
            len([s for s in c.suppliers if s.company]),
        ]
        for c in found
    ]
    return ["id", "name", "layer", "needs", "named suppliers"], rows


def _companies(graph: SupplyGraph) -> Listing:
    made: dict[str, set[str]] = {}
    for node in graph.nodes.values():
        if node.company:
            made.setdefault(node.company, set()).add(node.component)
    rows: list[list[Cell]] = [
        [c.id, c.name, c.headquarters, ", ".join(sorted(made.get(c.id, ())))]
        for c in graph.dataset.companies.values()
    ]
    return ["id", "name", "headquarters", "makes"], rows


def _targets(graph: SupplyGraph) -> Listing:
    dataset = graph.dataset
    top = dataset.layer_order[0]
    found = [c for c in dataset.components.values() if c.layer == top or c.jurisdiction]
    rows: list[list[Cell]] = [
        [c.id, c.name, c.jurisdiction, "yes" if c.id == dataset.manifest.default_target else ""]
        for c in found
    ]
    return ["id", "name", "jurisdiction", "default"], rows


def _layers(graph: SupplyGraph) -> Listing:
    counts: dict[str, int] = {}
    for component in graph.dataset.components.values():
        counts[component.layer] = counts.get(component.layer, 0) + 1
    rows: list[list[Cell]] = [
        [x.id, x.name, counts.get(x.id, 0), ", ".join(x.expects)] for x in graph.dataset.manifest.layers
    ]
    return ["id", "name", "components", "expected roles"], rows


def _sources(graph: SupplyGraph) -> Listing:
    rows: list[list[Cell]] = [
        [s.id, s.publisher, s.title, s.date, s.url] for s in graph.dataset.sources.values()
    ]
    return ["id", "publisher", "title", "date", "url"], rows


def _controls(graph: SupplyGraph) -> Listing:
    rows: list[list[Cell]] = [
        [c.id, c.name, c.authority, c.timeline[-1].date, c.timeline[-1].status]
        for c in graph.dataset.controls.values()
    ]
    return ["id", "name", "authority", "last change", "status since"], rows


def _disputes(graph: SupplyGraph) -> Listing:
    rows: list[list[Cell]] = [
        [d.id, d.title, "\n".join(f"{p.id}: {p.statement}" for p in d.positions), d.default]
        for d in graph.dataset.disputes.values()
    ]
    return ["id", "title", "sides", "default"], rows


def _scenarios(graph: SupplyGraph) -> Listing:
    rows: list[list[Cell]] = [
        [s.id, s.title, s.target, " ".join(s.question.split())] for s in graph.dataset.scenarios.values()
    ]
    return ["id", "title", "target", "question"], rows


def _claims(graph: SupplyGraph) -> Listing:
    rows: list[list[Cell]] = [
        [c.id, c.title, c.about, c.said_by, c.date, " ".join(c.statement.split())]
        for c in graph.dataset.claims.values()
    ]
    return ["id", "title", "about", "said by", "date", "statement"], rows


def show_command(arguments: argparse.Namespace) -> int:
    """Show one record."""
    graph = load_graph(arguments)
    dataset = graph.dataset
    record = find_record(dataset, arguments.id)
    paragraphs, tables = [], []
    name = getattr(record, "name", None) or getattr(record, "title", arguments.id)
    description = getattr(record, "description", None)
    if description:
        paragraphs.append(description)
    if arguments.id in dataset.components:
        tables = [_needs(graph, arguments.id), _makers(graph, arguments.id), _facts(graph, arguments.id)]
    elif arguments.id in dataset.companies:
        company = dataset.companies[arguments.id]
        paragraphs.append(f"Headquarters: {company.headquarters}.")
        made = [
            n for n in graph.nodes.values() if n.company == company.id and n.kind in ("offering", "member")
        ]
        rows: list[list[Cell]] = [[n.id, dataset.name(n.component), layer_name(graph, n.layer)] for n in made]
        tables = [Table("Makes", ["id", "component", "layer"], rows)]
    else:
        rows = [[k, str(v)] for k, v in record.model_dump(exclude_defaults=True).items()]
        tables = [Table("", ["field", "value"], rows)]
    data = {"id": arguments.id, "record": record.model_dump(mode="json", exclude_defaults=True)}
    tables = [t for t in tables if t.rows]
    return emit(arguments, Document(str(name), paragraphs, tables, data, plain_footer(arguments, graph)))


def find_record(dataset: Dataset, id_: str) -> Any:
    """The record with an id, of whatever kind; raises UsageError with a suggestion."""
    from ..graph.problems import did_you_mean
    from ..graph.removal import unknown_id

    kinds = ("components", "companies", "sources", "controls", "scenarios", "claims", "disputes")
    for kind in kinds:
        record = getattr(dataset, kind).get(id_)
        if record is not None:
            return record
    hint = did_you_mean(id_, dataset.files)
    raise UsageError(f'no record "{id_}"; {hint}' if hint else unknown_id(dataset, id_))


def _needs(graph: SupplyGraph, id_: str) -> Table:
    rows: list[list[Cell]] = []
    for gate in graph.requirements(id_):
        if gate.kind != "requirement":
            continue
        named = [o.node or "others nobody has named" for o in gate.options]
        how = "one of these, undisclosed" if gate.undisclosed else "any one of"
        if gate.at_least > 1:
            how = f"{gate.at_least} of {len(named)}"
        shares = [f"{o.share:.3g}" if o.share is not None else "-" for o in gate.options]
        rows.append([gate.role, how, "\n".join(named), "\n".join(shares), gate.complete])
    return Table("Needs all of", ["role", "met by", "alternatives", "share", "list complete"], rows)


def _makers(graph: SupplyGraph, id_: str) -> Table:
    gate = graph.gates.get(f"{id_}/suppliers")
    rows: list[list[Cell]] = []
    for option in gate.options if gate else ():
        if option.node is None:
            rows.append(["others nobody has named", "", "", ""])
            continue
        node = graph.nodes[option.node]
        places = sorted(
            n.country or ""
            for n in graph.nodes.values()
            if n.kind == "place" and n.id.startswith(f"{node.id}/")
        )
        share = f"{option.share:.3g}" if option.share is not None else ""
        name = supplier_name(graph, node.company) if node.company else f"unnamed firms in {node.country}"
        rows.append([option.node, name, ", ".join(places), share])
    basis = f" (shares: {', '.join(gate.basis)})" if gate and gate.basis else ""
    return Table(f"Made by any one of{basis}", ["id", "supplier", "made in", "share"], rows)


def _facts(graph: SupplyGraph, id_: str) -> Table:
    from ..graph.statements import statements_of

    rows: list[list[Cell]] = []
    for statement in statements_of(graph.dataset.components[id_]):
        e = statement.evidence
        cites = ", ".join(c.source for c in e.cites) if e else ""
        rows.append([statement.id, statement.text, e.as_of if e else "", e.confidence if e else "", cites])
    return Table("Statements", ["statement", "says", "as of", "confidence", "sources"], rows)


def depends_command(arguments: argparse.Namespace) -> int:
    """List everything that depends on a node."""
    from ..graph.removal import resolve

    graph = load_graph(arguments)
    starts = resolve(graph, arguments.id)
    found: set[str] = set()
    for start in starts:
        found |= set(graph.downstream(start))
    order = graph.dataset.layer_order
    components = sorted(
        {graph.nodes[n].component for n in found} - {arguments.id},
        key=lambda c: (order.index(graph.dataset.components[c].layer), c),
    )
    rows: list[list[Cell]] = [
        [c, graph.dataset.name(c), layer_name(graph, graph.dataset.components[c].layer)] for c in components
    ]
    title = f"What depends on {supplier_name(graph, arguments.id)}"
    note = "Some of these have alternatives: depending on it does not mean stopping without it."
    data = {"id": arguments.id, "depends": [{"id": r[0], "name": r[1], "layer": r[2]} for r in rows]}
    table = Table("", ["id", "component", "layer"], rows)
    return emit(arguments, Document(title, [note], [table], data, plain_footer(arguments, graph)))
