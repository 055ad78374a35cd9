"""The weakest statement a verdict rests on: that a group stops a target, in all worlds or in some."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..graph.statements import Statement, statements_of
from .model import Model, Slot

RANK = {"low": 0, "medium": 1, "high": 2}
UNSOURCED = 3


@dataclass(frozen=True, slots=True)
class Weakest:
    """A statement, and the confidence in it."""

    statement: str
    says: str
    confidence: str


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said of one slot: of the need itself, and of each way to meet it, as ranks."""

    need: int
    need_id: str
    ways: tuple[tuple[int, str], ...]

    def allows(self, rank: int) -> bool:
        """Whether the need, and one way to meet it, are said by statements of that rank or better."""
        return self.need >= rank and any(way >= rank for way, _ in self.ways)

    def cause(self, rank: int) -> str:
        """The best statement on the slot that keeps it below a rank."""
        return self.need_id if self.need < rank else max(self.ways, key=lambda way: way[0])[1]


def weakest_of(
    model: Model, losses: Sequence[frozenset[int]], in_some: Sequence[bool]
) -> tuple[Weakest | None, ...]:
    """For each group of losses that stops the target: the weakest statement that this rests on.

    Parameters
    ----------
    losses : the nodes lost.
    in_some : whether it stops the target in some world only, so that a candidate for an undisclosed
        slot has to be taken at its word; otherwise it does not matter which candidate is real.

    A need that fails rests on the statement of the need and on the best among those of the ways to meet it:
    if all of them fell, nobody would be known to meet it. Every way has to fail. Of several needs whose
    failure is enough, the one with the best evidence is taken, so that the answer is how good the best
    argument is. None where no statement is sourced, or for a cold start. O(groups / 64 x (V + E)).
    """
    said = _said(model)
    full = (1 << len(losses)) - 1
    base: dict[int, int] = {}
    for i, nodes in enumerate(losses):
        for node in nodes:
            base[node] = base.get(node, 0) | 1 << i
    loose = sum(1 << i for i, some in enumerate(in_some) if some)
    at_rank = [_proved(model, said[0], base, loose, full, rank) for rank in range(UNSOURCED + 1)]
    out: list[Weakest | None] = []
    for i in range(len(losses)):
        proved = [r for r in range(UNSOURCED + 1) if at_rank[r][model.target] >> i & 1]
        best = max(proved, default=None)
        if best is None or best == UNSOURCED:
            out.append(None)
            continue
        below, above = at_rank[best], at_rank[best + 1]
        id_ = _cause(model, said[0], below, above, i, best + 1, bool(loose >> i & 1))
        statement = said[1].get(id_ or "")
        if statement is None or statement.evidence is None:
            out.append(None)
        else:
            out.append(Weakest(statement.id, statement.text, statement.evidence.confidence))
    return tuple(out)


def statements_under(model: Model) -> dict[str, Statement]:
    """The statements on the components under a target, by id."""
    records = model.graph.dataset.components
    components = sorted({model.graph.nodes[n].component for n in model.ids} & set(records))
    return {s.id: s for c in components for s in statements_of(records[c])}


def _said(model: Model) -> tuple[list[_Said], Mapping[str, Statement]]:
    statements = statements_under(model)

    def rank(id_: str) -> int:
        statement = statements.get(id_)
        return RANK[statement.evidence.confidence] if statement and statement.evidence else UNSOURCED

    out = []
    for slot in model.slots:
        gate = model.graph.gates[slot.gate]
        options = {o.node: o.statement for o in gate.options}
        ids = [options[model.ids[c]] for c in slot.children]
        out.append(_Said(rank(gate.id), gate.id, tuple((rank(i), i) for i in ids) or ((UNSOURCED, ""),)))
    return out, statements


def _proved(
    model: Model, said: Sequence[_Said], base: Mapping[int, int], loose: int, full: int, rank: int
) -> list[int]:
    """For each node, the groups whose loss stops it on statements of that rank or better."""
    fail = [full if n in model.blocked else base.get(n, 0) for n in range(len(model.ids))]
    fails = [0] * len(model.slots)
    while True:
        changed = False
        for is_node, number in model.steps:
            if not is_node:
                fails[number] = _slot(model.slots[number], said[number], fail, loose, full, rank)
                continue
            value = fail[number]
            for slot in model.slots_of[number]:
                value |= fails[slot]
            changed = changed or value != fail[number]
            fail[number] = value
        if not model.cyclic or not changed:
            return fail


def _slot(slot: Slot, said: _Said, fail: Sequence[int], loose: int, full: int, rank: int) -> int:
    if slot.undisclosed and said.need >= rank:
        strict, some = full, 0
        for child, (way, _) in zip(slot.children, said.ways, strict=True):
            strict &= fail[child]
            some |= fail[child] if way >= rank else 0
        return strict & ~loose | some & loose if slot.children else 0
    if not said.allows(rank):
        return 0
    spare = len(slot.children) + (1 if slot.counts_unknown else 0) - slot.at_least
    if spare < 0:
        return full
    least = [0] * (spare + 1)
    for child in slot.children:
        for j in range(spare, 0, -1):
            least[j] |= least[j - 1] & fail[child]
        least[0] |= fail[child]
    return least[spare]


def _cause(
    model: Model,
    said: Sequence[_Said],
    below: Sequence[int],
    above: Sequence[int],
    group: int,
    rank: int,
    loose: bool,
) -> str | None:
    """The statement nearest to the target that keeps the argument below a rank."""
    queue, seen = deque([model.target]), {model.target}
    while queue:
        stopped = [
            (number, failed)
            for number in model.slots_of[queue.popleft()]
            if (failed := _failed(model.slots[number], below, group, loose))
        ]
        # What a component needs, its suppliers need too: the need itself is the shorter argument.
        needs = [x for x in stopped if model.graph.gates[model.slots[x[0]].gate].kind == "requirement"]
        for number, failed in needs or stopped:
            slot, here, choice = model.slots[number], said[number], model.slots[number].undisclosed
            if here.need < rank or (not choice and not here.allows(rank)):
                return here.cause(rank)
            if choice and loose:
                strong = [c for c, (way, _) in zip(slot.children, here.ways, strict=True) if way >= rank]
                if not any(c in strong for c in failed):
                    weak = [w for c, w in zip(slot.children, here.ways, strict=True) if c in failed]
                    return max(weak, key=lambda way: way[0])[1]
            for child in failed:
                if not above[child] >> group & 1 and child not in seen:
                    seen.add(child)
                    queue.append(child)
    return None


def _failed(slot: Slot, fail: Sequence[int], group: int, loose: bool) -> list[int]:
    """The ways to meet a slot that fail, if so many fail that it is not met."""
    failed = [c for c in slot.children if fail[c] >> group & 1]
    ways = len(slot.children) + (1 if slot.counts_unknown else 0)
    least = 1 if slot.undisclosed and loose else ways - slot.at_least + 1
    return failed if len(failed) >= least else []
