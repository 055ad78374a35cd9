"""A git repository with a dataset in it, and edits of copies of the tutorial."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from narrows.graph.build import build_graph
from narrows.graph.loader import load_dataset
from narrows.graph.supply import SupplyGraph
from narrows.library import dataset_path

Edit = tuple[str, str, str]


def edit(folder: Path, *edits: Edit) -> Path:
    """Replace text in files; a file that is not there is written, and an empty text ends one."""
    for name, old, new in edits:
        file = folder / name
        if not old and not new:
            file.unlink()
            continue
        text = file.read_text(encoding="utf-8") if file.exists() else ""
        assert not old or text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.replace(old, new) if old else text + new, encoding="utf-8", newline="\n")
    return folder


@pytest.fixture
def copy(tmp_path: Path) -> Callable[..., Path]:
    """A copy of the tutorial after some edits."""

    def make(*edits: Edit) -> Path:
        number = len(list(tmp_path.glob("copy-*")))
        folder = tmp_path / f"copy-{number}" / "tutorial"
        shutil.copytree(dataset_path("tutorial"), folder)
        return edit(folder, *edits)

    return make


@pytest.fixture
def graph(copy: Callable[..., Path]) -> Callable[..., SupplyGraph]:
    """The tutorial as a graph after some edits."""
    return lambda *edits: build_graph(load_dataset(copy(*edits)))


class Repository:
    """A git repository with the tutorial in datasets/tutorial."""

    def __init__(self, top: Path) -> None:
        self.top = top
        self.folder = top / "datasets" / "tutorial"
        shutil.copytree(dataset_path("tutorial"), self.folder)
        self.git("init", "-q", "-b", "main")
        self.commit("first")

    def git(self, *arguments: str) -> str:
        who = {
            f"GIT_{role}_{what}": f"{role}@example.org"
            for role in ("AUTHOR", "COMMITTER")
            for what in ("NAME", "EMAIL")
        }
        environment = {**os.environ, **who, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        done = subprocess.run(
            ["git", *arguments], cwd=self.top, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def commit(self, message: str, *edits: Edit) -> str:
        edit(self.folder, *edits)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A repository, in which the test stands."""
    top = tmp_path / "checkout"
    top.mkdir()
    found = Repository(top)
    monkeypatch.chdir(top)
    return found
