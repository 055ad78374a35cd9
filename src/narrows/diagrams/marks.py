"""What a diagram marks, computed: chokepoints, what stops, and what is known of each layer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..analysis.exposure import Loss
    from ..analysis.reading import Reading
    from ..graph.removal import CountryBy
    from ..graph.supply import SupplyGraph


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a layer: its exposure, and how sure its statements are.

    loss : the share of supply lost with all that foreign firms (or, without a jurisdiction, the most
        exposed supplier) deliver in the layer; None where it cannot be computed.
    statements : how many there are of high, medium and low confidence.
    """

    loss: Loss | None
    statements: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Marks:
    """What a diagram marks: companies by the size of their smallest cut set, and what does not run.

    idle : components that stop, or that nothing which runs needs any more.
    needed : components without which the target stops.
    layers : what is known of each layer. holder : whose loss the layers tell, in words; "" for that of
        the most exposed supplier.
    running : whether the target runs.
    """

    smallest_group: Mapping[str, int] = field(default_factory=dict)
    removed: frozenset[str] = frozenset()
    idle: frozenset[str] = frozenset()
    needed: frozenset[str] = frozenset()
    layers: Mapping[str, Known] = field(default_factory=dict)
    holder: str = ""
    running: bool = True


def marks_of(
    graph: SupplyGraph,
    target: str,
    reading: Reading,
    *,
    country_by: CountryBy = "headquarters",
    affiliates: bool = True,
) -> Marks:
    """The marks of a graph, from which something may have been removed.

    Raises UnknownReference for an unknown target. Cost: a search for pairs, one for components, and a
    pass for each layer.
    """
    from ..analysis.chokepoints import chokepoints
    from ..analysis.model import compile_model
    from ..analysis.running import running_nodes

    model = compile_model(graph, target, reading)
    running = running_nodes(model)
    sizes: dict[str, int] = {}
    for cut in chokepoints(graph, target, max_order=2, reading=reading, affiliates=affiliates).cut_sets:
        for member in cut.members:
            sizes[member] = min(cut.order, sizes.get(member, cut.order))
    alone = chokepoints(graph, target, max_order=1, level="component", reading=reading).cut_sets
    used = {model.target} & running
    stack = list(used)
    while stack:
        for slot in model.slots_of[stack.pop()]:
            for child in model.slots[slot].children:
                if child in running and child not in used:
                    used.add(child)
                    stack.append(child)
    live = {graph.nodes[model.ids[n]].component for n in used}
    idle = {graph.nodes[id_].component for id_ in model.ids} - live - graph.removed
    losses, holder = _losses(graph, target, reading, country_by)
    sure = _statements(graph, target)
    layers = {x: Known(losses.get(x), sure.get(x, (0, 0, 0))) for x in graph.dataset.layer_order}
    return Marks(
        smallest_group=sizes,
        removed=graph.removed,
        idle=frozenset(idle),
        needed=frozenset(c.members[0] for c in alone),
        layers=layers,
        holder=holder,
        running=model.target in running,
    )


def known_lines(marks: Marks, layer: str) -> list[str]:
    """What a diagram says of a layer: its exposure, and the quality of its evidence."""
    from ..wording import percent

    known = marks.layers.get(layer)
    if known is None:
        return []
    out = []
    if known.loss is not None:
        out.append(f"{'held' if marks.holder else 'most exposed'}: {percent(known.loss)}")
    if sum(known.statements):
        high, medium, low = known.statements
        out += [f"evidence: {high} high,", f"{medium} medium, {low} low"]
    return out


def _losses(
    graph: SupplyGraph, target: str, reading: Reading, country_by: CountryBy
) -> tuple[dict[str, Loss], str]:
    from ..analysis.exposure import Loss
    from ..analysis.holder import holder_named
    from ..analysis.holders import held_by_layer, layers_below
    from ..analysis.model import compile_model
    from ..analysis.running import running_nodes, status_of

    model = compile_model(graph, target, reading)
    holder = holder_named(graph, target, None)
    if status_of(model) != "running":
        return {}, ""
    # As in a shift: shares are taken up again by what runs.
    running = running_nodes(model)
    found = held_by_layer(model, layers_below(model), holder, country_by, running)
    if holder is None:
        return {x.layer: Loss(x.exposure, x.exposure, x.exposure) for x in found}, ""
    return {x.layer: x.held for x in found if x.held}, holder.firms


def _statements(graph: SupplyGraph, target: str) -> dict[str, tuple[int, int, int]]:
    from ..analysis.facts import facts_of

    counts: Counter[tuple[str, str]] = Counter()
    for fact in facts_of(graph, target):
        if fact.layer and fact.statement.evidence:
            counts[fact.layer, fact.statement.evidence.confidence] += 1
    return {x: (counts[x, "high"], counts[x, "medium"], counts[x, "low"]) for x in graph.dataset.layer_order}
