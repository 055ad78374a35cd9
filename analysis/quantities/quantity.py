"""A number with a unit, an interval, and the statements it comes from.

Sums, products and quotients of quantities are exact intervals as long as no uncertain input stands
in a formula twice; where one does, the interval still holds the truth but may be too wide, and the
result says so (``exact`` is false). Then use ``propagate`` or ``monte_carlo``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from . import units


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value between ``low`` and ``high`` (which can be infinite), in ``unit``.

    ``value`` is the stated number within the interval, None if only the interval is known.
    ``assumed`` is true if anything in it is assumed. ``statements`` are the ids of the facts it
    rests on, for ``narrows why``; ``inputs`` the uncertain inputs in it; ``exact`` whether the
    interval is the tightest one.

    Raises ValueError if the three numbers are out of order or not numbers.

    >>> cards = given(50_000, "accelerators")
    >>> (cards * given(1.4, "kW/accelerator", high=1.6)).to("MW").text()
    '70-80 MW'
    """

    value: float | None
    low: float
    high: float
    unit: str
    assumed: bool = False
    statements: tuple[str, ...] = ()
    inputs: frozenset[str] = frozenset()
    exact: bool = True

    def __post_init__(self) -> None:
        ends = [x for x in (self.low, self.value, self.high) if x is not None]
        if any(map(math.isnan, ends)) or ends != sorted(ends) or math.isinf(self.low):
            raise ValueError(f"no interval: {self.low}, {self.value}, {self.high}")

    @property
    def known(self) -> bool:
        """Whether it is one number."""
        return self.low == self.high

    @property
    def middle(self) -> float:
        """The stated value, or the middle of the interval; the low end of one without a high end."""
        if self.value is not None:
            return self.value
        return self.low if math.isinf(self.high) else (self.low + self.high) / 2

    def to(self, unit: str) -> Quantity:
        """The same in another unit; raises UnitError if it measures something else."""
        f = units.factor(self.unit, unit)
        value = None if self.value is None else self.value * f
        return replace(self, value=value, low=self.low * f, high=self.high * f, unit=unit)

    def __mul__(self, other: Quantity | float) -> Quantity:
        return self._with(_number(other), lambda a, b: a * b if a and b else 0.0, units.product)

    __rmul__ = __mul__

    def __truediv__(self, other: Quantity | float) -> Quantity:
        """Divide; raises ZeroDivisionError if the divisor can be 0."""
        other = _number(other)
        if other.low <= 0 <= other.high:
            raise ZeroDivisionError(f"divided by what can be 0: {other.text()}")
        return self._with(other, _divide, units.quotient)

    def __rtruediv__(self, other: float) -> Quantity:
        return _number(other) / self

    def __add__(self, other: Quantity) -> Quantity:
        """Add; raises UnitError if the two measure different things."""
        return self._with(other.to(self.unit), lambda a, b: a + b, lambda unit, _: unit)

    def __sub__(self, other: Quantity) -> Quantity:
        """Subtract; raises UnitError if the two measure different things."""
        return self._with(other.to(self.unit), lambda a, b: a - b, lambda unit, _: unit)

    def _with(
        self, other: Quantity, of: Callable[[float, float], float], unit: Callable[[str, str], str]
    ) -> Quantity:
        both = self.value is not None and other.value is not None
        ends = [of(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        return Quantity(
            value=of(self.value, other.value) if both else None,  # type: ignore[arg-type]
            low=min(ends),
            high=max(ends),
            unit=unit(self.unit, other.unit),
            assumed=self.assumed or other.assumed,
            statements=tuple(dict.fromkeys((*self.statements, *other.statements))),
            inputs=self.inputs | other.inputs,
            exact=self.exact and other.exact and not self.inputs & other.inputs,
        )

    def text(self, digits: int = 3) -> str:
        """The interval as people read it, without the mark for what is assumed.

        >>> given(1.5, "USD", high=math.inf).text()
        'at least 1.5 USD'
        """
        unit = f" {self.unit}" if self.unit else ""
        if self.low == self.high:
            return f"{spelled(self.low, digits)}{unit}"
        if math.isinf(self.high):
            return f"at least {spelled(self.low, digits)}{unit}"
        if self.low == 0:
            return f"at most {spelled(self.high, digits)}{unit}"
        return f"{spelled(self.low, digits)}-{spelled(self.high, digits)}{unit}"

    def to_dict(self) -> dict[str, Any]:
        """As JSON outputs have it; an end that is not known is null."""
        return {
            "value": _rounded(self.value),
            "low": _rounded(self.low),
            "high": None if math.isinf(self.high) else _rounded(self.high),
            "unit": self.unit,
            "assumed": self.assumed,
            "exact": self.exact,
            "statements": list(self.statements),
        }


def given(
    low: float,
    unit: str,
    *,
    high: float | None = None,
    value: float | None = None,
    name: str = "",
    assumed: bool = False,
    statements: tuple[str, ...] = (),
) -> Quantity:
    """A quantity as an input: one number, or an interval from ``low`` to ``high``.

    ``name`` says which uncertain input it is, so that a formula that uses it twice is noticed;
    by default the statements say it. Raises ValueError for ends out of order.
    """
    end = low if high is None else high
    inputs = frozenset({name or "+".join(statements)} - {""}) if low != end else frozenset[str]()
    stated = low if high is None else value
    return Quantity(stated, low, end, unit, assumed, statements, inputs)


def spelled(number: float, digits: int = 3) -> str:
    """A number with so many digits: thousands apart, very large ones with a power of ten.

    >>> spelled(2_083_333), spelled(1.008e25), spelled(0.0512), spelled(41.666), spelled(8192, 6)
    ('2,080,000', '1.01e25', '0.0512', '41.7', '8,192')
    """
    if number == 0 or not math.isfinite(number):
        return f"{number:g}"
    if abs(number) >= 1e12 or abs(number) < 1e-4:
        mantissa, _, exponent = f"{number:.{digits - 1}e}".partition("e")
        return f"{mantissa.rstrip('0').rstrip('.') if '.' in mantissa else mantissa}e{int(exponent)}"
    short = float(f"{number:.{digits}g}")
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(short))))
    text = f"{short:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _number(other: Quantity | float) -> Quantity:
    return other if isinstance(other, Quantity) else Quantity(float(other), float(other), float(other), "")


def _divide(a: float, b: float) -> float:
    return 0.0 if math.isinf(b) else a / b


def _rounded(number: float | None) -> float | None:
    return None if number is None else float(f"{number:.12g}") + 0.0
