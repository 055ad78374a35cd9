"""The good dataset, and faults planted into copies of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from narrows.graph.loader import read_dataset

GOOD = Path(__file__).parent / "good"


def plant(root: Path, edit: dict[str, Any]) -> None:
    """Carry out one edit; what it replaces must stand there exactly once."""
    path = root / edit["file"]
    if "replace" in edit:
        text = path.read_text(encoding="utf-8")
        count = text.count(edit["replace"])
        assert count == 1, f"{edit['replace']!r} stands {count} times in {edit['file']}"
        path.write_text(text.replace(edit["replace"], edit["with"]), encoding="utf-8", newline="")
    elif "append" in edit:
        path.write_text(path.read_text(encoding="utf-8") + edit["append"], encoding="utf-8", newline="")
    elif "rename" in edit:
        (root / edit["rename"]).parent.mkdir(parents=True, exist_ok=True)
        path.rename(root / edit["rename"])
    elif "link" in edit:
        path.symlink_to(edit["link"])
    elif "bytes" in edit:
        path.write_bytes(bytes.fromhex(edit["bytes"]))
    elif "size" in edit:
        path.write_bytes(b"#" * edit["size"])
    elif "delete" in edit:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    elif "write" in edit:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(edit["write"], encoding="utf-8", newline="")
    else:
        assert edit.get("locked"), f"no such edit: {edit}"


def say(root: Path, edits: Iterable[dict[str, Any]]) -> list[str]:
    """What the loader says of the dataset after the edits, line by line."""
    locked = set()
    for edit in edits:
        plant(root, edit)
        if "locked" in edit:
            locked.add(root / edit["file"])
    opened = Path.open

    def refuse(path: Path, *args: Any, **kwargs: Any) -> Any:
        if path in locked:
            raise PermissionError(13, "Permission denied")
        return opened(path, *args, **kwargs)

    with mock.patch.object(Path, "open", refuse):
        return [str(problem) for problem in read_dataset(root)[1]]


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """A copy of the good dataset that a test may spoil."""
    return Path(shutil.copytree(GOOD, tmp_path / "good"))


@pytest.fixture
def says(good: Path) -> Callable[..., list[str]]:
    """What the loader says of a copy of the good dataset after some edits."""
    return lambda *edits: say(good, edits)
