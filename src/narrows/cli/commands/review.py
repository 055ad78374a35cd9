"""Reviewing a change of a dataset."""

from __future__ import annotations

from ..argument_types import order, seconds, share_of_supply, steps
from ..options import output_options
from .declare import Add


def declare(add: Add) -> None:
    """Reviewing a change of a dataset."""
    changed = add(
        "diff",
        "diffing",
        "what changed in a dataset, in meaning, and what that does to the answer",
        graph=False,
        output=False,
    )
    what = "a git revision, a version such as 2026.11.0, a folder or an archive"
    changed.add_argument("base", metavar="BASE", help=f"the version before: {what}")
    changed.add_argument(
        "head", nargs="?", metavar="HEAD", help="the version after (default: the files as they are)"
    )
    changed.add_argument("--dataset", default="ai-chips", metavar="ai-chips|tutorial|PATH")
    changed.add_argument(
        "--target",
        action="append",
        default=[],
        help="whose supply is asked about (repeatable; default: the usual targets)",
    )
    changed.add_argument("--max-order", type=order, default=3, metavar="K", help="largest group (default 3)")
    changed.add_argument(
        "--threshold",
        type=share_of_supply,
        default=0.02,
        metavar="X",
        help="list exposures that move by more than this share of supply (default 0.02)",
    )
    changed.add_argument(
        "--fail-on", choices=("never", "warning"), default="never", help="exit code 1 if there are warnings"
    )
    changed.add_argument(
        "--changelog",
        action="store_true",
        help="only check that the version was raised and CHANGELOG.md says what changed",
    )
    output_options(changed)

    links = add("links", "linking", "whether the addresses of the sources can still be opened", reading=False)
    links.add_argument(
        "--timeout", type=seconds, default=20.0, metavar="20s", help="how long to wait for an answer"
    )
    links.add_argument(
        "--pause", type=seconds, default=1.0, metavar="1s", help="between two requests to one host"
    )
    links.add_argument("--tries", type=steps, default=3, metavar="N", help="how often a busy one is asked")
    links.add_argument(
        "--private", action="store_true", help="also ask addresses in private networks, such as 127.0.0.1"
    )
