"""From tables to a dataset: checked as a whole before anything is written."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from ..graph.checks import run_checks
from ..graph.dataset import Dataset
from ..graph.loader import FOLDERS, RESERVED
from ..graph.messages import explain
from ..graph.overlay import Laid, Piece
from ..graph.problems import DatasetError, Problem, spell_loc
from ..graph.records import Manifest
from ..graph.records.base import DATE_PATTERN
from ..graph.strict_yaml import Parsed, parse
from ..graph.tables.pieces import pieces_of
from ..graph.tables.rows import Tables, read_tables
from .yaml_out import record_text

WRITTEN = ("companies", "components", "sources")


@dataclass(frozen=True, slots=True)
class About:
    """What the tables do not say of the dataset; None where it is to be worked out."""

    title: str | None = None
    target: str | None = None
    as_of: str | None = None
    licence: str | None = None


def import_csv(path: Path, about: About) -> Dataset:
    """The dataset in a folder of tables, a table or a workbook.

    A ``dataset.yaml`` in the folder, or beside the table or workbook, is used. O(rows).
    Raises DatasetError with every problem, and FileNotFoundError if there is nothing.
    """
    if not path.exists():
        raise FileNotFoundError(f"no such folder or file: {path}")
    shown = path.resolve().name
    tables = read_tables(path, shown)
    if "nodes" not in tables.rows and not tables.problems:
        hint = "put nodes.csv and edges.csv into a folder; narrows import template shows the columns"
        tables.problems.append(Problem(shown, 1, 1, "", "no table of nodes", "table-file", hint))
    given = _manifest_beside(path if path.is_dir() else path.parent)
    return dataset_of(tables, about, given, shown)


def dataset_of(tables: Tables, about: About, given: Mapping[str, Any] | None, shown: str) -> Dataset:
    """The dataset that tables hold. Raises DatasetError with every problem."""
    as_of = about.as_of or (str(given["as_of"]) if given and "as_of" in given else None)
    pieces = pieces_of(tables, as_of=as_of)
    if tables.problems:
        raise DatasetError(sorted(set(tables.problems)))
    laid = Laid({name: {} for name in FOLDERS}, {}, FOLDERS)
    laid.lay("", pieces)
    manifest, unclear = _manifest(pieces, about, given, shown, as_of)
    records: dict[str, Any] = {
        name: MappingProxyType(dict(sorted(found.items()))) for name, found in laid.records.items()
    }
    files = MappingProxyType(dict(sorted(laid.files.items())))
    dataset = Dataset(manifest=manifest, files=files, **records)
    problems = [*laid.problems, *unclear]
    for id_ in files:
        if id_.partition(".")[0] in RESERVED:
            hint = "choose another id, such as one with -co behind it"
            problems.append(
                Problem(shown, 1, 1, "", f'Windows can have no file called "{id_}"', "file-name", hint)
            )
    for finding in run_checks(dataset, frozenset(laid.broken), warnings=False):
        if laid.touched(finding.file):
            problems.append(laid.placed_at(finding))
        else:
            where = spell_loc(finding.loc)
            problems.append(
                Problem(shown, 1, 1, where, finding.message, finding.rule, finding.hint, finding.severity)
            )
    if any(p.severity == "error" for p in problems):
        raise DatasetError(sorted(set(problems)))
    return dataset


def _manifest_beside(path: Path) -> Mapping[str, Any] | None:
    file = path / "dataset.yaml"
    if not file.is_file() or file.is_symlink():
        return None
    parsed = parse(file.read_text(encoding="utf-8-sig", errors="replace"), "dataset.yaml")
    if parsed.problems or not isinstance(parsed.value, dict):
        raise DatasetError(
            parsed.problems or [Problem("dataset.yaml", 1, 1, "", "no group of fields", "wrong-type")]
        )
    return parsed.value


def _manifest(
    pieces: Sequence[Piece], about: About, given: Mapping[str, Any] | None, shown: str, as_of: str | None
) -> tuple[Manifest, list[Problem]]:
    """dataset.yaml, from what stands beside the tables, from options, and from the tables.

    With a problem if nothing says which component is the target.
    """
    unclear: list[Problem] = []
    value = dict(given or {})
    components = [p.value for p in pieces if p.folder == "components"]
    private = any(_private(p.value) for p in pieces)
    date = as_of or max((d for p in pieces for d in _dates(p.value)), default="2000")
    value.setdefault("title", f"Imported from {shown}"[:200])
    value.setdefault("version", f"{date[:4]}.{date[5:7] or '01'}.0")
    value.setdefault("as_of", date)
    value.setdefault("licence", "LicenseRef-not-published")
    seen = dict.fromkeys(str(c["layer"]) for c in components if c.get("layer"))
    value.setdefault("layers", tuple({"id": layer, "name": layer} for layer in seen))
    value |= {
        k: v for k, v in (("title", about.title), ("as_of", about.as_of), ("licence", about.licence)) if v
    }
    if about.target is not None:
        value["default_target"] = about.target
    elif "default_target" not in value:
        value["default_target"], unclear = _target(components, shown)
    if private:
        value["private"] = True
    try:
        return Manifest.model_validate(value), unclear
    except ValidationError as error:
        raise DatasetError(explain(error, Manifest, Parsed(), shown)) from error


def _target(components: Sequence[Mapping[str, Any]], shown: str) -> tuple[str, list[Problem]]:
    """The one component that needs something and that nothing needs, or any with a problem."""
    needed = {
        (a.get("component") or a.get("offering") or "").partition("@")[0]
        for c in components
        for owner in (c, *c.get("suppliers", ()))
        for r in owner.get("requires", ())
        for a in r["any_of"]
    }
    tops = [str(c["id"]) for c in components if c["id"] not in needed and c.get("requires")]
    if len(tops) == 1:
        return tops[0], []
    which = f"could be {', '.join(tops[:10])}" if tops else "nothing needs anything"
    hint = "add --target with the id of the component whose supply is asked about"
    some = tops or [str(c["id"]) for c in components] or ["none"]
    return some[0], [Problem(shown, 1, 1, "default_target", f"the target {which}", "unknown-target", hint)]


def _private(value: Any) -> bool:
    if isinstance(value, Mapping):
        return value.get("kind") == "private" or any(_private(v) for v in value.values())
    return isinstance(value, tuple) and any(_private(v) for v in value)


def _dates(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        date = str(value.get("as_of"))
        here = [date] if re.match(DATE_PATTERN, date) else []
        return here + [d for v in value.values() for d in _dates(v)]
    return [d for v in value for d in _dates(v)] if isinstance(value, tuple) else []


def write_dataset(dataset: Dataset, folder: Path) -> int:
    """Write a dataset into a new folder, or not at all; how many files.

    Raises FileExistsError if the folder holds anything, OSError if it cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsError(f"{folder} is there already and not empty: name a new folder")
    folder.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".narrows-", dir=folder.parent))
    try:
        texts = dataset_files(dataset)
        for name, text in texts.items():
            file = work / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
        if folder.exists():
            folder.rmdir()
        work.chmod(0o777 & ~_umask())
        work.rename(folder)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    return len(texts)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def dataset_files(dataset: Dataset) -> dict[str, str]:
    """The files of a dataset by path, in one form."""
    out = {"dataset.yaml": record_text(record_dump(dataset.manifest))}
    for kind in WRITTEN:
        for id_, record in getattr(dataset, kind).items():
            out[dataset.files[id_]] = record_text(record_dump(record))
    return out


def record_dump(record: Any) -> dict[str, Any]:
    """A record's fields, as they were given."""
    return dict(record.model_dump(exclude_unset=True, exclude_none=True))
