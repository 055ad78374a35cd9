"""Rules on the form of requirements and suppliers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..dataset import Dataset
from ..problems import Finding, Loc
from ..records import Addition, Alternative, Coverage, Owner, Supplier
from . import walk

RESERVED_ROLES = frozenset(
    {
        *("suppliers", "stock", "stock_lasts_months", "specs", "not_needed"),
        *("places", "members", "made_in", "capacity", "shares", "buyers"),
    }
)


def _exactly_one(file: str, loc: Loc, rule: str, value: Any, names: tuple[str, ...]) -> Iterator[Finding]:
    given = [name for name in names if getattr(value, name) is not None]
    if len(given) != 1:
        here = f"here are {' and '.join(given)}" if given else "here is none of them"
        yield Finding(
            file,
            loc,
            rule,
            f"exactly one of {', '.join(names)} is needed, {here}",
            "keep one of them" if given else "add one of them",
        )


def alternative_choice(dataset: Dataset) -> Iterator[Finding]:
    """An alternative is a component, an offering, or unknown."""
    for file, loc, alternative in walk.everywhere(dataset, Alternative):
        names = ("component", "offering", "unknown")
        yield from _exactly_one(file, loc, "alternative-choice", alternative, names)


def supplier_choice(dataset: Dataset) -> Iterator[Finding]:
    """A supplier is a company, an unnamed group with a country, or unknown."""
    for file, loc, supplier in walk.everywhere(dataset, Supplier):
        yield from _exactly_one(file, loc, "supplier-choice", supplier, ("company", "unknown", "unnamed"))
        if supplier.unnamed and supplier.country is None:
            yield Finding(
                file,
                loc,
                "supplier-choice",
                "an unnamed group without a country",
                'add "country: XX"; others of whom nothing is known are "unknown: true"',
            )
        if not supplier.unnamed and (supplier.country or supplier.members):
            yield Finding(
                file,
                loc,
                "supplier-choice",
                "country and members belong to unnamed groups only",
                "a company's places go into made_in",
            )


def owner_choice(dataset: Dataset) -> Iterator[Finding]:
    """An owner is a company with a file or a named holder; stakes add up to 100 percent at most."""
    for file, loc, owner in walk.everywhere(dataset, Owner):
        yield from _exactly_one(file, loc, "owner-choice", owner, ("company", "holder"))
    for company in dataset.companies.values():
        total = sum(o.percent for o in company.owners)
        if total > 100.5:
            yield Finding(
                dataset.files[company.id],
                ("owners",),
                "owner-choice",
                f"the stakes add up to {total:g} percent",
                "they can be 100 at most",
            )


def coverage_choice(dataset: Dataset) -> Iterator[Finding]:
    """A control covers a component, a layer or an offering; a scenario adds one thing at a time."""
    for file, loc, coverage in walk.everywhere(dataset, Coverage):
        yield from _exactly_one(file, loc, "coverage-choice", coverage, ("component", "layer", "offering"))
    for file, loc, addition in walk.everywhere(dataset, Addition):
        yield from _exactly_one(file, loc, "addition-choice", addition, ("supplier", "alternative"))
        if addition.alternative is not None and addition.role is None:
            yield Finding(
                file,
                loc,
                "addition-choice",
                "an alternative without a role",
                "name the role of the requirement that gains it",
            )


def duplicate_role(dataset: Dataset) -> Iterator[Finding]:
    """Roles are unique in a component or supplier, unless they are sides of a dispute."""
    seen: set[tuple[str, str, str | None]] = set()
    for need in walk.requirements(dataset):
        key = (need.owner, need.requirement.role, need.requirement.position)
        if key in seen:
            yield Finding(
                need.file,
                (*need.loc, "role"),
                "duplicate-role",
                f'the role "{need.requirement.role}" stands here a second time',
                "roles are unique in a component: give this one another name",
            )
        seen.add(key)


def reserved_role(dataset: Dataset) -> Iterator[Finding]:
    """A role cannot be mistaken for another part of a statement's id."""
    for need in walk.requirements(dataset):
        role = need.requirement.role
        if role in RESERVED_ROLES or "/" in role:
            yield Finding(
                need.file,
                (*need.loc, "role"),
                "reserved-role",
                f'"{role}" has another meaning in the ids of statements',
                'give the role another name, without "/"',
            )


def duplicate_layer(dataset: Dataset) -> Iterator[Finding]:
    """A layer is declared once."""
    layers = dataset.layer_order
    for i, layer in enumerate(layers):
        if layer in layers[:i]:
            yield Finding(
                "dataset.yaml",
                ("layers", i, "id"),
                "duplicate-layer",
                f'the layer "{layer}" stands here a second time',
                "keep one of the two",
            )


def duplicate_alternative(dataset: Dataset) -> Iterator[Finding]:
    """An alternative stands once in its requirement."""
    for need in walk.requirements(dataset):
        seen: set[tuple[Any, ...]] = set()
        for i, alt in enumerate(need.requirement.any_of):
            what = alt.component or alt.offering or ("unknown" if alt.unknown else None)
            if what and (what, alt.position) in seen:
                yield Finding(
                    need.file,
                    (*need.loc, "any_of", i),
                    "duplicate-alternative",
                    f'"{what}" stands here a second time',
                    "keep one of the two",
                )
            seen.add((what, alt.position))


def duplicate_supplier(dataset: Dataset) -> Iterator[Finding]:
    """A company stands once among the suppliers, and a place once in an offering."""
    for component in dataset.components.values():
        seen: set[tuple[str, str | None]] = set()
        file = dataset.files[component.id]
        for i, supplier in enumerate(component.suppliers):
            id_ = walk.offering_id(component.id, supplier)
            if (id_, supplier.position) in seen:
                yield Finding(
                    file,
                    ("suppliers", i),
                    "duplicate-supplier",
                    f'"{id_.partition("@")[2]}" stands here a second time',
                    "keep one of the two",
                )
            seen.add((id_, supplier.position))
            places: set[str] = set()
            for j, place in enumerate(supplier.made_in):
                if place.id in places:
                    yield Finding(
                        file,
                        ("suppliers", i, "made_in", j),
                        "duplicate-place",
                        f'the place "{place.id}" stands here a second time',
                        'give one of them a "place:" id of its own',
                    )
                places.add(place.id)


def supplier_order(dataset: Dataset) -> Iterator[Finding]:
    """Suppliers are sorted by company, then unnamed groups, then unknown."""
    for component in dataset.components.values():
        keys = [
            (0, s.company) if s.company else (1, s.country or "") if s.unnamed else (2, "")
            for s in component.suppliers
        ]
        for i in range(1, len(keys)):
            if keys[i] < keys[i - 1]:
                hint = "sort by company, then unnamed groups, then unknown: two additions then never clash"
                yield Finding(
                    dataset.files[component.id],
                    ("suppliers", i),
                    "supplier-order",
                    f'"{keys[i][1] or "unknown"}" stands too late in the list',
                    hint,
                )
                break


def at_least_range(dataset: Dataset) -> Iterator[Finding]:
    """at_least asks for no more alternatives than there are."""
    for need in walk.requirements(dataset):
        count = len({a.component or a.offering or "" for a in need.requirement.any_of})
        if need.requirement.at_least > count:
            here = f"here {'is' if count == 1 else 'are'} {count}"
            yield Finding(
                need.file,
                (*need.loc, "at_least"),
                "at-least-range",
                f"{need.requirement.at_least} must run, but {here}",
                "add alternatives or lower it: what nothing can meet stops everything above it",
            )


def leaf(dataset: Dataset) -> Iterator[Finding]:
    """A component that requires nothing and names no supplier says why, and no other does."""
    for component in dataset.components.values():
        file = dataset.files[component.id]
        bare = not component.requires and not component.suppliers and not component.stock
        if bare and component.leaf is None:
            hint = 'add "leaf: commodity" or "leaf: not_researched": a gap must not read as resilience'
            yield Finding(file, ("id",), "leaf", "it requires nothing and nobody supplies it", hint)
        if component.leaf is not None and not bare:
            yield Finding(
                file, ("leaf",), "leaf", "a leaf with requirements, suppliers or stock", 'delete "leaf"'
            )


def stock_lasts(dataset: Dataset) -> Iterator[Finding]:
    """How long a stock lasts is said of a component that is nothing but stock."""
    for component in dataset.components.values():
        made = component.requires or component.suppliers
        if component.stock_lasts_months is not None and (made or not component.stock):
            hint = "split the stock off as a component of its own, or write runs_without_months on the need"
            what = "it can still be made" if made else "there is no stock"
            file, loc = dataset.files[component.id], ("stock_lasts_months",)
            yield Finding(file, loc, "stock-lasts", what, hint)


def undisclosed_form(dataset: Dataset) -> Iterator[Finding]:
    """An undisclosed slot has two candidates or more, no shares, and says whether they are all."""
    for need in walk.requirements(dataset):
        slot = need.requirement
        if not slot.undisclosed:
            if slot.exhaustive is not None:
                yield Finding(
                    need.file,
                    (*need.loc, "exhaustive"),
                    "undisclosed",
                    "exhaustive without undisclosed",
                    'for ordinary lists write "complete: true" or "complete: false"',
                )
            continue
        if slot.exhaustive is None:
            yield Finding(
                need.file,
                (*need.loc, "undisclosed"),
                "undisclosed",
                "undisclosed without exhaustive",
                'add "exhaustive: true" if the candidates are all there can be, else false',
            )
        if slot.at_least != 1:
            yield Finding(
                need.file,
                (*need.loc, "at_least"),
                "undisclosed",
                "at_least with undisclosed: one of the candidates is real",
                "delete at_least",
            )
        for i, alt in enumerate(slot.any_of):
            if alt.unknown:
                yield Finding(
                    need.file,
                    (*need.loc, "any_of", i),
                    "undisclosed",
                    "unknown among the candidates",
                    'delete it and write "exhaustive: false"',
                )
            if alt.shares:
                yield Finding(
                    need.file,
                    (*need.loc, "any_of", i, "shares"),
                    "undisclosed",
                    "a share of a candidate",
                    "one candidate has all of it: delete the shares",
                )
        if len(slot.any_of) < 2 and slot.exhaustive:
            yield Finding(
                need.file,
                need.loc,
                "undisclosed",
                "one candidate that is all there can be",
                "then it is disclosed: delete undisclosed and exhaustive",
            )


def not_needed_conflict(dataset: Dataset) -> Iterator[Finding]:
    """A component does not require what it says it does not need."""
    for component in dataset.components.values():
        required = {
            a.component or (a.offering or "").partition("@")[0] for r in component.requires for a in r.any_of
        }
        for i, negative in enumerate(component.not_needed):
            if negative.component in required:
                yield Finding(
                    dataset.files[component.id],
                    ("not_needed", i),
                    "not-needed",
                    f'"{negative.component}" is required above and not needed here',
                    "if sources disagree, make it a dispute",
                )


def supplier_unknown_form(dataset: Dataset) -> Iterator[Finding]:
    """What nobody has named has no share, places or requirements of its own."""
    for file, loc, alt in walk.everywhere(dataset, Alternative):
        if alt.unknown and alt.shares:
            yield Finding(
                file,
                (*loc, "shares"),
                "unknown-share",
                "shares of others that nobody has named",
                "delete them: the remainder is computed",
            )
    for file, loc, supplier in walk.everywhere(dataset, Supplier):
        for name in ("shares", "made_in", "requires", "stock", "capacity", "buyers"):
            if supplier.unknown and getattr(supplier, name):
                yield Finding(
                    file,
                    (*loc, name),
                    "unknown-share",
                    f"{name} of others that nobody has named",
                    "delete them: the remainder is computed"
                    if name == "shares"
                    else "delete the field: nothing is known of them",
                )


RULES = (
    alternative_choice,
    supplier_choice,
    owner_choice,
    coverage_choice,
    duplicate_role,
    reserved_role,
    duplicate_layer,
    duplicate_alternative,
    duplicate_supplier,
    supplier_order,
    at_least_range,
    leaf,
    stock_lasts,
    undisclosed_form,
    not_needed_conflict,
    supplier_unknown_form,
)
