"""What would most improve the answer: weak or old statements under the top chokepoints."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from .cutsets import minimal_cut_sets
from .exposure import losses
from .facts import OLD_YEARS, Fact, row_of, years_before
from .model import Model
from .results import rounded
from .running import runs_without
from .units import Unit, units_of

MOST_EXPOSED = 5
_RANK = {"low": 0, "medium": 1, "high": 2}


@dataclass(frozen=True, slots=True)
class TopChokepoints:
    """What the ranking looks at: company cut sets of order 1 and 2, then the largest exposures."""

    cut_sets: tuple[tuple[str, ...], ...]
    exposed: tuple[tuple[str, float], ...]

    def to_dict(self) -> dict[str, Any]:
        return {
            "cut_sets": [list(c) for c in self.cut_sets],
            "most_exposed": [{"id": i, "exposure": rounded(x)} for i, x in self.exposed],
        }


@dataclass(frozen=True, slots=True)
class Improvement:
    """A weak or old statement, and what rests on it.

    reasons : low confidence, read through another source, older than two years.
    cut_sets : the cut sets with a member whose supply reaches the target by it.
    exposed : the most exposed suppliers whose supply does.
    """

    fact: Fact
    reasons: tuple[str, ...]
    cut_sets: tuple[tuple[str, ...], ...]
    exposed: tuple[str, ...]
    distance: int

    def to_dict(self) -> dict[str, Any]:
        return {
            **row_of(self.fact),
            "reasons": list(self.reasons),
            "cut_sets": [list(c) for c in self.cut_sets],
            "exposed": list(self.exposed),
        }


def top_chokepoints(model: Model) -> TopChokepoints:
    """The company cut sets of order 1 and 2, and the five companies with the largest exposure."""
    if not runs_without(model):
        return TopChokepoints((), ())
    units = units_of(model, "company")
    cuts = tuple(tuple(sorted(c)) for c in minimal_cut_sets(model, units, 2))
    found = zip(units, losses(model, units), strict=True)
    most = sorted(((u.id, x.value) for u, x in found if x.value > 0), key=lambda e: (-round(e[1], 12), e[0]))
    return TopChokepoints(cuts, tuple(most[:MOST_EXPOSED]))


def improvements(model: Model, facts: Iterable[Fact], top: TopChokepoints) -> tuple[Improvement, ...]:
    """Weak or old statements on the paths from the top chokepoints to the target, ranked.

    First come those under the smallest groups, then those under most of them, then those under the
    most exposed; of these, low confidence first, then what is nearest the target.
    O(companies x (V + E + statements)).
    """
    limit = years_before(model.graph.dataset.manifest.as_of, OLD_YEARS)
    weak = [(fact, why) for fact in facts if (why := _reasons(fact, limit)) and fact.kind == "component"]
    paths = _Paths(model)
    names = sorted({m for c in top.cut_sets for m in c} | {i for i, _ in top.exposed})
    units = {u.id: u for u in units_of(model, "company")}
    on_path = {name: paths.on_path(units[name], [f for f, _ in weak]) for name in names}
    out = []
    for fact, why in weak:
        id_ = fact.statement.id
        cuts = tuple(c for c in top.cut_sets if any(id_ in on_path[m] for m in c))
        exposed = tuple(i for i, _ in top.exposed if id_ in on_path[i])
        if cuts or exposed:
            distance = paths.distance.get(fact.statement.node, len(model.ids))
            out.append(Improvement(fact, why, cuts, exposed, distance))
    return tuple(sorted(out, key=_rank))


def _rank(found: Improvement) -> tuple[Any, ...]:
    orders = [len(c) for c in found.cut_sets]
    evidence = found.fact.statement.evidence
    assert evidence is not None
    return (
        min(orders, default=3),
        -orders.count(1),
        -orders.count(2),
        -len(found.exposed),
        _RANK[evidence.confidence],
        found.distance,
        evidence.as_of,
        found.fact.statement.id,
        found.fact.statement.text,
    )


def _reasons(fact: Fact, limit: str) -> tuple[str, ...]:
    evidence = fact.statement.evidence
    if evidence is None:
        return ()
    found = ["low confidence"] if fact.low else []
    found += [f"read through {fact.via}"] if fact.via else []
    found += [f"from {evidence.as_of}"] if fact.older_than(limit) else []
    return tuple(found)


class _Paths:
    """Which statements lie between a supplier and the target."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.users: list[list[int]] = [[] for _ in model.ids]
        for owner, slots in enumerate(model.slots_of):
            for slot in slots:
                for child in model.slots[slot].children:
                    self.users[child].append(owner)
        self.distance = self._distances()

    def _distances(self) -> dict[str, int]:
        model, found, queue = self.model, {self.model.target: 0}, [self.model.target]
        for owner in queue:
            for slot in model.slots_of[owner]:
                for child in model.slots[slot].children:
                    if child not in found:
                        found[child] = found[owner] + 1
                        queue.append(child)
        return {model.ids[n]: d for n, d in found.items()}

    def on_path(self, unit: Unit, facts: Sequence[Fact]) -> frozenset[str]:
        """The ids of those statements by which the unit's supply reaches the target."""
        model = self.model
        between, queue = set(unit.nodes), list(unit.nodes)
        for node in queue:
            for owner in self.users[node]:
                if owner not in between:
                    between.add(owner)
                    queue.append(owner)
        wholly: set[str] = set()
        bases: set[str] = set()
        for owner in between:
            for slot in model.slots_of[owner]:
                gate = model.graph.gates[model.slots[slot].gate]
                taken = [o.statement for o in gate.options if model.index.get(o.node or "") in between]
                if taken:
                    bases.update(taken)
                    wholly |= {gate.id, f"{gate.id}/amount", f"{gate.id}/runs_without_months"}
        return frozenset(
            f.statement.id for f in facts if f.statement.id in wholly or not bases.isdisjoint(_bases(f))
        )


def _bases(fact: Fact) -> list[str]:
    """A statement's id and all its beginnings, cut at slashes."""
    parts = fact.statement.id.split("/")
    return ["/".join(parts[:n]) for n in range(2, len(parts) + 1)]
