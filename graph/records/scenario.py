"""Scenarios: a named, saved what-if."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import Date, Id, Line, Months, OfferingRef, Record, Text
from .component import Alternative, Supplier


class Addition(Record):
    """A hypothetical supplier of a component, or a hypothetical alternative of one of its roles."""

    component: Id = Field(description="The component that gains something.")
    supplier: Supplier | None = Field(default=None, description="The new supplier.")
    role: Line | None = Field(default=None, description="With alternative: the requirement that gains it.")
    alternative: Alternative | None = Field(default=None, description="The new alternative.")


class Setting(Record):
    """A hypothetical share."""

    offering: OfferingRef = Field(description="Whose share is set.")
    share: float = Field(ge=0, le=1, description="Fraction from 0 to 1; the others shrink in proportion.")


class Scenario(Record):
    """What is taken away, added, set, applied or lifted, and the question it answers."""

    id: Id
    title: Line = Field(description="A short title for lists.")
    question: Text = Field(description="The question a policy reader asks.")
    target: Id = Field(description="The component whose supply is asked about.")
    remove: tuple[Line, ...] = Field(
        default=(), description="What is taken away, as in commands: nvidia, layer:memory, country:KR."
    )
    acts_on: tuple[Literal["new-supply", "servicing", "expansion", "use"], ...] = Field(
        default=(),
        description="With remove: which acts stop; empty means all. Without new-supply what is consumed "
        "goes on coming; without servicing what is installed goes on running.",
    )
    add: tuple[Addition, ...] = Field(default=(), description="Hypothetical suppliers and alternatives.")
    set: tuple[Setting, ...] = Field(default=(), description="Hypothetical shares.")
    apply: tuple[Id, ...] = Field(default=(), description="Controls to apply, in full and without licences.")
    lift: tuple[Id, ...] = Field(default=(), description="Controls to lift: applied before, not after.")
    as_of: Date | None = Field(default=None, description="The date whose facts and controls hold.")
    horizon_months: Months | None = Field(default=None, description="Months since the loss.")
    note: Text | None = Field(default=None, description="A caveat, in our own words.")
