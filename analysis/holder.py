"""Who could cut: foreign firms, firms of named countries, or those that an export control binds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..graph.countries import COUNTRIES, country_name
from ..graph.joint import parts
from ..graph.problems import did_you_mean
from ..graph.records import Control
from ..graph.removal import UnknownReference
from ..graph.supply import SupplyGraph
from .words import listed


@dataclass(frozen=True, slots=True)
class Holder:
    """Who could cut: a set of countries, or all but those, and companies bound for another reason.

    ``label`` is how tables name it, ``firms`` how sentences do.
    """

    label: str
    firms: str
    countries: frozenset[str]
    excluded: bool = False
    companies: frozenset[str] = frozenset()

    def holds(self, country: str, company: str | None = None) -> bool:
        """Whether a country, or a company headquartered there, belongs to the holder set."""
        if company in self.companies:
            return True
        return (country not in self.countries) if self.excluded else (country in self.countries)


def foreign_to(country: str) -> Holder:
    """Everybody but one country.

    >>> foreign_to("CN").holds("US"), foreign_to("CN").holds("CN")
    (True, False)
    """
    return Holder(f"foreign (not {country})", "foreign firms", frozenset({country}), excluded=True)


def in_countries(codes: Iterable[str]) -> Holder:
    """Named countries.

    >>> in_countries(["US", "JP"]).label
    'US, JP'
    """
    names = tuple(codes)
    where = listed([country_name(c) for c in names])
    return Holder(", ".join(names), f"firms from {where}", frozenset(names))


def in_reach_of(control: Control) -> Holder:
    """Companies that an export control binds by headquarters or by name."""
    reach = control.reach
    return Holder(
        control.name,
        f'firms bound by "{control.name}"',
        frozenset(reach.headquarters),
        companies=frozenset(reach.companies),
    )


def default_holder(graph: SupplyGraph, target: str) -> Holder | None:
    """Everybody foreign to the target's jurisdiction; None if it has none, or several targets differ."""
    countries = {graph.dataset.components[t].jurisdiction for t in parts(graph, target)}
    country = countries.pop() if len(countries) == 1 else None
    return foreign_to(country) if country else None


def holder_named(graph: SupplyGraph, target: str, text: str | Holder | None) -> Holder | None:
    """Who holds: None or "foreign" for everybody abroad, "US,JP", or "control:ID".

    Raises UnknownReference for anything else, and for "foreign" where the target has no
    jurisdiction.
    """
    if isinstance(text, Holder):
        return text
    if text is None:
        return default_holder(graph, target)
    if text == "foreign":
        holder = default_holder(graph, target)
        if holder is None:
            raise UnknownReference(f'"{target}" has no jurisdiction: name countries, for example US,JP')
        return holder
    kind, colon, name = text.partition(":")
    if colon:
        if kind == "control" and name in graph.dataset.controls:
            return in_reach_of(graph.dataset.controls[name])
        hint = did_you_mean(name, graph.dataset.controls) or '"narrows list controls" shows all'
        raise UnknownReference(f'no control "{name}"; {hint}')
    codes = sorted({c.strip() for c in text.split(",")})
    for code in codes:
        if code not in COUNTRIES:
            raise UnknownReference(f'"{code}" is no country code; write for example US,JP, or foreign')
    return in_countries(codes)
