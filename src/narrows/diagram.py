"""Dependency diagrams: layers in order, suppliers inside their component, chokepoints marked.

Marks are letters, borders and line styles, so that they survive black-and-white print and
colour blindness.
"""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import graphviz

    from .analysis.reading import Reading
    from .graph.supply import Gate, SupplyGraph

LINE = 40
FONT = "Helvetica"
LEGEND = (
    "[1] single point of failure",
    "[2] one of a pair that can stop it",
    "x struck out: removed",
    "dotted frame: stops, or is no longer needed",
    "grey, double frame: the target stops without it",
    "solid line: needs it; dashed line: any one of several",
    "percentages: share of supply where known",
)


@dataclass(frozen=True, slots=True)
class Marks:
    """What a diagram marks: companies by the size of their smallest cut set, and what does not run.

    idle : components that stop, or that nothing which runs needs any more.
    needed : components without which the target stops.
    """

    smallest_group: Mapping[str, int] = field(default_factory=dict)
    removed: frozenset[str] = frozenset()
    idle: frozenset[str] = frozenset()
    needed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Box:
    """Components of one layer that the same things need in the same way, drawn as one box."""

    name: str
    layer: str
    components: tuple[str, ...]


def marks_of(graph: SupplyGraph, target: str, removed: frozenset[str], reading: Reading) -> Marks:
    """Compute the marks of a graph from which ``removed`` nodes have been taken."""
    from .analysis.chokepoints import chokepoints
    from .analysis.model import compile_model
    from .analysis.running import running_nodes

    model = compile_model(graph, target, reading)
    running = running_nodes(model)
    sizes: dict[str, int] = {}
    for cut in chokepoints(graph, target, max_order=2, reading=reading).cut_sets:
        for member in cut.members:
            sizes[member] = min(cut.order, sizes.get(member, cut.order))
    alone = chokepoints(graph, target, max_order=1, level="component", reading=reading).cut_sets
    used, stack = {model.target}, [model.target]
    while stack:
        for slot in model.slots_of[stack.pop()]:
            for child in model.slots[slot].children:
                if child in running and child not in used:
                    used.add(child)
                    stack.append(child)
    live = {graph.nodes[model.ids[n]].component for n in used}
    idle = {graph.nodes[id_].component for id_ in model.ids} - live - removed
    return Marks(sizes, removed, frozenset(idle), frozenset(c.members[0] for c in alone))


def dependency_diagram(
    graph: SupplyGraph,
    target: str,
    *,
    marks: Marks,
    title: str,
    notes: Sequence[str] = (),
    direction: Literal["columns", "rows"] = "columns",
    suppliers: bool = True,
) -> graphviz.Digraph:
    """The diagram of everything above ``target``, as a graphviz graph. O(V + E) before layout."""
    import graphviz

    columns = direction == "columns"
    dot = graphviz.Digraph("narrows")
    dot.attr(
        rankdir="RL" if columns else "BT",
        ranksep="0.55",
        nodesep="0.1",
        newrank="true",
        fontname=FONT,
        fontsize="18",
        labelloc="t",
        label=_title(title, notes),
        bgcolor="white",
        dpi="200",
        margin="0.2",
        size="16.1,16.1",
        outputorder="edgesfirst",
    )
    dot.attr("node", shape="plain", fontname=FONT, fontsize="10")
    dot.attr("edge", color="#555555", arrowsize="0.5", penwidth="0.8")
    above = {target, *graph.upstream(target)}
    edges = _edges(graph, above)
    boxes = _boxes(graph, sorted({graph.nodes[n].component for n in above}), edges, marks)
    layers = [x for x in graph.dataset.manifest.layers if any(b.layer == x.id for b in boxes)]
    for number, layer in enumerate(layers):
        with dot.subgraph(name=f"cluster{number}") as column:
            column.attr(
                label=f"<<b>{_text(layer.name)}</b>>",
                labelloc="t" if columns else "b",
                fontsize="13",
                style="rounded",
                color="#bbbbbb",
                rank="same",
            )
            column.node(f"head{number}", label="", shape="point", style="invis", width="0.01")
            for box in boxes:
                if box.layer == layer.id:
                    column.node(box.name, label=_label(graph, box, marks, suppliers))
    for number in range(len(layers) - 1):
        dot.edge(f"head{number + 1}", f"head{number}", style="invis", weight="20")
    _draw_edges(dot, graph, boxes, [x.id for x in layers], edges, marks)
    dot.node("legend", label=_legend(), shape="plain")
    dot.edge("legend", f"head{len(layers) - 1}", style="invis")
    return dot


def _layer(graph: SupplyGraph, component: str) -> str:
    return graph.dataset.components[component].layer


def _text(text: str) -> str:
    """Text that neither DOT's HTML labels nor a viewer take as markup."""
    return html.escape("".join(c if c.isprintable() else " " for c in text), quote=True)


def _title(title: str, notes: Sequence[str]) -> str:
    rows = [f'<tr><td><font point-size="20"><b>{_text(title)}</b></font></td></tr>']
    rows += [f'<tr><td><font point-size="10">{_text(n)}</font></td></tr>' for n in notes]
    return f'<<table border="0" cellborder="0" cellspacing="0" cellpadding="2">{"".join(rows)}</table>>'


def _boxes(
    graph: SupplyGraph, components: Sequence[str], edges: Mapping[tuple[str, str], Gate], marks: Marks
) -> list[_Box]:
    """Group components of a layer whose dependents, and ways of being needed, are the same."""
    grouped: dict[tuple[object, ...], list[str]] = {}
    for component in components:
        uses = frozenset((o, _style(marks, s, o, g)) for (s, o), g in edges.items() if s == component)
        alone = not uses or any(_layer(graph, o) == _layer(graph, component) for o, _ in uses)
        key = (_layer(graph, component), component if alone else uses)
        grouped.setdefault(key, []).append(component)
    return [
        _Box(f"n{i}", _layer(graph, members[0]), tuple(members)) for i, members in enumerate(grouped.values())
    ]


def _label(graph: SupplyGraph, box: _Box, marks: Marks, suppliers: bool) -> str:
    rows = []
    for number, component in enumerate(box.components):
        inner = _component(graph, component, marks, suppliers)
        rows.append(f'<tr><td port="p{number}" cellpadding="0">{inner}</td></tr>')
    return f'<<table border="0" cellborder="0" cellspacing="0" cellpadding="0">{"".join(rows)}</table>>'


def _component(graph: SupplyGraph, component: str, marks: Marks, suppliers: bool) -> str:
    gone = component in marks.removed
    idle = component in marks.idle
    lines = textwrap.wrap(graph.dataset.name(component), 28, break_on_hyphens=False) or [component]
    name = "<br/>".join(_text(x) for x in lines)
    rows = [f"<tr><td><s>x {name}</s></td></tr>" if gone else f"<tr><td><b>{name}</b></td></tr>"]
    if suppliers and not idle:
        rows += [f'<tr><td align="left">{x}</td></tr>' for x in _supplier_lines(graph, component, marks)]
    needed = component in marks.needed
    fill = "#ffffff" if gone or idle else "#e0e0e0" if needed else "#f8f8f8"
    style = "dotted" if gone or idle else "solid"
    table = f'<table border="{2 if needed else 1}" cellborder="0" cellspacing="0" cellpadding="1" '
    table += f'style="{style}" bgcolor="{fill}">{"".join(rows)}</table>'
    if needed:
        frame = '<table border="1" cellborder="0" cellspacing="0" cellpadding="2">'
        return f"{frame}<tr><td>{table}</td></tr></table>"
    return table


def _supplier_lines(graph: SupplyGraph, component: str, marks: Marks) -> list[str]:
    gate = graph.gates.get(f"{component}/suppliers")
    found: list[tuple[tuple[int, float, str], str]] = []
    unknown = False
    for option in gate.options if gate else ():
        if option.node is None:
            unknown = True
            continue
        node = graph.nodes[option.node]
        if node.company:
            record = graph.dataset.companies[node.company]
            words = f"{record.name} {record.headquarters}"
        else:
            words = f"unnamed firms {node.country}"
        if option.share is not None:
            words += f" {100 * option.share:.0f}%"
        size = marks.smallest_group.get(node.company or "", 9)
        line = _text(words)
        if option.node in marks.removed:
            line = f"<s>x {line}</s>"
        elif size <= 2 and component not in marks.idle:
            line = f"<b>[{size}] {line}</b>"
        found.append(((size, -(option.share or 0.0), words), line))
    found.sort()
    marked = [line for (size, _, _), line in found if size <= 2]
    others = [line for (size, _, _), line in found if size > 2]
    lines = _filled(marked, len(marked))
    first = _filled(others, 1)
    more = len(others) - sum(line.count("; ") + 1 for line in first)
    said = [f"{more} more"] if more > 0 else []
    said += ["others not named"] if unknown else []
    if said:
        first.append(f"<i>and {' and '.join(said)}</i>")
    return [f'<font point-size="8">{line}</font>' for line in (*lines, *first)]


def _filled(entries: Sequence[str], most: int) -> list[str]:
    """Short entries several to a line, in that many lines at most, so that boxes stay low."""
    out: list[str] = []
    room = 0
    for entry in entries:
        length = len(re.sub(r"<[^>]*>", "", html.unescape(entry)))
        if out and length + 2 <= room:
            out[-1] += f"; {entry}"
            room -= length + 2
        elif len(out) < most:
            out.append(entry)
            room = LINE - length
        else:
            break
    return out


def _edges(graph: SupplyGraph, above: set[str]) -> dict[tuple[str, str], Gate]:
    """Edges between components: what an offering or place needs is drawn at its component."""
    found: dict[tuple[str, str], Gate] = {}
    for owner in sorted(above):
        for gate in graph.requirements(owner):
            if gate.kind != "requirement":
                continue
            for option in gate.options:
                if option.node is not None:
                    pair = (graph.nodes[option.node].component, graph.nodes[owner].component)
                    if pair[0] != pair[1]:
                        found.setdefault(pair, gate)
    return dict(sorted(found.items()))


def _style(marks: Marks, source: str, owner: str, gate: Gate) -> str:
    off = marks.removed | marks.idle
    if source in off or owner in off:
        return "dotted"
    return "dashed" if len(gate.options) > 1 else "solid"


def _draw_edges(
    dot: graphviz.Digraph,
    graph: SupplyGraph,
    boxes: Sequence[_Box],
    layers: Sequence[str],
    edges: Mapping[tuple[str, str], Gate],
    marks: Marks,
) -> None:
    """One edge from a box for each thing that needs what is in it."""
    place = {c: (box, f"p{i}") for box in boxes for i, c in enumerate(box.components)}
    drawn: set[tuple[str, str]] = set()
    for (source, owner), gate in edges.items():
        box, port = place[source]
        # What something idle once needed would only hide what is needed now.
        if (box.name, owner) in drawn or owner in marks.idle:
            continue
        drawn.add((box.name, owner))
        style = _style(marks, source, owner, gate)
        look = {"solid": {"penwidth": "1.2", "color": "#222222"}, "dotted": {"color": "#aaaaaa"}}.get(
            style, {}
        )
        if gate.at_least > 1:
            look = {**look, "label": f"{gate.at_least} of {len(gate.options)}", "fontsize": "8"}
        down = layers.index(box.layer) > layers.index(_layer(graph, owner))
        tail = box.name if len(box.components) > 1 else f"{box.name}:{port}"
        head_box, head_port = place[owner]
        dot.edge(tail, f"{head_box.name}:{head_port}", style=style, constraint=str(down).lower(), **look)


def _legend() -> str:
    rows = "".join(f'<tr><td align="left"><font point-size="10">{_text(x)}</font></td></tr>' for x in LEGEND)
    head = '<tr><td align="left"><b>Legend</b></td></tr>'
    return f'<<table border="1" cellborder="0" cellspacing="0" cellpadding="2">{head}{rows}</table>>'
