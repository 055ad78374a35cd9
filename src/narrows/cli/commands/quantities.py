"""What quantities say: training runs."""

from __future__ import annotations

from .declare import Add


def declare(add: Add) -> None:
    """What quantities say: training runs."""
    run = add(
        "run", "runs", "training-run arithmetic: FLOP, utilisation, power, what cannot be", reading=False
    )
    run.add_argument(
        "names",
        nargs="+",
        metavar="RUN",
        help='a training run; or "list" for those that can be computed; or "compare", alone or with runs',
    )
    run.add_argument(
        "--solve",
        choices=("cards", "days", "utilisation", "power"),
        help="work out one quantity that nobody states, for each chip",
    )
    run.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="suppose a value: cards=50000, days=40..60, utilisation=30%%, tokens=36T (repeatable; marked as "
        "assumed)",
    )
    run.add_argument(
        "--chip", action="append", default=[], metavar="ID", help="a chip to compute with (repeatable)"
    )
    run.add_argument(
        "--precision",
        choices=("bf16", "fp16", "fp8", "fp4"),
        help="whose peak to compare with (default: the first stated)",
    )
