"""The questions about a fact's source, evidence and companies, and the files they lead to."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, get_args

from .asking import Asker
from .document import UsageError

if TYPE_CHECKING:
    from ..authoring.change import Change
    from ..graph.dataset import Dataset


def ask_evidence(ask: Asker, dataset: Dataset, change: Change) -> dict[str, Any]:
    """Where a fact can be read, and how well it is supported; a new source gets its file."""
    from ..authoring import facts
    from ..authoring.issue_forms import KIND_MEANINGS
    from ..graph.checks.evidence import RANK
    from ..graph.records.base import DATE_PATTERN
    from . import answers

    if ask.proof is not None:
        return ask.proof
    source = ask_source(ask, dataset, change)
    at = ask.text("at", "Where in it (p. 12, table 3)?", required=False)
    via = ask.text(
        "via",
        "Did you read it only through another source? That one's id:",
        required=False,
        read=lambda said: source_called(dataset, said),
    )
    kind = ask.choice("kind", "What kind of source is it?", KIND_MEANINGS)
    as_of = ask.text(
        "as-of", "For which date was it true (2025, 2025-06)?", pattern=DATE_PATTERN, read=answers.date
    )
    if not kind:
        return {}
    most = facts.ceiling(kind, via)
    allowed = {name: "" for name in RANK if RANK[name] <= RANK[most]}
    given = ask.arguments.confidence
    if given in RANK and given not in allowed:
        through = " read only through another source" if via else ""
        raise UsageError(f"--confidence {given}: {most} is the most for evidence of kind {kind}{through}")
    confidence = ask.choice(
        "confidence", f"How well is it supported? {most} is the most for this kind.", allowed, default=most
    )
    note = ask.text("note", "A caveat, in your own words?", required=False)
    ask.proof = facts.evidence(kind, as_of, confidence, [(source, at)], via=via, note=note)
    return ask.proof


def ask_source(ask: Asker, dataset: Dataset, change: Change) -> str:
    """The id of a source that is there, or of one that is written now."""
    from ..authoring import facts
    from ..graph.records.base import DATE_PATTERN, ID_PATTERN, LANGUAGE_PATTERN, URL_PATTERN
    from . import answers

    said = ask.text(
        "source",
        "Which source says so? Its id or web address, or the title of a new one:",
        required=not _new(ask),
        read=answers.web_address,
    )
    if found := facts.source_called(dataset, said) if said else None:
        return found
    is_url = said.startswith(("http://", "https://"))
    if said and not is_url and not ask.interactive and ask.arguments.source_title is None:
        raise UsageError(_unknown("source", said, dataset.sources) + "; a new one needs --source-title")
    if not said and ask.missing and not _new(ask):
        return ""
    near = "" if is_url or not ask.interactive else nearest(said, {id_: id_ for id_ in dataset.sources})
    if near and ask.yes(f'  no source "{said}" here. Is it {near}?'):
        ask.answers["source"] = near
        return near
    if is_url and ask.arguments.url is None:
        ask.arguments.url = said
    is_title = ask.interactive and " " in said
    title = ask.text(
        "source-title", "It is new here. Its title, in English:", default=said if is_title else ""
    )
    publisher = ask.text("publisher", "Who published it?")
    date = ask.text(
        "published", "When was it published?", required=False, pattern=DATE_PATTERN, read=answers.date
    )
    url = ask.text("url", "Its web address?", required=False, pattern=URL_PATTERN, read=answers.web_address)
    language = ask.text(
        "language", "Its language?", default="en", pattern=LANGUAGE_PATTERN, read=answers.language
    )
    original = (
        ask.text("original-title", "Its title in that language?", required=False) if language != "en" else ""
    )
    access = ask.choice(
        "access", "Who can read it?", ("open", "registration", "paywall", "offline"), default="open"
    )
    accessed = ask.arguments.accessed or datetime.date.today().isoformat()
    proposed = facts.source_id(publisher, title, date, {**dataset.sources, **dataset.files})
    default = said if re.match(ID_PATTERN, said) and not ask.interactive else proposed
    id_ = ask.text(
        "source-id",
        "Its id here:",
        default=default,
        pattern=ID_PATTERN,
        read=lambda said: not_taken(dataset, said),
    )
    if ask.missing:
        return ""
    record = {
        "id": id_,
        "title": title,
        "original_title": original,
        "publisher": publisher,
        "date": date,
        "url": url,
        "accessed": accessed,
        "language": "" if language == "en" else language,
        "access": "" if access == "open" else access,
    }
    create(change, "sources", record)
    return id_


def ask_company(ask: Asker, dataset: Dataset, change: Change, option: str = "company") -> str:
    """The id of a company that is there, or of one that is written now."""
    from ..authoring import facts
    from ..graph.problems import did_you_mean
    from ..graph.records.base import COUNTRY_PATTERN, ID_PATTERN
    from . import answers

    said = ask.text(option, "Which company? Its id or name:")
    if not said:
        return ""
    if found := facts.company_called(dataset, said):
        return found
    names = {name: c.name for c in dataset.companies.values() for name in (c.id, c.name, *c.aliases)}
    if not ask.interactive and ask.arguments.headquarters is None:
        near = did_you_mean(said, names)
        raise UsageError(
            f'no company "{said}"{"; " + near if near else ""}; a new one needs --headquarters CC '
            "(and --company-name if its id is not made of its name)"
        )
    if ask.interactive and (close := nearest(said, names)):
        found = facts.company_called(dataset, close)
        if found and ask.yes(f'  no company "{said}" here. Is it {close}?'):
            ask.answers[option] = found
            return found
    guess = facts.slug(said)
    name = ask.text("company-name", "It is new here. Its usual English name:", default=said)
    country = ask.text(
        "headquarters",
        "In which country is its headquarters (its name, or a code such as KR)?",
        pattern=COUNTRY_PATTERN,
        read=answers.country,
    )
    id_ = guess
    if ask.interactive or not guess:
        id_ = ask.text(
            "company-id",
            "Its id here:",
            default=facts.slug(name) or guess,
            pattern=ID_PATTERN,
            read=lambda said: not_taken(dataset, said),
        )
    if not ask.missing:
        create(change, "companies", {"id": id_, "name": name, "headquarters": country})
    return id_


def create(change: Change, kind: str, record: dict[str, Any], layer: str = "") -> None:
    """A new file for a record; fields that say nothing are left out, and what more there is stands below."""
    from ..authoring.change import file_of
    from ..authoring.folder import CannotWrite
    from ..graph.loader import FOLDERS

    kept = {name: value for name, value in record.items() if value not in ("", None, [], {})}
    rest = [name for name in FOLDERS[kind].model_fields if name not in kept]
    more = f"More that can stand here: {', '.join(rest)} (docs/dataset.md)." if rest else ""
    try:
        change.create(file_of(kind, record["id"], layer), kept, more)
    except CannotWrite as error:
        raise UsageError(str(error)) from error


def nearest(said: str, known: Mapping[str, str]) -> str:
    """What somebody who mistyped may have meant, of what is known by these names; empty if nothing is close.

    >>> nearest("Micronn", {"Micron": "Micron", "SK hynix": "SK hynix"})
    'Micron'
    """
    import difflib

    folded = {name.casefold(): meant for name, meant in known.items()}
    close = difflib.get_close_matches(said.casefold(), sorted(folded), n=1, cutoff=0.8)
    return folded[close[0]] if close else ""


def not_taken(dataset: Dataset, id_: str) -> str:
    """An id for a new record; raises UsageError if another has it."""
    if id_ in dataset.files:
        raise UsageError(f'"{id_}" is taken by {dataset.files[id_]}: choose another')
    return id_


def source_called(dataset: Dataset, said: str) -> str:
    """The id of a source that is there; raises UsageError with a suggestion."""
    from ..authoring import facts

    found = facts.source_called(dataset, said)
    if found is None:
        raise UsageError(_unknown("source", said, dataset.sources))
    return found


def ask_component(ask: Asker, dataset: Dataset, words: str, option: str = "component") -> str:
    """The id of a component by id, name or alias; empty if nobody could be asked."""
    return ask.text(option, words, read=lambda said: component_called(dataset, said))


def component_called(dataset: Dataset, said: str) -> str:
    """The id of a component by id, name or alias; raises UsageError with a suggestion."""
    wanted = said.casefold().strip()
    for id_, component in dataset.components.items():
        if wanted in (name.casefold() for name in (id_, component.name, *component.aliases)):
            return id_
    raise UsageError(_unknown("component", said, dataset.components))


def thing_called(dataset: Dataset, said: str) -> str:
    """A component, or one maker's offering of it (hbm3e@samsung), by the id of the component."""
    part, at, company = said.partition("@")
    return component_called(dataset, part) + at + company


def words_of(annotation: Any) -> tuple[str, ...]:
    """The words that a field of a record allows."""
    return tuple(get_args(annotation))


def _new(ask: Asker) -> bool:
    return ask.arguments.source_title is not None or ask.arguments.url is not None


def _unknown(what: str, said: str, known: Iterable[str]) -> str:
    from ..graph.problems import did_you_mean

    near = did_you_mean(said, known)
    return f'no {what} "{said}"{"; " + near if near else ""}'
