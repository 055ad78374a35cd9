"""validate and schema: for contributors."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .common import emit
from .document import Cell, Document, Table, UsageError

if TYPE_CHECKING:
    from ..annotations import Placed


def validate_command(arguments: argparse.Namespace) -> int:
    """Check datasets; 1 if there are errors."""
    from ..annotations import placed
    from ..graph.loader import read_dataset
    from ..library import bundled_names

    names = [arguments.path] if arguments.path else ["ai-chips"] if arguments.overlay else bundled_names()
    found: list[tuple[str, Placed]] = []
    said = []
    root = _root()
    for name in names:
        folder = _folder(name)
        dataset, problems = read_dataset(folder, overlays=[Path(p) for p in arguments.overlay])
        found += [(name, p) for p in placed(problems, folder, root)]
        errors = sum(1 for p in problems if p.severity == "error" or arguments.release)
        count = f"{len(dataset.files)} records, " if dataset else ""
        said.append(f"{name}: {count}{plural(errors, 'error')}, {plural(len(problems) - errors, 'warning')}")
    _write(arguments, found, said)
    return int(any(p.problem.severity == "error" or arguments.release for _, p in found))


def _write(arguments: argparse.Namespace, found: Sequence[tuple[str, Placed]], said: Sequence[str]) -> None:
    from .. import __version__
    from ..annotations import sarif, workflow_lines
    from .output import clean, save

    format_ = arguments.format or _by_ending(arguments.output)
    if format_ in ("text", "github", "sarif"):
        if format_ == "sarif":
            text = sarif([p for _, p in found], __version__)
        elif format_ == "github":
            text = "".join(f"{line}\n" for line in workflow_lines([p for _, p in found]))
        else:
            text = "".join(f"{clean(str(p.problem))}\n" for _, p in found)
        save(text.encode("utf-8"), arguments.output)
        print("\n".join(said), file=sys.stderr)
        return
    keys = ("dataset", "path", "line", "column", "severity", "where", "message", "hint", "rule", "file")
    rows: list[list[Cell]] = []
    for name, at in found:
        p = at.problem
        rows.append([name, p.path, p.line, p.column, p.severity, p.where, p.message, p.hint, p.rule])
    columns = [
        "dataset",
        "file",
        "line",
        "column",
        "severity",
        "where",
        "what is wrong",
        "what to do",
        "rule",
    ]
    data = {
        "problems": [
            dict(zip(keys, [*r, p.file], strict=True)) for r, (_, p) in zip(rows, found, strict=True)
        ]
    }
    footer = (f"Command: {arguments.command_line}",)
    emit(arguments, Document("Problems", said, [Table("", columns, rows)], data, footer))


def _by_ending(output: str | None) -> str:
    """The format that a file's ending asks for; text without one."""
    ending = Path(output or "").suffix.lower()
    return {"": "text", ".txt": "text", ".sarif": "sarif"}.get(ending, ending)


def _root() -> Path:
    """From where annotations and SARIF name files: the checkout, or where the command runs."""
    from ..versions.git import top_of

    workspace = os.environ.get("GITHUB_WORKSPACE")
    return Path(workspace) if workspace else top_of(Path.cwd()) or Path.cwd()


def plural(count: int, noun: str) -> str:
    """A count with its noun."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _folder(name: str) -> Path:
    from ..library import dataset_path

    path = Path(name)
    if path.is_file() and path.name == "dataset.yaml":
        return path.parent
    return dataset_path(name)


def schema_command(arguments: argparse.Namespace) -> int:
    """Print or write the JSON Schema of the records."""
    from ..graph.problems import did_you_mean
    from ..graph.schema import schemas

    if arguments.markdown is not None:
        return _dictionary(arguments.markdown)
    every = schemas()
    kinds = {name.removesuffix(".schema.json"): text for name, text in every.items()}
    if arguments.write:
        folder = Path(arguments.write)
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in every.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
            print(f"wrote {(folder / name).as_posix()}", file=sys.stderr)
        return 0
    if arguments.kind is None:
        print(json.dumps({k: json.loads(v) for k, v in kinds.items()}, indent=1, ensure_ascii=False))
        return 0
    if arguments.kind not in kinds:
        hint = did_you_mean(arguments.kind, kinds) or f"kinds: {', '.join(kinds)}"
        raise UsageError(f'no record kind "{arguments.kind}"; {hint}')
    sys.stdout.write(kinds[arguments.kind])
    return 0


def _dictionary(page: str) -> int:
    """Print the tables of fields, or put them into a page."""
    from ..graph.dictionary import tables, with_tables

    if not page:
        print("\n".join(f"## {name}\n\n{table}" for name, table in tables().items()), end="")
        return 0
    path = Path(page)
    if not path.is_file():
        raise UsageError(f'no page "{page}": name a Markdown file, such as docs/dataset.md')
    path.write_text(with_tables(path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    print(f"wrote {page}", file=sys.stderr)
    return 0
