"""Sample: statements drawn by a seed, so that a person can read them again at their sources."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from ..graph.supply import SupplyGraph
from .facts import Fact, citations_of, facts_of
from .model import compile_model
from .reading import CLOSED
from .results import Result, Row, provenance_of
from .why import Cited


@dataclass(frozen=True, slots=True)
class Drawn:
    """One statement drawn, with all that is needed to check it."""

    fact: Fact
    citations: tuple[Cited, ...]
    file: str


@dataclass(frozen=True, slots=True)
class Sample(Result):
    """Statements in the order in which they were drawn."""

    seed: int
    asked: int
    among: int
    drawn: tuple[Drawn, ...]

    def rows(self) -> tuple[Row, ...]:
        out = []
        for number, d in enumerate(self.drawn, 1):
            statement = d.fact.statement
            e = statement.evidence
            out.append(
                {
                    "number": number,
                    "statement": statement.id,
                    "says": statement.text,
                    "kind": e.kind if e else None,
                    "as_of": e.as_of if e else None,
                    "confidence": e.confidence if e else None,
                    "via": d.fact.via,
                    "dispute": f"{statement.dispute}: {statement.position}" if statement.dispute else None,
                    "note": e.note if e else None,
                    "file": d.file,
                    "sources": [
                        {"id": c.source, "publisher": c.publisher, "title": c.title, "url": c.url, "at": c.at}
                        for c in d.citations
                    ],
                }
            )
        return tuple(out)

    def to_dict(self) -> dict[str, Any]:
        base = Result.to_dict(self)
        provenance = base.pop("provenance")
        return {
            **base,
            "seed": self.seed,
            "asked": self.asked,
            "among": self.among,
            "statements": [dict(r) for r in self.rows()],
            "provenance": provenance,
        }


def sample(graph: SupplyGraph, count: int, *, seed: int = 1, target: str | None = None) -> Sample:
    """Draw sourced statements of the dataset, or of what ``target`` depends on.

    Each statement has a rank, the SHA-256 of seed and statement; the first ``count`` are drawn. So
    the draw is the same everywhere, a smaller draw is the beginning of a larger one, and a record
    that is added moves no other. Raises ValueError if ``count`` is below 1. O(statements).
    """
    if count < 1:
        raise ValueError(f"draw 1 statement or more, not {count}")
    facts = [f for f in facts_of(graph, target) if f.statement.evidence is not None]
    facts.sort(key=lambda f: _rank(seed, f))
    files = graph.dataset.files
    drawn = tuple(Drawn(f, citations_of(graph, f.statement), files.get(f.record, "")) for f in facts[:count])
    asked = target or graph.dataset.manifest.default_target
    provenance = provenance_of(graph, compile_model(graph, asked, CLOSED))
    return Sample(asked, "running", provenance, seed, count, len(facts), drawn)


def _rank(seed: int, fact: Fact) -> tuple[str, str]:
    statement = fact.statement
    text = "\n".join((str(seed), statement.id, statement.position or "", statement.text))
    return hashlib.sha256(text.encode("utf-8")).hexdigest(), text
