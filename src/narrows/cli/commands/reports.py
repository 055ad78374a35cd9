"""Reports."""

from __future__ import annotations

from ..argument_types import order
from ..options import country_option, holder_option
from .declare import Add


def declare(add: Add) -> None:
    """Reports."""
    report = add("report", "reporting", "a self-contained report on a what-if", output=False)
    report.add_argument(
        "name",
        nargs="?",
        metavar="SCENARIO|TARGET",
        help='a saved what-if ("narrows scenario list"); with --remove, whose supply is asked about',
    )
    report.add_argument(
        "--remove",
        action="append",
        default=[],
        metavar="X",
        help="instead of a saved what-if: what is taken away, an id, layer:X, country:CC (repeatable)",
    )
    report.add_argument(
        "--target", help="whose supply is asked about (default: the scenario's, or the dataset's)"
    )
    report.add_argument("--max-order", type=order, default=3, metavar="K", help="largest group (default 3)")
    report.add_argument(
        "--figures",
        choices=("svg", "png", "none"),
        default="svg",
        help="with Markdown: the files of the figures beside it (default svg); none: text and tables only",
    )
    holder_option(report)
    country_option(report)
    group = report.add_argument_group("output")
    group.add_argument("-o", "--output", metavar="FILE.html|FILE.md", help="where to write it")
    group.add_argument(
        "--format", choices=("html", "md"), help="default: the ending of the file, or else md on the terminal"
    )
