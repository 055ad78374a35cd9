"""Companies. Headquarters and place of making are two facts."""

from __future__ import annotations

from pydantic import Field

from .base import Country, Id, Line, LocalNames, Record, Text
from .evidence import Evidence


class Owner(Record):
    """Somebody who owns a part of a company: exactly one of company, holder."""

    company: Id | None = Field(default=None, description="The owning company, if it has a file.")
    holder: Line | None = Field(default=None, description="The owner's name, if it has no file.")
    percent: float = Field(gt=0, le=100, description="Percent owned, above 0 and up to 100.")
    evidence: Evidence | None = Field(default=None, description="The support of this stake.")


class Listing(Record):
    """Where a company's shares are traded."""

    exchange: Line = Field(description="The exchange's usual short name.")
    ticker: Line = Field(description="The symbol, quoted.")


class Company(Record):
    """Who makes things."""

    id: Id
    name: Line = Field(description="The company's usual English name.")
    headquarters: Country = Field(description="The country it is run from, as a two-letter code.")
    description: Text | None = Field(default=None, description="What it is, if the name does not say it.")
    aliases: tuple[Line, ...] = Field(default=(), description="Other names, for search.")
    local_names: LocalNames = Field(
        default_factory=dict, description='Original-language names by language code, such as "zh".'
    )
    owners: tuple[Owner, ...] = Field(
        default=(), description="Owners; one above 50 percent is the parent and takes this company with it."
    )
    listed: tuple[Listing, ...] = Field(default=(), description="Where it is listed.")
    evidence: Evidence | None = Field(default=None, description="The support of name and headquarters.")
    note: Text | None = Field(default=None, description="A caveat, in our own words.")
