"""diagram: a dependency diagram for a paper."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .common import footer, load_graph, reading_of, supplier_name, target_of
from .document import UsageError
from .output import OutputError


def diagram_command(arguments: argparse.Namespace) -> int:
    """Draw a target's dependencies."""
    from ..analysis.model import compile_model
    from ..analysis.results import provenance_of
    from ..diagram import dependency_diagram, marks_of
    from ..render import KINDS, RenderError, render

    graph = load_graph(arguments)
    target = target_of(graph, arguments.target)
    file = arguments.file or arguments.output
    kind = Path(file).suffix.lstrip(".").lower() if file else "dot"
    if kind not in KINDS:
        raise UsageError(f'"{file}": the ending must be one of {", ".join("." + k for k in KINDS)}')
    gone = graph.without(
        *arguments.remove,
        country_by=arguments.country_by,
        affiliates=not arguments.no_affiliates,
        target=target,
    )
    if target in gone.removed:
        raise UsageError(f'the target "{target}" cannot be removed')
    provenance = provenance_of(gone, compile_model(gone, target, reading_of(arguments)))
    without = (
        f" without {', '.join(supplier_name(graph, r) for r in arguments.remove)}" if arguments.remove else ""
    )
    dot = dependency_diagram(
        gone,
        target,
        marks=marks_of(gone, target, gone.removed, reading_of(arguments)),
        title=f"{graph.dataset.name(target)}{without}",
        notes=(*footer(arguments, provenance), "Suppliers stand inside what they make."),
        direction=arguments.direction,
        suppliers=not arguments.no_suppliers,
    )
    try:
        data = render(dot.source, kind)
    except RenderError as error:
        raise OutputError(str(error)) from error
    if file is None:
        sys.stdout.write(data.decode("utf-8"))
        return 0
    try:
        Path(file).write_bytes(data)
    except OSError as error:
        raise OutputError(f"cannot write {file}: {error.strerror}") from error
    print(f"wrote {file}", file=sys.stderr)
    return 0
