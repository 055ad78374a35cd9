"""Claims: public assertions held against the graph, with the statements behind each verdict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from ..graph.dates import last_day
from ..graph.problems import did_you_mean
from ..graph.records import Claim
from ..graph.removal import UnknownReference
from ..graph.statements import Statement, statements_of, statements_of_claim
from ..graph.supply import SupplyGraph
from .claim_rules import WORST_FIRST, Answer, ClaimVerdict, answers
from .facts import citations_of
from .model import compile_model
from .reading import CLOSED, Reading
from .results import Result, Row, provenance_of
from .why import Cited


@dataclass(frozen=True, slots=True)
class Behind:
    """A statement behind a verdict, with its sources."""

    statement: str
    says: str
    kind: str | None
    as_of: str | None
    confidence: str | None
    via: str | None
    citations: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A claim and its verdict: the least favourable of the answers on its targets."""

    claim: Claim
    verdict: ClaimVerdict
    answers: tuple[Answer, ...]
    statements: tuple[Behind, ...]

    @property
    def reason(self) -> str:
        """Why, on each target."""
        if len(self.answers) == 1:
            return self.answers[0].reason
        return " ".join(f"{a.target}: {a.verdict}. {a.reason}" for a in self.answers)


@dataclass(frozen=True, slots=True)
class Claims(Result):
    """The claims that were asked for, those that others rest on first."""

    claims: tuple[CheckedClaim, ...]

    def rows(self) -> tuple[Row, ...]:
        return tuple(
            {
                "claim": c.claim.id,
                "about": c.claim.about,
                "title": c.claim.title,
                "said_by": c.claim.said_by,
                "date": c.claim.date,
                "checkable": c.claim.checkable,
                "load_bearing": c.claim.load_bearing,
                "verdict": c.verdict,
                "reason": c.reason,
            }
            for c in self.claims
        )

    def to_dict(self) -> dict[str, Any]:
        base = Result.to_dict(self)
        provenance = base.pop("provenance")
        return {**base, "claims": [_plain(c) for c in self.claims], "provenance": provenance}


def _plain(checked: CheckedClaim) -> dict[str, Any]:
    claim = checked.claim
    return {
        "id": claim.id,
        "about": claim.about,
        "title": claim.title,
        "said_by": claim.said_by,
        "date": claim.date,
        "statement": claim.statement,
        "checkable": claim.checkable,
        "load_bearing": claim.load_bearing,
        "needs": list(claim.needs),
        "rule": claim.rule.kind,
        "verdict": checked.verdict,
        "reason": checked.reason,
        "answers": [{**asdict(a), "statements": list(a.statements)} for a in checked.answers],
        "statements": [
            {**asdict(b), "citations": [asdict(c) for c in b.citations]} for b in checked.statements
        ],
        "note": claim.note,
    }


def claims(graph: SupplyGraph, name: str | None = None, *, reading: Reading = CLOSED) -> Claims:
    """Hold claims against the graph.

    Parameters
    ----------
    name : a claim, a component that claims are about, or None for all claims of the dataset.

    A rule turns the graph's answer into a verdict. *Supported*: it holds in every case, and no unlisted or
    unnamed supplier could change that. *Contradicted*: it could not hold whoever they are. *Undisclosed*:
    facts that somebody knows and nobody has said decide. *Not shown*: all else. Raises UnknownReference if
    the name is neither. Cost: some evaluations of the graph and one search of worlds for each claim.
    """
    found = _asked(graph, name)
    checked = [check_claim(graph, claim, reading) for claim in found]
    checked.sort(key=lambda c: (c.claim.about, not c.claim.load_bearing, c.claim.id))
    targets = sorted({t for c in found for t in c.targets})
    models = [compile_model(graph, t, reading) for t in targets]
    return Claims(name or "all claims", "running", provenance_of(graph, *models), tuple(checked))


def check_claim(graph: SupplyGraph, claim: Claim, reading: Reading = CLOSED) -> CheckedClaim:
    """Hold one claim against the graph."""
    found = answers(graph, claim, reading)
    verdict = min((a.verdict for a in found), key=WORST_FIRST.index)
    ids = [i for a in found for i in a.statements]
    return CheckedClaim(claim, verdict, found, tuple(_behind(graph, claim, ids)))


def _asked(graph: SupplyGraph, name: str | None) -> list[Claim]:
    limit = graph.filters.as_of
    everything = {
        id_: claim
        for id_, claim in graph.dataset.claims.items()
        if limit is None or last_day(claim.date) <= last_day(limit)
    }
    if name is None:
        return list(everything.values())
    found = [c for c in everything.values() if name in (c.id, c.about, *c.targets)]
    if not found:
        known = {*everything, *(c.about for c in everything.values())}
        hint = did_you_mean(name, known) or '"narrows claims" shows all'
        raise UnknownReference(f'no claim "{name}", and no claim about it; {hint}')
    return found


def _behind(graph: SupplyGraph, claim: Claim, ids: Iterable[str]) -> Iterator[Behind]:
    """The claim itself, then the statements named, and those on the candidates for the needs named."""
    wanted = list(dict.fromkeys(ids))
    yield from (_row(graph, s) for s in statements_of_claim(claim) if s.id == claim.id or s.id in wanted)
    whole = graph.whole or graph.dataset
    owners = {i.partition("/")[0].partition("@")[0] for i in wanted} & set(whole.components)
    known = [s for c in sorted(owners) for s in statements_of(whole.components[c])]
    for id_ in wanted:
        for statement in known:
            if statement.id == id_ or (id_ in graph.gates and statement.id.rpartition("/")[0] == id_):
                yield _row(graph, statement)


def _row(graph: SupplyGraph, statement: Statement) -> Behind:
    e = statement.evidence
    return Behind(
        statement.id,
        " ".join(statement.text.split()),
        e.kind if e else None,
        e.as_of if e else None,
        e.confidence if e else None,
        e.via if e else None,
        citations_of(graph, statement),
    )
