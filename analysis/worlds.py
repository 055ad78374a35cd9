"""Worlds: which chokepoints hold whoever the undisclosed suppliers really are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from types import MappingProxyType
from typing import Any, Literal

from ..graph.removal import CountryBy
from ..graph.supply import SupplyGraph
from .chokepoints import tag_cuts
from .cutsets import Cut, minimal_cut_sets
from .holder import Holder, holder_named
from .model import compile_model
from .reading import CLOSED, Reading
from .results import Result, Row, provenance_of
from .running import runs_without
from .units import Level, Unit, units_of

MAX_WORLDS = 4096
Verdict = Literal["all", "some", "none"]


class TooManyWorlds(ValueError):
    """More worlds than can be listed one by one."""


@dataclass(frozen=True, slots=True)
class WorldVerdict:
    """One group, minimal in at least one world, and in how many worlds it is a cut set."""

    members: tuple[str, ...]
    verdict: Verdict
    holds_in: int
    tag: str | None


@dataclass(frozen=True, slots=True)
class Worlds(Result):
    """Chokepoints over all choices of a candidate for each undisclosed supplier."""

    worlds: int
    exhaustive: bool
    slots: tuple[tuple[str, tuple[str, ...]], ...]
    verdicts: tuple[WorldVerdict, ...]

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
            }
            for v in self.verdicts
        )

    def to_dict(self) -> dict[str, Any]:
        base = Result.to_dict(self)
        provenance = base.pop("provenance")
        return {
            **base,
            "worlds": self.worlds,
            "scope": self.scope,
            "slots": [{"slot": s, "candidates": list(c)} for s, c in self.slots],
            "verdicts": [{**r, "members": list(r["members"])} for r in self.rows()],
            "provenance": provenance,
        }


def worlds(
    graph: SupplyGraph,
    target: str,
    *,
    max_order: int = 3,
    level: Level = "company",
    country_by: CountryBy = "headquarters",
    held_by: Holder | str | None = None,
    reading: Reading = CLOSED,
) -> Worlds:
    """In which worlds each chokepoint of ``target`` holds.

    A world picks one candidate for each undisclosed slot. A group holds in a world if its loss
    stops the target there, minimal or not. Raises TooManyWorlds beyond 4,096 worlds, KeyError for
    an unknown target. Cost: one enumeration of cut sets for each world.
    """
    first = compile_model(graph, target, reading)
    slots = [s for s in first.slots if s.undisclosed]
    choices = [[first.ids[c] for c in s.children] for s in slots]
    count = 1
    for candidates in choices:
        count *= len(candidates)
    if count > MAX_WORLDS:
        raise TooManyWorlds(f"{count} worlds under {target}: more than {MAX_WORLDS}")
    found: dict[Cut, None] = {}
    models = []
    for choice in product(*choices):
        model = compile_model(_world(graph, [s.gate for s in slots], choice), target, reading)
        units = units_of(model, level, country_by=country_by)
        models.append((model, {u.id: u for u in units}))
        found.update(dict.fromkeys(minimal_cut_sets(model, units, max_order)))
    holder = holder_named(graph, target, held_by)
    cuts = sorted(found, key=lambda c: (len(c), sorted(c)))
    all_units = units_of(first, level, country_by=country_by)
    tagged = tag_cuts(first, all_units, cuts, level=level, holder=holder, country_by=country_by)
    verdicts = []
    for cut, tag in zip(cuts, tagged, strict=True):
        holds = sum(1 for model, units_by in models if _holds(model, units_by, cut))
        verdict: Verdict = "all" if holds == count else "some" if holds else "none"
        verdicts.append(WorldVerdict(tuple(sorted(cut)), verdict, holds, tag.tag))
    verdicts.sort(key=lambda v: (("all", "some", "none").index(v.verdict), len(v.members), v.members))
    running = any(runs_without(m) for m, _ in models)
    return Worlds(
        target=target,
        status="running" if running else "not_running_at_baseline",
        provenance=provenance_of(graph, first),
        worlds=count,
        exhaustive=all(graph.gates[s.gate].exhaustive for s in slots),
        slots=tuple((s.gate, tuple(c)) for s, c in zip(slots, choices, strict=True)),
        verdicts=tuple(verdicts),
    )


def _world(graph: SupplyGraph, slots: Sequence[str], choice: Sequence[str]) -> SupplyGraph:
    gates = dict(graph.gates)
    for slot, candidate in zip(slots, choice, strict=True):
        options = tuple(o for o in gates[slot].options if o.node == candidate)
        gates[slot] = replace(gates[slot], options=options, undisclosed=False)
    return replace(graph, gates=MappingProxyType(gates))


def _holds(model: Any, units: Mapping[str, Unit], cut: Cut) -> bool:
    gone = [n for m in cut if m in units for n in units[m].nodes]
    return not runs_without(model, gone)
