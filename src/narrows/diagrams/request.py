"""What can be asked of a diagram, and the picture that answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypedDict

from ..analysis.reading import CLOSED, Reading
from ..analysis.words import listed
from ..render import render
from ..svg import described, plain
from .chain import Chain, chain_of
from .draw import Direction, Drawing, Panel, draw
from .marks import Marks, marks_of
from .merged import by_company, by_layer
from .mermaid import mermaid
from .page import page_named

if TYPE_CHECKING:
    from ..graph.removal import CountryBy
    from ..graph.supply import SupplyGraph

DPI = 200
By = Literal["component", "layer", "company"]


@dataclass(frozen=True, slots=True)
class DiagramOptions:
    """What a diagram is to show.

    remove : what is taken away. compare : before and after beside each other.
    around, depth : only what lies within so many steps of a component. cut : only a group and the routes
        that its loss stops. by : what a box is. style : one of ``page.PAGES``.
    names : what references are called in the title, where their ids will not do.
    """

    remove: tuple[str, ...] = ()
    compare: bool = False
    around: str | None = None
    depth: int = 1
    cut: tuple[str, ...] = ()
    by: By = "component"
    style: str = "a3"
    direction: Direction | None = None
    suppliers: bool = True
    country_by: CountryBy = "headquarters"
    affiliates: bool = True
    names: Mapping[str, str] = field(default_factory=dict)


class _Loss(TypedDict):
    country_by: CountryBy
    affiliates: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """A diagram. smallest : the height of its smallest letters on its page, in points."""

    title: str
    says: str
    panels: tuple[Panel, ...]
    notes: tuple[str, ...]
    drawing: Drawing

    @property
    def smallest(self) -> float:
        """The height of the smallest letters on the page, in points."""
        return self.drawing.smallest

    def render(self, kind: str) -> bytes:
        """As svg, png, pdf, dot, or mmd (Mermaid). Raises RenderError without Graphviz."""
        if kind == "mmd":
            return mermaid(self.panels, self.title, self.notes).encode("utf-8")
        source = self.drawing.source
        if kind == "png":
            source = source.replace("graph [", f"graph [dpi={DPI}, ", 1)
        data = render(source, kind, placed=True)
        return described(data, self.title, self.says) if kind == "svg" else data

    def save(self, file: str | Path) -> None:
        """Write to a file whose ending says what."""
        Path(file).write_bytes(self.render(Path(file).suffix.lstrip(".").lower()))

    def _repr_svg_(self) -> str:
        return self.render("svg").decode("utf-8")


def dependency_diagram(
    graph: SupplyGraph,
    target: str,
    asked: DiagramOptions | None = None,
    *,
    reading: Reading = CLOSED,
    notes: Sequence[str] = (),
) -> Picture:
    """Draw what a target stands on.

    Raises UnknownReference for an unknown target or removal, ValueError for what cannot be shown,
    RenderError without Graphviz. Cost: the marks (a search for pairs) and the layout, which grows with
    lines x columns.

    Examples
    --------
    >>> from narrows import load
    >>> picture = dependency_diagram(load("tutorial"), "training", DiagramOptions(remove=("gpu",)))
    >>> picture.title, len(picture.panels[0].chain.boxes)
    ('Training run without gpu', 13)
    """
    asked = asked or DiagramOptions()
    away = asked.cut or asked.remove
    after = graph.without(*away, country_by=asked.country_by, affiliates=asked.affiliates, target=target)
    name = graph.dataset.name(target)
    called = listed([asked.names.get(ref, ref) for ref in away])
    title = f"{name} without {called}" if away else name
    loss: _Loss = {"country_by": asked.country_by, "affiliates": asked.affiliates}
    later = marks_of(after, target, reading, **loss)
    if asked.cut:
        # What is known of whole layers says nothing of a few routes.
        later = replace(later, layers={})
    more: list[str] = []
    if asked.cut:
        title = f"{called}: what their loss stops of {name}"
        more.append(
            f"{name} goes on without them." if later.running else f"{name} stops if all of these stop."
        )
    elif asked.around:
        steps = "one step" if asked.depth == 1 else f"{asked.depth} steps"
        title = f"{graph.dataset.name(asked.around)} and what is within {steps} of it"
        title += f", without {called}" if away else ""
    panels = [_panel(after, target, asked, later, f"Without {called}" if asked.compare else "")]
    if asked.compare:
        panels.insert(0, _panel(graph, target, asked, marks_of(graph, target, reading, **loss), "Before"))
    if later.layers and later.running:
        more.append(
            f"Held: share of supply lost with all that {later.holder} deliver in the layer. "
            "Evidence: statements by confidence."
            if later.holder
            else "Most exposed: share of supply lost without the supplier of the layer that matters most. "
            "Evidence: statements by confidence."
        )
    says = _says(panels[-1], title)
    told = (*more, *notes)
    drawing = draw(panels, page_named(asked.style), title=title, notes=told, direction=asked.direction)
    return Picture(plain(title), plain(says), tuple(panels), told, drawing)


def _panel(graph: SupplyGraph, target: str, asked: DiagramOptions, marks: Marks, heading: str) -> Panel:
    above = {graph.nodes[n].component for n in (target, *graph.upstream(target))}
    if asked.cut:
        above &= _stopped(graph, target, marks)
        if above <= {target}:
            raise ValueError(f"nothing under {target} is touched by the loss of {', '.join(asked.cut)}")
    if asked.around:
        if asked.around not in graph.dataset.components:
            from ..graph.removal import UnknownReference, unknown_id

            raise UnknownReference(unknown_id(graph.dataset, asked.around))
        above = set(graph.dataset.components)
    chain = chain_of(graph, above, marks, suppliers=asked.suppliers or asked.by != "component")
    if asked.cut:
        chain = replace(chain, links=tuple(replace(x, faded=False) for x in chain.links))
    if asked.around:
        chain = chain.around(asked.around, asked.depth)
    return Panel(_merged(graph, chain, marks, asked.by), marks, heading)


def _stopped(graph: SupplyGraph, target: str, marks: Marks) -> set[str]:
    """The components that the members make, and those that do not run without them."""
    touched = {graph.nodes[n].component for n in graph.removed}
    downstream = {graph.nodes[n].component for m in graph.removed for n in graph.downstream(m)}
    return touched | {target} | (downstream & (marks.idle | marks.removed)) | (downstream & marks.needed)


def _merged(graph: SupplyGraph, chain: Chain, marks: Marks, by: By) -> Chain:
    if by == "layer":
        return by_layer(graph, chain, marks)
    return by_company(graph, chain, marks) if by == "company" else chain


def _says(panel: Panel, title: str) -> str:
    """The diagram in words, for those who cannot see it."""
    chain, marks = panel.chain, panel.marks
    alone = sorted(c for c, size in marks.smallest_group.items() if size == 1)
    parts = [f"{title}: {len(chain.boxes)} boxes in {len(chain.layers)} layers, {len(chain.links)} lines."]
    if not marks.running:
        parts.append("The target does not run.")
    elif alone:
        parts.append(f"Single points of failure: {', '.join(alone)}.")
    else:
        parts.append("No company alone can stop supply.")
    return " ".join(parts)
