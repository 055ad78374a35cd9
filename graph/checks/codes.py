"""Rules on codes: countries and markets are ones there are."""

from __future__ import annotations

from collections.abc import Iterator

from ..countries import COUNTRIES
from ..dataset import Dataset
from ..problems import Finding, Loc, did_you_mean
from ..records import ControlTarget, Place, Reach, Record, Share, Stock, Supplier
from . import walk


def unknown_country(dataset: Dataset) -> Iterator[Finding]:
    """A country code is one of ISO 3166-1."""
    named: list[tuple[str, Loc, str | None]] = []
    for company in dataset.companies.values():
        named.append((dataset.files[company.id], ("headquarters",), company.headquarters))
    for component in dataset.components.values():
        named.append((dataset.files[component.id], ("jurisdiction",), component.jurisdiction))
    one: tuple[tuple[type[Record], str], ...] = (
        (Place, "country"),
        (Supplier, "country"),
        (Stock, "held_in"),
    )
    for kind, field in one:
        named += [(f, (*loc, field), getattr(v, field)) for f, loc, v in walk.everywhere(dataset, kind)]
    for control in dataset.controls.values():
        named.append((dataset.files[control.id], ("authority_country",), control.authority_country))
    many: tuple[tuple[type[Record], str], ...] = (
        (Reach, "headquarters"),
        (Reach, "sites"),
        (ControlTarget, "destinations"),
    )
    for kind, field in many:
        for file, loc, value in walk.everywhere(dataset, kind):
            named += [(file, (*loc, field, i), c) for i, c in enumerate(getattr(value, field))]
    for file, loc, code in named:
        if code is not None and code not in COUNTRIES:
            hint = {"UK": 'the United Kingdom is "GB"', "EU": "name the member state"}.get(
                code, "use the two-letter code of ISO 3166-1"
            )
            yield Finding(file, loc, "unknown-country", f'no country "{code}"', hint)


def unknown_market(dataset: Dataset) -> Iterator[Finding]:
    """A share's market is world, a country or a buyer with a file."""
    for file, loc, share in walk.everywhere(dataset, Share):
        market = share.market
        if market != "world" and market not in COUNTRIES and market not in dataset.companies:
            yield Finding(
                file,
                (*loc, "market"),
                "unknown-market",
                f'no market "{market}"',
                did_you_mean(market, [*dataset.companies, "world"])
                or 'write "world", a country code, or the id of a buying company',
            )


RULES = (unknown_country, unknown_market)
