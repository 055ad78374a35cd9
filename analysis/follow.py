"""Following a chokepoint: remove the most exposed supplier that the target survives, again and again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..graph.removal import CountryBy
from ..graph.supply import SupplyGraph
from .exposure import losses
from .model import compile_model
from .reading import CLOSED, Reading
from .results import Result, Row, provenance_of, rounded
from .running import Status, failing, running_nodes, runs_without
from .shift import refuse_target
from .units import as_bits, units_of


@dataclass(frozen=True, slots=True)
class Step:
    """One removal: what went, its exposure just before, and the suppliers the target could not lose."""

    removed: str
    exposure: float | None
    end_points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Follow(Result):
    """The way of a chokepoint through the graph.

    removed : what was taken away to begin with.
    horizon : months since the losses at which it is read; None without time.
    """

    removed: tuple[str, ...]
    steps: tuple[Step, ...]
    horizon: float | None = None

    def rows(self) -> tuple[Row, ...]:
        return tuple(
            {"step": i, "removed": s.removed, "exposure": rounded(s.exposure), "end_points": s.end_points}
            for i, s in enumerate(self.steps)
        )

    def to_dict(self) -> dict[str, Any]:
        base = Result.to_dict(self)
        provenance = base.pop("provenance")
        steps = [{**r, "end_points": list(r["end_points"])} for r in self.rows()]
        return {
            **base,
            "removed": list(self.removed),
            "horizon": self.horizon,
            "steps": steps,
            "provenance": provenance,
        }


def follow(
    graph: SupplyGraph,
    target: str,
    *,
    remove: Sequence[str] | str,
    steps: int = 5,
    country_by: CountryBy = "headquarters",
    affiliates: bool = True,
    reading: Reading = CLOSED,
) -> Follow:
    """Remove, then remove the most exposed company that the target survives, up to ``steps`` times.

    Exposure is what is lost of the supply after the removals so far, those that are left having taken
    over. Ties go to the first id. At each step the companies that the target does not survive are
    listed as end points. Raises as ``shift`` does. Cost: one exposure for each step.

    Examples
    --------
    >>> from narrows import load
    >>> found = follow(load("tutorial"), "training", remove="gpu")
    >>> [(s.removed, s.exposure and round(s.exposure, 3)) for s in found.steps]
    [('gpu', None), ('etch-a', 0.76), ('resist-a', 0.5)]
    """
    remove = tuple(dict.fromkeys([remove] if isinstance(remove, str) else remove))
    first = compile_model(graph, target, reading)
    current = graph.without(*remove, country_by=country_by, affiliates=affiliates, target=target)
    refuse_target(graph, current, target, remove)
    model = compile_model(current, target, reading)
    provenance = provenance_of(current, model)

    def ended(status: Status, steps: Sequence[Step] = ()) -> Follow:
        return Follow(target, status, provenance, remove, tuple(steps), reading.horizon)

    if not runs_without(first):
        return ended("not_running_at_baseline")
    if not runs_without(model):
        return ended("stopped_by_removal")
    removed, exposure = ", ".join(remove), None
    out: list[Step] = []
    while True:
        units = units_of(model, "company", affiliates=affiliates)
        lost = as_bits((u, 1 << i) for i, u in enumerate(units))
        stopped = failing(model, lost, len(units))[model.target]
        ends = tuple(u.id for i, u in enumerate(units) if stopped >> i & 1)
        out.append(Step(removed, exposure, ends))
        found = losses(model, units, running_nodes(model))
        survivable = [
            (u, x.value) for u, x in zip(units, found, strict=True) if u.id not in ends and x.value > 0
        ]
        if len(out) > steps or not survivable:
            return ended("running", out)
        unit, exposure = min(survivable, key=lambda pair: (-round(pair[1], 9), pair[0].id))
        removed = unit.id
        current = current.without(f"company:{removed}", affiliates=affiliates, target=target)
        model = compile_model(current, target, reading)
