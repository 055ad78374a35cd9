"""The commands and their options."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from importlib import import_module
from typing import NoReturn

from .argument_types import (
    any_order_or_all,
    date,
    dates,
    fraction,
    months,
    named_number,
    order,
    order_or_all,
    seconds,
    size_in_bytes,
    small_order,
    steps,
    whole_number,
)
from .output import FORMATS

LEVELS = ("company", "offering", "component", "country", "authority")


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line instead of printing all options."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}\n{self.prog} -h shows what it takes\n")


def build_parser() -> argparse.ArgumentParser:
    """The parser; each command names the module and function that runs it, imported on use."""
    parser = _Parser(
        prog="narrows",
        description="Where is the chokepoint, and where does it go when somebody builds a path around it?",
        allow_abbrev=False,
    )
    parser.add_argument("--version", "-V", action="store_true", help="print the version")
    parser.set_defaults(run=_lazy("basics", "guide"))
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    def add(
        name: str, module: str, help_: str, *, graph: bool = True, reading: bool = True, output: bool = True
    ) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=help_, description=help_, allow_abbrev=False)
        command.set_defaults(run=_lazy(module, name))
        if graph:
            _graph_options(command, reading=reading)
        if output:
            _output_options(command)
        return command

    listing = add("list", "basics", "what is in the dataset", reading=False)
    kinds = ("components", "companies", "targets", "layers", "sources", "controls", "disputes")
    listing.add_argument("kind", nargs="?", choices=kinds, default="components")
    show = add("show", "basics", "one record, with what it needs and who makes it", reading=False)
    show.add_argument("id")
    depends = add(
        "depends", "basics", "everything that depends on a component, offering or company", reading=False
    )
    depends.add_argument("id")
    validate = add(
        "validate", "checking", "check a dataset: every problem with file, line and remedy", graph=False
    )
    validate.add_argument(
        "path", nargs="?", help="a dataset's folder or name; default: those that come along"
    )
    validate.add_argument("--release", action="store_true", help="warnings count as errors")
    schema = add("schema", "checking", "the JSON Schema of the records", graph=False)
    schema.add_argument("kind", nargs="?", help="component, company, source, ...; default: all")
    schema.add_argument(
        "--write",
        metavar="FOLDER",
        nargs="?",
        const="datasets/schema",
        help="write all schemas into a folder (default datasets/schema)",
    )
    schema.add_argument(
        "--markdown",
        metavar="PAGE",
        nargs="?",
        const="",
        help="tables of all fields; with PAGE, put them into its marked places",
    )

    choke = add("chokepoints", "analyses", "the smallest groups that can stop a target")
    _targets(choke)
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
    _holder(choke)
    _horizon(choke)
    _country_by(choke)
    _limits(choke)

    cases = add("worlds", "worlds", "in which possible cases each chokepoint holds, and what would decide")
    _target(cases)
    cases.add_argument("--max-order", type=order, default=3, metavar="K", help="largest group (default 3)")
    cases.add_argument("--level", choices=LEVELS, default="company", help="what is lost as a whole")
    _holder(cases)
    _country_by(cases)

    claim = add("claims", "claims", "public claims held against the graph: supported, or what is missing")
    claim.add_argument(
        "name", nargs="?", metavar="TARGET|CLAIM", help="a claim, or what it is about (default: all)"
    )

    paths = add("paths", "sets", "the smallest groups that keep a target running (minimal path sets)")
    _targets(paths)
    _country_by(paths)
    _limits(paths)

    cheap = add("cheapest", "sets", "the cheapest group that stops a target")
    _targets(cheap)
    cheap.add_argument(
        "--weigh",
        choices=("members", "jurisdictions"),
        default="members",
        help="count members (or their costs), or the countries they are headquartered in",
    )
    _numbers(cheap, "--cost", "ID=NUMBER", "what losing this costs; the others cost 1 (repeatable)")
    cheap.add_argument("--costs", metavar="FILE.csv", help="the same from a table with columns id and cost")
    _country_by(cheap)
    _limits(cheap)

    danger = add("risk", "sets", "how probable it is that a target stops, from probabilities of your own")
    _targets(danger)
    _numbers(danger, "--probability", "ID=P", "how probable the loss of this is (repeatable)")
    danger.add_argument(
        "--probabilities", metavar="FILE.csv", help="the same from a table with columns id and probability"
    )
    _country_by(danger)
    _limits(danger)

    expose = add("exposure", "analyses", "the share of supply lost if one supplier stops")
    _target(expose)
    expose.add_argument("--level", choices=LEVELS, default="company")
    _country_by(expose)

    hold = add("holders", "analyses", "what a holder could cut, layer by layer")
    _target(hold)
    hold.add_argument(
        "--by", default="foreign", metavar="foreign|US,CN|control:ID", help="who holds (default foreign)"
    )
    _country_by(hold, affiliates=False)

    cut = add("cut", "measures", "the fewest nodes that every route passes (a graph measure)", reading=False)
    _target(cut)
    cut.add_argument(
        "--protect-direct", action="store_true", help="leave out the target's direct alternatives"
    )
    _target(
        add(
            "betweenness",
            "measures",
            "how many shortest routes pass through each node (a graph measure)",
            reading=False,
        )
    )
    _target(
        add(
            "concentration", "measures", "how concentrated the suppliers of each component are", reading=False
        )
    )

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
    _holder(shift)
    _horizon(shift)
    _country_by(shift)

    scenario = add("scenario", "supposing", "what-ifs saved in the dataset: list, run, compare")
    scenario.add_argument("action", choices=("list", "run", "compare"))
    scenario.add_argument("names", nargs="*", metavar="NAME", help="one to run, several to compare")
    scenario.add_argument("--target", help="whose supply is asked about (default: each scenario's own)")
    scenario.add_argument("--max-order", type=order, default=3, metavar="K", help="largest group (default 3)")
    _holder(scenario)
    _country_by(scenario)

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
    _holder(sides)
    _country_by(sides, affiliates=False)

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
    _target(follow)
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
    _horizon(follow)
    _country_by(follow)

    relieve = add("relieve", "moving", "which new supplier would dissolve most chokepoints")
    _target(relieve)
    relieve.add_argument("--level", choices=LEVELS, default="company", help="what is lost as a whole")
    relieve.add_argument(
        "--max-order", type=small_order, default=3, metavar="K", help="largest group, 1 to 3 (default 3)"
    )
    _country_by(relieve)

    why = add(
        "why", "analyses", "the statements between a node and a target, with their sources", reading=False
    )
    why.add_argument(
        "names", nargs="+", metavar="[TARGET] NODE", help="a node, after the target if not the default"
    )

    evidence = add("evidence", "evidence", "what an answer rests on, what is missing, whether it survives")
    _target(evidence)
    part = evidence.add_mutually_exclusive_group()
    part.add_argument("--gaps", action="store_true", help="what the dataset does not say, counted and listed")
    part.add_argument(
        "--sample",
        type=whole_number,
        metavar="N",
        help="N statements with their sources, drawn from the dataset, or from under TARGET if it is named",
    )
    part.add_argument(
        "--conclusion",
        action="store_true",
        help="does the headline survive without low confidence, each source, each relay?",
    )
    evidence.add_argument("--seed", type=int, metavar="S", help="with --sample: the seed (default 1)")
    evidence.add_argument(
        "--remove",
        action="append",
        default=[],
        metavar="X",
        help="with --conclusion: what is taken away (repeatable; default nvidia)",
    )
    evidence.add_argument(
        "--all-components", action="store_true", help="the whole dataset, not only what the target needs"
    )

    diagram = add("diagram", "drawing", "a dependency diagram for a paper")
    _target(diagram)
    diagram.add_argument(
        "--remove", action="append", default=[], metavar="X", help="mark this as removed (repeatable)"
    )
    diagram.add_argument("-o", dest="file", metavar="FILE.svg|png|pdf|dot", help="where to write it")
    diagram.add_argument(
        "--direction", choices=("columns", "rows"), default="columns", help="layers as columns or rows"
    )
    diagram.add_argument("--no-suppliers", action="store_true", help="components only")
    _country_by(diagram)

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
    _limits(tree)

    export = add("export", "trees", "write what stops a target as a fault tree for other tools", output=False)
    _target(export)
    export.add_argument("--format", choices=("openpsa",), default="openpsa", help="default openpsa")
    export.add_argument("--level", choices=LEVELS, default="company")
    export.add_argument("--output", metavar="FILE", help="write to a file")
    _country_by(export)
    return parser


def _lazy(module: str, function: str) -> Callable[[argparse.Namespace], int]:
    def call(arguments: argparse.Namespace) -> int:
        home = import_module(f"narrows.cli.{module}")
        return int(getattr(home, function.replace("-", "_") + "_command")(arguments))

    return call


def _target(command: argparse.ArgumentParser) -> None:
    command.add_argument("target", nargs="?", help="whose supply is asked about (default: the dataset's)")


def _targets(command: argparse.ArgumentParser) -> None:
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


def _limits(command: argparse.ArgumentParser) -> None:
    group = command.add_argument_group("limits (what was found by then is printed; exit code 3)")
    group.add_argument("--limit", type=seconds, metavar="60s", help="how long to search: 60s, 5m, 1h")
    group.add_argument(
        "--memory", type=size_in_bytes, metavar="4GB", help="how much memory a search may take"
    )


def _numbers(command: argparse.ArgumentParser, name: str, form: str, help_: str) -> None:
    command.add_argument(name, action="append", default=[], type=named_number, metavar=form, help=help_)


def _holder(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--held-by",
        default=None,
        metavar="foreign|CC,..|control:ID",
        help="who could cut (default: foreign to the target's jurisdiction)",
    )


def _horizon(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--horizon",
        type=months,
        metavar="0,12,24,60",
        help="months since the loss, one or several: buffers run out and alternatives come in",
    )


def _country_by(command: argparse.ArgumentParser, *, affiliates: bool = True) -> None:
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


def _graph_options(command: argparse.ArgumentParser, *, reading: bool) -> None:
    group = command.add_argument_group("which data")
    group.add_argument("--dataset", default="ai-chips", metavar="ai-chips|tutorial|PATH")
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


def _output_options(command: argparse.ArgumentParser) -> None:
    group = command.add_argument_group("output")
    group.add_argument(
        "--format", choices=FORMATS, default=None, help="default table, or the ending of --output"
    )
    group.add_argument("--output", metavar="FILE", help="write to a file")
    group.add_argument("--all", action="store_true", help="long tables whole in the terminal")
