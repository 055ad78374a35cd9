"""Export controls: their status on a day, what they reach, and whose purchases they stop."""

from __future__ import annotations

from collections.abc import Callable, Collection

from .dataset import Dataset
from .dates import last_day
from .joint import parts
from .records import Company, Control
from .removal import copies_of, of_components, with_parts
from .supply import Node, SupplyGraph

Consumer = Callable[[str], bool]


def day_of(graph: SupplyGraph) -> str:
    """The day for which controls are read: that of the filters, or else that of the dataset."""
    return graph.filters.as_of or graph.dataset.manifest.as_of


def status_on(control: Control, date: str) -> str | None:
    """The status on a date; None before the first entry. A bare month or year counts as its last day.

    What nobody has said stays "unknown"; an entry of a later date does not count yet.
    """
    day = last_day(date)
    known = [e for e in control.timeline if last_day(e.date) <= day]
    return max(known, key=lambda e: last_day(e.date)).status if known else None


def bites(graph: SupplyGraph, control: Control, target: str) -> bool:
    """Whether a control works against the jurisdiction of a target, was known by then and has not lapsed."""
    if status_on(control, day_of(graph)) in (None, "lapsed"):
        return False
    homes = {graph.dataset.components[t].jurisdiction for t in parts(graph, target)}
    return is_against(control, homes)


def is_against(control: Control, homes: Collection[str | None]) -> bool:
    """Whether a control works against countries as a whole."""
    against = control.against
    if against.destinations:
        return bool(set(homes) & set(against.destinations))
    # A rule against listed firms only is not a rule against the whole country; one against nobody in
    # particular works against everybody abroad.
    return not (against.companies or against.offerings) and set(homes) != {control.authority_country}


def within_reach(graph: SupplyGraph, control: Control, target: str) -> frozenset[str]:
    """The offerings, places and groups that a control covers and its authority can bind, for one target.

    An offering is bound if its maker's headquarters, its site or its maker by name is within reach, or if
    the rule reaches products made abroad by anybody. What a maker sells at home is no export: no rule
    binds those headquartered where the target is.
    """
    homes = {graph.dataset.components[t].jurisdiction for t in parts(graph, target)}
    covered: set[str] = set()
    for item in control.covers:
        if item.offering is not None:
            covered |= with_parts(graph, copies_of(graph, item.offering))
        elif item.component is not None:
            covered |= of_components(graph, [item.component])
        elif item.layer is not None:
            records = graph.dataset.components.values()
            covered |= of_components(graph, [c.id for c in records if c.layer == item.layer])
    return frozenset(n for n in covered if _bound(graph, control, n, homes))


def _bound(graph: SupplyGraph, control: Control, id_: str, homes: Collection[str | None]) -> bool:
    node, reach = graph.nodes[id_], control.reach
    if node.kind == "component":
        return False
    company = graph.dataset.companies.get(node.company or "")
    home = company.headquarters if company is not None else node.country
    if home in homes:
        return False
    # A group nobody has named has no headquarters; its country is where its members produce.
    here = node.kind in ("place", "group") and node.country in reach.sites
    return reach.foreign_products or node.company in reach.companies or home in reach.headquarters or here


def consumers(graph: SupplyGraph, control: Control) -> Consumer:
    """Whether a control stops what a node buys: the node stands where, or belongs to whom, it works against.

    A component with makers is hit if all of them are; one without, if all that use it are.
    """
    return _Consumers(graph, control).hit


class _Consumers:
    def __init__(self, graph: SupplyGraph, control: Control) -> None:
        self.graph = graph
        self.control = control
        self.known: dict[str, bool | None] = {}
        self.users: dict[str, list[str]] = {}
        for node in graph.nodes:
            for source in graph.inputs(node):
                self.users.setdefault(source, []).append(node)
        against = control.against
        self.listed = with_owned(graph.dataset, against.companies, against.owned_at_least)
        companies = graph.dataset.companies
        seats = {companies[c].headquarters for c in against.companies if c in companies}
        # Where the listed firms are strangers in the country it works against, their sites there are meant.
        self.strangers = bool(against.companies) and not seats & set(against.destinations)

    def hit(self, id_: str) -> bool:
        return bool(self.verdict(id_))

    def verdict(self, id_: str) -> bool | None:
        """True or False; None for what nobody uses, or only what is still being asked about uses."""
        if id_ not in self.known:
            self.known[id_] = None
            self.known[id_] = self.found(self.graph.nodes[id_])
        return self.known[id_]

    def found(self, node: Node) -> bool | None:
        if node.kind != "component":
            return self.maker(node)
        home = self.home_of(node.component)
        if home is not None:
            return self.place(home, home)
        made = [
            self.maker(self.graph.nodes[o.node])
            for g in self.graph.requirements(node.id)
            if g.kind == "suppliers"
            for o in g.options
            if o.node is not None
        ]
        if made:
            return all(made)
        used = [v for u in self.users.get(node.id, ()) if (v := self.verdict(u)) is not None]
        return all(used) if used else None

    def home_of(self, component: str) -> str | None:
        record = self.graph.dataset.components.get(component)
        return record.jurisdiction if record is not None else None

    def maker(self, node: Node) -> bool:
        against, company = self.control.against, self.graph.dataset.companies.get(node.company or "")
        if node.id.partition("/")[0] in against.offerings:
            return True
        places = [
            self.graph.nodes[o.node].country
            for g in self.graph.requirements(node.id)
            if g.kind == "places"
            for o in g.options
            if o.node is not None
        ]
        seat = company.headquarters if company is not None else node.country
        site = node.country if node.kind == "place" else places[0] if len(set(places)) == 1 else None
        if against.destinations and self.strangers:
            return node.company in self.listed and site in against.destinations
        if not against.destinations and (against.companies or against.offerings):
            return node.company in self.listed
        return self.place(site or seat, seat)

    def place(self, site: str | None, seat: str | None) -> bool:
        against = self.control.against
        if against.destinations:
            return site in against.destinations or seat in against.destinations
        if against.companies or against.offerings:
            return False
        return site != self.control.authority_country


def with_owned(dataset: Dataset, ids: Collection[str], percent: float | None) -> frozenset[str]:
    """Companies and, if a percentage is given, those of which they own at least that much together."""
    owned = set(ids)
    more: set[str] = set(ids)
    while more and percent is not None:
        more = {c.id for c in dataset.companies.values() if c.id not in owned and _part(c, owned) >= percent}
        owned |= more
    return frozenset(owned)


def _part(company: Company, owners: Collection[str]) -> float:
    return sum(o.percent for o in company.owners if o.company in owners)
