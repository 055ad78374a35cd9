"""What a loss, a control or a new supplier changes."""

from __future__ import annotations

from ..argument_types import dates, order, small_order, steps
from ..options import LEVELS, country_option, holder_option, horizon_option, target_argument
from .declare import Add


def declare(add: Add) -> None:
    """What a loss, a control or a new supplier changes."""
    shift = add("shift", "shifting", "what removing something does to the chokepoints")
    shift.add_argument(
        "removed",
        nargs="+",
        metavar="REMOVED",
        help="an id, hbm3e@sk-hynix, company:X, component:X, layer:X or country:CC",
    )
    shift.add_argument("--target", help="whose supply is asked about (default: the dataset's)")
    shift.add_argument("--max-order", type=order, default=3, metavar="K", help="largest group (default 3)")
    shift.add_argument("--measure", choices=("exposure", "betweenness"), default="exposure")
    holder_option(shift)
    horizon_option(shift)
    country_option(shift)

    scenario = add("scenario", "supposing", "what-ifs saved in the dataset: list, run, compare")
    scenario.add_argument("action", choices=("list", "run", "compare"))
    scenario.add_argument("names", nargs="*", metavar="NAME", help="one to run, several to compare")
    scenario.add_argument("--target", help="whose supply is asked about (default: each scenario's own)")
    scenario.add_argument("--max-order", type=order, default=3, metavar="K", help="largest group (default 3)")
    holder_option(scenario)
    country_option(scenario)

    sides = add("compare", "supposing", "two targets, or one on two dates, side by side")
    sides.add_argument("target", nargs="*", help="two targets, or one with --dates (default: the dataset's)")
    sides.add_argument(
        "--dates", type=dates, default=(), metavar="D1,D2", help="what was known by each of two dates"
    )
    sides.add_argument(
        "--in-force",
        action="store_true",
        help="with --dates: today's knowledge, with the controls in force on each date applied in full",
    )
    sides.add_argument("--max-order", type=order, default=2, metavar="K", help="largest group (default 2)")
    holder_option(sides)
    country_option(sides, affiliates=False)

    rules = add(
        "controls", "supposing", "export controls: status by date, what they could cut, who can pull what"
    )
    rules.add_argument(
        "target", nargs="?", help="whose supply is asked about; without it the rules are listed"
    )
    rules.add_argument(
        "--against", metavar="CC", help="only rules against this country, or firms headquartered there"
    )
    rules.add_argument("--max-order", type=order, default=3, metavar="K", help="largest group (default 3)")

    follow = add("follow", "moving", "where a chokepoint goes, removal after removal")
    target_argument(follow)
    follow.add_argument(
        "--remove",
        action="append",
        required=True,
        metavar="X",
        help="what is taken away first: an id, layer:X, country:CC (repeatable)",
    )
    follow.add_argument(
        "--steps", type=steps, default=5, metavar="N", help="how many removals after it (default 5)"
    )
    horizon_option(follow)
    country_option(follow)

    relieve = add("relieve", "moving", "which new supplier would dissolve most chokepoints")
    target_argument(relieve)
    relieve.add_argument("--level", choices=LEVELS, default="company", help="what is lost as a whole")
    relieve.add_argument(
        "--max-order", type=small_order, default=3, metavar="K", help="largest group, 1 to 3 (default 3)"
    )
    country_option(relieve)
