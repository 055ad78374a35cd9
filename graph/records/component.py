"""Components, what they need, and who makes them. Edges sit in the dependent's file."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import (
    Country,
    Disputable,
    Id,
    Line,
    LocalNames,
    Market,
    Measure,
    Months,
    OfferingRef,
    OnlyTrue,
    Period,
    Record,
    Text,
)
from .evidence import Evidence
from .values import Capacity, Share, Spec, Stock


class Basis(Record):
    """The measure, market and period in which a list of shares is computed, chosen by hand."""

    measure: Measure = Field(description="The measure to compute in.")
    market: Market = Field(default="world", description="The market to compute in.")
    period: Period = Field(description="The period to compute in.")


class Alternative(Disputable):
    """One way to meet a requirement: exactly one of component, offering, unknown."""

    component: Id | None = Field(default=None, description="The id of a component, whoever makes it.")
    offering: OfferingRef | None = Field(
        default=None,
        description="One company's offering, where a buyer's split differs from the market's.",
    )
    unknown: OnlyTrue | None = Field(
        default=None, description="true: others that nobody has named; the share is the remainder."
    )
    shares: tuple[Share, ...] = Field(
        default=(), description="Fractions of this requirement met by this alternative, newest first."
    )
    feedback: bool = Field(
        default=False,
        description="true on the alternative that closes a cycle: it counts its full share while it runs.",
    )
    lead_time_months: Months | None = Field(
        default=None,
        description="Months to switch to this alternative; absent means that it is in use now.",
    )
    lead_time_evidence: Evidence | None = Field(default=None, description="The support of the lead time.")
    evidence: Evidence | None = Field(default=None, description="The support of this alternative.")
    note: Text | None = Field(default=None, description="A caveat, in our own words.")


class PerWafer(Record):
    """How many pieces one wafer gives: good dies, or packages built on a wafer of interposers."""

    value: float = Field(gt=0, description="Pieces from one wafer.")
    low: float | None = Field(default=None, gt=0, description="Lower end of the stated range.")
    high: float | None = Field(default=None, gt=0, description="Upper end of the stated range.")
    evidence: Evidence | None = Field(default=None, description="The support of this value.")


class Requirement(Disputable):
    """One need, with a role. All requirements must be met; any of the alternatives meets one."""

    role: Line = Field(description="What this is needed for; unique in the component.")
    at_least: int = Field(default=1, ge=1, le=50, description="How many alternatives must run; 1 to 50.")
    complete: bool = Field(
        default=False,
        description="true if the list of alternatives is complete, as far as the sources say.",
    )
    kind: Literal["consumed", "installed", "one_time"] = Field(
        default="consumed",
        description="consumed per unit made, installed (a tool in the fab), or one_time (a design).",
    )
    amount: float | None = Field(default=None, gt=0, description="Units of this per unit made.")
    amount_low: float | None = Field(default=None, gt=0, description="Lower end of the amount's range.")
    amount_high: float | None = Field(default=None, gt=0, description="Upper end of the amount's range.")
    amount_evidence: Evidence | None = Field(default=None, description="The support of the amount.")
    per_wafer: PerWafer | None = Field(
        default=None,
        description="How many of these one wafer gives, where those who make them count wafers.",
    )
    runs_without_months: Months | None = Field(
        default=None,
        description="How many months production goes on without supply of this installed or stocked need.",
    )
    runs_without_evidence: Evidence | None = Field(
        default=None, description="The support of runs_without_months."
    )
    undisclosed: bool = Field(
        default=False,
        description="true if exactly one of the alternatives is real and nobody has said which.",
    )
    exhaustive: bool | None = Field(
        default=None, description="With undisclosed: whether the candidates are all there can be."
    )
    basis: Basis | None = Field(
        default=None, description="Compute the shares in this measure, market and period."
    )
    any_of: tuple[Alternative, ...] = Field(min_length=1, description="The alternatives.")
    evidence: Evidence | None = Field(default=None, description="The support of the need itself.")
    note: Text | None = Field(default=None, description="A caveat, in our own words.")


class Place(Record):
    """One place where an offering is made."""

    country: Country = Field(description="Where it is made, as a two-letter code.")
    place: Id | None = Field(
        default=None, description="Short id of the place in references; default: the country, lower-case."
    )
    site: Line | None = Field(default=None, description="The site's name.")
    shares: tuple[Share, ...] = Field(default=(), description="Fractions of the offering made here.")
    evidence: Evidence | None = Field(default=None, description="The support of this place.")

    @property
    def id(self) -> str:
        return self.place or self.country.lower()


class Buyer(Disputable):
    """A company that takes a share of an offering's output."""

    company: Id = Field(description="The buyer.")
    shares: tuple[Share, ...] = Field(default=(), description="Fractions of the offering's output.")
    evidence: Evidence | None = Field(default=None, description="The support of this buyer.")


class Supplier(Disputable):
    """A company that makes the component: exactly one of company, unknown, unnamed."""

    company: Id | None = Field(default=None, description="The id of a file in companies/.")
    unknown: OnlyTrue | None = Field(
        default=None, description="true: others that nobody has named; the share is the remainder."
    )
    unnamed: OnlyTrue | None = Field(
        default=None, description="true: a group whose share is known only together; never one company."
    )
    country: Country | None = Field(default=None, description="With unnamed: the group's country.")
    members: tuple[Id, ...] = Field(default=(), description="With unnamed: companies known to belong to it.")
    made_in: tuple[Place, ...] = Field(default=(), description="Where it is made; empty means not known.")
    requires: tuple[Requirement, ...] = Field(default=(), description="What only this supplier needs.")
    shares: tuple[Share, ...] = Field(default=(), description="Market shares, newest first.")
    capacity: tuple[Capacity, ...] = Field(default=(), description="Capacities, newest first.")
    stock: tuple[Stock, ...] = Field(default=(), description="Units already made, newest first.")
    buyers: tuple[Buyer, ...] = Field(default=(), description="Who takes the output.")
    lead_time_months: Months | None = Field(
        default=None, description="Months until this supplier can deliver; absent means it delivers now."
    )
    lead_time_evidence: Evidence | None = Field(default=None, description="The support of the lead time.")
    evidence: Evidence | None = Field(default=None, description="The support of this supplier.")
    note: Text | None = Field(default=None, description="A caveat, in our own words.")


class NotNeeded(Record):
    """A sourced negative: this component does not need that one."""

    component: Id = Field(description="The component that is not needed.")
    evidence: Evidence | None = Field(default=None, description="The support of the negative.")
    note: Text | None = Field(default=None, description="A caveat, in our own words.")


class Component(Record):
    """A thing needed or made: a training run, an accelerator, a die, a package, a tool, a resist."""

    id: Id
    name: Line = Field(description="The name a policy reader knows it by.")
    layer: Id = Field(description="One of the layers declared in dataset.yaml; the file's folder.")
    description: Text = Field(description="One or two sentences for a policy reader.")
    unit: Line | None = Field(
        default=None,
        description='What it is counted in, in the plural, such as "dies"; default: the layer\'s unit.',
    )
    aliases: tuple[Line, ...] = Field(default=(), description="Other names, for search.")
    local_names: LocalNames = Field(
        default_factory=dict, description='Original-language names by language code, such as "zh".'
    )
    jurisdiction: Country | None = Field(
        default=None, description="For a target: the country whose supply is asked about."
    )
    leaf: Literal["commodity", "not_researched"] | None = Field(
        default=None,
        description="On a component that requires nothing and names no supplier: why that is so.",
    )
    requires: tuple[Requirement, ...] = Field(
        default=(), description="Needed, whoever supplies it; all of them."
    )
    suppliers: tuple[Supplier, ...] = Field(
        default=(), description="One is enough; sorted by company, then unnamed groups, then unknown."
    )
    basis: Basis | None = Field(
        default=None, description="Compute the suppliers' shares in this measure, market and period."
    )
    buyers: tuple[Buyer, ...] = Field(
        default=(), description="Who takes the output of all suppliers together, where only that is stated."
    )
    stock: tuple[Stock, ...] = Field(default=(), description="Units already made, newest first.")
    stock_lasts_months: Months | None = Field(
        default=None,
        description="On a component that is only stock: months until it is used up; absent: not known.",
    )
    stock_lasts_evidence: Evidence | None = Field(
        default=None, description="The support of stock_lasts_months."
    )
    specs: tuple[Spec, ...] = Field(default=(), description="Technical properties.")
    not_needed: tuple[NotNeeded, ...] = Field(default=(), description="Sourced negatives.")
    note: Text | None = Field(default=None, description="A caveat, in our own words.")
