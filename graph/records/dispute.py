"""Disputes: contradictions, carried and never averaged."""

from __future__ import annotations

from pydantic import Field

from .base import Id, Line, Record, Side, Text


class Position(Record):
    """One side of a dispute."""

    id: Side
    statement: Text = Field(description="What this side says, in our own words.")


class Dispute(Record):
    """A contradiction between sources, with the side that the default graph takes."""

    id: Id
    title: Line = Field(description="What is disputed, in a few words.")
    description: Text | None = Field(default=None, description="Why it matters.")
    positions: tuple[Position, ...] = Field(min_length=2, description="The sides, A first.")
    default: Side = Field(description="The side the default graph takes.")
    reason: Text = Field(description="Why the default graph takes it.")
