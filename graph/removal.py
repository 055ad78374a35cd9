"""From a reference that people write (nvidia, layer:memory, country:KR) to the nodes it removes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from .countries import COUNTRIES
from .problems import did_you_mean

if TYPE_CHECKING:
    from .dataset import Dataset
    from .supply import SupplyGraph

CountryBy = Literal["headquarters", "site"]
SPARED = " (spared "
"""Stands behind the ids of copies whose deliveries go on while those of the others stop, before the
number of the split that made them (``acts``)."""


class UnknownReference(ValueError):
    """A reference that names nothing, or more than one thing."""


def resolve(
    graph: SupplyGraph,
    ref: str,
    *,
    country_by: CountryBy = "headquarters",
    affiliates: bool = True,
    target: str | None = None,
) -> frozenset[str]:
    """The nodes that a reference removes; raises UnknownReference with a suggestion."""
    dataset = graph.dataset
    kind, colon, name = ref.partition(":")
    if colon:
        if kind == "company" and name in dataset.companies:
            return of_companies(graph, [name], affiliates=affiliates)
        if kind == "component" and name in dataset.components:
            return of_components(graph, [name])
        if kind == "layer" and name in dataset.layer_order:
            return of_components(graph, [c.id for c in dataset.components.values() if c.layer == name])
        if kind == "country" and name in COUNTRIES:
            return of_country(graph, name, by=country_by, affiliates=affiliates, target=target)
        known = {
            "company": list(dataset.companies),
            "component": list(dataset.components),
            "layer": list(dataset.layer_order),
            "country": list(COUNTRIES),
        }
        if kind not in known:
            raise UnknownReference(
                f'"{ref}": write company:, component:, layer: or country: before the colon'
            )
        hint = did_you_mean(name, known[kind])
        raise UnknownReference(f'no {kind} "{name}"' + (f"; {hint}" if hint else ""))
    if "@" in ref:
        if ref in graph.nodes:
            return with_parts(graph, copies_of(graph, ref))
        hint = did_you_mean(ref, graph.nodes)
        raise UnknownReference(f'no offering "{ref}"' + (f"; {hint}" if hint else ""))
    if ref in dataset.companies:
        return of_companies(graph, [ref], affiliates=affiliates)
    if ref in dataset.components:
        return of_components(graph, [ref])
    raise UnknownReference(unknown_id(dataset, ref))


def unknown_id(dataset: Dataset, ref: str) -> str:
    """What to say of an id that is neither a company nor a component."""
    hint = did_you_mean(ref.lower(), [*dataset.companies, *dataset.components])
    country = next((code for code, name in COUNTRIES.items() if ref.lower() == name.lower()), None)
    if ref in COUNTRIES or country:
        hint = f'did you mean "country:{country or ref}"?'
    by_name = [
        record.id
        for records in (dataset.companies, dataset.components)
        for record in records.values()
        if ref.lower() in {record.name.lower(), *(a.lower() for a in record.aliases)}
    ]
    if by_name:
        hint = f'did you mean "{sorted(by_name)[0]}"?'
    return f'no company or component "{ref}"' + (f"; {hint}" if hint else '; "narrows list" shows all')


def copies_of(graph: SupplyGraph, id_: str) -> tuple[str, ...]:
    """A node and the copies of it that stand for deliveries that go on; nothing if there is none."""
    known = graph.nodes.get(id_)
    same = graph.of_component.get(known.component, ()) if known is not None else ()
    return tuple(n for n in same if n.partition(SPARED)[0] == id_)


def with_parts(graph: SupplyGraph, ids: Iterable[str]) -> frozenset[str]:
    """Nodes together with their places and members."""
    wanted = set(ids)
    parts = {
        option.node
        for id_ in wanted
        for gate in graph.nodes[id_].gates
        if graph.gates[gate].kind in ("places", "members")
        for option in graph.gates[gate].options
        if option.node is not None
    }
    return frozenset(wanted | parts)


def of_components(graph: SupplyGraph, ids: Iterable[str]) -> frozenset[str]:
    """Components and all their offerings."""
    return frozenset(n for id_ in ids for n in graph.of_component.get(id_, ()))


def of_companies(graph: SupplyGraph, ids: Iterable[str], *, affiliates: bool = True) -> frozenset[str]:
    """All offerings of companies, in all layers, and of those they own over 50 percent."""
    owned = with_affiliates(graph.dataset, ids) if affiliates else set(ids)
    return with_parts(graph, [n for id_ in owned for n in graph.of_company.get(id_, ())])


def of_country(
    graph: SupplyGraph, country: str, *, by: CountryBy, affiliates: bool = True, target: str | None = None
) -> frozenset[str]:
    """What stops when a country stops, except the target and its makers."""
    groups = [n.id for n in graph.nodes.values() if n.kind == "group" and n.country == country]
    if by == "site":
        hit = {n.id for n in graph.nodes.values() if n.kind == "place" and n.country == country}
        gone = with_parts(graph, [*hit, *groups])
    else:
        there = [c.id for c in graph.dataset.companies.values() if c.headquarters == country]
        gone = of_companies(graph, there, affiliates=affiliates) | with_parts(graph, groups)
    if target is None:
        return gone
    makers = set(graph.makers(target)) if by == "headquarters" else set()
    kept = {n.id for n in graph.nodes.values() if n.component == target or n.company in makers}
    return gone - kept


def with_affiliates(dataset: Dataset, ids: Iterable[str]) -> set[str]:
    """Companies and all those that they own over 50 percent, directly or through others."""
    owned = set(ids)
    while True:
        more = {
            c.id
            for c in dataset.companies.values()
            if c.owners and c.id not in owned and any(o.company in owned and o.percent > 50 for o in c.owners)
        }
        if not more:
            return owned
        owned |= more
