"""What a graph holds, as a table for notebooks."""

from __future__ import annotations

import html
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .supply import SupplyGraph


def overview_html(graph: SupplyGraph) -> str:
    """The layers with their components and makers, and how to begin; all names escaped. O(V)."""
    dataset = graph.dataset
    manifest = dataset.manifest
    components = Counter(c.layer for c in dataset.components.values())
    makers: dict[str, set[str]] = {x.id: set() for x in manifest.layers}
    for node in graph.nodes.values():
        if node.company is not None:
            makers[node.layer].add(node.company)
    rows = "".join(
        f"<tr><td>{html.escape(x.name)}</td><td>{components[x.id]}</td><td>{len(makers[x.id])}</td></tr>"
        for x in manifest.layers
    )
    gone = f" Removed: {', '.join(graph.removed_refs)}." if graph.removed_refs else ""
    target = f"{dataset.name(manifest.default_target)} ({manifest.default_target})"
    head = (
        f"{manifest.title}, version {manifest.version}, as of {manifest.as_of}: "
        f"{len(dataset.components)} components, {len(dataset.companies)} companies, "
        f"{len(dataset.sources)} sources. Default target: {target}.{gone}"
    )
    return (
        f"<p>{html.escape(head)}</p><table><thead><tr><th>layer</th><th>components</th>"
        f"<th>companies that make them</th></tr></thead><tbody>{rows}</tbody></table>"
    )
