"""Dated values: shares, capacities, stocks and specifications."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import Country, Date, Disputable, Id, Line, Market, Measure, Period, Text
from .evidence import Evidence
from .quantities import QuantityName


class Share(Disputable):
    """The fraction of a need that one alternative meets, in one measure, market and period."""

    value: float = Field(ge=0, le=1, description="Fraction from 0 to 1; absent shares are unknown.")
    low: float | None = Field(default=None, ge=0, le=1, description="Lower end of the stated range, 0 to 1.")
    high: float | None = Field(default=None, ge=0, le=1, description="Upper end of the stated range, 0 to 1.")
    forecast: bool = Field(default=False, description="true if the period had not ended when it was stated.")
    measure: Measure = Field(description="What the fraction is a fraction of.")
    market: Market = Field(
        default="world", description="Whose purchases are the whole: world, a country, or a buyer."
    )
    period: Period = Field(description="The period the share covers.")
    evidence: Evidence | None = Field(default=None, description="The support of this value.")


class Capacity(Disputable):
    """How much can be made, in one period."""

    value: float = Field(ge=0, description="Amount per the unit below.")
    unit: Line = Field(description='Such as "wafers/month", "stacks/year".')
    low: float | None = Field(default=None, ge=0, description="Lower end of the stated range.")
    high: float | None = Field(default=None, ge=0, description="Upper end of the stated range.")
    forecast: bool = Field(default=False, description="true if the period had not ended when it was stated.")
    period: Period = Field(description="When this capacity is in place.")
    also: tuple[Id, ...] = Field(
        default=(), description="Other components of the same supplier that this one capacity makes."
    )
    evidence: Evidence | None = Field(default=None, description="The support of this value.")


class Stock(Disputable):
    """Units already made. The maker is provenance, not a dependency."""

    amount: float | None = Field(default=None, ge=0, description="How many units; absent means unknown.")
    unit: Line = Field(description='Such as "dies", "stacks", "tools".')
    low: float | None = Field(default=None, ge=0, description="Lower end of the stated range.")
    high: float | None = Field(default=None, ge=0, description="Upper end of the stated range.")
    held_by: Id | None = Field(default=None, description="The company that holds the units.")
    held_in: Country | None = Field(default=None, description="The country where they are.")
    maker: Id | None = Field(default=None, description="The company that made them.")
    date: Date = Field(description="The date for which the amount was true.")
    evidence: Evidence | None = Field(default=None, description="The support of this value.")


class Spec(Disputable):
    """One technical property, as a number with a unit or as a short text."""

    name: Line = Field(description='Such as "peak dense BF16", "memory capacity", "TDP".')
    value: float | None = Field(default=None, description="The number, if it is one.")
    unit: Line | None = Field(default=None, description='Such as "TFLOP/s", "GB", "W".')
    text: Text | None = Field(default=None, description="The property in words, if it is no number.")
    low: float | None = Field(default=None, description="Lower end of the stated range.")
    high: float | None = Field(default=None, description="Upper end of the stated range.")
    quantity: QuantityName | None = Field(
        default=None, description="What commands compute with it as; it then needs a number and a unit."
    )
    bound: Literal["at_least", "at_most"] | None = Field(
        default=None, description='How the value bounds the truth, if the source says "more than" or "up to".'
    )
    evidence: Evidence | None = Field(default=None, description="The support of this value.")
