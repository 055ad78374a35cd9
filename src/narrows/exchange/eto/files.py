"""The five files of ETO's dataset, as rows with their lines."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from ...graph.problems import DatasetError, Problem
from ...graph.tables.rows import MAX_BYTES, Row

COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "inputs": ("input_id", "input_name", "type"),
        "stages": ("stage_id", "stage_name"),
        "sequence": ("input_id", "input_name", "goes_into_id", "is_type_of_id"),
        "providers": ("provider_id", "provider_name", "provider_type", "country"),
        "provision": ("provider_id", "provided_id", "share_provided", "year"),
    }
)


@dataclass(frozen=True, slots=True)
class EtoFiles:
    """The rows of each file, in order."""

    inputs: tuple[Row, ...]
    stages: tuple[Row, ...]
    sequence: tuple[Row, ...]
    providers: tuple[Row, ...]
    provision: tuple[Row, ...]


def read_eto(folder: Path) -> EtoFiles:
    """Read the five files. Raises DatasetError if one is missing or has other columns; O(rows)."""
    problems: list[Problem] = []
    found = {name: _read(folder / f"{name}.csv", name, problems) for name in COLUMNS}
    if problems:
        raise DatasetError(problems)
    return EtoFiles(**found)


def _read(path: Path, name: str, problems: list[Problem]) -> tuple[Row, ...]:
    file = path.name

    def wrong(message: str, hint: str, line: int = 1) -> tuple[Row, ...]:
        problems.append(Problem(file, line, 1, "", message, "table-file", hint))
        return ()

    if not path.is_file():
        return wrong("no such file", f"the copy needs {', '.join(f'{n}.csv' for n in COLUMNS)}")
    if path.stat().st_size > MAX_BYTES:
        return wrong(f"larger than {MAX_BYTES:,} bytes", "is this ETO's file?")
    try:
        text = path.read_bytes().decode("utf-8-sig")
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        heads = [head.strip() for head in next(reader, [])]
        missing = [column for column in COLUMNS[name] if column not in heads]
        if missing:
            return wrong(f"no column {', '.join(missing)}", "is this ETO's file, unchanged?")
        rows, start = [], reader.line_num + 1
        for cells in reader:
            pairs = zip(heads, cells, strict=False)
            kept = {head: clean for head, cell in pairs if head and (clean := _clean(cell))}
            if kept:
                rows.append(Row(file, start, kept))
            start = reader.line_num + 1
    except (UnicodeDecodeError, csv.Error) as error:
        return wrong(f"cannot be read: {error}", "save it as CSV UTF-8")
    return tuple(rows)


def _clean(cell: str) -> str:
    """A cell on one line, without characters that cannot be shown."""
    return "".join(c for c in " ".join(cell.split()) if c.isprintable())
