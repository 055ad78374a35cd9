"""dispute: a second sourced value beside the first, as the other side of a disagreement."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from .asking import Asker
from .document import UsageError
from .places import reference
from .sourcing import ask_evidence, not_taken, thing_called
from .writing import asked_and_written, load_own

if TYPE_CHECKING:
    from ..authoring.change import Change
    from ..authoring.locate import Place
    from ..authoring.tree import Branch
    from ..graph.dataset import Dataset
    from ..graph.statements import Statement

VALUES = {
    "share": ("value", "low", "high"),
    "capacity": ("value", "low", "high"),
    "stock": ("amount", "low", "high"),
    "specs": ("value", "low", "high"),
}


def dispute_command(arguments: argparse.Namespace, interactive: bool | None = None) -> int:
    """Write the other side of a statement, and the dispute that holds both."""
    from ..authoring.change import Change

    root, dataset = load_own(arguments)
    change = Change(root)
    ask = Asker(arguments, interactive)
    return asked_and_written(
        ask, ["dispute"], lambda: record_dispute(ask, dataset, change), change, root, positional="statement"
    )


def record_dispute(ask: Asker, dataset: Dataset, change: Change) -> None:
    """The change that records a second value beside a statement's first."""
    from ..authoring.folder import CannotWrite
    from ..authoring.tree import Branch

    said = ask.text(
        "statement",
        "Which statement is contradicted (its id, as narrows why shows it)?",
        read=lambda said: _statement(dataset, said).id,
    )
    if not said:
        return
    statement = _statement(dataset, said)
    component = statement.id.partition("/")[0].partition("@")[0]
    try:
        file = change.open(dataset.files[component])
    except CannotWrite as error:
        raise UsageError(str(error)) from error
    assert isinstance(file.root, Branch)
    place = _place(file.root, component, statement)
    other = _other_value(ask, dataset, place)
    proof = ask_evidence(ask, dataset, change)
    old = place.item.data_of("dispute")
    id_, side = _dispute(ask, dataset, change, statement, str(old) if old else None)
    if ask.missing:
        return
    if not old:
        _set(place.item, {"dispute": id_, "position": "A"})
    _add(place, other | {"dispute": id_, "position": side, "evidence": proof})
    change.put(dataset.files[component], file)


def _statement(dataset: Dataset, said: str) -> Statement:
    from ..graph.problems import did_you_mean
    from ..graph.statements import statements_of

    component = said.partition("/")[0].partition("@")[0]
    if component not in dataset.components:
        near = did_you_mean(component, dataset.components)
        raise UsageError(f'no component "{component}"{"; " + near if near else ""}')
    known = {s.id: s for s in statements_of(dataset.components[component])}
    if said not in known:
        near = did_you_mean(said, known)
        hint = near or f"narrows why {component} shows the statements"
        raise UsageError(f'no statement "{said}"; {hint}')
    return known[said]


def _place(root: Branch, component: str, statement: Statement) -> Place:
    from ..authoring.locate import places

    found = [place for id_, place in places(root, component) if id_ == statement.id]
    if found and found[0].kind != "supplier":
        return found[0]
    raise UsageError(
        f'"{statement.id}": a second value can stand beside a share, a capacity, a stock, a specification or '
        'an alternative of a need; write other disputes by hand (CONTRIBUTING.md, "Add a dispute")'
    )


def _other_value(ask: Asker, dataset: Dataset, place: Place) -> dict[str, Any]:
    """What the other side says, in the form of the first."""
    from . import answers

    if place.kind == "alternative":
        thing = ask.text(
            "instead",
            "What meets the need, according to the other source?",
            read=lambda said: thing_called(dataset, said),
        )
        return reference(thing) if thing else {}
    found: dict[str, Any] = {}
    in_words = place.item.data_of("text") is not None
    if in_words:
        found["text"] = ask.text("text", "What does the other source say?")
        return found
    is_share = place.kind == "share"
    for field in VALUES[place.kind]:
        first = field in ("value", "amount")
        option = "value" if first else field
        words = "The other source's value" if first else f"Its {field} end"
        text = ask.text(
            option,
            f"{words}, as 0.62 or 62%{':' if first else '?'}"
            if is_share
            else f"{words}{':' if first else '?'}",
            required=first,
            read=answers.share if is_share else _as_number,
        )
        if text:
            found[field] = float(text) if is_share else _number(text)
    return found


def _as_number(text: str) -> str:
    if _number(text) is None:
        raise ValueError("write a number")
    return text


def _number(text: str) -> float | None:
    from ..graph.strict_yaml import plain

    value = plain(text)
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _dispute(
    ask: Asker, dataset: Dataset, change: Change, statement: Statement, old: str | None
) -> tuple[str, str]:
    """The dispute's id and the new side's letter; the dispute is written, or gains a side."""
    from ..authoring.change import append, list_in
    from ..authoring.facts import slug
    from ..authoring.tree import Branch
    from ..graph.records.base import ID_PATTERN
    from .sourcing import create

    says = ask.text("says", "What does the other source say, in a sentence?")
    if old is not None:
        side = chr(ord("A") + len(dataset.disputes[old].positions))
        name = dataset.files[old]
        file = change.open(name)
        assert isinstance(file.root, Branch)
        append(list_in(file.root, "positions"), {"id": side, "statement": says})
        change.put(name, file)
        return old, side
    subject = slug(statement.id.replace("suppliers/", ""), 56)
    id_ = ask.text(
        "id",
        "The dispute's id:",
        default=subject,
        pattern=ID_PATTERN,
        read=lambda said: not_taken(dataset, said),
    )
    first = ask.text("first-says", "What does the present one say, in a sentence?", default=statement.text)
    title = ask.text("title", "What is disputed, in a few words?", default=statement.text.partition(":")[0])
    take = ask.choice("take", "Which one does the graph take?", {"A": first, "B": says}, default="A")
    reason = ask.text("reason", "Why?")
    if not ask.missing:
        positions = [{"id": "A", "statement": first}, {"id": "B", "statement": says}]
        record = {"id": id_, "title": title, "positions": positions, "default": take, "reason": reason}
        create(change, "disputes", record)
    return id_, "B"


def _set(item: Branch, values: dict[str, str]) -> None:
    from ..authoring.tree import Entry, node_of

    item.entries += [Entry(node_of(value), name) for name, value in values.items()]


def _add(place: Place, other: dict[str, Any]) -> None:
    """A copy of the first statement with the other side's words, below it."""
    from copy import deepcopy

    from ..authoring.tree import Branch, Entry, node_of

    own = {"value", "low", "high", "amount", "text", "component", "offering", "forecast"}
    own |= {"dispute", "position", "evidence", "note", "shares", "lead_time_months", "lead_time_evidence"}
    kept = [Entry(deepcopy(e.node), e.key) for e in place.item.entries if e.key not in own]
    new = node_of(other)
    assert isinstance(new, Branch)
    place.item.flow = place.items.flow = False
    at = next(i for i, e in enumerate(place.items.entries) if e.node is place.item)
    while at + 1 < len(place.items.entries) and _same(place.items.entries[at + 1].node, place.item):
        at += 1
    place.items.entries.insert(at + 1, Entry(Branch([*kept, *new.entries], True)))


def _same(node: Any, item: Branch) -> bool:
    """Whether an entry is another side of the same dispute."""
    from ..authoring.tree import Branch

    return isinstance(node, Branch) and node.data_of("dispute") == item.data_of("dispute")
