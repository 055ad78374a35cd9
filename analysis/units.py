"""What can be lost: companies, offerings, components, countries or authorities, and who holds them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from ..graph.joint import parts
from ..graph.removal import CountryBy, of_companies, of_components, of_country, with_parts
from ..graph.supply import SupplyGraph
from .authority import authorities
from .holder import Holder
from .model import Model

Level = Literal["company", "offering", "component", "country", "authority"]
LEVELS: tuple[Level, ...] = ("company", "offering", "component", "country", "authority")


@dataclass(frozen=True, slots=True)
class Unit:
    """Something that can be lost as a whole, and the node numbers that go with it."""

    id: str
    nodes: frozenset[int]


def units_of(
    model: Model,
    level: Level,
    *,
    country_by: CountryBy = "headquarters",
    affiliates: bool = True,
    exclude: Collection[str] = (),
    protect: frozenset[str] = frozenset(),
) -> tuple[Unit, ...]:
    """What can be lost at a level, sorted by id; never the target, its makers, or what is gone already.

    Parameters
    ----------
    exclude : ids that are not to be lost.
    protect : nodes that go on running whatever is lost.
    """
    graph = model.graph
    target = model.ids[model.target]
    targets = set(parts(graph, target)) | {target}
    here = [graph.nodes[n] for n in model.ids]
    found: dict[str, frozenset[str]] = {}
    if level == "component":
        ids = {n.component for n in here} - targets
        found = {c: of_components(graph, [c]) for c in ids}
    elif level == "offering":
        # A place may be named where the offering itself is not.
        ids = {n.id.partition("/")[0] for n in here if n.kind in ("offering", "place")}
        found = {o: with_parts(graph, [o]) for o in ids if graph.nodes[o].component not in targets}
    elif level == "company":
        for company in graph.dataset.companies:
            gone = of_companies(graph, [company], affiliates=affiliates)
            if not _touches_makers(graph, gone, targets):
                found[company] = gone
    elif level == "country":
        for country in sorted(countries_of(graph, country_by)):
            gone = of_country(graph, country, by=country_by, affiliates=affiliates)
            found[country] = _without_makers(graph, gone, targets, by=country_by)
    else:
        pulled = authorities(graph, target)
        found = {a: _without_makers(graph, n, targets, by="headquarters") for a, n in pulled.items()}
    units = (
        Unit(id_, model.numbers(nodes - protect) - model.blocked)
        for id_, nodes in sorted(found.items())
        if id_ not in exclude
    )
    return tuple(u for u in units if u.nodes)


def _touches_makers(graph: SupplyGraph, gone: frozenset[str], targets: Collection[str]) -> bool:
    return any(graph.nodes[n].component in targets for n in gone)


def _without_makers(
    graph: SupplyGraph, gone: frozenset[str], targets: Collection[str], *, by: CountryBy
) -> frozenset[str]:
    """A country does not take away the target itself, nor, by headquarters, what its makers make."""
    makers = {m for t in targets for m in graph.makers(t)} if by == "headquarters" else set()
    return frozenset(
        n for n in gone if graph.nodes[n].component not in targets and graph.nodes[n].company not in makers
    )


def countries_of(graph: SupplyGraph, by: CountryBy) -> set[str]:
    """The countries in which something could stop."""
    groups = {n.country for n in graph.nodes.values() if n.kind == "group" and n.country}
    if by == "site":
        return groups | {n.country for n in graph.nodes.values() if n.kind == "place" and n.country}
    return groups | {c.headquarters for c in graph.dataset.companies.values()}


def layer_units(model: Model, layer: str, companies: Iterable[str]) -> tuple[Unit, ...]:
    """Companies restricted to their offerings in one layer, sorted; the target's offerings left out."""
    target = model.ids[model.target]
    wanted = set(companies)
    nodes: dict[str, set[str]] = {}
    for id_ in model.ids:
        node = model.graph.nodes[id_]
        if node.layer == layer and node.company in wanted and node.component != target:
            nodes.setdefault(node.company or "", set()).add(id_)
    units = (
        Unit(c, model.numbers(with_parts(model.graph, ids)) - model.blocked)
        for c, ids in sorted(nodes.items())
    )
    return tuple(u for u in units if u.nodes)


def layer_places(model: Model, layer: str, holder: Holder) -> tuple[Unit, ...]:
    """By site: each company's places in the holder's countries, restricted to one layer."""
    target = model.ids[model.target]
    nodes: dict[str, set[int]] = {}
    for number, id_ in enumerate(model.ids):
        node = model.graph.nodes[id_]
        here = node.kind == "place" and node.layer == layer and node.component != target
        if here and node.country and holder.holds(node.country) and number not in model.blocked:
            nodes.setdefault(node.company or "", set()).add(number)
    return tuple(Unit(c, frozenset(n)) for c, n in sorted(nodes.items()))


def held_share_of(
    model: Model, unit: Unit, level: Level, holder: Holder | None, country_by: CountryBy
) -> Literal["all", "some", "none"] | None:
    """Whether a unit is in the holder's hands: all, some or none of it; None if nobody can say."""
    if holder is None or level == "component":
        return None
    graph = model.graph
    if level in ("country", "authority"):
        return "all" if holder.holds(unit.id) else "none"
    if country_by == "site":
        places = [graph.nodes[model.ids[n]] for n in unit.nodes]
        held = [holder.holds(p.country) for p in places if p.kind == "place" and p.country]
        if not held:
            return None
        return "all" if all(held) else "some" if any(held) else "none"
    company = unit.id if level == "company" else graph.nodes[unit.id].company
    record = graph.dataset.companies.get(company or "")
    if record is None:
        return None
    return "all" if holder.holds(record.headquarters, record.id) else "none"


def as_bits(units: Iterable[tuple[Unit, int]]) -> dict[int, int]:
    """For each node, the scenarios in which one of its units is lost."""
    out: dict[int, int] = {}
    for unit, bits in units:
        if bits:
            for node in unit.nodes:
                out[node] = out.get(node, 0) | bits
    return out


def companies_in(model: Model) -> tuple[str, ...]:
    """The companies that the target depends on, sorted."""
    named = {model.graph.nodes[n].company for n in model.ids}
    return tuple(sorted(c for c in named if c is not None))


def headquarters(graph: SupplyGraph) -> Mapping[str, str]:
    """Where each company is headquartered."""
    return {c.id: c.headquarters for c in graph.dataset.companies.values()}
