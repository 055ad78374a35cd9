"""What fails, what stops and what keeps the top, from the definitions alone: every set is tried.

Nothing of the engine is used but the gates themselves: not their order, not the blocks. A set of events
is a number, one bit each; a truth about all sets is a number too, with a bit for each set.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from narrows.analysis.engine.logic import Logic


def failing(whole: Logic) -> list[bool]:
    """For each set of events, whether the top fails once they happen.

    A gate fails when at least so many of its inputs fail. Where gates depend on each other, failure
    spreads from what is lost: nothing has failed to begin with (the least fixed point). In the other
    meaning, of what could be rebuilt from nothing, everything has (the greatest).
    """
    sets = range(1 << len(whole.events))
    always = (1 << len(sets)) - 1
    lost = [sum(1 << s for s in sets if s >> event & 1) for event in range(len(whole.events))]
    failed = [always if whole.cold else 0] * len(whole.gates)
    while True:
        after = []
        for gate in whole.gates:
            inputs = [failed[~i] if i < 0 else lost[i] for i in gate.inputs]
            some = 0
            for chosen in combinations(inputs, gate.least):
                all_of = always
                for value in chosen:
                    all_of &= value
                some |= all_of
            after.append(some)
        if after == failed:
            break
        failed = after
    top = failed[~whole.top] if whole.top < 0 else lost[whole.top]
    return [bool(top >> s & 1) for s in sets]


def _smallest(wanted: Iterable[int]) -> set[frozenset[int]]:
    """Of some sets those that hold no smaller one of them; none if the empty set is one."""
    found: list[int] = []
    for s in sorted(wanted, key=lambda s: (s.bit_count(), s)):
        if all(smaller & ~s for smaller in found):
            found.append(s)
    return {frozenset(e for e in range(s.bit_length()) if s >> e & 1) for s in found if s}


def cut_sets(whole: Logic) -> set[frozenset[int]]:
    """The smallest sets of events whose joint loss makes the top fail."""
    return _smallest(s for s, fails in enumerate(failing(whole)) if fails)


def path_sets(whole: Logic) -> set[frozenset[int]]:
    """The smallest sets of events that keep the top from failing, though all others are lost."""
    everything = (1 << len(whole.events)) - 1
    return _smallest(everything ^ s for s, fails in enumerate(failing(whole)) if not fails)
