"""How probable it is that a target stops, given how probable each loss is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..graph.joint import Joint, joined
from ..graph.removal import CountryBy
from ..graph.supply import SupplyGraph
from .chokepoints import check_ids
from .engine.importance import Importance, Risk, risk_of
from .engine.limits import Limit
from .engine.logic import logic_of
from .model import compile_model
from .reading import CLOSED, Reading
from .results import Result, Row, provenance_of
from .running import status_of
from .units import LEVELS, Level, units_of


@dataclass(frozen=True, slots=True)
class Lost(Result):
    """The probability that a target stops; None where it does not run to begin with.

    given : the probabilities it was computed from; what is not named in them is taken to run.
    """

    level: Level
    given: dict[str, float]
    risk: Risk | None

    def rows(self) -> tuple[Row, ...]:
        return tuple(i.to_dict() for i in self.importance)

    @property
    def importance(self) -> tuple[Importance, ...]:
        """What the probability hangs on, most critical first; empty where there are bounds only."""
        return self.risk.importance if self.risk else ()

    def to_dict(self) -> dict[str, Any]:
        base = Result.to_dict(self)
        provenance = base.pop("provenance")
        risk = self.risk.to_dict() if self.risk else None
        return {**base, "level": self.level, "given": self.given, "risk": risk, "provenance": provenance}


def risk(
    graph: SupplyGraph,
    target: str | Sequence[str],
    probabilities: Mapping[str, float],
    *,
    joint: Joint = "any",
    level: Level = "company",
    country_by: CountryBy = "headquarters",
    affiliates: bool = True,
    reading: Reading = CLOSED,
    limit: Limit | None = None,
) -> Lost:
    """The probability that a target stops and what it hangs on; losses are independent.

    Parameters
    ----------
    probabilities : of the loss of what can be lost at the level, from 0 to 1. There are no default
        probabilities: what is not named is taken to run.

    The other parameters are as in ``chokepoints``. Raises UnknownReference for an id that cannot be
    lost, ValueError for a probability out of range. Exact where a decision diagram fits, bounds
    with the truncation error where it does not.

    Examples
    --------
    >>> from narrows import load
    >>> found = risk(load("tutorial"), "training", {"litho-co": 0.1, "mem-a": 0.5, "mem-b": 0.5})
    >>> round(found.risk.probability, 6)
    0.325
    """
    if level not in LEVELS:
        raise ValueError(f"level is one of {', '.join(LEVELS)}, not {level!r}")
    for id_, chance in probabilities.items():
        if not 0 <= chance <= 1:
            raise ValueError(f'"{id_}": a probability is from 0 to 1, not {chance:g}')
    graph, name = joined(graph, [target] if isinstance(target, str) else target, joint)
    model = compile_model(graph, name, reading)
    status, provenance = status_of(model), provenance_of(graph, model)
    given = dict(sorted(probabilities.items()))
    if status != "running":
        return Lost(name, status, provenance, level, given, None)
    everything = units_of(model, level, country_by=country_by, affiliates=affiliates)
    check_ids(everything, list(given), level)
    units = [u for u in everything if u.id in given]
    found = risk_of(logic_of(model, units), [given[u.id] for u in units], limit)
    return Lost(name, status, provenance, level, given, found)
