"""Asking again and again whether the target runs without something."""

from __future__ import annotations

from collections.abc import Iterable

from .model import Model
from .running import failing, runs_without


class Probe:
    """Answers whether the target runs when more is removed, following failure from what is removed.

    Each answer costs the edges that failure reaches, not the whole graph. What could be rebuilt
    from nothing on a cycle is not found this way and is computed in full.
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        self.whole = model.cyclic and model.reading.cycles == "cold-start"
        fail = failing(model, {}, 1)
        self.down = frozenset(n for n, bit in enumerate(fail) if bit)
        self.uses: list[list[int]] = [[] for _ in model.ids]
        self.owners: list[list[int]] = [[] for _ in model.slots]
        self.spare: list[int] = []
        for number, slot in enumerate(model.slots):
            for child in slot.children:
                self.uses[child].append(number)
            alive = sum(1 for c in slot.children if c not in self.down) + (1 if slot.counts_unknown else 0)
            self.spare.append(alive - slot.at_least)
        for node, slots in enumerate(model.slots_of):
            for number in slots:
                self.owners[number].append(node)

    def runs_without(self, removed: Iterable[int]) -> bool:
        """Whether the target runs when these nodes are removed too."""
        if self.whole:
            return runs_without(self.model, removed)
        target = self.model.target
        if target in self.down:
            return False
        failed = set(removed) - self.down
        stack = list(failed)
        lost: dict[int, int] = {}
        while stack and target not in failed:
            for slot in self.uses[stack.pop()]:
                lost[slot] = lost.get(slot, 0) + 1
                if lost[slot] == self.spare[slot] + 1:
                    fresh = [n for n in self.owners[slot] if n not in failed and n not in self.down]
                    failed.update(fresh)
                    stack += fresh
        return target not in failed
