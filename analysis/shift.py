"""Shift, the main job: what a removal does to the chokepoints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from ..graph.removal import CountryBy, UnknownReference
from ..graph.supply import SupplyGraph
from .chokepoints import CutSet, tag_cuts, with_timing
from .coverage import Coverage, coverage
from .cutsets import Progress, minimal_cut_sets
from .exposure import Loss, losses
from .flow import throughput
from .holder import Holder, holder_named
from .holders import LayerHeld, held_by_layer, layers_below
from .model import Model, compile_model
from .partition import Partition, partition
from .reading import CLOSED, Reading
from .results import Result, Row, provenance_of, rounded
from .running import Status, blocked_at, named_only, running_nodes, runs_without
from .survivors import survivors
from .units import Unit, units_of

if TYPE_CHECKING:
    from .over_time import AtHorizon


@dataclass(frozen=True, slots=True)
class SupplierShift:
    """One company before and after.

    before, after : exposure; after is None if the target does not run.
    growth : throughput after / before: what substitution silently requires; None without a before.
    capacity : the newest sourced capacity of its offerings in words, or None: not known.
    """

    id: str
    before: Loss
    after: Loss | None
    growth: float | None
    capacity: str | None = None


@dataclass(frozen=True, slots=True)
class LayerShift:
    """One layer before and after."""

    layer: str
    before: LayerHeld
    after: LayerHeld | None


@dataclass(frozen=True, slots=True)
class Shift(Result):
    """What a removal does to a target's chokepoints.

    survivors : companies that matter only because they are what is left beside the removed part.
    rests_on_unnamed : it goes on only through needs whose supplier nobody has named.
    horizon : months since the loss at which both sides are read; None without time.
    at_horizons : the same at each of several horizons, the first included.
    """

    removed: tuple[str, ...]
    holder: str | None
    holder_firms: str | None
    max_order: int
    immediate_loss: Loss | None
    suppliers: tuple[SupplierShift, ...]
    layers: tuple[LayerShift, ...]
    cut_sets_before: tuple[CutSet, ...]
    cut_sets_after: tuple[CutSet, ...]
    changes: Partition
    blocked_at: tuple[str, ...]
    stopped_by: tuple[tuple[str, ...], ...]
    survivors: frozenset[str]
    rests_on_unnamed: bool
    coverage_before: Coverage
    coverage_after: Coverage | None
    points: tuple[str, ...] = ()
    horizon: float | None = None
    at_horizons: tuple[AtHorizon, ...] = ()

    @property
    def sentence(self) -> str:
        """The result in plain words."""
        return " ".join(self.points)

    def rows(self) -> tuple[Row, ...]:
        return tuple(
            {
                "id": s.id,
                "before": rounded(s.before.value),
                "after": rounded(s.after.value) if s.after else None,
                "growth": rounded(s.growth),
                "capacity": s.capacity,
            }
            for s in self.suppliers
        )

    def layer_rows(self) -> tuple[Row, ...]:
        """The layer table."""
        return tuple(
            {
                "layer": x.layer,
                "most_exposed_before": list(x.before.most_exposed),
                "most_exposed_after": list(x.after.most_exposed) if x.after else None,
                "held_before": rounded(x.before.held.value) if x.before.held else None,
                "held_after": rounded(x.after.held.value) if x.after and x.after.held else None,
                "held_order_before": x.before.held_order,
                "held_order_after": x.after.held_order if x.after else None,
            }
            for x in self.layers
        )

    def to_dict(self) -> dict[str, Any]:
        tags = {frozenset(c.members): c.to_dict() for c in (*self.cut_sets_before, *self.cut_sets_after)}
        base = Result.to_dict(self)
        provenance = base.pop("provenance")
        return {
            **base,
            "removed": list(self.removed),
            "holder": self.holder,
            "max_order": self.max_order,
            "immediate_loss": rounded(self.immediate_loss.value) if self.immediate_loss else None,
            "immediate_loss_low": rounded(self.immediate_loss.low) if self.immediate_loss else None,
            "immediate_loss_high": rounded(self.immediate_loss.high) if self.immediate_loss else None,
            "exposure": [
                {
                    **row,
                    "before_low": rounded(s.before.low),
                    "before_high": rounded(s.before.high),
                    "after_low": rounded(s.after.low) if s.after else None,
                    "after_high": rounded(s.after.high) if s.after else None,
                }
                for row, s in zip(self.rows(), self.suppliers, strict=True)
            ],
            "layers": [dict(r) for r in self.layer_rows()],
            "cut_sets": {
                "before": [c.to_dict() for c in self.cut_sets_before],
                "after": [c.to_dict() for c in self.cut_sets_after],
                "kept": [sorted(c) for c in self.changes.kept],
                "narrowed": [
                    {
                        "after": sorted(n.after),
                        "before": [sorted(b) for b in n.before],
                        "tag": tags[n.after]["tag"],
                    }
                    for n in self.changes.narrowed
                ],
                "new": [sorted(c) for c in self.changes.new],
                "absorbed": [sorted(c) for c in self.changes.absorbed],
                "undecided": [sorted(c) for c in self.changes.undecided],
            },
            "blocked_at": list(self.blocked_at),
            "stopped_by": [list(s) for s in self.stopped_by],
            "sentence": self.sentence,
            "assumptions": list(self.provenance.notes),
            "survivors": sorted(self.survivors),
            "rests_on_unnamed": self.rests_on_unnamed,
            "coverage": {
                "before": self.coverage_before.to_dict(),
                "after": self.coverage_after.to_dict() if self.coverage_after else None,
            },
            "horizon": self.horizon,
            "at_horizons": [h.to_dict() for h in self.at_horizons],
            "provenance": provenance,
        }


def shift(
    graph: SupplyGraph,
    target: str,
    *,
    remove: Sequence[str] | str,
    held_by: Holder | str | None = None,
    max_order: int = 3,
    country_by: CountryBy = "headquarters",
    affiliates: bool = True,
    reading: Reading = CLOSED,
    progress: Progress | None = None,
) -> Shift:
    """What removing something does to the chokepoints of ``target``.

    First it is found what runs after the removal; shares are then taken up again, at every depth,
    by the alternatives that run, in proportion. After-exposures are fractions of that substituted
    supply. Raises UnknownReference for something that cannot be removed and for an unknown
    target. Cost: two enumerations of cut sets and four passes over the graph for each layer.

    Examples
    --------
    >>> from narrows import load
    >>> found = shift(load("tutorial"), "training", remove=["gpu"])
    >>> found.immediate_loss.value, [c.members for c in found.cut_sets_after if c.order == 1]
    (0.55, [('asic-co',), ('litho-co',), ('mem-b',), ('pack-b',)])
    """
    remove = tuple(dict.fromkeys([remove] if isinstance(remove, str) else remove))
    before = compile_model(graph, target, reading)
    holder = holder_named(graph, target, held_by)
    gone_graph = graph.without(*remove, country_by=country_by, affiliates=affiliates, target=target)
    refuse_target(graph, gone_graph, target, remove)
    after = compile_model(gone_graph, target, reading)
    units = units_of(before, "company", country_by=country_by, affiliates=affiliates)
    status: Status = "running"
    if not runs_without(before):
        status = "not_running_at_baseline"
    elif not runs_without(after):
        status = "stopped_by_removal"
    run = _Run(before, after, units, holder, max_order, country_by, affiliates, status, progress)
    cuts_before, cuts_after, changes = run.cut_sets()
    result = Shift(
        target=target,
        status=status,
        provenance=provenance_of(gone_graph, before, after),
        removed=remove,
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
        stopped_by=_stopped_by(graph, target, remove, reading, country_by, affiliates)
        if status == "stopped_by_removal"
        else (),
        survivors=survivors(before, after),
        rests_on_unnamed=status == "running" and not named_only(after),
        coverage_before=coverage(before),
        coverage_after=coverage(after) if status == "running" else None,
        horizon=reading.horizon,
    )
    from dataclasses import replace

    from .sentence import describe_shift

    return replace(result, points=describe_shift(gone_graph, result))


@dataclass(frozen=True, slots=True)
class _Run:
    before: Model
    after: Model
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
        return losses(self.before, [Unit("removed", self.after.blocked - self.before.blocked)])[0]

    def suppliers(self) -> tuple[SupplierShift, ...]:
        if self.status == "not_running_at_baseline":
            return ()
        first = losses(self.before, self.units)
        flow_before = _by_company(self.before, throughput(self.before))
        second: Sequence[Loss | None] = [None] * len(self.units)
        growth: dict[str, float | None] = {}
        if self.status == "running":
            running = running_nodes(self.after)
            second = losses(self.after, self.units, running)
            flow = throughput(self.after, running)
            after = _by_company(self.after, flow)
            growth = {u.id: _ratio(after.get(u.id, 0.0), flow_before.get(u.id, 0.0)) for u in self.units}
        rows = [
            SupplierShift(u.id, b, a, growth.get(u.id), capacity_of(self.before, u.id))
            for u, b, a in zip(self.units, first, second, strict=True)
        ]
        rows.sort(
            key=lambda r: (-max(r.before.value, r.after.value if r.after else 0.0), -r.before.value, r.id)
        )
        return tuple(rows)

    def layers(self) -> tuple[LayerShift, ...]:
        if self.status == "not_running_at_baseline":
            return ()
        running = running_nodes(self.after) if self.status == "running" else None
        names = layers_below(self.before)
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
        units = units_of(self.after, "company", country_by=self.country_by, affiliates=self.affiliates)
        second = minimal_cut_sets(self.after, units, self.max_order, progress=self.progress)
        changes = partition(self.before, self.units, first, second)
        return tagged, self._tag(self.after, units, second), changes

    def _tag(self, model: Model, units: Sequence[Unit], cuts: Sequence[frozenset[str]]) -> tuple[CutSet, ...]:
        by = self.country_by
        tagged = tag_cuts(model, units, cuts, level="company", holder=self.holder, country_by=by)
        return with_timing(model, tagged, level="company", country_by=by, affiliates=self.affiliates)


def refuse_target(before: SupplyGraph, after: SupplyGraph, target: str, remove: Sequence[str]) -> None:
    """Raise UnknownReference if a removal takes away the target or its maker."""
    gone = after.removed - before.removed
    if target in gone or any(before.nodes[n].component == target for n in gone):
        raise UnknownReference(
            f'removing {", ".join(remove)} removes the target "{target}" or its maker; choose another target'
        )


def _stopped_by(
    graph: SupplyGraph,
    target: str,
    remove: Sequence[str],
    reading: Reading,
    country_by: CountryBy,
    affiliates: bool,
) -> tuple[tuple[str, ...], ...]:
    """The minimal parts of the removal that are enough to stop the target."""
    found: list[tuple[str, ...]] = []
    for size in range(1, len(remove) + 1):
        for part in combinations(remove, size):
            if any(set(f) <= set(part) for f in found):
                continue
            gone = graph.without(*part, country_by=country_by, affiliates=affiliates, target=target)
            if not runs_without(compile_model(gone, target, reading)):
                found.append(part)
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
    return "; ".join(sorted(found)) or None
