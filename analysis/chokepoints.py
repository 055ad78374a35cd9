"""Chokepoints: minimal cut sets with who holds them and how sure the verdict is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ..graph.removal import CountryBy
from ..graph.supply import SupplyGraph
from .cutsets import Cut, Progress, minimal_cut_sets
from .flow import supply
from .holder import Holder, holder_named
from .model import Model, compile_model
from .reading import CLOSED, Reading
from .results import Result, Row, provenance_of
from .running import blocked_at, failing, status_of
from .units import LEVELS, Level, Unit, as_bits, held_share_of, units_of

Tag = Literal["held", "mixed", "own side"]


@dataclass(frozen=True, slots=True)
class CutSet:
    """A smallest group whose joint loss stops the target, or takes the asked fraction of supply.

    tag : held (all members in the holder's hands), mixed, own side; None where nobody can say.
    fragile_to_unknown : it holds only while suppliers nobody has named are not counted.
    """

    members: tuple[str, ...]
    tag: Tag | None = None
    fragile_to_unknown: bool = False

    @property
    def order(self) -> int:
        """Its size."""
        return len(self.members)

    def to_dict(self) -> dict[str, Any]:
        return {
            "order": self.order,
            "members": list(self.members),
            "tag": self.tag,
            "fragile_to_unknown": self.fragile_to_unknown,
        }


@dataclass(frozen=True, slots=True)
class Chokepoints(Result):
    """The chokepoints of a target."""

    level: Level
    max_order: int
    loss: float
    holder: str | None
    cut_sets: tuple[CutSet, ...]
    blocked_at: tuple[str, ...] = ()

    def rows(self) -> tuple[Row, ...]:
        return tuple(
            {"order": c.order, "members": c.members, "tag": c.tag, "fragile_to_unknown": c.fragile_to_unknown}
            for c in self.cut_sets
        )

    def by_order(self) -> dict[int, int]:
        """How many there are of each size."""
        out: dict[int, int] = {}
        for cut in self.cut_sets:
            out[cut.order] = out.get(cut.order, 0) + 1
        return out

    def to_dict(self) -> dict[str, Any]:
        base = Result.to_dict(self)
        provenance = base.pop("provenance")
        return {
            **base,
            "level": self.level,
            "max_order": self.max_order,
            "loss": self.loss,
            "holder": self.holder,
            "cut_sets": [c.to_dict() for c in self.cut_sets],
            "blocked_at": list(self.blocked_at),
            "provenance": provenance,
        }


def chokepoints(
    graph: SupplyGraph,
    target: str,
    *,
    max_order: int = 3,
    level: Level = "company",
    loss: float = 1.0,
    country_by: CountryBy = "headquarters",
    affiliates: bool = True,
    held_by: Holder | str | None = None,
    reading: Reading = CLOSED,
    progress: Progress | None = None,
) -> Chokepoints:
    """The smallest groups that can stop a target, or take away a fraction of its supply.

    Parameters
    ----------
    max_order : the largest group looked for, 1 or more.
    level : what is lost as a whole.
    loss : the fraction of supply, above 0 and up to 1; at 1 substitution among alternatives is
        taken to be perfect.
    held_by : who could cut: "foreign" (the default: everybody abroad), "US,JP" or "control:ID".
    progress : called with steps done and steps in all.

    Raises UnknownReference for an unknown target or holder, ValueError for numbers out of range.
    O(C(units, max_order) x edges / 64). Minimal cut sets:
    Fussell and Vesely 1972, Transactions of the ANS 15.

    Examples
    --------
    >>> from narrows import load
    >>> found = chokepoints(load("tutorial"), "training", max_order=1)
    >>> [c.members for c in found.cut_sets]
    [('litho-co',)]
    """
    model = compile_model(graph, target, reading)
    if level not in LEVELS:
        raise ValueError(f"level is one of {', '.join(LEVELS)}, not {level!r}")
    if max_order < 1 or not 0 < loss <= 1:
        raise ValueError(f"max_order is 1 or more and loss above 0 and up to 1, not {max_order} and {loss}")
    holder = holder_named(graph, target, held_by)
    common = (level, max_order, loss, holder.label if holder else None)
    status = status_of(model)
    if status != "running":
        return Chokepoints(target, status, provenance_of(graph, model), *common, (), blocked_at(model))
    units = units_of(model, level, country_by=country_by, affiliates=affiliates)
    cuts = minimal_cut_sets(model, units, max_order, loss=loss, progress=progress)
    tagged = tag_cuts(model, units, cuts, level=level, holder=holder, country_by=country_by, loss=loss)
    return Chokepoints(target, status, provenance_of(graph, model), *common, tagged)


def tag_cuts(
    model: Model,
    units: Sequence[Unit],
    cuts: Sequence[Cut],
    *,
    level: Level,
    holder: Holder | None,
    country_by: CountryBy,
    loss: float = 1.0,
) -> tuple[CutSet, ...]:
    """Say of each cut set who holds it and whether it survives counting the unnamed."""
    by_id = {u.id: u for u in units}
    held = {u.id: held_share_of(model, u, level, holder, country_by) for u in units}
    fragile = _fragile(model, by_id, cuts, loss)
    return tuple(
        CutSet(tuple(sorted(cut)), _tag([held[m] for m in cut]), bool(fragile >> i & 1))
        for i, cut in enumerate(cuts)
    )


def _tag(held: Sequence[str | None]) -> Tag | None:
    if any(h is None for h in held):
        return None
    if all(h == "all" for h in held):
        return "held"
    return "own side" if all(h == "none" for h in held) else "mixed"


def _fragile(model: Model, units: Mapping[str, Unit], cuts: Sequence[Cut], loss: float) -> int:
    if model.reading.unknown == "running" or not cuts:
        return 0
    open_reading = Reading("running", model.reading.cycles, model.reading.horizon)
    opened = compile_model(model.graph, model.ids[model.target], open_reading)
    bits = as_bits((units[m], 1 << i) for i, cut in enumerate(cuts) for m in cut)
    holds = failing(opened, bits, len(cuts))[opened.target]
    if loss < 1:
        before, after = float(supply(opened, {}, 1)[0]), supply(opened, bits, len(cuts))
        for i in range(len(cuts)):
            if before - float(after[i]) >= (loss - 1e-9) * before:
                holds |= 1 << i
    return holds ^ ((1 << len(cuts)) - 1)
