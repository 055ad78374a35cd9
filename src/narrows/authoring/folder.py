"""The folder of a dataset that is written to: its files, and that nothing outside it is touched."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from ..graph.loader import IGNORED, MAX_FOLDERS, model_for
from ..graph.schema import MODELS
from ..graph.strict_yaml import MAX_BYTES
from .canonical import EDITOR_MARK


class CannotWrite(Exception):
    """A place that must not be written to, or a file that cannot be read; says why."""


def dataset_of(path: Path) -> Path | None:
    """The dataset's folder that a path lies in: the nearest folder above it, or itself, with dataset.yaml."""
    path = Path(os.path.abspath(path))
    return next((folder for folder in (path, *path.parents) if (folder / "dataset.yaml").is_file()), None)


def records_below(root: Path, start: Path) -> Iterator[str]:
    """The record files at or below a place in a dataset's folder, by name; links are passed over.

    Yields paths relative to ``root``, with "/". The loader says what is wrong with the rest.
    """
    start = Path(os.path.abspath(start))
    if start.is_symlink():
        return
    if start.is_file():
        yield start.relative_to(root).as_posix()
        return
    if len(start.relative_to(root).parts) > MAX_FOLDERS:
        return
    for path in sorted(start.iterdir(), key=lambda p: p.name):
        if path.name.startswith(".") or path.name in IGNORED or path.is_symlink():
            continue
        if path.is_dir():
            yield from records_below(root, path)
        elif model_for(path.relative_to(root).as_posix()) is not None:
            yield path.relative_to(root).as_posix()


def place_of(root: Path, name: str) -> Path:
    """Where a record stands that may be read and written; raises CannotWrite.

    The folder itself may be reached through a link; below it none is followed.
    """
    if model_for(name) is None or any(part in ("", ".", "..") for part in name.split("/")):
        raise CannotWrite(f'"{name}" is no place for a record of a dataset')
    root = root.resolve()
    path = root
    for part in name.split("/"):
        path = path / part
        if path.is_symlink():
            raise CannotWrite(f'"{name}" is reached through a link to another place: nothing was written')
    if not path.resolve().is_relative_to(root):
        raise CannotWrite(f'"{name}" lies outside the dataset: nothing was written')
    return path


def read_text(root: Path, name: str) -> str:
    """The text of a record's file; raises CannotWrite if it cannot be read as UTF-8 text."""
    path = place_of(root, name)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise CannotWrite(f"{name}: larger than {MAX_BYTES:,} bytes")
        return data.decode("utf-8-sig")
    except OSError as error:
        raise CannotWrite(f"{name}: {(error.strerror or 'cannot be read').lower()}") from None
    except UnicodeDecodeError:
        raise CannotWrite(f"{name}: text that is not UTF-8; save it as UTF-8 in your editor") from None


def editor_line(root: Path, name: str) -> str | None:
    """The first line, which names a file's schema for editors; None where there is no schema folder."""
    model = model_for(name)
    kind = next((kind for kind, form in MODELS.items() if form is model), "")
    if not (root.resolve().parent / "schema" / f"{kind}.schema.json").is_file():
        return None
    return f"{EDITOR_MARK} $schema={'../' * (name.count('/') + 1)}schema/{kind}.schema.json"
