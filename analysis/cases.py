"""Whether a target goes on without something: in each listed case, and at best and at worst beyond them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from .engine.choices import over_choices
from .engine.limits import Limit
from .engine.logic import logic_of
from .model import Model, Slot
from .running import failing, runs_without
from .weakest import RANK, statements_under
from .worlds import open_slots


@dataclass(frozen=True, slots=True)
class Cases:
    """Whether a target goes on after a loss.

    runs_in, of : in how many of the listed cases.
    before : in how many it runs with nothing lost.
    deciding : undisclosed needs on which the answer depends, if it differs between cases.
    at_best : whether it could go on in any case if unnamed suppliers, and candidates nobody has listed,
        were all on its side.
    at_worst : whether it goes on in every case even if none of those were.
    firmly : the same, and on statements of medium confidence or better alone.
    unsettled : the needs whose unlisted or unnamed suppliers make the difference, nearest the target first.
    """

    runs_in: int
    of: int
    before: int
    deciding: tuple[str, ...]
    at_best: bool
    at_worst: bool
    firmly: bool
    unsettled: tuple[str, ...]


def cases_without(model: Model, gone: frozenset[int], layers: Collection[str]) -> Cases:
    """In which cases a target goes on without these nodes.

    Parameters
    ----------
    layers : where something is lost, also what nobody has listed. An unlisted supplier can be among it
        only at a need of something that lies in one of these layers or above one.

    Raises Stopped where the diagram does not fit.
    """
    after = replace(model, blocked=model.blocked | gone)
    reached = _above(model, layers)
    best = replace(after, slots=tuple(_helped(model, s) for s in model.slots))
    worst = replace(
        after, slots=tuple(_left_alone(model, s) if i in reached else s for i, s in enumerate(model.slots))
    )
    runs_in, of, deciding = _count(after)
    return Cases(
        runs_in=runs_in,
        of=of,
        before=_count(model)[0],
        deciding=deciding if 0 < runs_in < of else (),
        at_best=_count(best)[0] > 0,
        at_worst=(whole := _count(worst))[0] == whole[1],
        firmly=(firm := _count(_believed(worst)))[0] == firm[1],
        unsettled=_unsettled(worst, reached),
    )


def _count(model: Model) -> tuple[int, int, tuple[str, ...]]:
    """In how many cases it runs, of how many, and the needs on which that depends."""
    slots = open_slots(model)
    if not slots:
        return int(runs_without(model)), 1, ()
    nothing = over_choices(logic_of(model, ()), [len(model.ids) + s for s in slots], 0, Limit()).nothing
    of = 1
    for slot in slots:
        of *= len(model.slots[slot].children)
    names = [model.slots[s].gate for s in slots]
    uneven = tuple(n for n, given in zip(names, nothing.given, strict=True) if len(set(given)) > 1)
    return of - nothing.total, of, uneven or tuple(names)


def _is_open(model: Model, slot: Slot) -> bool:
    return slot.undisclosed and not model.graph.gates[slot.gate].exhaustive


def _helped(model: Model, slot: Slot) -> Slot:
    """Unnamed and unlisted suppliers meet the need."""
    more = slot.unknown or _is_open(model, slot)
    return replace(slot, counts_unknown=True, undisclosed=False) if more else slot


def _left_alone(model: Model, slot: Slot) -> Slot:
    """Unnamed suppliers are lost too, and the real candidate is somebody unlisted who is lost."""
    if _is_open(model, slot):
        return replace(slot, children=(), shares=(), feedback=(), counts_unknown=False, undisclosed=False)
    return replace(slot, counts_unknown=False)


def _above(model: Model, layers: Collection[str]) -> frozenset[int]:
    """The slots whose unlisted suppliers could lie in a layer from which something is lost."""
    graph = model.graph
    place = {layer: i for i, layer in enumerate(graph.dataset.layer_order)}
    lowest = max((place[layer] for layer in layers), default=-1)
    owners = [graph.nodes[graph.gates[s.gate].owner].layer for s in model.slots]
    return frozenset(i for i, layer in enumerate(owners) if place[layer] <= lowest)


def _believed(model: Model) -> Model:
    """Without the ways to meet a need for which confidence is low."""
    statements = statements_under(model)

    def weak(slot: Slot, child: int) -> bool:
        options = model.graph.gates[slot.gate].options
        id_ = next((o.statement for o in options if o.node == model.ids[child]), "")
        statement = statements.get(id_)
        evidence = statement.evidence if statement else None
        return evidence is not None and RANK[evidence.confidence] == RANK["low"]

    def of(slot: Slot) -> Slot:
        keep = [i for i, c in enumerate(slot.children) if not weak(slot, c)]
        if len(keep) == len(slot.children):
            return slot
        return replace(
            slot,
            children=tuple(slot.children[i] for i in keep),
            shares=tuple(slot.shares[i] for i in keep),
            feedback=tuple(slot.feedback[i] for i in keep),
            undisclosed=slot.undisclosed and bool(keep),
        )

    return replace(model, slots=tuple(map(of, model.slots)))


def _unsettled(worst: Model, reached: Collection[int]) -> tuple[str, ...]:
    """The needs without a supplier to rely on that stop the target at worst, nearest first."""
    fail = failing(worst, {}, 1)
    queue, seen = [worst.target], {worst.target}
    found: dict[str, None] = {}
    for node in queue:
        for number in worst.slots_of[node]:
            slot = worst.slots[number]
            alive = [c for c in slot.children if not fail[c]]
            if len(alive) >= slot.at_least:
                continue
            if number in reached and (not slot.children or slot.unknown):
                found.setdefault(slot.gate)
            for child in slot.children:
                if fail[child] and child not in seen:
                    seen.add(child)
                    queue.append(child)
    return tuple(found)
