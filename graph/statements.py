"""Statements: every sourced fact of a component, with an id that commands can name.

A statement's id is component/role/alternative/field/period, the last parts where they apply.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .checks.walk import offering_id
from .records import Component, Evidence, Requirement, Share


@dataclass(frozen=True, slots=True)
class Statement:
    """One fact: what it says in words, and the evidence for it."""

    id: str
    node: str
    text: str
    evidence: Evidence | None
    dispute: str | None = None
    position: str | None = None


def statements_of(component: Component) -> Iterator[Statement]:
    """The statements in a component's file, in the order of the file."""
    for requirement in component.requires:
        yield from _requirement(component.id, requirement)
    for supplier in component.suppliers:
        if supplier.unknown:
            continue
        offering = offering_id(component.id, supplier)
        who = offering.partition("@")[2]
        base = f"{component.id}/suppliers/{who}"
        places = ", ".join(p.country for p in supplier.made_in)
        made = f", made in {places}" if places else ""
        yield Statement(
            base,
            offering,
            f"{who} supplies {component.id}{made}",
            supplier.evidence,
            supplier.dispute,
            supplier.position,
        )
        yield from _shares(base, offering, f"{who}'s share of {component.id}", supplier.shares)
        for requirement in supplier.requires:
            yield from _requirement(offering, requirement)
        for capacity in supplier.capacity:
            yield Statement(
                f"{base}/capacity/{capacity.period}",
                offering,
                f"capacity of {who}: {capacity.value:g} {capacity.unit} ({capacity.period})",
                capacity.evidence,
                capacity.dispute,
                capacity.position,
            )
        for place in supplier.made_in:
            yield from _shares(
                f"{base}/made_in/{place.id}", offering, f"share made in {place.id}", place.shares
            )
    for stock in component.stock:
        amount = f"{stock.amount:g} " if stock.amount is not None else ""
        yield Statement(
            f"{component.id}/stock/{stock.date}",
            component.id,
            f"stock of {amount}{stock.unit} ({stock.date})",
            stock.evidence,
            stock.dispute,
            stock.position,
        )
    for negative in component.not_needed:
        yield Statement(
            f"{component.id}/not_needed/{negative.component}",
            component.id,
            f"{component.id} does not need {negative.component}",
            negative.evidence,
        )
    for spec in component.specs:
        value = f"{spec.value:g} {spec.unit or ''}".strip() if spec.value is not None else (spec.text or "")
        yield Statement(
            f"{component.id}/specs/{spec.name}",
            component.id,
            f"{spec.name}: {value}",
            spec.evidence,
            spec.dispute,
            spec.position,
        )


def _requirement(owner: str, requirement: Requirement) -> Iterator[Statement]:
    base = f"{owner}/{requirement.role}"
    if requirement.evidence is not None:
        yield Statement(
            base,
            owner,
            f"{owner} needs {requirement.role}",
            requirement.evidence,
            requirement.dispute,
            requirement.position,
        )
    for alternative in requirement.any_of:
        ref = alternative.component or alternative.offering
        if ref is None:
            continue
        verb = "may be met by" if requirement.undisclosed else "is met by"
        yield Statement(
            f"{base}/{ref}",
            owner,
            f"{owner}: {requirement.role} {verb} {ref}",
            alternative.evidence,
            alternative.dispute,
            alternative.position,
        )
        yield from _shares(
            f"{base}/{ref}", owner, f"share of {ref} in {owner}'s {requirement.role}", alternative.shares
        )
        if alternative.lead_time_months is not None:
            yield Statement(
                f"{base}/{ref}/lead_time_months",
                owner,
                f"switching to {ref} takes {alternative.lead_time_months:g} months",
                alternative.lead_time_evidence,
            )
    if requirement.runs_without_months is not None:
        yield Statement(
            f"{base}/runs_without_months",
            owner,
            f"{owner} runs {requirement.runs_without_months:g} months without {requirement.role}",
            requirement.runs_without_evidence,
        )


def _shares(base: str, node: str, what: str, shares: tuple[Share, ...]) -> Iterator[Statement]:
    for share in shares:
        yield Statement(
            f"{base}/share/{share.period}",
            node,
            f"{what}: {share.value:.3g} of {share.measure}, {share.market}, {share.period}",
            share.evidence,
            share.dispute,
            share.position,
        )
