"""Running a command: what goes wrong is said in one place, never as a traceback."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from pathlib import PurePath

from .parser import build_parser


def run(argv: Sequence[str]) -> int:
    """Parse and run; 0 for success, 1 for findings or invalid data, 2 for wrong usage, 3 if incomplete.

    130 if it was interrupted and there is nothing to show.
    """
    _speak_utf8()
    parser = build_parser()
    try:
        arguments = parser.parse_args(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    arguments.command_line = "narrows " + " ".join(quoted(a) for a in _without_paths(argv, arguments))
    try:
        return int(arguments.run(arguments))
    except BrokenPipeError:
        # The reader of a pipe (head, less) has gone; say nothing more, also not at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("interrupted: nothing was written", file=sys.stderr)
        return 130
    except Exception as error:
        code = explain(error)
        if code is None:
            raise
        return code


def _speak_utf8() -> None:
    """Names in any script reach any terminal, also on Windows, whatever its code page."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _without_paths(argv: Sequence[str], arguments: argparse.Namespace) -> list[str]:
    """The arguments as outputs show them: of an overlay the name, not where it lies on this machine."""
    names = {path: PurePath(path).name or path for path in getattr(arguments, "overlay", ())}
    names |= {f"--overlay={path}": f"--overlay={name}" for path, name in names.items()}
    return [names.get(argument, argument) for argument in argv]


def quoted(argument: str) -> str:
    """An argument as people would type it."""
    return f'"{argument}"' if not argument or any(c in argument for c in " \"'$&|;<>*?") else argument


def explain(error: Exception) -> int | None:
    """Say what went wrong on stderr; the exit code, or None for an error of ours."""
    from ..graph.problems import DatasetError
    from .document import UsageError
    from .output import OutputError

    if isinstance(error, DatasetError):
        for problem in error.problems:
            print(problem, file=sys.stderr)
        print("the dataset is not valid: nothing was computed", file=sys.stderr)
        return 1
    if (code := _fault_tree(error)) is not None:
        return code
    if isinstance(error, (UsageError, OutputError, FileNotFoundError)):
        print(f"narrows: {error}", file=sys.stderr)
        return 2
    from ..graph.removal import UnknownReference

    if isinstance(error, UnknownReference):
        print(f"narrows: {error}", file=sys.stderr)
        return 2
    return None


def _fault_tree(error: Exception) -> int | None:
    """The same for a file that is no fault tree; the module is there already if it was one."""
    if "narrows.openpsa" not in sys.modules:
        return None
    from ..openpsa import FaultTreeError
    from .output import clean

    if not isinstance(error, FaultTreeError):
        return None
    for problem in error.problems:
        print(clean(str(problem)).replace("\n", " "), file=sys.stderr)
    print("the fault tree is not valid: nothing was computed", file=sys.stderr)
    return 1
