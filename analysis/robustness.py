"""Robustness: does the headline survive without low confidence, without each source, without each relay?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from ..graph.filters import RANK, Filters, passing
from ..graph.rebuild import rebuilt
from ..graph.records import Evidence
from ..graph.removal import UnknownReference, of_companies
from ..graph.supply import SupplyGraph
from .cutsets import Progress, minimal_cut_sets
from .facts import facts_of
from .flow import supply
from .holders import layers_below
from .model import Model, compile_model
from .origins import origins_of
from .reading import CLOSED, Reading
from .results import Result, Row, provenance_of
from .running import Status, running_nodes, runs_without
from .shift import refuse_target
from .units import Unit, as_bits, companies_in, layer_units, units_of

Group = tuple[str, ...]
ORDER = 2


@dataclass(frozen=True, slots=True)
class Headline:
    """What is put to the test: the small cut sets after the removal, the most exposed by layer."""

    status: Status
    cut_sets: tuple[Group, ...]
    most_exposed: Mapping[str, Group]


@dataclass(frozen=True, slots=True)
class Variation:
    """The same question without some statements.

    statements : how many fall away under the target.
    gone, come : cut sets that are no more, and that are new.
    layers : per layer that changes, the most exposed before and after.
    """

    kind: Literal["confidence", "source", "relay"]
    id: str
    name: str
    sources: Group
    statements: int
    status: Status
    gone: tuple[Group, ...]
    come: tuple[Group, ...]
    layers: tuple[tuple[str, Group, Group], ...]

    @property
    def survives(self) -> bool:
        """Whether the headline is the same."""
        return not (self.gone or self.come or self.layers) and self.status == "running"

    def to_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "id": self.id,
            "name": self.name,
            "sources": list(self.sources),
            "statements": self.statements,
            "survives": self.survives,
            "status": self.status,
            "gone": [list(c) for c in self.gone],
            "come": [list(c) for c in self.come],
            "layers": [{"layer": x, "before": list(b), "after": list(a)} for x, b, a in self.layers],
        }


Plan = tuple[Variation, Filters, Group]
"""A variation not yet computed, its filters, and the components from which statements fall."""


@dataclass(frozen=True, slots=True)
class Conclusion(Result):
    """The headline and every variation of it. Variations in which nothing falls away are not listed."""

    removed: tuple[str, ...]
    headline: Headline
    variations: tuple[Variation, ...]
    sources: int
    idle: int

    def rows(self) -> tuple[Row, ...]:
        return tuple(v.to_dict() for v in self.variations)

    def to_dict(self) -> dict[str, Any]:
        base = Result.to_dict(self)
        provenance = base.pop("provenance")
        return {
            **base,
            "removed": list(self.removed),
            "headline": {
                "cut_sets": [list(c) for c in self.headline.cut_sets],
                "most_exposed": {k: list(v) for k, v in self.headline.most_exposed.items()},
            },
            "survives": all(v.survives for v in self.variations),
            "sources": self.sources,
            "idle_sources": self.idle,
            "variations": [dict(r) for r in self.rows()],
            "provenance": provenance,
        }


def conclusion(
    graph: SupplyGraph,
    target: str,
    *,
    remove: Sequence[str] | str = ("nvidia",),
    reading: Reading = CLOSED,
    progress: Progress | None = None,
) -> Conclusion:
    """Whether the headline of ``shift`` stands without the statements that are weak, or one voice's.

    The headline is the company cut sets of order 1 and 2 after the removal, and in each layer the
    most exposed supplier. It is computed again without the low-confidence statements, without each
    source cited under the target, and without each origin that reaches us by a relay, one at a time.
    A statement with another source left stays. What falls away becomes unknown, never false.
    Sources without which no statement falls are counted as ``idle`` and not computed; a relay that
    is a single source stands once, as a relay.
    Raises UnknownReference as ``shift`` does. One pass of cut sets and exposure for each variation
    that changes the graph under the target.
    """
    remove = tuple(dict.fromkeys([remove] if isinstance(remove, str) else remove))
    run = _Run(graph, target, remove, reading)
    first = run.first
    if first.status == "running":
        planned, sources, idle = _variations(graph, target)
    else:
        planned, sources, idle = [], 0, 0
    out = []
    for step, (plan, filters, touched) in enumerate(planned, 1):
        out.append(_compared(plan, first, run.varied(filters, touched)))
        if progress is not None:
            progress(step, len(planned))
    gone = graph.without(*remove, target=target)
    model = compile_model(gone, target, reading)
    return Conclusion(
        target, first.status, provenance_of(gone, model), remove, first, tuple(out), sources, idle
    )


class _Run:
    """Computes headlines of one question; what two variations have in common, once."""

    def __init__(self, graph: SupplyGraph, target: str, remove: Group, reading: Reading) -> None:
        self.target = target
        self.remove = remove
        self.reading = reading
        self.cuts: dict[Any, tuple[Group, ...]] = {}
        refuse_target(graph, graph.without(*remove, target=target), target, remove)
        self.graph = graph
        self.companies = {c: of_companies(graph, [c]) for c in graph.dataset.companies}
        self.first = self.headline(graph)

    def varied(self, filters: Filters, touched: Group) -> Headline:
        """The headline under other filters, which take statements from these components."""
        graph = rebuilt(self.graph, filters, touched)
        same = graph.nodes == self.graph.nodes and graph.gates == self.graph.gates
        if same and _owners(graph) == _owners(self.graph):
            return self.first
        return self.headline(graph)

    def headline(self, graph: SupplyGraph) -> Headline:
        after = compile_model(_without(graph, self.remove, self.target), self.target, self.reading)
        if not runs_without(after):
            before = runs_without(compile_model(graph, self.target, self.reading))
            return Headline("stopped_by_removal" if before else "not_running_at_baseline", (), {})
        return Headline("running", self._cut_sets(after), most_exposed(after))

    def _cut_sets(self, model: Model) -> tuple[Group, ...]:
        """They do not depend on shares, so that most variations have those of another."""
        gates = tuple((s.children, s.at_least, s.counts_unknown) for s in model.slots)
        key = (model.ids, model.blocked, _owners(model.graph), gates, model.slots_of)
        if key not in self.cuts:
            found = minimal_cut_sets(model, self._units(model), ORDER)
            self.cuts[key] = tuple(tuple(sorted(c)) for c in found)
        return self.cuts[key]

    def _units(self, model: Model) -> tuple[Unit, ...]:
        """The companies that can be lost, as ``units_of`` has them; ids are those of the first graph."""
        graph, target = model.graph, self.target
        if _owners(graph) != _owners(self.graph) or graph.makers(target) != self.graph.makers(target):
            return units_of(model, "company")
        makers = frozenset(n.id for n in graph.nodes.values() if n.component == target)
        units = (
            Unit(c, model.numbers(nodes) - model.blocked)
            for c, nodes in self.companies.items()
            if not nodes & makers
        )
        return tuple(u for u in units if u.nodes)


def _owners(graph: SupplyGraph) -> tuple[tuple[str, str, float], ...]:
    """Who owns whom by company, and how much."""
    companies = graph.dataset.companies.values()
    return tuple((c.id, o.company, o.percent) for c in companies for o in c.owners if o.company)


def _without(graph: SupplyGraph, remove: Group, target: str) -> SupplyGraph:
    """The removal; an offering that nobody vouches for any more is gone already."""
    for ref in remove:
        try:
            graph = graph.without(ref, target=target)
        except UnknownReference:
            continue
    return graph


def most_exposed(model: Model) -> dict[str, Group]:
    """In each layer, the companies whose loss there costs most once others have taken over; all ties.

    The same as the layer table of ``shift``, in one pass over the graph for all layers.
    """
    running = running_nodes(model)
    companies = companies_in(model)
    layers = layers_below(model)
    units = [(layer, unit) for layer in layers for unit in layer_units(model, layer, companies)]
    if not units:
        return {}
    bits = as_bits((unit, 1 << i) for i, (_, unit) in enumerate(units))
    before = float(supply(model, {}, 1, running=running)[0])
    after = supply(model, bits, len(units), running=running)
    lost = [max(0.0, round(1 - float(a) / before, 12)) if before > 0 else 1.0 for a in after]
    found: dict[str, list[tuple[Unit, float]]] = defaultdict(list)
    for (layer, unit), value in zip(units, lost, strict=True):
        found[layer].append((unit, value))
    out = {}
    for layer in layers:
        top = max((x for _, x in found[layer]), default=0.0)
        out[layer] = tuple(u.id for u, x in found[layer] if top > 0 and top - x < 1e-9)
    return out


def _compared(plan: Variation, first: Headline, now: Headline) -> Variation:
    if now.status != "running":
        return replace(plan, status=now.status)
    layers = [*first.most_exposed, *(x for x in now.most_exposed if x not in first.most_exposed)]
    return replace(
        plan,
        gone=tuple(c for c in first.cut_sets if c not in now.cut_sets),
        come=tuple(c for c in now.cut_sets if c not in first.cut_sets),
        layers=tuple(
            (x, b, a)
            for x in layers
            if (b := first.most_exposed.get(x, ())) != (a := now.most_exposed.get(x, ()))
        ),
    )


def _variations(graph: SupplyGraph, target: str) -> tuple[list[Plan], int, int]:
    """The variations in which a statement falls away, how many sources there are, how many idle."""
    facts = facts_of(graph, target)
    sourced = [(f, e) for f in facts if (e := f.statement.evidence) is not None]
    evidence = [e for _, e in sourced]
    cited = sorted({c.source for e in evidence for c in e.cites} | {e.via for e in evidence if e.via})
    records, base = graph.dataset.sources, graph.filters
    out: list[Plan] = []
    idle = 0

    def plan(kind: Literal["confidence", "source", "relay"], id_: str, name: str, filters: Filters) -> bool:
        passes = passing(filters)
        fallen = [f for f, e in sourced if not passes(e)]
        dropped = tuple(s for s in filters.without_sources if s not in base.without_sources)
        if fallen:
            variation = Variation(kind, id_, name, dropped, len(fallen), "running", (), (), ())
            touched = tuple(sorted({f.record for f in fallen if f.kind == "component"}))
            out.append((variation, filters, touched))
        return bool(fallen)

    def dropping(sources: Sequence[str]) -> Filters:
        return replace(base, without_sources=(*base.without_sources, *sources))

    # In made-up data what has no evidence would fall as well, and nothing would be left.
    if RANK[base.min_confidence or "low"] < RANK["medium"] and not graph.dataset.manifest.synthetic:
        name = "all statements of low confidence"
        plan("confidence", "low", name, replace(base, min_confidence="medium"))
    single: set[str] = set()
    for origin, group in _relays(graph, evidence, cited):
        falls = plan("relay", origin, origin, dropping(group))
        if len(group) == 1:
            single |= set(group)
            idle += not falls
    for source in cited:
        record = records[source]
        if source in single:
            continue
        if not plan("source", source, f"{record.publisher}: {record.title}", dropping([source])):
            idle += 1
    return out, len(cited), idle


def _relays(
    graph: SupplyGraph, evidence: Sequence[Evidence], cited: Sequence[str]
) -> Iterator[tuple[str, Group]]:
    """The origins that reach us by a relay, each with all of its sources."""
    origins = origins_of(graph.dataset)
    relaying = {e.via for e in evidence if e.via} | (origins.relaying & set(cited))
    for origin in sorted({origins.of[s] for s in relaying}):
        yield origin, tuple(s for s in cited if origins.of[s] == origin)
