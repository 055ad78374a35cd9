"""import and release-data: data in and out."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from .document import UsageError

if TYPE_CHECKING:
    from ..exchange.importing import About


def import_command(arguments: argparse.Namespace) -> int:
    """Make a dataset from tables; 1 if they are not valid."""
    from ..exchange.importing import About, import_csv, write_dataset

    folder = Path(arguments.output)
    if arguments.gates is not None and arguments.form != "eto":
        raise UsageError("--gates belongs to import eto")
    if arguments.form == "template":
        return _template(folder)
    if arguments.path is None:
        raise UsageError(f"say what to import: narrows import {arguments.form} PATH -o FOLDER")
    path = Path(arguments.path)
    about = About(arguments.title, arguments.target, arguments.as_of)
    if arguments.form == "eto":
        return _eto(path, folder, about, arguments.gates)
    dataset = import_csv(path, about)
    _written(folder, lambda: write_dataset(dataset, folder))
    _say_next(folder, dataset.manifest.private)
    return 0


def _written(folder: Path, write: Callable[[], int]) -> None:
    """Write into a folder; what stands in the way is said as wrong usage."""
    try:
        count = write()
    except OSError as error:
        raise UsageError(str(error)) from error
    print(f"wrote {folder}: {count} files", file=sys.stderr)


def _say_next(folder: Path, private: bool) -> None:
    if private:
        said = "some rows name no source: the dataset is marked private, and their evidence is your own word"
        print(said, file=sys.stderr)
    print(f"next: narrows chokepoints --dataset {folder}", file=sys.stderr)


def _template(folder: Path) -> int:
    from ..exchange.template import write_template

    _written(folder, lambda: write_template(folder))
    return 0


def _eto(path: Path, folder: Path, about: About, gates: str | None) -> int:
    """A dataset from a copy of ETO's files, its gates beside it, and its defects on stdout."""
    from ..exchange.eto.convert import convert, pairs_of
    from ..exchange.eto.files import read_eto
    from ..exchange.eto.gates import gates_text, read_gates
    from ..exchange.importing import dataset_of, write_dataset
    from .output import clean, save

    files = read_eto(path)
    given = Path(gates) if gates is not None else None
    own = read_gates(given, pairs_of(files)) if given is not None and given.exists() else {}
    made = convert(files, own)
    as_of = about.as_of or made.as_of
    manifest = {
        "title": "ETO Supply Chain Explorer, own copy",
        "version": f"{as_of[:4]}.{as_of[5:7] or '12'}.0",
        "as_of": as_of,
        "licence": "CC-BY-NC-4.0",
        "layers": tuple({"id": id_, "name": name} for id_, name in made.layers),
        **({"default_target": made.target} if made.target else {}),
    }
    dataset = dataset_of(made.tables, about, manifest, path.resolve().name)
    _written(folder, lambda: write_dataset(dataset, folder))
    if given is None or not given.exists():
        given = given or folder.with_name(f"{folder.name}-gates.csv")
        save(b"\xef\xbb\xbf" + gates_text(made.gates, made.names).encode("utf-8"), str(given))
    for defect in made.defects:
        print(clean(defect))
    counts = f"{len(dataset.components)} components, {len(dataset.companies)} companies"
    ours = sum(gate.ours for gate in made.gates)
    print(
        f"{counts}; {len(made.defects)} defects; {len(made.gates)} gates, {ours} as we read them. Who is a "
        f"chokepoint depends on the gates: edit {given} and import again with --gates {given}",
        file=sys.stderr,
    )
    _say_next(folder, private=False)
    return 0


def release_data_command(arguments: argparse.Namespace) -> int:
    """Write a data release; 1 if the dataset is not fit for one."""
    from ..exchange.release.archive import NotForRelease, release_dataset, write_release
    from ..library import dataset_path

    try:
        dataset = release_dataset(dataset_path(arguments.path))
        output = Path(arguments.output)
        _written(output, lambda: write_release(dataset, output))
    except NotForRelease as error:
        print(f"narrows: {error}", file=sys.stderr)
        return 1
    return 0
