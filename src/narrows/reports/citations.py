"""Numbered citations: a source gets its number where it is first cited."""

from __future__ import annotations

from urllib.parse import urlsplit

from ..graph.records import Evidence
from ..graph.statements import Statement
from ..graph.supply import SupplyGraph
from .blocks import Said, Source


class Citations:
    """The sources cited so far, in the order in which a document cites them."""

    def __init__(self, graph: SupplyGraph) -> None:
        self._graph = graph
        self._numbers: dict[str, int] = {}

    def of(self, evidence: Evidence | None) -> tuple[tuple[int, str | None], ...]:
        """The numbers for a piece of evidence: what it cites, then what that was read through."""
        if evidence is None:
            return ()
        known = self._graph.dataset.sources
        found = [(self._number(c.source), c.at) for c in evidence.cites if c.source in known]
        if evidence.via is not None and evidence.via in known:
            found.append((self._number(evidence.via), "read through this"))
        return tuple(found)

    def said(self, statement: Statement, text: str | None = None) -> Said:
        """A statement, or other words for it, with its sources."""
        return Said(statement.text if text is None else text, self.of(statement.evidence))

    def sources(self) -> tuple[Source, ...]:
        """All that were cited, by number."""
        return tuple(self._source(id_, number) for id_, number in self._numbers.items())

    def _number(self, source: str) -> int:
        return self._numbers.setdefault(source, len(self._numbers) + 1)

    def _source(self, id_: str, number: int) -> Source:
        record = self._graph.dataset.sources[id_]
        details = [record.original_title] if record.original_title else []
        details.append(record.date or "undated")
        details += [f"language: {record.language}"] if record.language != "en" else []
        details += [record.access] if record.access != "open" else []
        details += [f"read {record.accessed}"] if record.accessed else []
        return Source(
            number,
            record.publisher,
            record.title,
            tuple(details),
            safe_url(record.url),
            safe_url(record.archived_url),
        )


def safe_url(url: str | None) -> str | None:
    """An address that may become a link: of the web, with a host, and of one line.

    >>> safe_url("https://example.org/a"), safe_url("javascript:alert(1)"), safe_url("https:// x")
    ('https://example.org/a', None, None)
    """
    if url is None or any(c.isspace() or not c.isprintable() or c in "<>\"'`\\" for c in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None
