"""Export controls: rules with a timeline."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import Country, Date, Id, Line, OfferingRef, Record, Text
from .evidence import Evidence


class TimelineEntry(Record):
    """What the control's status became on a date."""

    date: Date = Field(description="The day, month or year from which the status holds, quoted.")
    status: Literal["proposed", "announced", "in-force", "suspended", "lapsed", "unknown"] = Field(
        description="unknown where nobody has said what followed."
    )
    evidence: Evidence | None = Field(default=None, description="The support of this entry.")
    note: Text | None = Field(default=None, description="A caveat, in our own words.")


class Coverage(Record):
    """What a control covers: exactly one of component, layer, offering."""

    component: Id | None = Field(default=None, description="A component, from any supplier within reach.")
    layer: Id | None = Field(default=None, description="All components of a layer.")
    offering: OfferingRef | None = Field(default=None, description="One company's offering.")
    evidence: Evidence | None = Field(default=None, description="The support of this coverage.")
    note: Text | None = Field(default=None, description="A caveat, in our own words.")


class Reach(Record):
    """Which suppliers the authority can bind; any one of the conditions is enough."""

    headquarters: tuple[Country, ...] = Field(default=(), description="Companies headquartered here.")
    sites: tuple[Country, ...] = Field(default=(), description="Offerings made here.")
    companies: tuple[Id, ...] = Field(default=(), description="Companies bound for another reason.")
    foreign_products: bool = Field(
        default=False, description="true if the rule also reaches products made abroad by anybody."
    )


class ControlTarget(Record):
    """Against whom a control works."""

    destinations: tuple[Country, ...] = Field(default=(), description="Countries of destination.")
    companies: tuple[Id, ...] = Field(default=(), description="Listed companies.")
    offerings: tuple[OfferingRef, ...] = Field(default=(), description="Listed offerings.")
    owned_at_least: float | None = Field(
        default=None, gt=0, le=100, description="Also companies owned by listed ones, percent or more."
    )


class Control(Record):
    """An export rule."""

    id: Id
    name: Line = Field(description="The rule's usual short name.")
    authority: Line = Field(description="The body that can pull it.")
    authority_country: Country = Field(description="The country of that body.")
    description: Text = Field(description="What it does, in our own words.")
    timeline: tuple[TimelineEntry, ...] = Field(min_length=1, description="Oldest first.")
    effect: Literal[
        "prohibited", "presumption-of-denial", "licence-required", "case-by-case", "discouraged", "tariff"
    ] = Field(description="What the rule does to a covered transaction.")
    acts_on: tuple[Literal["new-supply", "servicing", "expansion", "use"], ...] = Field(
        min_length=1, description="Which acts it stops."
    )
    reach: Reach = Field(default_factory=Reach, description="Which suppliers the authority can bind.")
    covers: tuple[Coverage, ...] = Field(default=(), description="What it covers.")
    against: ControlTarget = Field(default_factory=ControlTarget, description="Against whom it works.")
    note: Text | None = Field(default=None, description="A caveat, in our own words.")
