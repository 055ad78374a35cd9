"""All minimal groups of up to four that make the top fail, however large the graph.

Groups of one come from a sweep, of two from the families of ``pairs``, of three from what was put aside
there. A group of four was either put aside whole, or three of it were, and the fourth is a single
point of failure once the three are gone: all events are tried beside them, a handful at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from ..flow import unpack
from .limits import Limit
from .logic import Logic
from .pairs import NONE, Codes, Pool, code, columns, families, holds
from .sweep import patterns, top_fails, which_fail

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
    yield _listed(np.unique(np.concatenate(found)), count, 4)


def _listed(codes: Codes, count: int, size: int) -> list[tuple[int, ...]]:
    return [tuple(row) for row in np.stack(columns(codes, count, size), axis=1).tolist()]


def _fresh(groups: Sequence[Codes], count: int, size: int, smaller: Sequence[Codes]) -> Codes:
    """Groups put aside, once each, that hold none of the smaller groups found already."""
    if not groups:
        return NONE
    codes = np.unique(np.concatenate(groups))
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
        rows, fourth = _beside(whole, three, handfuls)
        events = np.sort(np.stack([*(c[rows] for c in three), fourth]), axis=0)
        four_apart = (events[:-1] != events[1:]).all(axis=0)
        tried = [code(list(events[:, four_apart]), count)]
        found.append(_failing(whole, _fresh(tried, count, 4, smaller)))
    return np.concatenate(found)


def _handfuls(whole: Logic, sample: Codes, used: Sequence[int]) -> list[list[int]]:
    """Events dealt into as many handfuls as cost least on a sample.

    Fewer handfuls are fewer to try; but more of them are enough as a whole, and their events are then
    tried one by one.
    """
    three = columns(sample, len(whole.events), 3)
    best: tuple[float, list[list[int]]] | None = None
    for number in (8, 16, 32, 64):
        dealt = [list(used[i::number]) for i in range(number) if used[i::number]]
        # One by one costs more than in a handful: the groups have to be listed.
        cost = len(dealt) * len(sample) + 8.0 * len(_beside(whole, three, dealt)[0])
        if best is None or cost < best[0]:
            best = (cost, dealt)
    assert best is not None
    return best[1]


def _beside(whole: Logic, three: Sequence[Codes], handfuls: Sequence[Sequence[int]]) -> tuple[Codes, Codes]:
    """Rows and fourth events that may be enough together: the handful as a whole is."""
    width = len(three[0])
    padded = (width + 7) // 8
    copies = len(handfuls)
    lost = {
        event: int.from_bytes(bits.to_bytes(padded, "little") * copies, "little")
        for event, bits in patterns(three, len(whole.events)).items()
    }
    ones = (1 << 8 * padded) - 1
    for place, handful in enumerate(handfuls):
        for event in handful:
            lost[event] = lost.get(event, 0) | ones << 8 * padded * place
    hit = unpack(top_fails(whole, lost, 8 * padded * copies), 8 * padded * copies).reshape(copies, -1)
    rows, fourth = [NONE], [NONE]
    for place, handful in enumerate(handfuls):
        here = np.flatnonzero(hit[place, :width])
        rows.append(np.repeat(here, len(handful)))
        fourth.append(np.tile(np.asarray(handful, dtype=np.int64), len(here)))
    return np.concatenate(rows), np.concatenate(fourth)
