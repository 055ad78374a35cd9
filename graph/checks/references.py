"""Rules on references: every id that is named exists, with the right kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..countries import COUNTRIES
from ..dataset import Dataset
from ..problems import Finding, Loc, did_you_mean
from ..records import (
    Addition,
    Alternative,
    Buyer,
    Capacity,
    ControlTarget,
    Coverage,
    Evidence,
    NotNeeded,
    Owner,
    Reach,
    Setting,
    Stock,
    Supplier,
)
from ..records.base import Disputable
from . import walk


def _missing(
    file: str,
    loc: Loc,
    rule: str,
    what: str,
    id_: str,
    known: Iterable[str],
    dataset: Dataset,
    hint: str = "",
) -> Finding:
    for gone in dataset.retired.retired:
        if gone.id == id_:
            why = " ".join(gone.reason.split())
            hint = f'use "{gone.replaced_by}" ({why})' if gone.replaced_by else f"choose another ({why})"
            return Finding(file, loc, rule, f'"{id_}" was retired on {gone.date}', hint)
    return Finding(file, loc, rule, f'no {what} "{id_}"', did_you_mean(id_, known) or hint)


def unknown_component(dataset: Dataset) -> Iterator[Finding]:
    """A component that is named has a file."""
    named: list[tuple[str, Loc, str | None]] = []
    for kind in (Alternative, NotNeeded, Coverage, Addition):
        named += [(f, (*loc, "component"), v.component) for f, loc, v in walk.everywhere(dataset, kind)]
    for file, loc, capacity in walk.everywhere(dataset, Capacity):
        named += [(file, (*loc, "also", i), c) for i, c in enumerate(capacity.also)]
    for file, loc, id_ in named:
        if id_ is not None and id_ not in dataset.components:
            yield _missing(
                file,
                loc,
                "unknown-component",
                "component",
                id_,
                dataset.components,
                dataset,
                "add components/<layer>/<id>.yaml for it",
            )


def unknown_offering(dataset: Dataset) -> Iterator[Finding]:
    """An offering that is named has a component, a supplier and, if given, a place."""
    named: list[tuple[str, Loc, str | None]] = []
    for kind in (Alternative, Coverage, Setting):
        named += [(f, (*loc, "offering"), v.offering) for f, loc, v in walk.everywhere(dataset, kind)]
    for file, loc, target in walk.everywhere(dataset, ControlTarget):
        named += [(file, (*loc, "offerings", i), ref) for i, ref in enumerate(target.offerings)]
    added: dict[tuple[str, str], list[Supplier]] = {}
    for file, _, addition in walk.everywhere(dataset, Addition):
        if addition.supplier is not None:
            # A scenario can speak of an offering that it has added itself.
            added.setdefault((file, addition.component), []).append(addition.supplier)
    for file, loc, ref in named:
        if ref is None:
            continue
        component_id, _, rest = ref.partition("@")
        company, _, place = rest.partition("/")
        component = dataset.components.get(component_id)
        if component is None:
            yield _missing(
                file,
                loc,
                "unknown-offering",
                "component",
                component_id,
                dataset.components,
                dataset,
                "name a component that has a file",
            )
            continue
        makers = {
            s.company: s for s in (*component.suppliers, *added.get((file, component_id), ())) if s.company
        }
        if company not in makers:
            hint = did_you_mean(company, makers) or f"add it to the suppliers of {component_id}"
            message = f'"{component_id}" has no supplier "{company}"'
            yield Finding(file, loc, "unknown-offering", message, hint)
        elif place and place not in {p.id for p in makers[company].made_in}:
            places = ", ".join(sorted(p.id for p in makers[company].made_in)) or "none recorded"
            yield Finding(
                file,
                loc,
                "unknown-offering",
                f'"{component_id}@{company}" is not made in "{place}"',
                f"places: {places}",
            )


def unknown_company(dataset: Dataset) -> Iterator[Finding]:
    """A company that is named has a file."""
    named: list[tuple[str, Loc, str | None]] = []
    for kind in (Supplier, Owner, Buyer):
        named += [(f, (*loc, "company"), v.company) for f, loc, v in walk.everywhere(dataset, kind)]
    for file, loc, supplier in walk.everywhere(dataset, Supplier):
        named += [(file, (*loc, "members", i), m) for i, m in enumerate(supplier.members)]
    for file, loc, stock in walk.everywhere(dataset, Stock):
        named += [(file, (*loc, "held_by"), stock.held_by), (file, (*loc, "maker"), stock.maker)]
    for listing in (Reach, ControlTarget):
        for file, loc, value in walk.everywhere(dataset, listing):
            named += [(file, (*loc, "companies", i), c) for i, c in enumerate(value.companies)]
    for file, loc, id_ in named:
        if id_ is not None and id_ not in dataset.companies:
            hint = "add companies/<id>.yaml for it"
            yield _missing(file, loc, "unknown-company", "company", id_, dataset.companies, dataset, hint)


def unknown_source(dataset: Dataset) -> Iterator[Finding]:
    """A source that is cited has a file."""
    for file, loc, evidence in walk.everywhere(dataset, Evidence):
        cited = [((*loc, "cites", i, "source"), c.source) for i, c in enumerate(evidence.cites)]
        if evidence.via:
            cited.append(((*loc, "via"), evidence.via))
        for where, id_ in cited:
            if id_ not in dataset.sources:
                hint = "add sources/<id>.yaml for it"
                yield _missing(file, where, "unknown-source", "source", id_, dataset.sources, dataset, hint)


def unknown_dispute(dataset: Dataset) -> Iterator[Finding]:
    """A dispute that is named has a file, and the position is one of its sides."""
    for file, loc, value in walk.everywhere(dataset, Disputable):
        if value.dispute is None:
            if value.position is not None:
                yield Finding(
                    file,
                    (*loc, "position"),
                    "unknown-dispute",
                    "a position without a dispute",
                    "name the dispute, or delete the position",
                )
        elif value.dispute not in dataset.disputes:
            yield _missing(
                file,
                (*loc, "dispute"),
                "unknown-dispute",
                "dispute",
                value.dispute,
                dataset.disputes,
                dataset,
                "add disputes/<id>.yaml for it",
            )
        else:
            sides = [p.id for p in dataset.disputes[value.dispute].positions]
            if value.position not in sides:
                said = f'no position "{value.position}"' if value.position else "no position given"
                yield Finding(
                    file,
                    (*loc, "position" if value.position else "dispute"),
                    "unknown-position",
                    f'{said} in dispute "{value.dispute}"',
                    f"its sides: {', '.join(sides)}",
                )


def unknown_layer(dataset: Dataset) -> Iterator[Finding]:
    """A layer that is named is declared in dataset.yaml."""
    layers = dataset.layer_order
    named: list[tuple[str, Loc, str]] = [
        (dataset.files[c.id], ("layer",), c.layer) for c in dataset.components.values()
    ]
    for file, loc, coverage in walk.everywhere(dataset, Coverage):
        if coverage.layer:
            named.append((file, (*loc, "layer"), coverage.layer))
    for file, loc, layer in named:
        if layer not in layers:
            hint = did_you_mean(layer, layers) or f"layers: {', '.join(layers)}"
            yield Finding(file, loc, "unknown-layer", f'no layer "{layer}"', hint)


def wrong_folder(dataset: Dataset) -> Iterator[Finding]:
    """A component lies in the folder of its layer."""
    for id_, component in dataset.components.items():
        folder = dataset.files[id_].split("/")[1]
        if folder != component.layer:
            yield Finding(
                dataset.files[id_],
                ("layer",),
                "wrong-folder",
                f'the layer is "{component.layer}", the folder is "{folder}"',
                f"move the file to components/{component.layer}/",
            )


def unknown_target(dataset: Dataset) -> Iterator[Finding]:
    """A target that is named is a component."""
    named: list[tuple[str, Loc, str | None]] = [
        ("dataset.yaml", ("default_target",), dataset.manifest.default_target)
    ]
    named += [(dataset.files[s.id], ("target",), s.target) for s in dataset.scenarios.values()]
    for claim in dataset.claims.values():
        file = dataset.files[claim.id]
        named += [(file, ("rule", "targets", i), id_) for i, id_ in enumerate(claim.rule.targets)]
        named.append((file, ("about",), claim.about))
    for file, loc, id_ in named:
        if id_ is not None and id_ not in dataset.components:
            yield _missing(
                file,
                loc,
                "unknown-target",
                "component",
                id_,
                dataset.components,
                dataset,
                "name a component that has a file",
            )


def unknown_control(dataset: Dataset) -> Iterator[Finding]:
    """A control that a scenario applies or lifts has a file."""
    for scenario in dataset.scenarios.values():
        for name in ("apply", "lift"):
            for i, id_ in enumerate(getattr(scenario, name)):
                if id_ not in dataset.controls:
                    yield _missing(
                        dataset.files[scenario.id],
                        (name, i),
                        "unknown-control",
                        "control",
                        id_,
                        dataset.controls,
                        dataset,
                        "add controls/<id>.yaml for it",
                    )


def unknown_role(dataset: Dataset) -> Iterator[Finding]:
    """A role that a scenario extends exists in that component."""
    for file, loc, addition in walk.everywhere(dataset, Addition):
        component = dataset.components.get(addition.component)
        if component and addition.role is not None:
            roles = [r.role for r in component.requires]
            if addition.role not in roles:
                hint = f"roles: {', '.join(roles)}" if roles else "it requires nothing"
                yield Finding(
                    file,
                    (*loc, "role"),
                    "unknown-role",
                    f'"{component.id}" has no role "{addition.role}"',
                    did_you_mean(addition.role, roles) or hint,
                )


def retired_id(dataset: Dataset) -> Iterator[Finding]:
    """An id that was retired is not used again."""
    for gone in dataset.retired.retired:
        if gone.id in dataset.files:
            yield Finding(
                dataset.files[gone.id],
                ("id",),
                "retired-id",
                f'the id "{gone.id}" was retired on {gone.date}',
                "choose another id",
            )


def unknown_replacement(dataset: Dataset) -> Iterator[Finding]:
    """What replaces a retired id exists, or was retired in its turn."""
    known = {*dataset.files, *(gone.id for gone in dataset.retired.retired)}
    for i, gone in enumerate(dataset.retired.retired):
        if gone.replaced_by is not None and gone.replaced_by not in known:
            yield Finding(
                "retired.yaml",
                ("retired", i, "replaced_by"),
                "unknown-replacement",
                f'no record "{gone.replaced_by}"',
                did_you_mean(gone.replaced_by, known) or "name a record that has a file",
            )


def unknown_removal(dataset: Dataset) -> Iterator[Finding]:
    """What a scenario or a claim takes away exists: nvidia, hbm3e@sk-hynix, layer:memory, country:KR."""
    known: dict[str, Iterable[str]] = {
        "company": dataset.companies,
        "component": dataset.components,
        "layer": dataset.layer_order,
        "country": COUNTRIES,
    }
    offerings: set[str] = set()
    for _, _, component, supplier in walk.suppliers(dataset):
        if supplier.unknown:
            continue  # what nobody has named cannot be taken away by name
        offering = walk.offering_id(component.id, supplier)
        parts = (*(place.id for place in supplier.made_in), *supplier.members)
        offerings |= {offering, *(f"{offering}/{part}" for part in parts)}
    named: list[tuple[str, Loc, str]] = []
    for scenario in dataset.scenarios.values():
        named += [(dataset.files[scenario.id], ("remove", i), ref) for i, ref in enumerate(scenario.remove)]
    for claim in dataset.claims.values():
        file = dataset.files[claim.id]
        named += [(file, ("rule", "remove", i), ref) for i, ref in enumerate(claim.rule.remove)]
    for file, loc, ref in named:
        kind, colon, name = ref.partition(":")
        if colon and kind not in known:
            yield Finding(
                file,
                loc,
                "unknown-removal",
                f'"{kind}" stands before the colon',
                did_you_mean(kind, known) or f"only {', '.join(known)} can stand there",
            )
        elif colon and name not in known[kind]:
            code = "use the two-letter code of ISO 3166-1"
            hint = code if kind == "country" else f"write the id of a {kind}"
            yield _missing(file, loc, "unknown-removal", kind, name, known[kind], dataset, hint)
        elif colon or ref in offerings:
            continue
        elif "@" in ref and ref.partition("@")[0] in dataset.components:
            yield Finding(
                file,
                loc,
                "unknown-removal",
                f'no offering "{ref}"',
                did_you_mean(ref, offerings) or "write component@company or component@company/place",
            )
        elif "@" in ref:
            yield _missing(
                file,
                loc,
                "unknown-removal",
                "component",
                ref.partition("@")[0],
                dataset.components,
                dataset,
                "write component@company",
            )
        elif ref not in dataset.companies and ref not in dataset.components:
            yield _missing(
                file,
                loc,
                "unknown-removal",
                "company or component",
                ref,
                [*dataset.companies, *dataset.components],
                dataset,
                "write its id, or layer:, country: and an id",
            )


RULES = (
    unknown_component,
    unknown_offering,
    unknown_company,
    unknown_source,
    unknown_dispute,
    unknown_layer,
    wrong_folder,
    unknown_target,
    unknown_control,
    unknown_role,
    retired_id,
    unknown_replacement,
    unknown_removal,
)
