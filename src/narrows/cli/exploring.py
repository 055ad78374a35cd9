"""explore: a page in which a dataset can be taken apart in a browser."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .common import load_graph, reading_of, target_of
from .output import OutputError


def explore_command(arguments: argparse.Namespace) -> int:
    """Write the page, and open it if asked to."""
    from ..explorer.page import explore

    graph = load_graph(arguments)
    page = explore(
        graph,
        target_of(graph, arguments.target),
        remove=arguments.remove,
        reading=reading_of(arguments),
        command=arguments.command_line,
    )
    try:
        file = page.save(arguments.file)
    except OSError as error:
        raise OutputError(f"cannot write {arguments.file}: {error.strerror}") from error
    size = file.stat().st_size / 1e6
    print(f"wrote {file} ({size:.1f} MB): open it in a browser; it needs no network", file=sys.stderr)
    if arguments.open and not _open(file):
        print(f"no browser could be started: open {file} by hand", file=sys.stderr)
    return 0


def _open(file: Path) -> bool:
    import webbrowser

    return webbrowser.open(file.resolve().as_uri())
