"""Arithmetic with units, intervals and sources."""

from .quantity import Quantity, given, spelled
from .spread import Spread, monte_carlo, propagate
from .stated import Stated, spanned, stated, the_stated
from .units import UnitError

__all__ = [
    "Quantity",
    "Spread",
    "Stated",
    "UnitError",
    "given",
    "monte_carlo",
    "propagate",
    "spanned",
    "spelled",
    "stated",
    "the_stated",
]
