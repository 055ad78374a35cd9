"""Where in a component's file a statement stands, by its id."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .tree import Branch


@dataclass(frozen=True, slots=True)
class Place:
    """A statement's list, the item in it, and what kind of statement it is."""

    items: Branch
    item: Branch
    kind: str  # share, capacity, stock, specs, alternative, supplier


def places(root: Branch, component: str) -> Iterator[tuple[str, Place]]:
    """Every statement of a component that a second one can stand beside, with its id.

    The ids are those of ``graph.statements``; several sides of a dispute share one.
    """
    yield from _needs(root, component)
    for supplier in _items(root, "suppliers"):
        who = _name(supplier)
        base = f"{component}/suppliers/{who}"
        yield base, Place(_list(root, "suppliers"), supplier, "supplier")
        yield from _dated(supplier, base, "shares", "share", "period")
        yield from _dated(supplier, base, "capacity", "capacity", "period")
        yield from _dated(supplier, base, "stock", "stock", "date")
        yield from _needs(supplier, f"{component}@{who}")
        for part in _items(supplier, "made_in"):
            country = str(part.data_of("country") or "").lower()
            here = f"{base}/made_in/{part.data_of('place') or country}"
            yield from _dated(part, here, "shares", "share", "period")
        for part in _items(supplier, "buyers"):
            here = f"{base}/buyers/{part.data_of('company')}"
            yield from _dated(part, here, "shares", "share", "period")
    yield from _dated(root, component, "stock", "stock", "date")
    for spec in _items(root, "specs"):
        yield f"{component}/specs/{spec.data_of('name')}", Place(_list(root, "specs"), spec, "specs")


def _needs(owner: Branch, base: str) -> Iterator[tuple[str, Place]]:
    for need in _items(owner, "requires"):
        for alternative in _items(need, "any_of"):
            ref = alternative.data_of("component") or alternative.data_of("offering") or "unknown"
            here = f"{base}/{need.data_of('role')}/{ref}"
            yield here, Place(_list(need, "any_of"), alternative, "alternative")
            yield from _dated(alternative, here, "shares", "share", "period")


def _dated(owner: Branch, base: str, field: str, word: str, day: str) -> Iterator[tuple[str, Place]]:
    for item in _items(owner, field):
        yield f"{base}/{word}/{item.data_of(day)}", Place(_list(owner, field), item, word)


def _name(supplier: Branch) -> str:
    if company := supplier.data_of("company"):
        return str(company)
    if supplier.data_of("unnamed"):
        return f"unnamed-{str(supplier.data_of('country') or 'xx').lower()}"
    return "unknown"


def _list(owner: Branch, field: str) -> Branch:
    node = owner.get(field)
    assert isinstance(node, Branch)
    return node


def _items(owner: Branch, field: str) -> list[Branch]:
    node = owner.get(field)
    if not isinstance(node, Branch) or node.keyed:
        return []
    return [e.node for e in node.entries if isinstance(e.node, Branch) and e.node.keyed]
