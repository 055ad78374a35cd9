"""Filters: which statements count. A filter turns a statement into unknown, never into false.

A filtered alternative or supplier becomes ``unknown: true``, a filtered value is absent, and a
requirement stays and is marked unverified. The losing side of a dispute is left out. An alternative
that names an offering whose supplier is filtered becomes unknown with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal, TypeVar

from .checks.walk import offering_id
from .dataset import Dataset
from .dates import last_day
from .problems import did_you_mean
from .records import Alternative, Company, Component, Evidence, Place, Requirement, Supplier
from .records.base import Disputable

RANK = MappingProxyType({"low": 0, "medium": 1, "high": 2})
Valued = TypeVar("Valued", bound=Disputable)


@dataclass(frozen=True, slots=True)
class Filters:
    """Which statements count.

    ``as_of`` keeps statements not after that date; ``min_confidence`` those at least as good;
    ``without_sources`` drops statements that rest on these sources alone; ``disputes`` names the
    side to take, by dispute id, where it is not the default.
    """

    as_of: str | None = None
    min_confidence: Literal["low", "medium", "high"] | None = None
    without_sources: tuple[str, ...] = ()
    disputes: Mapping[str, str] = field(default_factory=dict)


def filter_dataset(dataset: Dataset, filters: Filters) -> tuple[Dataset, frozenset[str]]:
    """The dataset as the filters leave it, and the statement ids of unverified requirements.

    Raises ValueError if a filter names a source or dispute that does not exist.
    """
    for source in filters.without_sources:
        if source not in dataset.sources:
            raise ValueError(f'no source "{source}"; {did_you_mean(source, dataset.sources)}'.rstrip("; "))
    sides = {d.id: d.default for d in dataset.disputes.values()}
    for dispute, side in filters.disputes.items():
        if dispute not in sides:
            raise ValueError(f'no dispute "{dispute}"; {did_you_mean(dispute, sides)}'.rstrip("; "))
        known = [p.id for p in dataset.disputes[dispute].positions]
        if side not in known:
            raise ValueError(f'dispute "{dispute}" has no position "{side}"; its sides: {", ".join(known)}')
        sides[dispute] = side
    sieve = _Sieve(filters, sides)
    sieve.note_offerings(dataset.components.values())
    components = {id_: sieve.component(c) for id_, c in dataset.components.items()}
    companies = {id_: sieve.company(c) for id_, c in dataset.companies.items()}
    filtered = replace(
        dataset, components=MappingProxyType(components), companies=MappingProxyType(companies)
    )
    return filtered, frozenset(sieve.unverified)


def passing(filters: Filters) -> Callable[[Evidence | None], bool]:
    """Whether a statement with some evidence counts; which side of a dispute it takes is not asked."""
    return _Sieve(filters, {}).passes


class _Sieve:
    """Applies one set of filters, noting what becomes unverified."""

    def __init__(self, filters: Filters, sides: Mapping[str, str]) -> None:
        self.filters = filters
        self.sides = sides
        self.unverified: set[str] = set()
        self.offerings: set[str] = set()
        self.limit = last_day(filters.as_of) if filters.as_of else None
        self.floor = RANK[filters.min_confidence] if filters.min_confidence else 0
        self.open = self.limit is None and not self.floor and not filters.without_sources

    def passes(self, evidence: Evidence | None) -> bool:
        """Whether a statement with this evidence counts."""
        if self.open:
            return True
        if evidence is None:
            return not self.floor
        if self.limit is not None and last_day(evidence.as_of) > self.limit:
            return False
        if RANK[evidence.confidence] < self.floor:
            return False
        left_out = self.filters.without_sources if evidence.cites else ()
        if evidence.via in left_out:
            return False
        return not left_out or any(c.source not in left_out for c in evidence.cites)

    def taken(self, value: Disputable) -> bool:
        """Whether the value is undisputed or on the side that the graph takes."""
        return value.dispute is None or self.sides.get(value.dispute) == value.position

    def values(self, items: Iterable[Valued]) -> tuple[Valued, ...]:
        return tuple(v for v in items if self.taken(v) and self.passes(getattr(v, "evidence", None)))

    def note_offerings(self, components: Iterable[Component]) -> None:
        """Note which offerings, places and members are left, so that alternatives can name them."""
        for component in components:
            for supplier in component.suppliers:
                if self.taken(supplier) and self.stays(supplier):
                    id_ = offering_id(component.id, supplier)
                    parts = supplier.members if supplier.unnamed else [p.id for p in self.places(supplier)]
                    self.offerings |= {id_, *(f"{id_}/{part}" for part in parts)}

    def reference(self, alternative: Alternative) -> Alternative | None:
        """The alternative, without the place if that is unknown; None if its offering is."""
        ref = alternative.offering
        if ref is None or ref in self.offerings:
            return alternative
        offering = ref.partition("/")[0]
        return alternative.model_copy(update={"offering": offering}) if offering in self.offerings else None

    def component(self, component: Component) -> Component:
        requires = self.requirements(component.id, component.requires)
        suppliers = self.suppliers(component)
        lasts = component.stock_lasts_months if self.passes(component.stock_lasts_evidence) else None
        return component.model_copy(
            update={
                "stock_lasts_months": lasts,
                "requires": requires,
                "suppliers": suppliers,
                "stock": self.values(component.stock),
                "buyers": self.values(component.buyers),
                "specs": self.values(component.specs),
            }
        )

    def requirements(self, owner: str, items: tuple[Requirement, ...]) -> tuple[Requirement, ...]:
        return tuple(self.requirement(owner, r) for r in items if self.taken(r))

    def requirement(self, owner: str, requirement: Requirement) -> Requirement:
        kept: list[Alternative] = []
        lost = False
        for alternative in requirement.any_of:
            if not self.taken(alternative):
                continue
            timed = alternative.lead_time_months is None or self.passes(alternative.lead_time_evidence)
            named_as = self.reference(alternative)
            if named_as and (alternative.unknown or (self.passes(alternative.evidence) and timed)):
                kept.append(named_as.model_copy(update={"shares": self.values(alternative.shares)}))
            else:
                lost = True
        named = [a for a in kept if not a.unknown]
        own = requirement.evidence
        if not self.passes(own) if own is not None else lost and not named:
            self.unverified.add(f"{owner}/{requirement.role}")
        update: dict[str, object] = {}
        if requirement.undisclosed and named:
            update = {"any_of": tuple(named), "exhaustive": bool(requirement.exhaustive) and not lost}
        else:
            nobody = not named or lost or len(named) < len(kept)
            update = {"any_of": (*named, Alternative(unknown=True)) if nobody else tuple(named)}
            if not named:
                update |= {"undisclosed": False, "exhaustive": None, "at_least": 1}
        if requirement.runs_without_months is not None and not self.passes(requirement.runs_without_evidence):
            update["runs_without_months"] = None
        if requirement.amount is not None and not self.passes(requirement.amount_evidence):
            update |= {"amount": None, "amount_low": None, "amount_high": None}
        if requirement.per_wafer is not None and not self.passes(requirement.per_wafer.evidence):
            update["per_wafer"] = None
        return requirement.model_copy(update=update)

    def suppliers(self, component: Component) -> tuple[Supplier, ...]:
        kept: list[Supplier] = []
        nobody = False
        for supplier in component.suppliers:
            if not self.taken(supplier):
                continue
            if self.stays(supplier):
                kept.append(self.supplier(component.id, supplier))
            else:
                nobody = True
        if nobody or (component.suppliers and not kept):
            kept.append(Supplier(unknown=True))
        return tuple(kept)

    def stays(self, supplier: Supplier) -> bool:
        """Whether a supplier is named, and still vouched for."""
        timed = supplier.lead_time_months is None or self.passes(supplier.lead_time_evidence)
        return not supplier.unknown and timed and self.passes(supplier.evidence)

    def places(self, supplier: Supplier) -> tuple[Place, ...]:
        """Where it is made. If one place became unknown, the others no longer tell where all of it is."""
        known = all(p.evidence is None or self.passes(p.evidence) for p in supplier.made_in)
        return supplier.made_in if known else ()

    def supplier(self, component: str, supplier: Supplier) -> Supplier:
        owner = f"{component}@{supplier.company}" if supplier.company else component
        places = tuple(p.model_copy(update={"shares": self.values(p.shares)}) for p in self.places(supplier))
        return supplier.model_copy(
            update={
                "made_in": places,
                "requires": self.requirements(owner, supplier.requires),
                "shares": self.values(supplier.shares),
                "capacity": self.values(supplier.capacity),
                "stock": self.values(supplier.stock),
                "buyers": self.values(supplier.buyers),
            }
        )

    def company(self, company: Company) -> Company:
        owners = tuple(o for o in company.owners if self.passes(o.evidence))
        return company.model_copy(update={"owners": owners})
