"""Claims: public assertions to be checked against the graph."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import Date, Id, Line, Record, Text
from .evidence import Evidence

RuleKind = Literal["runs_without", "no_held_group", "all_named", "stock_share", "disclosed", "side_fact"]


class ClaimFinding(Record):
    """One thing found on a side fact, for it or against it."""

    says: Literal["supports", "against"] = Field(description="Which way it points.")
    text: Line = Field(description="What was found, in our own words.")
    evidence: Evidence | None = Field(default=None, description="Where it was found.")


class ClaimRule(Record):
    """What turns the graph's answer into a verdict; structure, no language in strings."""

    kind: RuleKind = Field(
        description="runs_without: the targets run after the removal; no_held_group: all that the holder "
        "supplies could be lost and the targets would run; all_named: every need has a named supplier; "
        "stock_share: the part of supply that comes out of stocks; disclosed: figures are published; "
        "side_fact: checked outside the graph."
    )
    targets: tuple[Id, ...] = Field(
        default=(), description="The components asked about; without it, the one the claim is about."
    )
    remove: tuple[Line, ...] = Field(
        default=(), description="With runs_without: what is taken away, as in commands."
    )
    held_by: Line | None = Field(
        default=None,
        description='With runs_without and no_held_group: whose supplies are taken away: "foreign", country '
        "codes or control:ID.",
    )
    layers: tuple[Id, ...] = Field(
        default=(), description="With held_by: only what the holder supplies in these layers."
    )
    roles: tuple[Line, ...] = Field(
        default=(), description="With all_named: only these needs of the targets themselves."
    )
    at_most: float | None = Field(
        default=None,
        ge=0,
        le=1,
        description="With stock_share: the largest part, from 0 to 1, at which the claim still holds.",
    )
    specs: tuple[Line, ...] = Field(
        default=(), description="With disclosed: the figures needed, as named in the targets' specs."
    )
    findings: tuple[ClaimFinding, ...] = Field(default=(), description="With side_fact: what was found.")


class Claim(Record):
    """A public claim, who made it, and how it can be checked."""

    id: Id
    about: Id = Field(description="The component the claim is about.")
    title: Line = Field(description="The claim in a few words.")
    said_by: Line = Field(description="Who made it.")
    date: Date = Field(description="When.")
    statement: Text = Field(description="The claim in our own words.")
    checkable: bool = Field(description="Whether anything public could settle it.")
    load_bearing: bool = Field(description="Whether conclusions rest on it.")
    needs: tuple[Line, ...] = Field(default=(), description="What would have to be known.")
    rule: ClaimRule = Field(description="What the graph must say for the claim to be supported.")
    evidence: Evidence | None = Field(default=None, description="Where the claim was made.")
    note: Text | None = Field(default=None, description="A caveat, in our own words.")

    @property
    def targets(self) -> tuple[str, ...]:
        """The components that the rule asks about."""
        return self.rule.targets or (self.about,)
