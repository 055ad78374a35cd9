"""How much runs: supply, its interval over missing shares, substitution, and throughput.

supply(node) is the least over its gates of the sum over options of share x supply. Where shares
are missing, the least and the largest value over all ways to split what the known shares leave
are reached by giving all of it to one option, so that both ends are computed exactly, bottom up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from .model import Model, Slot
from .running import failing

End = Literal["low", "mid", "high"]
Vector = NDArray[np.float64]
Weights = Mapping[int, tuple[tuple[float, ...], float]]


def unpack(bits: int, width: int) -> NDArray[np.bool_]:
    """The bits of an integer as an array of truths, bit 0 first.

    >>> unpack(0b101, 3).tolist()
    [True, False, True]
    """
    raw = np.frombuffer(bits.to_bytes((width + 7) // 8, "little"), dtype=np.uint8)
    return np.unpackbits(raw, count=width, bitorder="little").astype(np.bool_)


def supply(
    model: Model,
    blocked: Mapping[int, int],
    width: int,
    *,
    end: End = "mid",
    zero_stopped: bool = False,
    running: frozenset[int] | None = None,
) -> Vector:
    """Supply of the target in each scenario: fractions from 0 to 1, shape (width,).

    Parameters
    ----------
    end : "low" and "high" are the ends over all ways to split what known shares leave, "mid"
        splits it equally.
    zero_stopped : also count a node that does not run under the reading as 0. Without it, the
        unnamed go on supplying their share even where they are all that is left.
    running : the nodes over which shares are taken up again, in proportion, after a removal;
        None leaves shares as they are.
    """
    stopped = failing(model, blocked, width) if zero_stopped or model.cyclic else None
    weights = substituted(model, running) if running is not None and end == "mid" else None
    values: list[Vector] = [np.empty(0)] * len(model.ids)
    slot_values: list[Vector] = [np.empty(0)] * len(model.slots)
    ones = np.ones(width)
    for is_node, number in model.steps:
        if is_node:
            value = ones
            for slot_number in model.slots_of[number]:
                least = slot_values[slot_number]
                if least is not ones:
                    value = least if value is ones else np.minimum(value, least)
            off = blocked.get(number, 0)
            if zero_stopped and stopped is not None:
                off |= stopped[number]
            if number in model.blocked or (running is not None and number not in running):
                value = np.zeros(width)
            elif off:
                value = np.where(unpack(off, width), 0.0, value)
            values[number] = value
            continue
        slot = model.slots[number]
        parts = []
        for child, feedback in zip(slot.children, slot.feedback, strict=True):
            if feedback and stopped is not None:
                parts.append(np.where(unpack(stopped[child], width), 0.0, 1.0))
            else:
                parts.append(values[child])
        if slot.at_least > 1:
            slot_values[number] = _kth_largest(slot, parts, ones)
        elif not parts:
            slot_values[number] = ones if slot.unknown else np.zeros(width)
        elif end == "mid":
            shares, nobody = weights[number] if weights is not None else slot.middle()
            slot_values[number] = _weighted(shares, nobody, parts, ones)
        elif running is not None:
            slot_values[number] = _end_after(slot, parts, ones, end, running)
        else:
            slot_values[number] = _end_before(slot, parts, ones, end)
    return values[model.target]


def _weighted(shares: Sequence[float], nobody: float, parts: Sequence[Vector], ones: Vector) -> Vector:
    """The sum of shares; most parts of a graph are whole in every scenario and need no arrays."""
    if nobody == 0 and len(parts) == 1 and shares[0] == 1:
        return parts[0]
    total: Vector | float = nobody
    for share, part in zip(shares, parts, strict=True):
        total = total + (share if part is ones else share * part)
    if isinstance(total, float):
        return ones if total >= 1 else total * ones
    return np.minimum(total, 1.0)


def _extreme(parts: Sequence[Vector], end: End) -> Vector:
    pick = np.minimum if end == "low" else np.maximum
    out = parts[0]
    for part in parts[1:]:
        out = pick(out, part)
    return out


def _end_before(slot: Slot, parts: Sequence[Vector], ones: Vector, end: End) -> Vector:
    """The rest goes to the one option that makes supply least, or largest."""
    open_parts: list[Vector] = [ones] if slot.unknown or not slot.missing else []
    total = np.zeros_like(ones)
    for known, part in zip(slot.shares, parts, strict=True):
        if known is None:
            open_parts.append(part)
        else:
            total = total + known * part
    return np.minimum(total + slot.rest * _extreme(open_parts, end), 1.0)


def _end_after(
    slot: Slot, parts: Sequence[Vector], ones: Vector, end: End, running: frozenset[int]
) -> Vector:
    """The same, where the options that run take over from those that do not.

    Supply is then a weighted mean, and its ends are again reached with the rest in one place; it
    may also have been with options that no longer run.
    """
    known, weight, open_parts, elsewhere = np.zeros_like(ones), 0.0, [], False
    for child, share, part in zip(slot.children, slot.shares, parts, strict=True):
        alive = child in running
        if share is None:
            open_parts += [part] if alive else []
            elsewhere = elsewhere or not alive
        elif alive:
            known, weight = known + share * part, weight + share
    if slot.unknown and slot.missing:
        open_parts.append(ones)
    elif not slot.missing:
        known, weight = known + slot.rest * ones, weight + slot.rest
    means = []
    if weight > 0 and (elsewhere or not open_parts or slot.rest == 0):
        means.append(known / weight)
    if slot.rest > 0:
        means += [(known + slot.rest * part) / (weight + slot.rest) for part in open_parts]
    if not means:
        alive_parts = [p for c, p in zip(slot.children, parts, strict=True) if c in running]
        alive_parts += [ones] if slot.unknown else []
        return sum(alive_parts, np.zeros_like(ones)) / max(1, len(alive_parts))
    return np.minimum(_extreme(means, end), 1.0)


def _kth_largest(slot: Slot, parts: Sequence[Vector], ones: Vector) -> Vector:
    every = [*parts, ones] if slot.counts_unknown else list(parts)
    if slot.at_least > len(every):
        return np.zeros_like(ones)
    ordered: Vector = np.sort(np.stack(every), axis=0)[-slot.at_least]
    return ordered


def substituted(model: Model, running: frozenset[int]) -> dict[int, tuple[tuple[float, ...], float]]:
    """Shares by slot once the options that still run have taken over, in proportion to their shares.

    Middle shares (an equal split where they are missing); equal parts where every option left had
    a share of 0.
    """
    out: dict[int, tuple[tuple[float, ...], float]] = {}
    for number, slot in enumerate(model.slots):
        if slot.at_least > 1:
            continue
        shares, nobody = slot.middle()
        kept = [s if c in running else 0.0 for c, s in zip(slot.children, shares, strict=True)]
        total = sum(kept) + nobody
        if total > 0:
            out[number] = (tuple(s / total for s in kept), nobody / total)
        else:
            alive = [c in running for c in slot.children]
            count = sum(alive) + (1 if slot.counts_unknown else 0)
            each = 1 / count if count else 0.0
            out[number] = (tuple(each if a else 0.0 for a in alive), each if slot.counts_unknown else 0.0)
    return out


def throughput(model: Model, running: frozenset[int] | None = None) -> list[float]:
    """What each node delivers for one unit of the target, passed down share by share.

    With ``running``, over the nodes that run, which have taken over from the others. A component
    passes its flow on to its inputs once and to its makers by share. Feedback passes nothing on, so
    that the flow ends; where k of n are needed each carries k/n. A place delivers by itself only
    what names it as an alternative; the rest is counted at its offering.
    """
    flow = [0.0] * len(model.ids)
    if running is not None and model.target not in running:
        return flow
    weights = substituted(model, running) if running is not None else None
    flow[model.target] = 1.0
    direct, delivered = [0.0] * len(model.ids), [0.0] * len(model.ids)
    for is_node, number in reversed(model.steps):
        if not is_node or not flow[number]:
            continue
        node = model.graph.nodes[model.ids[number]]
        for slot_number in model.slots_of[number]:
            slot = model.slots[slot_number]
            gate = model.graph.gates[slot.gate]
            # What a component needs is passed on by the component itself, not once more by its
            # makers; a maker named directly as an alternative passes on what it gets that way.
            base = node.kind != "component" and gate.owner == node.component
            amount = direct[number] if base else flow[number]
            shares = weights[slot_number][0] if weights and slot.at_least == 1 else _passed(slot, running)
            for child, feedback, share in zip(slot.children, slot.feedback, shares, strict=True):
                if feedback:
                    continue
                flow[child] += amount * share
                if gate.kind not in ("places", "members"):
                    delivered[child] += amount * share
                if gate.kind == "requirement":
                    direct[child] += amount * share
                elif gate.kind in ("places", "members"):
                    direct[child] += direct[number] * share
    return delivered


def _passed(slot: Slot, running: frozenset[int] | None) -> tuple[float, ...]:
    if slot.at_least == 1:
        return slot.middle()[0]
    alive = [running is None or c in running for c in slot.children]
    count = sum(alive) + (1 if slot.counts_unknown else 0)
    each = min(1.0, slot.at_least / count) if count else 0.0
    return tuple(each if a else 0.0 for a in alive)
