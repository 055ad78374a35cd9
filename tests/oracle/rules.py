"""What runs and who holds which share: the rules the reference (``reference.py``) rests on.

Running nodes are found by repeating the rules until nothing changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Literal, TypedDict

from .model import Component, Model, Requirement, Supplier, reach

Reading = Literal["closed", "open"]
Cycles = Literal["running", "cold-start"]
Level = Literal["company", "offering", "component", "country", "layer"]
CountryBy = Literal["headquarters", "site"]
Atoms = frozenset[str]
Shares = Mapping[str, Mapping[str, float]]  # list name -> entry -> share

UNKNOWN = "(unknown)"  # the alternative or supplier nobody has named
REST = "(rest)"  # what known shares leave over where no unknown is declared
MAX_SPLITS = 100_000


class How(TypedDict, total=False):
    """The reading; every public function takes these as keywords."""

    reading: Reading
    cycles: Cycles
    horizon: int | None


@dataclass(frozen=True)
class Entry:
    node: str
    share: float | None
    feedback: bool = False


@dataclass(frozen=True)
class Listed:
    """One list of ways: a requirement's alternatives, a component's suppliers, or an offering's places."""

    name: str
    at_least: int
    entries: tuple[Entry, ...]

    @property
    def only_unknown(self) -> bool:
        return all(entry.node == UNKNOWN for entry in self.entries)


def in_use(lead_time_months: int | None, horizon: int | None) -> bool:
    return lead_time_months is None or (horizon is not None and lead_time_months <= horizon)


def group_node(component: str, country: str) -> str:
    return f"{component}@unnamed:{country}"


class Case:
    """The model under one reading: its nodes and lists, with what is not in use left out."""

    def __init__(self, model: Model, reading: Reading = "closed", cycles: Cycles = "running",
                 horizon: int | None = None) -> None:  # fmt: skip
        self.model, self.reading, self.cycles, self.horizon = model, reading, cycles, horizon
        self.needs: dict[str, list[Listed]] = {}  # of a component; of an offering: its own
        self.suppliers: dict[str, Listed] = {}
        self.places: dict[str, Listed] = {}
        self.members: dict[str, tuple[str, ...]] = {}  # of an unnamed group
        for component in model.components:
            self.needs[component.id] = self._requirements(component.id, component.requires)
            if component.suppliers:
                self.suppliers[component.id] = self._supplier_list(component)
        self.nodes = {*self.needs, *self.members}
        self.nodes.update(entry.node for places in self.places.values() for entry in places.entries)

    def _requirements(self, owner: str, requirements: Iterable[Requirement]) -> list[Listed]:
        found = []
        for requirement in requirements:
            buffer = requirement.runs_without_months
            if self.horizon is not None and buffer is not None and buffer > self.horizon:
                continue  # met from what is installed or in stock
            entries = tuple(
                Entry(a.target if a.target is not None else UNKNOWN, a.share, a.feedback)
                for a in requirement.any_of
                if in_use(a.lead_time_months, self.horizon)
            )
            found.append(Listed(f"{owner} needs {requirement.role}", requirement.at_least, entries))
        return found

    def _supplier_list(self, component: Component) -> Listed:
        entries = []
        for supplier in component.suppliers:
            if not in_use(supplier.lead_time_months, self.horizon):
                continue
            node = UNKNOWN
            if supplier.company is not None:
                node = f"{component.id}@{supplier.company}"
                self._add_offering(node, supplier)
            elif supplier.unnamed:
                node = group_node(component.id, supplier.country or "")
                self.members[node] = supplier.members
                parts = tuple(Entry(f"{node}/{member}", None) for member in supplier.members)
                if parts:  # which member makes how much of the group's share is not known
                    self.places[node] = Listed(f"{node} places", 1, parts)
            entries.append(Entry(node, supplier.share))
        return Listed(f"{component.id} suppliers", 1, tuple(entries))

    def _add_offering(self, node: str, supplier: Supplier) -> None:
        self.needs[node] = self._requirements(node, supplier.requires)
        entries = tuple(Entry(f"{node}/{place.id}", place.share) for place in supplier.made_in)
        self.places[node] = Listed(f"{node} places", 1, entries)

    def lists(self) -> list[Listed]:
        needs = [listed for lists in self.needs.values() for listed in lists]
        return needs + list(self.suppliers.values()) + list(self.places.values())

    def unknown_counts(self, listed: Listed) -> bool:
        return self.reading == "open" or listed.only_unknown

    def in_place(self, node: str, removed: Atoms) -> bool:
        """Is the node there, and neither it nor anything it belongs to taken away?"""
        if node not in self.nodes or node in removed:
            return False
        component, _, rest = node.partition("@")
        if component in removed:
            return False
        company, _, place = rest.partition("/")
        group = node.partition("/")[0]
        if group in self.members:
            members = self.members[group]
            if group in removed or (place and place in removed):
                return False
            return not members or any(
                member not in removed and f"{group}/{member}" not in removed for member in members
            )
        if company and (company in removed or f"{component}@{company}" in removed):
            return False
        sites = self.places[node].entries if company and not place else ()
        return not sites or any(site.node not in removed for site in sites)

    def requirements_of(self, node: str) -> list[Listed]:
        """Every requirement the node must meet: an offering's and a place's include the component's."""
        component, at, _ = node.partition("@")
        if node.partition("/")[0] in self.members:
            return self.needs[component]
        return self.needs[component] + (self.needs[node.partition("/")[0]] if at else [])

    def met(self, listed: Listed, up: Atoms) -> bool:
        running_ways = [
            self.unknown_counts(listed) if entry.node == UNKNOWN else entry.node in up
            for entry in listed.entries
        ]
        return sum(running_ways) >= listed.at_least

    def running(self, removed: Atoms) -> Atoms:
        """Every running node, unnamed groups included."""
        up = frozenset(self.nodes) if self.cycles == "running" else frozenset()
        while True:
            after = frozenset(
                node
                for node in self.nodes
                if self.in_place(node, removed)
                and all(self.met(listed, up) for listed in self.requirements_of(node))
                and (node not in self.suppliers or self.met(self.suppliers[node], up))
            )
            if after == up:
                return up
            up = after


def running(model: Model, removed_atoms: Iterable[str] = (), reading: Reading = "closed",
            cycles: Cycles = "running", horizon: int | None = None) -> Atoms:  # fmt: skip
    """The running components, offerings and places."""
    case = Case(model, reading, cycles, horizon)
    return case.running(frozenset(removed_atoms)) - frozenset(case.members)


# What a removal takes away.


def affiliates(model: Model, company: str) -> Atoms:
    """The company and all it owns over 50%, directly or through one it so owns."""
    found = {company}
    while True:
        more = {
            c.id for c in model.companies for o in c.owners if o.company in found and o.percent > 50
        } - found
        if not more:
            return frozenset(found)
        found |= more


def makers(model: Model, component: str) -> Atoms:
    return frozenset(
        s.company for c in model.components if c.id == component for s in c.suppliers if s.company is not None
    )


def offerings(model: Model) -> list[str]:
    return [f"{c.id}@{s.company}" for c in model.components for s in c.suppliers if s.company is not None]


def removal(model: Model, target: str, unit: str, level: Level, country_by: CountryBy = "headquarters",
            no_affiliates: bool = False) -> Atoms:  # fmt: skip
    """The atoms that go when the unit goes. The target and its maker never go with a country or a layer."""
    if level == "company":
        return frozenset([unit]) if no_affiliates else affiliates(model, unit)
    if level in ("component", "offering"):
        return frozenset([unit])
    if level == "layer":
        return frozenset(c.id for c in model.components if c.layer == unit and c.id != target)
    others = [component for component in model.components if component.id != target]
    gone = {
        group_node(c.id, unit) for c in others for s in c.suppliers if s.unnamed and s.country == unit
    }  # fmt: skip
    if country_by == "headquarters":
        for company in model.companies:
            if company.headquarters == unit:
                gone |= {company.id} if no_affiliates else affiliates(model, company.id)
        return frozenset(gone) - makers(model, target)
    for c in others:
        for s in c.suppliers:
            gone |= {f"{c.id}@{s.company}/{place.id}" for place in s.made_in if place.country == unit}
    return frozenset(gone)


def units(model: Model, target: str, level: Level, country_by: CountryBy = "headquarters",
          no_affiliates: bool = False) -> list[str]:  # fmt: skip
    """Everything that may be cut at the level."""
    if level == "company":
        kept = makers(model, target)
        gone = {c.id: removal(model, target, c.id, level, country_by, no_affiliates) for c in model.companies}
        return sorted(company for company in gone if not gone[company] & kept)
    if level == "offering":
        return sorted(offering for offering in offerings(model) if not offering.startswith(f"{target}@"))
    if level == "component":
        below = {node.partition("@")[0] for node in reach(model, target)}  # with an offering, its component
        return sorted(c.id for c in model.components if c.id != target and c.id in below)
    if level == "layer":
        return sorted(model.layers)
    found = {s.country for c in model.components for s in c.suppliers if s.unnamed and s.country}
    if country_by == "headquarters":
        return sorted(found | {company.headquarters for company in model.companies})
    sites = {place.country for c in model.components for s in c.suppliers for place in s.made_in}
    return sorted(found | sites)


# Who holds what.


def held_companies(model: Model, target: str, holders: Iterable[str] | None = None) -> Atoms | None:
    """Companies with headquarters in the holder countries, or else outside the target's jurisdiction."""
    if holders is not None:
        countries = set(holders)
        return frozenset(c.id for c in model.companies if c.headquarters in countries)
    home = next(c.jurisdiction for c in model.components if c.id == target)
    return None if home is None else frozenset(c.id for c in model.companies if c.headquarters != home)


def tag(model: Model, target: str, companies: Iterable[str],
        holders: Iterable[str] | None = None) -> str | None:  # fmt: skip
    """Is a set of companies all held, mixed, or on the target's own side?"""
    held, chosen = held_companies(model, target, holders), set(companies)
    if held is None:
        return None
    return "held" if chosen <= held else "mixed" if chosen & held else "own side"


def layer_suppliers(model: Model, target: str, layer: str) -> dict[str, Atoms]:
    """Each company with what it makes in the layer, in a group too, the target's makers left out."""
    inside = {component.id for component in model.components if component.layer == layer} - {target}
    found: dict[str, set[str]] = {}
    for offering in offerings(model):
        component, _, company = offering.partition("@")
        if component in inside:
            found.setdefault(company, set()).add(offering)
    for c in model.components:
        for s in c.suppliers:
            for member in s.members if c.id in inside and s.country else ():
                found.setdefault(member, set()).add(f"{group_node(c.id, s.country or '')}/{member}")
    return {company: frozenset(found[company]) for company in sorted(found)}


def held_groups(model: Model, target: str, layer: str, holders: Iterable[str] | None = None) -> Atoms:
    """The unnamed groups of a layer whose country is the holder's."""
    home = next(c.jurisdiction for c in model.components if c.id == target)
    countries = None if holders is None else set(holders)
    return frozenset(
        group_node(c.id, s.country)
        for c in model.components
        for s in c.suppliers
        if s.unnamed and s.country and c.layer == layer and c.id != target
        and (s.country in countries if countries is not None else home is not None and s.country != home)
    )  # fmt: skip


# Shares.


def known_and_missing(listed: Listed) -> tuple[dict[str, float], list[str], float]:
    """The known shares (made to sum to 1, or with a REST, if none is missing), the missing, the remainder."""
    known = {entry.node: entry.share for entry in listed.entries if entry.share is not None}
    missing = [entry.node for entry in listed.entries if entry.share is None]
    total = sum(known.values())
    if missing or not known:
        return known, missing, max(0.0, 1 - total)
    if total >= 0.98:
        return {node: share / total for node, share in known.items()}, [], 0.0
    return {**known, REST: 1 - total}, [], 0.0


def middle(listed: Listed) -> dict[str, float]:
    known, missing, remainder = known_and_missing(listed)
    return known | {node: remainder / len(missing) for node in missing}


def extremes(listed: Listed) -> list[dict[str, float]]:
    """Each way to give the whole remainder to one of those without a share."""
    known, missing, remainder = known_and_missing(listed)
    if len(missing) < 2:
        return [middle(listed)]
    return [known | {node: remainder if node == taker else 0.0 for node in missing} for taker in missing]


def middle_shares(case: Case) -> Shares:
    return {listed.name: middle(listed) for listed in case.lists()}


def extreme_shares(case: Case, target: str) -> list[Shares]:
    """Every combination of extremes of the lists below the target; the other lists do not matter."""
    nodes = {target, *reach(case.model, target)}
    below = nodes | {node.partition("@")[0] for node in nodes}  # an offering has its component's requirements
    fixed = {listed.name: middle(listed) for listed in case.lists()}
    open_lists = [
        listed
        for listed in case.lists()
        if listed.name.split(" ")[0].partition("@unnamed:")[0] in below
        and listed.at_least == 1
        and len(extremes(listed)) > 1
    ]
    choices = [extremes(listed) for listed in open_lists]
    if prod(len(choice) for choice in choices) > MAX_SPLITS:
        raise ValueError("too many missing shares for this reference")
    names = [listed.name for listed in open_lists]
    return [fixed | dict(zip(names, combination, strict=True)) for combination in product(*choices)]


def renormalised_shares(case: Case, up: Atoms) -> Shares:
    """Middle shares again, over what runs; an unknown's remainder is an existing flow and takes part."""
    shares = {}
    for listed in case.lists():
        before = middle(listed)
        alive = [
            node
            for node, share in before.items()
            if node in up
            or (node == UNKNOWN and (share > 0 or case.unknown_counts(listed)))
            or (node == REST and share > 0)
        ]
        total = sum(before[node] for node in alive)
        shares[listed.name] = {
            node: before[node] / total if total > 0 else 1 / len(alive) for node in alive
        }  # fmt: skip
    return shares
