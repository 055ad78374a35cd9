"""What lies between two graphs: the work behind ``shift`` and scenarios."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from ..graph.removal import CountryBy, resolve
from ..graph.supply import SupplyGraph
from .chokepoints import CutSet, tag_cuts, with_timing
from .coverage import coverage
from .cutsets import Progress, minimal_cut_sets
from .exposure import Loss, losses
from .flow import throughput
from .holder import Holder, holder_named
from .holders import LayerHeld, held_by_layer, layers_below
from .model import Model, compile_model
from .partition import Partition, partition
from .reading import CLOSED, Reading
from .results import provenance_of
from .running import Status, blocked_at, failing, named_only, running_nodes, runs_without
from .shift import LayerShift, Shift, SupplierShift
from .survivors import survivors
from .units import Unit, as_bits, units_of

LONG = 10
Stops = Callable[[Sequence[tuple[str, ...]]], Sequence[bool]]


def compared(
    before_graph: SupplyGraph,
    after_graph: SupplyGraph,
    target: str,
    loss_graph: SupplyGraph,
    lost: frozenset[str],
    *,
    removed: tuple[str, ...],
    stops: Stops,
    held_by: Holder | str | None = None,
    max_order: int = 3,
    country_by: CountryBy = "headquarters",
    affiliates: bool = True,
    reading: Reading = CLOSED,
    later: Reading | None = None,
    progress: Progress | None = None,
) -> Shift:
    """What lies between two graphs: what ``shift`` says of a removal, for any change.

    Parameters
    ----------
    loss_graph, lost : the graph before, and the nodes whose loss from it is the immediate loss.
    removed : what is taken away, as people write it.
    stops : for parts of ``removed``, whether the target stops without each.
    later : the reading of the graph after, if another.
    """
    before = compile_model(before_graph, target, reading)
    after = compile_model(after_graph, target, later or reading)
    whole = before if loss_graph is before_graph else compile_model(loss_graph, target, reading)
    hit = replace(whole, blocked=whole.blocked | whole.numbers(lost))
    holder = holder_named(before_graph, target, held_by)
    units = units_of(before, "company", country_by=country_by, affiliates=affiliates)
    status: Status = "running"
    if not runs_without(before):
        status = "not_running_at_baseline"
    elif not runs_without(after):
        status = "stopped_by_removal"
    run = _Run(before, after, whole, hit, units, holder, max_order, country_by, affiliates, status, progress)
    cuts_before, cuts_after, changes = run.cut_sets()
    result = Shift(
        target=target,
        status=status,
        provenance=provenance_of(after_graph, before, after),
        removed=removed,
        holder=holder.label if holder else None,
        holder_firms=holder.firms if holder else None,
        max_order=max_order,
        immediate_loss=run.immediate(),
        suppliers=run.suppliers(),
        layers=run.layers(),
        cut_sets_before=cuts_before,
        cut_sets_after=cuts_after,
        changes=changes,
        blocked_at=() if status == "running" else blocked_at(after),
        stopped_by=_stopped_by(removed, stops) if status == "stopped_by_removal" else (),
        survivors=survivors(whole, hit),
        rests_on_unnamed=status == "running" and not named_only(after),
        coverage_before=coverage(before),
        coverage_after=coverage(after) if status == "running" else None,
        horizon=(later or reading).horizon,
    )
    from .sentence import describe_shift

    return replace(result, points=describe_shift(after_graph, result))


@dataclass(frozen=True, slots=True)
class _Run:
    before: Model
    after: Model
    whole: Model
    hit: Model
    units: tuple[Unit, ...]
    holder: Holder | None
    max_order: int
    country_by: CountryBy
    affiliates: bool
    status: Status
    progress: Progress | None

    def immediate(self) -> Loss | None:
        if self.status == "not_running_at_baseline":
            return None
        if self.hit.blocked == self.whole.blocked:
            return Loss(0.0, 0.0, 0.0)
        return losses(self.whole, [Unit("removed", self.hit.blocked - self.whole.blocked)])[0]

    def suppliers(self) -> tuple[SupplierShift, ...]:
        if self.status == "not_running_at_baseline":
            return ()
        first = dict(zip(self.ids(self.units), losses(self.before, self.units), strict=True))
        flow_before = _by_company(self.before, throughput(self.before))
        second: dict[str, Loss] = {}
        growth: dict[str, float | None] = {}
        if self.status == "running":
            running = running_nodes(self.after)
            there = self.units_after()
            second = dict(zip(self.ids(there), losses(self.after, there, running), strict=True))
            after = _by_company(self.after, throughput(self.after, running))
            growth = {i: _ratio(after.get(i, 0.0), flow_before.get(i, 0.0)) for i in (*first, *second)}
        # What is gone afterwards, or was not there before, cannot be lost.
        none = Loss(0.0, 0.0, 0.0)
        rows = [
            SupplierShift(
                i,
                first.get(i, none),
                second.get(i, none) if self.status == "running" else None,
                growth.get(i),
                capacity_of(self.before, i),
            )
            for i in sorted({*first, *second})
        ]
        rows.sort(
            key=lambda r: (-max(r.before.value, r.after.value if r.after else 0.0), -r.before.value, r.id)
        )
        return tuple(rows)

    def units_after(self) -> tuple[Unit, ...]:
        return units_of(self.after, "company", country_by=self.country_by, affiliates=self.affiliates)

    @staticmethod
    def ids(units: Sequence[Unit]) -> list[str]:
        return [u.id for u in units]

    def layers(self) -> tuple[LayerShift, ...]:
        if self.status == "not_running_at_baseline":
            return ()
        running = running_nodes(self.after) if self.status == "running" else None
        order = self.before.graph.dataset.layer_order
        seen = {*layers_below(self.before), *layers_below(self.after)}
        names = tuple(x for x in order if x in seen)
        first = held_by_layer(self.before, names, self.holder, self.country_by)
        second: Sequence[LayerHeld | None] = [None] * len(names)
        if running is not None:
            second = held_by_layer(self.after, names, self.holder, self.country_by, running)
        return tuple(LayerShift(x, b, a) for x, b, a in zip(names, first, second, strict=True))

    def cut_sets(self) -> tuple[tuple[CutSet, ...], tuple[CutSet, ...], Partition]:
        if self.status == "not_running_at_baseline":
            return (), (), Partition((), (), (), ())
        first = minimal_cut_sets(self.before, self.units, self.max_order, progress=self.progress)
        tagged = self._tag(self.before, self.units, first)
        if self.status == "stopped_by_removal":
            return tagged, (), Partition((), (), (), ())
        units = self.units_after()
        second = minimal_cut_sets(self.after, units, self.max_order, progress=self.progress)
        changes = partition(self.before, self.units, first, second, self.after)
        return tagged, self._tag(self.after, units, second), changes

    def _tag(self, model: Model, units: Sequence[Unit], cuts: Sequence[frozenset[str]]) -> tuple[CutSet, ...]:
        by = self.country_by
        tagged = tag_cuts(model, units, cuts, level="company", holder=self.holder, country_by=by)
        return with_timing(model, tagged, level="company", country_by=by, affiliates=self.affiliates)


def stopping(
    graph: SupplyGraph,
    parts: Sequence[tuple[str, ...]],
    target: str,
    country_by: CountryBy,
    affiliates: bool,
    reading: Reading,
) -> list[bool]:
    """Whether the target stops without each of these parts of a removal, in one evaluation."""
    model = compile_model(graph, target, reading)
    nodes = {
        r: model.numbers(resolve(graph, r, country_by=country_by, affiliates=affiliates, target=target))
        for part in parts
        for r in part
    }
    bits = as_bits((Unit(r, nodes[r]), 1 << i) for i, part in enumerate(parts) for r in part)
    stopped = failing(model, bits, len(parts))[model.target]
    return [bool(stopped >> i & 1) for i in range(len(parts))]


def _stopped_by(removed: Sequence[str], stops: Stops) -> tuple[tuple[str, ...], ...]:
    """The minimal parts of the removal that are enough to stop the target; of long ones, those up to two."""
    found: list[tuple[str, ...]] = []
    for size in range(1, len(removed) + 1 if len(removed) <= LONG else 3):
        parts = [p for p in combinations(removed, size) if not any(set(f) <= set(p) for f in found)]
        found += [p for p, stopped in zip(parts, stops(parts) if parts else [], strict=True) if stopped]
    return tuple(found)


def _by_company(model: Model, flow: Sequence[float]) -> dict[str, float]:
    out: dict[str, float] = {}
    for id_, amount in zip(model.ids, flow, strict=True):
        node = model.graph.nodes[id_]
        if node.kind in ("offering", "place") and node.company:
            out[node.company] = out.get(node.company, 0.0) + amount
    return out


def _ratio(after: float, before: float) -> float | None:
    return after / before if before > 1e-15 else None


def capacity_of(model: Model, company: str) -> str | None:
    """The newest sourced capacity of a company's offerings under the target, in words."""
    found = []
    for id_ in model.ids:
        node = model.graph.nodes[id_]
        if node.kind != "offering" or node.company != company:
            continue
        for supplier in model.graph.dataset.components[node.component].suppliers:
            if supplier.company == company and supplier.capacity:
                # What is in place tells more than what is planned.
                in_place = [c for c in supplier.capacity if not c.forecast]
                newest = (in_place or list(supplier.capacity))[0]
                forecast = ", forecast" if newest.forecast else ""
                found.append(f"{node.component}: {newest.value:,g} {newest.unit} ({newest.period}{forecast})")
    return "; ".join(sorted(set(found))) or None
