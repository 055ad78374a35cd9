"""What fails a gate alone or in twos, and the unions that grow larger on the way.

A group of three or four that stops the target makes some gate fail first whose failure no one or two
of them explain. There the union of what explains its inputs has three or four members: it is put
aside (``Pool``) instead of being passed on, so that no family ever holds more than pairs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .limits import Limit
from .logic import Logic, Threshold

Codes = NDArray[np.int64]
NONE: Codes = np.empty(0, dtype=np.int64)
NONE.flags.writeable = False
LARGEST = 1 << 23


class TooMany(Exception):
    """The families are too large for this method."""


@dataclass(frozen=True, slots=True)
class Small:
    """The minimal groups of one (a bit each) and of two (codes) that fail something.

    None in the place of a family stands for "always".
    """

    one: int
    two: Codes


def equal(a: Small | None, b: Small | None) -> bool:
    """Whether two families are the same."""
    if a is None or b is None:
        return a is b
    return a.one == b.one and np.array_equal(a.two, b.two)


@dataclass(slots=True)
class Pool:
    """The groups put aside: of three and of four, as codes in base ``count``."""

    count: int
    order: int
    three: list[Codes] = field(default_factory=list)
    four: list[Codes] = field(default_factory=list)
    size: int = 0
    open: bool = True

    def taken(self, size: int) -> None:
        """Raises TooMany once more has been put aside than this method is good for."""
        self.size += size
        if self.size > LARGEST:
            raise TooMany


def code(columns: Sequence[Codes], count: int) -> Codes:
    """One number for each group of events, from ascending columns.

    >>> code([np.array([1]), np.array([2])], 10).tolist()
    [12]
    """
    out = columns[0]
    for column in columns[1:]:
        out = out * count + column
    return out


def columns(codes: Codes, count: int, size: int) -> list[Codes]:
    """The events of coded groups, as ascending columns."""
    out = []
    for _ in range(size):
        codes, last = np.divmod(codes, count)
        out.append(last)
    return out[::-1]


def distinct(codes: Codes) -> Codes:
    """Each code once, ascending; faster here than numpy's unique, which hashes first."""
    ordered = np.sort(codes)
    keep = np.ones(len(ordered), dtype=np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=keep[1:])
    return ordered[keep]


def holds(codes: Codes, among: Codes) -> NDArray[np.bool_]:
    """Whether each code is among others, which are sorted."""
    if not len(among):
        return np.zeros(len(codes), dtype=np.bool_)
    place = np.searchsorted(among, codes)
    place[place == len(among)] = 0
    return np.asarray(among[place] == codes)


def members(bits: int, count: int) -> Codes:
    """The events of a bit set."""
    return np.flatnonzero(truths(bits, count))


def truths(bits: int, count: int) -> NDArray[np.bool_]:
    """A bit set as an array of truths."""
    raw = np.frombuffer(bits.to_bytes((count + 7) // 8, "little"), dtype=np.uint8)
    return np.unpackbits(raw, count=count, bitorder="little").astype(np.bool_)


def touching(pairs: Codes, bits: int, count: int) -> NDArray[np.bool_]:
    """Whether each pair has a member in a bit set."""
    if not bits or not len(pairs):
        return np.zeros(len(pairs), dtype=np.bool_)
    inside = truths(bits, count)
    return np.asarray(inside[pairs // count] | inside[pairs % count])


def either(a: Small | None, b: Small | None, count: int) -> Small | None:
    """What fails one of two."""
    if a is None or b is None:
        return None
    one = a.one | b.one
    one_is_empty = not len(a.two) or not len(b.two)
    two = (a.two if len(a.two) else b.two) if one_is_empty else distinct(np.concatenate([a.two, b.two]))
    return Small(one, two[~touching(two, one, count)])


def both(a: Small | None, b: Small | None, pool: Pool) -> Small | None:
    """What fails both of two; unions of three and four go to the pool."""
    if a is None or b is None:
        return b if a is None else a
    count = pool.count
    one = a.one & b.one
    ones = (members(a.one & ~one, count), members(b.one & ~one, count))
    twos = [x.two[~touching(x.two, one, count)] for x in (a, b)]
    shared = np.intersect1d(twos[0], twos[1], assume_unique=True)
    parts = [shared, _crossed(ones[0], ones[1], count)]
    for mine, other in ((0, b), (1, a)):
        enough = touching(twos[mine], other.one & ~one, count)
        parts.append(twos[mine][enough])
        twos[mine] = np.setdiff1d(twos[mine][~enough], shared, assume_unique=True)
    two = distinct(np.concatenate(parts))
    if pool.open and pool.order > 2:
        _three(twos[0], ones[1], two, pool)
        _three(twos[1], ones[0], two, pool)
        _joined(twos[0], twos[1], two, pool)
    return Small(one, two)


def _crossed(a: Codes, b: Codes, count: int) -> Codes:
    low, high = np.minimum(a[:, None], b), np.maximum(a[:, None], b)
    return np.asarray(low * count + high).ravel()


def _three(pairs: Codes, ones: Codes, two: Codes, pool: Pool) -> None:
    """Each pair with each single one."""
    if not len(pairs) or not len(ones):
        return
    pool.taken(len(pairs) * len(ones))
    left, right = np.divmod(np.repeat(pairs, len(ones)), pool.count)
    _put_aside([left, right, np.tile(ones, len(pairs))], two, pool)


def _joined(a: Codes, b: Codes, two: Codes, pool: Pool) -> None:
    """Each pair with each other pair: three events if they share one, four if they do not."""
    if not len(a) or not len(b):
        return
    pool.taken(len(a) * len(b))
    x, y = np.divmod(np.repeat(a, len(b)), pool.count)
    u, v = np.divmod(np.tile(b, len(a)), pool.count)
    apart = np.ones(len(x), dtype=np.bool_)
    for same, other in ((x == u, v), (x == v, u), (y == u, v), (y == v, u)):
        if same.any():
            apart &= ~same
            _put_aside([x[same], y[same], other[same]], two, pool)
    if pool.order > 3 and apart.any():
        _put_aside([x[apart], y[apart], u[apart], v[apart]], two, pool)


def _put_aside(groups: list[Codes], two: Codes, pool: Pool) -> None:
    """Groups that hold no pair which explains the gate by itself."""
    whole = np.sort(np.stack(groups), axis=0)
    keep = np.ones(whole.shape[1], dtype=np.bool_)
    for i in range(len(whole)):
        for j in range(i + 1, len(whole)):
            keep &= ~holds(whole[i] * pool.count + whole[j], two)
    kept = distinct(code(list(whole[:, keep]), pool.count))
    (pool.three if len(whole) == 3 else pool.four).append(kept)


def families(whole: Logic, without: int, pool: Pool, limit: Limit) -> Small | None:
    """What fails the top alone or in twos, with the events of ``without`` out of the question.

    On a cycle the gates are computed until nothing changes. Where failure spreads, only what is put
    aside in a last round counts; in the other reading every round is one step of the argument.
    """
    state: dict[int, Small | None] = {}
    start = None if whole.cold else Small(0, NONE)

    def family(reference: int) -> Small | None:
        if reference < 0:
            return state.get(~reference, start)
        return Small(0 if without >> reference & 1 else 1 << reference, NONE)

    def compute(block: tuple[int, ...]) -> bool:
        changed = False
        for number in block:
            limit.check()
            gate = whole.gates[number]
            value = _gate(gate, [family(i) for i in gate.inputs], pool)
            changed = changed or number not in state or not equal(value, state[number])
            state[number] = value
        return changed

    for block in whole.blocks:
        if not whole.on_cycle(block):
            compute(block)
            continue
        pool.open = whole.cold
        while compute(block):
            pass
        pool.open = True
        compute(block)
    return family(whole.top)


def _gate(gate: Threshold, inputs: Sequence[Small | None], pool: Pool) -> Small | None:
    if gate.least <= 0:
        return None
    never = Small(0, NONE)
    if gate.least > len(inputs):
        return never
    if gate.least == 1:
        out = inputs[0]
        for family in inputs[1:]:
            out = either(out, family, pool.count)
        return out
    # The smallest first, so that what is joined stays small.
    ordered = sorted(inputs, key=lambda f: -1 if f is None else f.one.bit_count() + len(f.two))
    if gate.least == len(ordered):
        out = ordered[0]
        for family in ordered[1:]:
            out = both(out, family, pool)
        return out
    least: list[Small | None] = [never] * gate.least
    for family in ordered:
        for j in range(gate.least - 1, 0, -1):
            least[j] = either(least[j], both(least[j - 1], family, pool), pool.count)
        least[0] = either(least[0], family, pool.count)
    return least[-1]
