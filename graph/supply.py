"""The supply graph: an immutable directed graph of components, offerings and places.

A node runs when it is not removed and all its gates are met; a gate is met when ``at_least``
of its options run. Requirements, the choice among suppliers and the choice among places are all
gates, so that analyses have one kind of thing to compute with.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from .dataset import Dataset
from .filters import Filters
from .removal import CountryBy, resolve
from .shares import ShareBasis

if TYPE_CHECKING:
    import networkx as nx

NodeKind = Literal["component", "offering", "group", "member", "place"]
GateKind = Literal["requirement", "suppliers", "places", "members"]


@dataclass(frozen=True, slots=True)
class Option:
    """One way to meet a gate; ``node`` is None for suppliers nobody has named."""

    node: str | None
    share: float | None = None
    feedback: bool = False
    lead_time_months: float | None = None
    statement: str = ""


@dataclass(frozen=True, slots=True)
class Gate:
    """A choice: met when ``at_least`` of the options run."""

    id: str
    owner: str
    role: str
    kind: GateKind
    options: tuple[Option, ...]
    at_least: int = 1
    need: Literal["consumed", "installed", "one_time"] = "consumed"
    complete: bool = True
    undisclosed: bool = False
    exhaustive: bool = True
    runs_without_months: float | None = None
    unverified: bool = False
    basis: ShareBasis | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A component, one company's offering of it, an unnamed group, a member of one, or a place.

    stock : whether it is nothing but units already made; ``lasts_months`` says for how long, if known.
    """

    id: str
    kind: NodeKind
    component: str
    layer: str
    gates: tuple[str, ...] = ()
    company: str | None = None
    country: str | None = None
    stock: bool = False
    lasts_months: float | None = None


@dataclass(frozen=True, slots=True, repr=False)
class SupplyGraph:
    """What depends on what. Every value is frozen; ``without`` returns a new graph.

    whole, filters : what the graph was built from: the records before the filters, and these.
    splits, stalled : how often a part of it was written twice (``acts``), and the owner and id of the
        gates that then saw only deliveries that go on.
    """

    dataset: Dataset
    nodes: Mapping[str, Node]
    gates: Mapping[str, Gate]
    removed: frozenset[str] = frozenset()
    removed_refs: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    offerings: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    of_company: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    of_component: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    whole: Dataset | None = None
    filters: Filters = field(default_factory=Filters)
    splits: int = 0
    stalled: frozenset[tuple[str, str]] = frozenset()

    def __repr__(self) -> str:
        title = self.dataset.manifest.title
        gone = f", without {', '.join(self.removed_refs)}" if self.removed_refs else ""
        counts = f"{len(self.dataset.components)} components, {len(self.dataset.companies)} companies"
        return f"<SupplyGraph {title}, version {self.dataset.manifest.version}: {counts}{gone}>"

    def _repr_html_(self) -> str:
        from .overview import overview_html

        return overview_html(self)

    def requirements(self, node: str) -> tuple[Gate, ...]:
        """The gates of a node, in the order they are written. Raises KeyError for an unknown node."""
        return tuple(self.gates[g] for g in self.nodes[node].gates)

    def inputs(self, node: str) -> Iterator[str]:
        """The nodes that a node directly depends on, with repetition."""
        for gate in self.nodes[node].gates:
            for option in self.gates[gate].options:
                if option.node is not None:
                    yield option.node

    def upstream(self, node: str) -> tuple[str, ...]:
        """Everything that a node depends on, sorted; not itself unless it lies on a cycle. O(V + E)."""
        return _reach(node, {n: tuple(self.inputs(n)) for n in self.nodes})

    def downstream(self, node: str) -> tuple[str, ...]:
        """Everything that depends on a node, sorted. O(V + E)."""
        back: dict[str, list[str]] = {n: [] for n in self.nodes}
        for owner in self.nodes:
            for source in self.inputs(owner):
                back[source].append(owner)
        return _reach(node, {n: tuple(v) for n, v in back.items()})

    def without(
        self,
        *refs: str,
        country_by: CountryBy = "headquarters",
        affiliates: bool = True,
        target: str | None = None,
    ) -> SupplyGraph:
        """A new graph in which what the references name is removed.

        A reference is an id (``nvidia``, ``hbm3e``, ``hbm3e@sk-hynix``, ``n4@tsmc/us``),
        ``company:x``, ``component:x``, ``layer:x`` or ``country:CC``. The target and its makers
        are never removed by a country. Raises UnknownReference for anything else.
        """
        gone: set[str] = set(self.removed)
        for ref in refs:
            gone |= resolve(self, ref, country_by=country_by, affiliates=affiliates, target=target)
        return replace(self, removed=frozenset(gone), removed_refs=(*self.removed_refs, *refs))

    def makers(self, component: str) -> tuple[str, ...]:
        """The companies that supply a component, sorted; members of unnamed groups included."""
        return tuple(
            sorted({c for o in self.offerings.get(component, ()) if (c := self.nodes[o].company) is not None})
        )

    def to_networkx(self) -> nx.DiGraph[str]:
        """A directed graph from inputs to dependents, with companies, for graph measures."""
        from .networkx_form import to_networkx

        return to_networkx(self)


def _reach(start: str, edges: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    if start not in edges:
        raise KeyError(start)
    seen: set[str] = set()
    stack = [start]
    while stack:
        for node in edges[stack.pop()]:
            if node not in seen:
                seen.add(node)
                stack.append(node)
    return tuple(sorted(seen))
