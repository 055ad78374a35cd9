"""Diagrams and figures."""

from __future__ import annotations

from ...diagrams.page import PAGE_NAMES
from ...figures.kinds import KINDS
from ...figures.style import STYLE_NAMES
from ..argument_types import order, rows, years
from ..options import country_option, holder_option, horizon_option, target_argument
from .declare import Add


def declare(add: Add) -> None:
    """Diagrams and figures."""
    diagram = add("diagram", "drawing", "a dependency diagram for a paper or a slide", output=False)
    target_argument(diagram)
    diagram.add_argument(
        "-o",
        "--output",
        dest="file",
        metavar="FILE.svg|png|pdf|dot|mmd",
        help="where to write it (mmd: Mermaid); without it DOT is printed",
    )
    diagram.add_argument(
        "--remove", action="append", default=[], metavar="X", help="mark this as removed (repeatable)"
    )
    diagram.add_argument(
        "--compare", action="store_true", help="with --remove: before and after beside each other"
    )
    diagram.add_argument("--around", metavar="ID", help="only what is near this component")
    diagram.add_argument(
        "--depth", type=rows, default=1, metavar="N", help="with --around: how many steps (default 1)"
    )
    diagram.add_argument(
        "--cut", metavar="A,B", help="only these suppliers and the routes that their loss stops"
    )
    diagram.add_argument(
        "--by",
        choices=("component", "layer", "company"),
        default="component",
        help="what a box is (default component)",
    )
    diagram.add_argument(
        "--style", choices=PAGE_NAMES, default=PAGE_NAMES[0], help="the page it is for (default a3)"
    )
    diagram.add_argument(
        "--direction",
        choices=("columns", "rows"),
        help="layers as columns or rows (default: what comes out larger on the page)",
    )
    diagram.add_argument("--no-suppliers", action="store_true", help="components only")
    country_option(diagram)

    figure = add("figure", "figuring", "a chart of a result, for a paper or a slide", output=False)
    figure.add_argument(
        "kind",
        choices=tuple(k.name for k in KINDS),
        metavar="|".join(k.name for k in KINDS),
        help="; ".join(f"{k.name}: {k.shows}" for k in KINDS),
    )
    target_argument(figure)
    figure.add_argument("-o", "--output", required=True, metavar="FILE.svg|pdf|png", help="where to write it")
    figure.add_argument(
        "--style",
        choices=STYLE_NAMES,
        default="paper-two-column",
        help="one column wide, two columns wide (default), or a slide",
    )
    figure.add_argument(
        "--remove", action="append", default=[], metavar="X", help="what is taken away (repeatable)"
    )
    figure.add_argument("--top", type=rows, metavar="N", help="at most this many rows")
    figure.add_argument("--max-order", type=order, default=2, metavar="K", help="largest group (default 2)")
    figure.add_argument(
        "--year", type=years, default=(), metavar="2025|2025-2027", help="for capacity and tornado"
    )
    holder_option(figure)
    horizon_option(figure)
    country_option(figure)

    explore = add(
        "explore", "exploring", "a page to take the dataset apart in a browser, offline", output=False
    )
    target_argument(explore)
    explore.add_argument(
        "--remove", action="append", default=[], metavar="X", help="remove this at the start (repeatable)"
    )
    explore.add_argument(
        "-o", "--output", dest="file", default="explorer.html", metavar="FILE.html", help="where to write it"
    )
    explore.add_argument("--open", action="store_true", help="open it in the browser")
