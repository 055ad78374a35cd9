"""The figures of a report: before and after layer by layer, and the whole chain after."""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Sequence

from ..analysis.chokepoints import CutSet
from ..analysis.findings import Findings
from ..analysis.holders import LayerHeld
from ..analysis.model import compile_model
from ..analysis.reading import Reading
from ..analysis.running import in_use
from ..diagrams.request import DPI, dependency_diagram
from ..graph.supply import SupplyGraph
from ..render import render
from ..wording import clean, layer_name, percent, supplier_name
from .blocks import Picture

FONT = "Helvetica"
WIDTH = 38
MOST = 3
BOX = 215


def figures(found: Findings, reading: Reading) -> tuple[Picture, ...]:
    """Both figures, drawn by Graphviz; the second shows the side after.

    Raises RenderError where there is no Graphviz.
    """
    name = found.before.dataset.name(found.target)
    picture = before_and_after(found, reading)
    first = Picture(
        "before-after",
        "Before and after, layer by layer",
        f"{name}, before and after: who stands where in each layer, and who can stop it alone.",
        _svg(picture, "f1"),
        picture,
    )
    whole = dependency_diagram(found.after, found.target, reading=found.later)
    chain = whole.drawing.source
    second = Picture(
        "chain",
        "The whole chain after; what has gone is struck out",
        f"All that {name} needs, with its suppliers, after the change.",
        _svg(chain, "f2", letters=whole.smallest),
        chain.replace("graph [", f"graph [dpi={DPI}, ", 1),
        wide=True,
        placed=True,
    )
    return first, second


def before_and_after(found: Findings, reading: Reading) -> str:
    """Two columns of layers as DOT: the side before, and the side after beside it."""
    import graphviz

    graph, shift = found.before, found.run.shift
    dot = graphviz.Digraph("report")
    dot.attr(rankdir="LR", nodesep="0.12", ranksep="0.9", fontname=FONT, bgcolor="white", margin="0.05")
    dot.attr("node", shape="plain", fontname=FONT, fontsize="10")
    dot.attr("edge", fontname=FONT, fontsize="9", arrowsize="0.6")
    sides = (
        ("b", "Before", found.before, reading, shift.cut_sets_before),
        ("a", "After", found.after, found.later, shift.cut_sets_after),
    )
    for key, title, side, how, cuts in sides:
        alone = _alone(found, side, how, cuts)
        with dot.subgraph(name=f"column_{key}") as column:
            column.attr(rank="same")
            column.node(f"{key}_head", f"<<b>{title}</b>>", fontsize="13")
            for number, x in enumerate(shift.layers):
                held = x.before if key == "b" else x.after
                if held is None:
                    label = _box(layer_name(graph, x.layer), ["stopped"], dotted=True)
                else:
                    label = _layer(graph, held, alone.get(x.layer, []), shift.holder_firms)
                column.node(f"{key}{number}", label)
                column.edge(
                    f"{key}{number - 1}" if number else f"{key}_head", f"{key}{number}", style="invis"
                )
    dot.edge("b_head", "a_head", style="invis")
    for number, x in enumerate(shift.layers):
        same = x.after is not None and (x.before.most_exposed, x.before.held_order) == (
            x.after.most_exposed,
            x.after.held_order,
        )
        look = {"color": "#999999", "style": "dashed"} if same else {"color": "#000000", "penwidth": "1.6"}
        # The empty second line lifts the words above the arrow.
        label = " " if same else f"{_moved(x.before, x.after)}\n "
        dot.edge(f"b{number}", f"a{number}", label=label, **look)
    return str(dot.source)


def _moved(before: LayerHeld, after: LayerHeld | None) -> str:
    """What moves in a layer, as the label of its arrow."""
    if after is None:
        return "stops"
    if before.held_order != after.held_order and after.held_order is not None:
        was = "none" if before.held_order is None else str(before.held_order)
        return f"firms that stop it: {was} -> {after.held_order}"
    return "changes"


def _alone(
    found: Findings, graph: SupplyGraph, reading: Reading, cuts: Sequence[CutSet]
) -> dict[str, list[str]]:
    """The companies that can stop it alone, by the layers in which the target uses them."""
    model = compile_model(graph, found.target, reading)
    single = {c.members[0] for c in cuts if c.order == 1}
    out: dict[str, set[str]] = {}
    for number in in_use(model):
        node = graph.nodes[model.ids[number]]
        if node.company in single and node.component != found.target:
            out.setdefault(node.layer, set()).add(str(node.company))
    return {layer: sorted(names) for layer, names in out.items()}


def _layer(graph: SupplyGraph, held: LayerHeld, alone: Sequence[str], firms: str | None) -> str:
    lines = [f"[1] {supplier_name(graph, c)}" for c in alone[:MOST]]
    lines += [f"[1] and {len(alone) - MOST} more"] if len(alone) > MOST else []
    if held.most_exposed and held.exposure > 0:
        who = ", ".join(supplier_name(graph, c) for c in held.most_exposed[:2])
        more = f" and {len(held.most_exposed) - 2} more" if len(held.most_exposed) > 2 else ""
        lines.append(f"most exposed to {who}{more}")
    else:
        lines.append("nobody named")
    if held.held is not None and firms is not None:
        least = "" if held.held_order is None else f"; {held.held_order} of them stop it"
        lines.append(f"{firms} could cut {percent(held.held)}{least}")
    return _box(layer_name(graph, held.layer), lines, bold=bool(alone))


def _box(title: str, lines: Sequence[str], *, bold: bool = False, dotted: bool = False) -> str:
    rows = [f'<tr><td align="left"><b>{_text(title)}</b></td></tr>']
    for line in lines:
        for number, part in enumerate(textwrap.wrap(line, WIDTH) or [""]):
            text = _text(f"{'    ' if number else ''}{part}")
            marked = f"<b>{text}</b>" if line.startswith("[1]") else text
            rows.append(f'<tr><td align="left">{marked}</td></tr>')
    look = f'border="{3 if bold else 1}" style="{"dotted" if dotted else "solid"}"'
    look += f' width="{BOX}" cellborder="0" cellspacing="0" cellpadding="1"'
    look += f' bgcolor="{"#e0e0e0" if bold else "#ffffff"}"'
    return f"<<table {look}>{''.join(rows)}</table>>"


def _text(text: str) -> str:
    """Text that neither DOT's HTML labels nor a viewer take as markup."""
    return html.escape(clean(text).replace("\n", " "), quote=True)


def _svg(source: str, prefix: str, *, letters: float | None = None) -> bytes:
    """An SVG that can stand in a page beside others: no prologue, ids of its own, no names of nodes.

    letters : the height in points of the smallest letters of a drawing in which everything has its place.
    """
    drawn = render(source, "svg", placed=letters is not None).decode("utf-8")
    body = drawn[drawn.index("<svg") :]
    body = re.sub(r"<!--.*?-->\n?", "", body, flags=re.DOTALL)
    # The page sizes it; styles of its own are refused there.
    opening = body[: body.index(">")]
    body = re.sub(r' (?:style|width|height)="[^"]*"', "", opening) + body[len(opening) :]
    body = re.sub(r"<title>[\w:&#;]*</title>\n?", "", body)
    body = re.sub(r' id="', f' id="{prefix}-', body)
    body = re.sub(r'((?:xlink:href|href)="|="url\()#', rf"\1#{prefix}-", body)
    # The smallest letters become 12.5 pixels high, unless a page shrinks them.
    size = re.search(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) .*?scale\(([\d.]+)', body, re.DOTALL)
    if size is None:
        return body.encode("utf-8")
    wide = 1.25 * float(size[1]) * (10 / letters if letters else 1 / float(size[2]))
    return body.replace("<svg", f'<svg width="{wide:.0f}"', 1).encode("utf-8")
