"""What the explorer's page is given: a dataset as one compact JSON text, safe inside a script tag."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..analysis.facts import facts_of
from ..analysis.reading import CLOSED, Reading
from ..analysis.results import provenance_of
from ..graph.countries import COUNTRIES, country_name
from ..graph.records import Scenario
from ..graph.statements import Statement, statements_of
from ..graph.supply import SupplyGraph
from ..graph.what_if import what_if
from .layout import ALONE, Layout, arranged, wrapped
from .packing import box_width
from .parts import (
    CONFIDENCES,
    Words,
    component_edges,
    graph_values,
    plain_removals,
    scenario_values,
    under_confidence,
)
from .parts import difference as difference_of

_ESCAPED = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


@dataclass(frozen=True, slots=True)
class Payload:
    """The data of a page, as text that ends no script tag and breaks no line of a script."""

    text: str

    @property
    def values(self) -> dict[str, Any]:
        """The same as plain values."""
        found: dict[str, Any] = json.loads(self.text)
        return found


def payload_of(
    graph: SupplyGraph,
    target: str,
    *,
    removed: Sequence[str] = (),
    reading: Reading = CLOSED,
    command: str = "",
) -> Payload:
    """Everything that the page shows and computes with.

    Parameters
    ----------
    target, removed : what the page shows first.
    reading : how unknown suppliers and cycles are read; the horizon is chosen on the page.
    command : how the page was made, for its last lines.

    Raises UnknownReference for an unknown target. O(statements + scenarios x graph).
    """
    graphs = under_confidence(graph)
    words = Words()
    scenarios = {s.id: words.coded(scenario_values(graphs, s, s.target)) for s in _usable(graph)}
    data = {
        "form": 1,
        "dataset": _about(graph, target, removed, reading, command),
        "layers": [[x.id, x.name] for x in graph.dataset.manifest.layers],
        "countries": {c: country_name(c) for c in sorted(_countries(graph))},
        **_records(graph, words),
        "graph": words.coded(graph_values(graph)),
        "confidence": {level: words.coded(difference_of(graph, g)) for level, g in graphs.items()},
        "weakest": {level: _weakest(g) for level, g in graphs.items()},
        "scenarios": [_scenario(graph, s, scenarios[s.id]) for s in _usable(graph)],
        **_layouts(graph, target),
        "words": list(words.numbers),
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=False)
    for character, escaped in _ESCAPED.items():
        text = text.replace(character, escaped)
    return Payload(text)


def targets_of(graph: SupplyGraph, target: str) -> list[str]:
    """What is offered as a target: the top layer, what has a jurisdiction, and what was asked for."""
    order = graph.dataset.layer_order
    records = graph.dataset.components.values()
    found = [c.id for c in records if c.layer == order[0] or c.jurisdiction]
    return list(dict.fromkeys([*found, target]))


def _usable(graph: SupplyGraph) -> list[Scenario]:
    """Scenarios whose target is in the graph."""
    return [s for s in graph.dataset.scenarios.values() if s.target in graph.dataset.components]


def _about(
    graph: SupplyGraph, target: str, removed: Sequence[str], reading: Reading, command: str
) -> dict[str, Any]:
    manifest = graph.dataset.manifest
    provenance = provenance_of(graph)
    return {
        "title": manifest.title,
        "version": manifest.version,
        "as_of": manifest.as_of,
        "licence": manifest.licence,
        "synthetic": manifest.synthetic,
        "citation": provenance.citation,
        "notes": list(graph.notes),
        "command": command,
        "target": target,
        "remove": list(removed),
        "gone": list(graph.removed_refs),
        "unknown": reading.unknown,
        "cycles": reading.cycles,
        "targets": targets_of(graph, target),
    }


def _countries(graph: SupplyGraph) -> set[str]:
    dataset = graph.dataset
    found = {c.headquarters for c in dataset.companies.values()}
    found |= {n.country for n in graph.nodes.values() if n.country}
    found |= {c.jurisdiction for c in dataset.components.values() if c.jurisdiction}
    return found & set(COUNTRIES)


def _records(graph: SupplyGraph, words: Words) -> dict[str, Any]:
    dataset = graph.dataset
    statements: dict[str, list[Any]] = {}
    cited: set[str] = set()
    for fact in facts_of(graph, None):
        if fact.kind in ("component", "company"):
            statements.setdefault(fact.record, []).append(_statement(fact.statement, words))
            if fact.statement.evidence is not None:
                cited |= {c.source for c in fact.statement.evidence.cites}
                cited |= {fact.statement.evidence.via or ""}
    return {
        "components": {
            c.id: _told(
                name=c.name,
                layer=c.layer,
                description=c.description,
                aliases=list(c.aliases) + list(c.local_names.values()),
                jurisdiction=c.jurisdiction,
                leaf=c.leaf,
                note=c.note,
            )
            for c in dataset.components.values()
        },
        "companies": {
            c.id: _told(
                name=c.name,
                headquarters=c.headquarters,
                description=c.description,
                aliases=list(c.aliases) + list(c.local_names.values()),
                owners=[[o.company, o.percent] for o in c.owners if o.company],
                note=c.note,
            )
            for c in dataset.companies.values()
        },
        "sources": {
            s.id: _told(title=s.title, publisher=s.publisher, date=s.date, url=s.url, access=s.access)
            for s in dataset.sources.values()
            if s.id in cited
        },
        "disputes": {
            d.id: {
                "title": d.title,
                "positions": {p.id: p.statement for p in d.positions},
                "default": graph.filters.disputes.get(d.id, d.default),
                "reason": d.reason,
            }
            for d in dataset.disputes.values()
        },
        "statements": statements,
    }


def _told(**values: Any) -> dict[str, Any]:
    """Only what there is."""
    return {key: value for key, value in values.items() if value not in (None, [], "")}


def _statement(statement: Statement, words: Words) -> list[Any]:
    """Id, text, note; as numbers: kind, date, confidence, citations, via, dispute, side."""
    evidence = statement.evidence
    told: list[Any] = [None] * 5
    if evidence is not None:
        cites = [[c.source, c.at] if c.at else [c.source] for c in evidence.cites]
        told = [evidence.kind, evidence.as_of, evidence.confidence, cites, evidence.via]
    told = words.coded([*told, statement.dispute, statement.position])
    values = [statement.id, statement.text, evidence.note if evidence else None, *told]
    while values[-1] is None:
        values.pop()
    return values


def _weakest(graph: SupplyGraph) -> dict[str, str]:
    """The lowest confidence among each component's statements."""
    out: dict[str, str] = {}
    for component in graph.dataset.components.values():
        found = [s.evidence.confidence for s in statements_of(component) if s.evidence is not None]
        if found:
            out[component.id] = min(found, key=CONFIDENCES.index)
    return out


def _scenario(graph: SupplyGraph, scenario: Scenario, graphs: Mapping[str, Any]) -> dict[str, Any]:
    try:
        supposed = list(what_if(graph, scenario, scenario.target).notes[1:])
    except ValueError:
        supposed = []
    return _told(
        id=scenario.id,
        title=scenario.title,
        question=scenario.question,
        note=scenario.note,
        target=scenario.target,
        horizon=scenario.horizon_months,
        remove=list(plain_removals(scenario)),
        supposed=supposed,
        bound=bool(scenario.apply or scenario.lift) or None,
    ) | {"graphs": graphs}


def _layouts(graph: SupplyGraph, target: str) -> dict[str, Any]:
    """Where boxes stand, for all components and for those under each target; and how names are wrapped."""
    dataset = graph.dataset
    names = {c.id: c.name for c in dataset.components.values()}
    all_layers = {c.id: c.layer for c in dataset.components.values()}
    after = [graph]
    for scenario in _usable(graph):
        try:
            after.append(what_if(graph, scenario, scenario.target).after)
        except ValueError:
            continue
    edges = component_edges(after)
    below = _upstream(edges)

    def layout(members: set[str], **more: Any) -> Layout:
        layers = {c: all_layers[c] for c in sorted(members)}
        return arranged(dataset.layer_order, layers, edges, names, **more)

    first = layout({target, *below(target)})
    found = {"": layout(set(names), view=ALONE), target: first} | {
        t: layout({t, *below(t)}, letters=first.letters) for t in targets_of(graph, target) if t != target
    }
    lengths = sorted({x.letters for x in found.values()})
    numbers = {id_: i for i, id_ in enumerate(dataset.components)}
    return {
        "wraps": [
            {"box": box_width(n), "lines": [list(wrapped(names[id_], n)) for id_ in numbers]} for n in lengths
        ],
        "layouts": {t: _layout_values(x, numbers, lengths.index(x.letters)) for t, x in found.items()},
    }


def _layout_values(layout: Layout, numbers: Mapping[str, int], wrap: int) -> dict[str, Any]:
    boxes = [[numbers[id_], b.x, b.y, b.height] for id_, b in sorted(layout.boxes.items())]
    size = [layout.width, layout.height]
    return {"boxes": boxes, "bands": [list(c) for c in layout.bands], "size": size, "wrap": wrap}


def _upstream(edges: Sequence[tuple[str, str]]) -> Any:
    needs: dict[str, list[str]] = {}
    for owner, source in edges:
        needs.setdefault(owner, []).append(source)

    def below(component: str) -> set[str]:
        seen: set[str] = set()
        stack = [component]
        while stack:
            for source in needs.get(stack.pop(), []):
                if source not in seen:
                    seen.add(source)
                    stack.append(source)
        return seen

    return below
