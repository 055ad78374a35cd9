"""figure: a chart of a result, for a paper or a slide."""

from __future__ import annotations

import argparse
from pathlib import Path

from .common import load_graph, reading_of, target_of
from .document import UsageError
from .output import OutputError, save


def figure_command(arguments: argparse.Namespace) -> int:
    """Compute a result and draw it."""
    from ..figures.kinds import Asked, kind_named
    from ..figures.picture import ENDINGS, FiguresNotInstalled, drawing, figure

    ending = Path(arguments.output).suffix.lstrip(".").lower()
    if ending not in ENDINGS:
        known = ", ".join(f".{e}" for e in ENDINGS)
        raise UsageError(f'"{arguments.output}": the ending must be one of {known}')
    kind = kind_named(arguments.kind)
    try:
        module = drawing(kind)
    except FiguresNotInstalled as error:
        raise OutputError(str(error)) from error
    graph = load_graph(arguments)
    target = target_of(graph, arguments.target)
    if kind.removal == "none" and arguments.remove:
        raise UsageError(f"a figure of {kind.name} takes no --remove")
    if kind.removal == "taken":
        graph = graph.without(
            *arguments.remove,
            country_by=arguments.country_by,
            affiliates=not arguments.no_affiliates,
            target=target,
        )
        if target in graph.removed:
            raise UsageError(f'the target "{target}" cannot be removed')
    asked = Asked(
        reading_of(arguments),
        tuple(arguments.remove),
        tuple(arguments.horizon or ()),
        arguments.held_by,
        arguments.year,
        arguments.max_order,
        arguments.country_by,
        not arguments.no_affiliates,
    )
    try:
        result = module.compute(graph, target, asked)
        picture = figure(
            graph, result, style=arguments.style, top=arguments.top, command=arguments.command_line
        )
    except ValueError as error:
        raise UsageError(str(error)) from error
    save(picture.render(ending), arguments.output)
    return 3 if getattr(result, "stopped", None) else 0
