"""What limits a network in a year, which part of it is asked about, and what a removal sets free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ...graph.supply import SupplyGraph
from ..quantities import given
from .limits import STOCK, Limit, NotUsed, capacities, stock_of
from .network import Needs, Network


@dataclass(frozen=True, slots=True)
class Freed:
    """What a removal sets free: the parts of removed buyers, in the limit's unit in a year.

    amount : None where only the part is known; ``unit`` is then the measure it is a part of.
    """

    limit: str
    unit: str
    buyers: tuple[str, ...]
    share: float
    amount: float | None


def limits_of(net: Network, year: int) -> tuple[tuple[Limit, ...], tuple[NotUsed, ...]]:
    """The capacities and stocks of a network's makers in a year, and those that cannot be used."""
    limits: list[Limit] = []
    unused: list[NotUsed] = []
    dataset = net.graph.dataset
    inside = {m for makers in net.makers.values() for m in makers}
    for component in with_capacity(net):
        found, not_used = capacities(dataset, dataset.components[component], year)
        for limit in (x for x in found if set(x.makers) & inside):
            if limit.in_wafers and not _convertible(net, limit):
                said = f"{limit.most.middle:,.0f} {limit.unit} a year"
                reason = "how many of them a wafer gives is not known"
                unused.append(NotUsed(component, limit.makers[0], said, reason))
            else:
                limits.append(limit)
        unused += [n for n in not_used if n.maker in inside]
    for component, makers in net.makers.items():
        stock, not_used = stock_of(dataset, dataset.components[component], year)
        unused += not_used
        if f"{component}{STOCK}" in makers:
            limits.append(stock or _no_stock(component))
    return tuple(_pooled(limits)), tuple(unused)


def with_capacity(net: Network) -> tuple[str, ...]:
    """Components of a network, and those whose capacity is stated to make one of them too."""
    out = []
    for id_, record in net.graph.dataset.components.items():
        also = {c for s in record.suppliers for k in s.capacity for c in k.also}
        if id_ in net.makers or also & set(net.makers):
            out.append(id_)
    return tuple(out)


def _convertible(net: Network, limit: Limit) -> bool:
    """Whether for anything that takes from it, it is known how many pieces one wafer gives."""
    ways = (w for need in net.needs for w in need.ways)
    return any(w.per_wafer is not None and set(w.makers) & set(limit.makers) for w in ways)


def _no_stock(component: str) -> Limit:
    return Limit(f"{component} stock", component, "stock", (f"{component}{STOCK}",), given(0.0, ""), "")


def _pooled(limits: Sequence[Limit]) -> list[Limit]:
    """Of capacities stated twice for the same makers together, one."""
    seen: set[frozenset[str]] = set()
    out = []
    for limit in limits:
        key = frozenset(limit.makers)
        if limit.kind == "stock" or key not in seen:
            out.append(limit)
        seen.add(key)
    return out


def limited_components(net: Network, limits: Sequence[Limit]) -> frozenset[str]:
    """The components whose output, or an input of whose output, something limits."""
    makers = {m for limit in limits for m in limit.makers}
    found = {c for c, ms in net.makers.items() if makers & set(ms)}
    while True:
        more = {
            c
            for c, ms in net.makers.items()
            if any(n.maker in ms and any(w.component in found for w in n.ways) for n in net.needs)
        } - found
        if not more:
            return frozenset(found)
        found |= more


def only_stocks(net: Network) -> Network:
    """The network in which what has a stock comes from it alone, and from nothing that could replace it."""
    kept = {c: tuple(m for m in ms if m.endswith(STOCK)) or ms for c, ms in net.makers.items()}
    stocked = {c for c, ms in kept.items() if any(m.endswith(STOCK) for m in ms)}
    needs = []
    for need in net.needs:
        ways = tuple(w for w in need.ways if w.component in stocked) or need.ways
        needs.append(
            replace(
                need,
                ways=tuple(
                    replace(w, makers=tuple(m for m in w.makers if m in kept[w.component])) for w in ways
                ),
            )
        )
    return _with_makers(net, kept, needs)


def only_known(net: Network, years: Sequence[int]) -> Network:
    """The network without makers of unknown capacity beside one whose capacity is known in a year."""
    known = {m for year in years for limit in limits_of(net, year)[0] for m in limit.makers}
    kept = {c: tuple(m for m in ms if m in known) or ms for c, ms in net.makers.items()}
    needs = []
    for need in net.needs:
        ways = (replace(w, makers=tuple(m for m in w.makers if m in kept[w.component])) for w in need.ways)
        needs.append(replace(need, ways=tuple(ways)))
    return _with_makers(net, kept, needs)


def _with_makers(net: Network, makers: dict[str, tuple[str, ...]], needs: Sequence[Needs]) -> Network:
    inside = {m for ms in makers.values() for m in ms}
    return replace(net, makers=makers, needs=tuple(n for n in needs if n.maker in inside))


def removed_companies(graph: SupplyGraph) -> frozenset[str]:
    """Companies all of whose offerings are removed."""
    return frozenset(
        c for c, nodes in graph.of_company.items() if c and nodes and set(nodes) <= graph.removed
    )


def freed_by(net: Network, year: int, gone: frozenset[str]) -> tuple[Freed, ...]:
    """The parts that removed buyers got, of capacities and of what all makers make together."""
    out = []
    dataset = net.graph.dataset
    inside = {m for makers in net.makers.values() for m in makers}
    for component in with_capacity(net):
        record = dataset.components[component]
        for limit in capacities(dataset, record, year)[0]:
            who = {b: s for b, s in limit.buyers if b in gone}
            if who and set(limit.makers) & inside:
                share = sum(who.values())
                out.append(Freed(limit.id, limit.unit, tuple(who), share, share * limit.most.middle))
        stated = {b.company: [s for s in b.shares if s.period.startswith(str(year))] for b in record.buyers}
        parts = {b: s[0] for b, s in stated.items() if s and b in gone}
        if parts and component in net.makers:
            measure = next(iter(parts.values())).measure
            share = sum(s.value for s in parts.values())
            out.append(Freed(f"{component}, all makers", measure, tuple(parts), share, None))
    return tuple(out)
