"""The commands and their options."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from importlib import import_module
from typing import NoReturn

from .argument_types import (
    any_order_or_all,
    dates,
    fraction,
    order,
    order_or_all,
    small_order,
    steps,
    whole_number,
)
from .options import (
    LEVELS,
    country_option,
    graph_options,
    holder_option,
    horizon_option,
    limit_options,
    number_option,
    output_options,
    target_argument,
    targets_argument,
)


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
            graph_options(command, reading=reading)
        if output:
            output_options(command)
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
    country_option(cases)

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

    why = add(
        "why", "analyses", "the statements between a node and a target, with their sources", reading=False
    )
    why.add_argument(
        "names", nargs="+", metavar="[TARGET] NODE", help="a node, after the target if not the default"
    )

    evidence = add("evidence", "evidence", "what an answer rests on, what is missing, whether it survives")
    target_argument(evidence)
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
    target_argument(diagram)
    diagram.add_argument(
        "--remove", action="append", default=[], metavar="X", help="mark this as removed (repeatable)"
    )
    diagram.add_argument("-o", dest="file", metavar="FILE.svg|png|pdf|dot", help="where to write it")
    diagram.add_argument(
        "--direction", choices=("columns", "rows"), default="columns", help="layers as columns or rows"
    )
    diagram.add_argument("--no-suppliers", action="store_true", help="components only")
    country_option(diagram)

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
    export.add_argument("--output", metavar="FILE", help="write to a file")
    country_option(export)
    return parser


def _lazy(module: str, function: str) -> Callable[[argparse.Namespace], int]:
    def call(arguments: argparse.Namespace) -> int:
        home = import_module(f"narrows.cli.{module}")
        return int(getattr(home, function.replace("-", "_") + "_command")(arguments))

    return call
