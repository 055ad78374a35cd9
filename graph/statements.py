"""Statements: every sourced fact of a record, with an id that commands can name.

A statement's id is component/role/alternative/field/period, the last parts where they apply.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .checks.walk import offering_id
from .records import (
    Buyer,
    Claim,
    Company,
    Component,
    Control,
    Evidence,
    Requirement,
    Share,
    Spec,
    Stock,
    Supplier,
)


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
            if supplier.evidence is not None:
                yield Statement(
                    f"{component.id}/suppliers/unknown",
                    component.id,
                    f"others that nobody has named supply {component.id}",
                    supplier.evidence,
                    supplier.dispute,
                    supplier.position,
                )
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
        yield from _details(base, offering, who, component.id, supplier)
    yield from _buyers(component.id, component.id, component.id, "all output", component.buyers)
    yield from _stocks(component.id, component.id, component.stock)
    if component.stock_lasts_months is not None:
        yield Statement(
            f"{component.id}/stock_lasts_months",
            component.id,
            f"the stock of {component.id} lasts {component.stock_lasts_months:g} months",
            component.stock_lasts_evidence,
        )
    for negative in component.not_needed:
        yield Statement(
            f"{component.id}/not_needed/{negative.component}",
            component.id,
            f"{component.id} does not need {negative.component}",
            negative.evidence,
        )
    for spec in component.specs:
        value = _spec(spec)
        yield Statement(
            f"{component.id}/specs/{spec.name}",
            component.id,
            f"{spec.name}: {value}",
            spec.evidence,
            spec.dispute,
            spec.position,
        )


def _spec(spec: Spec) -> str:
    """A specification's number with its range and unit, or its text."""
    ends = "" if spec.low is None or spec.high is None else f"{spec.low:g} to {spec.high:g}"
    if spec.value is None and not ends:
        return spec.text or ""
    number = f"{spec.value:g}" if spec.value is not None else ends
    bound = {"at_least": "at least ", "at_most": "at most "}.get(spec.bound or "", "")
    between = f" ({ends})" if spec.value is not None and ends else ""
    return f"{bound}{number} {spec.unit or ''}".rstrip() + between


def statements_of_company(company: Company) -> Iterator[Statement]:
    """The statements in a company's file."""
    if company.evidence is not None:
        text = f"{company.name} is run from {company.headquarters}"
        yield Statement(f"{company.id}/headquarters", company.id, text, company.evidence)
    for owner in company.owners:
        who = owner.company or owner.holder or ""
        text = f"{who} owns {owner.percent:g} percent of {company.id}"
        yield Statement(f"{company.id}/owners/{who}", company.id, text, owner.evidence)


def statements_of_control(control: Control) -> Iterator[Statement]:
    """The statements in a control's file."""
    for entry in control.timeline:
        text = f"{control.name}: {entry.status} from {entry.date}"
        yield Statement(f"{control.id}/timeline/{entry.date}", control.id, text, entry.evidence)
    for part in control.covers:
        what = part.component or part.layer or part.offering or ""
        text = f"{control.name} covers {what}"
        yield Statement(f"{control.id}/covers/{what}", control.id, text, part.evidence)


def statement_of_claim(claim: Claim) -> Statement:
    """That the claim was made."""
    return Statement(claim.id, claim.id, f"{claim.said_by}: {claim.statement}", claim.evidence)


def statements_of_claim(claim: Claim) -> Iterator[Statement]:
    """That the claim was made, and what was found on it."""
    yield statement_of_claim(claim)
    for i, finding in enumerate(claim.rule.findings, 1):
        yield Statement(f"{claim.id}/finding/{i}", claim.id, finding.text, finding.evidence)


def _details(base: str, offering: str, who: str, component: str, supplier: Supplier) -> Iterator[Statement]:
    """What is said of a supplier beyond that it is one."""
    for place in supplier.made_in:
        here = f"{base}/made_in/{place.id}"
        if place.evidence is not None:
            site = f" ({place.site})" if place.site else ""
            text = f"{who} makes {component} in {place.country}{site}"
            yield Statement(here, offering, text, place.evidence)
        yield from _shares(here, offering, f"share made in {place.id}", place.shares)
    yield from _stocks(base, offering, supplier.stock)
    yield from _buyers(base, offering, f"{component} from {who}", f"{who}'s output", supplier.buyers)
    if supplier.lead_time_months is not None:
        yield Statement(
            f"{base}/lead_time_months",
            offering,
            f"{who} can deliver {component} after {supplier.lead_time_months:g} months",
            supplier.lead_time_evidence,
        )


def _buyers(base: str, node: str, what: str, of: str, buyers: tuple[Buyer, ...]) -> Iterator[Statement]:
    for buyer in buyers:
        here = f"{base}/buyers/{buyer.company}"
        if buyer.evidence is not None:
            text = f"{buyer.company} buys {what}"
            yield Statement(here, node, text, buyer.evidence, buyer.dispute, buyer.position)
        yield from _shares(here, node, f"share of {buyer.company} in {of}", buyer.shares)


def _stocks(base: str, node: str, stocks: tuple[Stock, ...]) -> Iterator[Statement]:
    for stock in stocks:
        amount = f"{stock.amount:g} " if stock.amount is not None else ""
        yield Statement(
            f"{base}/stock/{stock.date}",
            node,
            f"stock of {amount}{stock.unit} ({stock.date})",
            stock.evidence,
            stock.dispute,
            stock.position,
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
    if requirement.amount_evidence is not None and requirement.amount is not None:
        yield Statement(
            f"{base}/amount",
            owner,
            f"{owner} takes {requirement.amount:g} of {requirement.role} for each unit",
            requirement.amount_evidence,
        )
    if requirement.per_wafer is not None:
        pieces = requirement.per_wafer
        yield Statement(
            f"{base}/per_wafer",
            owner,
            f"one wafer gives {pieces.value:g} of what {owner} takes as {requirement.role}",
            pieces.evidence,
        )
    for alternative in requirement.any_of:
        ref = alternative.component or alternative.offering
        if ref is None:
            if alternative.evidence is not None:
                yield Statement(
                    f"{base}/unknown",
                    owner,
                    f"{owner}: {requirement.role} is also met by others that nobody has named",
                    alternative.evidence,
                    alternative.dispute,
                    alternative.position,
                )
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
