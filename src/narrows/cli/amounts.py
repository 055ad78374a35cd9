"""Quantities in words: units as people say them, percent for fractions, a mark for what is assumed."""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..analysis.quantities import Quantity

UNITS = MappingProxyType(
    {
        "TFLOP/s/accelerator": "TFLOP/s each",
        "USD/accelerator": "USD each",
        "USD/accelerator/hour": "USD an hour each",
        "W/accelerator": "W each",
        "accelerator": "accelerators",
        "accelerator*day": "accelerator days",
        "accelerator*hour": "accelerator hours",
        "day": "days",
        "ratio": "",
    }
)
ASSUMED = " (assumed)"


SCALES = ((1e12, " trillion"), (1e9, " billion"), (1e6, " million"))


def amount(quantity: Quantity | None, *, more: bool = False, mark: bool = True, digits: int = 3) -> str:
    """A quantity in words; "at least" where it grows with something stated as "more than".

    >>> from narrows.analysis.quantities import given
    >>> amount(given(0.25, "fraction", high=0.4)), amount(given(2e6, "accelerator*hour"), more=True)
    ('25-40%', 'at least 2 million accelerator hours')
    """
    if quantity is None:
        return ""
    from ..analysis.quantities import spelled

    percent = quantity.unit in ("fraction", "percent")
    if percent:
        quantity = quantity.to("percent")
    endless = math.isinf(quantity.high)
    low, high = quantity.low, quantity.low if endless else quantity.high
    unit = "%" if percent else f" {UNITS.get(quantity.unit, quantity.unit)}".rstrip()
    scale, word = next(((s, w) for s, w in SCALES if s <= high < 1000 * s), (1.0, ""))
    ends = list(dict.fromkeys((spelled(low / scale, digits), spelled(high / scale, digits))))
    front = "at least " if more or endless else ""
    back = ASSUMED if quantity.assumed and mark else ""
    return f"{front}{'-'.join(ends)}{word}{unit}{back}"
