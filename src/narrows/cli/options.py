"""Options that several commands share."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from .argument_types import date, months, named_number, seconds, size_in_bytes
from .output import FORMATS

LEVELS = ("company", "offering", "component", "country", "authority")


def target_argument(command: argparse.ArgumentParser) -> None:
    """One target."""
    command.add_argument("target", nargs="?", help="whose supply is asked about (default: the dataset's)")


def targets_argument(command: argparse.ArgumentParser) -> None:
    """One target or several, and the level at which things are lost."""
    command.add_argument(
        "target", nargs="*", help="whose supply is asked about, one or several (default: the dataset's)"
    )
    command.add_argument(
        "--joint",
        choices=("any", "all"),
        default="any",
        help="with several targets: the loss of any of them (default), or of all",
    )
    command.add_argument("--level", choices=LEVELS, default="company", help="what is lost as a whole")


def limit_options(command: argparse.ArgumentParser) -> None:
    """How long and how large a search may get."""
    group = command.add_argument_group("limits (what was found by then is printed; exit code 3)")
    group.add_argument("--limit", type=seconds, metavar="60s", help="how long to search: 60s, 5m, 1h")
    group.add_argument(
        "--memory", type=size_in_bytes, metavar="4GB", help="how much memory a search may take"
    )


def number_option(command: argparse.ArgumentParser, name: str, form: str, help_: str) -> None:
    """Numbers by id."""
    command.add_argument(name, action="append", default=[], type=named_number, metavar=form, help=help_)


def holder_option(command: argparse.ArgumentParser) -> None:
    """Who could cut."""
    command.add_argument(
        "--held-by",
        default=None,
        metavar="foreign|CC,..|control:ID",
        help="who could cut (default: foreign to the target's jurisdiction)",
    )


def horizon_option(command: argparse.ArgumentParser) -> None:
    """Months since the loss."""
    command.add_argument(
        "--horizon",
        type=months,
        metavar="0,12,24,60",
        help="months since the loss, one or several: buffers run out and alternatives come in",
    )


def country_option(command: argparse.ArgumentParser, *, affiliates: bool = True) -> None:
    """What a country means, and whether affiliates go with their owners."""
    command.add_argument(
        "--country-by",
        choices=("headquarters", "site"),
        default="headquarters",
        help="what a country means (default headquarters)",
    )
    if affiliates:
        command.add_argument(
            "--no-affiliates",
            action="store_true",
            help="a company's loss leaves those it owns over 50 percent running",
        )


def graph_options(command: argparse.ArgumentParser, *, reading: bool) -> None:
    """Which data, and how it is read."""
    group = command.add_argument_group("which data")
    group.add_argument("--dataset", default="ai-chips", metavar="ai-chips|tutorial|PATH")
    group.add_argument(
        "--overlay",
        action="append",
        default=[],
        metavar="PATH",
        help="lay your own records or tables over the dataset (repeatable)",
    )
    group.add_argument("--as-of", metavar="DATE", type=date, help="only statements not after this date")
    group.add_argument("--min-confidence", choices=("low", "medium", "high"))
    group.add_argument("--without-source", action="append", default=[], metavar="ID", help="repeatable")
    group.add_argument(
        "--dispute", action="append", default=[], metavar="ID=B", help="take this side (repeatable)"
    )
    if reading:
        group.add_argument(
            "--unknown",
            choices=("closed", "running"),
            default="closed",
            help="whether suppliers nobody has named count (default closed: only where no other is listed)",
        )
        group.add_argument(
            "--cycles",
            choices=("running", "cold-start"),
            default="running",
            help="running, or what could be rebuilt from nothing",
        )


def output_options(
    command: argparse.ArgumentParser,
    formats: Sequence[str] = FORMATS,
    default: str = "default table, or the ending of --output",
) -> None:
    """Where the output goes, and in which form."""
    group = command.add_argument_group("output")
    group.add_argument("--format", choices=formats, default=None, help=default)
    group.add_argument("-o", "--output", metavar="FILE", help="write to a file")
    group.add_argument("--all", action="store_true", help="long tables whole in the terminal")
