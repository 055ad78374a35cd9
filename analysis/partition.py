"""How cut sets change when something is removed: kept, narrowed, new, absorbed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice

from .cutsets import Cut, needed_for
from .model import Model
from .probe import Probe
from .running import failing
from .units import Unit, as_bits

BUDGET = 4000
BATCH = 4096


@dataclass(frozen=True, slots=True)
class Narrowed:
    """An after-set that is a proper subset of before-sets. ``before`` lists those known."""

    after: Cut
    before: tuple[Cut, ...]


@dataclass(frozen=True, slots=True)
class Partition:
    """After-sets are kept, narrowed or new; before-sets are kept or absorbed.

    undecided : after-sets called new for which the search for a larger before-set was given up.
    """

    kept: tuple[Cut, ...]
    narrowed: tuple[Narrowed, ...]
    new: tuple[Cut, ...]
    absorbed: tuple[Cut, ...]
    undecided: tuple[Cut, ...] = ()


def partition(
    model: Model,
    units: Sequence[Unit],
    before: Sequence[Cut],
    after: Sequence[Cut],
    other: Model | None = None,
) -> Partition:
    """Compare the minimal cut sets before and after a removal.

    ``model`` and ``units`` are those before it, ``other`` the model after it. A set is narrowed if it
    is a proper subset of a minimal before-set of any order: found among ``before``, or by growing it
    (``completion``).
    """
    earlier, later = set(before), set(after)
    likely = touched(model, units, other) if other is not None else ()
    kept = tuple(c for c in after if c in earlier)
    narrowed: list[Narrowed] = []
    new: list[Cut] = []
    undecided: list[Cut] = []
    for cut in after:
        if cut in earlier:
            continue
        larger = tuple(b for b in before if cut < b)
        if not larger:
            found = completion(model, units, cut, likely)
            if found is None:
                undecided.append(cut)
            elif found:
                larger = (found,)
        if larger:
            narrowed.append(Narrowed(cut, larger))
        else:
            new.append(cut)
    absorbed = tuple(c for c in before if c not in later)
    return Partition(kept, tuple(narrowed), tuple(new), absorbed, tuple(undecided))


def touched(model: Model, units: Sequence[Unit], other: Model) -> tuple[tuple[Unit, ...], ...]:
    """The units that have lost all, and those that have lost something, in another model.

    Lost is a node that is not there, or blocked.
    """
    there = {id_ for number, id_ in enumerate(other.ids) if number not in other.blocked}
    return tuple(
        tuple(u for u in units if of(model.ids[n] not in there for n in u.nodes)) for of in (all, any)
    )


def completion(
    model: Model, units: Sequence[Unit], cut: Cut, likely: Sequence[Sequence[Unit]] = ()
) -> Cut | None:
    """A minimal cut set that properly contains ``cut``; empty if there is none; None if given up.

    One further loss is tried first, all units at once; then each of the ``likely`` sets, less what is
    not needed: what stops the target after the loss of whole units stops it before with some of them.
    Otherwise a set of further losses is grown
    until the target stops, so long as each member of ``cut`` remains decisive (without it the target
    would run). Each step branches on the members of a plan that still runs, so that every possible
    set is met; after BUDGET evaluations only pairs are tried, and it gives up if there is none.
    """
    by_id = {u.id: u for u in units}
    if not all(m in by_id for m in cut):
        return frozenset()
    search = _Completion(model, [by_id[m] for m in sorted(cut)], [u for u in units if u.id not in cut])
    if not search.decisive([]):
        return frozenset()
    found = search.first(1) or search.any_of(likely) or search.grow([], search.others)
    if not found and search.evaluations > BUDGET:
        found = search.first(2)
        if not found:
            return None
    if not found:
        return frozenset()
    return cut | frozenset(u.id for u in search.trim(found))


class _Completion:
    def __init__(self, model: Model, core: list[Unit], others: list[Unit]) -> None:
        self.model = model
        self.probe = Probe(model)
        self.core = core
        self.others = others
        self.evaluations = 0

    def stops(self, lost: Sequence[Unit]) -> bool:
        self.evaluations += 1
        return not self.probe.runs_without(n for u in lost for n in u.nodes)

    def decisive(self, extra: Sequence[Unit]) -> bool:
        """Whether the target runs again when any one member of the core is given back."""
        self.evaluations += 1
        width = len(self.core)
        full = (1 << width) - 1
        bits = as_bits(
            [*((u, full) for u in extra), *((u, full ^ (1 << i)) for i, u in enumerate(self.core))]
        )
        return not failing(self.model, bits, width)[self.model.target]

    def any_of(self, likely: Sequence[Sequence[Unit]]) -> list[Unit]:
        """The first of these sets with which the target stops while each of the core is decisive."""
        core = {u.id for u in self.core}
        for units in likely:
            extra = [u for u in units if u.id not in core]
            if extra and self.stops([*self.core, *extra]) and self.decisive(extra):
                return extra
        return []

    def first(self, size: int) -> list[Unit]:
        """The first so many further losses with which the core is a minimal cut, or an empty list."""
        for batch in _batches(combinations(self.others, size), BATCH):
            width = len(batch)
            full = (1 << width) - 1
            each = [(u, 1 << i) for i, extra in enumerate(batch) for u in extra]
            hits = self._stopping([*each, *((u, full) for u in self.core)], width)
            for back in self.core:
                rest = [(u, full) for u in self.core if u is not back]
                hits &= ~self._stopping([*each, *rest], width) if hits else 0
            for less in range(size if size > 1 else 0):
                fewer = [
                    (u, 1 << i) for i, extra in enumerate(batch) for u in (*extra[:less], *extra[less + 1 :])
                ]
                hits &= ~self._stopping([*fewer, *((u, full) for u in self.core)], width) if hits else 0
            if hits:
                return list(batch[(hits & -hits).bit_length() - 1])
        return []

    def _stopping(self, lost: Sequence[tuple[Unit, int]], width: int) -> int:
        """The scenarios (bits) in which the target stops."""
        return failing(self.model, as_bits(lost), width)[self.model.target]

    def grow(self, extra: list[Unit], free: list[Unit]) -> list[Unit]:
        """Further losses that complete the core to a cut, or an empty list."""
        if self.evaluations > BUDGET or not self.decisive(extra):
            return []
        if self.stops([*self.core, *extra]):
            return extra
        plan = self.plan(extra, free)
        tried: set[str] = set()
        for unit in plan:
            tried.add(unit.id)
            found = self.grow([*extra, unit], [u for u in free if u.id not in tried])
            if found:
                return found
        return []

    def plan(self, extra: Sequence[Unit], free: Sequence[Unit]) -> list[Unit]:
        """Free units of a plan that still runs: one of them must be lost as well."""
        self.evaluations += len(free)
        gone = [n for u in (*self.core, *extra) for n in u.nodes]
        return [free[i] for i in needed_for(self.probe, free, range(len(free)), gone)]

    def trim(self, extra: list[Unit]) -> list[Unit]:
        """The losses that are still needed when the others are given back one by one."""
        kept = list(extra)
        for unit in extra:
            rest = [u for u in kept if u is not unit]
            if self.stops([*self.core, *rest]):
                kept = rest
        return kept


def _batches(groups: Iterable[tuple[Unit, ...]], size: int) -> Iterator[list[tuple[Unit, ...]]]:
    rest = iter(groups)
    while batch := list(islice(rest, size)):
        yield batch
