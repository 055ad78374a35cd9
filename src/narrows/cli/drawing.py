"""diagram: a dependency diagram for a paper."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from .common import footer, load_graph, reading_of, supplier_name, target_of
from .document import UsageError
from .output import OutputError, save

if TYPE_CHECKING:
    from ..diagrams.request import DiagramOptions
    from ..graph.supply import SupplyGraph

KINDS = ("svg", "png", "pdf", "dot", "mmd")
LEGIBLE = 5.0


def diagram_command(arguments: argparse.Namespace) -> int:
    """Draw a target's dependencies."""
    from ..analysis.model import compile_model
    from ..analysis.results import provenance_of
    from ..diagrams.request import dependency_diagram
    from ..render import RenderError

    file = arguments.file
    kind = Path(file).suffix.lstrip(".").lower() if file else "dot"
    if kind not in KINDS:
        raise UsageError(f'"{file}": the ending must be one of {", ".join("." + k for k in KINDS)}')
    graph = load_graph(arguments)
    target = target_of(graph, arguments.target)
    asked = _asked(arguments, graph, target)
    after = graph.without(
        *arguments.remove,
        country_by=arguments.country_by,
        affiliates=not arguments.no_affiliates,
        target=target,
    )
    if target in after.removed:
        raise UsageError(f'the target "{target}" cannot be removed')
    reading = reading_of(arguments)
    provenance = provenance_of(after, compile_model(after, target, reading))
    try:
        picture = dependency_diagram(
            graph, target, asked, reading=reading, notes=footer(arguments, provenance)
        )
        data = picture.render(kind)
    except RenderError as error:
        raise OutputError(str(error)) from error
    except ValueError as error:
        raise UsageError(str(error)) from error
    save(data, file)
    if picture.smallest < LEGIBLE and kind not in ("dot", "mmd"):
        print(
            f"the smallest letters are {picture.smallest:.1f} points high on this page; show less "
            "(--by layer, --by company, --around ID, --no-suppliers) or take a larger page (--style a1)",
            file=sys.stderr,
        )
    return 0


def _asked(arguments: argparse.Namespace, graph: SupplyGraph, target: str) -> DiagramOptions:
    from ..diagrams.request import DiagramOptions

    cut = tuple(x for x in (arguments.cut or "").split(",") if x)
    if arguments.compare and not arguments.remove:
        raise UsageError("--compare needs --remove X: what is it to be compared with?")
    if cut and (arguments.remove or arguments.around):
        raise UsageError("--cut goes without --remove and --around")
    if arguments.around and arguments.by != "component":
        raise UsageError("--around shows components: leave out --by")
    names = {ref: supplier_name(graph, ref) for ref in (*arguments.remove, *cut)}
    return DiagramOptions(
        remove=tuple(arguments.remove),
        compare=arguments.compare,
        around=arguments.around,
        depth=arguments.depth,
        cut=cut,
        by=arguments.by,
        style=arguments.style,
        direction=arguments.direction,
        suppliers=not arguments.no_suppliers,
        country_by=arguments.country_by,
        affiliates=not arguments.no_affiliates,
        names=names,
    )
