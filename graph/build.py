"""From a dataset to its supply graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from types import MappingProxyType

from .checks.walk import offering_id
from .dataset import Dataset
from .filters import Filters, filter_dataset
from .records import Component, Requirement, Supplier
from .shares import choose_basis, share_on
from .supply import Gate, Node, Option, SupplyGraph


def build_graph(dataset: Dataset, filters: Filters | None = None) -> SupplyGraph:
    """The supply graph of a dataset, with the default side of each dispute unless filters say otherwise.

    Raises ValueError if a filter names something that does not exist. O(statements).
    """
    filters = filters or Filters()
    filtered, unverified = filter_dataset(dataset, filters)
    builder = _Builder(filtered, unverified)
    for component in filtered.components.values():
        builder.component(component)
    return SupplyGraph(
        dataset=filtered,
        nodes=MappingProxyType(dict(sorted(builder.nodes.items()))),
        gates=MappingProxyType(builder.gates),
        notes=(*(f"with overlay {name}" for name in filtered.overlays), *_notes(filters)),
        of_company=grouped((n.company, n.id) for n in builder.nodes.values() if n.company),
        of_component=grouped((n.component, n.id) for n in builder.nodes.values()),
        offerings=MappingProxyType({c: tuple(sorted(o)) for c, o in sorted(builder.offerings.items())}),
        whole=dataset,
        filters=filters,
    )


def grouped(pairs: Iterable[tuple[str | None, str]]) -> MappingProxyType[str, tuple[str, ...]]:
    """Node ids by company or component."""
    out: dict[str, list[str]] = defaultdict(list)
    for key, id_ in pairs:
        out[key or ""].append(id_)
    return MappingProxyType({key: tuple(sorted(ids)) for key, ids in sorted(out.items())})


def _notes(filters: Filters) -> tuple[str, ...]:
    notes = []
    if filters.as_of:
        notes.append(f"only statements not after {filters.as_of}")
    if filters.min_confidence:
        notes.append(f"only statements of {filters.min_confidence} confidence or better")
    if filters.without_sources:
        notes.append(f"without {', '.join(filters.without_sources)}")
    notes += [f"dispute {d}: side {s}" for d, s in sorted(filters.disputes.items())]
    return tuple(notes)


class _Builder:
    def __init__(self, dataset: Dataset, unverified: frozenset[str]) -> None:
        self.dataset = dataset
        self.unverified = unverified
        self.nodes: dict[str, Node] = {}
        self.gates: dict[str, Gate] = {}
        self.offerings: dict[str, list[str]] = defaultdict(list)

    def component(self, component: Component) -> None:
        base = [self.requirement(component.id, r) for r in component.requires]
        gates = list(base)
        if component.suppliers:
            ids = [self.supplier(component, s, base) for s in component.suppliers]
            gates.append(self.choice(component, ids))
        self.nodes[component.id] = Node(
            component.id,
            "component",
            component.id,
            component.layer,
            tuple(gates),
            stock=bool(component.stock) and not gates,
            lasts_months=component.stock_lasts_months,
        )

    def requirement(self, owner: str, requirement: Requirement) -> str:
        basis = choose_basis([a.shares for a in requirement.any_of], requirement.basis)
        statement = f"{owner}/{requirement.role}"
        options = []
        for alternative in requirement.any_of:
            ref = alternative.component or alternative.offering
            share = share_on(alternative.shares, basis)
            options.append(
                Option(
                    ref,
                    share.value if share else None,
                    alternative.feedback,
                    alternative.lead_time_months,
                    f"{statement}/{ref or 'unknown'}",
                )
            )
        self.gates[statement] = Gate(
            statement,
            owner,
            requirement.role,
            "requirement",
            tuple(options),
            at_least=requirement.at_least,
            need=requirement.kind,
            complete=requirement.complete and all(o.node for o in options),
            undisclosed=requirement.undisclosed,
            exhaustive=requirement.exhaustive is not False,
            runs_without_months=requirement.runs_without_months,
            unverified=statement in self.unverified,
            basis=basis,
        )
        return statement

    def supplier(self, component: Component, supplier: Supplier, base: Iterable[str]) -> str | None:
        """Add a supplier's offering and its places; its id, or None if nobody has named it."""
        if supplier.unknown:
            return None
        id_ = offering_id(component.id, supplier)
        core = (*base, *(self.requirement(id_, r) for r in supplier.requires))
        layer = component.layer
        parts: list[tuple[str, str | None, str | None]]
        if supplier.unnamed:
            parts = [(f"{id_}/{m}", m, None) for m in supplier.members]
            kind = "members"
        else:
            parts = [(f"{id_}/{p.id}", supplier.company, p.country) for p in supplier.made_in]
            kind = "places"
        for part, company, country in parts:
            self.nodes[part] = Node(
                part, "place" if kind == "places" else "member", component.id, layer, core, company, country
            )
        gates: tuple[str, ...] = core
        if parts:
            gates = (self.parts(id_, supplier, kind, [p[0] for p in parts]),)
        self.nodes[id_] = Node(
            id_,
            "group" if supplier.unnamed else "offering",
            component.id,
            layer,
            gates,
            supplier.company,
            supplier.country,
        )
        self.offerings[component.id] += [p[0] for p in parts] if kind == "members" else []
        self.offerings[component.id].append(id_)
        return id_

    def parts(self, id_: str, supplier: Supplier, kind: str, parts: list[str]) -> str:
        gate = f"{id_}/{kind}"
        shares = [p.shares for p in supplier.made_in] if kind == "places" else [() for _ in parts]
        basis = choose_basis(shares, None)
        found = [share_on(s, basis) for s in shares]
        options = tuple(
            Option(part, share.value if share else None, statement=f"{id_}/made_in/{part.rpartition('/')[2]}")
            for part, share in zip(parts, found, strict=True)
        )
        self.gates[gate] = Gate(
            gate, id_, kind, "places" if kind == "places" else "members", options, basis=basis
        )
        return gate

    def choice(self, component: Component, ids: list[str | None]) -> str:
        gate = f"{component.id}/suppliers"
        basis = choose_basis([s.shares for s in component.suppliers], component.basis)
        options = []
        for id_, supplier in zip(ids, component.suppliers, strict=True):
            share = share_on(supplier.shares, basis)
            who = id_.partition("@")[2] if id_ else "unknown"
            options.append(
                Option(
                    id_,
                    share.value if share else None,
                    lead_time_months=supplier.lead_time_months,
                    statement=f"{gate}/{who}",
                )
            )
        self.gates[gate] = Gate(
            gate,
            component.id,
            "suppliers",
            "suppliers",
            tuple(options),
            complete=all(o.node for o in options),
            basis=basis,
        )
        return gate
