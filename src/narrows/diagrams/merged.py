"""Chains drawn coarser: a box for each layer, or for each company."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from .chain import Box, Chain, Confidence, Entry, Link, State
from .marks import known_lines

if TYPE_CHECKING:
    from ..graph.supply import SupplyGraph
    from .marks import Marks

MOST = 6
RANK: tuple[Confidence | None, ...] = ("low", "medium", "high", None)


def by_layer(graph: SupplyGraph, chain: Chain, marks: Marks) -> Chain:
    """A box for each layer: how many components and makers, and the makers that matter most."""
    boxes = []
    layer_of = {b.id: b.layer for b in chain.boxes}
    for layer, name in chain.layers:
        mine = [b for b in chain.boxes if b.layer == layer]
        live = [b for b in mine if b.state not in ("removed", "idle")]
        firms = sorted({m for b in live for m in _makers(graph, b.id)})
        entries = [Entry(line) for line in known_lines(marks, layer)]
        entries += [Entry(_counted(len(live), "component", "components"))]
        if len(mine) > len(live):
            entries.append(Entry(_counted(len(mine) - len(live), "no longer runs", "no longer run")))
        entries += [Entry(_counted(len(firms), "named maker", "named makers"))] if firms else []
        marked = sorted((marks.smallest_group.get(f, 9), graph.dataset.name(f), f) for f in firms)
        some = [x for x in marked if x[0] <= 2]
        entries += [
            Entry(f"{n} {graph.dataset.companies[f].headquarters}", size) for size, n, f in some[:MOST]
        ]
        if len(some) > MOST:
            entries.append(Entry(f"and {len(some) - MOST} more with such a mark"))
        state: State = "idle" if not live else "plain"
        boxes.append(Box(layer, layer, name, state, tuple(entries)))
    links = _merged(chain, {b: [layer_of[b]] for b in layer_of})
    # The boxes say what the layers are called.
    return Chain(tuple(boxes), links, tuple((x, "") for x, _ in chain.layers))


def by_company(graph: SupplyGraph, chain: Chain, marks: Marks) -> Chain:
    """A box for each company, in the uppermost layer it delivers to, and who needs whose goods."""
    makes: dict[str, list[Box]] = defaultdict(list)
    order = [x for x, _ in chain.layers]
    homes: dict[str, list[str]] = {}
    for box in chain.boxes:
        homes[box.id] = _makers(graph, box.id)
        for firm in homes[box.id]:
            makes[firm].append(box)
    boxes = [b for b in chain.boxes if not homes[b.id] and b.layer == order[0]]
    for box in boxes:
        homes[box.id] = [box.id]
    for firm, goods in sorted(makes.items()):
        record = graph.dataset.companies[firm]
        live = [b for b in goods if b.state not in ("removed", "idle")]
        gone = not [b for b in goods if not _gone(graph, b.id, firm)]
        layer = min((b.layer for b in goods), key=order.index)
        size = marks.smallest_group.get(firm, 9)
        names = sorted(b.name for b in goods)
        entries = [Entry(n) for n in names[:MOST]]
        if len(names) > MOST:
            entries.append(Entry(f"and {len(names) - MOST} more"))
        state: State = "removed" if gone else "idle" if not live else "needed" if size == 1 else "plain"
        mark = f"[{size}] " if size <= 2 and state in ("plain", "needed") else ""
        boxes.append(Box(firm, layer, f"{mark}{record.name} {record.headquarters}", state, tuple(entries)))
    there = {b.layer for b in boxes}
    layers = tuple(x for x in chain.layers if x[0] in there)
    return Chain(tuple(boxes), _merged(chain, homes), layers)


def _makers(graph: SupplyGraph, component: str) -> list[str]:
    return list(graph.makers(component))


def _gone(graph: SupplyGraph, component: str, firm: str) -> bool:
    offered = [n for n in graph.offerings.get(component, ()) if graph.nodes[n].company == firm]
    return component in graph.removed or all(n in graph.removed for n in offered)


def _merged(chain: Chain, homes: dict[str, list[str]]) -> tuple[Link, ...]:
    """The links between what components are merged into: the weakest evidence, faded if all are."""
    found: dict[tuple[str, str], list[Link]] = defaultdict(list)
    for link in chain.links:
        for source in homes[link.source]:
            for owner in homes[link.owner]:
                if source != owner:
                    found[source, owner].append(link)
    return tuple(_one(pair, links) for pair, links in sorted(found.items()))


def _one(pair: tuple[str, str], links: Iterable[Link]) -> Link:
    there = list(links)
    live = [x for x in there if not x.faded] or there
    return Link(
        *pair,
        confidence=min((x.confidence for x in live), key=RANK.index),
        any_of=all(x.any_of for x in live),
        undisclosed=any(x.undisclosed for x in live),
        disputed=any(x.disputed for x in live),
        faded=all(x.faded for x in there),
    )


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
