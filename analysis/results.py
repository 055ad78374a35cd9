"""What every result shares: frozen, and readable as a table, as JSON and in a notebook."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .running import Status

if TYPE_CHECKING:
    import pandas as pd

    from ..graph.supply import SupplyGraph
    from .model import Model

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a result comes from and what it assumes: printed at the end of every output."""

    dataset: str
    version: str
    as_of: str
    assumed_shares: int
    weakest_evidence: str | None
    notes: tuple[str, ...]
    citation: str


@dataclass(frozen=True, slots=True)
class Result:
    """A frozen result. Subclasses say what the rows of its table are."""

    target: str
    status: Status
    provenance: Provenance

    def rows(self) -> tuple[Row, ...]:
        """The main table, with technical column names."""
        raise LookupError("this result has no table")

    def to_dict(self) -> dict[str, Any]:
        """The result as plain values, as the JSON output has it."""
        return {"target": self.target, "status": self.status, "provenance": provenance_dict(self.provenance)}

    def to_frame(self) -> pd.DataFrame:
        """The main table as a pandas DataFrame."""
        import pandas as pd

        rows = self.rows()
        return pd.DataFrame([dict(r) for r in rows], columns=list(rows[0]) if rows else None)

    def _repr_html_(self) -> str:
        rows = self.rows()
        if not rows:
            return f"<p>{html.escape(self.target)}: {html.escape(self.status)}; nothing to list</p>"
        head = "".join(f"<th>{html.escape(str(c))}</th>" for c in rows[0])
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(_cell(v))}</td>" for v in row.values()) + "</tr>"
            for row in rows
        )
        foot = html.escape(f"{self.provenance.citation}. Status: {self.status}.")
        return (
            f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table><p><small>{foot}</small></p>"
        )


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.3g}"
    if isinstance(value, (tuple, list)):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def provenance_dict(provenance: Provenance) -> dict[str, Any]:
    """Provenance as plain values."""
    return {
        "dataset": provenance.dataset,
        "version": provenance.version,
        "as_of": provenance.as_of,
        "assumed_shares": provenance.assumed_shares,
        "weakest_evidence": provenance.weakest_evidence,
        "notes": list(provenance.notes),
        "citation": provenance.citation,
    }


def rounded(value: float | None) -> float | None:
    """A number as outputs give it: 12 digits, so that noise of the last bit is not shown."""
    return None if value is None else float(f"{value:.12g}") + 0.0


def provenance_of(graph: SupplyGraph, *models: Model, notes: tuple[str, ...] = ()) -> Provenance:
    """The provenance of a result computed on these models."""
    from .coverage import assumed_slots, weakest_evidence
    from .timing import time_notes

    manifest = graph.dataset.manifest
    assumed = {slot for model in models for slot in assumed_slots(model)}
    reading = (*models[0].reading.assumptions, *time_notes(models[0])) if models else ()
    citation = manifest.cite_as or f"{manifest.title}, version {manifest.version}, Narrows"
    return Provenance(
        dataset=manifest.title,
        version=manifest.version,
        as_of=manifest.as_of,
        assumed_shares=len(assumed),
        weakest_evidence=weakest_evidence(models[0]) if models else None,
        notes=(*graph.notes, *reading, *notes),
        citation=citation,
    )
