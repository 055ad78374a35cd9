"""Two targets, or two dates, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..graph.build import build_graph
from ..graph.controls import status_on
from ..graph.removal import CountryBy
from ..graph.supply import SupplyGraph
from ..graph.what_if import under_control
from .chokepoints import CutSet, tag_cuts
from .coverage import Coverage, coverage
from .cutsets import minimal_cut_sets
from .holder import Holder, holder_named
from .holders import LayerHeld, held_by_layer, layers_below
from .model import compile_model
from .reading import CLOSED, Reading
from .results import Result, Row, provenance_of, rounded
from .running import Status, blocked_at, status_of
from .units import units_of


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison.

    applied, unsettled : with controls applied: those in force on the day, and those whose status on that
        day nobody has said.
    """

    label: str
    target: str
    as_of: str | None
    status: Status
    holder: str | None
    cut_sets: tuple[CutSet, ...]
    layers: tuple[LayerHeld, ...]
    coverage: Coverage
    blocked_at: tuple[str, ...] = ()
    applied: tuple[str, ...] = ()
    unsettled: tuple[str, ...] = ()

    @property
    def single_points(self) -> tuple[str, ...]:
        """Companies that can stop it alone, sorted."""
        return tuple(c.members[0] for c in self.cut_sets if c.order == 1)

    def by_order(self) -> dict[int, int]:
        """How many groups there are of each size."""
        out: dict[int, int] = {}
        for cut in self.cut_sets:
            out[cut.order] = out.get(cut.order, 0) + 1
        return out

    def to_dict(self) -> dict[str, Any]:
        return {
            "label": self.label,
            "target": self.target,
            "as_of": self.as_of,
            "status": self.status,
            "holder": self.holder,
            "single_points": list(self.single_points),
            "cut_sets": [c.to_dict() for c in self.cut_sets],
            "layers": [
                {
                    "layer": x.layer,
                    "most_exposed": list(x.most_exposed),
                    "exposure": rounded(x.exposure),
                    "held": rounded(x.held.value) if x.held else None,
                    "held_order": x.held_order,
                }
                for x in self.layers
            ],
            "coverage": self.coverage.to_dict(),
            "blocked_at": list(self.blocked_at),
            "controls_applied": list(self.applied),
            "controls_unsettled": list(self.unsettled),
        }


@dataclass(frozen=True, slots=True)
class Comparison(Result):
    """Two sides: what they share and what is one side's own."""

    max_order: int
    first: Side
    second: Side

    @property
    def shared(self) -> tuple[tuple[str, ...], ...]:
        """Groups that can stop both."""
        there = {c.members for c in self.second.cut_sets}
        return tuple(c.members for c in self.first.cut_sets if c.members in there)

    def only(self, mine: Side, other: Side) -> tuple[tuple[str, ...], ...]:
        """Groups that can stop one side and are no smallest group of the other."""
        there = {c.members for c in other.cut_sets}
        return tuple(c.members for c in mine.cut_sets if c.members not in there)

    def rows(self) -> tuple[Row, ...]:
        """A row for each layer of either side."""
        sides = [{x.layer: x for x in s.layers} for s in (self.first, self.second)]
        names = [x.layer for x in self.first.layers]
        names += [x.layer for x in self.second.layers if x.layer not in names]
        out = []
        for name in names:
            row: dict[str, Any] = {"layer": name}
            for tag, side in zip(("first", "second"), sides, strict=True):
                here = side.get(name)
                row[f"most_exposed_{tag}"] = here.most_exposed if here else None
                row[f"exposure_{tag}"] = rounded(here.exposure) if here else None
                row[f"held_{tag}"] = rounded(here.held.value) if here and here.held else None
                row[f"held_order_{tag}"] = here.held_order if here else None
            out.append(row)
        return tuple(out)

    def to_dict(self) -> dict[str, Any]:
        base = Result.to_dict(self)
        provenance = base.pop("provenance")
        return {
            **base,
            "max_order": self.max_order,
            "first": self.first.to_dict(),
            "second": self.second.to_dict(),
            "shared": [list(c) for c in self.shared],
            "only_first": [list(c) for c in self.only(self.first, self.second)],
            "only_second": [list(c) for c in self.only(self.second, self.first)],
            "provenance": provenance,
        }


def compare(
    graph: SupplyGraph,
    target: str,
    other: str | None = None,
    *,
    dates: Sequence[str] = (),
    in_force: bool = False,
    held_by: Holder | str | None = None,
    max_order: int = 2,
    country_by: CountryBy = "headquarters",
    reading: Reading = CLOSED,
) -> Comparison:
    """Two targets, or one target on two dates, side by side.

    Parameters
    ----------
    other : the second target; without one, ``dates`` are needed.
    dates : two dates; each side knows only the statements not after its date.
    in_force : both sides know everything; instead, the controls in force on each date are applied in
        full. One whose status nobody has said is not applied, and named.

    Raises UnknownReference for an unknown target, ValueError if neither or both of other and dates are
    given. Cost: two searches for cut sets.

    Examples
    --------
    >>> from narrows import load
    >>> found = compare(load("tutorial"), "gpu", "asic")
    >>> found.first.single_points
    ('etch-a', 'foundry-a', 'litho-co', 'pack-a')
    """
    if (other is None) == (not dates) or (dates and len(dates) != 2):
        raise ValueError("name two targets, or one target and two dates")
    if in_force and not dates:
        raise ValueError("in_force needs two dates")
    how = (held_by, max_order, country_by, reading)
    if other is not None:
        sides = [_side(graph, t, graph.dataset.name(t), None, (), (), *how) for t in (target, other)]
        notes: tuple[str, ...] = ()
    else:
        sides = [_dated(graph, target, day, in_force, *how) for day in dates]
        notes = (f"dates: {dates[0]} and {dates[1]}",)
        if in_force:
            notes = (
                *notes,
                "HYPOTHETICAL: the controls in force on each date applied in full, without licences",
            )
    models = [compile_model(graph, s.target, reading) for s in sides]
    provenance = provenance_of(graph, *models, notes=notes)
    status: Status = "running"
    if all(s.status != "running" for s in sides):
        status = sides[0].status
    names = ", ".join(dict.fromkeys(s.target for s in sides))
    return Comparison(names, status, provenance, max_order, sides[0], sides[1])


def _dated(
    graph: SupplyGraph,
    target: str,
    day: str,
    in_force: bool,
    held_by: Holder | str | None,
    max_order: int,
    country_by: CountryBy,
    reading: Reading,
) -> Side:
    how = (held_by, max_order, country_by, reading)
    if not in_force:
        then = build_graph(graph.whole or graph.dataset, replace(graph.filters, as_of=day))
        return _side(then, target, f"known by {day}", day, (), (), *how)
    records = graph.dataset.controls.values()
    binding = [c for c in records if status_on(c, day) == "in-force"]
    unsettled = tuple(c.id for c in records if status_on(c, day) == "unknown")
    for control in binding:
        graph = under_control(graph, control, target)
    applied = tuple(c.id for c in binding)
    return _side(graph, target, f"rules of {day}", day, applied, unsettled, *how)


def _side(
    graph: SupplyGraph,
    target: str,
    label: str,
    day: str | None,
    applied: tuple[str, ...],
    unsettled: tuple[str, ...],
    held_by: Holder | str | None,
    max_order: int,
    country_by: CountryBy,
    reading: Reading,
) -> Side:
    model = compile_model(graph, target, reading)
    holder = holder_named(graph, target, held_by)
    status = status_of(model)
    cuts: tuple[CutSet, ...] = ()
    layers: tuple[LayerHeld, ...] = ()
    if status == "running":
        units = units_of(model, "company", country_by=country_by)
        found = minimal_cut_sets(model, units, max_order)
        cuts = tag_cuts(model, units, found, level="company", holder=holder, country_by=country_by)
        layers = held_by_layer(model, layers_below(model), holder, country_by)
    unmet = () if status == "running" else blocked_at(model)
    name = holder.label if holder else None
    known = coverage(model)
    return Side(label, target, day, status, name, cuts, layers, known, unmet, applied, unsettled)
