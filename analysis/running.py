"""What runs: many removals at once, one bit for each.

A scenario is one bit of a Python integer, so that one pass over the graph evaluates thousands of
removals. Gates are thresholds, counted bit by bit and never expanded into combinations.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Literal

from .model import Model, Slot

Status = Literal["running", "not_running_at_baseline", "stopped_by_removal"]


def failing(
    model: Model, blocked: Mapping[int, int], width: int, *, met: Mapping[int, int] | None = None
) -> list[int]:
    """For each node, the scenarios (bits) in which it does not run.

    Parameters
    ----------
    model : the graph above the target.
    blocked : for a node number, the scenarios in which it is removed.
    width : the number of scenarios.
    met : for a slot, the scenarios in which it is met whatever its options do.

    Returns
    -------
    One integer of ``width`` bits for each node.

    Notes
    -----
    ``running`` is the least fixed point of failure: a node fails if it is removed or a gate of it
    fails. ``cold-start`` is the least fixed point of availability: failure starts everywhere and is
    taken back. One pass without cycles, at most one per node on a cycle otherwise;
    O(passes x edges x width / 64).
    """
    full = (1 << width) - 1
    always = model.blocked
    base = [full if n in always else blocked.get(n, 0) for n in range(len(model.ids))]
    cold = model.reading.cycles == "cold-start" and model.cyclic
    fail = [full] * len(model.ids) if cold else list(base)
    slot_fail = [0] * len(model.slots)
    while True:
        changed = False
        for is_node, number in model.steps:
            if not is_node:
                slot_fail[number] = _slot_fails(model.slots[number], fail, full)
                if met and number in met:
                    slot_fail[number] &= ~met[number]
                continue
            value = base[number]
            for slot in model.slots_of[number]:
                value |= slot_fail[slot]
            if value != fail[number]:
                fail[number] = value
                changed = True
        if not model.cyclic or not changed:
            return fail


def _slot_fails(slot: Slot, fail: list[int], full: int) -> int:
    """The scenarios in which fewer than at_least options run."""
    if slot.at_least == 1:
        if slot.counts_unknown:
            return 0
        value = full
        for child in slot.children:
            value &= fail[child]
        return value
    running = len(slot.children) + (1 if slot.counts_unknown else 0)
    spare = running - slot.at_least
    if spare < 0:
        return full
    # least[j]: scenarios in which at least j + 1 of the options seen so far fail
    least = [0] * (spare + 1)
    for child in slot.children:
        bits = fail[child]
        for j in range(spare, 0, -1):
            least[j] |= least[j - 1] & bits
        least[0] |= bits
    return least[spare]


def runs_without(model: Model, removed: Iterable[int] = ()) -> bool:
    """Whether the target runs when these nodes are removed too."""
    fail = failing(model, dict.fromkeys(removed, 1), 1)
    return not fail[model.target]


def status_of(model: Model) -> Status:
    """Whether the target runs, and if not, whether it would with nothing removed."""
    if runs_without(model):
        return "running"
    whole = runs_without(replace(model, blocked=model.spent))
    return "stopped_by_removal" if whole else "not_running_at_baseline"


def named_only(model: Model) -> bool:
    """Whether the target would run on named suppliers alone."""
    slots = tuple(replace(slot, counts_unknown=False) for slot in model.slots)
    return runs_without(replace(model, slots=slots))


def running_nodes(model: Model, removed: Iterable[int] = ()) -> frozenset[int]:
    """The nodes that run when these nodes are removed too."""
    fail = failing(model, dict.fromkeys(removed, 1), 1)
    return frozenset(n for n, bit in enumerate(fail) if not bit)


def blocked_at(model: Model) -> tuple[str, ...]:
    """The first unmet requirements of a target that does not run: those of the target itself."""
    fail = failing(model, {}, 1)
    unmet = []
    for number in model.slots_of[model.target]:
        slot = model.slots[number]
        alive = sum(1 for c in slot.children if not fail[c]) + (1 if slot.counts_unknown else 0)
        if alive < slot.at_least:
            unmet.append(slot.gate)
    return tuple(unmet)


def in_use(model: Model) -> frozenset[int]:
    """The nodes that run and that the target uses, itself included; none if it does not run. O(V + E)."""
    running = running_nodes(model)
    if model.target not in running:
        return frozenset()
    seen, stack = {model.target}, [model.target]
    while stack:
        for slot in model.slots_of[stack.pop()]:
            for child in model.slots[slot].children:
                if child in running and child not in seen:
                    seen.add(child)
                    stack.append(child)
    return frozenset(seen)
