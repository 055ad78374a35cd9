"""Where in a component's file a fact stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .document import UsageError

if TYPE_CHECKING:
    from ..authoring.change import Change
    from ..authoring.tree import Branch, File
    from ..graph.dataset import Dataset


def reference(thing: str) -> dict[str, Any]:
    """What an alternative names: a component, or one company's offering of it."""
    return {"offering" if "@" in thing else "component": thing}


def opened(change: Change, name: str) -> tuple[File, Branch]:
    from ..authoring.folder import CannotWrite
    from ..authoring.tree import Branch

    try:
        file = change.open(name)
    except CannotWrite as error:
        raise UsageError(str(error)) from error
    assert isinstance(file.root, Branch)
    return file, file.root


def no_longer_leaf(root: Branch) -> None:
    """A component about which something is known is no leaf any more."""
    root.entries = [entry for entry in root.entries if entry.key != "leaf"]


def supplier_in(root: Branch, component: str, company: str, dataset: Dataset) -> Branch:
    from ..authoring.facts import company_called

    id_ = company_called(dataset, company) or company
    known = [s.company for s in dataset.components[component].suppliers if s.company]
    return _item(root, "suppliers", "company", id_, f"{component} is not supplied by", known)


def needs_of(root: Branch, owner: str) -> Branch:
    """The list of requirements of a component, or of one of its offerings."""
    from ..authoring.change import list_in

    component, _, company = owner.partition("@")
    if not company:
        return list_in(root, "requires")
    holder = _item(root, "suppliers", "company", company, f"{component} is not supplied by", [])
    return list_in(holder, "requires")


def any_of_role(needs: Branch, role: str) -> Branch:
    from ..authoring.change import list_in
    from ..authoring.tree import Branch
    from ..graph.problems import did_you_mean

    found = [e.node for e in needs.entries if isinstance(e.node, Branch)]
    for node in found:
        if node.data_of("role") == role:
            return list_in(node, "any_of")
    roles = [str(node.data_of("role")) for node in found]
    hint = did_you_mean(role, roles) or (f"its roles: {', '.join(roles)}" if roles else "it has none")
    raise UsageError(f'no need with the role "{role}"; {hint}')


def alternative_in(root: Branch, role: str, thing: str) -> Branch:
    from ..authoring.change import list_in

    name = next(iter(reference(thing)))
    any_of = any_of_role(list_in(root, "requires"), role)
    return _pick(any_of, name, thing, f'"{role}" is not met by', [])


def _item(root: Branch, field: str, key: str, value: str, what: str, known: list[str]) -> Branch:
    from ..authoring.change import list_in

    return _pick(list_in(root, field), key, value, what, known)


def _pick(items: Branch, key: str, value: str, what: str, known: list[str]) -> Branch:
    from ..authoring.tree import Branch
    from ..graph.problems import did_you_mean

    found = [e.node for e in items.entries if isinstance(e.node, Branch) and e.node.data_of(key) == value]
    if len(found) == 1:
        found[0].flow = items.flow = False
        return found[0]
    if found:
        raise UsageError(f'"{value}" stands there more than once, as sides of a dispute: edit the file')
    near = did_you_mean(value, known) or (f"known: {', '.join(known)}" if known else "")
    raise UsageError(f'{what} "{value}"{"; " + near if near else ""}')
