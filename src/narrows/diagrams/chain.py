"""What is drawn: boxes and the links between them, before anybody says where and how."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from ..graph.records import Evidence
    from ..graph.statements import Statement
    from ..graph.supply import Gate, Option, SupplyGraph
    from .marks import Marks

State = Literal["plain", "needed", "removed", "idle"]
Confidence = Literal["high", "medium", "low"]
WEAKEST_FIRST: tuple[Confidence, ...] = ("low", "medium", "high")


@dataclass(frozen=True, slots=True)
class Entry:
    """A line in a box: a supplier. size : of its smallest group that can stop the target, 9 if none."""

    text: str
    size: int = 9
    removed: bool = False
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """One thing drawn."""

    id: str
    layer: str
    name: str
    state: State = "plain"
    entries: tuple[Entry, ...] = ()
    unknown: bool = False
    centre: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """What a box needs of another.

    confidence : of the weakest statement behind it; None where nothing is sourced.
    any_of : one of several ways to meet the need. said : more, such as "2 of 4".
    """

    source: str
    owner: str
    confidence: Confidence | None = None
    any_of: bool = False
    undisclosed: bool = False
    disputed: bool = False
    said: str = ""
    faded: bool = False

    @property
    def look(self) -> tuple[object, ...]:
        """All that makes it look as it does."""
        flags = (self.any_of, self.undisclosed, self.disputed, self.faded)
        return (self.confidence, *flags, self.said)


@dataclass(frozen=True, slots=True)
class Chain:
    """Boxes and links, and the layers in order with their names."""

    boxes: tuple[Box, ...]
    links: tuple[Link, ...]
    layers: tuple[tuple[str, str], ...]

    def only(self, boxes: Iterable[str]) -> Chain:
        """The same with some of the boxes, and the layers that they are in."""
        kept = set(boxes)
        some = tuple(b for b in self.boxes if b.id in kept)
        links = tuple(x for x in self.links if x.source in kept and x.owner in kept)
        there = {b.layer for b in some}
        return Chain(some, links, tuple(x for x in self.layers if x[0] in there))

    def around(self, centre: str, depth: int) -> Chain:
        """What lies within so many steps above or below a box. Raises KeyError for an unknown one."""
        if centre not in {b.id for b in self.boxes}:
            raise KeyError(centre)
        near: set[str] = {centre}
        for upwards in (True, False):
            edge = {centre}
            for _ in range(depth):
                edge = {
                    x.owner if upwards else x.source
                    for x in self.links
                    if (x.source if upwards else x.owner) in edge
                }
                near |= edge
        found = self.only(near)
        boxes = tuple(replace(b, centre=b.id == centre) for b in found.boxes)
        return replace(found, boxes=boxes)


def chain_of(graph: SupplyGraph, components: Iterable[str], marks: Marks, *, suppliers: bool = True) -> Chain:
    """Components with their makers, and what needs what among them. O(V + E)."""
    shown = sorted(set(components))
    statements = _statements(graph, shown)
    boxes = tuple(_box(graph, c, marks, statements, suppliers) for c in shown)
    there = {graph.dataset.components[c].layer for c in shown}
    layers = tuple((x.id, x.name) for x in graph.dataset.manifest.layers if x.id in there)
    return Chain(boxes, tuple(_links(graph, set(shown), marks, statements)), layers)


def _statements(graph: SupplyGraph, components: Iterable[str]) -> dict[str, Statement]:
    from ..graph.statements import statements_of

    return {s.id: s for c in components for s in statements_of(graph.dataset.components[c])}


def _box(
    graph: SupplyGraph, component: str, marks: Marks, statements: Mapping[str, Statement], suppliers: bool
) -> Box:
    state: State = "plain"
    if component in marks.removed:
        state = "removed"
    elif component in marks.idle:
        state = "idle"
    elif component in marks.needed:
        state = "needed"
    gate = graph.gates.get(f"{component}/suppliers")
    layer = graph.dataset.components[component].layer
    name = graph.dataset.name(component)
    if gate is None or not suppliers:
        return Box(component, layer, name, state)
    entries = []
    for option in gate.options:
        # Of what stands still only those are named who were taken away.
        if option.node is not None and (state != "idle" or option.node in marks.removed):
            entries.append(_entry(graph, option, marks, statements))
    entries.sort(key=lambda e: (e[0].size, -e[1], e[0].text))
    unknown = state != "idle" and any(o.node is None for o in gate.options)
    return Box(component, layer, name, state, tuple(e for e, _ in entries), unknown)


def _entry(
    graph: SupplyGraph, option: Option, marks: Marks, statements: Mapping[str, Statement]
) -> tuple[Entry, float]:
    node = graph.nodes[option.node or ""]
    if node.company:
        record = graph.dataset.companies[node.company]
        words = f"{record.name} {record.headquarters}"
    else:
        words = f"unnamed firms {node.country or ''}".strip()
    if option.share is not None:
        words += f" {100 * option.share:.0f}%"
    said = statements.get(option.statement)
    if said is not None and said.dispute:
        words += " (disputed)"
    size = marks.smallest_group.get(node.company or "", 9)
    doubtful = said is not None and said.evidence is not None and said.evidence.confidence == "low"
    return Entry(words, size, node.id in marks.removed, doubtful), option.share or 0.0


def _links(
    graph: SupplyGraph, shown: set[str], marks: Marks, statements: Mapping[str, Statement]
) -> list[Link]:
    """Links between components: what an offering or place needs is drawn at its component."""
    found: dict[tuple[str, str], Link] = {}
    for owner in sorted(n for n, node in graph.nodes.items() if node.component in shown):
        for gate in graph.requirements(owner):
            if gate.kind != "requirement":
                continue
            for option in gate.options:
                if option.node is None:
                    continue
                source, at = graph.nodes[option.node].component, graph.nodes[owner].component
                if source != at and source in shown:
                    link = _link(source, at, gate, option, marks, statements)
                    old = found.get((source, at))
                    found[source, at] = link if old is None else _joined(old, link)
    return [found[pair] for pair in sorted(found)]


def _link(
    source: str,
    owner: str,
    gate: Gate,
    option: Option,
    marks: Marks,
    statements: Mapping[str, Statement],
) -> Link:
    need, way = statements.get(gate.id), statements.get(option.statement)
    sure = _weakest(s.evidence for s in (need, way) if s is not None)
    off = marks.removed | marks.idle
    return Link(
        source,
        owner,
        confidence=sure,
        any_of=len(gate.options) > 1,
        undisclosed=gate.undisclosed,
        disputed=any(s is not None and s.dispute is not None for s in (need, way)),
        said=f"{gate.at_least} of {len(gate.options)}" if gate.at_least > 1 else "",
        faded=source in off or owner in off,
    )


def _weakest(evidence: Iterable[Evidence | None]) -> Confidence | None:
    there = {e.confidence for e in evidence if e is not None}
    return next((c for c in WEAKEST_FIRST if c in there), None)


def _joined(one: Link, other: Link) -> Link:
    """Two needs between the same boxes, drawn as one line: the stronger need, the weaker evidence."""
    there = {one.confidence, other.confidence}
    return replace(
        one,
        confidence=next((c for c in WEAKEST_FIRST if c in there), None),
        any_of=one.any_of and other.any_of,
        undisclosed=one.undisclosed or other.undisclosed,
        disputed=one.disputed or other.disputed,
        said=one.said or other.said,
    )
