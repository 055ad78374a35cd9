"""fmt: dataset files in canonical form."""

from __future__ import annotations

import argparse
import difflib
import os
import sys
from pathlib import Path

from .common import progress_bar
from .document import UsageError
from .writing import default_datasets


def fmt_command(arguments: argparse.Namespace) -> int:
    """Put files in canonical form; with --check or --diff 1 if some are not. Refused files are left alone."""
    from ..authoring.canonical import canonical
    from ..authoring.change import write_whole
    from ..authoring.folder import CannotWrite, editor_line, place_of, read_text
    from ..graph.problems import DatasetError

    files = _files(arguments.paths)
    tick = progress_bar("formatting")
    changed, refused = 0, 0
    for count, (root, name) in enumerate(files, 1):
        tick(count, len(files))
        shown = _shown(root, name)
        try:
            before = read_text(root, name)
            after = canonical(before, name, editor_line(root, name))
        except DatasetError as error:
            refused += 1
            for problem in error.problems:
                print(f"{shown.removesuffix(problem.path)}{problem}")
            continue
        except CannotWrite as error:
            refused += 1
            print(error)
            continue
        if after == before:
            continue
        changed += 1
        if arguments.diff:
            lines = difflib.unified_diff(
                before.splitlines(), after.splitlines(), shown, f"{shown} (canonical)", lineterm=""
            )
            print("\n".join(lines))
        elif arguments.check:
            print(shown)
        else:
            write_whole(place_of(root, name), after)
            print(f"wrote {shown}")
    only_look = arguments.check or arguments.diff
    said = "not in canonical form" if only_look else "put in canonical form"
    print(f"{len(files)} files, {changed} {said}, {refused} refused", file=sys.stderr)
    return int(bool(refused or (only_look and changed)))


def _files(paths: list[str]) -> list[tuple[Path, str]]:
    """The dataset's folder and the path in it of every file that is asked for, each once."""
    from ..authoring.folder import dataset_of, records_below

    found: dict[tuple[Path, str], None] = {}
    for given in paths or default_datasets():
        path = Path(given)
        if not path.exists():
            raise UsageError(f'"{given}": no such file or folder')
        root = dataset_of(path)
        inside = [root] if root else sorted(p.parent for p in path.glob("*/dataset.yaml"))
        if not inside:
            raise UsageError(f'"{given}" is in no dataset: no folder above it has a dataset.yaml')
        for folder in inside:
            start = Path(os.path.abspath(path)) if root else Path(os.path.abspath(folder))
            base = Path(os.path.abspath(folder))
            found.update(dict.fromkeys((base, name) for name in records_below(base, start)))
    return list(found)


def _shown(root: Path, name: str) -> str:
    """A file's path as people see it from where they are."""
    path = root.joinpath(*name.split("/"))
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else path.as_posix()
