"""Who is decisive only because it is what is left where the removed part was: no relocation."""

from __future__ import annotations

from .model import Model
from .running import running_nodes


def survivors(before: Model, after: Model) -> frozenset[str]:
    """Companies all of whose offerings under the target stand beside something that stopped.

    ``before`` and ``after`` number the same nodes. O(V + E).
    """
    runs = running_nodes(after)
    stopped = running_nodes(before) - runs
    graph = before.graph
    beside: set[str] = set()
    for slot in before.slots:
        if any(c in stopped for c in slot.children):
            beside |= {before.ids[c].partition("/")[0] for c in slot.children if c in runs}
    offerings: dict[str, set[str]] = {}
    for number in runs:
        node = graph.nodes[before.ids[number]]
        if node.kind == "offering" and node.company:
            offerings.setdefault(node.company, set()).add(node.id)
    return frozenset(
        company
        for company, made in offerings.items()
        if all(o in beside or o.partition("@")[0] in beside for o in made)
    )
