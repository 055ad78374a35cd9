"""A scenario applied to a graph: what is removed, added, set, applied and lifted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from .acts import needs_of, split
from .build import build_graph
from .controls import consumers, day_of, status_on, within_reach
from .filters import Filters
from .records import Component, Control, Scenario, Setting, Supplier
from .removal import SPARED, CountryBy, resolve
from .supply import Gate, Option, SupplyGraph


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The graphs before and after a scenario.

    before : as the dataset has it, with the controls that the scenario lifts applied.
    loss : before, written so that ``lost`` can be removed from it; nothing added or set.
    lost : the nodes whose deliveries stop.
    after : with everything that the scenario supposes.
    notes : what was supposed, in words.
    """

    before: SupplyGraph
    loss: SupplyGraph
    lost: frozenset[str]
    after: SupplyGraph
    notes: tuple[str, ...]


def what_if(
    graph: SupplyGraph,
    scenario: Scenario,
    target: str,
    *,
    country_by: CountryBy = "headquarters",
    affiliates: bool = True,
) -> WhatIf:
    """Apply a scenario to a graph, for one target.

    The scenario's date holds unless the graph has been filtered to one. Raises UnknownReference for a
    removal, control or target that does not exist and ValueError for a share or an addition that cannot
    be. O(statements) if anything is added, else O(V + E).
    """
    graph = _dated(graph, scenario)
    unknown = [c for c in (*scenario.apply, *scenario.lift) if c not in graph.dataset.controls]
    if unknown:
        raise ValueError(f'no control "{unknown[0]}"')
    how = _How(scenario, target, country_by, affiliates)
    before = how.controlled(graph, scenario.lift)
    loss = how.controlled(how.removed(before), [c for c in scenario.apply if c not in scenario.lift])
    kept_out = frozenset(n for n in loss.removed if _gone_before(n, before))
    lost = loss.removed - kept_out
    after = how.controlled(how.removed(with_shares(with_added(graph, scenario), scenario)), scenario.apply)
    notes = tuple(_notes(graph, scenario))
    refs = (*scenario.remove, *(f"control:{c}" for c in scenario.apply))
    gone = replace(after, removed_refs=(*graph.removed_refs, *refs), notes=(*after.notes, *notes))
    loss = replace(loss, removed=kept_out)
    return WhatIf(before, loss, lost, gone, notes)


def _gone_before(node: str, graph: SupplyGraph) -> bool:
    """Whether a node, or what it is a copy of, had been removed from an earlier graph."""
    while node not in graph.nodes and SPARED in node:
        node = node.rpartition(SPARED)[0]
    return node in graph.removed


def _dated(graph: SupplyGraph, scenario: Scenario) -> SupplyGraph:
    """The graph at the scenario's date, unless it has a date already."""
    if scenario.as_of is None or graph.filters.as_of is not None:
        return graph
    dated = build_graph(graph.whole or graph.dataset, replace(graph.filters, as_of=scenario.as_of))
    return replace(dated, removed=graph.removed & frozenset(dated.nodes), removed_refs=graph.removed_refs)


@dataclass(frozen=True, slots=True)
class _How:
    scenario: Scenario
    target: str
    country_by: CountryBy
    affiliates: bool

    def removed(self, graph: SupplyGraph) -> SupplyGraph:
        """The graph without what the scenario takes away, as far as its acts reach."""
        gone: frozenset[str] = frozenset()
        for ref in self.scenario.remove:
            gone |= resolve(
                graph, ref, country_by=self.country_by, affiliates=self.affiliates, target=self.target
            )
        needs = needs_of(self.scenario.acts_on)
        if gone and not needs.all:
            graph = split(graph, gone, needs, lambda owner: True)
        return replace(graph, removed=graph.removed | gone)

    def controlled(self, graph: SupplyGraph, controls: Sequence[str]) -> SupplyGraph:
        """The graph with controls applied in full: no delivery that they cover, within their reach."""
        for id_ in controls:
            graph = under_control(graph, graph.dataset.controls[id_], self.target)
        return graph


def under_control(graph: SupplyGraph, control: Control, target: str) -> SupplyGraph:
    """The graph without the deliveries that a control stops if applied in full, for one target.

    What its authority binds no longer reaches those against whom it works: buyers in a country of
    destination, listed companies, or, if none is named, everybody abroad. The target and its makers
    are never removed. O(V + E).
    """
    there, gone = split_for(graph, control, target)
    return replace(there, removed=there.removed | gone)


def split_for(graph: SupplyGraph, control: Control, target: str) -> tuple[SupplyGraph, frozenset[str]]:
    """A graph that says the same, and the nodes whose removal from it is the control applied in full."""
    makers = set(graph.makers(target)) if target in graph.dataset.components else set()
    gone = frozenset(
        n
        for n in within_reach(graph, control, target)
        if graph.nodes[n].component != target and graph.nodes[n].company not in makers
    )
    if not gone:
        return graph, gone
    return split(graph, gone, needs_of(control.acts_on), consumers(graph, control)), gone


def with_added(graph: SupplyGraph, scenario: Scenario) -> SupplyGraph:
    """The graph with the scenario's suppliers and alternatives; each is bound by its component's needs.

    Raises ValueError for a supplier that is there already and undisputed.
    """
    if not scenario.add:
        return graph
    components = dict(graph.dataset.components)
    for addition in scenario.add:
        record = components.get(addition.component)
        if record is None:
            raise ValueError(f'no component "{addition.component}"')
        if addition.supplier is not None:
            record = _with_supplier(record, addition.supplier)
        if addition.alternative is not None:
            if addition.role not in [r.role for r in record.requires]:
                raise ValueError(f'"{record.id}" has no role "{addition.role}"')
            needs = tuple(
                r.model_copy(update={"any_of": (addition.alternative, *r.any_of)})
                if r.role == addition.role
                else r
                for r in record.requires
            )
            record = record.model_copy(update={"requires": needs})
        components[record.id] = record
    # The records have been filtered already: only the sides taken in disputes have to be taken again.
    dataset = replace(graph.dataset, components=MappingProxyType(components))
    built = build_graph(dataset, Filters(disputes=graph.filters.disputes))
    unverified = {id_ for id_, gate in graph.gates.items() if gate.unverified}
    gates = {id_: replace(g, unverified=id_ in unverified) for id_, g in built.gates.items()}
    return replace(
        built,
        gates=MappingProxyType(gates),
        removed=graph.removed,
        removed_refs=graph.removed_refs,
        notes=graph.notes,
        whole=graph.whole,
        filters=graph.filters,
    )


def _with_supplier(record: Component, supplier: Supplier) -> Component:
    same = [s for s in record.suppliers if s.company == supplier.company and supplier.company is not None]
    if same and same[0].dispute is not None:
        return record  # the side of the dispute that was taken has it already
    if same:
        raise ValueError(f'"{supplier.company}" supplies "{record.id}" already: use set')
    if not record.suppliers:
        # Now whoever meets its needs makes it; with a first supplier it would hang on that one.
        raise ValueError(f'"{record.id}" names no supplier, so that another cannot change anything')
    return record.model_copy(update={"suppliers": (supplier, *record.suppliers)})


def with_shares(graph: SupplyGraph, scenario: Scenario) -> SupplyGraph:
    """The graph with the scenario's shares; the others of each list shrink or grow in proportion.

    Shares are set in the measure, market and period in which the list is computed. Raises ValueError for
    an offering that does not exist and for shares that sum to more than 1.
    """
    newcomers = [_offering_added(a.component, a.supplier) for a in scenario.add]
    wanted: dict[str, dict[str, float]] = defaultdict(dict)
    for setting in scenario.set:
        wanted[gate_of(setting)][setting.offering] = setting.share
    gates = dict(graph.gates)
    for gate, shares in wanted.items():
        named = [o.node for o in gates[gate].options] if gate in gates else []
        missing = [o for o in shares if o not in named]
        if missing:
            raise ValueError(f'no offering "{missing[0]}"')
        if sum(shares.values()) > 1 + 1e-9:
            raise ValueError(f"the shares set in {gate} sum to more than 1")
        gates[gate] = with_set(gates[gate], shares, newcomers)
    return replace(graph, gates=MappingProxyType(gates)) if wanted else graph


def gate_of(setting: Setting) -> str:
    """The list in which a setting's share stands."""
    offering, slash, _ = setting.offering.partition("/")
    return f"{offering}/places" if slash else f"{offering.partition('@')[0]}/suppliers"


def _offering_added(component: str, supplier: Supplier | None) -> str:
    return f"{component}@{supplier.company}" if supplier is not None else ""


def with_set(gate: Gate, shares: Mapping[str, float], newcomers: Sequence[str] = ()) -> Gate:
    """A list with some shares set and the other known ones in proportion, so that the whole stays one.

    A newcomer has had nothing. Where it is not known how much those set have had, the others shrink only
    as far as they must.

    >>> from narrows import load
    >>> gate = load("tutorial").gates["hbm3/suppliers"]
    >>> [o.share for o in with_set(gate, {"hbm3@mem-b": 0.65}).options]
    [0.35, 0.65]
    """
    set_before = [o for o in gate.options if o.node in shares]
    others = [o for o in gate.options if o.node not in shares]
    rest = 1.0 - sum(shares.values())
    known = sum(o.share for o in others if o.share is not None)
    open_ = [o for o in gate.options if o.share is None and o.node not in newcomers]
    whole = known + sum(o.share for o in set_before if o.share is not None)
    had = [_had(o, 1.0 - whole if len(open_) == 1 else None, newcomers) for o in set_before]
    if None in had:
        factor = min(1.0, rest / known) if known > 0 else 1.0
    else:
        left = 1.0 - sum(h for h in had if h is not None)
        # Rounded sums may leave the others a little more than what is left: they share the rest.
        complete = all(o.share is not None for o in others)
        left = known if complete and abs(known - left) <= 0.02 else max(left, known)
        factor = rest / left if left > 1e-12 else 1.0
    return replace(gate, options=tuple(_with_share(o, shares, factor) for o in gate.options))


def _had(option: Option, remainder: float | None, newcomers: Sequence[str]) -> float | None:
    """What an option has had: a newcomer nothing, the only one without a share the remainder."""
    if option.share is not None:
        return option.share
    return 0.0 if option.node in newcomers else remainder


def _with_share(option: Option, shares: Mapping[str, float], factor: float) -> Option:
    if option.node in shares:
        return replace(option, share=shares[option.node or ""])
    return option if option.share is None else replace(option, share=float(f"{option.share * factor:.15g}"))


def _notes(graph: SupplyGraph, scenario: Scenario) -> list[str]:
    notes = [f"HYPOTHETICAL: scenario {scenario.id}"]
    if scenario.as_of and graph.filters.as_of != scenario.as_of:
        notes.append(f"the scenario's own date is {scenario.as_of}")
    if scenario.remove and scenario.acts_on:
        notes.append(f"what is removed stops for {', '.join(scenario.acts_on)} only")
    for addition in scenario.add:
        who = addition.supplier.company or "others" if addition.supplier else None
        other = addition.alternative
        what = who or (other and (other.component or other.offering)) or "others"
        where = addition.component if who else f'"{addition.role}" of {addition.component}'
        notes.append(f"supposed: {what} as a further {'supplier' if who else 'alternative'} of {where}")
    for setting in scenario.set:
        notes.append(
            f"supposed: {setting.offering} has a share of {setting.share:g}, the others in proportion"
        )
    day = day_of(graph)
    for word, controls in (("applied in full", scenario.apply), ("lifted", scenario.lift)):
        for id_ in controls:
            status = status_on(graph.dataset.controls[id_], day) or "not yet there"
            notes.append(f"control {id_} {word}; its status on {day}: {status}")
    return notes
