"""Relief: which one new company supplying an existing component would dissolve most chokepoints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, islice
from typing import Any

from ..graph.joint import parts
from ..graph.removal import CountryBy
from ..graph.supply import SupplyGraph
from .cutsets import search
from .flow import unpack
from .model import Model, compile_model
from .reading import CLOSED, Reading
from .results import Result, Row, provenance_of
from .running import Status, blocked_at, failing, status_of
from .units import LEVELS, Level, Unit, as_bits, units_of

Group = tuple[str, ...]
LARGEST_ORDER = 3
BATCH = 1 << 16


@dataclass(frozen=True, slots=True)
class Widened:
    """A group that would no longer be enough, and a smallest larger one that would be."""

    group: Group
    larger: Group


@dataclass(frozen=True, slots=True)
class Relief:
    """What one hypothetical new supplier of a component would do to the groups that stop the target.

    suppliers : companies that make it today and are named.
    dissolved : groups no longer enough, with no larger one up to the order looked at.
    widened : groups no longer enough, but part of a larger one.
    unchanged : how many are as before.
    """

    component: str
    layer: str
    suppliers: tuple[str, ...]
    dissolved: tuple[Group, ...]
    widened: tuple[Widened, ...]
    unchanged: int

    @property
    def relieved(self) -> int:
        """How many groups would no longer be enough."""
        return len(self.dissolved) + len(self.widened)

    @property
    def single_points(self) -> int:
        """How many of those are single points of failure."""
        return sum(1 for g in (*self.dissolved, *(w.group for w in self.widened)) if len(g) == 1)


@dataclass(frozen=True, slots=True)
class Relieve(Result):
    """Components by how many groups a new supplier of each would dissolve or widen, most first.

    groups : how many smallest groups there are today.
    """

    level: Level
    max_order: int
    groups: int
    reliefs: tuple[Relief, ...]
    blocked_at: tuple[str, ...] = ()

    def rows(self) -> tuple[Row, ...]:
        return tuple(
            {
                "component": r.component,
                "layer": r.layer,
                "suppliers": r.suppliers,
                "dissolved": len(r.dissolved),
                "widened": len(r.widened),
                "unchanged": r.unchanged,
                "single_points": r.single_points,
            }
            for r in self.reliefs
        )

    def to_dict(self) -> dict[str, Any]:
        base = Result.to_dict(self)
        provenance = base.pop("provenance")
        return {
            **base,
            "hypothetical": True,
            "level": self.level,
            "max_order": self.max_order,
            "groups": self.groups,
            "reliefs": [
                {
                    **row,
                    "suppliers": list(r.suppliers),
                    "dissolved_groups": [list(g) for g in r.dissolved],
                    "widened_groups": [{"group": list(w.group), "larger": list(w.larger)} for w in r.widened],
                }
                for row, r in zip(self.rows(), self.reliefs, strict=True)
            ],
            "blocked_at": list(self.blocked_at),
            "provenance": provenance,
        }


def relieve(
    graph: SupplyGraph,
    target: str,
    *,
    max_order: int = 3,
    level: Level = "company",
    country_by: CountryBy = "headquarters",
    affiliates: bool = True,
    reading: Reading = CLOSED,
) -> Relieve:
    """What one new supplier of each component under ``target`` would do to its chokepoints.

    The new company is hypothetical. It needs all that the component needs and nothing of its own, it
    serves whoever takes the component from the market, not those who name one maker, and it is taken
    to go on running: counted as one that can be lost, each group it dissolves would be that group and
    the new company. Never a new maker of the target.

    Parameters
    ----------
    max_order : the largest group looked for, 1 to 3.

    Raises UnknownReference for an unknown target, ValueError for numbers out of range. Cost: one search
    for groups, and one bit for each component and group in a pass over the graph; for groups that
    dissolve and are smaller than ``max_order``, one bit for each larger group that may take their place.

    Examples
    --------
    >>> from narrows import load
    >>> found = relieve(load("tutorial"), "training", max_order=1)
    >>> [(r.component, r.dissolved) for r in found.reliefs if r.dissolved]
    [('scanner', (('litho-co',),))]
    """
    if level not in LEVELS:
        raise ValueError(f"level is one of {', '.join(LEVELS)}, not {level!r}")
    if not 1 <= max_order <= LARGEST_ORDER:
        raise ValueError(f"max_order is 1 to {LARGEST_ORDER}, not {max_order}")
    model = compile_model(graph, target, reading)
    provenance = provenance_of(graph, model)
    status: Status = status_of(model)
    if status != "running":
        return Relieve(target, status, provenance, level, max_order, 0, (), blocked_at(model))
    units = units_of(model, level, country_by=country_by, affiliates=affiliates)
    cuts = search(model, units, max_order).cuts
    position = {u.id: i for i, u in enumerate(units)}
    groups = [tuple(sorted(position[m] for m in cut)) for cut in cuts]
    found = _Search(model, units, groups, max_order).reliefs()
    ranked = sorted(found, key=lambda r: (-r.relieved, -len(r.dissolved), -r.single_points, r.component))
    return Relieve(target, status, provenance, level, max_order, len(groups), tuple(ranked))


Numbers = tuple[int, ...]


class _Search:
    """A new supplier of a component runs whenever the component's own needs are met, and if they are
    not the component fails anyway. So adding it is the same as the component's choice among suppliers
    never failing, and all components can be tried in one pass, each in its own scenarios."""

    def __init__(self, model: Model, units: Sequence[Unit], groups: Sequence[Numbers], order: int) -> None:
        self.model, self.units, self.groups, self.order = model, units, groups, order
        graph = model.graph
        targets = {*parts(graph, model.ids[model.target]), model.ids[model.target]}
        self.choices = [
            (slot, graph.gates[model.slots[slot].gate].owner)
            for slots in model.slots_of
            for slot in slots
            if graph.gates[model.slots[slot].gate].kind == "suppliers"
        ]
        self.choices = [(s, owner) for s, owner in self.choices if owner not in targets]

    def stops(self, trials: Sequence[tuple[int, Numbers]]) -> list[bool]:
        """For each choice that is relieved and each group that is lost, whether the target stops."""
        out: list[bool] = []
        for start in range(0, len(trials), BATCH):
            batch = trials[start : start + BATCH]
            width = len(batch)
            lost = [bytearray((width + 7) // 8) for _ in self.units]
            met: dict[int, bytearray] = {}
            for i, (slot, group) in enumerate(batch):
                met.setdefault(slot, bytearray((width + 7) // 8))[i >> 3] |= 1 << (i & 7)
                for unit in group:
                    lost[unit][i >> 3] |= 1 << (i & 7)
            bits = as_bits((u, int.from_bytes(b, "little")) for u, b in zip(self.units, lost, strict=True))
            relieved = {slot: int.from_bytes(b, "little") for slot, b in met.items()}
            failed = failing(self.model, bits, width, met=relieved)[self.model.target]
            out += unpack(failed, width).tolist()
        return out

    def reliefs(self) -> Iterator[Relief]:
        trials = [(slot, group) for slot, _ in self.choices for group in self.groups]
        still = dict(zip(trials, self.stops(trials), strict=True))
        gone = [t for t in trials if not still[t]]
        larger = self.larger(gone)
        graph = self.model.graph
        for slot, component in self.choices:
            relieved = [t for t in gone if t[0] == slot]
            yield Relief(
                component,
                graph.nodes[component].layer,
                graph.makers(component),
                tuple(self.named(g) for s, g in relieved if (s, g) not in larger),
                tuple(
                    Widened(self.named(g), self.named(larger[s, g])) for s, g in relieved if (s, g) in larger
                ),
                len(self.groups) - len(relieved),
            )

    def named(self, group: Numbers) -> Group:
        return tuple(sorted(self.units[i].id for i in group))

    def larger(self, gone: Sequence[tuple[int, Numbers]]) -> dict[tuple[int, Numbers], Numbers]:
        """A smallest, then first, minimal group that contains each of these, where there is one."""
        out: dict[tuple[int, Numbers], Numbers] = {}
        for more in range(1, self.order):
            left = [(s, g) for s, g in gone if (s, g) not in out and len(g) + more <= self.order]
            trials = (
                (s, g, tuple(sorted((*g, *extra))))
                for s, g in left
                for extra in combinations([i for i in range(len(self.units)) if i not in g], more)
            )
            while batch := list(islice(trials, BATCH)):
                failed = self.stops([(s, whole) for s, _, whole in batch])
                tried = [t for t, f in zip(batch, failed, strict=True) if f]
                minimal = self.minimal([(s, whole) for s, _, whole in tried])
                for (s, g, whole), keep in zip(tried, minimal, strict=True):
                    if keep:
                        out.setdefault((s, g), whole)
        return out

    def minimal(self, trials: Sequence[tuple[int, Numbers]]) -> list[bool]:
        """Whether no group with one member less stops the target."""
        parts_of = [[(s, tuple(m for m in g if m != out)) for out in g] for s, g in trials]
        failed = iter(self.stops(list(chain.from_iterable(parts_of))))
        return [sum(next(failed) for _ in p) == 0 for p in parts_of]
