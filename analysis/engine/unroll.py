"""The same failure without cycles, for readers that cannot follow one (fault-tree tools).

On a cycle failure is a fixed point. Every cycle of a block passes through one of a few gates (the
targets of the edges that lead back in a walk from the top), and once their values are known the others
follow in one pass. So the block is a step from values of those few to new values of them; a step is
monotone, and failure that spreads starts from "none has failed" (cold start: "all have"). From there
every round either changes at least one of the few, always in the same direction, or nothing ever
again: as many rounds as there are such gates reach the fixed point, whatever is lost.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .logic import Logic, Threshold, logic
from .simplify import ALWAYS, NEVER, over

LARGEST = 200_000
Value = int | Threshold
Meaning = Callable[[int], Value]


class TooLarge(ValueError):
    """Without cycles it would be too large."""


@dataclass(frozen=True, slots=True)
class Unrolled:
    """Gates without cycles and constants, and for each the gate it was and the round it stands for.

    Round 0 is the gate itself, at its fixed point.
    """

    logic: Logic
    origin: tuple[tuple[int, int], ...]


def unrolled(whole: Logic, *, largest: int = LARGEST) -> Unrolled:
    """Gates on cycles as rounds up to their fixed point; constants folded, the rest as it is.

    Raises TooLarge for more than ``largest`` gates. O(gates x gates that cut the cycles).

    >>> loop = logic(["a", "b"], [Threshold(2, (~1, 1)), Threshold(1, (0, ~0))], ~0)
    >>> unrolled(loop).logic.gates[0]
    Threshold(least=2, inputs=(0, 1))
    """
    out = _Copies(whole, largest)
    for block in whole.blocks:
        if whole.on_cycle(block):
            out.rounds(block)
        else:
            out.value[block[0]] = out.copy(block[0], 0, out.meaning)
    top = out.meaning(whole.top)
    if isinstance(top, Threshold):
        top = out.add(top, (~whole.top, 0))
    return Unrolled(logic(whole.events, out.gates, top), tuple(out.origin))


class _Copies:
    """The gates written so far, and what each gate of the whole has come to."""

    def __init__(self, whole: Logic, largest: int) -> None:
        self.whole = whole
        self.largest = largest
        self.gates: list[Threshold] = []
        self.origin: list[tuple[int, int]] = []
        self.value: dict[int, Value] = {}

    def meaning(self, reference: int) -> Value:
        return reference if reference >= 0 else self.value[~reference]

    def add(self, gate: Threshold, origin: tuple[int, int]) -> int:
        if len(self.gates) >= self.largest:
            raise TooLarge(
                f"without its cycles the model would have more than {self.largest:,} gates; "
                "ask about a smaller target, or list the groups with narrows chokepoints"
            )
        self.gates.append(gate)
        self.origin.append(origin)
        return ~(len(self.gates) - 1)

    def copy(self, number: int, round_: int, meaning: Meaning) -> Value:
        """A gate over what its inputs mean; constants are not written."""
        gate = self.whole.gates[number]
        folded = over([meaning(i) for i in gate.inputs], gate.least)
        return folded if folded in (ALWAYS, NEVER) else self.add(folded, (number, round_))

    def rounds(self, block: tuple[int, ...]) -> None:
        order, cutting = _cut(self.whole, block)
        start = ALWAYS if self.whole.cold else NEVER
        before: dict[int, Value] = dict.fromkeys(cutting, start)
        inside = set(block)
        seen: dict[tuple[int, tuple[int, ...]], int] = {}
        for round_ in range(1, len(cutting) + 1):
            now: dict[int, Value] = {}
            meaning = self.within(inside, before, now)
            for number in order:
                now[number] = self.shared(number, round_, meaning, seen)
            after = {number: now[number] for number in cutting}
            if after == before:
                break
            before = after
        self.value.update(before)
        for number in order:
            if number not in before:
                self.value[number] = self.shared(number, 0, self.meaning, seen)
            self.named(self.value[number], number)

    def within(self, inside: set[int], before: dict[int, Value], now: dict[int, Value]) -> Meaning:
        """What an input means in a round: the round before for the few, this one for the others."""

        def meaning(reference: int) -> Value:
            if reference >= 0 or ~reference not in inside:
                return self.meaning(reference)
            return before[~reference] if ~reference in before else now[~reference]

        return meaning

    def shared(
        self,
        number: int,
        round_: int,
        meaning: Meaning,
        seen: dict[tuple[int, tuple[int, ...]], int],
    ) -> Value:
        """A copy of a gate, or what is equal to it already."""
        gate = self.whole.gates[number]
        folded = over([meaning(i) for i in gate.inputs], gate.least)
        if folded in (ALWAYS, NEVER):
            return folded
        if len(folded.inputs) == 1:
            return folded.inputs[0]
        key = (folded.least, tuple(sorted(folded.inputs)))
        if key not in seen:
            seen[key] = self.add(folded, (number, round_))
        return seen[key]

    def named(self, value: Value, number: int) -> None:
        """A copy that is what its own gate comes to stands for the gate itself."""
        if isinstance(value, int) and value < 0 and self.origin[~value][0] == number:
            self.origin[~value] = (number, 0)


def _cut(whole: Logic, block: tuple[int, ...]) -> tuple[list[int], list[int]]:
    """The gates of a block, inputs first but for those to which a walk leads back; and these."""
    inside = set(block)
    order: list[int] = []
    cutting: dict[int, None] = {}
    open_: dict[int, int] = {}
    done: set[int] = set()
    needs = {n: [~i for i in whole.gates[n].inputs if i < 0 and ~i in inside] for n in block}
    for start in block:
        stack = [] if start in done else [start]
        while stack:
            number = stack[-1]
            position = open_.setdefault(number, 0)
            if position == len(needs[number]):
                done.add(number)
                del open_[number]
                order.append(number)
                stack.pop()
                continue
            open_[number] += 1
            below = needs[number][position]
            if below in open_:
                cutting.setdefault(below)
            elif below not in done:
                stack.append(below)
    return order, sorted(cutting)
