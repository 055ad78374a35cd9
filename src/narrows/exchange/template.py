"""Empty tables to begin with: the columns, and a few made-up rows that show how they are used."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from ..graph.tables.columns import TABLES, Column

EXAMPLE: dict[str, tuple[dict[str, str], ...]] = {
    "nodes": (
        {
            "id": "training",
            "kind": "component",
            "name": "Training run (example)",
            "layer": "training",
            "country": "CN",
        },
        {"id": "chip", "kind": "component", "name": "Accelerator (example)", "layer": "chip"},
        {"id": "memory", "kind": "component", "name": "Memory stack (example)", "layer": "memory"},
        {"id": "maker-a", "kind": "company", "name": "Maker A (example)", "country": "KR"},
        {"id": "maker-b", "kind": "company", "name": "Maker B (example)", "country": "US"},
        {"id": "designer", "kind": "company", "name": "Designer (example)", "country": "US"},
    ),
    "edges": (
        {"from": "training", "relation": "needs", "to": "chip", "role": "compute"},
        {"from": "chip", "relation": "needs", "to": "memory", "role": "memory"},
        {"from": "chip", "relation": "supplied_by", "to": "designer", "made_in": "TW"},
        {
            "from": "memory",
            "relation": "supplied_by",
            "to": "maker-a",
            "share": "60%",
            "measure": "units",
            "period": "2026",
            "made_in": "KR",
        },
        {
            "from": "memory",
            "relation": "supplied_by",
            "to": "maker-b",
            "share": "40%",
            "measure": "units",
            "period": "2026",
            "made_in": "US; SG",
        },
    ),
    "sources": (
        {
            "id": "report-2026",
            "title": "A report (example)",
            "publisher": "A publisher",
            "date": "2026-05",
            "url": "https://example.org/report",
        },
    ),
}
BACKED = {
    "evidence_kind": "press",
    "as_of": "2026-05",
    "confidence": "medium",
    "sources": "report-2026",
}


def template_files() -> dict[str, str]:
    """The files of the template by name."""
    out = {}
    for name, rows in EXAMPLE.items():
        columns = [column.name for column in TABLES[name] if column.basic]
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, columns, restval="")
        writer.writeheader()
        writer.writerows({**(BACKED if name == "edges" else {}), **row} for row in rows)
        out[f"{name}.csv"] = "\ufeff" + text.getvalue()
    out["README.md"] = columns_page()
    return out


def columns_page() -> str:
    """All columns of the tables that can be imported, as Markdown."""
    lines = ["# Columns of the tables", "", "Replace the example rows. A column that you do not need can go."]
    for name in ("nodes", "edges", "sources"):
        lines += ["", f"## {name}.csv", "", columns_table(name)]
    return "\n".join(lines) + "\n"


def columns_table(name: str) -> str:
    """The columns of one table, as a table in Markdown."""
    head = "| column | needed | what stands in it |\n|---|---|---|\n"
    return head + "\n".join(_line(column) for column in TABLES[name])


def _line(column: Column) -> str:
    forms = {"number": " (a number)", "whole": " (a whole number)", "flag": " (yes or no)", "text": ""}
    return f"| `{column.name}` | {'yes' if column.needed else ''} | {column.meaning}{forms[column.form]} |"


def write_template(folder: Path) -> int:
    """Write the template into a new folder; how many files.

    Raises FileExistsError if the folder holds anything.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsError(f"{folder} is there already and not empty: name a new folder")
    folder.mkdir(parents=True, exist_ok=True)
    files = template_files()
    for name, text in files.items():
        (folder / name).write_bytes(text.encode("utf-8"))
    return len(files)
