"""Reading tables: CSV as spreadsheets write it, or the sheets of an Excel workbook.

Everything is text until a column says what it is. Nothing is guessed silently: a column that is not
known, a number that is none and a byte that is not UTF-8 are problems with a line.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..problems import Problem, did_you_mean
from ..strict_yaml import HIDDEN
from .columns import TABLES, Column

MAX_BYTES = 20_000_000
MAX_ROWS = 200_000
DELIMITERS = (",", ";", "\t")
FORMULA = "=+-@\t\r＝＋－＠"
_NUMBER = re.compile(r"-?\d+([.,]\d+)?([eE][-+]?\d+)?\Z")
_THOUSANDS = re.compile(r"-?[1-9]\d*,\d{3}\Z")
_YES = {"yes": True, "true": True, "no": False, "false": False}


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its file and line, and the cells that are not empty, by column."""

    file: str
    line: int
    cells: Mapping[str, str]

    def get(self, column: str) -> str | None:
        """The text of a cell, or None if it is empty."""
        return self.cells.get(column)


@dataclass(slots=True)
class Tables:
    """The rows of each table that was found, and what was wrong."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, row: Row, column: str, message: str, hint: str, rule: str = "table-cell") -> None:
        """Note a problem of one cell."""
        self.problems.append(Problem(row.file, row.line, 1, column, message, rule, hint))


def read_tables(path: Path, shown: str) -> Tables:
    """The tables in a folder (nodes.csv, edges.csv, ...), in one CSV file, or in a workbook.

    ``shown`` is what messages call the place. Problems are in the result; nothing is raised.
    """
    found = Tables()
    if path.is_dir():
        for name in TABLES:
            file = path / f"{name}.csv"
            if file.is_symlink():
                found.problems.append(
                    _problem(f"{shown}/{file.name}", "a link to another place", "put the file itself here")
                )
            elif file.is_file():
                _read_csv(file, f"{shown}/{file.name}", name, found)
        return found
    if path.suffix.lower() == ".xlsx":
        _read_workbook(path, shown, found)
    else:
        _read_csv(path, shown, None, found)
    return found


def _problem(file: str, message: str, hint: str, line: int = 1) -> Problem:
    return Problem(file, line, 1, "", message, "table-file", hint)


def _bytes(path: Path, shown: str, found: Tables) -> bytes | None:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        why = (error.strerror or "unknown reason").lower()
        found.problems.append(_problem(shown, f"cannot be read: {why}", "check that you may open it"))
        return None
    if len(data) > MAX_BYTES:
        found.problems.append(_problem(shown, f"larger than {MAX_BYTES:,} bytes", "split it"))
        return None
    return data


def _read_csv(path: Path, shown: str, name: str | None, found: Tables) -> None:
    data = _bytes(path, shown, found)
    if data is None:
        return
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        hint = 'in Excel: save as "CSV UTF-8 (Comma delimited)"'
        found.problems.append(_problem(shown, "text that is not UTF-8", hint, line))
        return
    head = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=lambda d: (head.count(d), -DELIMITERS.index(d)))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines: list[tuple[int, list[str]]] = []
    start = 1
    try:
        for cells in reader:
            if len(lines) > MAX_ROWS:
                found.problems.append(_problem(shown, f"more than {MAX_ROWS:,} rows", "split it", start))
                return
            lines.append((start, cells))
            start = reader.line_num + 1
    except csv.Error as error:
        hint = "a quote that is not closed, or not doubled inside a quoted cell?"
        found.problems.append(_problem(shown, f"not valid CSV: {error}", hint, start))
        return
    _take(lines, shown, name, found)


def _read_workbook(path: Path, shown: str, found: Tables) -> None:
    """The sheets of a workbook that are called as the tables are."""
    data = _bytes(path, shown, found)
    if data is None:
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(info.file_size for info in archive.infolist())
        if unpacked > 10 * MAX_BYTES:
            found.problems.append(_problem(shown, "too large when unpacked", "split it"))
            return
        for name, lines in _sheets(data):
            if name in TABLES:
                _take(lines, f"{shown}[{name}]", name, found)
    except Exception as error:  # whatever a broken workbook makes the library raise
        said = str(error).splitlines()[0][:100] if str(error) else type(error).__name__
        found.problems.append(
            _problem(shown, f"no Excel workbook that can be read: {said}", "save it as .xlsx again")
        )
        return
    if not found.rows and not found.problems:
        hint = f"call the sheets {', '.join(TABLES)}"
        found.problems.append(_problem(shown, "no sheet with a name of a table", hint))


def _sheets(data: bytes) -> Iterator[tuple[str, list[tuple[int, list[str]]]]]:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    for sheet in book.worksheets:
        lines = []
        for number, row in enumerate(sheet.iter_rows(values_only=True, max_row=MAX_ROWS, max_col=100), 1):
            cells = [_spell(value) for value in row]
            if any(cells):
                lines.append((number, cells))
        yield sheet.title.strip().lower(), lines


def _spell(value: Any) -> str:
    """A cell's value as it would stand in CSV."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if hasattr(value, "date") and callable(value.date):
        return str(value.date())
    return str(value)


def _take(lines: list[tuple[int, list[str]]], shown: str, name: str | None, found: Tables) -> None:
    """Turn lines into rows, by the names in the first."""
    if not lines:
        found.problems.append(_problem(shown, "the table is empty", "its first row names the columns"))
        return
    first, heads = lines[0]
    names = [head.strip().lower() for head in heads]
    name = name or _which(names)
    if name is None:
        hint = "nodes have the columns id, kind, name; edges have from, relation, to"
        found.problems.append(_problem(shown, "neither nodes nor edges", hint))
        return
    columns = {column.name: column for column in TABLES[name]}
    bad = False
    for i, head in enumerate(names):
        if head and head not in columns:
            hint = did_you_mean(head[:60], columns) or f"columns: {', '.join(columns)}"
            found.problems.append(_problem(shown, f'no column "{head[:60]}" in this table', hint, first))
            bad = True
        elif head and head in names[:i]:
            found.problems.append(
                _problem(shown, f'the column "{head}" stands here a second time', "keep one", first)
            )
            bad = True
    for column in TABLES[name]:
        if column.needed and column.name not in names:
            said = f'the column "{column.name}" is missing'
            found.problems.append(_problem(shown, said, f"add it ({column.meaning})", first))
            bad = True
    found.rows.setdefault(name, [])
    if bad:
        return
    for line, cells in lines[1:]:
        row = _row(shown, line, names, cells, columns, found)
        if row is not None:
            found.rows[name].append(row)


def _which(names: list[str]) -> str | None:
    """Which table has such columns."""
    if {"from", "to"} <= set(names):
        return "edges"
    if {"id", "kind"} <= set(names):
        return "nodes"
    return None


def _row(
    shown: str, line: int, names: list[str], cells: list[str], columns: Mapping[str, Column], found: Tables
) -> Row | None:
    out: dict[str, str] = {}
    row = Row(shown, line, out)
    count = len(found.problems)
    for i, cell in enumerate(cells):
        text = " ".join(plain_cell(cell).split())
        if not text:
            continue
        if i >= len(names) or not names[i]:
            found.wrong(
                row, "", f'"{text[:40]}" stands in a column without a name', "name it, or clear the cell"
            )
            continue
        column = columns[names[i]]
        if hidden := HIDDEN.search(text):
            found.wrong(row, column.name, f"the invisible character U+{ord(hidden[0]):04X}", "delete it")
        elif column.options and text not in column.options:
            hint = did_you_mean(text[:60], column.options) or f"one of {', '.join(column.options)}"
            found.wrong(row, column.name, f'"{text[:60]}" cannot stand here', hint)
        else:
            out[column.name] = text
    return row if out and len(found.problems) == count else None


def plain_cell(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from running it.

    >>> [plain_cell(c) for c in ("'=1+1", "'hello", "''x", "a")]
    ['=1+1', "'hello", "'x", 'a']
    """
    return cell[1:] if cell[:1] == "'" and cell[1:2] and cell[1] in FORMULA + "'" else cell


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula; ``plain_cell`` takes it back.

    >>> [safe_cell(c) for c in ("=1+1", "'hello", "'=x", "a")]
    ["'=1+1", "'hello", "''=x", 'a']
    """
    risky = text[:1] in FORMULA if text else False
    return f"'{text}" if risky or plain_cell(text) != text else text


def number_of(row: Row, column: str, found: Tables) -> float | None:
    """The number in a cell: 0.4, 0,4 or 40%; None if it is empty or wrong."""
    text = row.get(column)
    if text is None:
        return None
    percent = text.endswith("%")
    spelt = text.removesuffix("%").strip()
    if not _NUMBER.match(spelt) or len(spelt) > 40:
        found.wrong(row, column, f'"{text[:40]}" is no number', "write digits, such as 0.4 or 40%")
        return None
    if _THOUSANDS.match(spelt):
        hint = "write it with a point before decimals, and nothing between thousands"
        found.wrong(row, column, f'"{text[:40]}" can be read in two ways', hint)
        return None
    value = float(spelt.replace(",", "."))
    return round(value / 100, 12) if percent else value


def flag_of(row: Row, column: str, found: Tables) -> bool | None:
    """Yes or no; None if the cell is empty or wrong."""
    text = row.get(column)
    if text is None:
        return None
    if text.lower() not in _YES:
        found.wrong(row, column, f'"{text[:40]}" is neither yes nor no', "write yes or no")
        return None
    return _YES[text.lower()]


def parts_of(row: Row, column: str) -> tuple[str, ...]:
    """The parts of a cell between semicolons."""
    return tuple(p for part in (row.get(column) or "").split(";") if (p := part.strip()))
