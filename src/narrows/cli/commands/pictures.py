"""Diagrams."""

from __future__ import annotations

from ..options import country_option, target_argument
from .declare import Add


def declare(add: Add) -> None:
    """Diagrams."""
    diagram = add("diagram", "drawing", "a dependency diagram for a paper")
    target_argument(diagram)
    diagram.add_argument(
        "--remove", action="append", default=[], metavar="X", help="mark this as removed (repeatable)"
    )
    diagram.add_argument("-o", dest="file", metavar="FILE.svg|png|pdf|dot", help="where to write it")
    diagram.add_argument(
        "--direction", choices=("columns", "rows"), default="columns", help="layers as columns or rows"
    )
    diagram.add_argument("--no-suppliers", action="store_true", help="components only")
    country_option(diagram)
