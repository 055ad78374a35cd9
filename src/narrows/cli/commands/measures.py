"""Exposure, holders and the graph measures."""

from __future__ import annotations

from ..options import LEVELS, country_option, target_argument
from .declare import Add


def declare(add: Add) -> None:
    """Exposure, holders and the graph measures."""
    expose = add("exposure", "analyses", "the share of supply lost if one supplier stops")
    target_argument(expose)
    expose.add_argument("--level", choices=LEVELS, default="company")
    country_option(expose)

    hold = add("holders", "analyses", "what a holder could cut, layer by layer")
    target_argument(hold)
    hold.add_argument(
        "--by", default="foreign", metavar="foreign|US,CN|control:ID", help="who holds (default foreign)"
    )
    country_option(hold, affiliates=False)

    cut = add("cut", "measures", "the fewest nodes that every route passes (a graph measure)", reading=False)
    target_argument(cut)
    cut.add_argument(
        "--protect-direct", action="store_true", help="leave out the target's direct alternatives"
    )

    target_argument(
        add(
            "betweenness",
            "measures",
            "how many shortest routes pass through each node (a graph measure)",
            reading=False,
        )
    )

    target_argument(
        add(
            "concentration", "measures", "how concentrated the suppliers of each component are", reading=False
        )
    )
