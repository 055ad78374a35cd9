"""How much the dataset knows under a target: a gap must not read as resilience."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from ..graph.removal import SPARED
from ..graph.statements import statements_of
from .model import Model
from .running import running_nodes

_RANK = {"low": 0, "medium": 1, "high": 2}


@dataclass(frozen=True, slots=True)
class Coverage:
    """Counts under one target, over what runs.

    components : components that the target depends on.
    leaves_not_researched : of these, those marked as not researched.
    incomplete_lists : requirements and supplier lists that the sources do not call complete.
    assumed_shares : lists in which a share is missing and an equal split stands in for it.
    undisclosed_slots : requirements whose real candidate nobody has named.
    unverified_requirements : requirements that a filter left without evidence.
    """

    components: int
    leaves_not_researched: int
    incomplete_lists: int
    assumed_shares: int
    undisclosed_slots: int
    unverified_requirements: int

    @property
    def gap_rate(self) -> float:
        """Gaps per component: what is not researched, not listed in full or not disclosed."""
        gaps = self.leaves_not_researched + self.incomplete_lists + self.undisclosed_slots
        return gaps / max(1, self.components)

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def coverage(model: Model) -> Coverage:
    """Count what is known and not known along the paths that run. O(V + E)."""
    running = running_nodes(model)
    seen, stack = {model.target}, [model.target]
    slots: set[int] = set()
    while stack:
        for slot in model.slots_of[stack.pop()]:
            slots.add(slot)
            for child in model.slots[slot].children:
                if child in running and child not in seen:
                    seen.add(child)
                    stack.append(child)
    components = {model.graph.nodes[model.ids[n]].component for n in seen}
    # A list that stands there twice, for deliveries that stop and that go on, is one list.
    assumed = {_of(model.slots[s].gate) for s in slots if model.slots[s].assumed}
    gates = list({_of(model.slots[s].gate): model.graph.gates[model.slots[s].gate] for s in slots}.values())
    records = model.graph.dataset.components
    return Coverage(
        components=len(components),
        leaves_not_researched=sum(1 for c in components if records[c].leaf == "not_researched"),
        incomplete_lists=sum(1 for g in gates if not g.complete and not g.undisclosed),
        assumed_shares=len(assumed),
        undisclosed_slots=sum(1 for g in gates if g.undisclosed),
        unverified_requirements=sum(1 for g in gates if g.unverified),
    )


def assumed_slots(model: Model) -> tuple[str, ...]:
    """The gates in which an equal split stands in for missing shares, sorted."""
    return tuple(sorted({_of(s.gate) for s in model.slots if s.assumed}))


def _of(gate: str) -> str:
    return gate.partition(SPARED)[0]


def weakest_evidence(model: Model) -> str | None:
    """The lowest confidence among the statements under the target; None if there is no evidence."""
    found = [
        s.evidence.confidence
        for component in {model.graph.nodes[n].component for n in model.ids}
        & set(model.graph.dataset.components)
        for s in statements_of(model.graph.dataset.components[component])
        if s.evidence is not None
    ]
    return min(found, key=_RANK.__getitem__) if found else None
