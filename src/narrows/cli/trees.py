"""faulttree and export: fault trees in the Open-PSA format, read and written."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from .common import cut_after, emit, joined, limit_of, load_graph, progress_bar, reading_of, target_of
from .document import Cell, Document, Table, UsageError
from .output import save

if TYPE_CHECKING:
    from ..openpsa.cuts import CutSets
    from ..openpsa.tree import FaultTree

INCOMPLETE = 3
DEFAULT_ORDER = 4


def faulttree_command(arguments: argparse.Namespace) -> int:
    """Minimal cut sets of a fault tree; 3 if they are not all that was asked for."""
    limit = limit_of(arguments)
    tree = _read(arguments)
    from ..openpsa.cuts import count_cut_sets, list_cut_sets

    # 0: the option was not given; None: all.
    asked = arguments.max_order
    if arguments.count:
        order = None if asked == 0 else asked
        result = count_cut_sets(tree, order, limit=limit, report=progress_bar("counting cut sets"))
    else:
        order = DEFAULT_ORDER if asked == 0 else asked
        result = list_cut_sets(tree, order, limit=limit, report=progress_bar("cut sets by size"))
    if result.stopped is not None:
        print(f"narrows: stopped: {result.stopped}; the result is incomplete", file=sys.stderr)
    emit(arguments, _document(arguments, result))
    return INCOMPLETE if result.stopped is not None else 0


def _read(arguments: argparse.Namespace) -> FaultTree:
    from ..openpsa import TopError, read_fault_tree

    try:
        return read_fault_tree(arguments.file, arguments.top)
    except OSError as error:
        raise UsageError(f"cannot read {arguments.file}: {error.strerror}") from error
    except TopError as error:
        raise UsageError(str(error)) from error


def _document(arguments: argparse.Namespace, result: CutSets) -> Document:
    tree = result.tree
    mark = "" if result.stopped is None else " (incomplete)"
    sizes: list[list[Cell]] = [[size, number] for size, number in result.by_order.items()]
    tables = [Table(f"How many{mark}", ["size", "cut sets"], sizes)]
    if result.cut_sets is not None:
        rows: list[list[Cell]] = [[len(names), joined(names)] for names in result.cut_sets]
        listed = Table(
            f"Minimal cut sets{mark}", ["size", "events"], rows, cut_after(arguments, len(rows), 40)
        )
        tables.append(listed)
    return Document(
        f"Minimal cut sets of {tree.top}{mark}",
        [*_said(result)],
        tables,
        result.to_dict(),
        (f"Fault tree: {tree.name}, from {arguments.file}.", f"Command: {arguments.command_line}"),
    )


def _said(result: CutSets) -> list[str]:
    tree = result.tree
    said = [
        f"The top event {tree.top} stands over {tree.named_gates:,} gates (itself included) and "
        f"{len(tree.events):,} basic events. A cut set is minimal if the top event happens when all of it "
        "happens, but not without any one of its members."
    ]
    if result.by_order.get(0):
        said.append("The top event happens with nothing lost: its only minimal cut set is the empty one.")
    sizes = "all sizes" if result.max_order is None else f"up to size {result.max_order}"
    if result.stopped is None:
        said.append(f"Found: {result.count:,} ({sizes}).")
        return said
    if result.complete_to:
        known = f"All up to size {result.complete_to} are there; larger ones are missing."
    else:
        known = "Nothing is known to be complete."
    said.append(f"INCOMPLETE ({sizes} asked for): {result.stopped}. Found: {result.count:,}. {known}")
    return said


def export_command(arguments: argparse.Namespace) -> int:
    """Write what stops a target as a fault tree."""
    from .. import __version__
    from ..analysis.engine.unroll import TooLarge
    from ..openpsa.export import supply_as_open_psa

    graph = load_graph(arguments)
    target = target_of(graph, arguments.target)
    try:
        text = supply_as_open_psa(
            graph,
            target,
            level=arguments.level,
            country_by=arguments.country_by,
            affiliates=not arguments.no_affiliates,
            reading=reading_of(arguments),
            command=arguments.command_line,
            version=__version__,
        )
    except TooLarge as error:
        raise UsageError(str(error)) from error
    save(text.encode("utf-8"), arguments.output)
    return 0
