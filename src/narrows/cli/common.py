"""What commands share: loading, names, the footer, writing."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..wording import footer_lines
from ..wording import layer_name as layer_name
from ..wording import percent as percent
from ..wording import supplier_name as supplier_name
from ..wording import target_name as target_name
from .document import Document, UsageError
from .output import FORMATS, write

if TYPE_CHECKING:
    from ..analysis.engine.limits import Limit
    from ..analysis.reading import Reading
    from ..analysis.results import Provenance
    from ..graph.supply import SupplyGraph


def load_graph(arguments: argparse.Namespace) -> SupplyGraph:
    """The graph that the options ask for; raises UsageError for a filter that names nothing."""
    from ..graph.filters import Filters
    from ..library import load

    disputes = {}
    for item in arguments.dispute:
        name, equals, side = item.partition("=")
        if not equals:
            raise UsageError(f'"{item}": write the side too, for example --dispute {name}=B')
        disputes[name] = side
    filters = Filters(
        as_of=arguments.as_of,
        min_confidence=arguments.min_confidence,
        without_sources=tuple(arguments.without_source),
        disputes=disputes,
    )
    try:
        return load(arguments.dataset, filters=filters, overlay=arguments.overlay)
    except ValueError as error:
        raise UsageError(str(error)) from error


def reading_of(arguments: argparse.Namespace) -> Reading:
    """The reading that the options ask for."""
    from ..analysis.reading import Reading

    return Reading(unknown=arguments.unknown, cycles=arguments.cycles)


def target_of(graph: SupplyGraph, name: str | None) -> str:
    """The target's id; raises UsageError with a suggestion."""
    from ..graph.removal import unknown_id

    dataset = graph.dataset
    target = name or dataset.manifest.default_target
    if target not in dataset.components:
        if target in dataset.companies:
            raise UsageError(f'"{target}" is a company; a target is a component ("narrows list targets")')
        raise UsageError(unknown_id(dataset, target))
    return target


def targets_of(graph: SupplyGraph, names: Sequence[str]) -> list[str]:
    """The targets' ids, the dataset's own if none is named; raises UsageError with a suggestion."""
    return [target_of(graph, name) for name in names] or [target_of(graph, None)]


def limit_of(arguments: argparse.Namespace) -> Limit:
    """How long and large a search may get; without any, it can still be interrupted."""
    from ..analysis.engine.limits import Limit

    return Limit(arguments.limit, arguments.memory)


def incomplete(stopped: str | None, complete_to: int | None) -> str:
    """That a search was stopped, and what can be relied on."""
    what = "nothing can be said" if not complete_to else f"groups of up to {complete_to} are complete"
    return f"INCOMPLETE: {stopped}; {what}."


def footer(arguments: argparse.Namespace, provenance: Provenance) -> tuple[str, ...]:
    """The lines at the end of every output."""
    return footer_lines(provenance, arguments.command_line)


def plain_footer(arguments: argparse.Namespace, graph: SupplyGraph) -> tuple[str, ...]:
    """The footer of outputs that compute nothing."""
    manifest = graph.dataset.manifest
    notes = f" Read as: {'; '.join(graph.notes)}." if graph.notes else ""
    return (
        f"Data: {manifest.title}, version {manifest.version}, as of {manifest.as_of}.{notes}",
        f"Command: {arguments.command_line}",
        f"Cite as: {manifest.cite_as or f'{manifest.title}, version {manifest.version}, Narrows'}.",
    )


def emit(arguments: argparse.Namespace, document: Document) -> int:
    """Write a document in the format asked for; 0."""
    format_ = arguments.format
    if format_ is None:
        format_ = _format_of(arguments.output)
    write(document, format_, arguments.output)
    return 0


def _format_of(output: str | None) -> str:
    ending = Path(output).suffix.lstrip(".").lower() if output else "txt"
    if ending in ("txt", ""):
        return "table"
    if ending not in FORMATS:
        raise UsageError(
            f'"{output}": from .{ending} no format can be told; add --format {"|".join(FORMATS)}'
        )
    return ending


def cut_after(arguments: argparse.Namespace, count: int, shown: int) -> int:
    """How many rows the terminal leaves out."""
    return 0 if arguments.all or arguments.output else max(0, count - shown)


def progress_bar(what: str) -> Callable[[int, int], None]:
    """A bar on stderr for work of more than two seconds; silent where stderr is no terminal."""
    from tqdm import tqdm

    bar: Any = None

    def update(done: int, total: int) -> None:
        nonlocal bar
        if bar is None:
            bar = tqdm(total=total, desc=what, delay=2, leave=False, disable=not sys.stderr.isatty())
        bar.update(done - bar.n)
        if done >= total:
            bar.close()

    return update


def joined(items: Sequence[str]) -> str:
    """Items on lines of their own."""
    return "\n".join(items)


def in_file(arguments: argparse.Namespace) -> bool:
    """Whether it is written for a program or a file rather than for a terminal."""
    ending = Path(arguments.output or "").suffix.lstrip(".").lower()
    return arguments.format not in (None, "table") or ending in ("csv", "xlsx", "json", "md")


def whole(arguments: argparse.Namespace) -> bool:
    """Whether nothing may be shortened."""
    return bool(arguments.all) or in_file(arguments)
