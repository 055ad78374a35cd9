"""All minimal groups of up to four that make the top fail, however large the graph.

Groups of one come from a sweep, of two from the families of ``pairs``, of three from what was put aside
there. A group of four was either put aside whole, or three of it were, and the fourth is a single
point of failure once the three are gone: all events are tried beside them, a handful at a time, then
parts of the handfuls that are enough, then what is in those.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import isqrt

import numpy as np
from numpy.typing import NDArray

from ..flow import unpack
from .limits import Limit
from .logic import Logic
from .pairs import NONE, Codes, Pool, code, columns, distinct, families, holds
from .sweep import patterns, top_fails, which_fail

Handfuls = NDArray[np.int64]
LARGEST_ORDER = 4
CHUNK = 1 << 12


def small_cuts(whole: Logic, max_order: int, limit: Limit) -> Iterator[list[tuple[int, ...]]]:
    """The minimal groups of events of size 1, then 2, 3 and 4, each list sorted and complete.

    Raises Stopped at the limit and TooMany where the families grow too large; what was yielded before
    is complete for its size. Nothing comes out if the top fails by itself.
    """
    count = len(whole.events)
    if top_fails(whole, {}, 1):
        return
    alone = top_fails(whole, {i: 1 << i for i in range(count)}, count)
    yield [(i,) for i in range(count) if alone >> i & 1]
    if max_order < 2:
        return
    pool = Pool(count, min(max_order, LARGEST_ORDER))
    top = families(whole, alone, pool, limit)
    two = NONE if top is None else top.two
    yield _listed(two, count, 2)
    if max_order < 3:
        return
    aside = _fresh(pool.three, count, 3, [two])
    failed = which_fail(whole, columns(aside, count, 3)) if len(aside) else np.zeros(0, dtype=np.bool_)
    three = aside[failed]
    yield _listed(three, count, 3)
    if max_order < 4:
        return
    limit.check()
    found = [_failing(whole, _fresh(pool.four, count, 4, [two, three]))]
    found.append(_completed(whole, aside[~failed], alone, [two, three], limit))
    yield _listed(distinct(np.concatenate(found)), count, 4)


def _listed(codes: Codes, count: int, size: int) -> list[tuple[int, ...]]:
    return [tuple(row) for row in np.stack(columns(codes, count, size), axis=1).tolist()]


def _fresh(groups: Sequence[Codes], count: int, size: int, smaller: Sequence[Codes]) -> Codes:
    """Groups put aside, once each, that hold none of the smaller groups found already."""
    if not groups:
        return NONE
    codes = distinct(np.concatenate(groups))
    events = columns(codes, count, size)
    keep = np.ones(len(codes), dtype=np.bool_)
    for known, order in zip(smaller, (2, 3), strict=False):
        for chosen in combinations(range(size), order):
            keep &= ~holds(code([events[i] for i in chosen], count), known)
    return codes[keep]


def _failing(whole: Logic, codes: Codes) -> Codes:
    return codes[which_fail(whole, columns(codes, len(whole.events), 4))] if len(codes) else codes


def _completed(whole: Logic, triples: Codes, alone: int, smaller: Sequence[Codes], limit: Limit) -> Codes:
    """The minimal groups of four that hold one of these groups of three, none of which is enough."""
    count = len(whole.events)
    used = sorted({i for g in whole.gates for i in g.inputs if i >= 0 and not alone >> i & 1})
    if not len(triples) or not used:
        return NONE
    handfuls = _handfuls(whole, triples[:: max(1, len(triples) // 512)][:512], used)
    found = [NONE]
    for low in range(0, len(triples), CHUNK):
        limit.check()
        three = columns(triples[low : low + CHUNK], count, 3)
        rows, parts = _narrowed(whole, three, *_beside(whole, three, handfuls), handfuls)
        fourth = parts.T.ravel()
        several = [np.tile(c[rows], parts.shape[1]) for c in three]
        events = np.sort(np.stack([*several, fourth]), axis=0)
        four_apart = (events[:-1] != events[1:]).all(axis=0)
        tried = [code(list(events[:, four_apart]), count)]
        found.append(_failing(whole, _fresh(tried, count, 4, smaller)))
    return np.concatenate(found)


def _handfuls(whole: Logic, sample: Codes, used: Sequence[int]) -> Handfuls:
    """Events dealt into as many handfuls as cost least on a sample: shape (handfuls, parts, part).

    Fewer handfuls are fewer to try; but more of them are enough as a whole, and are then tried in parts
    and their events one by one. Where the events do not come out even, some stand in a part twice.
    """
    three = columns(sample, len(whole.events), 3)
    best: tuple[float, Handfuls] | None = None
    for number in (8, 16, 32, 64):
        size = -(-len(used) // number)
        part = max(1, isqrt(size))
        parts = -(-size // part)
        dealt = np.resize(np.asarray(used, dtype=np.int64), (parts * part, number)).T
        handfuls = dealt.reshape(number, parts, part)
        rows, handful = _beside(whole, three, handfuls)
        kept, _ = _narrowed(whole, three, rows, handful, handfuls)
        # In a part or one by one a group has to be written down, in a handful it does not.
        cost = number * len(sample) + 1.5 * (len(rows) * parts + len(kept) * part)
        if best is None or cost < best[0]:
            best = (cost, handfuls)
    assert best is not None
    return best[1]


def _narrowed(
    whole: Logic, three: Sequence[Codes], rows: Codes, handful: Codes, handfuls: Handfuls
) -> tuple[Codes, Codes]:
    """Of rows and handfuls that are enough together, the rows and parts of handfuls that are."""
    _, parts, part = handfuls.shape
    rows = np.repeat(rows, parts)
    tried = handfuls[handful].reshape(-1, part)
    enough = which_fail(whole, [*(c[rows] for c in three), *tried.T]) if len(rows) else rows.astype(np.bool_)
    return rows[enough], tried[enough]


def _beside(whole: Logic, three: Sequence[Codes], handfuls: Handfuls) -> tuple[Codes, Codes]:
    """The rows and handfuls that are enough together."""
    count, width, copies = len(whole.events), len(three[0]), len(handfuls)
    # Whole bytes; one copy of the rows for each handful, which are a power of two.
    padded = -(-width // 8) * 8
    lost = patterns(three, count)
    for event, bits in lost.items():
        for doubled in range(copies.bit_length() - 1):
            bits |= bits << (padded << doubled)
        lost[event] = bits
    for place, handful in enumerate(handfuls):
        here = (1 << padded) - 1 << padded * place
        for event in handful.ravel().tolist():
            lost[event] = lost.get(event, 0) | here
    hit = unpack(top_fails(whole, lost, padded * copies), padded * copies).reshape(copies, -1)
    handful_of, row_of = np.nonzero(hit[:, :width])
    return row_of, handful_of
