"""What supports the facts in a table's row: the row's own columns, or a row of the statements."""

from __future__ import annotations

from typing import Any

from .rows import Row, Tables, flag_of, parts_of

_COLUMNS = ("evidence_kind", "as_of", "confidence", "sources")


class Backing:
    """Finds the evidence of a fact; statements, where there is such a table, know it by their ids."""

    def __init__(self, tables: Tables, as_of: str | None) -> None:
        self.tables = tables
        self.as_of = as_of
        self.statements: dict[str, list[Row]] = {}
        for row in tables.rows.get("statements", []):
            if flag_of(row, "in_default_graph", tables) is not False:
                self.statements.setdefault(row.get("id") or "", []).append(row)

    def date_of(self, row: Row) -> str | None:
        """The date for which a row holds, or that of the whole table."""
        return row.get("as_of") or self.as_of

    def stated(self, id_: str, end: str = "") -> dict[str, Any] | None:
        """The evidence that the statements give for a fact, if they give any.

        ``end`` tells statements of one id apart by how their text ends.
        """
        for row in self.statements.get(id_, ()):
            if (row.get("text") or "").endswith(end):
                return self._evidence(row) if any(row.get(c) for c in _COLUMNS) else None
        return None

    def of(self, row: Row, id_: str, end: str = "") -> dict[str, Any] | None:
        """The evidence of a fact in a row: as the statements have it, else as the row says."""
        found = self.stated(id_, end)
        if found is not None or id_ in self.statements:
            return found
        return self._evidence(row)

    def _evidence(self, row: Row) -> dict[str, Any]:
        sources, kind = parts_of(row, "sources"), row.get("evidence_kind")
        out: dict[str, Any] = {"kind": kind or "private", "as_of": self.date_of(row) or ""}
        if not out["as_of"]:
            hint = "write the date for which it was true, such as 2026-11"
            self.tables.wrong(row, "as_of", "no date", hint)
            out["as_of"] = "2000"
        out["confidence"] = row.get("confidence") or "low"
        if sources and kind is None:
            hint = "say what kind of statement the source makes, such as press or filing"
            self.tables.wrong(row, "evidence_kind", "sources without a kind", hint)
        places = (row.get("at") or "").split(" | ")
        if sources:
            at = [p.strip() for p in places] if len(places) == len(sources) else [""] * len(sources)
            out["cites"] = [
                {"source": s, **({"at": where} if where else {})}
                for s, where in zip(sources, at, strict=True)
            ]
        if (via := row.get("via")) is not None:
            out["via"] = via
        if out["kind"] == "private":
            out["note"] = row.get("note") or f"{row.file.rpartition('/')[2]}, row {row.line}"
        elif "text" in row.cells and row.get("note") is not None:
            out["note"] = row.get("note")  # of a statement; elsewhere it is a note on the fact itself
        return out
