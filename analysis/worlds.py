"""Worlds: which chokepoints hold whoever the undisclosed suppliers really are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import prod
from typing import Any, Literal

from ..graph.removal import CountryBy
from ..graph.supply import SupplyGraph
from .chokepoints import Tag, tag_cuts
from .engine.choices import Chosen, Outcome, over_choices
from .engine.limits import Limit, Stopped
from .engine.logic import logic_of
from .facts import citations_of
from .holder import Holder, holder_named
from .model import Model, compile_model
from .reading import CLOSED, Reading
from .results import Result, Row, provenance_of
from .units import Level, Unit, units_of
from .weakest import Weakest, statements_under, weakest_of
from .why import Cited

Verdict = Literal["all", "some", "none"]
VERDICTS: tuple[Verdict, ...] = ("all", "some", "none")


@dataclass(frozen=True, slots=True)
class WorldVerdict:
    """One group, minimal in at least one world, and in how many worlds its loss stops the target.

    settled_by : slots each of which would settle the verdict alone, whichever candidate is real.
    rests_on : the weakest statement in the best argument for it; None if nothing is sourced.
    """

    members: tuple[str, ...]
    verdict: Verdict
    holds_in: int
    tag: Tag | None
    settled_by: tuple[str, ...] = ()
    rests_on: Weakest | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """One candidate for a slot, and what speaks for it.

    settles : how many verdicts of "some" become "all" or "none" if this is the real one.
    holds_in : groups that stop the target in every world with this one, and in none.
    """

    id: str
    statement: str
    kind: str | None
    as_of: str | None
    confidence: str | None
    citations: tuple[Cited, ...]
    note: str | None
    settles: int
    always: int
    never: int


@dataclass(frozen=True, slots=True)
class SlotFact:
    """A need whose supplier is not disclosed: a fact that could decide.

    settles : how many verdicts of "some" it would settle, whichever candidate is real.
    """

    slot: str
    exhaustive: bool
    settles: int
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Worlds(Result):
    """Chokepoints over all choices of a candidate for each undisclosed supplier.

    worlds : how many there are. not_running : in how many the target does not run to begin with.
    slots : the facts that would decide, those that would settle most first.
    stopped : why there are no verdicts; None if they are there.
    horizon : months since the loss at which they hold; None without time.
    """

    level: Level
    max_order: int
    holder: str | None
    worlds: int
    not_running: int
    facts: tuple[SlotFact, ...]
    verdicts: tuple[WorldVerdict, ...]
    stopped: str | None = None
    horizon: float | None = None

    @property
    def exhaustive(self) -> bool:
        """Whether the candidates of every slot are all there can be."""
        return all(f.exhaustive for f in self.facts)

    @property
    def slots(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The undisclosed slots and their candidates."""
        return tuple((f.slot, tuple(c.id for c in f.candidates)) for f in self.facts)

    @property
    def scope(self) -> str:
        """How a verdict over all worlds reads."""
        return "in all worlds" if self.exhaustive else "in all listed worlds"

    def rows(self) -> tuple[Row, ...]:
        return tuple(
            {
                "members": v.members,
                "verdict": v.verdict,
                "holds_in": v.holds_in,
                "of": self.worlds,
                "tag": v.tag,
                "settled_by": v.settled_by,
                "rests_on": v.rests_on.statement if v.rests_on else None,
                "confidence": v.rests_on.confidence if v.rests_on else None,
            }
            for v in self.verdicts
        )

    def to_dict(self) -> dict[str, Any]:
        base = Result.to_dict(self)
        provenance = base.pop("provenance")
        return {
            **base,
            "level": self.level,
            "max_order": self.max_order,
            "holder": self.holder,
            "worlds": self.worlds,
            "not_running": self.not_running,
            "scope": self.scope,
            "horizon": self.horizon,
            "stopped": self.stopped,
            "facts": [_plain(f) for f in self.facts],
            "verdicts": [
                {**r, "members": list(r["members"]), "settled_by": list(r["settled_by"])} for r in self.rows()
            ],
            "provenance": provenance,
        }


def _plain(fact: SlotFact) -> dict[str, Any]:
    candidates = [{**asdict(c), "citations": [asdict(x) for x in c.citations]} for c in fact.candidates]
    return {**asdict(fact), "candidates": candidates}


def worlds(
    graph: SupplyGraph,
    target: str,
    *,
    max_order: int = 3,
    level: Level = "company",
    country_by: CountryBy = "headquarters",
    affiliates: bool = True,
    held_by: Holder | str | None = None,
    reading: Reading = CLOSED,
    limit: Limit | None = None,
) -> Worlds:
    """In which worlds each chokepoint of ``target`` holds.

    A world picks one candidate for each undisclosed slot. A group holds in a world if its loss stops the
    target there, minimal or not; listed are the groups minimal in at least one world. The worlds are not
    listed one by one: they are part of the decision diagram. Raises UnknownReference for an unknown
    target, ValueError for a size below 1. Exponential at worst; if it is stopped, ``stopped`` says so.

    Examples
    --------
    >>> from narrows import load
    >>> worlds(load("tutorial"), "training", max_order=1).verdicts[0].verdict
    'all'
    """
    if max_order < 1:
        raise ValueError(f"max_order is 1 or more, not {max_order}")
    model = compile_model(graph, target, reading)
    slots = open_slots(model)
    total = prod(len(model.slots[s].children) for s in slots)
    units = units_of(model, level, country_by=country_by, affiliates=affiliates)
    holder = holder_named(graph, target, held_by)
    label = holder.label if holder else None
    common = (provenance_of(graph, model), level, max_order, label, total)
    try:
        found = over_choices(
            logic_of(model, units), [len(model.ids) + s for s in slots], max_order, limit or Limit()
        )
    except Stopped as stop:
        return Worlds(target, "running", *common, 0, open_facts(model), (), str(stop), reading.horizon)
    cuts = [frozenset(units[i].id for i in group) for group, _ in found.groups]
    tagged = tag_cuts(model, units, cuts, level=level, holder=holder, country_by=country_by)
    rests = _rests(model, units, found, total)
    outcomes = [o for _, o in found.groups]
    verdicts = [
        WorldVerdict(
            tuple(sorted(cut)),
            verdict_of(outcome.total, total),
            outcome.total,
            tag.tag,
            tuple(model.slots[s].gate for i, s in enumerate(slots) if _settled(outcome, total, i)),
            weakest,
        )
        for cut, tag, outcome, weakest in zip(cuts, tagged, outcomes, rests, strict=True)
    ]
    verdicts.sort(key=lambda v: (VERDICTS.index(v.verdict), len(v.members), v.members))
    facts = tuple(_fact(model, s, outcomes, total, i) for i, s in enumerate(slots))
    return Worlds(
        target,
        "running" if found.nothing.total < total else "not_running_at_baseline",
        *common,
        found.nothing.total,
        tuple(sorted(facts, key=lambda f: (-f.settles, -max(c.settles for c in f.candidates), f.slot))),
        tuple(verdicts),
        horizon=reading.horizon,
    )


def open_facts(model: Model) -> tuple[SlotFact, ...]:
    """The needs whose supplier is not disclosed, with their candidates, without any verdicts."""
    slots = open_slots(model)
    total = prod(len(model.slots[s].children) for s in slots)
    return tuple(_fact(model, s, (), total, i) for i, s in enumerate(slots))


def open_slots(model: Model) -> list[int]:
    """The slots whose real candidate nobody has named, sorted by id."""
    found = [i for i, s in enumerate(model.slots) if s.undisclosed and s.children]
    return sorted(found, key=lambda i: model.slots[i].gate)


def verdict_of(holds_in: int, of: int) -> Verdict:
    """all, some or none of the worlds.

    >>> verdict_of(2, 2), verdict_of(1, 2), verdict_of(0, 2)
    ('all', 'some', 'none')
    """
    return "all" if holds_in == of else "some" if holds_in else "none"


def _settled(outcome: Outcome, total: int, slot: int) -> bool:
    """Whether knowing one slot would settle a verdict that is "some"."""
    given = outcome.given[slot]
    each = total // len(given)
    return 0 < outcome.total < total and all(n in (0, each) for n in given)


def _fact(model: Model, slot: int, outcomes: Sequence[Outcome], total: int, number: int) -> SlotFact:
    gate = model.graph.gates[model.slots[slot].gate]
    children = model.slots[slot].children
    by_node = {o.node: o.statement for o in gate.options}
    each = total // len(children)
    statements = statements_under(model)
    candidates = []
    for place, child in enumerate(children):
        id_ = model.ids[child]
        statement = statements.get(by_node[id_])
        evidence = statement.evidence if statement else None
        given = [o.given[number][place] for o in outcomes]
        open_ones = [g for g, o in zip(given, outcomes, strict=True) if 0 < o.total < total]
        candidates.append(
            Candidate(
                id_,
                by_node[id_],
                evidence.kind if evidence else None,
                evidence.as_of if evidence else None,
                evidence.confidence if evidence else None,
                citations_of(model.graph, statement) if statement else (),
                evidence.note if evidence else None,
                sum(1 for g in open_ones if g in (0, each)),
                sum(1 for g in given if g == each),
                sum(1 for g in given if g == 0),
            )
        )
    settles = sum(1 for o in outcomes if _settled(o, total, number))
    return SlotFact(gate.id, gate.exhaustive, settles, tuple(candidates))


def _rests(model: Model, units: Sequence[Unit], found: Chosen, total: int) -> tuple[Weakest | None, ...]:
    losses = [frozenset(n for i in group for n in units[i].nodes) for group, _ in found.groups]
    return weakest_of(model, losses, [outcome.total < total for _, outcome in found.groups])
