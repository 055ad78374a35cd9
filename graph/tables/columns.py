"""The columns of the tables: the one definition, for reading, writing, templates and schemas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Form = Literal["text", "number", "whole", "flag"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, what stands in it, and in which form.

    ``needed`` columns must be there; ``options`` are all the words that can stand in one. ``basic``
    columns are in the template.
    """

    name: str
    meaning: str
    form: Form = "text"
    needed: bool = False
    options: tuple[str, ...] = ()
    basic: bool = False


EVIDENCE = (
    Column(
        "evidence_kind",
        "filing, regulator, company-statement, teardown, analyst-estimate, press, inference, "
        "own-calculation; empty without sources: private",
        basic=True,
    ),
    Column("as_of", "the date for which it was true: 2025, 2025-06 or 2025-06-30", basic=True),
    Column("confidence", "high, medium or low; empty: low", options=("high", "medium", "low"), basic=True),
    Column("sources", "ids of sources, with semicolons between them", basic=True),
    Column(
        "note", "a caveat; where there is no source, who knows it and how (else the row is named)", basic=True
    ),
)
NODES = (
    Column("id", "short id: lower-case letters, digits, dots, hyphens", needed=True, basic=True),
    Column(
        "kind",
        "component (a thing) or company (who makes it)",
        needed=True,
        options=("component", "company"),
        basic=True,
    ),
    Column("name", "the name people know it by", needed=True, basic=True),
    Column("layer", "of a component: where it sits in the chain", needed=True, basic=True),
    Column(
        "country",
        "two-letter code; of a company its headquarters, of a target the country whose supply is asked about",
        needed=True,
        basic=True,
    ),
    Column("description", "one or two sentences; empty: the name", basic=True),
    Column(
        "leaf",
        "of a component without any edge: commodity or not_researched; empty: not_researched",
        options=("commodity", "not_researched"),
        basic=True,
    ),
    Column("aliases", "other names, with semicolons between them"),
    Column("stock_amount", "of a component that is only stock: how many units", "number"),
    Column("stock_unit", "such as dies, stacks, tools; makes the component one that is only stock"),
    Column("stock_date", "the date for which the amount was true; empty: as_of"),
    Column("stock_held_by", "the id of the company that holds the stock"),
    Column("stock_lasts_months", "months until the stock is used up", "number"),
    *EVIDENCE,
)
EDGES = (
    Column(
        "from",
        "the id of what needs it; component@company for what only this company's product needs",
        needed=True,
        basic=True,
    ),
    Column(
        "relation",
        "needs (another component), supplied_by (a company) or owned_by (a company)",
        needed=True,
        options=("needs", "supplied_by", "owned_by"),
        basic=True,
    ),
    Column(
        "to",
        "the id of a component or company; component@company; unknown; unnamed:JP for a group of suppliers "
        "in one country",
        needed=True,
        basic=True,
    ),
    Column(
        "role",
        "of needs: what it is needed for. Rows with the same from and role are alternatives, one is enough; "
        "different roles are all needed",
        needed=True,
        basic=True,
    ),
    Column(
        "share",
        "fraction of the need or of the market: 0.4, 0,4 or 40%; empty: not known",
        "number",
        basic=True,
    ),
    Column(
        "measure",
        "with share: what it is a fraction of",
        options=("revenue", "units", "bits", "wafers", "capacity", "value"),
        basic=True,
    ),
    Column("period", "with share: 2025, 2025-H1, 2025-Q2 or 2025-06; empty: the year of as_of", basic=True),
    Column("market", "with share: world, a country code or a buyer's id; empty: world"),
    Column("made_in", "of supplied_by: country codes with semicolons; TW:tainan names a place", basic=True),
    Column("at_least", "of needs: how many of the alternatives must run; empty: 1", "whole"),
    Column("complete", "of needs: yes if the list of alternatives is complete", "flag"),
    Column("need", "consumed, installed or one_time", options=("consumed", "installed", "one_time")),
    Column(
        "undisclosed", "of needs: yes if one of the alternatives is real and nobody has said which", "flag"
    ),
    Column("exhaustive", "with undisclosed: yes if the candidates are all there can be, else no", "flag"),
    Column("amount", "of needs: units of this per unit made", "number"),
    Column("runs_without_months", "of needs: months that production goes on without it", "number"),
    Column("lead_time_months", "months until this alternative or supplier can deliver; empty: now", "number"),
    Column("feedback", "of needs: yes on the alternative that closes a cycle", "flag"),
    Column("members", "of an unnamed group: ids of companies known to belong to it, with semicolons"),
    Column("percent", "of owned_by: percent owned", "number"),
    *EVIDENCE,
)
SOURCES = (
    Column("id", "short id, as in the column sources of the other tables", needed=True, basic=True),
    Column("title", "the document's title, in English", needed=True, basic=True),
    Column("publisher", "who published it", needed=True, basic=True),
    Column("date", "when it was published", basic=True),
    Column("url", "where it is", basic=True),
    Column("archived_url", "an archived copy"),
    Column("accessed", "when it was last read", basic=True),
    Column("language", "its language, as a code; empty: en"),
    Column(
        "access",
        "what a reader needs in order to open it; empty: open",
        options=("open", "registration", "paywall", "offline"),
    ),
    Column("original_title", "the title in the document's language"),
    Column("relays", "whose statements it mainly repeats"),
    Column("licence", "licence, where it restricts use"),
    Column("note", "what to know before relying on it"),
)
STATEMENTS = (
    Column("id", "component/role/alternative/field/period", needed=True),
    Column("node", "the component, offering, company, control or claim it is about"),
    Column("text", "what it says", needed=True),
    Column("in_default_graph", "no for the side of a dispute that the default graph does not take", "flag"),
    *EVIDENCE[:4],
    Column("at", "places in the sources, in their order, with | between them"),
    Column("via", "the source through which the cited one was read"),
    EVIDENCE[4],
    Column("dispute", "the dispute in which this is one side's statement"),
    Column("position", "the side"),
)
TABLES: Mapping[str, tuple[Column, ...]] = MappingProxyType(
    {"nodes": NODES, "edges": EDGES, "statements": STATEMENTS, "sources": SOURCES}
)
