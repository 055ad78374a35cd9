"""cut, betweenness, concentration: graph and market measures, labelled with what they assume."""

from __future__ import annotations

import argparse

from .common import cut_after, emit, footer, load_graph, supplier_name, target_of
from .document import Cell, Document, Table


def cut_command(arguments: argparse.Namespace) -> int:
    """The smallest route cut."""
    from ..analysis.routes import ASSUMPTION, route_cut

    graph = load_graph(arguments)
    target = target_of(graph, arguments.target)
    result = route_cut(graph, target, protect_direct=arguments.protect_direct)
    rows: list[list[Cell]] = [[m, supplier_name(graph, m)] for m in result.members or ()]
    paragraphs = [f"Mind: {ASSUMPTION}."]
    if result.members is None:
        paragraphs.append("No set of nodes cuts all routes without the protected ones.")
    title = f"Route cut of {graph.dataset.name(target)}"
    table = Table("", ["id", "name"], rows)
    return emit(
        arguments,
        Document(title, paragraphs, [table], result.to_dict(), footer(arguments, result.provenance)),
    )


def betweenness_command(arguments: argparse.Namespace) -> int:
    """Betweenness of components and offerings."""
    from ..analysis.routes import ASSUMPTION, betweenness

    graph = load_graph(arguments)
    target = target_of(graph, arguments.target)
    result = betweenness(graph, target)
    rows: list[list[Cell]] = [
        [i, supplier_name(graph, i), kind, float(f"{value:.12g}")] for i, kind, value in result.values
    ]
    table = Table("", ["id", "name", "kind", "routes through it"], rows, cut_after(arguments, len(rows), 30))
    title = f"Betweenness under {graph.dataset.name(target)}"
    paragraphs = [f"Mind: {ASSUMPTION}."]
    return emit(
        arguments,
        Document(title, paragraphs, [table], result.to_dict(), footer(arguments, result.provenance)),
    )


def concentration_command(arguments: argparse.Namespace) -> int:
    """Concentration of each component's suppliers."""
    from ..analysis.concentration import concentration

    graph = load_graph(arguments)
    target = target_of(graph, arguments.target)
    result = concentration(graph, target)
    rows: list[list[Cell]] = [
        [
            c.component,
            c.suppliers,
            _range(c.hhi_low, c.hhi_high, "{:,.0f}"),
            _range(c.effective_low, c.effective_high, "{:.2f}"),
            supplier_name(graph, c.top_supplier) if c.top_supplier else "",
            f"{100 * c.top_share:.3g}%" if c.top_share is not None else "",
            c.countries,
            c.basis,
        ]
        for c in result.components
    ]
    columns = [
        "component",
        "named suppliers",
        "HHI",
        "effective number of suppliers",
        "largest",
        "its share",
        "countries needed for 75%",
        "shares in",
    ]
    paragraphs = [
        "HHI runs from near 0 (many equal suppliers) to 10,000 (one). A range stands where the known shares "
        "leave a remainder; nothing stands where a named supplier's share is not known."
    ]
    table = Table("", columns, rows, cut_after(arguments, len(rows), 40))
    title = f"Concentration under {graph.dataset.name(target)}"
    return emit(
        arguments,
        Document(title, paragraphs, [table], result.to_dict(), footer(arguments, result.provenance)),
    )


def _range(low: float | None, high: float | None, form: str) -> str:
    if low is None and high is None:
        return ""
    if low is None or high is None:
        return f"{form.format(low)} or more" if low is not None else f"up to {form.format(high)}"
    return form.format(low) if abs(high - low) < 1e-9 else f"{form.format(low)}-{form.format(high)}"
