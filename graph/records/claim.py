"""Claims: public assertions to be checked against the graph."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import Date, Id, Line, Record, Text
from .evidence import Evidence


class ClaimRule(Record):
    """What the graph must say for the claim to be supported; structure, no language in strings."""

    kind: Literal["runs_without", "no_held_group", "all_named", "stock_share", "side_fact"] = Field(
        description="runs_without: the target runs after the removal; no_held_group: no group held by "
        "others can stop it; all_named: every undisclosed slot is settled; stock_share: what part is "
        "stock; side_fact: checked outside the graph."
    )
    target: Id | None = Field(default=None, description="The component the claim is about.")
    remove: tuple[Line, ...] = Field(default=(), description="With runs_without: what is taken away.")
    held_by: Line | None = Field(default=None, description='With no_held_group: "foreign" or country codes.')


class Claim(Record):
    """A public claim, who made it, and how it can be checked."""

    id: Id
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
