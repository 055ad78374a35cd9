"""report: one self-contained document on a what-if."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .common import load_graph, progress_bar, reading_of, target_of
from .document import UsageError
from .output import OutputError, save


def report_command(arguments: argparse.Namespace) -> int:
    """Write a report as a web page, or as Markdown with its figures beside it."""
    from ..render import RenderError
    from ..reports import report

    kind = _kind(arguments)
    if kind == "html" and arguments.figures == "png":
        raise UsageError("--figures png is for Markdown; a web page has its figures inside")
    if arguments.remove and arguments.name and arguments.target:
        raise UsageError("name the target once: after the command, or with --target")
    if not arguments.remove and not arguments.name:
        raise UsageError(
            'name a what-if ("narrows scenario list" shows them), or what is taken away: --remove X'
        )
    graph = load_graph(arguments)
    named = (arguments.name if arguments.remove else None) or arguments.target
    alone = kind == "md" and arguments.output is None
    try:
        found = report(
            graph,
            None if arguments.remove else arguments.name,
            target=target_of(graph, named) if named or arguments.remove else None,
            remove=arguments.remove,
            held_by=arguments.held_by,
            max_order=arguments.max_order,
            country_by=arguments.country_by,
            affiliates=not arguments.no_affiliates,
            reading=reading_of(arguments),
            pictures=arguments.figures != "none" and not alone,
            command=arguments.command_line,
            progress=progress_bar("groups that can stop it"),
        )
    except RenderError as error:
        raise OutputError(f"{error}; or leave the figures out: --figures none") from error
    except ValueError as error:
        raise UsageError(str(error)) from error
    if arguments.output is None:
        if alone and arguments.figures != "none":
            print("the figures are left out: -o FILE.md writes them beside the text", file=sys.stderr)
        save((found.to_html() if kind == "html" else found.to_markdown()).encode("utf-8"), None)
        return 0
    path = Path(arguments.output)
    # The format that was asked for holds, whatever the ending.
    names = "svg" if arguments.figures == "none" else arguments.figures
    files = found.files(path.with_suffix(f".{kind}"), names)
    for file, data in files.items():
        save(data, str(path if file == path.with_suffix(f".{kind}") else file))
    return 0


def _kind(arguments: argparse.Namespace) -> str:
    """html or md."""
    if arguments.format:
        return str(arguments.format)
    ending = Path(arguments.output).suffix.lstrip(".").lower() if arguments.output else "md"
    kinds = {"html": "html", "htm": "html", "md": "md", "markdown": "md"}
    if ending not in kinds:
        raise UsageError(
            f'"{arguments.output}": from .{ending} no format can be told; add --format html or md'
        )
    return kinds[ending]
