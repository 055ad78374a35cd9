"""new: a component, company, source, control, scenario or claim, in a file of its own."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from .asking import Asker
from .document import UsageError
from .sourcing import ask_component, ask_evidence, ask_source, component_called, create, not_taken, words_of
from .writing import asked_and_written, load_own

if TYPE_CHECKING:
    from ..authoring.change import Change
    from ..graph.dataset import Dataset


def new_command(arguments: argparse.Namespace, interactive: bool | None = None) -> int:
    """Write one new record."""
    from ..authoring.change import Change

    root, dataset = load_own(arguments)
    change = Change(root)
    ask = Asker(arguments, interactive)
    words = ["new", arguments.what]
    return asked_and_written(
        ask, words, lambda: _NEW[arguments.what](ask, dataset, change), change, root, positional=""
    )


def _id(ask: Asker, dataset: Dataset, name: str) -> str:
    """The record's id, proposed from its name; ids are unique over all folders."""
    from ..authoring.facts import slug
    from ..graph.records.base import ID_PATTERN

    return ask.text(
        "id",
        "Its id (the file's name):",
        default=slug(name),
        pattern=ID_PATTERN,
        read=lambda said: not_taken(dataset, said),
    )


def new_component(ask: Asker, dataset: Dataset, change: Change) -> None:
    """A thing needed or made."""
    from ..graph.records.base import COUNTRY_PATTERN
    from . import answers

    name = ask.text("name", "What is it called?")
    id_ = _id(ask, dataset, name)
    layer = ask.choice("layer", "In which layer?", {x.id: x.name for x in dataset.manifest.layers})
    description = ask.text("description", "What is it, in a sentence for a policy reader?")
    leaf = ask.choice(
        "leaf",
        "Why does it have no needs and suppliers yet?",
        {"not_researched": "nobody has looked", "commodity": "anybody can make or buy it"},
        default="not_researched",
    )
    record = {
        "id": id_,
        "name": name,
        "layer": layer,
        "description": description,
        "aliases": ask.listed("aliases", "Other names, with commas between them?"),
        "local_names": _local_names(ask),
        "jurisdiction": ask.text(
            "jurisdiction",
            "If its own supply is asked about: for which country?",
            required=False,
            pattern=COUNTRY_PATTERN,
            read=answers.country,
        ),
        "leaf": leaf,
    }
    if not ask.missing:
        create(change, "components", record, layer)


def new_company(ask: Asker, dataset: Dataset, change: Change) -> None:
    """A company."""
    from ..authoring.facts import company_called
    from ..graph.records.base import COUNTRY_PATTERN
    from . import answers

    name = ask.text("name", "Its usual English name?")
    if name and (there := company_called(dataset, name)):
        raise UsageError(f'"{name}" is there already: {dataset.files[there]}')
    record = {
        "id": _id(ask, dataset, name),
        "name": name,
        "headquarters": ask.text(
            "headquarters",
            "In which country is its headquarters (its name, or a code such as KR)?",
            pattern=COUNTRY_PATTERN,
            read=answers.country,
        ),
        "description": ask.text("description", "What is it, if the name does not say?", required=False),
        "aliases": ask.listed("aliases", "Other names, with commas between them?"),
        "local_names": _local_names(ask),
    }
    if not ask.missing:
        create(change, "companies", record)


def new_source(ask: Asker, dataset: Dataset, change: Change) -> None:
    """A document that facts can cite."""
    from ..authoring.facts import source_called

    said = ask.arguments.id or ask.arguments.url or ""
    if said and (there := source_called(dataset, said)):
        raise UsageError(f"it is there already: {dataset.files[there]}")
    ask.arguments.published = ask.arguments.published or ask.arguments.date
    ask.arguments.source, ask.arguments.source_title = ask.arguments.id or "", ask.arguments.title
    if ask.arguments.source_title is None and not ask.interactive:
        ask.missing.append("--title (the document's title, in english)")
    if ask.arguments.source_title is None:
        ask.arguments.source_title = ask.text("title", "Its title, in English:")
    ask_source(ask, dataset, change)


def new_control(ask: Asker, dataset: Dataset, change: Change) -> None:
    """An export rule, with the first date of its timeline."""
    from ..graph.records import Control, TimelineEntry
    from ..graph.records.base import COUNTRY_PATTERN, DATE_PATTERN
    from . import answers

    name = ask.text("name", "The rule's usual short name?")
    id_ = _id(ask, dataset, name)
    authority = ask.text("authority", "Which body can pull it?")
    country = ask.text(
        "authority-country", "That body's country (US)?", pattern=COUNTRY_PATTERN, read=answers.country
    )
    description = ask.text("description", "What does it do, in your own words?")
    statuses = words_of(TimelineEntry.model_fields["status"].annotation)
    status = ask.choice("status", "What is its first known status?", statuses)
    date = ask.text("date", "From which date?", pattern=DATE_PATTERN, read=answers.date)
    effect = ask.choice(
        "effect", "What happens to a covered delivery?", words_of(Control.model_fields["effect"].annotation)
    )
    acts = ask.listed("acts-on", "Which acts does it stop (new-supply,servicing,expansion,use)?")
    if not acts and not ask.interactive and ask.arguments.acts_on is None:
        ask.missing.append("--acts-on (new-supply,servicing,expansion,use)")
    headquarters = ask.listed(
        "reach-headquarters", "Firms of which countries can it bind (US)?", answers.country
    )
    sites = ask.listed("reach-sites", "Goods made in which countries can it bind?", answers.country)
    against = ask.listed("against", "Deliveries to which countries does it stop (CN)?", answers.country)

    def covered(said: str) -> str:
        _covered(dataset, said)
        return said

    covers = ask.listed("covers", "What does it cover (component ids, layer:memory, hbm3e@samsung)?", covered)
    proof = ask_evidence(ask, dataset, change)
    record = {
        "id": id_,
        "name": name,
        "authority": authority,
        "authority_country": country,
        "description": description,
        "timeline": [{"date": date, "status": status, "evidence": proof}],
        "effect": effect,
        "acts_on": acts,
        "reach": {k: v for k, v in (("headquarters", headquarters), ("sites", sites)) if v},
        "covers": [_covered(dataset, what) | {"evidence": proof} for what in covers],
        "against": {"destinations": against} if against else {},
    }
    if not ask.missing:
        create(change, "controls", record)


def _covered(dataset: Dataset, what: str) -> dict[str, str]:
    if what.startswith("layer:"):
        return {"layer": what.removeprefix("layer:")}
    return {"offering": what} if "@" in what else {"component": component_called(dataset, what)}


def new_scenario(ask: Asker, dataset: Dataset, change: Change) -> None:
    """A saved what-if: what is taken away, and which controls are applied or lifted."""
    from ..graph.records.base import DATE_PATTERN
    from . import answers

    title = ask.text("title", "A short title?")
    record: dict[str, Any] = {
        "id": _id(ask, dataset, title),
        "title": title,
        "question": ask.text("question", "Which question does it answer?"),
        "target": ask.text(
            "target",
            "Whose supply?",
            default=dataset.manifest.default_target,
            read=lambda said: component_called(dataset, said),
        ),
        "remove": ask.listed("remove", "What is taken away (nvidia, layer:memory, country:KR)?"),
        "apply": ask.listed("apply", "Which controls are applied in full?"),
        "lift": ask.listed("lift", "Which controls are lifted?"),
        "as_of": ask.text(
            "scenario-as-of", "On which date?", required=False, pattern=DATE_PATTERN, read=answers.date
        ),
        "horizon_months": ask.number("horizon-months", "How many months after the loss?", required=False),
        "note": ask.text("note", "A caveat, in your own words?", required=False),
    }
    if not ask.missing:
        create(change, "scenarios", record)


def new_claim(ask: Asker, dataset: Dataset, change: Change) -> None:
    """A public claim, and what the graph must say for it to hold."""
    from ..graph.records import ClaimRule
    from ..graph.records.base import DATE_PATTERN
    from . import answers

    title = ask.text("title", "The claim in a few words?")
    id_ = _id(ask, dataset, title)
    about = ask_component(ask, dataset, "About which component? Its id or name:", "about")
    said_by = ask.text("said-by", "Who made it?")
    date = ask.text("date", "When?", pattern=DATE_PATTERN, read=answers.date)
    statement = ask.text("statement", "The claim, in your own words?")
    yes = {"yes": "", "no": ""}
    checkable = ask.choice("checkable", "Could anything public settle it?", yes, default="yes")
    bearing = ask.choice("load-bearing", "Do conclusions rest on it?", yes, default="no")
    kind = ask.choice(
        "rule", "How is it checked?", words_of(ClaimRule.model_fields["kind"].annotation), default="side_fact"
    )
    rule: dict[str, Any] = {"kind": kind}
    for option, words, kinds in _RULE_FIELDS:
        if kind in kinds and (found := ask.listed(option, words)):
            rule[option.replace("-", "_")] = found
    if kind in ("runs_without", "no_held_group") and (
        held := ask.text(
            "held-by", "Whose supplies are taken away (foreign, US, control:ID)?", required=False
        )
    ):
        rule["held_by"] = held
    if (
        kind == "stock_share"
        and (most := ask.number("at-most", "The largest part, from 0 to 1?")) is not None
    ):
        rule["at_most"] = most
    proof = ask_evidence(ask, dataset, change)
    record = {
        "id": id_,
        "about": about,
        "title": title,
        "said_by": said_by,
        "date": date,
        "statement": statement,
        "checkable": checkable == "yes",
        "load_bearing": bearing == "yes",
        "rule": rule,
        "evidence": proof,
    }
    if not ask.missing:
        create(change, "claims", record)


_RULE_FIELDS = (
    ("remove", "What is taken away (nvidia, country:KR)?", ("runs_without",)),
    ("layers", "Only in these layers?", ("runs_without", "no_held_group")),
    ("roles", "Only these needs?", ("all_named",)),
    ("specs", "Which figures must be published?", ("disclosed",)),
)


def _local_names(ask: Asker) -> dict[str, str]:
    """Names in other languages: zh=长江存储,ja=..."""

    def read(said: str) -> str:
        language, _, name = (part.strip() for part in said.partition("="))
        if not language or not name:
            raise ValueError("write a language's code, =, and the name")
        return f"{answers.language(language)}={name}"

    from . import answers

    found = ask.listed("local-names", "Names in other languages (zh=..., ja=...)?", read)
    return {language: name for language, _, name in (item.partition("=") for item in found)}


_NEW = {
    "component": new_component,
    "company": new_company,
    "source": new_source,
    "control": new_control,
    "scenario": new_scenario,
    "claim": new_claim,
}
