"""What a formula gives when its inputs are intervals.

``propagate`` is exact where the result rises or falls with each input. ``monte_carlo`` draws the
inputs where it does not: the same seed gives the same bits, on any number of workers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

from .quantity import Quantity

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Drawn = Mapping[str, NDArray[np.float64]]

CHUNK = 4096
"""Draws made from one seed; fixed, so that results do not depend on who makes them."""


@dataclass(frozen=True, slots=True)
class Spread:
    """What Monte Carlo found: the middle, where nine tenths of the draws lie, and the extremes drawn.

    The extremes are those of the draws, not bounds.
    """

    median: float
    p05: float
    p95: float
    mean: float
    lowest: float
    highest: float
    draws: int
    seed: int


def propagate(
    formula: Callable[[Mapping[str, float]], float],
    inputs: Mapping[str, Quantity],
    *,
    rising: tuple[str, ...] = (),
    falling: tuple[str, ...] = (),
    unit: str = "",
) -> Quantity:
    """The exact interval of a formula that rises or falls with each of its inputs.

    ``formula`` gets one number for each input, in the input's own unit, and gives one in ``unit``.
    Every uncertain input must be named in ``rising`` or ``falling``. Raises ValueError if one is not,
    or if a corner or the middle of the inputs contradicts what was declared. O(2^n) for n <= 10 uncertain
    inputs, O(n) beyond. An end of an input may be infinite if the formula can take it.

    >>> from narrows.analysis.quantities import given
    >>> x = given(1, "", high=3, name="x")
    >>> propagate(lambda v: v["x"] / (1 + v["x"]), {"x": x}, rising=("x",)).text()
    '0.5-0.75'
    """
    free = {name: q for name, q in inputs.items() if not q.known}
    if loose := sorted(set(free) - set(rising) - set(falling)) or sorted(set(rising) & set(falling)):
        raise ValueError(f"say of each uncertain input whether the result rises or falls: {', '.join(loose)}")
    least = {n: q.high if n in falling else q.low for n, q in inputs.items()}
    most = {n: q.low if n in falling else q.high for n, q in inputs.items()}
    low, high = formula(least), formula(most)
    slack = 1e-9 * max(abs(low), abs(high) if math.isfinite(high) else 0.0)
    tried = [{n: q.middle for n, q in inputs.items()}]
    if len(free) <= 10:
        ends = [(q.low, q.high) for q in free.values()]
        tried += [{**least, **dict(zip(free, corner, strict=True))} for corner in product(*ends)]
    for point in tried:
        if not low - slack <= formula(point) <= high + slack:
            raise ValueError("the formula does not rise and fall with its inputs as declared")
    values = {n: q.value for n, q in inputs.items() if q.value is not None}
    return Quantity(
        value=formula(values) if len(values) == len(inputs) else None,
        low=low,
        high=high,
        unit=unit,
        assumed=any(q.assumed for q in inputs.values()),
        statements=tuple(dict.fromkeys(s for q in inputs.values() for s in q.statements)),
        inputs=frozenset().union(*(q.inputs for q in inputs.values())),
        exact=all(q.exact for q in inputs.values()),
    )


def monte_carlo(
    formula: Callable[[Drawn], NDArray[np.float64]],
    inputs: Mapping[str, Quantity],
    *,
    draws: int = 20_000,
    seed: int = 0,
    executor: Executor | None = None,
) -> Spread:
    """The spread of a formula over its inputs, drawn independently of one another.

    ``formula`` gets an array for each input, in the input's own unit, and gives one array. An input
    is drawn evenly from its interval, or from a triangle with its peak at the stated value where that
    lies inside. Any ``concurrent.futures.Executor`` can be passed, Dask's ``get_executor()`` too;
    formula and inputs must then be picklable, so a function of a module rather than a lambda where
    the executor starts processes. The numbers are the same to the last bit whoever computes them.

    Raises ValueError for fewer than one draw or an input without a high end. O(draws x inputs).
    """
    import numpy as np

    if draws < 1:
        raise ValueError("at least one draw")
    if endless := sorted(n for n, q in inputs.items() if math.isinf(q.high)):
        raise ValueError(f"nothing can be drawn from an interval without a high end: {', '.join(endless)}")
    frame = {n: (q.low, q.middle if q.value is not None else None, q.high) for n, q in sorted(inputs.items())}
    sizes = [min(CHUNK, draws - start) for start in range(0, draws, CHUNK)]
    seeds = np.random.SeedSequence(seed).spawn(len(sizes))
    jobs = list(zip(seeds, sizes, strict=True))
    if executor is None:
        parts = [_chunk(formula, frame, *job) for job in jobs]
    else:
        waiting = [executor.submit(_chunk, formula, frame, *job) for job in jobs]
        parts = [future.result() for future in waiting]
    found = np.concatenate(parts)
    p05, median, p95 = (float(x) for x in np.quantile(found, (0.05, 0.5, 0.95)))
    mean = math.fsum(found.tolist()) / draws
    return Spread(median, p05, p95, mean, float(found.min()), float(found.max()), draws, seed)


def _chunk(
    formula: Callable[[Drawn], NDArray[np.float64]],
    frame: Mapping[str, tuple[float, float | None, float]],
    seed: Any,
    size: int,
) -> NDArray[np.float64]:
    """One chunk of draws, by its own seed, the inputs in the order of their names."""
    import numpy as np

    random = np.random.Generator(np.random.PCG64(seed))
    drawn = {name: _draw(random.random(size), *ends) for name, ends in frame.items()}
    return np.asarray(formula(drawn), dtype=np.float64)


def _draw(even: NDArray[np.float64], low: float, peak: float | None, high: float) -> NDArray[np.float64]:
    """Even draws from 0 to 1, turned into draws of an input by the inverse of its distribution."""
    import numpy as np

    if low == high:
        return np.full_like(even, low)
    if peak is None or not low < peak < high:
        return low + even * (high - low)
    turn = (peak - low) / (high - low)
    left = low + np.sqrt(even * (high - low) * (peak - low))
    right = high - np.sqrt((1 - even) * (high - low) * (high - peak))
    return np.where(even < turn, left, right)
