"""The commands and their options."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from importlib import import_module
from typing import NoReturn

from .commands import GROUPS
from .options import graph_options, output_options


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

    for group in GROUPS:
        group.declare(add)
    return parser


def _lazy(module: str, function: str) -> Callable[[argparse.Namespace], int]:
    def call(arguments: argparse.Namespace) -> int:
        home = import_module(f"narrows.cli.{module}")
        return int(getattr(home, function.replace("-", "_") + "_command")(arguments))

    return call
