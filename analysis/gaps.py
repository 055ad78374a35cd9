"""Gaps: what the dataset should say and does not, listed one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from ..graph.records import Component
from ..graph.supply import Gate, SupplyGraph
from .facts import under
from .model import compile_model
from .reading import CLOSED
from .results import Result, Row, provenance_of
from .running import Status, runs_without

RoleStatus = Literal["sourced", "undisclosed", "unnamed", "missing"]
GapKind = Literal[
    "role missing",
    "only unnamed",
    "undisclosed",
    "not researched",
    "suppliers without shares",
    "alternatives without shares",
    "unnamed suppliers",
    "incomplete list",
]
KINDS: tuple[GapKind, ...] = (
    "role missing",
    "only unnamed",
    "undisclosed",
    "not researched",
    "suppliers without shares",
    "alternatives without shares",
    "unnamed suppliers",
    "incomplete list",
)


@dataclass(frozen=True, slots=True)
class ExpectedRole:
    """A role that a component's layer expects, and what the dataset has for it.

    status : sourced (somebody is named), undisclosed (candidates are, and one of them is real),
        unnamed (the need stands, its supplier is unknown), missing.
    """

    component: str
    layer: str
    role: str
    status: RoleStatus
    named: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that the dataset does not say. ``detail`` names who or what is concerned."""

    kind: GapKind
    component: str
    layer: str
    where: str
    detail: str


@dataclass(frozen=True, slots=True)
class RoleCount:
    """How far the expected roles of a layer's components are known."""

    layer: str
    components: int
    expected: int
    sourced: int
    undisclosed: int
    unnamed: int
    missing: int


@dataclass(frozen=True, slots=True)
class Gaps(Result):
    """Expected roles and gaps under a target, or of the whole dataset."""

    components: int
    roles: tuple[ExpectedRole, ...]
    layers: tuple[RoleCount, ...]
    gaps: tuple[Gap, ...]

    def counts(self) -> dict[str, int]:
        """How many gaps there are of each kind; every kind is there."""
        return {kind: sum(1 for g in self.gaps if g.kind == kind) for kind in KINDS}

    def rows(self) -> tuple[Row, ...]:
        return tuple(asdict(g) for g in self.gaps)

    def to_dict(self) -> dict[str, Any]:
        base = Result.to_dict(self)
        provenance = base.pop("provenance")
        return {
            **base,
            "components": self.components,
            "roles": [{**asdict(r), "named": list(r.named)} for r in self.roles],
            "layers": [asdict(x) for x in self.layers],
            "counts": self.counts(),
            "gaps": [dict(r) for r in self.rows()],
            "provenance": provenance,
        }


def gaps(graph: SupplyGraph, target: str, *, all_components: bool = False) -> Gaps:
    """What the dataset should say about the components under ``target`` and does not.

    Parameters
    ----------
    all_components : look at the whole dataset instead.

    A layer's expected roles stand in dataset.yaml. A stock of units already made needs nothing more,
    so no role is expected of it, nor of a commodity. Raises UnknownReference for an unknown target.
    O(V + E).
    """
    model = compile_model(graph, target, CLOSED)
    wanted = set(graph.dataset.components) if all_components else under(model)
    order = graph.dataset.layer_order
    records = sorted(
        (graph.dataset.components[c] for c in wanted), key=lambda c: (order.index(c.layer), c.id)
    )
    roles = tuple(role for component in records for role in _roles(graph, component))
    found = [
        Gap("role missing", r.component, r.layer, f"{r.component}/{r.role}", r.role)
        for r in roles
        if r.status == "missing"
    ]
    found += [gap for component in records for gap in _gaps(graph, component)]
    found.sort(key=lambda g: (KINDS.index(g.kind), order.index(g.layer), g.where))
    status: Status = "running" if runs_without(model) else "not_running_at_baseline"
    return Gaps(
        target,
        status,
        provenance_of(graph, model),
        len(records),
        roles,
        tuple(_count(layer, records, roles) for layer in order if any(c.layer == layer for c in records)),
        tuple(found),
    )


def _count(layer: str, records: Iterable[Component], roles: Iterable[ExpectedRole]) -> RoleCount:
    here = [r.status for r in roles if r.layer == layer]
    return RoleCount(
        layer=layer,
        components=sum(1 for c in records if c.layer == layer),
        expected=len(here),
        sourced=here.count("sourced"),
        undisclosed=here.count("undisclosed"),
        unnamed=here.count("unnamed"),
        missing=here.count("missing"),
    )


def _roles(graph: SupplyGraph, component: Component) -> Iterator[ExpectedRole]:
    """The expected roles of one component; a role may be each supplier's own."""
    if component.leaf == "commodity" or _is_stock(component):
        return
    expected = next(x.expects for x in graph.dataset.manifest.layers if x.id == component.layer)
    own = {g.role: g for g in _needs(graph, component.id)}
    offerings = [n for n in graph.offerings.get(component.id, ()) if graph.nodes[n].kind == "offering"]
    theirs = [{g.role: g for g in _needs(graph, o)} for o in offerings]
    for role in expected:
        gates = [own[role]] if role in own else [t[role] for t in theirs if role in t]
        status = _status(gates)
        if status == "sourced" and role not in own and len(gates) < len(theirs):
            status = "missing"
        named = tuple(sorted({o.node for g in gates for o in g.options if o.node}))
        yield ExpectedRole(component.id, component.layer, role, status, named)


def _status(gates: list[Gate]) -> RoleStatus:
    if not gates:
        return "missing"
    if any(not any(o.node for o in g.options) for g in gates):
        return "unnamed"
    return "undisclosed" if any(g.undisclosed for g in gates) else "sourced"


def _needs(graph: SupplyGraph, node: str) -> tuple[Gate, ...]:
    """The requirements written at a node itself; an offering also has those of its component."""
    gates = (g for g in graph.gates.values() if g.kind == "requirement" and g.owner == node)
    return tuple(gates)


def _is_stock(component: Component) -> bool:
    return bool(component.stock) and not component.requires and not component.suppliers


def _gaps(graph: SupplyGraph, component: Component) -> Iterator[Gap]:
    def gap(kind: GapKind, where: str, detail: str) -> Gap:
        return Gap(kind, component.id, component.layer, where, detail)

    if component.leaf == "not_researched":
        yield gap("not researched", component.id, component.name)
    offerings = [n for n in graph.offerings.get(component.id, ()) if graph.nodes[n].kind == "offering"]
    for node in (component.id, *offerings):
        for gate in _needs(graph, node):
            named = [o.node for o in gate.options if o.node]
            if not named:
                yield gap("only unnamed", gate.id, gate.role)
                continue
            if gate.undisclosed:
                end = "" if gate.exhaustive else ", or somebody else"
                yield gap("undisclosed", gate.id, f"one of {', '.join(named)}{end}")
                continue
            without = _without_shares(gate)
            if without:
                yield gap("alternatives without shares", gate.id, ", ".join(without))
            if not gate.complete:
                yield gap("incomplete list", gate.id, ", ".join(named))
    suppliers = graph.gates.get(f"{component.id}/suppliers")
    if suppliers is not None:
        without = _without_shares(suppliers)
        if without:
            yield gap(
                "suppliers without shares", suppliers.id, ", ".join(w.partition("@")[2] for w in without)
            )
        if any(o.node is None for o in suppliers.options):
            named = [o.node.partition("@")[2] for o in suppliers.options if o.node]
            beside = f"beside {', '.join(named)}" if named else "nobody is named"
            yield gap("unnamed suppliers", suppliers.id, beside)


def _without_shares(gate: Gate) -> tuple[str, ...]:
    """The named options without a share, where there is anything to share."""
    if gate.at_least > 1 or len(gate.options) < 2:
        return ()
    return tuple(o.node for o in gate.options if o.node and o.share is None)
