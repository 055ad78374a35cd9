"""From a dataset to tables: the default graph as nodes and edges, all statements, all sources.

``pieces`` reads nodes and edges back into a dataset with the same chokepoints. What the tables have no
column for (specifications, capacities, buyers, controls, claims) stands in the statements, for people.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..checks.walk import offering_id
from ..dataset import Dataset
from ..filters import Filters, filter_dataset
from ..records import Alternative, Component, Evidence, Requirement, Share, Supplier
from ..shares import ShareBasis, choose_basis, share_on
from ..statements import (
    Statement,
    statements_of,
    statements_of_claim,
    statements_of_company,
    statements_of_control,
)

Cells = dict[str, str]


def tables_of(dataset: Dataset) -> dict[str, list[Cells]]:
    """The rows of each table, by the names in ``columns``; empty cells are left out. O(statements)."""
    graph, _ = filter_dataset(dataset, Filters())
    return {
        "nodes": [*map(_component, graph.components.values()), *_companies(graph)],
        "edges": [_filled(row) for row in _edges(graph)],
        "statements": [_filled(row) for row in _statements(dataset)],
        "sources": [_filled(row) for row in _sources(dataset)],
    }


def _filled(row: Mapping[str, object]) -> Cells:
    """A row's cells as text, without the empty ones."""
    return {name: _spell(value) for name, value in row.items() if value is not None and value != ""}


def _spell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() else repr(value)
    return " ".join(str(value).split())


def _list(items: Iterable[str]) -> str:
    return "; ".join(items)


def _evidence(evidence: Evidence | None) -> dict[str, object]:
    if evidence is None:
        return {}
    return {
        "evidence_kind": evidence.kind,
        "as_of": evidence.as_of,
        "confidence": evidence.confidence,
        "sources": _list(c.source for c in evidence.cites),
    }


def _component(component: Component) -> Cells:
    row: dict[str, object] = {
        "id": component.id,
        "kind": "component",
        "name": component.name,
        "layer": component.layer,
        "country": component.jurisdiction,
        "description": component.description,
        "leaf": component.leaf,
        "aliases": _list(component.aliases),
        "stock_lasts_months": component.stock_lasts_months,
        "note": component.note,
    }
    if component.stock and not component.requires and not component.suppliers:
        stock = component.stock[0]
        row |= {
            "stock_amount": stock.amount,
            "stock_unit": stock.unit,
            "stock_date": stock.date,
            "stock_held_by": stock.held_by,
            **_evidence(stock.evidence),
        }
    return _filled(row)


def _companies(dataset: Dataset) -> Iterator[Cells]:
    for company in dataset.companies.values():
        row = {
            "id": company.id,
            "kind": "company",
            "name": company.name,
            "country": company.headquarters,
            "description": company.description,
            "aliases": _list(company.aliases),
            **_evidence(company.evidence),
            "note": company.note,
        }
        yield _filled(row)


def _edges(dataset: Dataset) -> Iterator[dict[str, object]]:
    for component in dataset.components.values():
        for requirement in component.requires:
            yield from _needs(component.id, requirement)
        basis = choose_basis([s.shares for s in component.suppliers], component.basis)
        for supplier in component.suppliers:
            yield _supplied(component.id, supplier, basis)
        for supplier in component.suppliers:
            for requirement in supplier.requires:
                yield from _needs(offering_id(component.id, supplier), requirement)
    for company in dataset.companies.values():
        for owner in company.owners:
            if owner.company is not None:
                yield {
                    "from": company.id,
                    "relation": "owned_by",
                    "to": owner.company,
                    "percent": owner.percent,
                    **_evidence(owner.evidence),
                }


def _needs(owner: str, requirement: Requirement) -> Iterator[dict[str, object]]:
    basis = choose_basis([a.shares for a in requirement.any_of], requirement.basis)
    for alternative in requirement.any_of:
        yield {
            "from": owner,
            "relation": "needs",
            "to": _what(alternative),
            "role": requirement.role,
            **_share(share_on(alternative.shares, basis)),
            "at_least": requirement.at_least if requirement.at_least > 1 else None,
            "complete": True if requirement.complete else None,
            "need": requirement.kind if requirement.kind != "consumed" else None,
            "undisclosed": True if requirement.undisclosed else None,
            "exhaustive": requirement.exhaustive,
            "amount": requirement.amount,
            "runs_without_months": requirement.runs_without_months,
            "lead_time_months": alternative.lead_time_months,
            "feedback": True if alternative.feedback else None,
            **_evidence(alternative.evidence),
            "note": alternative.note,
        }


def _what(alternative: Alternative) -> str:
    return alternative.component or alternative.offering or "unknown"


def _supplied(component: str, supplier: Supplier, basis: ShareBasis | None) -> dict[str, object]:
    who = supplier.company or (f"unnamed:{supplier.country}" if supplier.unnamed else "unknown")
    places = (f"{p.country}:{p.place}" if p.place else p.country for p in supplier.made_in)
    return {
        "from": component,
        "relation": "supplied_by",
        "to": who,
        **_share(share_on(supplier.shares, basis)),
        "made_in": _list(places),
        "members": _list(supplier.members),
        "lead_time_months": supplier.lead_time_months,
        **_evidence(supplier.evidence),
        "note": supplier.note,
    }


def _share(share: Share | None) -> dict[str, object]:
    if share is None:
        return {}
    market = share.market if share.market != "world" else None
    return {"share": share.value, "measure": share.measure, "period": share.period, "market": market}


def _statements(dataset: Dataset) -> Iterator[dict[str, object]]:
    sides = {d.id: d.default for d in dataset.disputes.values()}
    for said in _every(dataset):
        evidence = said.evidence
        yield {
            "id": said.id,
            "node": said.node,
            "text": said.text,
            "in_default_graph": said.dispute is None or sides.get(said.dispute) == said.position,
            **_evidence(evidence),
            "at": " | ".join((c.at or "").replace(" | ", " / ") for c in evidence.cites)
            if evidence
            else None,
            "via": evidence.via if evidence else None,
            "note": evidence.note if evidence else None,
            "dispute": said.dispute,
            "position": said.position,
        }


def _every(dataset: Dataset) -> Iterator[Statement]:
    for component in dataset.components.values():
        yield from statements_of(component)
    for company in dataset.companies.values():
        yield from statements_of_company(company)
    for control in dataset.controls.values():
        yield from statements_of_control(control)
    for claim in dataset.claims.values():
        yield from statements_of_claim(claim)


def _sources(dataset: Dataset) -> Iterator[dict[str, object]]:
    for source in dataset.sources.values():
        yield source.model_dump(exclude_none=True)
