"""Random failure logics: what engines are compared on, with and without cycles."""

from __future__ import annotations

import random

from narrows.analysis.engine.logic import Logic, Threshold, logic


def _names(count: int) -> tuple[str, ...]:
    return tuple(f"e{i}" for i in range(count))


def acyclic(rng: random.Random, events: int, gates: int, widest: int) -> Logic:
    """Gates over events and gates before them, shared as it comes; each input once in a gate.

    About a third of the gates of three inputs and more are k-of-n, the rest "any of" or "all of". The
    last gates are joined at the top, so that most of them count.
    """
    made: list[Threshold] = []
    for number in range(gates):
        pool = [
            *range(events),
            *(~g for g in range(number)),
            *(~g for g in range(max(0, number - 6), number)),
        ]
        size = rng.randint(1 if rng.random() < 0.1 else 2, widest)
        inputs = tuple(sorted(set(rng.choices(pool, k=size))))
        made.append(Threshold(_least(rng, len(inputs)), inputs))
    last = tuple(~g for g in range(max(0, gates - 3), gates))
    made.append(Threshold(rng.randint(1, len(last)), last))
    return logic(_names(events), made, ~gates)


def _least(rng: random.Random, inputs: int) -> int:
    if inputs > 2 and rng.random() < 0.35:
        return rng.randint(2, inputs - 1)
    return rng.choice((1, inputs))


def cyclic(rng: random.Random, *, cold: bool) -> Logic:
    """Up to nine events and ten gates, at least one of which depends on itself.

    Gates may take an input twice, and a few always fail or never do. A few more gates, each over events
    and gates before it, stand above those on cycles, so that groups of all sizes are found at the top.
    """
    while True:
        events, below, above = rng.randint(3, 9), rng.randint(2, 6), rng.randint(0, 4)
        made = []
        for number in range(below + above):
            gates = range(below if number < below else number)
            size = rng.randint(2, 4)
            inputs = [
                ~rng.choice(gates) if rng.random() < 0.4 else rng.randrange(events) for _ in range(size)
            ]
            least = rng.choice((1, size, rng.randint(1, size)))
            if rng.random() < 0.02:
                least = rng.choice((0, size + 1))
            made.append(Threshold(least, tuple(inputs)))
        found = logic(_names(events), made, ~(below + above - 1), cold=cold)
        if found.cyclic:
            return found
