"""Exposure: the share of supply lost if one supplier stops, before anyone finds a substitute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..graph.removal import CountryBy
from ..graph.supply import SupplyGraph
from .flow import supply
from .model import Model, compile_model
from .reading import CLOSED, Reading
from .results import Result, Row, provenance_of, rounded
from .running import blocked_at, status_of
from .units import LEVELS, Level, Unit, as_bits, units_of


@dataclass(frozen=True, slots=True)
class Loss:
    """A share of supply lost, 0 to 1, with the interval over what shares leave open."""

    value: float
    low: float
    high: float

    @property
    def exact(self) -> bool:
        """Whether the interval is a point."""
        return self.high - self.low < 1e-9


@dataclass(frozen=True, slots=True)
class ExposureRow:
    """One supplier and the share of supply lost without it."""

    id: str
    loss: Loss


@dataclass(frozen=True, slots=True)
class Exposure(Result):
    """Exposure of a target to each supplier, largest first."""

    level: Level
    exposures: tuple[ExposureRow, ...]
    blocked_at: tuple[str, ...] = ()

    def rows(self) -> tuple[Row, ...]:
        return tuple(
            {
                "id": e.id,
                "exposure": rounded(e.loss.value),
                "low": rounded(e.loss.low),
                "high": rounded(e.loss.high),
            }
            for e in self.exposures
        )

    def to_dict(self) -> dict[str, Any]:
        base = Result.to_dict(self)
        provenance = base.pop("provenance")
        return {
            **base,
            "level": self.level,
            "exposure": [dict(r) for r in self.rows()],
            "blocked_at": list(self.blocked_at),
            "provenance": provenance,
        }


def exposure(
    graph: SupplyGraph,
    target: str,
    *,
    level: Level = "company",
    country_by: CountryBy = "headquarters",
    affiliates: bool = True,
    reading: Reading = CLOSED,
) -> Exposure:
    """Exposure of ``target`` to the loss of each company, offering, component or country.

    Returns fractions of the target's supply, 0 to 1. Missing shares give an interval over all ways
    to split what the known ones leave; the middle is the equal split. In the closed reading the
    upper end also takes it that suppliers nobody has named cannot carry on alone. Assumes no
    substitution at all. Raises UnknownReference for an unknown target. O(units x edges).

    The measure follows the performance-loss reading of dependency in Simchi-Levi et al. 2015,
    doi 10.1287/inte.2015.0804.
    """
    if level not in LEVELS:
        raise ValueError(f"level is one of {', '.join(LEVELS)}, not {level!r}")
    model = compile_model(graph, target, reading)
    units = units_of(model, level, country_by=country_by, affiliates=affiliates)
    status = status_of(model)
    rows: tuple[ExposureRow, ...] = ()
    if status == "running":
        found = losses(model, units)
        rows = tuple(
            sorted((ExposureRow(u.id, x) for u, x in zip(units, found, strict=True)), key=_largest_first)
        )
    unmet = () if status == "running" else blocked_at(model)
    return Exposure(target, status, provenance_of(graph, model), level, rows, unmet)


def _largest_first(row: ExposureRow) -> tuple[float, float, str]:
    return (-round(row.loss.value, 12), -round(row.loss.high, 12), row.id)


def losses(model: Model, units: Sequence[Unit], running: frozenset[int] | None = None) -> tuple[Loss, ...]:
    """The share of supply lost without each unit; ``running`` as in ``flow.supply``."""
    if not units:
        return ()
    count = len(units)
    # The last scenario is the one in which nothing is lost.
    width = count + 1
    bits = as_bits((u, 1 << i) for i, u in enumerate(units))
    closed = model.reading.unknown == "closed"
    mid = supply(model, bits, width, running=running)
    most = supply(model, bits, width, end="high", running=running)
    least = supply(model, bits, width, end="low", running=running, zero_stopped=closed)
    whole = {"low": float(least[count]), "mid": float(mid[count]), "high": float(most[count])}
    out = []
    for i in range(count):
        value = _lost(float(mid[i]), whole["mid"])
        low = min(value, _lost(float(most[i]), whole["low"])) if whole["low"] > 0 else 0.0
        high = max(value, _lost(float(least[i]), whole["high"]))
        out.append(Loss(value, low, high))
    return tuple(out)


def _lost(after: float, before: float) -> float:
    lost = 1.0 if before <= 0 else 1.0 - after / before
    # Noise of the last bits must not show up as a loss of 1e-16.
    return min(1.0, max(0.0, round(lost, 12)))
