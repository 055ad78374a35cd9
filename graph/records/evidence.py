"""Evidence: what kind of statement supports a fact, how old it is, and where it can be read."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import Date, Id, Line, Record, Text

EvidenceKind = Literal[
    "filing",
    "regulator",
    "company-statement",
    "teardown",
    "analyst-estimate",
    "press",
    "inference",
    "own-calculation",
    "private",
]
Confidence = Literal["high", "medium", "low"]


class Citation(Record):
    """One place in one source."""

    source: Id = Field(description="The id of a file in sources/.")
    at: Line | None = Field(default=None, description='Where in the source: "p. 12", "table 3", "row 45".')


class Evidence(Record):
    """The support of one statement."""

    kind: EvidenceKind = Field(
        description="What kind of statement this is; private: known to whoever wrote it and published "
        "nowhere, only in overlays and in data marked private."
    )
    as_of: Date = Field(description="The date for which the statement was true, not when it was read.")
    confidence: Confidence = Field(
        description="high: a primary document was read; medium: press, analysts, or a primary "
        "read only through another; low: rumour, one weak source, or a guess."
    )
    cites: tuple[Citation, ...] = Field(
        default=(),
        description="The sources that state it, each with a place where one is known; one at least, and "
        "none for private.",
    )
    via: Id | None = Field(
        default=None,
        description="The source through which the cited one was read, when it was not opened "
        "itself; confidence is then at most medium.",
    )
    note: Text | None = Field(
        default=None, description="A caveat, in our own words; for private: who knows it, and how."
    )
