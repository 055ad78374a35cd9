"""The files of a release: tables, JSON, GraphML, Excel."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from ...graph.build import build_graph
from ...graph.dataset import Dataset
from ...graph.tables.columns import TABLES
from ...graph.tables.rows import safe_cell
from ...graph.tables.write import Cells, tables_of
from ...workbook import book_bytes, put
from ..importing import record_dump
from ..yaml_out import record_text

KINDS = ("components", "companies", "sources", "controls", "scenarios", "claims", "disputes")
CELL = 32_000
"""A cell of Excel holds 32,767 characters."""


def contents(dataset: Dataset, moment: datetime) -> dict[str, bytes]:
    """The data files of a release by name; the same bytes for the same dataset and moment."""
    tables = tables_of(dataset)
    out = {f"{name}.csv": csv_bytes(name, rows) for name, rows in tables.items()}
    out["dataset.yaml"] = record_text(record_dump(dataset.manifest)).encode("utf-8")
    out["dataset.json"] = json_bytes(dataset)
    out["graph.graphml"] = graphml_bytes(dataset)
    out["tables.xlsx"] = workbook_bytes(dataset, tables, moment)
    return out


def csv_bytes(name: str, rows: Sequence[Cells]) -> bytes:
    """A table as CSV: commas, UTF-8, one header, and no cell that a spreadsheet would run."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    columns = [column.name for column in TABLES[name]]
    writer.writerow(columns)
    writer.writerows([safe_cell(row.get(column, "")) for column in columns] for row in rows)
    return text.getvalue().encode("utf-8")


def json_bytes(dataset: Dataset) -> bytes:
    """Every record with every field that it has."""
    whole: dict[str, Any] = {"manifest": _plain(dataset.manifest)}
    for kind in KINDS:
        whole[kind] = {id_: _plain(record) for id_, record in getattr(dataset, kind).items()}
    whole["retired"] = _plain(dataset.retired).get("retired", [])
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _plain(record: Any) -> dict[str, Any]:
    return dict(record.model_dump(mode="json", exclude_unset=True, exclude_none=True))


def graphml_bytes(dataset: Dataset) -> bytes:
    """Who can supply whom, for graph tools; what is needed together and what is a choice is not in it."""
    import networkx as nx

    graph = build_graph(dataset).to_networkx()
    out: nx.DiGraph[str] = nx.DiGraph()
    for node in sorted(graph):
        attributes: dict[str, Any] = graph.nodes[node]
        kind, _, company = node.partition(":")
        record = company if kind == "company" and company else str(attributes.get("component") or node)
        out.add_node(node, **_known({**attributes, "name": dataset.name(record)}))
    for start, end in sorted(graph.edges()):
        out.add_edge(start, end, **_known(graph.edges[start, end]))
    file = io.BytesIO()
    # Not write_graphml: that takes another library where there is one, and its bytes differ.
    nx.write_graphml_xml(out, file)
    return file.getvalue() + b"\n"


def _known(attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in sorted(attributes.items()) if value is not None}


def workbook_bytes(dataset: Dataset, tables: Mapping[str, Sequence[Cells]], moment: datetime) -> bytes:
    """The tables as sheets of one workbook; numbers are numbers, everything else is text."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    about = book.worksheets[0]
    about.title = "about"
    manifest = dataset.manifest
    lines = (
        manifest.title,
        f"version {manifest.version}, as of {manifest.as_of}",
        f"licence {manifest.licence}",
    )
    for number, line in enumerate((*lines, *([manifest.cite_as] if manifest.cite_as else [])), 1):
        put(about, number, [line])
    about.column_dimensions["A"].width = 100
    for name, rows in tables.items():
        columns = TABLES[name]
        sheet = book.create_sheet(name)
        put(sheet, 1, [column.name for column in columns])
        for number, row in enumerate(rows, 2):
            put(sheet, number, [_cell(row.get(c.name), c.form) for c in columns])
        for head in sheet[1]:
            head.font = Font(bold=True)
        sheet.freeze_panes = "A2"
        for column in sheet.iter_cols(max_row=min(60, len(rows) + 1)):
            longest = max(len(str(cell.value or "")) for cell in column)
            sheet.column_dimensions[column[0].column_letter].width = min(50, max(10, longest + 2))
    return book_bytes(book, moment, stored=True)


def _cell(text: str | None, form: str) -> str | float | None:
    if text is None:
        return None
    return float(text) if form in ("number", "whole") else text[:CELL]
