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
        return self.model.target not in self.down and Trail(self).lose(removed)


class Trail:
    """Losses taken one after the other, for as long as the target runs."""

    def __init__(self, probe: Probe) -> None:
        self.probe = probe
        self.failed: set[int] = set(probe.down)
        self.lost: dict[int, int] = {}
        self.removed: list[int] = []

    def lose(self, nodes: Iterable[int]) -> bool:
        """Remove these too if the target survives it; whether it does. Otherwise nothing changes."""
        probe, target = self.probe, self.probe.model.target
        nodes = list(nodes)
        if probe.whole:
            survives = runs_without(probe.model, [*self.removed, *nodes])
            self.removed += nodes if survives else []
            return survives
        fresh = [n for n in dict.fromkeys(nodes) if n not in self.failed]
        taken, slots = list(fresh), []
        self.failed.update(fresh)
        while fresh and target not in self.failed:
            for slot in probe.uses[fresh.pop()]:
                slots.append(slot)
                count = self.lost[slot] = self.lost.get(slot, 0) + 1
                if count == probe.spare[slot] + 1:
                    for owner in probe.owners[slot]:
                        if owner not in self.failed:
                            self.failed.add(owner)
                            fresh.append(owner)
                            taken.append(owner)
        if target not in self.failed:
            return True
        self.failed.difference_update(taken)
        for slot in slots:
            self.lost[slot] -= 1
        return False
