"""A change of a dataset's files: tried on a copy first, written as a whole or not at all."""

from __future__ import annotations

import difflib
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..graph.loader import FOLDERS, read_dataset
from ..graph.problems import DatasetError, Problem
from .canonical import open_file, write_changed
from .folder import CannotWrite, editor_line, place_of, read_text
from .tree import Branch, Entry, File, node_of


@dataclass(slots=True)
class Change:
    """New texts of files in one dataset's folder, by path; nothing is written before ``apply``."""

    root: Path
    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)

    def create(self, name: str, record: dict[str, Any], more: str = "") -> None:
        """A new file with a record; ``more`` is a comment below it. Raises CannotWrite if it is there."""
        if place_of(self.root, name).exists() or name in self.after:
            raise CannotWrite(f"{name} is there already: nothing was written")
        node = node_of(record)
        assert isinstance(node, Branch)
        for entry in node.entries:
            entry.gap = entry.key in ("requires", "suppliers", "positions", "timeline", "rule")
        self._put(name, File(node, [f"# {more}"] if more else []))

    def open(self, name: str) -> File:
        """The tree of a file, to be changed and given back with ``put``."""
        if name in self.after:
            return open_file(self.after[name], name)
        self.before[name] = read_text(self.root, name)
        return open_file(self.before[name], name)

    def put(self, name: str, file: File) -> None:
        """What a file that was opened shall hold."""
        self._put(name, file)

    def _put(self, name: str, file: File) -> None:
        self.after[name] = write_changed(file, name, editor_line(self.root, name))

    def diff(self) -> Iterator[str]:
        """The lines of a unified diff, for people to read."""
        for name, text in sorted(self.after.items()):
            old = self.before.get(name)
            yield from difflib.unified_diff(
                (old or "").splitlines(),
                text.splitlines(),
                "nothing" if old is None else name,
                name,
                lineterm="",
            )

    def try_out(self) -> tuple[Problem, ...]:
        """The warnings that the files would bring; raises DatasetError if the dataset would not be valid.

        The change is tried on a copy of the folder, so the folder itself is never in between.
        """
        with tempfile.TemporaryDirectory(prefix="narrows-") as scratch:
            copy = Path(scratch) / (self.root.name or "dataset")
            shutil.copytree(self.root.resolve(), copy, symlinks=True, ignore=_only_records)
            for name, text in self.after.items():
                path = copy.joinpath(*name.split("/"))
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8", newline="\n")
            _, problems = read_dataset(copy)
        if any(problem.severity == "error" for problem in problems):
            raise DatasetError(p for p in problems if p.severity == "error")
        return tuple(p for p in problems if p.path in self.after)

    def apply(self) -> None:
        """Write all files; what was there is put back if one cannot be written."""
        done: list[str] = []
        try:
            for name, text in self.after.items():
                path = place_of(self.root, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                write_whole(place_of(self.root, name), text)
                done.append(name)
        except BaseException:
            for name in done:
                if name in self.before:
                    write_whole(place_of(self.root, name), self.before[name])
                else:
                    place_of(self.root, name).unlink(missing_ok=True)
            raise


def write_whole(path: Path, text: str) -> None:
    """Write a file as a whole: a reader sees the old text or the new one, never a part."""
    handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        if path.exists():
            shutil.copymode(path, scratch)
        else:
            Path(scratch).chmod(0o644)
        os.replace(scratch, path)
    except BaseException:
        Path(scratch).unlink(missing_ok=True)
        raise


def _only_records(folder: str, names: list[str]) -> list[str]:
    """What a trial copy does without: hidden files, and all that is no YAML."""
    return [
        name
        for name in names
        if name.startswith(".") or not (name.endswith((".yaml", ".yml")) or Path(folder, name).is_dir())
    ]


def file_of(kind: str, id_: str, layer: str = "") -> str:
    """The path of a record in a dataset's folder.

    >>> file_of("components", "hbm3e", "memory")
    'components/memory/hbm3e.yaml'
    """
    assert kind in FOLDERS
    return f"{kind}/{layer}/{id_}.yaml" if kind == "components" else f"{kind}/{id_}.yaml"


def list_in(branch: Branch, field_: str) -> Branch:
    """The list under a field, made if it is not there."""
    node = branch.get(field_)
    if node is None:
        node = Branch([], False)
        gap = field_ in ("requires", "suppliers")
        branch.entries.append(Entry(node, field_, gap=gap))
    if not isinstance(node, Branch) or node.keyed:
        raise CannotWrite(f'"{field_}" is no list')
    return node


def append(branch: Branch, value: Any) -> None:
    """Add a plain value at the end of a list; its order is put right when the file is written."""
    node = node_of(value)
    if isinstance(node, Branch) and not node.flow:
        branch.flow = False
    branch.entries.append(Entry(node))
