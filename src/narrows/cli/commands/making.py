"""What it takes, and how much can be made."""

from __future__ import annotations

import argparse

from ..argument_types import above_zero, amount, fraction_range, years
from ..options import target_argument
from .declare import Add


def declare(add: Add) -> None:
    """What it takes, and how much can be made."""
    take = add("bill", "making", "what so many units take: dies, wafers, memory stacks, substrates")
    target_argument(take)
    take.add_argument(
        "--units", type=above_zero, default=1.0, metavar="N", help="how many are to be made (default 1)"
    )
    _suppositions(take)

    most = add("capacity", "making", "the most that stated capacities and stocks allow, and what binds")
    target_argument(most)
    most.add_argument(
        "--year",
        type=years,
        required=True,
        metavar="2025|2025-2027",
        help="one year, or several in which stocks are drawn down",
    )
    most.add_argument(
        "--remove",
        action="append",
        default=[],
        metavar="X",
        help="also after this is gone: an id, layer:X, country:CC (repeatable)",
    )
    most.add_argument("--stocks-only", action="store_true", help="what stocks alone allow")
    most.add_argument(
        "--known-only",
        action="store_true",
        help="without makers of unknown capacity where another maker's is known",
    )
    most.add_argument(
        "--no-allocation",
        action="store_true",
        help="buyers are not held to the part of a capacity that they are stated to get",
    )
    most.add_argument(
        "--demand",
        type=above_zero,
        metavar="N",
        help="units wanted in a year: also says for how long they can be met",
    )
    most.add_argument(
        "--sensitivity",
        action="store_true",
        help="also which uncertain number moves the output most, each at either end of its range",
    )
    _suppositions(most)


def _suppositions(command: argparse.ArgumentParser) -> None:
    group = command.add_argument_group("what to suppose where nothing is stated (marked assumed)")
    group.add_argument(
        "--amount",
        action="append",
        default=[],
        type=amount,
        metavar="ID/ROLE=N",
        help='units taken for each unit made, for example "ascend-910c/packaging=1" or "=1..2" (repeatable)',
    )
    group.add_argument(
        "--yield",
        dest="yield_",
        type=fraction_range,
        metavar="0.6..0.9",
        help="part of the dies on a wafer that are good",
    )
