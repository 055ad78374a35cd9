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

    explore = add(
        "explore", "exploring", "a page to take the dataset apart in a browser, offline", output=False
    )
    target_argument(explore)
    explore.add_argument(
        "--remove", action="append", default=[], metavar="X", help="remove this at the start (repeatable)"
    )
    explore.add_argument(
        "-o", dest="file", default="explorer.html", metavar="FILE.html", help="where to write it"
    )
    explore.add_argument("--open", action="store_true", help="open it in the browser")
