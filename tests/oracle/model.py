"""A supply-chain model in plain form, and the dataset folder that says the same.

Nothing here computes a result. ``Model`` is what the reference (``reference.py``) reads; ``to_files`` writes
the same model as YAML for the real loader. An offering is named ``component@company``, one of its places
``component@company/place``; a place's id is its country in lower case unless one is given.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

MEASURE = "units"
PERIOD = "2026"


@dataclass(frozen=True)
class Alternative:
    """One way to meet a requirement: a component, an offering (or place), or nobody named."""

    component: str | None = None
    offering: str | None = None
    unknown: bool = False
    share: float | None = None
    feedback: bool = False
    lead_time_months: int | None = None

    @property
    def target(self) -> str | None:
        """The node this alternative points to; None for the unknown one."""
        return self.component if self.component is not None else self.offering


@dataclass(frozen=True)
class Requirement:
    role: str
    any_of: tuple[Alternative, ...]
    at_least: int = 1
    kind: str | None = None
    runs_without_months: int | None = None
    undisclosed: bool = False
    exhaustive: bool = False


@dataclass(frozen=True)
class Place:
    country: str
    share: float | None = None
    given_id: str | None = None

    @property
    def id(self) -> str:
        return self.given_id if self.given_id is not None else self.country.lower()


@dataclass(frozen=True)
class Supplier:
    """A named company, an unnamed group (``unnamed`` with country and members), or ``unknown``."""

    company: str | None = None
    made_in: tuple[Place, ...] = ()
    requires: tuple[Requirement, ...] = ()
    share: float | None = None
    lead_time_months: int | None = None
    unnamed: bool = False
    country: str | None = None
    members: tuple[str, ...] = ()
    unknown: bool = False


@dataclass(frozen=True)
class Component:
    id: str
    layer: str
    requires: tuple[Requirement, ...] = ()
    suppliers: tuple[Supplier, ...] = ()
    jurisdiction: str | None = None


@dataclass(frozen=True)
class Owner:
    company: str
    percent: float


@dataclass(frozen=True)
class Company:
    id: str
    headquarters: str
    owners: tuple[Owner, ...] = ()


@dataclass(frozen=True)
class Model:
    target: str
    layers: tuple[str, ...]
    components: tuple[Component, ...]
    companies: tuple[Company, ...]
    title: str = "A test model"


# Short spellings for tests.


def part(component: str, share: float | None = None, **more: Any) -> Alternative:
    """An alternative that is a component."""
    return Alternative(component=component, share=share, **more)


def offer(offering: str, share: float | None = None, **more: Any) -> Alternative:
    """An alternative that is one company's offering, or one place of it."""
    return Alternative(offering=offering, share=share, **more)


def nobody_named() -> Alternative:
    """The alternative ``unknown: true``."""
    return Alternative(unknown=True)


def need(role: str, *any_of: Alternative, **more: Any) -> Requirement:
    return Requirement(role=role, any_of=any_of, **more)


def maker(company: str, share: float | None = None, *countries: str, **more: Any) -> Supplier:
    """A named supplier, made in the countries given (none: no place is stated)."""
    return Supplier(company=company, share=share, made_in=tuple(Place(c) for c in countries), **more)


# The graph of needs, for reach and cycles.


def edges(model: Model) -> Iterator[tuple[str, str, Alternative | None]]:
    """Every edge (from, to, the alternative that makes it; None for an edge that is no alternative).

    Component to alternative; component to its offerings; offering to the alternatives of its own
    requirements and of its component's; place to its offering.
    """
    for component in model.components:
        for requirement in component.requires:
            for alternative in requirement.any_of:
                if alternative.target is not None:
                    yield component.id, alternative.target, alternative
        for supplier in component.suppliers:
            if supplier.company is None:
                continue
            offering = f"{component.id}@{supplier.company}"
            yield component.id, offering, None
            for requirement in component.requires + supplier.requires:
                for alternative in requirement.any_of:
                    if alternative.target is not None:
                        yield offering, alternative.target, alternative
            for place in supplier.made_in:
                yield f"{offering}/{place.id}", offering, None


def reach(model: Model, start: str) -> frozenset[str]:
    """Every node that start depends on, directly or not (start itself only if it is on a cycle)."""
    followers: dict[str, set[str]] = {}
    for source, sink, _ in edges(model):
        followers.setdefault(source, set()).add(sink)
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for node in followers.get(waiting.pop(), set()):
            if node not in found:
                found.add(node)
                waiting.append(node)
    return frozenset(found)


# The dataset folder.

Record = dict[str, Any]


def _shares(share: float | None) -> Record:
    if share is None:
        return {}
    return {"shares": [{"value": share, "measure": MEASURE, "period": PERIOD}]}


def _alternative(alternative: Alternative) -> Record:
    if alternative.unknown:
        return {"unknown": True}
    record: Record = (
        {"component": alternative.component}
        if alternative.component is not None
        else {"offering": alternative.offering}
    )
    if alternative.feedback:
        record["feedback"] = True
    if alternative.lead_time_months is not None:
        record["lead_time_months"] = alternative.lead_time_months
    return record | _shares(alternative.share)


def _requirement(requirement: Requirement) -> Record:
    record: Record = {"role": requirement.role}
    if requirement.kind is not None:
        record["kind"] = requirement.kind
    if requirement.at_least != 1:
        record["at_least"] = requirement.at_least
    if requirement.runs_without_months is not None:
        record["runs_without_months"] = requirement.runs_without_months
    if requirement.undisclosed:
        record["undisclosed"] = True
        record["exhaustive"] = requirement.exhaustive
    record["any_of"] = [_alternative(alternative) for alternative in requirement.any_of]
    return record


def _place(place: Place) -> Record:
    record: Record = {"country": place.country}
    if place.given_id is not None:
        record["id"] = place.given_id
    return record | _shares(place.share)


def _supplier(supplier: Supplier) -> Record:
    if supplier.unknown:
        return {"unknown": True}
    record: Record
    if supplier.unnamed:
        record = {"unnamed": True, "country": supplier.country, "members": list(supplier.members)}
        return record | _shares(supplier.share)
    record = {"company": supplier.company}
    if supplier.made_in:
        record["made_in"] = [_place(place) for place in supplier.made_in]
    if supplier.lead_time_months is not None:
        record["lead_time_months"] = supplier.lead_time_months
    if supplier.requires:
        record["requires"] = [_requirement(requirement) for requirement in supplier.requires]
    return record | _shares(supplier.share)


def _order(supplier: Supplier) -> tuple[int, str]:
    """Companies by id, then unnamed groups by country, then the unknown one."""
    if supplier.company is not None:
        return 0, supplier.company
    return (1, supplier.country or "") if supplier.unnamed else (2, "")


def _component(component: Component) -> Record:
    record: Record = {
        "id": component.id,
        "name": f"Test part {component.id}",
        "layer": component.layer,
        "description": f"The synthetic component {component.id} of a test model.",
    }
    if component.jurisdiction is not None:
        record["jurisdiction"] = component.jurisdiction
    if component.requires:
        record["requires"] = [_requirement(requirement) for requirement in component.requires]
    if component.suppliers:
        record["suppliers"] = [_supplier(s) for s in sorted(component.suppliers, key=_order)]
    if not component.requires and not component.suppliers:
        record["leaf"] = "commodity"
    return record


def _company(company: Company) -> Record:
    record: Record = {
        "id": company.id,
        "name": f"Test firm {company.id}",
        "headquarters": company.headquarters,
    }
    if company.owners:
        record["owners"] = [{"company": o.company, "percent": o.percent} for o in company.owners]
    return record


def _text(record: Record) -> str:
    text: str = yaml.safe_dump(record, sort_keys=False, allow_unicode=True, default_flow_style=False)
    return text


def to_files(model: Model) -> dict[str, str]:
    """The dataset folder of the model: relative path to YAML text, in a fixed order."""
    files = {
        "dataset.yaml": _text(
            {
                "title": model.title,
                "version": "2026.11.0",
                "as_of": "2026-11-23",
                "licence": "CC-BY-4.0",
                "default_target": model.target,
                "synthetic": True,
                "layers": [{"id": layer, "name": f"Layer {layer}"} for layer in model.layers],
            }
        )
    }
    for component in model.components:
        files[f"components/{component.layer}/{component.id}.yaml"] = _text(_component(component))
    for company in model.companies:
        files[f"companies/{company.id}.yaml"] = _text(_company(company))
    return files
