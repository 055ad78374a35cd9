"""Sources: documents that a reader can find and open."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import LANGUAGE_PATTERN, URL_PATTERN, Date, Id, Line, Record, Text


class Source(Record):
    """A citable document."""

    id: Id
    title: Line = Field(description="The document's title, in English.")
    original_title: Line | None = Field(default=None, description="The title in the document's language.")
    publisher: Line = Field(description="Who published it.")
    date: Date | None = Field(default=None, description="When it was published; absent means undated.")
    url: str | None = Field(
        default=None,
        pattern=URL_PATTERN,
        max_length=500,
        description="Where it is; absent only for a document that is not on the web.",
    )
    archived_url: str | None = Field(
        default=None, pattern=URL_PATTERN, max_length=600, description="An archived copy."
    )
    accessed: Date | None = Field(default=None, description="When we last read it.")
    language: str = Field(default="en", pattern=LANGUAGE_PATTERN, description="Its language, as a code.")
    access: Literal["open", "registration", "paywall", "offline"] = Field(
        default="open", description="What a reader needs in order to open it."
    )
    relays: Line | None = Field(
        default=None, description="Whose statements it mainly repeats; such sources are one origin, not many."
    )
    licence: Line | None = Field(default=None, description="Licence, where it restricts use.")
    note: Text | None = Field(default=None, description="What to know before relying on it.")
