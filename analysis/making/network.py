"""What goes into what, and who can deliver it: the part under a target where amounts are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...graph.dataset import Dataset
from ...graph.records import Requirement
from ...graph.supply import Gate, SupplyGraph
from ..model import Model, compile_model
from ..quantities import Quantity, given
from ..reading import CLOSED, Reading
from ..running import running_nodes
from .amounts import NOTHING, Amount, Supposed, amount_of, pieces_per_wafer, requirements_by_gate, unit_of
from .limits import STOCK


@dataclass(frozen=True, slots=True)
class Way:
    """One alternative of a need: what is taken, how much for each unit, and who can deliver it."""

    ref: str
    component: str
    amount: Amount
    per_wafer: Quantity | None
    makers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Needs:
    """One requirement of one maker; ``at_least`` of the ways, each in full. ``slot`` numbers the model's."""

    maker: str
    gate: str
    role: str
    at_least: int
    ways: tuple[Way, ...]
    slot: int | None


@dataclass(frozen=True, slots=True)
class Gap:
    """A need that limits nothing because nobody says how much of it a unit takes."""

    gate: str
    component: str
    role: str
    taken: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Network:
    """Makers and needs that a target's output can be computed from.

    makers : offerings, components that name no supplier, and stocks, by component.
    unit : what the target is counted in. alive : whether the target can run at all.
    """

    graph: SupplyGraph
    model: Model
    target: str
    unit: str
    makers: Mapping[str, tuple[str, ...]]
    needs: tuple[Needs, ...]
    gaps: tuple[Gap, ...]
    alive: bool


def network(
    graph: SupplyGraph, target: str, *, reading: Reading = CLOSED, supposed: Supposed = NOTHING
) -> Network:
    """The network under a target. Raises UnknownReference for an unknown target. O(nodes + edges).

    Followed are needs that are consumed and whose amount is known. A target of the top layer that
    states no amount is counted in units of its first need: a training run in accelerators. An
    alternative that itself takes the same role (a rack of 72 accelerators) then counts as that many.
    """
    model = compile_model(graph, target, reading)
    running = {model.ids[n] for n in running_nodes(model)}
    builder = _Builder(graph, model, running, supposed)
    unit = builder.counted_in(target)
    builder.follow(target)
    return Network(
        graph,
        model,
        target,
        unit,
        dict(sorted(builder.makers.items())),
        tuple(builder.needs),
        tuple(sorted(builder.gaps.values(), key=lambda g: g.gate)),
        target in running,
    )


class _Builder:
    def __init__(self, graph: SupplyGraph, model: Model, running: set[str], supposed: Supposed) -> None:
        self.graph, self.model, self.running, self.supposed = graph, model, running, supposed
        self.dataset: Dataset = graph.dataset
        self.known: Mapping[str, tuple[str, Requirement]] = requirements_by_gate(self.dataset)
        self.slots = {slot.gate: i for i, slot in enumerate(model.slots)}
        self.makers: dict[str, tuple[str, ...]] = {}
        self.needs: list[Needs] = []
        self.gaps: dict[str, Gap] = {}
        self.role: tuple[str, str] | None = None

    def counted_in(self, target: str) -> str:
        record = self.dataset.components[target]
        top = self.dataset.manifest.layers[0].id
        consumed = [r for r in record.requires if r.kind == "consumed"]
        gates = [f"{target}/{r.role}" for r in consumed]
        said = any(r.amount for r in consumed) or any(g in self.supposed.amounts for g in gates)
        if record.layer != top or not consumed or said:
            return unit_of(self.dataset, target)
        self.role = (gates[0], consumed[0].role)
        return consumed[0].role

    def follow(self, target: str) -> None:
        """Every component that output needs, each once, those that deliver first found first."""
        waiting = [target]
        for component in waiting:
            if component in self.makers:
                continue
            self.makers[component] = self.deliverers(component)
            for maker in self.makers[component]:
                for gate in self.gates(component, maker):
                    if need := self.need(component, maker, gate):
                        self.needs.append(need)
                        waiting += [w.component for w in need.ways]

    def deliverers(self, component: str) -> tuple[str, ...]:
        """Who can deliver a component: its suppliers that run, itself if none is named, its stock."""
        record = self.dataset.components[component]
        gates = [g for g in self.graph.requirements(component) if g.kind == "suppliers"]
        found: list[str] = []
        for gate in gates:
            named = [o.node for o in gate.options if o.node in self.running and o.lead_time_months is None]
            found += [n for n in named if n is not None]
            slot = self.slots.get(gate.id)
            if slot is not None and self.model.slots[slot].counts_unknown:
                found.append(f"{component}@unknown")
        only_stock = self.graph.nodes[component].stock
        if not gates and not only_stock and component in self.running:
            found.append(component)
        stocked = record.stock or any(s.stock for s in record.suppliers)
        if stocked and component not in self.graph.removed:
            found.append(f"{component}{STOCK}")
        return tuple(found)

    def gates(self, component: str, maker: str) -> list[Gate]:
        """The requirements of a maker: those of its component and its own; a stock has none."""
        if maker.endswith((STOCK, "@unknown")):
            return []
        found = [g for g in self.graph.requirements(component) if g.kind == "requirement"]
        if maker == component:
            return found
        own = list(self.graph.requirements(maker))
        for gate in [g for g in own if g.kind in ("places", "members")]:
            first = next((o.node for o in gate.options if o.node is not None), None)
            own += self.graph.requirements(first) if first else ()
        return found + [g for g in own if g.kind == "requirement" and g.owner == maker]

    def need(self, component: str, maker: str, gate: Gate) -> Needs | None:
        slot = self.slots.get(gate.id)
        if gate.need != "consumed" or gate.id not in self.known:
            return None
        if slot is not None and self.model.slots[slot].counts_unknown:
            return None
        requirement = self.known[gate.id][1]
        ways: list[Way] = []
        unknown: list[str] = []
        for option in gate.options:
            if option.node is None or option.lead_time_months is not None or option.feedback:
                continue
            taken = self.graph.nodes[option.node].component
            amount = self.amount(component, gate, requirement, taken)
            if amount is None:
                unknown.append(taken)
                continue
            makers = self.deliverers(taken)
            if option.node != taken:
                offering = option.node.partition("/")[0]
                makers = tuple(m for m in makers if m == offering)
            per_wafer = pieces_per_wafer(requirement, gate.id)
            ways.append(Way(option.node, taken, amount, per_wafer, makers))
        if unknown or not ways:
            # One alternative whose amount nobody states could meet it all: nothing follows.
            self.gaps.setdefault(gate.id, Gap(gate.id, component, gate.role, tuple(unknown)))
            return None
        return Needs(maker, gate.id, gate.role, gate.at_least, tuple(ways), slot)

    def amount(self, component: str, gate: Gate, requirement: Requirement, taken: str) -> Amount | None:
        if self.role is not None and gate.id == self.role[0]:
            same = [r for r in self.dataset.components[taken].requires if r.role == self.role[1] and r.amount]
            if same and same[0].amount:
                text = f"{taken} counts as {same[0].amount:g} of them"
                said = (f"{taken}/{same[0].role}/amount",)
                return Amount(given(1 / same[0].amount, "", statements=said), text)
            return Amount(given(1.0, ""), "what the units are counted in")
        return amount_of(self.dataset, gate.id, component, requirement, taken, self.supposed)
