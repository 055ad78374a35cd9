"""The formulas of training-run arithmetic, on quantities.

FLOP for each token: 6 for each active parameter (2 forward, 4 backward; Kaplan et al. 2020,
arXiv:2001.08361), and for attention 12 x layers x width x sequence where every token attends to every
other (Chowdhery et al. 2022, appendix B, arXiv:2204.02311); a causal mask halves that to 6. The width is
heads x (width of queries and keys + width of values) / 2. Recomputed activations are not counted.
"""

from __future__ import annotations

from ..quantities import Quantity, given

PARAMETER_FLOP = 6.0
CAUSAL_FLOP = 6.0


def flop_per_token(
    active: Quantity,
    layers: Quantity | None = None,
    width: Quantity | None = None,
    sequence: Quantity | None = None,
) -> Quantity:
    """FLOP of training for one token: 6 N, plus 6 L W S for causal attention where all three are known.

    ``active`` in parameters, ``layers``, ``width`` in elements, ``sequence`` in tokens.

    >>> flop_per_token(given(37e9, "parameters")).to("GFLOP/token").text()
    '222 GFLOP/token'
    """
    weights = active * given(PARAMETER_FLOP, "FLOP/parameter/token")
    if layers is None or width is None or sequence is None:
        return weights.to("FLOP/token")
    attention = layers * width * sequence * given(CAUSAL_FLOP, "FLOP/layer/element/token**2")
    return weights.to("FLOP/token") + attention


def compute(per_token: Quantity, tokens: Quantity) -> Quantity:
    """FLOP of the whole run: for each token, times tokens."""
    return (per_token * tokens).to("FLOP")


def throughput(flop: Quantity, time: Quantity) -> Quantity:
    """Useful FLOP/s of one accelerator: FLOP over accelerators x time."""
    return (flop / time).to("TFLOP/s/accelerator")


def utilisation(rate: Quantity, peak: Quantity) -> Quantity:
    """Useful FLOP/s of one accelerator over its peak; 1 is all of it, more is impossible."""
    return (rate / peak).to("fraction")


def time_needed(flop: Quantity, peak: Quantity, used: Quantity) -> Quantity:
    """Accelerators x time that a run takes: FLOP over peak x utilisation."""
    return (flop / (peak * used)).to("accelerator*hour")


def cards_needed(flop: Quantity, peak: Quantity, used: Quantity, duration: Quantity) -> Quantity:
    """Accelerators that finish a run in a given time: FLOP over peak x utilisation x duration."""
    return (flop / (peak * used * duration)).to("accelerator")


def days_needed(flop: Quantity, peak: Quantity, used: Quantity, cards: Quantity) -> Quantity:
    """Days that so many accelerators take: FLOP over peak x utilisation x accelerators."""
    return (flop / (peak * used * cards)).to("day")


def duration_of(time: Quantity, cards: Quantity) -> Quantity:
    """Days of wall clock: accelerators x time over accelerators."""
    return (time / cards).to("day")


def equivalents(cards: Quantity, peak: Quantity, reference: Quantity) -> Quantity:
    """How many reference accelerators have the same peak together."""
    return (cards * (peak / reference)).to("accelerator")


def power(cards: Quantity, each: Quantity) -> Quantity:
    """Power of all accelerators, in MW."""
    return (cards * each).to("MW")


def energy(time: Quantity, each: Quantity) -> Quantity:
    """Energy of accelerators x time, in GWh."""
    return (time * each).to("GWh")


def cost(time: Quantity, rent: Quantity) -> Quantity:
    """Money for accelerators x time at a price for each accelerator and hour."""
    return (time * rent).to("USD")
