"""The only reader of dataset files.

A dataset from a stranger's pull request is hostile input: nothing outside the folder is read,
nothing in a file is executed, and a bad file never makes a node vanish, it stops the load.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from .checks import run_checks
from .dataset import Dataset
from .messages import explain
from .problems import DatasetError, Finding, Problem, spell_loc
from .quick_yaml import Doubt, quick_value
from .records import (
    Claim,
    Company,
    Component,
    Control,
    Dispute,
    Manifest,
    Record,
    Retired,
    Scenario,
    Source,
)
from .strict_yaml import MAX_BYTES, Parsed, parse

if TYPE_CHECKING:
    from .overlay import Laid

FOLDERS: MappingProxyType[str, type[Record]] = MappingProxyType(
    {
        "components": Component,
        "companies": Company,
        "sources": Source,
        "controls": Control,
        "scenarios": Scenario,
        "claims": Claim,
        "disputes": Dispute,
    }
)
ROOT_FILES: MappingProxyType[str, type[Record]] = MappingProxyType(
    {"dataset.yaml": Manifest, "retired.yaml": Retired}
)
IGNORED = frozenset({"README.md", "LICENSE", "Thumbs.db"})
MAX_FOLDERS = 4
# Names that no file can have on Windows, whatever its ending.
RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
)


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    problems: list[Problem] = field(default_factory=list)
    records: dict[str, dict[str, Any]] = field(default_factory=lambda: {name: {} for name in FOLDERS})
    roots: dict[str, Any] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)


def load_dataset(root: Path, overlays: Sequence[Path] = ()) -> Dataset:
    """Load the dataset in a folder, or raise DatasetError with every problem found.

    ``overlays`` are laid over it in order. Warnings do not block: ``read_dataset`` returns them.
    """
    dataset, problems = read_dataset(root, warnings=False, overlays=overlays)
    if dataset is None or any(p.severity == "error" for p in problems):
        raise DatasetError(problems)
    return dataset


def read_dataset(
    root: Path, *, warnings: bool = True, overlays: Sequence[Path] = ()
) -> tuple[Dataset | None, tuple[Problem, ...]]:
    """Read a folder; the dataset (None if files could not be read) and all problems, sorted.

    Without ``warnings``, rules that only warn are not run, which is faster. ``overlays`` are laid over
    the dataset in order; problems in them name their files.
    """
    reading = _Reading()
    if not root.is_dir():
        hint = "name a folder that holds dataset.yaml"
        return None, (Problem(root.name or str(root), 1, 1, "", "no such folder", "no-dataset", hint),)
    for path, name in _walk(root, "", reading):
        _read_file(path, name, reading)
    if "dataset.yaml" not in reading.roots and "dataset.yaml" not in reading.broken:
        reading.problems.append(
            Problem(
                "dataset.yaml",
                1,
                1,
                "",
                "the file is missing",
                "no-dataset",
                "a dataset's folder needs one: title, version, as_of, licence, layers, default_target",
            )
        )
    dataset = None
    laid: Laid | None = None
    if overlays:
        from .overlay_files import lay_over  # most commands have no overlay

        laid = lay_over(overlays, reading.records, reading.files)
        reading.problems.extend(laid.problems)
        reading.broken |= laid.broken
    if "dataset.yaml" in reading.roots:
        found: dict[str, Any] = {
            name: MappingProxyType(dict(sorted(ids.items()))) for name, ids in reading.records.items()
        }
        dataset = Dataset(
            manifest=reading.roots["dataset.yaml"],
            retired=reading.roots.get("retired.yaml", Retired()),
            files=MappingProxyType(dict(sorted(reading.files.items()))),
            **found,
        )
        if laid is not None:
            dataset = laid.named(dataset)
        findings = run_checks(dataset, frozenset(reading.broken), warnings=warnings)
        reading.problems.extend(_place(findings, root, laid))
    return dataset, tuple(sorted(set(reading.problems)))


def _walk(folder: Path, inside: str, reading: _Reading, depth: int = 0) -> Iterator[tuple[Path, str]]:
    """The files of a folder and of those in it, each with its name inside the dataset.

    Says why when it passes one over.
    """
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        reading.problems.append(_unreadable(inside or ".", error))
        return
    for entry in found:
        if entry.name.startswith(".") or entry.name in IGNORED:
            continue
        name = f"{inside}/{entry.name}" if inside else entry.name
        path = folder / entry.name
        if not entry.name.isprintable():
            reading.problems.append(
                Problem(
                    ascii(name)[1:-1],
                    1,
                    1,
                    "",
                    "a name with characters that cannot be shown",
                    "file-name",
                    "rename it: lower-case letters, digits, dots and single hyphens",
                )
            )
            reading.broken.add(path.stem)
        elif entry.is_symlink():
            reading.problems.append(
                Problem(name, 1, 1, "", "a link to another place", "link", "put the file itself here")
            )
            reading.broken.add(path.stem)
        elif entry.is_dir() and depth < MAX_FOLDERS:
            yield from _walk(path, name, reading, depth + 1)
        elif entry.is_file():
            yield path, name
        else:
            reading.problems.append(_misplaced(name))


def _misplaced(name: str) -> Problem:
    hint = (
        'records end in ".yaml": rename it'
        if name.lower().endswith((".yml", ".yaml")) and not name.endswith(".yaml")
        else f"records are <folder>/<id>.yaml, components are components/<layer>/<id>.yaml, "
        f"folders are {', '.join(FOLDERS)}"
    )
    return Problem(name, 1, 1, "", "nothing is read from here", "unexpected-file", hint)


def _unreadable(name: str, error: OSError) -> Problem:
    why = (error.strerror or "unknown reason").lower()
    return Problem(name, 1, 1, "", f"cannot be read: {why}", "unreadable", "check that you may open it")


def _read_file(path: Path, name: str, reading: _Reading) -> None:
    model = model_for(name)
    if model is None:
        reading.problems.append(_misplaced(name))
        if name.lower().endswith((".yaml", ".yml")):
            reading.broken.add(path.stem)
        return
    stem = path.stem
    record, problems = _record(path, name, model)
    if record is None:
        reading.broken.add(name if name in ROOT_FILES else stem)
        reading.problems.extend(problems)
        return
    if name in ROOT_FILES:
        reading.roots[name] = record
        return
    id_ = getattr(record, "id", stem)
    if id_ != stem:
        line, column = _parse(path, name).position(("id",))
        reading.problems.append(
            Problem(
                name,
                line,
                column,
                "id",
                f'the id is "{id_}", the file is "{stem}.yaml"',
                "file-name",
                "make the two the same",
            )
        )
        reading.broken.add(stem)
    if stem.partition(".")[0] in RESERVED:
        reading.problems.append(
            Problem(
                name,
                1,
                1,
                "",
                f'Windows can have no file called "{path.name}"',
                "file-name",
                "choose another id, such as one with -co behind it",
            )
        )
    if id_ in reading.files:
        line, column = _parse(path, name).position(("id",))
        reading.problems.append(
            Problem(
                name,
                line,
                column,
                "id",
                f'"{id_}" is taken by {reading.files[id_]}',
                "duplicate-id",
                "ids are unique over all folders: choose another",
            )
        )
        reading.broken.add(id_)
        return
    reading.files[id_] = name
    reading.records[name.split("/")[0]][id_] = record


def model_for(name: str) -> type[Record] | None:
    """The form of the record in a file, by its path in the dataset; None if nothing is read there."""
    parts = name.split("/")
    if len(parts) == 1:
        return ROOT_FILES.get(name)
    depth = 3 if parts[0] == "components" else 2
    if len(parts) != depth or not name.endswith(".yaml"):
        return None
    return FOLDERS.get(parts[0])


def _record(path: Path, name: str, model: type[Record]) -> tuple[Record | None, list[Problem]]:
    """The record in a file, or what is wrong; places are only looked for where something is."""
    text = _text(path, name)
    if isinstance(text, Problem):
        return None, [text]
    value = quick_value(text)
    if not isinstance(value, Doubt):
        try:
            return model.model_validate(value), []
        except ValidationError:
            pass  # said below, with places
    parsed = parse(text, name)
    if parsed.problems:
        return None, parsed.problems
    try:
        return model.model_validate(parsed.value), []
    except ValidationError as error:
        return None, list(explain(error, model, parsed, name))


def _parse(path: Path, name: str) -> Parsed:
    text = _text(path, name)
    return Parsed(problems=[text]) if isinstance(text, Problem) else parse(text, name)


def _text(path: Path, name: str) -> str | Problem:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        return _unreadable(name, error)
    if len(data) > MAX_BYTES:
        return _unread(name, f"larger than {MAX_BYTES:,} bytes", "file-size", "one record a file: split it")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        hint = "save it as UTF-8, in the editor's menu under encoding"
        return _unread(name, "text that is not UTF-8", "encoding", hint, line)


def _unread(name: str, message: str, rule: str, hint: str, line: int = 1) -> Problem:
    return Problem(name, line, 1, "", message, rule, hint)


def _place(findings: Iterator[Finding], root: Path, laid: Laid | None) -> Iterator[Problem]:
    """Give each finding its line and column; only files with findings are read again."""
    again: dict[str, Parsed] = {}
    for finding in findings:
        if laid is not None and laid.touched(finding.file):
            yield laid.placed_at(finding)
            continue
        if finding.file not in again:
            again[finding.file] = _parse(root / finding.file, finding.file)
        line, column = again[finding.file].position(finding.loc)
        yield Problem(
            finding.file,
            line,
            column,
            spell_loc(finding.loc),
            finding.message,
            finding.rule,
            finding.hint,
            finding.severity,
        )
