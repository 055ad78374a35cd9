"""How many pieces a round wafer gives."""

from __future__ import annotations

import math

from ..quantities import Quantity, propagate

WAFER_MM = 300.0
FORMULA = (
    "dies per wafer = pi d (d / 4A - 1 / sqrt(2A)), d = 300 mm: wafer area over die area, less the rim; one "
    "of the forms compared by D. K. de Vries (IEEE Transactions on Semiconductor Manufacturing 18, 2005, "
    "136-139)"
)


def dies_per_wafer(area: float, *, diameter: float = WAFER_MM) -> float:
    """How many dies of ``area`` mm2 fit on a wafer of ``diameter`` mm, before any fails.

    pi d (d / 4A - 1 / sqrt(2A)): the wafer's area over the die's, less the dies that the rim cuts. The
    form is one of those compared in D. K. de Vries, "Investigation of gross die per wafer formulas", IEEE
    Transactions on Semiconductor Manufacturing 18 (2005) 136-139. Scribe lines and the edge that is
    kept free are not counted, so that it is somewhat too high for small dies. Raises ValueError if the
    area is not above 0 or so large that less than one fits. O(1).

    >>> round(dies_per_wafer(814), 1)
    63.5
    """
    if not area > 0:
        raise ValueError(f"a die of {area:g} mm2")
    found = math.pi * diameter * (diameter / (4 * area) - 1 / math.sqrt(2 * area))
    if found < 1:
        raise ValueError(f"less than one die of {area:g} mm2 fits on a wafer of {diameter:g} mm")
    return found


def wafers_per_die(area: Quantity, yield_: Quantity) -> Quantity:
    """Wafers that one good die takes: 1 / (dies per wafer x yield); infinite at a yield of 0.

    ``area`` is in mm2, ``yield_`` a fraction in [0, 1]. Exact: it rises with the area and falls with
    the yield. O(1).

    >>> from narrows.analysis.quantities import given
    >>> good = wafers_per_die(given(814, "mm^2"), given(0.5, "fraction", high=0.8, name="yield"))
    >>> round(1 / good.high, 1), round(1 / good.low, 1)
    (31.7, 50.8)
    """

    def formula(v: object) -> float:
        found: dict[str, float] = dict(v)  # type: ignore[call-overload]
        good = dies_per_wafer(found["area"]) * found["yield"]
        return 1 / good if good else math.inf

    inputs = {"area": area.to("mm^2"), "yield": yield_.to("fraction")}
    return propagate(formula, inputs, rising=("area",), falling=("yield",), unit="wafer / die")
