"""Why: the statements that lie between a node and the target."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import Any

from ..graph.problems import did_you_mean
from ..graph.removal import UnknownReference, resolve, unknown_id
from ..graph.statements import Statement, statements_of
from ..graph.supply import SupplyGraph
from .model import compile_model
from .reading import CLOSED
from .results import Result, Row, provenance_of


@dataclass(frozen=True, slots=True)
class Cited:
    """One citation of a statement."""

    source: str
    title: str
    publisher: str
    url: str | None
    at: str | None


@dataclass(frozen=True, slots=True)
class Reason:
    """A statement on a path, with what supports it."""

    statement: Statement
    distance: int
    citations: tuple[Cited, ...]
    via: str | None


@dataclass(frozen=True, slots=True)
class Why(Result):
    """The statements on the paths from a node to the target, nearest the target first."""

    node: str
    reasons: tuple[Reason, ...]

    def rows(self) -> tuple[Row, ...]:
        return tuple(
            {
                "statement": r.statement.id,
                "says": r.statement.text,
                "kind": e.kind if (e := r.statement.evidence) else None,
                "as_of": e.as_of if e else None,
                "confidence": e.confidence if e else None,
                "sources": tuple(
                    f"{c.publisher}: {c.title}" + (f" ({c.at})" if c.at else "") for c in r.citations
                ),
                "urls": tuple(c.url for c in r.citations if c.url),
                "via": r.via,
                "dispute": r.statement.dispute,
                "note": e.note if e else None,
            }
            for r in self.reasons
        )

    def to_dict(self) -> dict[str, Any]:
        base = Result.to_dict(self)
        provenance = base.pop("provenance")
        rows = [{**r, "sources": list(r["sources"]), "urls": list(r["urls"])} for r in self.rows()]
        return {**base, "node": self.node, "statements": rows, "provenance": provenance}


def why(graph: SupplyGraph, target: str, node: str) -> Why:
    """The statements on the paths from ``node`` (a company, component or offering) to ``target``.

    Raises UnknownReference for an unknown node or target. O(V + E).
    """
    starts = resolve(graph, node, target=target)
    above = {target, *graph.upstream(target)}
    between: set[str] = set()
    for start in starts & above:
        between |= {start, *graph.downstream(start)} & above
    distance = _distances(graph, target, between)
    dataset = graph.dataset
    wanted: dict[str, int] = {}
    for owner in between:
        for gate in graph.requirements(owner):
            for option in gate.options:
                if option.node in between and owner in distance:
                    wanted.setdefault(option.statement, distance[owner])
    reasons = []
    for component in sorted({graph.nodes[n].component for n in between}):
        for statement in statements_of(dataset.components[component]):
            base = next((w for w in wanted if statement.id == w or statement.id.startswith(f"{w}/")), None)
            if base is not None:
                reasons.append(_reason(graph, statement, wanted[base]))
    reasons.sort(key=lambda r: (r.distance, r.statement.id))
    provenance = provenance_of(graph, compile_model(graph, target, CLOSED))
    return Why(target, "running", provenance, node, tuple(reasons))


def why_statement(graph: SupplyGraph, statement: str) -> Why:
    """One statement about a component, by its id, with what supports it; both sides if it is disputed.

    Raises UnknownReference, with the nearest id, if there is no such statement. O(statements).
    """
    dataset = graph.whole or graph.dataset
    owner = statement.partition("/")[0].partition("@")[0]
    if owner not in dataset.components:
        raise UnknownReference(unknown_id(dataset, owner))
    every = tuple(statements_of(dataset.components[owner]))
    found = tuple(_reason(graph, s, 0) for s in every if s.id == statement)
    if not found:
        hint = did_you_mean(statement, [s.id for s in every])
        raise UnknownReference(f'no statement "{statement}"; {hint}'.rstrip("; "))
    confidence = [r.statement.evidence.confidence for r in found if r.statement.evidence]
    weakest = next((c for c in ("low", "medium", "high") if c in confidence), None)
    provenance = replace(provenance_of(graph, notes=("one statement",)), weakest_evidence=weakest)
    return Why(owner, "running", provenance, statement, found)


def _reason(graph: SupplyGraph, statement: Statement, distance: int) -> Reason:
    sources = graph.dataset.sources
    evidence = statement.evidence
    cited = tuple(
        Cited(c.source, sources[c.source].title, sources[c.source].publisher, sources[c.source].url, c.at)
        for c in (evidence.cites if evidence else ())
        if c.source in sources
    )
    via = evidence.via if evidence else None
    return Reason(
        statement, distance, cited, sources[via].title if via is not None and via in sources else via
    )


def _distances(graph: SupplyGraph, target: str, allowed: set[str]) -> dict[str, int]:
    found = {target: 0}
    queue = deque([target])
    while queue:
        node = queue.popleft()
        for source in graph.inputs(node):
            if source in allowed and source not in found:
                found[source] = found[node] + 1
                queue.append(source)
    return found
