"""The same failure with fewer gates and events: dead parts, chains and equal siblings removed."""

from __future__ import annotations

from dataclasses import dataclass

from .logic import Logic, Threshold, logic

ALWAYS = Threshold(0, ())
NEVER = Threshold(1, ())


@dataclass(frozen=True, slots=True)
class Simplified:
    """A smaller logic, and the events of the larger one that each of its events stands for.

    Events that can stand in for each other everywhere are one: a cut set with it is as many cut
    sets as it has members.
    """

    logic: Logic
    members: tuple[tuple[int, ...], ...]


def simplified(whole: Logic, keep: frozenset[int] = frozenset()) -> Simplified:
    """Fold constants, chains and equal gates; merge equal siblings, except events to keep. O(gates + edges).

    >>> from .logic import Threshold, logic
    >>> chain = logic(["a", "b"], [Threshold(1, (0, 1)), Threshold(1, (~0,))], ~1)
    >>> simplified(chain).members
    ((0, 1),)
    """
    folded, top = _folded(whole)
    inlined, top = _inlined(folded, top)
    gates, members, top = _merged(inlined, top, keep)
    names = [whole.events[m[0]] for m in members]
    return Simplified(logic(names, gates, top, cold=whole.cold), members)


def _folded(whole: Logic) -> tuple[dict[int, Threshold], int]:
    """Gates without constants, single inputs and doubles; the top may have become an event."""
    stands: dict[int, int | Threshold] = {}
    kept: dict[int, Threshold] = {}
    seen: dict[tuple[int, tuple[int, ...]], int] = {}

    def meaning(reference: int) -> int | Threshold:
        return reference if reference >= 0 else stands.get(~reference, reference)

    for block in whole.blocks:
        cycle = whole.on_cycle(block)
        for number in block:
            gate = over([meaning(i) for i in whole.gates[number].inputs], whole.gates[number].least)
            if cycle:
                # What stands on a cycle may be read by a gate before it; it keeps its number.
                kept[number] = gate
            elif gate in (ALWAYS, NEVER):
                stands[number] = gate
            elif len(gate.inputs) == 1:
                stands[number] = gate.inputs[0]
            else:
                key = (gate.least, tuple(sorted(gate.inputs)))
                kept[number] = gate
                stands[number] = seen.setdefault(key, ~number)
    top = meaning(whole.top)
    if isinstance(top, Threshold):
        return {0: top}, ~0
    live, stack = set[int](), [top]
    while stack:
        reference = stack.pop()
        if reference < 0 and reference not in live:
            live.add(reference)
            stack += kept[~reference].inputs
    return {n: g for n, g in kept.items() if ~n in live}, top


def over(inputs: list[int | Threshold], least: int) -> Threshold:
    """A gate over inputs of which some are known to fail always, or never."""
    least -= sum(1 for i in inputs if i == ALWAYS)
    live = [i for i in inputs if isinstance(i, int)]
    if least in (1, len(live)):
        # "Any one of" and "all of" do not count an input twice.
        single = tuple(dict.fromkeys(live))
        least = 1 if least == 1 else len(single)
        live = list(single)
    if least <= 0:
        return ALWAYS
    return NEVER if least > len(live) else Threshold(least, tuple(live))


def _inlined(gates: dict[int, Threshold], top: int) -> tuple[dict[int, Threshold], int]:
    """ "Any one of" inside "any one of", and "all of" inside "all of", used once: one gate."""
    uses: dict[int, int] = {}
    for gate in gates.values():
        for i in gate.inputs:
            uses[i] = uses.get(i, 0) + 1
    kinds = {number: _kind(gate) for number, gate in gates.items()}
    gone = {
        ~i
        for number, gate in gates.items()
        for i in gate.inputs
        if i < 0 and uses[i] == 1 and i != top and kinds[number] is not None and kinds[~i] == kinds[number]
    }
    out: dict[int, Threshold] = {}
    for number, gate in gates.items():
        if number in gone:
            continue
        if not any(i < 0 and ~i in gone for i in gate.inputs):
            out[number] = gate
            continue
        # Used once, and the gate above is not gone: a long chain is walked once, not once per link.
        inputs: dict[int, None] = {}
        stack = list(reversed(gate.inputs))
        while stack:
            i = stack.pop()
            if i < 0 and ~i in gone:
                stack += reversed(gates[~i].inputs)
            else:
                inputs[i] = None
        out[number] = Threshold(1 if kinds[number] == "any" else len(inputs), tuple(inputs))
    return out, top


def _kind(gate: Threshold) -> str | None:
    if gate.least == 1 and gate.inputs:
        return "any"
    return "all" if gate.least == len(gate.inputs) and gate.least else None


def _merged(
    gates: dict[int, Threshold], top: int, keep: frozenset[int]
) -> tuple[list[Threshold], tuple[tuple[int, ...], ...], int]:
    """Number gates and events anew; events under the same "any one of" gates only become one."""
    under: dict[int, list[int]] = {}
    alone: set[int] = {top, *keep}
    for number, gate in gates.items():
        for i in gate.inputs:
            if i >= 0:
                under.setdefault(i, []).append(number)
                if _kind(gate) != "any" or len(gate.inputs) == 1:
                    alone.add(i)
    groups: dict[object, list[int]] = {}
    for event in sorted({*under, *([top] if top >= 0 else [])}):
        key = event if event in alone else tuple(under[event])
        groups.setdefault(key, []).append(event)
    members = tuple(tuple(g) for g in groups.values())
    event_of = {e: n for n, group in enumerate(members) for e in group}
    gate_of = {number: n for n, number in enumerate(gates)}

    def renamed(reference: int) -> int:
        return event_of[reference] if reference >= 0 else ~gate_of[~reference]

    out = []
    for gate in gates.values():
        inputs = tuple(renamed(i) for i in gate.inputs)
        out.append(Threshold(gate.least, tuple(dict.fromkeys(inputs)) if _kind(gate) == "any" else inputs))
    return out, members, renamed(top)
