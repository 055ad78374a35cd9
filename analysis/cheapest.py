"""The cheapest group that stops a target: fewest jurisdictions, fewest firms, or costs of one's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ..graph.joint import Joint, joined
from ..graph.removal import CountryBy
from ..graph.supply import SupplyGraph
from .chokepoints import check_ids
from .engine.cheapest import cheapest
from .engine.limits import Limit, Stopped
from .engine.logic import Logic, logic_of
from .engine.plan import beside
from .model import compile_model
from .reading import CLOSED, Reading
from .results import Result, Row, provenance_of
from .running import status_of
from .units import LEVELS, Level, Unit, headquarters, units_of

Weigh = Literal["members", "jurisdictions"]
WEIGHS: tuple[Weigh, ...] = ("members", "jurisdictions")


@dataclass(frozen=True, slots=True)
class CheapestCut(Result):
    """One cheapest group that stops a target; none is cheaper, others may cost the same.

    weigh : what is counted where no cost is given.
    costs : given for single members.
    members : None where the target does not run, no group stops it, or the search was stopped.
    cost : of the group; with "jurisdictions" their number.
    jurisdictions : where the members are headquartered, sorted.
    stopped : why there is no answer; None if there is.
    """

    level: Level
    weigh: Weigh
    costs: dict[str, float]
    members: tuple[str, ...] | None
    cost: float | None
    jurisdictions: tuple[str, ...] = ()
    stopped: str | None = None

    def rows(self) -> tuple[Row, ...]:
        return tuple({"member": m, "cost": self.costs.get(m)} for m in self.members or ())

    def to_dict(self) -> dict[str, Any]:
        base = Result.to_dict(self)
        provenance = base.pop("provenance")
        return {
            **base,
            "level": self.level,
            "weigh": self.weigh,
            "costs": self.costs,
            "complete": self.stopped is None,
            "stopped": self.stopped,
            "members": None if self.members is None else list(self.members),
            "cost": self.cost,
            "jurisdictions": list(self.jurisdictions),
            "provenance": provenance,
        }


def cheapest_cut(
    graph: SupplyGraph,
    target: str | Sequence[str],
    *,
    joint: Joint = "any",
    level: Level = "company",
    weigh: Weigh = "members",
    costs: Mapping[str, float] | None = None,
    country_by: CountryBy = "headquarters",
    affiliates: bool = True,
    reading: Reading = CLOSED,
    limit: Limit | None = None,
) -> CheapestCut:
    """The cheapest group whose joint loss stops a target.

    Parameters
    ----------
    weigh : "members" counts each member as 1, or as its cost; "jurisdictions" counts countries of
        headquarters, and among groups from equally few of them prefers the one with fewest members.
    costs : of members, 0 or more, in a unit of one's own; only with "members".

    The other parameters are as in ``chokepoints``. Raises UnknownReference for an id that cannot be
    lost, ValueError for a negative cost, or costs or a level that do not go with jurisdictions.

    Examples
    --------
    >>> from narrows import load
    >>> cheapest_cut(load("tutorial"), "training", costs={"litho-co": 1.5}).members
    ('litho-co',)
    """
    costs = dict(sorted((costs or {}).items()))
    if level not in LEVELS or weigh not in WEIGHS:
        raise ValueError(f"level is one of {', '.join(LEVELS)}, weigh one of {', '.join(WEIGHS)}")
    if weigh == "jurisdictions" and (costs or level not in ("company", "offering")):
        raise ValueError("jurisdictions are counted at company or offering level, without other costs")
    for id_, cost in costs.items():
        if not 0 <= cost < float("inf"):
            raise ValueError(f'"{id_}": a cost is 0 or more, not {cost:g}')
    graph, name = joined(graph, [target] if isinstance(target, str) else target, joint)
    model = compile_model(graph, name, reading)
    status, provenance = status_of(model), provenance_of(graph, model)
    empty = CheapestCut(name, status, provenance, level, weigh, costs, None, None)
    if status != "running":
        return empty
    units = units_of(model, level, country_by=country_by, affiliates=affiliates)
    check_ids(units, list(costs), level)
    homes = _homes(graph, units, level)
    whole = logic_of(model, units)
    found: list[tuple[tuple[int, ...], float] | None] = []

    def work() -> str | None:
        found.append(_solved(whole, units, homes, weigh, costs, limit))
        return None

    try:
        stopped = work() if limit is None else beside(work, limit)
    except Stopped as stop:
        stopped = str(stop)
    if stopped is not None:
        return CheapestCut(name, status, provenance, level, weigh, costs, None, None, (), stopped)
    if found[0] is None:
        return empty
    group, cost = found[0]
    members = tuple(sorted(units[i].id for i in group))
    where = tuple(sorted({homes[i] for i in group if homes[i]}))
    return CheapestCut(name, status, provenance, level, weigh, costs, members, cost, where)


def _homes(graph: SupplyGraph, units: Sequence[Unit], level: Level) -> list[str]:
    """Where each unit is headquartered; empty where that means nothing."""
    where = headquarters(graph)
    if level == "country" or level == "authority":
        return [u.id for u in units]
    if level == "company":
        return [where[u.id] for u in units]
    nodes = graph.nodes
    if level == "offering":
        return [where.get(nodes[u.id].company or "", nodes[u.id].country or "") for u in units]
    return ["" for _ in units]


def _solved(
    whole: Logic,
    units: Sequence[Unit],
    homes: Sequence[str],
    weigh: Weigh,
    costs: Mapping[str, float],
    limit: Limit | None,
) -> tuple[tuple[int, ...], float] | None:
    if weigh == "members":
        found = cheapest(whole, [costs.get(u.id, 1.0) for u in units], limit=limit)
        return None if found is None else (found.group, found.cost)
    # All members together weigh less than one country more.
    small = 1.0 / (len(units) + 1)
    countries = {c: (1.0, [i for i, h in enumerate(homes) if h == c]) for c in set(homes)}
    found = cheapest(whole, [small] * len(units), shared=countries, limit=limit)
    return None if found is None else (found.group, float(len({homes[i] for i in found.group})))
