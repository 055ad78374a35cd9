"""What a model means, computed the slow and obvious way, from the design's words alone.

Sets are found by trying every subset, supply by plain recursion, intervals by trying every way to give a
remainder to one of those who share it (supply rises or falls with each list's own sum, so the ends are always
reached there). What runs is in ``rules.py``; its names are offered here too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal, Unpack

from .model import Model
from .rules import (
    REST,
    UNKNOWN,
    Atoms,
    Case,
    CountryBy,
    Entry,
    How,
    Level,
    Listed,
    Shares,
    affiliates,
    extreme_shares,
    held_companies,
    held_groups,
    layer_suppliers,
    makers,
    middle_shares,
    offerings,
    removal,
    renormalised_shares,
    running,
    tag,
    units,
)

__all__ = [
    "Interval", "Shift", "affiliates", "cut_sets", "exposure", "loss", "makers", "offerings", "removal",
    "running", "shift", "supply", "tag", "units",
]  # fmt: skip

EPSILON = 1e-9


@dataclass(frozen=True)
class Interval:
    low: float
    mid: float
    high: float


# Supply.


class Supply:
    """The supply of every node, with some atoms removed and every share chosen.

    strict: a node that does not run supplies nothing, whatever an unknown's remainder would give.
    alive: if given, only these nodes take part at all (the numbers after a removal).
    """

    def __init__(self, case: Case, removed: Atoms, shares: Shares, strict: bool = False,
                 alive: Atoms | None = None) -> None:  # fmt: skip
        self.case, self.removed, self.shares = case, removed, shares
        self.strict, self.alive = strict, alive
        self.up = case.running(removed)
        self.known: dict[str, float] = {}
        self.asked: list[str] = []

    def of(self, node: str) -> float:
        if node in self.asked:
            raise ValueError(f"a cycle with no feedback: {' -> '.join([*self.asked, node])}")
        if node not in self.known:
            self.asked.append(node)
            self.known[node] = self._of(node)
            self.asked.pop()
        return self.known[node]

    def _of(self, node: str) -> float:
        case = self.case
        if not case.in_place(node, self.removed) or (self.strict and node not in self.up):
            return 0.0
        if self.alive is not None and node not in self.alive:
            return 0.0
        lists = list(case.requirements_of(node))
        if node in case.suppliers:
            lists.append(case.suppliers[node])
        if node in case.places and case.places[node].entries:
            # Each place needs what the offering needs: losing half the places loses half of that.
            return min([self._through(listed) for listed in lists], default=1.0) * self._sites(node)
        return min([self._through(listed) for listed in lists], default=1.0)

    def _sites(self, offering: str) -> float:
        listed = self.case.places[offering]
        shares = self.shares[listed.name].items()
        return sum(s for node, s in shares if self.case.in_place(node, self.removed))

    def _through(self, listed: Listed) -> float:
        if listed.at_least > 1:
            supplies = sorted((self._entry(listed, entry) for entry in listed.entries), reverse=True)
            return supplies[listed.at_least - 1] if len(supplies) >= listed.at_least else 0.0
        shares = self.shares[listed.name]
        total = shares.get(UNKNOWN, 0.0) + shares.get(REST, 0.0)
        for entry in listed.entries:
            if entry.node != UNKNOWN and entry.node in shares:
                total += shares[entry.node] * self._entry(listed, entry)
        return total

    def _entry(self, listed: Listed, entry: Entry) -> float:
        if entry.node == UNKNOWN:
            return 1.0 if self.case.unknown_counts(listed) else 0.0
        if entry.feedback:
            return 1.0 if entry.node in self.up else 0.0
        return self.of(entry.node)


class Measured:
    """A model and target before a removal, or after one (what is left substituting)."""

    def __init__(self, model: Model, target: str, removed: Atoms | None, how: How) -> None:
        self.case, self.target = Case(model, **how), target
        self.removed = frozenset() if removed is None else removed
        self.up = self.case.running(self.removed)
        self.alive = None if removed is None else self.up
        self.shares = middle_shares(self.case) if removed is None else renormalised_shares(self.case, self.up)

    @property
    def runs(self) -> bool:
        return self.target in self.up

    def stops(self, atoms: Atoms) -> bool:
        return self.target not in self.case.running(self.removed | atoms)

    def supply(self, atoms: Atoms) -> float:
        return Supply(self.case, self.removed | atoms, self.shares, alive=self.alive).of(self.target)

    def loss(self, atoms: Atoms) -> float:
        """The middle: one share for each, whatever is missing split equally."""
        return 1 - self.supply(atoms) / self.supply(frozenset())


def supply(model: Model, target: str, atoms: Iterable[str] = (), **how: Unpack[How]) -> Interval:
    """The target's supply with the atoms removed and nothing substituted: lowest, middle, highest."""
    case, removed = Case(model, **how), frozenset(atoms)
    strict = case.reading == "closed"
    every = extreme_shares(case, target)
    return Interval(
        min(Supply(case, removed, shares, strict).of(target) for shares in every),
        Supply(case, removed, middle_shares(case)).of(target),
        max(Supply(case, removed, shares).of(target) for shares in every),
    )


def loss(model: Model, target: str, atoms: Iterable[str], **how: Unpack[How]) -> Interval | None:
    """The fraction of supply lost with the atoms; None if the target does not run to begin with.

    The ends are exact where the target's supply is 1 before (always so when every node runs); a split that
    leaves no supply to begin with is not counted.
    """
    measured = Measured(model, target, None, how)
    return loss_between(measured, frozenset(atoms)) if measured.runs else None


def loss_between(measured: Measured, removed: Atoms) -> Interval:
    """The loss with the original shares, over every split of what is missing."""
    case, target = measured.case, measured.target

    def losses(strict: bool) -> list[float]:
        found = []
        for shares in extreme_shares(case, target):
            full = Supply(case, frozenset(), shares, strict).of(target)
            if full > 0:
                found.append(1 - Supply(case, removed, shares, strict).of(target) / full)
        return found

    plain = losses(False)
    every = plain + (losses(True) if case.reading == "closed" else [])
    return Interval(min(plain), measured.loss(removed), max(every))


def exposure(model: Model, target: str, unit: str, level: Level = "company",
             country_by: CountryBy = "headquarters", no_affiliates: bool = False,
             **how: Unpack[How]) -> Interval | None:  # fmt: skip
    return loss(model, target, removal(model, target, unit, level, country_by, no_affiliates), **how)


# Minimal cut sets.


def minimal_sets(measured: Measured, atoms: Mapping[str, Atoms], max_order: int | None,
                 fraction: float) -> list[frozenset[str]]:  # fmt: skip
    """Every subset, smallest first; one that holds another that was found is not minimal."""
    found: list[frozenset[str]] = []
    if not measured.runs:
        return found
    top = len(atoms) if max_order is None else min(max_order, len(atoms))
    for order in range(1, top + 1):
        for names in combinations(sorted(atoms), order):
            chosen = frozenset(names)
            if any(smaller < chosen for smaller in found):
                continue
            gone: Atoms = frozenset().union(*(atoms[name] for name in names))
            if measured.stops(gone) or (fraction < 1 and measured.loss(gone) >= fraction - EPSILON):
                found.append(chosen)
    return found


def cut_sets(model: Model, target: str, level: Level = "company", max_order: int | None = None,
             loss: float = 1.0, country_by: CountryBy = "headquarters", no_affiliates: bool = False,
             removed: Iterable[str] | None = None, **how: Unpack[How]) -> list[frozenset[str]]:  # fmt: skip
    """Minimal cut sets, by order and then by name; with ``removed``, those of what runs after the removal."""
    measured = Measured(model, target, None if removed is None else frozenset(removed), how)
    atoms = {
        unit: removal(model, target, unit, level, country_by, no_affiliates)
        for unit in units(model, target, level, country_by, no_affiliates)
    }
    return minimal_sets(measured, atoms, max_order, loss)


# Shift.


def throughput(measured: Measured) -> dict[str, float]:
    """The flow through every node when the target's unit is passed down, share by share."""
    case, flows = measured.case, dict.fromkeys(sorted(measured.case.nodes), 0.0)

    def parts(listed: Listed) -> Mapping[str, float]:
        if listed.at_least == 1:
            return measured.shares[listed.name]
        taking_part = [
            entry.node
            for entry in listed.entries
            if (case.unknown_counts(listed) if entry.node == UNKNOWN else
                measured.alive is None or entry.node in measured.alive)
        ]  # fmt: skip
        count = len(taking_part)
        return dict.fromkeys(taking_part, listed.at_least / count if count > 1 else 1.0)

    def push(node: str, amount: float, as_supplier: bool) -> None:
        if amount == 0 or node in (UNKNOWN, REST):
            return
        flows[node] = flows.get(node, 0.0) + amount
        if "/" in node and not as_supplier:  # a place named as an alternative: its company delivers it
            flows[node.partition("/")[0]] += amount
        part = "/" in node and as_supplier  # of an offering, which passes on for all its places
        if part or node in case.members or node not in case.nodes:
            return
        needs = case.needs[node] if as_supplier else case.requirements_of(node)
        for listed in needs:
            passed = parts(listed)
            for entry in listed.entries:
                if not entry.feedback and entry.node in passed:
                    push(entry.node, amount * passed[entry.node], as_supplier=False)
        for below in (case.suppliers, case.places):
            if node in below:
                for name, part in parts(below[node]).items():
                    push(name, amount * part, as_supplier=True)

    push(measured.target, 1.0, as_supplier=False)
    return flows


def company_flows(model: Model, measured: Measured) -> dict[str, float]:
    flows = throughput(measured)
    return {
        company.id: sum(flows.get(o, 0.0) for o in offerings(model) if o.partition("@")[2] == company.id)
        for company in model.companies
    }


@dataclass(frozen=True)
class CompanyRow:
    exposure_before: Interval
    exposure_after: float | None
    throughput_before: float
    throughput_after: float | None
    growth: float | None


@dataclass(frozen=True)
class LayerRow:
    """Each supplier is the company restricted to the layer; held numbers None without a holder set."""

    held_before: float | None
    held_after: float | None
    held_order_before: int | None
    held_order_after: int | None
    exposures_before: dict[str, float]
    exposures_after: dict[str, float] | None


@dataclass(frozen=True)
class Shift:
    """None stands for every number after a removal that stops the target, or of one that never ran."""

    status: Literal["running", "not_running_at_baseline", "stopped_by_removal"]
    immediate_loss: Interval | None = None
    companies: dict[str, CompanyRow] | None = None
    layers: dict[str, LayerRow] | None = None
    before: list[frozenset[str]] | None = None
    after: list[frozenset[str]] | None = None
    kept: list[frozenset[str]] | None = None
    narrowed: list[frozenset[str]] | None = None
    new: list[frozenset[str]] | None = None
    absorbed: list[frozenset[str]] | None = None


def fewest(measured: Measured, atoms: list[Atoms]) -> int | None:
    """How few of these must be lost together to stop the target?"""
    for order in range(1, len(atoms) + 1):
        for chosen in combinations(atoms, order):
            if measured.stops(frozenset().union(*chosen)):
                return order
    return None


def layer_row(suppliers: Mapping[str, Atoms], held: Atoms | None, groups: Atoms, before: Measured,
              after: Measured) -> LayerRow:  # fmt: skip
    atoms = [suppliers[company] for company in suppliers if held is not None and company in held]
    together: Atoms = groups.union(*atoms)
    known = held is not None
    return LayerRow(
        held_before=before.loss(together) if known else None,
        held_after=after.loss(together) if known and after.runs else None,
        held_order_before=fewest(before, atoms) if known else None,
        held_order_after=fewest(after, atoms) if known and after.runs else None,
        exposures_before={company: before.loss(suppliers[company]) for company in suppliers},
        exposures_after=(
            {company: after.loss(suppliers[company]) for company in suppliers} if after.runs else None
        ),
    )


def shift(model: Model, target: str, removed: Iterable[str], max_order: int | None = 3,
          holders: Iterable[str] | None = None, no_affiliates: bool = False, loss: float = 1.0,
          **how: Unpack[How]) -> Shift:  # fmt: skip
    """Before and after the removal of the atoms, with substitution among what still runs.

    Narrowed is decided against the before-sets of every order; the lists hold sets up to max_order.
    """
    gone = frozenset(removed)
    before, after = Measured(model, target, None, how), Measured(model, target, gone, how)
    if not before.runs:
        return Shift("not_running_at_baseline")
    atoms = {
        unit: removal(model, target, unit, "company", no_affiliates=no_affiliates)
        for unit in units(model, target, "company", no_affiliates=no_affiliates)
    }
    flow_before, flow_after = company_flows(model, before), company_flows(model, after) if after.runs else {}
    rows = {}
    for unit in atoms:
        old, new = flow_before[unit], flow_after.get(unit)
        exposed = loss_between(before, atoms[unit])
        growth = new / old if new is not None and old > 0 else None
        rows[unit] = CompanyRow(exposed, after.loss(atoms[unit]) if after.runs else None, old, new, growth)
    held = held_companies(model, target, holders)
    by_layer = {layer: layer_suppliers(model, target, layer) for layer in model.layers}
    groups = {layer: held_groups(model, target, layer, holders) for layer in model.layers}
    layers = {
        name: layer_row(found, held, groups[name], before, after) for name, found in by_layer.items() if found
    }
    every = minimal_sets(before, atoms, None, loss)
    listed = [cut for cut in every if max_order is None or len(cut) <= max_order]
    result = Shift("stopped_by_removal", loss_between(before, gone), rows, layers, listed)
    if not after.runs:
        return result
    later = minimal_sets(after, atoms, max_order, loss)
    narrowed = [cut for cut in later if cut not in every and any(cut < larger for larger in every)]
    return replace(
        result,
        status="running",
        after=later,
        kept=[cut for cut in later if cut in every],
        narrowed=narrowed,
        new=[cut for cut in later if cut not in every and cut not in narrowed],
        absorbed=[cut for cut in listed if cut not in later],
    )
