"""The groups that can stop a target."""

from __future__ import annotations

from ..argument_types import any_order_or_all, fraction, order, order_or_all
from ..options import (
    LEVELS,
    country_option,
    holder_option,
    horizon_option,
    limit_options,
    number_option,
    target_argument,
    targets_argument,
)
from .declare import Add


def declare(add: Add) -> None:
    """The groups that can stop a target."""
    choke = add("chokepoints", "analyses", "the smallest groups that can stop a target")
    targets_argument(choke)
    choke.add_argument(
        "--max-order", type=order_or_all, default=3, metavar="K|all", help="largest group (default 3)"
    )
    choke.add_argument(
        "--loss",
        type=fraction,
        metavar="Q",
        help="groups that take away at least this fraction of supply (default 1; tables add 0.9)",
    )
    choke.add_argument(
        "--require", action="append", default=[], metavar="ID", help="only groups that hold this (repeatable)"
    )
    choke.add_argument(
        "--exclude", action="append", default=[], metavar="ID", help="no group may hold this (repeatable)"
    )
    choke.add_argument(
        "--protect",
        action="append",
        default=[],
        metavar="X",
        help="goes on running whatever is lost: an id, hbm3e@samsung, layer:X, country:CC (repeatable)",
    )
    choke.add_argument(
        "--count", action="store_true", help="how many there are of every size, without listing them"
    )
    holder_option(choke)
    horizon_option(choke)
    country_option(choke)
    limit_options(choke)

    cases = add("worlds", "worlds", "in which possible cases each chokepoint holds, and what would decide")
    target_argument(cases)
    cases.add_argument("--max-order", type=order, default=3, metavar="K", help="largest group (default 3)")
    cases.add_argument("--level", choices=LEVELS, default="company", help="what is lost as a whole")
    holder_option(cases)
    horizon_option(cases)
    country_option(cases)
    limit_options(cases)

    claim = add("claims", "claims", "public claims held against the graph: supported, or what is missing")
    claim.add_argument(
        "name", nargs="?", metavar="TARGET|CLAIM", help="a claim, or what it is about (default: all)"
    )

    paths = add("paths", "sets", "the smallest groups that keep a target running (minimal path sets)")
    targets_argument(paths)
    country_option(paths)
    limit_options(paths)

    cheap = add("cheapest", "sets", "the cheapest group that stops a target")
    targets_argument(cheap)
    cheap.add_argument(
        "--weigh",
        choices=("members", "jurisdictions"),
        default="members",
        help="count members (or their costs), or the countries they are headquartered in",
    )
    number_option(cheap, "--cost", "ID=NUMBER", "what losing this costs; the others cost 1 (repeatable)")
    cheap.add_argument("--costs", metavar="FILE.csv", help="the same from a table with columns id and cost")
    country_option(cheap)
    limit_options(cheap)

    danger = add("risk", "sets", "how probable it is that a target stops, from probabilities of your own")
    targets_argument(danger)
    number_option(danger, "--probability", "ID=P", "how probable the loss of this is (repeatable)")
    danger.add_argument(
        "--probabilities", metavar="FILE.csv", help="the same from a table with columns id and probability"
    )
    country_option(danger)
    limit_options(danger)

    tree = add(
        "faulttree", "trees", "the minimal cut sets of a fault tree in the Open-PSA format", graph=False
    )
    tree.add_argument("file", metavar="FILE.xml", help="a model in the Open-PSA Model Exchange Format")
    tree.add_argument("--count", action="store_true", help="only how many there are, of all sizes")
    tree.add_argument(
        "--max-order",
        type=any_order_or_all,
        default=0,
        metavar="K|all",
        help="largest cut set (default 4; with --count all)",
    )
    tree.add_argument("--top", metavar="NAME", help="the top event (default: the gate that no other uses)")
    limit_options(tree)

    export = add("export", "trees", "write what stops a target as a fault tree for other tools", output=False)
    target_argument(export)
    export.add_argument("--format", choices=("openpsa",), default="openpsa", help="default openpsa")
    export.add_argument("--level", choices=LEVELS, default="company")
    export.add_argument("-o", "--output", metavar="FILE", help="write to a file")
    country_option(export)
