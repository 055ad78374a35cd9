"""Probability of the top with importance measures, exact or bounded, never a guess."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .limits import Limit, Stopped
from .logic import Logic
from .plan import beside, find
from .probability import Bounds, Exact, bounds, exact
from .small import LARGEST_ORDER


@dataclass(frozen=True, slots=True)
class Importance:
    """What the probability of the top hangs on at one event; P is that probability, p the event's.

    birnbaum : dP/dp = P(top | lost) - P(top | not lost).
    criticality : p * birnbaum / P, the share of P in which the event is decisive.
    raw : risk achievement worth, P(top | lost) / P.
    rrw : risk reduction worth, P / P(top | not lost); None for infinity: no failure without it.
    fussell_vesely : P(a cut set that holds the event happens) / P. Others call criticality, or
        p * raw, by this name. None where it did not fit.
    """

    id: str
    probability: float
    birnbaum: float
    criticality: float
    raw: float
    rrw: float | None
    fussell_vesely: float | None

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "probability": self.probability,
            "birnbaum": self.birnbaum,
            "criticality": self.criticality,
            "raw": self.raw,
            "rrw": self.rrw,
            "fussell_vesely": self.fussell_vesely,
        }


@dataclass(frozen=True, slots=True)
class Risk:
    """The probability of the top: exact, or between two bounds.

    probability : None where it is not exact.
    low, high : between what it lies; equal where it is exact.
    truncated : how much of ``high`` allows for cut sets larger than those found; 0 where exact.
    complete_to : up to what size cut sets entered the bounds; None where exact.
    reason : why it is not exact; None where it is.
    """

    probability: float | None
    low: float
    high: float
    truncated: float = 0.0
    complete_to: int | None = None
    reason: str | None = None
    importance: tuple[Importance, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {
            "probability": self.probability,
            "low": self.low,
            "high": self.high,
            "truncated": self.truncated,
            "complete_to": self.complete_to,
            "reason": self.reason,
            "importance": [i.to_dict() for i in self.importance],
        }


def risk_of(whole: Logic, chances: Sequence[float], limit: Limit | None = None) -> Risk:
    """The probability of the top and what it hangs on; bounds if that does not fit the limit.

    Birnbaum 1969, in Multivariate Analysis II; RAW and RRW: Vesely et al. 1983, NUREG/CR-3385; the union
    measure: Fussell 1975, IEEE Transactions on Reliability R-24.

    >>> from .logic import Threshold, logic
    >>> either = logic(["a", "b"], [Threshold(1, (0, 1))], ~0)
    >>> found = risk_of(either, [0.5, 0.5])
    >>> found.probability, [i.raw for i in found.importance]
    (0.75, [1.3333333333333333, 1.3333333333333333])
    """
    within = limit or Limit()
    done: list[Exact] = []

    def work() -> str | None:
        done.append(exact(whole, chances, within))
        return None

    try:
        reason = work() if limit is None else beside(work, within)
    except Stopped as stop:
        reason = str(stop)
    if reason is None:
        top = done[0].top
        return Risk(top, top, top, importance=_importance(whole, chances, done[0]))
    found = find(whole, LARGEST_ORDER, limit=Limit(within.seconds, within.bytes))
    size = found.complete_to if found.complete_to is not None else LARGEST_ORDER
    known: Bounds = bounds([g for g in found.groups if len(g) <= size], size, chances)
    return Risk(None, known.low, known.high, known.truncated, size, reason)


def _importance(whole: Logic, chances: Sequence[float], found: Exact) -> tuple[Importance, ...]:
    top, out = found.top, []
    if top <= 0:
        return ()
    for name, chance, event in zip(whole.events, chances, found.events, strict=True):
        without = top - chance * event.birnbaum
        out.append(
            Importance(
                id=name,
                probability=chance,
                birnbaum=event.birnbaum,
                criticality=chance * event.birnbaum / top,
                raw=(top + (1 - chance) * event.birnbaum) / top,
                rrw=top / without if without > 1e-15 * top else None,
                fussell_vesely=None if event.union is None else event.union / top,
            )
        )
    return tuple(sorted(out, key=lambda i: (-i.criticality, i.id)))
