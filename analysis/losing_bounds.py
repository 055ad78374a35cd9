"""At most how much of the supply a group takes away, from what its members and pairs do.

In a model where nothing is lost yet and every gate needs all, or sums by share, a group loses at most
what its parts lose one by one: the loss of a weighted sum is the sum of losses, that of a minimum over
full supplies is the largest of them. Such a model stands above every other without cycles.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from ..graph.joint import parts
from .engine.limits import Limit
from .flow import Vector, supply
from .model import Model, Slot
from .units import Unit, as_bits

Group = tuple[int, ...]
Matrix = NDArray[np.float64]
EPSILON = 1e-9
BATCH = 4096


def together(units: Sequence[Unit], groups: Sequence[Group]) -> dict[int, int]:
    """What is lost in each scenario (bit), one for each group."""
    held = np.zeros((len(units), len(groups)), dtype=np.bool_)
    for members in zip(*groups, strict=True):
        held[list(members), range(len(groups))] = True
    rows = np.packbits(held, axis=1, bitorder="little")
    return as_bits((u, int.from_bytes(rows[i].tobytes(), "little")) for i, u in enumerate(units))


@dataclass(frozen=True, slots=True)
class Bounds:
    """Which groups of units may lose a fraction of supply.

    above : for each target, a model in which groups lose at least as much, and what the target
        supplies before anything is lost; none where no such model is known (cycles).
    alone : for each unit, at most how much it loses.
    least : what a group has to reach.
    """

    above: tuple[tuple[Model, float], ...]
    units: Sequence[Unit]
    alone: Vector
    least: float
    limit: Limit

    @classmethod
    def of(cls, model: Model, units: Sequence[Unit], loss: float, limit: Limit) -> Bounds:
        """The bounds of a model; several targets asked about as one are bounded by the worst of them."""
        least = loss - 2 * EPSILON
        whole = np.ones(len(units))
        names = [] if model.cyclic else parts(model.graph, model.ids[model.target])
        pairs = []
        for name in names:
            one = replace(model, target=model.index[name])
            before = float(supply(one, {}, 1)[0])
            full = replace(one, slots=tuple(_needing_all(s) for s in model.slots), blocked=frozenset())
            pairs.append((full, before))
        if not pairs or any(before <= 0 for _, before in pairs):
            return cls((), units, whole, least, limit)
        first = cls(tuple(pairs), units, whole, least, limit)
        return replace(first, alone=first.most([(i,) for i in range(len(units))]))

    def most(self, groups: Sequence[Group]) -> Vector:
        """At most how much each group loses; shape (len(groups),)."""
        lost = [
            (1.0 - supply(model, together(self.units, groups), len(groups))) / before
            for model, before in self.above
        ]
        return np.asarray(np.max(lost, axis=0))

    def candidates(self, order: int, found: set[Group]) -> Iterator[Group]:
        """The groups of one size that may reach it, and that hold no single or pair of ``found``."""
        left = [i for i in np.argsort(-self.alone, kind="stable").tolist() if (i,) not in found]
        if order == 1:
            yield from ((i,) for i in left if self.alone[i] >= self.least)
            return
        alone = self.alone[left]
        pairs = alone[:, None] + alone[None, :]
        if order > 2 and self.above and self._many(alone, pairs, order):
            self._refine(left, alone, pairs, order)
        place = {unit: at for at, unit in enumerate(left)}
        for pair in found:
            if len(pair) == 2:
                a, b = (place[i] for i in pair)
                pairs[a, b] = pairs[b, a] = -np.inf
        for positions in heavy(alone, pairs, order, self.least):
            for row in positions.tolist():
                yield tuple(sorted(left[at] for at in row))

    def _many(self, alone: Vector, pairs: Matrix, order: int) -> bool:
        count = 0
        for positions in heavy(alone, pairs, order, self.least):
            count += len(positions)
            if count > 2 * BATCH:
                return True
        return False

    def _refine(self, left: Sequence[int], alone: Vector, pairs: Matrix, order: int) -> None:
        """Evaluate the pairs that may be part of a group, in place."""
        first, second = np.nonzero(np.triu(pairs + (order - 2) * alone[0] >= self.least, 1))
        for start in range(0, len(first), BATCH):
            self.limit.check()
            a, b = first[start : start + BATCH], second[start : start + BATCH]
            groups = [(left[i], left[j]) for i, j in zip(a.tolist(), b.tolist(), strict=True)]
            pairs[a, b] = pairs[b, a] = self.most(groups)


def _needing_all(slot: Slot) -> Slot:
    """The gate in the model above: k of n needs all of them, and one that nothing meets is left out."""
    there = len(slot.children) + slot.counts_unknown
    if there < slot.at_least or not slot.children:
        return replace(slot, at_least=1, children=(), shares=(), feedback=(), unknown=True)
    return replace(slot, at_least=there) if slot.at_least > 1 else slot


def heavy(alone: Vector, pairs: Matrix, order: int, least: float) -> Iterator[NDArray[np.intp]]:
    """Positions of the groups of one size, two or more, whose bound reaches that much.

    alone : at most what each unit loses, falling; shape (n,).
    pairs : the same for pairs, minus infinity for a pair that may be in no group; shape (n, n).

    A group loses at most what any split of it into pairs and single members loses.

    >>> alone = np.array([0.6, 0.5, 0.2])
    >>> pairs = np.add.outer(alone, alone)
    >>> [p.tolist() for p in heavy(alone, pairs, 2, 0.8)]
    [[[0, 1], [0, 2]]]
    >>> [p.tolist() for p in heavy(alone, np.minimum(pairs, 0.6), 3, 0.9)]
    []
    """
    for prefix in combinations(range(len(alone)), order - 2):
        so_far = float(sum(alone[list(prefix)]))
        start = prefix[-1] + 1 if prefix else 0
        # The two that follow weigh no more than the first of them, nor does it than the one before.
        if prefix and so_far + 2 * alone[prefix[-1]] < least:
            if len(prefix) == 1:
                return
            continue
        end = len(alone) - int(np.searchsorted(alone[::-1], (least - so_far) / 2 - EPSILON))
        base, more = _with_one_more(alone, pairs, prefix)
        if base == -np.inf or end <= start:
            continue
        bound = base + pairs[start:end, start:]
        np.minimum(bound, more[start:end, None] + alone[None, start:], out=bound)
        np.minimum(bound, alone[start:end, None] + more[None, start:], out=bound)
        second, third = np.nonzero(np.triu(bound >= least, 1))
        if len(second):
            fixed = np.tile(np.array(prefix, dtype=np.intp), (len(second), 1))
            yield np.column_stack([fixed, second + start, third + start])


def _with_one_more(alone: Vector, pairs: Matrix, prefix: tuple[int, ...]) -> tuple[float, Vector]:
    """The bound of a group, and of the group with each unit added."""
    if not prefix:
        return 0.0, alone
    base = float(_with_one_more(alone, pairs, prefix[:-1])[1][prefix[-1]])
    more: Vector = base + alone
    for member in prefix:
        others = tuple(p for p in prefix if p != member)
        np.minimum(more, _with_one_more(alone, pairs, others)[0] + pairs[member], out=more)
    return base, more
