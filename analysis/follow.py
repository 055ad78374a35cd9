"""Following a chokepoint: remove the most exposed supplier that the target survives, again and again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..graph.supply import SupplyGraph
from .exposure import losses
from .model import compile_model
from .reading import CLOSED, Reading
from .results import Result, Row, provenance_of, rounded
from .running import running_nodes, runs_without
from .units import units_of


@dataclass(frozen=True, slots=True)
class Step:
    """One removal: what went, its exposure just before, and the suppliers the target could not lose."""

    removed: str
    exposure: float | None
    end_points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Follow(Result):
    """The way of a chokepoint through the graph."""

    steps: tuple[Step, ...]

    def rows(self) -> tuple[Row, ...]:
        return tuple(
            {"step": i, "removed": s.removed, "exposure": rounded(s.exposure), "end_points": s.end_points}
            for i, s in enumerate(self.steps)
        )

    def to_dict(self) -> dict[str, Any]:
        base = Result.to_dict(self)
        provenance = base.pop("provenance")
        steps = [{**r, "end_points": list(r["end_points"])} for r in self.rows()]
        return {**base, "steps": steps, "provenance": provenance}


def follow(
    graph: SupplyGraph, target: str, *, remove: Sequence[str] | str, steps: int = 5, reading: Reading = CLOSED
) -> Follow:
    """Remove, then remove the most exposed company that the target survives, up to ``steps`` times.

    Ties go to the first id. At each step the companies that the target does not survive are
    listed as end points. Raises as ``shift`` does. Cost: one exposure for each step.
    """
    remove = [remove] if isinstance(remove, str) else list(remove)
    current = graph.without(*remove, target=target)
    model = compile_model(current, target, reading)
    provenance = provenance_of(graph, model)
    if not runs_without(compile_model(graph, target, reading)):
        return Follow(target, "not_running_at_baseline", provenance, ())
    if not runs_without(model):
        return Follow(target, "stopped_by_removal", provenance, ())
    removed, exposure = ", ".join(remove), None
    out: list[Step] = []
    while True:
        units = units_of(model, "company")
        ends = tuple(u.id for u in units if not runs_without(model, u.nodes))
        out.append(Step(removed, exposure, ends))
        found = losses(model, units, running_nodes(model))
        survivable = [
            (u, x.value) for u, x in zip(units, found, strict=True) if u.id not in ends and x.value > 0
        ]
        if len(out) > steps or not survivable:
            return Follow(target, "running", provenance, tuple(out))
        unit, exposure = min(survivable, key=lambda pair: (-round(pair[1], 9), pair[0].id))
        removed = unit.id
        current = current.without(f"company:{removed}", target=target)
        model = compile_model(current, target, reading)
