"""What a change of the dataset does to the answer: one target before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from ...graph.supply import SupplyGraph
from ..chokepoints import CutSet, tag_cuts
from ..coverage import Coverage, coverage
from ..cutsets import Cut, minimal_cut_sets
from ..exposure import Loss, losses
from ..holder import holder_named
from ..holders import held_by_layer, layers_below
from ..model import Model
from ..partition import partition
from ..results import rounded
from ..running import Status, blocked_at, status_of
from ..units import Unit, companies_in, units_of

Group = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Resized:
    """A smallest group now, and those of before that it came from."""

    now: CutSet
    before: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class LayerMove:
    """A layer whose most exposed supplier is another one; empty where the layer has none."""

    layer: str
    before: Group
    after: Group
    exposure_before: float
    exposure_after: float


@dataclass(frozen=True, slots=True)
class ExposureMove:
    """A company whose exposure moved; None where it is not among those the target depends on."""

    id: str
    before: Loss | None
    after: Loss | None

    @property
    def moved(self) -> float:
        """How far the middle or an end of the interval moved, 0 to 1."""
        first, second = self.before or _NONE, self.after or _NONE
        return max(
            abs(first.value - second.value), abs(first.low - second.low), abs(first.high - second.high)
        )


@dataclass(frozen=True, slots=True)
class Effect:
    """One target before and after.

    status : before and after; None where the target does not exist.
    gained, lost : smallest groups that are there now only, and that were there before only.
    narrowed : groups that are part of larger ones of before: fewer are enough now.
    widened : groups that hold a group of before and more: it takes more now.
    undecided : groups called gained or lost for which the search for a larger one was given up.
    """

    target: str
    status: tuple[Status | None, Status | None]
    gained: tuple[CutSet, ...] = ()
    lost: tuple[CutSet, ...] = ()
    narrowed: tuple[Resized, ...] = ()
    widened: tuple[Resized, ...] = ()
    kept: int = 0
    undecided: tuple[Group, ...] = ()
    layers: tuple[LayerMove, ...] = ()
    exposure: tuple[ExposureMove, ...] = ()
    coverage: tuple[Coverage | None, Coverage | None] = (None, None)
    blocked_at: Group = ()

    @property
    def changed(self) -> bool:
        """Whether the answer is another one; what is known about it may differ all the same."""
        groups = self.gained or self.lost or self.narrowed or self.widened
        return bool(groups or self.layers or self.exposure or self.status[0] != self.status[1])

    def to_dict(self) -> dict[str, Any]:
        return {
            "target": self.target,
            "status_before": self.status[0],
            "status_after": self.status[1],
            "changed": self.changed,
            "cut_sets": {
                "gained": [_set(c) for c in self.gained],
                "lost": [_set(c) for c in self.lost],
                "narrowed": [{**_set(r.now), "before": [list(b) for b in r.before]} for r in self.narrowed],
                "widened": [{**_set(r.now), "before": [list(b) for b in r.before]} for r in self.widened],
                "kept": self.kept,
                "undecided": [list(u) for u in self.undecided],
            },
            "layers": [
                {
                    "layer": x.layer,
                    "most_exposed_before": list(x.before),
                    "most_exposed_after": list(x.after),
                    "exposure_before": rounded(x.exposure_before),
                    "exposure_after": rounded(x.exposure_after),
                }
                for x in self.layers
            ],
            "exposure": [
                {"id": x.id, **_loss("before", x.before), **_loss("after", x.after)} for x in self.exposure
            ],
            "coverage": {
                "before": self.coverage[0].to_dict() if self.coverage[0] else None,
                "after": self.coverage[1].to_dict() if self.coverage[1] else None,
            },
            "blocked_at": list(self.blocked_at),
        }


_NONE = Loss(0.0, 0.0, 0.0)


def effect_on(
    before: Model | None, after: Model | None, *, max_order: int = 3, threshold: float = 0.02
) -> Effect:
    """What lies between two versions of one target, at company level; None where it does not exist.

    Parameters
    ----------
    max_order : the largest group looked for.
    threshold : how far an exposure moves to be listed, a fraction of the target's supply.

    Groups are told apart as in ``partition``, in both directions: a group of before that is part of a
    larger one now was widened, whatever the size of the larger one.
    """
    model = after or before
    if model is None:
        raise ValueError("a target has to exist in one version")
    target = model.ids[model.target]
    first, second = (_side(m, max_order) if m else None for m in (before, after))
    status = (first.status if first else None, second.status if second else None)
    blocked = blocked_at(second.model) if second and second.status != "running" else ()
    known = (first.known if first else None, second.known if second else None)
    if not (first and second and status == ("running", "running")):
        return Effect(target, status, coverage=known, blocked_at=blocked)
    forward = partition(first.model, first.units, first.cuts, second.cuts, second.model)
    backward = partition(second.model, second.units, second.cuts, first.cuts, first.model)
    tags_before, tags_after = first.tags(), second.tags()
    wider: dict[Cut, list[Cut]] = {}
    for was in backward.narrowed:
        for larger in was.before:
            wider.setdefault(larger, []).append(was.after)
    shrunk = {was for now in forward.narrowed for was in now.before}
    grown = {was.after for was in backward.narrowed}
    return Effect(
        target=target,
        status=status,
        gained=tuple(tags_after[c] for c in forward.new if c not in wider),
        lost=tuple(tags_before[c] for c in backward.new if c not in shrunk),
        narrowed=tuple(Resized(tags_after[n.after], _groups(n.before)) for n in forward.narrowed),
        widened=tuple(
            Resized(tags_after.get(c) or CutSet(tuple(sorted(c))), _groups(was)) for c, was in _sorted(wider)
        ),
        kept=len(forward.kept),
        undecided=tuple(
            tuple(sorted(c)) for c in (*forward.undecided, *(u for u in backward.undecided if u not in grown))
        ),
        layers=_layers(first, second),
        exposure=_exposure(first, second, threshold),
        coverage=known,
        blocked_at=blocked,
    )


@dataclass(frozen=True, slots=True)
class _Side:
    model: Model
    status: Status
    units: tuple[Unit, ...]
    cuts: tuple[Cut, ...]
    known: Coverage

    def tags(self) -> dict[Cut, CutSet]:
        holder = holder_named(self.model.graph, self.model.ids[self.model.target], None)
        tagged = tag_cuts(
            self.model, self.units, self.cuts, level="company", holder=holder, country_by="headquarters"
        )
        return dict(zip(self.cuts, tagged, strict=True))


def _side(model: Model, max_order: int) -> _Side:
    units = units_of(model, "company")
    return _Side(model, status_of(model), units, minimal_cut_sets(model, units, max_order), coverage(model))


def _layers(first: _Side, second: _Side) -> tuple[LayerMove, ...]:
    found = []
    for side in (first, second):
        rows = held_by_layer(side.model, layers_below(side.model), None, "headquarters")
        found.append({x.layer: (x.most_exposed, x.exposure) for x in rows})
    order = [*second.model.graph.dataset.layer_order, *first.model.graph.dataset.layer_order]
    out = []
    for layer in dict.fromkeys(order):
        (was, much), (now, more) = found[0].get(layer, ((), 0.0)), found[1].get(layer, ((), 0.0))
        if was != now:
            out.append(LayerMove(layer, was, now, much, more))
    return tuple(out)


def _exposure(first: _Side, second: _Side, threshold: float) -> tuple[ExposureMove, ...]:
    before, after = (
        dict(zip((u.id for u in s.units), losses(s.model, s.units), strict=True)) for s in (first, second)
    )
    moves = [ExposureMove(i, before.get(i), after.get(i)) for i in sorted({*before, *after})]
    far = [m for m in moves if m.moved > threshold + 1e-12]
    return tuple(sorted(far, key=lambda m: (-round(m.moved, 12), m.id)))


def _groups(cuts: Sequence[Cut]) -> tuple[Group, ...]:
    return tuple(sorted((tuple(sorted(c)) for c in cuts), key=lambda c: (len(c), c)))


def _sorted(wider: dict[Cut, list[Cut]]) -> list[tuple[Cut, list[Cut]]]:
    return sorted(wider.items(), key=lambda item: (len(item[0]), sorted(item[0])))


def _set(cut: CutSet) -> dict[str, Any]:
    return {"order": cut.order, "members": list(cut.members), "tag": cut.tag}


def _loss(when: str, loss: Loss | None) -> dict[str, float | None]:
    if loss is None:
        return {when: None, f"{when}_low": None, f"{when}_high": None}
    return {
        when: rounded(loss.value),
        f"{when}_low": rounded(loss.low),
        f"{when}_high": rounded(loss.high),
    }


def targets_of(*graphs: SupplyGraph) -> tuple[str, ...]:
    """The usual targets of either dataset: its top layer, what has a jurisdiction, and its default."""
    found: set[str] = set()
    for graph in graphs:
        dataset = graph.dataset
        top = dataset.layer_order[0]
        found |= {c.id for c in dataset.components.values() if c.layer == top or c.jurisdiction}
        found.add(dataset.manifest.default_target)
    return tuple(sorted(found))


def touched(before: Model | None, after: Model | None) -> bool:
    """Whether anything that a target's answer is computed from differs; if not, the answer is the same.

    Evidence and wording are no part of it.
    """
    if before is None or after is None:
        return True
    return _computed_from(before) != _computed_from(after)


def _computed_from(model: Model) -> tuple[Any, ...]:
    graph, dataset = model.graph, model.graph.dataset
    nodes = tuple(replace(graph.nodes[n], gates=()) for n in model.ids)
    known = tuple(
        (s, g.complete, g.undisclosed, g.unverified) for s in model.slots for g in (graph.gates[s.gate],)
    )
    leaves = tuple(dataset.components[n.component].leaf for n in nodes)
    # Somebody may own a maker without making anything: all companies with owners count.
    owned = tuple(
        (c.id, tuple((o.company, o.percent) for o in c.owners))
        for c in dataset.companies.values()
        if c.owners
    )
    seats = tuple(dataset.companies[c].headquarters for c in companies_in(model))
    own = dataset.components[model.ids[model.target]].jurisdiction
    return (
        model.target,
        model.ids,
        model.slots_of,
        model.blocked,
        nodes,
        known,
        leaves,
        owned,
        seats,
        own,
        dataset.layer_order,
    )
