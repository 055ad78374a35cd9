""" "k of n" over inputs that may be equal, written without "k of n".

Tools may count an input once that stands twice in "k of n", also where the two only come to the same
(SCRAM 0.16.2 answers "2 of a, b, c" with b the same as a by c alone). Two offerings of one company are
such a case. There the number of failures is counted up input by input, in plain "and" and "or", in
which doubles do no harm.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from ..analysis.engine.logic import Threshold
from ..analysis.engine.simplify import over
from ..analysis.engine.sweep import fails
from ..analysis.engine.unroll import Unrolled

TRIED = 2048
Named = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Plain:
    """Gates, and for each the gate it was, its round, and what it counts ("" for the gate itself)."""

    gates: tuple[Threshold, ...]
    names: tuple[Named, ...]
    top: int


def without_doubles(flat: Unrolled) -> Plain:
    """Gates in which no "k of n" has inputs that are the same. O(gates x k + edges)."""
    gates = list(flat.logic.gates)
    names: list[Named] = [(number, round_, "") for number, round_ in flat.origin]
    seen = _signatures(flat)
    for number, gate in enumerate(flat.logic.gates):
        if ~number not in seen or not 1 < gate.least < len(gate.inputs):
            continue
        if len({seen[i] for i in gate.inputs}) < len(gate.inputs):
            _count_up(gates, names, number)
    return Plain(tuple(gates), tuple(names), flat.logic.top)


def _signatures(flat: Unrolled) -> dict[int, int]:
    """For events and gates, whether they fail in each of many cases: what is the same looks the same.

    What only looks the same is counted up too, which is right as well.
    """
    draw = random.Random(0)
    width = TRIED
    out: dict[int, int] = {}
    for event in range(len(flat.logic.events)):
        many = draw.getrandbits(width)
        few = draw.getrandbits(width) & draw.getrandbits(width) & draw.getrandbits(width)
        half = (1 << width // 2) - 1
        out[event] = many & half | few & ~half
    full = (1 << width) - 1
    for block in flat.logic.blocks:
        gate = flat.logic.gates[block[0]]
        out[~block[0]] = fails(gate, (out[i] for i in gate.inputs), full)
    return out


def _count_up(gates: list[Threshold], names: list[Named], number: int) -> None:
    """Replace a gate: "j of the first i" is "j of those before", or the i-th and "j - 1 of those before"."""
    gate = gates[number]
    origin, round_, _ = names[number]

    def add(least: int, inputs: list[int | Threshold], what: str) -> int:
        folded = over(inputs, least)
        if len(folded.inputs) == 1:
            return folded.inputs[0]
        gates.append(folded)
        names.append((origin, round_, what))
        return ~(len(gates) - 1)

    before: list[int] = []
    for i, item in enumerate(gate.inputs, 1):
        now: list[int] = []
        for j in range(1, min(i, gate.least) + 1):
            what = f"{j} of first {i}"
            if j == 1:
                now.append(add(1, [*before[:1], item], what))
                continue
            both = add(2, [before[j - 2], item], f"{what}, with the last")
            now.append(add(1, [before[j - 1], both], what) if j < i else both)
        before = now
    gates[number] = Threshold(1, (before[-1],))
