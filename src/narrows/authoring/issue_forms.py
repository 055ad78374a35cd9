"""The issue forms: their fields, the records' fields that these fill, and how a filled form is read.

The files in ``.github/ISSUE_TEMPLATE`` are written from here, so that form, reader and records agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, get_args

from ..graph import records
from .emit import emit
from .tree import File, node_of

LICENCE = "I wrote this in my own words, and it may be published under CC BY 4.0."
NOTHING = frozenset({"", "_No response_", "None"})
MAX_BODY = 100_000


@dataclass(frozen=True, slots=True)
class Field:
    """One field: the option of the command that it becomes, its label, and the record's field it fills."""

    option: str
    label: str
    fills: str  # such as "Supplier.company"
    help: str = ""
    required: bool = False
    example: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    long: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A form: its file, its words, and its fields."""

    name: str
    title: str
    description: str
    prefix: str
    intro: str
    fields: tuple[Field, ...]


class NotAForm(Exception):
    """A text that is no filled form; says what is missing."""


def forms(layers: Mapping[str, str]) -> tuple[Form, ...]:
    """The forms, for a dataset with these layers (names by id)."""
    fact = Form(
        "fact",
        "New fact: a supplier or a share",
        "A company that makes something, or its share. No YAML, no Python.",
        "Fact: ",
        "One fact a form, please. Leave empty what you do not know: a gap is honest, a guess is not.",
        (
            Field("component", "Which component?", "Component.id", "Its id or name.", True, "hbm3e"),
            *_supplier(True),
            *_SHARE,
            *_evidence(True),
        ),
    )
    correction = Form(
        "correction",
        "Correction: a source that says otherwise",
        "A share, capacity, specification or alternative that another source contradicts.",
        "Correction: ",
        "Both statements are kept, each with its source, and you say which one is to be believed. For "
        "anything else that is wrong, open a blank issue.",
        (*_CORRECTION, *_evidence(True)),
    )
    component = Form(
        "component",
        "New component",
        "A thing that is needed or made, and is not in the dataset.",
        "Component: ",
        "If you also know somebody who makes it, fill in the second half, with the source.",
        (*_component(layers), *_supplier(False), *_evidence(False)),
    )
    return fact, correction, component


def _literal(model: type[records.Record], field: str, meanings: Mapping[str, str] | None = None) -> Any:
    words = get_args(model.model_fields[field].annotation)
    # With meanings, only the words that have one: a private source is nothing for a public form.
    return tuple(
        (word, meanings[word] if meanings else "") for word in words if not meanings or word in meanings
    )


KIND_MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "filing": "a prospectus or annual report",
        "regulator": "a rule or a public authority",
        "company-statement": "the company itself",
        "teardown": "somebody opened the thing and looked",
        "analyst-estimate": "an analyst or market researcher",
        "press": "a newspaper or news site",
        "inference": "your own conclusion; say how in the note",
        "own-calculation": "computed by yourself; say how in the note",
    }
)
OTHERS_WORDS = (
    ("now", "yes, somebody nobody has named"),
    ("later", "only after some months"),
    ("never", "no, the sources say there is no other"),
    ("unknown", "the sources do not say"),
)


def _component(layers: Mapping[str, str]) -> Iterator[Field]:
    yield Field("name", "What is it called?", "Component.name", "", True, "HBM4 stack")
    yield Field("id", "Its id", "Component.id", "Lower-case; empty: made of the name.", False, "hbm4")
    yield Field("layer", "In which layer?", "Component.layer", "", True, "", tuple(layers.items()))
    about = "One or two sentences for a policy reader, in your own words."
    yield Field("description", "What is it?", "Component.description", about, True, long=True)
    yield Field("aliases", "Other names", "Component.aliases", "With commas between them.")
    example = "zh=高带宽存储器, ko=..."
    yield Field("local-names", "Names in other languages", "Component.local_names", example=example)
    leaf = _literal_of_leaf()
    yield Field("leaf", "Why are its needs not listed?", "Component.leaf", "", False, "", leaf)


def _literal_of_leaf() -> tuple[tuple[str, str], ...]:
    return (("not_researched", "nobody has looked"), ("commodity", "anybody can make or buy it"))


def _supplier(required: bool) -> Iterator[Field]:
    yield Field("company", "Which company makes it?", "Supplier.company", "Name or id.", required, "SK hynix")
    where = "Only if the company is new here: the country's name, or its code."
    yield Field(
        "headquarters", "In which country is its headquarters?", "Company.headquarters", where, False, "KR"
    )
    made = "Countries with commas between, or their codes. Not the headquarters. Empty if you do not know."
    yield Field("made-in", "Where is it made?", "Supplier.made_in", made, False, "KR, JP")
    late = "Only if it cannot deliver yet."
    yield Field("lead-time-months", "In how many months can it deliver?", "Supplier.lead_time_months", late)
    others = "If this supplier vanished, could another step in, beyond those listed?"
    yield Field("others", "Could another step in?", "Supplier.unknown", others, False, "", OTHERS_WORDS)


_SHARE = (
    Field("value", "Its share", "Share.value", "If you know one. 0.62 or 62%.", False, "62%"),
    Field("low", "The share's lower end", "Share.low", "If it is a range."),
    Field("high", "The share's upper end", "Share.high", "If it is a range."),
    Field("measure", "A share of what?", "Share.measure", choices=_literal(records.Share, "measure")),
    Field("market", "Of whose purchases?", "Share.market", "Empty: the world. Or a country or a buyer's id."),
    Field("period", "In which period?", "Share.period", "", False, "2025-Q2"),
)
_CORRECTION = (
    Field(
        "statement",
        "Which statement is contradicted?",
        "Share.dispute",
        "Its id, as narrows why shows it.",
        True,
        "hbm3e/suppliers/sk-hynix/share/2025-Q2",
    ),
    Field("value", "The other value", "Share.value", "Of a share 0.55 or 55%; of the others a number."),
    Field("low", "Its lower end", "Share.low", "If it is a range."),
    Field("high", "Its upper end", "Share.high", "If it is a range."),
    Field("text", "The other words", "Spec.text", "Of a specification in words."),
    Field("instead", "What meets the need instead", "Alternative.component", "Of an alternative."),
    Field("says", "What does the other source say?", "Position.statement", "In a sentence.", True, long=True),
    Field(
        "take",
        "Which one should be believed?",
        "Dispute.default",
        choices=(("A", "the present one"), ("B", "the other source")),
    ),
    Field("reason", "Why?", "Dispute.reason", "", True, long=True),
)


def _evidence(required: bool) -> Iterator[Field]:
    yield Field("url", "The source's web address", "Source.url", "", required, "https://...")
    yield Field("source-title", "The source's title, in English", "Source.title", "", required)
    yield Field("publisher", "Who published it?", "Source.publisher", "", required)
    yield Field("published", "When was it published?", "Source.date", "", False, "2025-06-30")
    yield Field("language", "Its language", "Source.language", "A code; empty: English.", False, "zh")
    yield Field("original-title", "Its title in that language", "Source.original_title")
    access = _literal(records.Source, "access")
    yield Field("access", "Who can read it?", "Source.access", "", False, "", access)
    yield Field("at", "Where in it?", "Citation.at", "Page, table or section.", False, "p. 12")
    via = "If you read it only through another source that is in the dataset: that one's id."
    yield Field("via", "Read through another source?", "Evidence.via", via)
    kinds = _literal(records.Evidence, "kind", KIND_MEANINGS)
    yield Field("kind", "What kind of source is it?", "Evidence.kind", "", required, "", kinds)
    when = "Not the date on which you read it. A year or a month is enough."
    yield Field("as-of", "For which date was it true?", "Evidence.as_of", when, required, "2025-06")
    sure = "Empty: the most that the kind of source allows. Lower is always allowed."
    levels = _literal(records.Evidence, "confidence")
    yield Field("confidence", "How well is it supported?", "Evidence.confidence", sure, False, "", levels)
    yield Field("note", "Anything to be careful about?", "Evidence.note", "", False, "", (), True)


def form_text(form: Form) -> str:
    """The form as a file for ``.github/ISSUE_TEMPLATE``; the same bytes each time."""
    body: list[dict[str, Any]] = [{"type": "markdown", "attributes": {"value": form.intro}}]
    for field in form.fields:
        about: dict[str, Any] = {"label": field.label}
        if field.help:
            about["description"] = field.help
        if field.choices:
            about["options"] = [f"{word}: {said}" if said else word for word, said in field.choices]
        elif field.example:
            about["placeholder"] = field.example
        kind = "dropdown" if field.choices else "textarea" if field.long else "input"
        item: dict[str, Any] = {"type": kind, "id": field.option, "attributes": about}
        if field.required:
            item["validations"] = {"required": True}
        body.append(item)
    agree = {"label": "Licence", "options": [{"label": LICENCE, "required": True}]}
    body.append({"type": "checkboxes", "id": "agree", "attributes": agree})
    head = {"name": form.title, "description": form.description, "title": form.prefix, "labels": ["data"]}
    return emit(File(node_of({**head, "body": body})))


def read_form(body: str, known: tuple[Form, ...]) -> tuple[Form, dict[str, str]]:
    """Which form a body is, and what was filled in, by option.

    Only the form's own labels count as headings, each once, so that text cannot pass for a field.
    Raises NotAForm.
    """
    if len(body) > MAX_BODY:
        raise NotAForm(f"larger than {MAX_BODY:,} characters: no form is")
    lines = body.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    heads = [line[4:].strip() for line in lines if line.startswith("### ")]
    fitting = [f for f in known if all(x.label in heads for x in f.fields if x.required)]
    if not fitting:
        labels = '", "'.join(f.fields[0].label for f in known)
        raise NotAForm(f'no filled form: it has no headings such as "### {labels}"')
    form = max(fitting, key=lambda f: sum(x.label in heads for x in f.fields))
    options = {field.label: field.option for field in form.fields} | {"Licence": "agree"}
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line in lines:
        label = line[4:].strip() if line.startswith("### ") else ""
        if label in options:
            if options[label] in found:
                raise NotAForm(f'the heading "### {label}" stands twice')
            current = found.setdefault(options[label], [])
        else:
            current.append(line)
    if not re.match(r"- \[[xX]\] ", "\n".join(found.pop("agree", [])).strip()):
        raise NotAForm("the box under Licence is not ticked: it cannot be published")
    filled = {option: " ".join(" ".join(text).split()) for option, text in found.items()}
    choices = {field.option for field in form.fields if field.choices}
    return form, {
        option: text.partition(":")[0].strip() if option in choices else text
        for option, text in filled.items()
        if text not in NOTHING
    }
