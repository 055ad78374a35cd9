"""Held exposure by layer: what others could cut, before anything has been removed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..graph.removal import CountryBy
from ..graph.supply import SupplyGraph
from .cutsets import smallest_cut
from .exposure import Loss, losses
from .holder import Holder, holder_named
from .model import Model, compile_model
from .reading import CLOSED, Reading
from .results import Result, Row, provenance_of, rounded
from .running import status_of
from .units import Unit, companies_in, headquarters, layer_places, layer_units


@dataclass(frozen=True, slots=True)
class LayerHeld:
    """One layer: its most exposed suppliers, and what the holder could do to it.

    most_exposed : the suppliers with the largest exposure, all ties.
    held : the share of supply lost when all the holder's supply in the layer is lost together;
        None where there is no holder. Never to be summed over layers.
    held_order : the fewest held suppliers of the layer that stop the target; None if they cannot.
    """

    layer: str
    most_exposed: tuple[str, ...]
    exposure: float
    held: Loss | None
    held_order: int | None


@dataclass(frozen=True, slots=True)
class Holders(Result):
    """Held exposure of a target by layer."""

    holder: str | None
    layers: tuple[LayerHeld, ...]

    def rows(self) -> tuple[Row, ...]:
        return tuple(
            {
                "layer": x.layer,
                "most_exposed": x.most_exposed,
                "exposure": rounded(x.exposure),
                "held": rounded(x.held.value) if x.held else None,
                "held_low": rounded(x.held.low) if x.held else None,
                "held_high": rounded(x.held.high) if x.held else None,
                "held_order": x.held_order,
            }
            for x in self.layers
        )

    def to_dict(self) -> dict[str, Any]:
        base = Result.to_dict(self)
        provenance = base.pop("provenance")
        layers = [{**r, "most_exposed": list(r["most_exposed"])} for r in self.rows()]
        return {**base, "holder": self.holder, "layers": layers, "provenance": provenance}


def holders(
    graph: SupplyGraph,
    target: str,
    *,
    held_by: Holder | str | None = None,
    country_by: CountryBy = "headquarters",
    reading: Reading = CLOSED,
) -> Holders:
    """For each layer, the share of supply that the holder could cut, and how few suppliers it takes.

    By default the holder is everybody foreign to the target's jurisdiction. Raises UnknownReference for an
    unknown target and ValueError if it has no jurisdiction and no holder is given.
    """
    model = compile_model(graph, target, reading)
    holder = holder_named(graph, target, held_by)
    if holder is None:
        raise ValueError(f'"{target}" has no jurisdiction: say who holds, for example "US,JP"')
    status = status_of(model)
    if status != "running":
        return Holders(target, status, provenance_of(graph, model), holder.label, ())
    found = held_by_layer(model, layers_below(model), holder, country_by)
    return Holders(target, status, provenance_of(graph, model), holder.label, found)


def layers_below(model: Model) -> tuple[str, ...]:
    """The layers that hold suppliers the target depends on, in the dataset's order."""
    target = model.ids[model.target]
    with_makers = {
        model.graph.nodes[n].layer
        for n in model.ids
        if model.graph.nodes[n].kind in ("offering", "group") and model.graph.nodes[n].component != target
    }
    return tuple(x for x in model.graph.dataset.layer_order if x in with_makers)


def held_by_layer(
    model: Model,
    layers: Sequence[str],
    holder: Holder | None,
    country_by: CountryBy,
    running: frozenset[int] | None = None,
) -> tuple[LayerHeld, ...]:
    """Exposure and held supply of each layer, in one evaluation; ``running`` as in ``flow.supply``."""
    companies, where = companies_in(model), headquarters(model.graph)
    units: list[Unit] = []
    parts: list[tuple[str, tuple[Unit, ...], tuple[Unit, ...]]] = []
    for layer in layers:
        mine = layer_units(model, layer, companies)
        held: tuple[Unit, ...] = ()
        together: frozenset[int] = frozenset()
        if holder is not None:
            by_seat = tuple(u for u in mine if holder.holds(where[u.id], u.id))
            held = layer_places(model, layer, holder) if country_by == "site" else by_seat
            together = frozenset(n for u in held for n in u.nodes) | _held_groups(model, layer, holder)
        units += [*mine, Unit(layer, together)]
        parts.append((layer, mine, held))
    found = iter(losses(model, units, running))
    out = []
    for layer, mine, held in parts:
        each = [next(found) for _ in mine]
        lost_together = next(found)
        top = max((x.value for x in each), default=0.0)
        most = tuple(u.id for u, x in zip(mine, each, strict=True) if top > 0 and top - x.value < 1e-9)
        if holder is None:
            out.append(LayerHeld(layer, most, top, None, None))
        else:
            out.append(LayerHeld(layer, most, top, lost_together, smallest_cut(model, held)))
    return tuple(out)


def _held_groups(model: Model, layer: str, holder: Holder) -> frozenset[int]:
    nodes = ((i, model.graph.nodes[n]) for i, n in enumerate(model.ids) if i not in model.blocked)
    return frozenset(
        i
        for i, n in nodes
        if n.kind == "group" and n.layer == layer and n.country and holder.holds(n.country)
    )
