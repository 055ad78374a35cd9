"""The parts of a fact before it is a file: ids, confidence, evidence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from ..graph.checks.evidence import CEILING, RANK
from ..graph.dataset import Dataset

GATES: Mapping[str, str] = MappingProxyType(
    {
        "now": "yes, at once: any one of them is enough",
        "later": "yes, but only after some months",
        "never": "no: this is needed besides, whatever else there is",
    }
)
OTHERS: Mapping[str, str] = MappingProxyType(
    {
        "now": 'yes, somebody nobody has named (writes "unknown: true")',
        "later": "only after some months (add that one by name, with its months)",
        "never": "no, the sources say there is no other",
        "unknown": "the sources do not say",
    }
)


def slug(text: str, longest: int = 60) -> str:
    """An id from a name: lower-case letters and digits with single hyphens; empty if nothing is left.

    >>> slug("Süss MicroTec SE"), slug("SK hynix"), slug("長江存儲")
    ('suss-microtec-se', 'sk-hynix', '')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    found = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")
    return found if len(found) <= longest else found[:longest].rpartition("-")[0] or found[:longest]


def source_id(publisher: str, title: str, date: str | None, taken: Mapping[str, Any]) -> str:
    """The id proposed for a source: publisher, topic, year; a number behind it if that is taken.

    >>> source_id("TrendForce", "The HBM market in 2025", "2025-06", {})
    'trendforce-hbm-market-2025'
    >>> source_id("TrendForce", "TrendForce: HBM suppliers", "2026", {})
    'trendforce-hbm-suppliers-2026'
    """
    small = {"the", "a", "an", "of", "in", "on", "and", "to", "for", "its", "by", "with", "as", "at", "is"}
    year = (date or "")[:4]
    words = [
        w for w in slug(title, 200).split("-") if w and w not in small and not re.fullmatch("[12][0-9]{3}", w)
    ]
    by = slug(publisher, 24)
    words = [w for w in words if w not in by.split("-")]
    base = "-".join([by, *words[:3], *([year] if year else [])]).strip("-")
    base, number = base[:56].rstrip("-") or "source", 2
    while (found := base if number == 2 else f"{base}-{number - 1}") in taken:
        number += 1
    return found


def ceiling(kind: str, via: str | None = None) -> str:
    """The most confidence that a kind of evidence allows; what was read through another has less.

    >>> ceiling("filing"), ceiling("filing", via="some-page"), ceiling("press")
    ('high', 'medium', 'medium')
    """
    most = CEILING[kind]
    return min(most, "medium", key=RANK.__getitem__) if via else most


def evidence(
    kind: str, as_of: str, confidence: str, cites: Sequence[tuple[str, str | None]], **more: str | None
) -> dict[str, Any]:
    """Evidence as it stands in files; ``more`` is via and note, left out where they say nothing."""
    places = [{"source": source} | ({"at": at} if at else {}) for source, at in cites]
    found = {"kind": kind, "as_of": as_of, "confidence": confidence, "cites": places}
    return found | {name: value for name, value in more.items() if value}


def fraction_of(text: str) -> float | None:
    """A share as people write it: 0.62, or 62 percent; None if it is no number from 0 to 1.

    >>> fraction_of("62%"), fraction_of("0.62"), fraction_of("62")
    (0.62, 0.62, None)
    """
    match = re.fullmatch(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)\s*(%|percent)?", text.strip())
    if match is None:
        return None
    value = float(match[1])
    value = round(value / 100, 12) if match[2] else value
    return value if 0 <= value <= 1 else None


def company_called(dataset: Dataset, said: str) -> str | None:
    """The id of the company that goes by an id, a name or an alias; None if there is none."""
    wanted = said.casefold().strip()
    for id_, company in dataset.companies.items():
        names = (id_, company.name, *company.aliases, *company.local_names.values())
        if wanted in (name.casefold() for name in names):
            return id_
    return None


def source_called(dataset: Dataset, said: str) -> str | None:
    """The id of the source with an id or web address; None if there is none."""
    if said in dataset.sources:
        return said
    wanted = said.rstrip("/")
    return next((s.id for s in dataset.sources.values() if s.url and s.url.rstrip("/") == wanted), None)
