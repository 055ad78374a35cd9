"""Shift, the main job: what a removal does to the chokepoints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..graph.removal import CountryBy, UnknownReference
from ..graph.supply import SupplyGraph
from .chokepoints import CutSet
from .coverage import Coverage
from .cutsets import Progress
from .exposure import Loss
from .holder import Holder
from .holders import LayerHeld
from .partition import Partition
from .reading import CLOSED, Reading
from .results import Result, Row, rounded

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
    gone = graph.without(*remove, country_by=country_by, affiliates=affiliates, target=target)
    refuse_target(graph, gone, target, remove)

    from .change import compared, stopping

    def stops(parts: Sequence[tuple[str, ...]]) -> list[bool]:
        return stopping(graph, parts, target, country_by, affiliates, reading)

    return compared(
        graph,
        gone,
        target,
        graph,
        gone.removed - graph.removed,
        removed=remove,
        stops=stops,
        held_by=held_by,
        max_order=max_order,
        country_by=country_by,
        affiliates=affiliates,
        reading=reading,
        progress=progress,
    )


def refuse_target(before: SupplyGraph, after: SupplyGraph, target: str, remove: Sequence[str]) -> None:
    """Raise UnknownReference if a removal takes away the target or its maker."""
    gone = after.removed - before.removed
    if target in gone or any(before.nodes[n].component == target for n in gone):
        raise UnknownReference(
            f'removing {", ".join(remove)} removes the target "{target}" or its maker; choose another target'
        )
