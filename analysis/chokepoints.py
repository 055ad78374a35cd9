"""Chokepoints: minimal cut sets with who holds them and how sure the verdict is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from ..graph.joint import Joint, joined
from ..graph.problems import did_you_mean
from ..graph.removal import CountryBy, UnknownReference, resolve
from ..graph.supply import SupplyGraph
from .cutsets import Cut, Progress, search
from .engine.limits import Limit
from .holder import Holder, holder_named
from .losing import lost_share
from .losing_bounds import EPSILON
from .model import Model, compile_model
from .reading import CLOSED, Reading
from .results import Result, Row, provenance_of
from .running import blocked_at, failing, status_of
from .timing import NO_TIMING, Timing, timings
from .units import LEVELS, Level, Unit, as_bits, held_share_of, units_of

if TYPE_CHECKING:
    from .over_time import AtHorizon

Tag = Literal["held", "mixed", "own side"]


@dataclass(frozen=True, slots=True)
class CutSet:
    """A smallest group whose joint loss stops the target, or takes the asked fraction of supply.

    tag : held (all members in the holder's hands), mixed, own side; None where nobody can say.
    fragile_to_unknown : it holds only while suppliers nobody has named are not counted.
    timing : when its loss stops the target, and what it stops; None for a group that does not stop it.
    """

    members: tuple[str, ...]
    tag: Tag | None = None
    fragile_to_unknown: bool = False
    timing: Timing | None = None

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
            **(self.timing.to_dict() if self.timing else NO_TIMING),
        }


@dataclass(frozen=True, slots=True)
class Asked:
    """Which groups were asked for.

    require : ids that every group listed holds.
    exclude : ids that no group may hold.
    protect : what goes on running whatever is lost.
    """

    require: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    protect: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, list[str]]:
        return {
            "require": list(self.require),
            "exclude": list(self.exclude),
            "protect": list(self.protect),
        }


@dataclass(frozen=True, slots=True)
class Chokepoints(Result):
    """The chokepoints of a target.

    max_order : the largest size asked for; None for all sizes.
    asked : which groups were asked for, beyond size and level.
    complete_to : the largest size of which all are there; None if all are, of whatever size.
    stopped : why not everything asked for is there; None if it is.
    horizon : months since the loss at which it is read; None without time.
    at_horizons : the same at each of several horizons, the first included.
    """

    level: Level
    max_order: int | None
    loss: float
    holder: str | None
    cut_sets: tuple[CutSet, ...]
    blocked_at: tuple[str, ...] = ()
    asked: Asked = Asked()
    complete_to: int | None = None
    stopped: str | None = None
    horizon: float | None = None
    at_horizons: tuple[AtHorizon, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether everything asked for is there."""
        return self.stopped is None

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
            "asked": self.asked.to_dict(),
            "complete": self.complete,
            "complete_to": self.complete_to,
            "stopped": self.stopped,
            "cut_sets": [c.to_dict() for c in self.cut_sets],
            "blocked_at": list(self.blocked_at),
            "horizon": self.horizon,
            "at_horizons": [h.to_dict() for h in self.at_horizons],
            "provenance": provenance,
        }


def chokepoints(
    graph: SupplyGraph,
    target: str | Sequence[str],
    *,
    joint: Joint = "any",
    max_order: int | None = 3,
    level: Level = "company",
    loss: float = 1.0,
    require: Sequence[str] = (),
    exclude: Sequence[str] = (),
    protect: Sequence[str] = (),
    country_by: CountryBy = "headquarters",
    affiliates: bool = True,
    held_by: Holder | str | None = None,
    reading: Reading = CLOSED,
    progress: Progress | None = None,
    limit: Limit | None = None,
) -> Chokepoints:
    """The smallest groups that can stop a target, or take away a fraction of its supply.

    Parameters
    ----------
    target : one component, or several.
    joint : with several, whether to stop "any" of them or "all".
    max_order : the largest group looked for, 1 or more; None for all sizes (at loss 1).
    level : what is lost as a whole.
    loss : the fraction of supply, above 0 and up to 1; at 1 substitution among alternatives is
        taken to be perfect.
    require : ids that a group must hold to be listed.
    exclude : ids that are taken to be safe: no group holds them.
    protect : references (a component, company, offering, layer:X, country:CC) that go on running
        whatever else of their maker is lost.
    held_by : who could cut: "foreign" (the default: everybody abroad), "US,JP" or "control:ID".
    progress : called with steps done and steps in all.
    limit : when to stop; the result then says how far it is complete.

    Raises UnknownReference for an unknown target, holder or id, ValueError for numbers out of range.
    Minimal cut sets: Fussell and Vesely 1972, Transactions of the ANS 15.

    Examples
    --------
    >>> from narrows import load
    >>> found = chokepoints(load("tutorial"), "training", max_order=1)
    >>> [c.members for c in found.cut_sets]
    [('litho-co',)]
    """
    graph, name = joined(graph, [target] if isinstance(target, str) else target, joint)
    model = compile_model(graph, name, reading)
    if level not in LEVELS:
        raise ValueError(f"level is one of {', '.join(LEVELS)}, not {level!r}")
    if (max_order is not None and max_order < 1) or not 0 < loss <= 1:
        raise ValueError(f"max_order is 1 or more and loss above 0 and up to 1, not {max_order} and {loss}")
    asked = Asked(tuple(sorted(set(require))), tuple(sorted(set(exclude))), tuple(sorted(set(protect))))
    holder = holder_named(graph, name, held_by)
    common = (level, max_order, loss, holder.label if holder else None)
    status = status_of(model)
    if status != "running":
        return Chokepoints(
            name,
            status,
            provenance_of(graph, model),
            *common,
            (),
            blocked_at(model),
            asked,
            max_order,
            horizon=reading.horizon,
        )
    safe = frozenset[str]().union(*(resolve(graph, ref) for ref in asked.protect))
    everything = units_of(model, level, country_by=country_by, affiliates=affiliates)
    check_ids(everything, (*asked.require, *asked.exclude), level)
    units = units_of(
        model, level, country_by=country_by, affiliates=affiliates, exclude=asked.exclude, protect=safe
    )
    found = search(model, units, max_order, loss=loss, progress=progress, limit=limit)
    cuts = [c for c in found.cuts if c.issuperset(asked.require)]
    tagged = tag_cuts(model, units, cuts, level=level, holder=holder, country_by=country_by, loss=loss)
    tagged = with_timing(
        model, tagged, level=level, country_by=country_by, affiliates=affiliates, protect=safe
    )
    return Chokepoints(
        name,
        status,
        provenance_of(graph, model),
        *common,
        tagged,
        (),
        asked,
        found.complete_to,
        found.stopped,
        reading.horizon,
    )


def with_timing(model: Model, cuts: Sequence[CutSet], **units: Any) -> tuple[CutSet, ...]:
    """The same with when each stops the target; ``units`` as ``units_of`` takes them."""
    found = timings(model, [c.members for c in cuts], **units)
    return tuple(replace(c, timing=t) for c, t in zip(cuts, found, strict=True))


def check_ids(units: Sequence[Unit], ids: Sequence[str], level: Level) -> None:
    """Raises UnknownReference for an id that cannot be lost at a level."""
    known = [u.id for u in units]
    for id_ in ids:
        if id_ not in known:
            hint = did_you_mean(id_, known)
            text = f'"{id_}" is nothing the target could lose at {level} level'
            raise UnknownReference(text + (f"; {hint}" if hint else ""))


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
        for i, share in enumerate(lost_share(opened, bits, len(cuts))):
            if share >= loss - EPSILON:
                holds |= 1 << i
    return holds ^ ((1 << len(cuts)) - 1)
