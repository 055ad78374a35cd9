"""Reading overlays: a folder of records, a folder of tables, one table, or a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from .loader import FOLDERS, RESERVED, _misplaced, _parse, _Reading, _walk, model_for
from .overlay import Laid, Piece, Records, piece_of
from .problems import Problem
from .tables.columns import TABLES
from .tables.pieces import pieces_of
from .tables.rows import read_tables

TABLE_FILES = frozenset(f"{name}.csv" for name in TABLES)


def lay_over(paths: Sequence[Path], records: Records, files: dict[str, str]) -> Laid:
    """Read overlays and lay them over records, in order. Problems are in the result."""
    laid = Laid(records, files, FOLDERS)
    for path in paths:
        name = _name(path)
        pieces, problems, broken = read_overlay(path, name, frozenset(files))
        laid.lay(name, pieces)
        laid.problems += problems
        laid.broken |= broken
    return laid


def _name(path: Path) -> str:
    """What outputs call an overlay: the name of the folder or file, never the way to it."""
    name = path.resolve().name if path.is_dir() else path.stem
    return "".join(c if c.isprintable() else "?" for c in name) or "overlay"


def read_overlay(path: Path, name: str, known: frozenset[str]) -> tuple[list[Piece], list[Problem], set[str]]:
    """The pieces of one overlay, what is wrong with it, and the ids of files that could not be read."""
    if not path.exists():
        hint = "name a folder of records or tables, a CSV file or an Excel workbook"
        return [], [Problem(name, 1, 1, "", "no such overlay", "no-overlay", hint)], set()
    shown = name if path.is_dir() else path.name
    tables = read_tables(path, shown)
    pieces = pieces_of(tables, known)
    problems = list(tables.problems)
    broken: set[str] = set()
    if path.is_dir():
        reading = _Reading()
        for file, here in _walk(path, "", reading):
            if here not in TABLE_FILES and here != "dataset.yaml":
                _read_piece(file, here, shown, reading, pieces)
        problems += [_under(problem, shown) for problem in reading.problems]
        broken = reading.broken
        if not pieces and not problems:
            hint = "put records into folders as a dataset has them, or nodes.csv and edges.csv"
            problems.append(Problem(shown, 1, 1, "", "nothing to lay over the dataset", "no-overlay", hint))
    return pieces, problems, broken


def _read_piece(file: Path, here: str, shown: str, reading: _Reading, pieces: list[Piece]) -> None:
    model = model_for(here)
    if model is None or here.count("/") == 0:
        reading.problems.append(_misplaced(here))
        reading.broken.add(file.stem)
        return
    parsed = _parse(file, here)
    reading.problems.extend(parsed.problems)
    if parsed.problems:
        reading.broken.add(file.stem)
        return
    id_ = parsed.value.get("id") if isinstance(parsed.value, dict) else None
    if id_ != file.stem:
        line, column = parsed.position(("id",))
        said = f'the id is "{id_}", the file is "{file.name}"' if id_ is not None else "no id"
        hint = "make the two the same" if id_ is not None else f'add a line "id: {file.stem}"'
        reading.problems.append(Problem(here, line, column, "id", said, "file-name", hint))
        reading.broken.add(file.stem)
        return
    if file.stem.partition(".")[0] in RESERVED:
        hint = "choose another id, such as one with -co behind it"
        reading.problems.append(
            Problem(here, 1, 1, "", f'Windows can have no file called "{file.name}"', "file-name", hint)
        )
    pieces.append(piece_of(parsed, here.split("/")[0], file.stem, here, f"{shown}/{here}"))


def _under(problem: Problem, shown: str) -> Problem:
    from dataclasses import replace

    return replace(problem, path=f"{shown}/{problem.path}")
