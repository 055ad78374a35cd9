"""Rules on codes and letters: countries and markets are ones there are, and names are what they look like."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from ..countries import COUNTRIES
from ..dataset import Dataset
from ..problems import Finding, Loc, did_you_mean
from ..records import Company, Component, ControlTarget, Place, Reach, Record, Share, Stock, Supplier
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


# Letters of other scripts that look like Latin ones. Others may stand beside Latin ones, as in μm.
_LOOKALIKES = frozenset(
    "АВЕЅІЈКМНОРСТУХѕіјасеорухһԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧοντυχ" + "".join(map(chr, range(0xFF21, 0xFF5B)))
)
_LATIN = re.compile("[A-Za-z]")


def mixed_letters(dataset: Dataset) -> Iterator[Finding]:
    """No word of a name mixes Latin letters with letters of another script that look like them."""
    records: tuple[Component | Company, ...] = (*dataset.components.values(), *dataset.companies.values())
    for record in records:
        names: list[tuple[Loc, str]] = [(("name",), record.name)]
        names += [(("aliases", i), alias) for i, alias in enumerate(record.aliases)]
        for loc, name in names:
            if name.isascii():
                continue
            for word in name.split():
                strange = next((c for c in word if c in _LOOKALIKES), None)
                if strange is not None and _LATIN.search(word):
                    said = f"U+{ord(strange):04X}, {unicodedata.name(strange).lower()}"
                    yield Finding(
                        dataset.files[record.id],
                        loc,
                        "mixed-letters",
                        f'a letter that only looks Latin stands in "{word}": {said}',
                        "type the word again in one alphabet",
                    )


RULES = (unknown_country, unknown_market, mixed_letters)
