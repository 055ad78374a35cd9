"""Files from elsewhere put into an empty folder: nothing else is written, and no link is made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from ..graph.problems import DatasetError, Problem
from ..graph.strict_yaml import MAX_BYTES

MAX_FILES = 50_000
MAX_TOTAL = 500_000_000


class VersionError(Exception):
    """A version that cannot be opened; says what to name instead."""


def put(files: Iterable[tuple[str, bytes | None]], folder: Path) -> None:
    """Write files below a folder; None stands for what is no file: a link, a device, another repository.

    Raises DatasetError for what is no file, VersionError for a name that leads out of the folder and
    for more than the limits.
    """
    problems: list[Problem] = []
    total = 0
    made: set[Path] = set()
    for number, (name, data) in enumerate(files, 1):
        path = folder.joinpath(*_parts(name))
        if data is None:
            hint = "put the file itself here"
            problems.append(Problem(_shown(name), 1, 1, "", "a link to another place", "link", hint))
            continue
        total += len(data)
        if number > MAX_FILES or total > MAX_TOTAL:
            raise VersionError(f"more than {MAX_FILES:,} files or {MAX_TOTAL:,} bytes: this is no dataset")
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        path.write_bytes(data)
    if problems:
        raise DatasetError(problems)


def cut(size: int, data: bytes) -> bytes:
    """Data no longer than what shows that a file is too large for the loader."""
    return data if size <= MAX_BYTES else data[: MAX_BYTES + 1].ljust(MAX_BYTES + 1, b"#")


def below(names: Iterable[str], prefix: str) -> Iterator[tuple[str, str]]:
    """Of names, those below a folder, with what follows it."""
    start = f"{prefix}/" if prefix not in ("", ".") else ""
    for name in names:
        if name.startswith(start) and not name.endswith("/"):
            yield name, name[len(start) :]


def _parts(name: str) -> tuple[str, ...]:
    parts = PurePosixPath(name).parts
    plain = parts and not any(p in ("..", ".", "/") or set(p) & set("\\:\0") for p in parts)
    if not plain or name.startswith("/"):
        raise VersionError(f'"{_shown(name)}" leads out of the folder, or cannot be a file everywhere')
    return parts


def _shown(name: str) -> str:
    return name if name.isprintable() else ascii(name)[1:-1]
