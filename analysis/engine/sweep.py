"""Thousands of losses tried at once: one bit of an integer each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ..flow import unpack
from .logic import Logic, Threshold

Columns = Sequence[NDArray[np.int64]]
WIDTH = 1 << 15


def top_fails(whole: Logic, lost: Mapping[int, int], width: int) -> int:
    """The scenarios (bits) in which the top fails.

    Parameters
    ----------
    lost : for an event, the scenarios in which it happens.
    width : the number of scenarios.

    Notes
    -----
    O(edges x width / 64), times the rounds that a cycle takes.
    """
    full = (1 << width) - 1
    state = [full if whole.cold else 0] * len(whole.gates)
    for block in whole.blocks:
        again = True
        while again:
            again = False
            for number in block:
                value = fails(
                    whole.gates[number],
                    (state[~i] if i < 0 else lost.get(i, 0) for i in whole.gates[number].inputs),
                    full,
                )
                if value != state[number]:
                    state[number] = value
                    again = len(block) > 1 or ~number in whole.gates[number].inputs
    return lost.get(whole.top, 0) if whole.top >= 0 else state[~whole.top]


def fails(gate: Threshold, inputs: Iterable[int], full: int) -> int:
    """The scenarios in which at least so many inputs fail; counted, never expanded."""
    if gate.least <= 0:
        return full
    if gate.least > len(gate.inputs):
        return 0
    if gate.least == 1:
        any_of = 0
        for bits in inputs:
            any_of |= bits
        return any_of
    if gate.least == len(gate.inputs):
        all_of = full
        for bits in inputs:
            all_of &= bits
            if not all_of:
                break
        return all_of
    least = [0] * gate.least
    for bits in inputs:
        for j in range(gate.least - 1, 0, -1):
            least[j] |= least[j - 1] & bits
        least[0] |= bits
    return least[-1]


def patterns(groups: Columns, count: int) -> dict[int, int]:
    """For each event, the groups (bits) that hold it; ``groups`` are columns of events."""
    width = len(groups[0])
    rows = np.zeros((count, (width + 7) // 8), dtype=np.uint8)
    for bit in range(min(8, width)):
        # One group of each byte at a time, so that no place is written to twice in one step.
        byte = np.arange((width - bit + 7) // 8)
        for column in groups:
            rows[column[bit::8], byte] |= np.uint8(1 << bit)
    used = np.flatnonzero(np.bincount(np.concatenate(groups), minlength=count))
    return {int(e): int.from_bytes(rows[e].tobytes(), "little") for e in used}


def which_fail(whole: Logic, groups: Columns) -> NDArray[np.bool_]:
    """For groups of events given as columns, whether the top fails; shape (groups,)."""
    count, total = len(whole.events), len(groups[0])
    # A chunk is wide enough to make a pass worth its overhead, and small enough for the table.
    step = max(1024, min(WIDTH, (1 << 25) // max(1, count)))
    out = np.zeros(total, dtype=np.bool_)
    for low in range(0, total, step):
        part = [column[low : low + step] for column in groups]
        width = len(part[0])
        out[low : low + width] = unpack(top_fails(whole, patterns(part, count), width), width)
    return out
