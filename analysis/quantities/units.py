"""Units, by pint: what may be added, and what a product is measured in.

Things that are counted (dies, wafers, tokens) are units of their own, so that dies cannot be added
to wafers. The units library is imported when the first unit is asked for.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pint

COUNTED = (
    *("die", "wafer", "stack", "package", "substrate", "interposer", "system", "tool", "module"),
    *("token", "parameter", "layer", "element", "USD"),
)
OTHERS = (
    "accelerator = [accelerator] = _ = chip = card",
    "FLOP = [FLOP]",
    "fraction = 1",
    "ratio = 1",
)


class UnitError(ValueError):
    """Two quantities of different kinds, or a unit that nobody knows."""


@cache
def registry() -> pint.UnitRegistry[Any]:
    """The units; made once, as they never change."""
    import pint

    units: pint.UnitRegistry[Any] = pint.UnitRegistry()
    for noun in COUNTED:
        units.define(f"{noun} = [{noun}]")
    for definition in OTHERS:
        units.define(definition)
    return units


@cache
def factor(unit: str, into: str) -> float:
    """How many of one unit another is; raises UnitError if they measure different things.

    >>> factor("hours", "minutes")
    60.0
    >>> factor("die", "m")
    Traceback (most recent call last):
    narrows.analysis.quantities.units.UnitError: "die" cannot be given in "m": they measure different things
    """
    import pint

    try:
        return float(registry().Quantity(1.0, _parse(unit)).to(_parse(into)).magnitude)
    except pint.DimensionalityError:
        raise UnitError(f'"{unit}" cannot be given in "{into}": they measure different things') from None


@cache
def same_kind(unit: str, other: str) -> bool:
    """Whether two units measure the same thing; raises UnitError for an unknown unit.

    >>> same_kind("kWh", "joule"), same_kind("W", "joule")
    (True, False)
    """
    return bool(_parse(unit).dimensionality == _parse(other).dimensionality)


@cache
def product(unit: str, other: str) -> str:
    """The unit of a product.

    >>> product("W", "hour")
    'hour * watt'
    """
    return _text(_parse(unit) * _parse(other))


@cache
def quotient(unit: str, other: str) -> str:
    """The unit of a quotient.

    >>> quotient("token", "day")
    'token / day'
    """
    return _text(_parse(unit) / _parse(other))


def _text(unit: Any) -> str:
    text = str(unit)
    return "" if text == "dimensionless" else text


def _parse(unit: str) -> Any:
    import pint

    try:
        return registry().parse_units("*".join(unit.split()) if _words(unit) else unit)
    except (pint.UndefinedUnitError, pint.DefinitionSyntaxError, TypeError, ValueError):
        raise UnitError(f'nobody knows the unit "{unit}"') from None


def _words(unit: str) -> bool:
    """Whether a unit is words side by side ("accelerator days"), which means their product."""
    return all(word.isalpha() for word in unit.split())
