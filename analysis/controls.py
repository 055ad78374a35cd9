"""Export controls: what each covers and could cut, and who can pull which chokepoint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from ..graph.controls import day_of, is_against, status_on, within_reach
from ..graph.dates import last_day
from ..graph.records import Control
from ..graph.removal import SPARED, UnknownReference
from ..graph.supply import SupplyGraph
from ..graph.what_if import split_for
from .cutsets import minimal_cut_sets
from .exposure import Loss, losses
from .model import Model, compile_model
from .reading import CLOSED, Reading
from .results import Result, Row, provenance_of, rounded
from .running import failing, runs_without, status_of
from .units import Unit, as_bits, units_of


@dataclass(frozen=True, slots=True)
class ControlState:
    """One control on a day.

    status : on that day; None before its first entry; "unknown" where nobody has said.
    since : from when it has had this status; None before the first entry.
    then : what is already written for later: date and status.
    held : share of the target's supply lost if it is applied in full; None without a target that runs.
    stops : whether that stops the target.
    reaches : the companies under the target whose deliveries it stops, sorted.
    """

    control: Control
    status: str | None
    since: str | None
    then: tuple[str, str] | None
    held: Loss | None = None
    stops: bool | None = None
    reaches: tuple[str, ...] = ()

    def row(self) -> Row:
        control = self.control
        covers = [c.component or c.offering or f"layer:{c.layer}" for c in control.covers]
        return {
            "id": control.id,
            "authority": control.authority,
            "authority_country": control.authority_country,
            "status": self.status,
            "since": self.since,
            "then": f"{self.then[1]} from {self.then[0]}" if self.then else None,
            "effect": control.effect,
            "acts_on": list(control.acts_on),
            "covers": covers,
            "against": against_whom(control),
            "held": rounded(self.held.value) if self.held else None,
            "held_low": rounded(self.held.low) if self.held else None,
            "held_high": rounded(self.held.high) if self.held else None,
            "stops": self.stops,
            "reaches": list(self.reaches),
        }


@dataclass(frozen=True, slots=True)
class Lever:
    """A chokepoint, and the authorities that can pull it.

    bound_by : for each member, the authorities whose controls cover and bind what it makes.
    pulled_by : the smallest groups of authorities that stop the target through these members at once.
    controls : the controls that bind any member.
    """

    members: tuple[str, ...]
    bound_by: tuple[tuple[str, ...], ...]
    pulled_by: tuple[tuple[str, ...], ...]
    controls: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        return {
            "order": len(self.members),
            "members": list(self.members),
            "bound_by": [list(a) for a in self.bound_by],
            "pulled_by": [list(a) for a in self.pulled_by],
            "controls": list(self.controls),
        }


@dataclass(frozen=True, slots=True)
class Controls(Result):
    """Export controls on a day and, for a target, what they could cut."""

    as_of: str
    against: str | None
    max_order: int
    controls: tuple[ControlState, ...]
    levers: tuple[Lever, ...]

    def rows(self) -> tuple[Row, ...]:
        return tuple(c.row() for c in self.controls)

    def to_dict(self) -> dict[str, Any]:
        base = Result.to_dict(self)
        provenance = base.pop("provenance")
        return {
            **base,
            "as_of": self.as_of,
            "against": self.against,
            "max_order": self.max_order,
            "controls": [dict(r) for r in self.rows()],
            "cut_sets": [x.to_dict() for x in self.levers],
            "provenance": provenance,
        }


def against_whom(control: Control) -> list[str]:
    """Whom a control works against: countries, listed firms and offerings; empty for everybody abroad."""
    against = control.against
    owned = [f"owned {against.owned_at_least:g}% or more"] if against.owned_at_least else []
    return [*against.destinations, *against.companies, *against.offerings, *owned]


def controls(
    graph: SupplyGraph,
    target: str | None = None,
    *,
    against: str | None = None,
    as_of: str | None = None,
    max_order: int = 3,
    reading: Reading = CLOSED,
) -> Controls:
    """The export controls of a dataset on a day and, for a target, what they could cut.

    Parameters
    ----------
    target : with one, each control's held exposure and each chokepoint's authorities are computed.
    against : only controls that work against this country, or against firms headquartered there.
    as_of : the day of the statuses; by default that of the graph's filters, or else of the dataset.

    A control is taken as applied in full: no delivery it covers, within its authority's reach, to those it
    works against. Its status says whether it is. For the authorities of a chokepoint all controls count
    that were known by that day and have not lapsed, whatever else their status. Raises UnknownReference
    for an unknown target or country. Cost: a pass for each control, one search for cut sets.

    Examples
    --------
    >>> from narrows import load
    >>> [c.status for c in controls(load("tutorial"), as_of="2025-06-30").controls]
    ['in-force']
    """
    from ..graph.countries import COUNTRIES

    if against is not None and against not in COUNTRIES:
        raise UnknownReference(f'"{against}" is no country code; write for example CN')
    day = as_of or day_of(graph)
    chosen = [c for c in graph.dataset.controls.values() if against is None or _aims_at(graph, c, against)]
    states = tuple(_state(c, day) for c in chosen)
    if target is None:
        return Controls("", "running", provenance_of(graph), day, against, max_order, states, ())
    base = compile_model(graph, target, reading)
    notes = (f"status of controls on {day}", "each control taken as applied in full, without licences")
    provenance = provenance_of(graph, base, notes=notes)
    status = status_of(base)
    if status != "running":
        return Controls(target, status, provenance, day, against, max_order, states, ())
    whole, gone = _together(graph, chosen, target, base)
    model = compile_model(whole, target, reading)
    numbers = {c: model.numbers(nodes) for c, nodes in gone.items()}
    measured = _measured(model, states, numbers)
    counted = {s.control.id for s in states if s.status not in (None, "lapsed")}
    pulled = {c: n for c, n in numbers.items() if c in counted}
    bound = {c: base.numbers(within_reach(graph, graph.dataset.controls[c], target)) for c in pulled}
    levers = _levers(model, base, pulled, bound, max_order)
    return Controls(target, status, provenance, day, against, max_order, measured, levers)


def _aims_at(graph: SupplyGraph, control: Control, country: str) -> bool:
    companies = graph.dataset.companies
    seats = {companies[c].headquarters for c in control.against.companies if c in companies}
    return is_against(control, {country}) or (not control.against.destinations and country in seats)


def _state(control: Control, day: str) -> ControlState:
    limit = last_day(day)
    past = [e for e in control.timeline if last_day(e.date) <= limit]
    later = sorted((e for e in control.timeline if last_day(e.date) > limit), key=lambda e: last_day(e.date))
    now = status_on(control, day)
    # Entries that only repeat a status do not start it again.
    since = None
    for entry in sorted(past, key=lambda e: last_day(e.date), reverse=True):
        if entry.status != now:
            break
        since = entry.date
    return ControlState(control, now, since, (later[0].date, later[0].status) if later else None)


def _measured(
    model: Model, states: Sequence[ControlState], numbers: Mapping[str, frozenset[int]]
) -> tuple[ControlState, ...]:
    reaching = [s.control.id for s in states if numbers.get(s.control.id)]
    held = dict(zip(reaching, losses(model, [Unit(c, numbers[c]) for c in reaching]), strict=True))
    out = []
    for state in states:
        id_ = state.control.id
        if id_ not in held:
            out.append(replace(state, held=Loss(0.0, 0.0, 0.0), stops=False))
            continue
        makers = {model.graph.nodes[model.ids[n]].company for n in numbers[id_]}
        out.append(
            replace(
                state,
                held=held[id_],
                stops=not runs_without(model, numbers[id_]),
                reaches=tuple(sorted(m for m in makers if m is not None)),
            )
        )
    return tuple(out)


def _levers(
    model: Model,
    base: Model,
    pulled: Mapping[str, frozenset[int]],
    bound: Mapping[str, frozenset[int]],
    max_order: int,
) -> tuple[Lever, ...]:
    """Every cut set, who binds its members, and whose controls alone bring it about."""
    country = {c: base.graph.dataset.controls[c].authority_country for c in pulled}
    units = {u.id: u for u in units_of(base, "company")}
    cuts = minimal_cut_sets(base, list(units.values()), max_order)
    copies = {u.id: u for u in units_of(model, "company")}
    found = _pullers(model, [frozenset(n for m in c for n in copies[m].nodes) for c in cuts], pulled, country)
    out = []
    for cut, groups in zip(cuts, found, strict=True):
        members = tuple(sorted(cut))
        acting = [(m, c) for m in members for c, n in bound.items() if n & units[m].nodes]
        binding = tuple(tuple(sorted({country[c] for x, c in acting if x == m})) for m in members)
        out.append(Lever(members, binding, groups, tuple(sorted({c for _, c in acting}))))
    return tuple(out)


def _together(
    graph: SupplyGraph, chosen: Sequence[Control], target: str, base: Model
) -> tuple[SupplyGraph, dict[str, frozenset[str]]]:
    """One graph that says the same, with the nodes that each control takes away from it."""
    gone: dict[str, frozenset[str]] = {}
    for control in chosen:
        if not base.numbers(within_reach(graph, control, target)):
            continue
        there, mine = split_for(graph, control, target)
        # What a control takes away it takes away from the copies that later ones make as well.
        made = [(n.rpartition(SPARED)[0], n) for n in there.nodes.keys() - graph.nodes.keys()]
        gone = {c: n | {copy for original, copy in made if original in n} for c, n in gone.items()}
        gone[control.id] = mine
        graph = there
    return graph, gone


def _pullers(
    model: Model,
    members: Sequence[frozenset[int]],
    by_control: Mapping[str, frozenset[int]],
    country: Mapping[str, str],
) -> list[tuple[tuple[str, ...], ...]]:
    """For each group of nodes, the smallest groups of authorities that stop the target through it."""
    authorities = sorted({country[c] for c in by_control})
    nodes = {
        a: frozenset[int]().union(*(n for c, n in by_control.items() if country[c] == a)) for a in authorities
    }
    groups = [g for size in range(1, len(authorities) + 1) for g in combinations(authorities, size)]
    if not groups or not members:
        return [() for _ in members]
    tries = [
        (Unit("", frozenset(n for a in g for n in nodes[a] & lost)), 1 << (i * len(groups) + j))
        for i, lost in enumerate(members)
        for j, g in enumerate(groups)
    ]
    stopped = failing(model, as_bits(tries), len(members) * len(groups))[model.target]
    out: list[tuple[tuple[str, ...], ...]] = []
    for i in range(len(members)):
        able: list[tuple[str, ...]] = []
        for j, group in enumerate(groups):
            here = stopped >> (i * len(groups) + j) & 1
            if here and not any(set(a) <= set(group) for a in able):
                able.append(group)
        out.append(tuple(able))
    return out
