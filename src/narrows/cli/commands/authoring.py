"""Writing dataset files."""

from __future__ import annotations

import argparse

from .declare import Add

KINDS = ("component", "company", "source", "control", "scenario", "claim")
FACTS = ("supplier", "share", "capacity", "alternative", "requirement")


def declare(add: Add) -> None:
    """Writing dataset files."""
    plain = {"graph": False, "output": False}
    new = add("new", "creating", "write a new record; asks for what no option says", **plain)
    new.add_argument("what", choices=KINDS)
    _options(new, "the record", RECORD)
    _evidence(new)
    _common(new)

    fact = add("add", "adding", "add a fact to a component, with its source and company", **plain)
    fact.add_argument("what", choices=FACTS)
    fact.add_argument("component", nargs="?", help="the component, or hbm4@sk-hynix for one maker's needs")
    fact.add_argument(
        "details",
        nargs="*",
        metavar="DETAIL",
        help="of a supplier the company; of a share or capacity whose; of the others role and thing",
    )
    _options(fact, "the fact", FACT)
    fact.add_argument("--forecast", action="store_true", help="the period had not ended when it was stated")
    _evidence(fact)
    _common(fact)

    dispute = add("dispute", "disputing", "record a second sourced value beside the first", **plain)
    dispute.add_argument("statement", nargs="?", help="a statement's id, as why shows it")
    _options(dispute, "the other side", DISPUTE)
    _evidence(dispute)
    _common(dispute)

    issue = add("from-issue", "issues", "turn the body of a filled issue form into files", **plain)
    issue.add_argument("file", nargs="?", metavar="FILE", help="the body as text; - reads standard input")
    issue.add_argument(
        "--write-forms",
        metavar="FOLDER",
        nargs="?",
        const=".github/ISSUE_TEMPLATE",
        help="write the forms themselves (default .github/ISSUE_TEMPLATE)",
    )
    _common(issue)

    fmt = add("fmt", "formatting", "put dataset files in canonical form, comments kept", **plain)
    fmt.add_argument("paths", nargs="*", metavar="PATH", help="files or folders (default: all datasets)")
    fmt.add_argument(
        "--check", action="store_true", help="change nothing; name the files, exit code 1 if any"
    )
    fmt.add_argument("--diff", action="store_true", help="change nothing; show what would change")


RECORD = (
    ("id", "ID", "the record's id; default: made of its name"),
    ("name", "TEXT", "what it is called"),
    ("title", "TEXT", "of a source, scenario or claim"),
    ("description", "TEXT", "one or two sentences"),
    ("aliases", "A,B", "other names"),
    ("local-names", "zh=NAME", "names in other languages"),
    ("layer", "ID", "of a component"),
    ("leaf", "WORD", "of a component: not_researched (default) or commodity"),
    ("jurisdiction", "CC", "of a target"),
    ("headquarters", "CC", "of a company"),
    ("authority", "TEXT", "of a control: the body that can pull it"),
    ("authority-country", "CC", "its country"),
    ("status", "WORD", "of a control: its first status"),
    ("date", "DATE", "of that status; of a claim"),
    ("effect", "WORD", "of a control"),
    ("acts-on", "A,B", "of a control: new-supply, servicing, expansion, use"),
    ("reach-headquarters", "CC,CC", "of a control: firms it can bind"),
    ("reach-sites", "CC,CC", "of a control: places of making it can bind"),
    ("against", "CC,CC", "of a control: destinations"),
    ("covers", "A,B", "of a control: components, layer:X, component@company"),
    ("question", "TEXT", "of a scenario"),
    ("target", "ID", "of a scenario"),
    ("remove", "A,B", "of a scenario or claim: what is taken away"),
    ("apply", "A,B", "of a scenario: controls"),
    ("lift", "A,B", "of a scenario: controls"),
    ("scenario-as-of", "DATE", "of a scenario"),
    ("horizon-months", "N", "of a scenario"),
    ("about", "ID", "of a claim: the component"),
    ("said-by", "TEXT", "of a claim"),
    ("statement", "TEXT", "of a claim, in your own words"),
    ("checkable", "yes|no", "of a claim"),
    ("load-bearing", "yes|no", "of a claim"),
    ("rule", "KIND", "of a claim: how it is checked"),
    ("held-by", "WHO", "of a claim's rule"),
    ("layers", "A,B", "of a claim's rule"),
    ("roles", "A,B", "of a claim's rule"),
    ("specs", "A,B", "of a claim's rule"),
    ("at-most", "Q", "of a claim's rule"),
)
FACT = (
    ("company", "ID|NAME", "of a supplier"),
    ("company-name", "NAME", "of a company without a file: its usual English name"),
    ("company-id", "ID", "of a company without a file: its id; default: made of the name"),
    ("headquarters", "CC", "of a company without a file"),
    ("made-in", "CC,CC", "where a supplier makes it; not the headquarters"),
    ("lead-time-months", "N", "if it cannot deliver, or step in, at once"),
    ("others", "WORD", "if it vanished, could another step in: now, later, never, unknown (default)"),
    ("of", "ID", "whose share or capacity: a supplier; with --role what meets the need"),
    ("role", "TEXT", "the role of a need"),
    ("thing", "ID", "what meets the need: a component, or component@company"),
    ("gate", "WORD", "could it step in for what meets the need: now, later, never"),
    ("new-role", "TEXT", "with --gate never: the role of the need of its own"),
    ("need", "WORD", "of a requirement: consumed (default), installed, one_time"),
    ("value", "NUMBER", "a share as 0.62 or 62%%; a capacity as a number"),
    ("low", "NUMBER", "lower end of a range"),
    ("high", "NUMBER", "upper end"),
    ("measure", "WORD", "of a share: revenue, units, bits, wafers, capacity, value"),
    ("market", "WHOSE", "of a share: world (default), a country, a buyer's id"),
    ("unit", "TEXT", "of a capacity"),
    ("period", "PERIOD", "such as 2025, 2025-H1, 2025-Q2"),
)
DISPUTE = (
    ("value", "NUMBER", "the other source's value"),
    ("low", "NUMBER", "lower end of its range"),
    ("high", "NUMBER", "upper end"),
    ("text", "TEXT", "the same, of a specification in words"),
    ("instead", "ID", "of an alternative: what meets the need instead"),
    ("says", "TEXT", "what the other source says, in a sentence"),
    ("first-says", "TEXT", "what the present one says; default: the statement in words"),
    ("title", "TEXT", "what is disputed"),
    ("id", "ID", "the dispute's id; default: made of the statement's"),
    ("take", "A|B", "which one the graph takes; default A, the present one"),
    ("reason", "TEXT", "why"),
)
EVIDENCE = (
    ("source", "ID|URL", "a source that has a file, by id or web address; or the id for a new one"),
    ("source-title", "TEXT", "of a new source: its title, in English"),
    ("source-id", "ID", "of a new source: its id; default: publisher, topic, year"),
    ("publisher", "TEXT", "of a new source"),
    ("published", "DATE", "of a new source"),
    ("url", "URL", "of a new source"),
    ("language", "CODE", "of a new source; default en"),
    ("original-title", "TEXT", "of a new source in another language"),
    ("access", "WORD", "of a new source: open (default), registration, paywall, offline"),
    ("accessed", "DATE", "of a new source: when it was read; default today"),
    ("at", "PLACE", 'where in the source: "p. 12", "table 3"'),
    ("via", "ID", "the source through which it was read, if not itself"),
    ("kind", "WORD", "filing, regulator, company-statement, teardown, analyst-estimate, press, ..."),
    ("as-of", "DATE", "for which date the statement was true"),
    ("confidence", "WORD", "high, medium, low; default: the most that the kind allows"),
    ("note", "TEXT", "a caveat, in your own words"),
)


def _options(command: argparse.ArgumentParser, title: str, options: tuple[tuple[str, str, str], ...]) -> None:
    group = command.add_argument_group(title)
    for name, form, meaning in options:
        group.add_argument(f"--{name}", metavar=form, help=meaning)


def _evidence(command: argparse.ArgumentParser) -> None:
    _options(command, "where it can be read", EVIDENCE)


def _common(command: argparse.ArgumentParser) -> None:
    group = command.add_argument_group("which files")
    group.add_argument("--dataset", default="ai-chips", metavar="NAME|PATH", help="default ai-chips")
    group.add_argument("--dry-run", action="store_true", help="show the change; write nothing")
