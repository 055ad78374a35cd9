"""Evidence: what the answer about a target rests on, and what would most improve it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ..graph.supply import SupplyGraph
from .coverage import assumed_slots
from .facts import OLD_YEARS, Fact, facts_of, years_before
from .improve import Improvement, TopChokepoints, improvements, top_chokepoints
from .model import compile_model
from .origins import origins_of
from .reading import CLOSED, Reading
from .results import Result, Row, provenance_of
from .running import Status, runs_without


@dataclass(frozen=True, slots=True)
class Tally:
    """Statements of one group, counted.

    via : read only through another source. within_1_year, one_to_two_years, older : by the date for
    which they were true, before the dataset's own. one_origin : resting on a single origin.
    origins : independent origins, see ``origins``. no_evidence : only in made-up data.
    """

    group: str
    statements: int
    high: int
    medium: int
    low: int
    no_evidence: int
    via: int
    within_1_year: int
    one_to_two_years: int
    older: int
    one_origin: int
    origins: int
    disputed: int


@dataclass(frozen=True, slots=True)
class Origin:
    """One independent origin: its source ids, and how many statements rest on it, and on it alone."""

    name: str
    sources: tuple[str, ...]
    statements: int
    alone: int


@dataclass(frozen=True, slots=True)
class Disputed:
    """A dispute under the target: how many statements take each side, and the side taken."""

    id: str
    title: str
    sides: tuple[tuple[str, int], ...]
    taken: str


@dataclass(frozen=True, slots=True)
class EvidenceReport(Result):
    """The statements under a target by layer, kind, confidence and age, and what to improve."""

    total: Tally
    layers: tuple[Tally, ...]
    kinds: tuple[Tally, ...]
    sources: int
    origins: tuple[Origin, ...]
    disputes: tuple[Disputed, ...]
    assumed: tuple[str, ...]
    top: TopChokepoints
    improvements: tuple[Improvement, ...]

    def rows(self) -> tuple[Row, ...]:
        return tuple(asdict(t) for t in (*self.layers, *self.kinds, self.total))

    def to_dict(self) -> dict[str, Any]:
        base = Result.to_dict(self)
        provenance = base.pop("provenance")
        return {
            **base,
            "total": asdict(self.total),
            "layers": [asdict(t) for t in self.layers],
            "kinds": [asdict(t) for t in self.kinds],
            "sources": self.sources,
            "origins": [{**asdict(o), "sources": list(o.sources)} for o in self.origins],
            "disputes": [{**asdict(d), "sides": dict(d.sides)} for d in self.disputes],
            "assumed_shares": list(self.assumed),
            "top": self.top.to_dict(),
            "improvements": [i.to_dict() for i in self.improvements],
            "provenance": provenance,
        }


def evidence(
    graph: SupplyGraph, target: str, *, whole_dataset: bool = False, reading: Reading = CLOSED
) -> EvidenceReport:
    """What the answer about ``target`` rests on.

    Parameters
    ----------
    whole_dataset : count all statements of the dataset, not only those under the target.

    Both sides of a dispute are counted. Origins, not source ids, say how many independent voices
    there are: one publisher is one, relays count as what they relay, and what was read through one
    source counts as that source. Raises UnknownReference for an unknown target.
    O(companies x (V + E + statements)).

    Examples
    --------
    >>> from narrows import load
    >>> evidence(load("tutorial"), "training").total.statements
    40
    """
    model = compile_model(graph, target, reading)
    facts = facts_of(graph, None if whole_dataset else target)
    year, old = (years_before(graph.dataset.manifest.as_of, n) for n in (1, OLD_YEARS))
    status: Status = "running" if runs_without(model) else "not_running_at_baseline"

    def tally(name: str, group: Sequence[Fact]) -> Tally:
        return _tally(name, group, year, old)

    top = top_chokepoints(model)
    return EvidenceReport(
        target=target,
        status=status,
        provenance=provenance_of(graph, model),
        total=tally("all", facts),
        layers=_grouped(
            facts, _layer, [*graph.dataset.layer_order, "companies", "controls", "claims"], tally
        ),
        kinds=_grouped(facts, _kind, sorted({_kind(f) for f in facts}), tally),
        sources=len(_source_ids(facts)),
        origins=_origins(graph, facts),
        disputes=_disputes(graph, facts),
        assumed=assumed_slots(model),
        top=top,
        improvements=improvements(model, facts, top),
    )


_PLURAL = {"company": "companies", "control": "controls", "claim": "claims"}


def _layer(fact: Fact) -> str:
    return fact.layer or _PLURAL[fact.kind]


def _kind(fact: Fact) -> str:
    return fact.statement.evidence.kind if fact.statement.evidence else "none"


def _grouped(
    facts: Sequence[Fact],
    key: Callable[[Fact], str],
    order: Iterable[str],
    tally: Callable[[str, Sequence[Fact]], Tally],
) -> tuple[Tally, ...]:
    groups: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        groups[key(fact)].append(fact)
    return tuple(tally(name, groups[name]) for name in order if name in groups)


def _tally(name: str, facts: Sequence[Fact], year: str, old: str) -> Tally:
    sourced = [(f, e) for f in facts if (e := f.statement.evidence) is not None]

    def confident(level: str) -> int:
        return sum(1 for _, e in sourced if e.confidence == level)

    older = sum(1 for f, _ in sourced if f.older_than(old))
    not_recent = sum(1 for f, _ in sourced if f.older_than(year))
    return Tally(
        group=name,
        statements=len(facts),
        high=confident("high"),
        medium=confident("medium"),
        low=confident("low"),
        no_evidence=len(facts) - len(sourced),
        via=sum(1 for f, _ in sourced if f.via),
        within_1_year=len(sourced) - not_recent,
        one_to_two_years=not_recent - older,
        older=older,
        one_origin=sum(1 for f, _ in sourced if len(f.origins) == 1),
        origins=len({o for f in facts for o in f.origins}),
        disputed=sum(1 for f in facts if f.statement.dispute),
    )


def _source_ids(facts: Iterable[Fact]) -> frozenset[str]:
    """Every source cited, and every source through which one was read."""
    found = [e for f in facts if (e := f.statement.evidence) is not None]
    return frozenset({c.source for e in found for c in e.cites} | {e.via for e in found if e.via})


def _origins(graph: SupplyGraph, facts: Sequence[Fact]) -> tuple[Origin, ...]:
    of = origins_of(graph.dataset).of
    used: dict[str, set[str]] = defaultdict(set)
    count: dict[str, int] = defaultdict(int)
    alone: dict[str, int] = defaultdict(int)
    for fact in facts:
        evidence = fact.statement.evidence
        if evidence is None:
            continue
        for origin in fact.origins:
            count[origin] += 1
            alone[origin] += len(fact.origins) == 1
            read = (evidence.via,) if evidence.via else tuple(c.source for c in evidence.cites)
            used[origin] |= {s for s in read if of[s] == origin}
    rows = [Origin(o, tuple(sorted(used[o])), n, alone[o]) for o, n in count.items()]
    return tuple(sorted(rows, key=lambda o: (-o.statements, o.name)))


def _disputes(graph: SupplyGraph, facts: Sequence[Fact]) -> tuple[Disputed, ...]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for fact in facts:
        dispute, side = fact.statement.dispute, fact.statement.position
        if dispute and side:
            found[dispute][side] = found[dispute].get(side, 0) + 1
    records = graph.dataset.disputes
    taken = graph.filters.disputes
    return tuple(
        Disputed(
            id_,
            records[id_].title,
            tuple((p.id, sides.get(p.id, 0)) for p in records[id_].positions),
            taken.get(id_, records[id_].default),
        )
        for id_, sides in sorted(found.items())
    )
