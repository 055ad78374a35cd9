"""What commands that write dataset files share: which folder, and showing or carrying out a change."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .document import UsageError

if TYPE_CHECKING:
    from ..authoring.change import Change
    from ..graph.dataset import Dataset
    from .asking import Asker


def default_datasets() -> list[str]:
    """The folders of the datasets of the checkout that one stands in, or that the program runs from."""
    from ..library import bundled_names

    return [str(own_dataset(name)) for name in bundled_names()]


def own_dataset(name: str) -> Path:
    """The folder of a dataset that may be written to; raises UsageError.

    A name is looked up in the checkout that one stands in. What was installed with the program is
    not written to: the change would be lost with the next version.
    """
    for folder in (Path.cwd(), *Path.cwd().parents):
        if (folder / "datasets" / name / "dataset.yaml").is_file():
            return folder / "datasets" / name
    from ..library import dataset_path

    path = dataset_path(name)
    real = path.resolve()
    if "site-packages" in real.parts or "dist-packages" in real.parts:
        raise UsageError(
            f'"{name}" came with the program, and a change there would be lost: work in a copy of the '
            "project (git clone), or name a folder of your own with --dataset PATH"
        )
    if not (path / "dataset.yaml").is_file():
        raise UsageError(f'"{path}" is no dataset: it has no dataset.yaml')
    return path


def load_own(arguments: argparse.Namespace) -> tuple[Path, Dataset]:
    """The dataset that a command changes, which must be valid before it is changed."""
    from ..graph.loader import load_dataset

    root = own_dataset(arguments.dataset)
    return root, load_dataset(root)


def asked_and_written(
    ask: Asker,
    words: Sequence[str],
    questions: Callable[[], object],
    change: Change,
    root: Path,
    more: Sequence[str] = (),
    positional: str = "component",
) -> int:
    """Ask, and write what came of it. If that fails, show the command with all answers."""
    command = ["narrows", *words]
    more = [*more, *(["--dataset", ask.arguments.dataset] if ask.arguments.dataset != "ai-chips" else [])]
    with ask.kept(command, positional, more):
        questions()
        ask.settle()
        code = carry_out(ask.arguments, change, root)
    if code:
        ask.show_again(command, positional, more)
    return code


def carry_out(arguments: argparse.Namespace, change: Change, root: Path) -> int:
    """Try a change, show it, and write it unless --dry-run; 1 if the dataset would not be valid."""
    from ..authoring.folder import CannotWrite
    from ..graph.problems import DatasetError

    try:
        warnings = change.try_out()
        if arguments.dry_run:
            print("\n".join(change.diff()))
        else:
            change.apply()
            for name in sorted(change.after):
                what = "changed" if name in change.before else "wrote"
                print(f"{what} {_shown(root / name)}")
            print(f"check it: narrows validate {_shown(root)}", file=sys.stderr)
            if any((folder / ".git").exists() for folder in root.resolve().parents):
                named = "" if arguments.dataset == "ai-chips" else f" --dataset {arguments.dataset}"
                print(f"see what it does to the answer: narrows diff HEAD{named}", file=sys.stderr)
    except DatasetError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        print("nothing was written: with this change the dataset would not be valid", file=sys.stderr)
        return 1
    except CannotWrite as error:
        raise UsageError(str(error)) from error
    for problem in warnings:
        print(problem, file=sys.stderr)
    if arguments.dry_run:
        print("nothing was written (--dry-run)", file=sys.stderr)
    return 0


def _shown(path: Path) -> str:
    here = Path.cwd().resolve()
    real = path.resolve()
    return real.relative_to(here).as_posix() if real.is_relative_to(here) else path.as_posix()
