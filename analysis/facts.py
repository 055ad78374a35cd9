"""Facts: the statements that a question about evidence covers, each with its layer and origins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from ..graph.dates import last_day
from ..graph.filters import passing
from ..graph.statements import (
    Statement,
    statements_of,
    statements_of_claim,
    statements_of_company,
    statements_of_control,
)
from ..graph.supply import SupplyGraph
from .model import Model, compile_model
from .origins import origins_of
from .reading import CLOSED
from .units import companies_in
from .why import Cited

RecordKind = Literal["component", "company", "control", "claim"]
OLD_YEARS = 2


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement, where it stands, and whose voices support it.

    layer : of a component; None for statements on companies, controls and claims.
    origins : independent origins, see ``origins``.
    """

    statement: Statement
    kind: RecordKind
    record: str
    layer: str | None
    origins: tuple[str, ...]

    @property
    def low(self) -> bool:
        """Whether confidence in it is low."""
        return self.statement.evidence is not None and self.statement.evidence.confidence == "low"

    @property
    def via(self) -> str | None:
        """The source through which it was read, if it was not read itself."""
        return self.statement.evidence.via if self.statement.evidence else None

    def older_than(self, limit: str) -> bool:
        """Whether it was true for a date before a day."""
        evidence = self.statement.evidence
        return evidence is not None and last_day(evidence.as_of) < limit


def facts_of(graph: SupplyGraph, target: str | None) -> tuple[Fact, ...]:
    """The statements under a target, or all of the dataset; both sides of disputes, filters applied.

    Under a target: its components, and the companies that make them. Raises UnknownReference for
    an unknown target. O(statements).
    """
    origins = origins_of(graph.dataset)
    passes = passing(graph.filters)
    model = compile_model(graph, target, CLOSED) if target is not None else None
    return tuple(
        Fact(s, kind, record, layer, origins.of_evidence(s.evidence) if s.evidence else ())
        for kind, record, layer, s in _statements(graph, model)
        if passes(s.evidence)
    )


def _statements(
    graph: SupplyGraph, model: Model | None
) -> Iterator[tuple[RecordKind, str, str | None, Statement]]:
    dataset = graph.whole or graph.dataset
    components = under(model) if model else dataset.components
    companies = set(companies_in(model)) if model else set(dataset.companies)
    for id_ in sorted(components):
        component = dataset.components[id_]
        for statement in statements_of(component):
            yield "component", id_, component.layer, statement
    for id_ in sorted(companies):
        for statement in statements_of_company(dataset.companies[id_]):
            yield "company", id_, None, statement
    if model is None:
        for control in dataset.controls.values():
            for statement in statements_of_control(control):
                yield "control", control.id, None, statement
        for claim in dataset.claims.values():
            for statement in statements_of_claim(claim):
                yield "claim", claim.id, None, statement


def under(model: Model) -> frozenset[str]:
    """The components that a target depends on, and itself."""
    return frozenset(model.graph.nodes[n].component for n in model.ids)


def years_before(as_of: str, years: int) -> str:
    """The day some years before a date.

    >>> years_before("2026-11-23", 2), years_before("2026", 1)
    ('2024-11-23', '2025-12-31')
    """
    day = last_day(as_of)
    return f"{int(day[:4]) - years:04d}{day[4:]}"


def citations_of(graph: SupplyGraph, statement: Statement) -> tuple[Cited, ...]:
    """The citations of a statement, with what a reader needs to find them."""
    sources = graph.dataset.sources
    evidence = statement.evidence
    return tuple(
        Cited(c.source, sources[c.source].title, sources[c.source].publisher, sources[c.source].url, c.at)
        for c in (evidence.cites if evidence else ())
        if c.source in sources
    )


def row_of(fact: Fact) -> dict[str, Any]:
    """A fact as plain values."""
    evidence = fact.statement.evidence
    return {
        "statement": fact.statement.id,
        "says": fact.statement.text,
        "kind": evidence.kind if evidence else None,
        "as_of": evidence.as_of if evidence else None,
        "confidence": evidence.confidence if evidence else None,
        "via": fact.via,
        "sources": [c.source for c in evidence.cites] if evidence else [],
    }
