"""Putting things of given sizes in a row without overlap, as near as may be to where they belong."""

from __future__ import annotations

from collections.abc import Sequence


def stacked(wanted: Sequence[float], sizes: Sequence[float], top: float = float("inf")) -> list[float]:
    """Middles, in the order given, nearest to those wanted at which nothing overlaps; from 0 to ``top``.

    Least squares under the order, by pooling neighbours (Ayer et al. 1955, doi 10.1214/aoms/1177728423).
    O(n).

    >>> stacked([1.0, 1.0, 5.0], [1.0, 1.0, 1.0])
    [0.5, 1.5, 5.0]
    """
    # A block: sum of (wanted low end - offset in the block), how many, its size.
    blocks: list[tuple[float, int, float]] = []
    for middle, size in zip(wanted, sizes, strict=True):
        total, count, length = middle - size / 2, 1, size
        while blocks and _low(blocks[-1], top) + blocks[-1][2] > _low((total, count, length), top):
            before = blocks.pop()
            total += before[0] - count * before[2]
            count, length = count + before[1], length + before[2]
        blocks.append((total, count, length))
    out: list[float] = []
    number = 0
    for block in blocks:
        at = _low(block, top)
        for _ in range(block[1]):
            out.append(at + sizes[number] / 2)
            at += sizes[number]
            number += 1
    return out


def _low(block: tuple[float, int, float], top: float) -> float:
    return max(0.0, min(block[0] / block[1], top - block[2]))


def spread(wanted: Sequence[float], sizes: Sequence[float], top: float) -> list[float]:
    """The same in whatever order is nearest; of equals the first comes last.

    >>> spread([1.0, 1.0, 5.0], [1.0, 1.0, 1.0], 10.0)
    [1.5, 0.5, 5.0]
    """
    order = sorted(range(len(wanted)), key=lambda i: (wanted[i], -i))
    places = stacked([wanted[i] for i in order], [sizes[i] for i in order], top)
    out = [0.0] * len(wanted)
    for i, place in zip(order, places, strict=True):
        out[i] = place
    return out
