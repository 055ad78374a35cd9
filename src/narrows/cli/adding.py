"""add: suppliers, shares, alternatives, requirements and capacities of components that are there."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .asking import Asker
from .document import UsageError
from .places import alternative_in, any_of_role, needs_of, no_longer_leaf, opened, reference, supplier_in
from .sourcing import ask_company, ask_component, ask_evidence, thing_called
from .writing import asked_and_written, load_own

if TYPE_CHECKING:
    from ..authoring.change import Change
    from ..authoring.tree import Branch
    from ..graph.dataset import Dataset


def add_command(arguments: argparse.Namespace, interactive: bool | None = None) -> int:
    """Add one fact, with its source and company, to a dataset."""
    from ..authoring.change import Change

    root, dataset = load_own(arguments)
    change = Change(root)
    _take_details(arguments)
    ask = Asker(arguments, interactive)
    more = ["--forecast"] if arguments.forecast else []
    return asked_and_written(
        ask, ["add", arguments.what], lambda: _ADD[arguments.what](ask, dataset, change), change, root, more
    )


def _take_details(arguments: argparse.Namespace) -> None:
    """What stands behind the component without an option's name."""
    names = _DETAILS[arguments.what]
    if len(arguments.details) > len(names):
        given = " ".join(arguments.details[len(names) :])
        raise UsageError(f'"{given}" is too much: after the component come {", ".join(names)} (in quotes)')
    for name, value in zip(names, arguments.details, strict=False):
        if getattr(arguments, name) is not None:
            raise UsageError(f'"{value}" and --{name} say the same: keep one')
        setattr(arguments, name, value)


def add_supplier(ask: Asker, dataset: Dataset, change: Change, *, new: tuple[str, str] | None = None) -> None:
    """A company that makes a component; ``new`` is one that is written now: its id and its file."""
    from ..authoring.change import append, list_in
    from ..authoring.facts import OTHERS
    from . import answers

    if new is None:
        component = ask_component(ask, dataset, "Which component does it make? Its id or name:")
        if not component:
            ask.settle()
        name, listed = dataset.files[component], dataset.components[component].suppliers
    else:
        (component, name), listed = new, ()
    company = ask_company(ask, dataset, change)
    if company in {s.company for s in listed}:
        raise UsageError(
            f'"{company}" supplies {component} already; for another share "narrows add share {component} '
            f'{company}", to contradict it "narrows dispute {component}/suppliers/{company}"'
        )
    made_in = ask.listed(
        "made-in",
        "In which countries is it made, if the source says so (Japan, KR; not the headquarters)?",
        answers.country,
    )
    months = ask.number(
        "lead-time-months", "If it cannot deliver yet: after how many months could it?", required=False
    )
    entry: dict[str, Any] = {"company": company}
    if made_in:
        entry["made_in"] = [{"country": country} for country in made_in]
    has_unknown = any(s.unknown for s in listed)
    others = ""
    if not has_unknown:
        others = ask.choice(
            "others",
            "If this supplier vanished, could another step in, beyond those listed?",
            OTHERS,
            default="unknown",
        )
    proof = ask_evidence(ask, dataset, change)
    if ask.missing:
        return
    if months is not None:
        entry |= {"lead_time_months": months, "lead_time_evidence": proof}
    entry["evidence"] = proof
    file, root = opened(change, name)
    no_longer_leaf(root)
    suppliers = list_in(root, "suppliers")
    append(suppliers, entry)
    if others == "now":
        append(suppliers, {"unknown": True})
    if others == "later":
        print(
            f"add the one who could: narrows add supplier {component} --lead-time-months N", file=sys.stderr
        )
    change.put(name, file)


def add_share(ask: Asker, dataset: Dataset, change: Change) -> None:
    """A supplier's share of a component, or an alternative's share of a requirement."""
    from ..authoring.change import append, list_in

    component = ask_component(ask, dataset, "Share of which component? Its id or name:")
    if not component:
        ask.settle()

    def root() -> Branch:
        return opened(change, dataset.files[component])[1]

    role, who = "", ""
    if ask.interactive and ask.arguments.role is None:
        words = "Whose share? The company (Enter: not a maker's, but of what meets one of its needs):"
        who = _ask_supplier(ask, dataset, change, component, words, required=False)
    if not who:
        role = ask.text(
            "role",
            "Of which of its needs? The role:",
            required=ask.interactive,
            read=lambda said: _read(said, lambda: any_of_role(list_in(root(), "requires"), said)),
        )
    if role:
        who = ask.text(
            "of",
            "Whose share: the id of a component, or of one maker's (hbm3e@samsung)?",
            read=lambda said: _read(said, lambda: alternative_in(root(), role, said)),
        )
    elif not who:
        who = _ask_supplier(ask, dataset, change, component, "Whose share? The company:")
    share = ask_share(ask)
    proof = ask_evidence(ask, dataset, change)
    if ask.missing:
        return
    file, top = opened(change, dataset.files[component])
    entry = alternative_in(top, role, who) if role else supplier_in(top, component, who, dataset)
    append(list_in(entry, "shares"), share | {"evidence": proof})
    change.put(dataset.files[component], file)


def ask_share(ask: Asker) -> dict[str, Any]:
    """A share's value, measure, market and period."""
    from ..graph.records import Share
    from ..graph.records.base import MARKET_PATTERN, PERIOD_PATTERN
    from . import answers
    from .sourcing import words_of

    found: dict[str, Any] = {}
    for name, words in (
        ("value", "The share, as 0.62 or 62%:"),
        ("low", "The lower end, if it is a range?"),
        ("high", "The upper end?"),
    ):
        text = ask.text(name, words, required=name == "value", read=answers.share)
        if text:
            found[name] = float(text)
    if ask.arguments.forecast:
        found["forecast"] = True
    measures = words_of(Share.model_fields["measure"].annotation)
    found["measure"] = ask.choice("measure", "A share of what?", measures)
    market = ask.text("market", "Of whose purchases?", default="world", pattern=MARKET_PATTERN)
    if market != "world":
        found["market"] = market
    found["period"] = ask.text(
        "period", "In which period (2025, 2025-H1, 2025-Q2)?", pattern=PERIOD_PATTERN, read=answers.period
    )
    return found


def add_capacity(ask: Asker, dataset: Dataset, change: Change) -> None:
    """How much a supplier can make."""
    from ..authoring.change import append, list_in
    from ..graph.records.base import PERIOD_PATTERN
    from . import answers

    component = ask_component(ask, dataset, "Capacity for which component? Its id or name:")
    if not component:
        ask.settle()
    company = _ask_supplier(ask, dataset, change, component, "Whose? The company:")
    value = ask.number("value", "How much?")
    unit = ask.text("unit", "Of what (wafers/month, stacks/year)?")
    period = ask.text("period", "When (2025, 2025-Q2)?", pattern=PERIOD_PATTERN, read=answers.period)
    proof = ask_evidence(ask, dataset, change)
    if ask.missing:
        return
    entry = {"value": value, "unit": unit} | ({"forecast": True} if ask.arguments.forecast else {})
    file, root = opened(change, dataset.files[component])
    supplier = supplier_in(root, component, company, dataset)
    append(list_in(supplier, "capacity"), entry | {"period": period, "evidence": proof})
    change.put(dataset.files[component], file)


def add_alternative(ask: Asker, dataset: Dataset, change: Change) -> None:
    """Another way to meet a need; if it cannot step in, a need of its own."""
    from ..authoring.change import append
    from ..authoring.facts import GATES

    owner, role, thing = _need(ask, dataset, change)
    gate = ask.choice(
        "gate", f"If what meets {role or 'the need'} now vanished, could {thing or 'this'} step in?", GATES
    )
    months = ask.number("lead-time-months", "After how many months?") if gate == "later" else None
    proof = ask_evidence(ask, dataset, change)
    new_role = ask.text("new-role", "Then it is a need of its own. Its role:") if gate == "never" else ""
    if ask.missing:
        return
    component = owner.partition("@")[0]
    file, root = opened(change, dataset.files[component])
    if gate == "never":
        append(needs_of(root, owner), {"role": new_role, "any_of": [reference(thing) | {"evidence": proof}]})
    else:
        entry = reference(thing)
        if months is not None:
            entry |= {"lead_time_months": months, "lead_time_evidence": proof}
        append(any_of_role(needs_of(root, owner), role), entry | {"evidence": proof})
    change.put(dataset.files[component], file)


def add_requirement(ask: Asker, dataset: Dataset, change: Change) -> None:
    """A thing that a component cannot be made without."""
    from ..authoring.change import append
    from ..authoring.facts import OTHERS

    owner, role, thing = _need(ask, dataset)
    needs = {
        "consumed": "used up for every unit made",
        "installed": "a tool in the fab",
        "one_time": "a design, made once",
    }
    kind = ask.choice("need", "What kind of need is it?", needs, default="consumed")
    others = ask.choice(
        "others", f"If {thing or 'this'} vanished, could another step in?", OTHERS, default="unknown"
    )
    proof = ask_evidence(ask, dataset, change)
    if ask.missing:
        return
    entry: dict[str, Any] = {"role": role}
    if others == "never":
        entry["complete"] = True
    if kind != "consumed":
        entry["kind"] = kind
    entry["any_of"] = [reference(thing) | {"evidence": proof}]
    if others == "now":
        entry["any_of"].append({"unknown": True})
    if others == "later":
        hint = f'add it: narrows add alternative {owner} "{role}" THING --gate later'
        print(hint, file=sys.stderr)
    component = owner.partition("@")[0]
    file, root = opened(change, dataset.files[component])
    no_longer_leaf(root)
    append(needs_of(root, owner), entry)
    change.put(dataset.files[component], file)


def _need(ask: Asker, dataset: Dataset, change: Change | None = None) -> tuple[str, str, str]:
    """The component or offering that has a need, the role, and what meets it.

    With ``change`` the role is one that is there already.
    """

    def whose(said: str) -> str:
        return thing_called(dataset, said)

    owner = ask.text(
        "component", "What has the need: a component, or only one maker's (hbm4@sk-hynix)?", read=whose
    )

    def there(said: str) -> str:
        if change is not None:
            _, root = opened(change, dataset.files[owner.partition("@")[0]])
            any_of_role(needs_of(root, owner), said)
        return said

    role = ask.text("role", "What is it needed for (the role, such as lithography)?", read=there)
    thing = ask.text("thing", "What meets it: a component, or one maker's (hbm3e@samsung)?", read=whose)
    return owner, role, thing


def _ask_supplier(
    ask: Asker, dataset: Dataset, change: Change, component: str, words: str, *, required: bool = True
) -> str:
    """One of a component's suppliers, also one that this command has just added."""

    def known(said: str) -> None:
        supplier_in(opened(change, dataset.files[component])[1], component, said, dataset)

    return ask.text("of", words, required=required, read=lambda said: _read(said, lambda: known(said)))


def _read(said: str, find: Callable[[], object]) -> str:
    """An answer as it was given, if what it names can be found; raises UsageError otherwise."""
    find()
    return said


_DETAILS = {
    "supplier": ("company",),
    "share": ("of",),
    "capacity": ("of",),
    "alternative": ("role", "thing"),
    "requirement": ("role", "thing"),
}
_ADD = {
    "supplier": add_supplier,
    "share": add_share,
    "capacity": add_capacity,
    "alternative": add_alternative,
    "requirement": add_requirement,
}
