"""Archives (zip and tar) as they are: members are read, never extracted by the archive's own words."""

from __future__ import annotations

import stat
import tarfile
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from ..graph.strict_yaml import MAX_BYTES
from .files import MAX_FILES, VersionError, below, cut

ENDINGS = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.xz", ".tar.bz2")


def is_archive(path: Path) -> bool:
    """Whether a path is a file with the ending of an archive."""
    return path.name.lower().endswith(ENDINGS) and path.is_file()


def files_of(path: Path, name: str) -> Iterator[tuple[str, bytes | None]]:
    """The files of the dataset in an archive, named from its folder; None for what is no file.

    Raises VersionError if there is no dataset in it, or several of which none is called ``name``.
    """
    try:
        yield from _zip(path, name) if path.name.lower().endswith(".zip") else _tar(path, name)
    except (zipfile.BadZipFile, tarfile.TarError, EOFError, OSError, NotImplementedError) as error:
        raise VersionError(f"{path.name} cannot be read as an archive: {error}") from error


def _zip(path: Path, name: str) -> Iterator[tuple[str, bytes | None]]:
    with zipfile.ZipFile(path) as archive:
        members = {m.filename: m for m in archive.infolist()[:MAX_FILES]}
        for full, short in below(members, dataset_in(list(members), name)):
            member = members[full]
            kind = stat.S_IFMT(member.external_attr >> 16)
            if kind not in (0, stat.S_IFREG):
                yield short, None
                continue
            with archive.open(member) as file:
                data = file.read(MAX_BYTES + 1)
            yield short, cut(len(data), data)


def _tar(path: Path, name: str) -> Iterator[tuple[str, bytes | None]]:
    with tarfile.open(path) as archive:
        members: dict[str, tarfile.TarInfo] = {}
        for number, member in enumerate(archive):
            if number > MAX_FILES:
                raise VersionError(f"more than {MAX_FILES:,} files: this is no dataset")
            if not member.isdir():
                members[member.name.removeprefix("./")] = member
        for full, short in below(members, dataset_in(list(members), name)):
            file = archive.extractfile(members[full]) if members[full].isreg() else None
            data = file.read(MAX_BYTES + 1) if file else b""
            yield short, cut(len(data), data) if file else None


def dataset_in(names: Sequence[str], wanted: str) -> str:
    """The folder that holds a dataset: the only one, or the one that has the name."""
    marks = ("dataset.yaml", "/dataset.yaml")
    found = sorted(
        {n[: -len("dataset.yaml")].rstrip("/") for n in names if n == marks[0] or n.endswith(marks[1])}
    )
    named = [f for f in found if f.rpartition("/")[2] == wanted]
    if len(found) == 1:
        return found[0]
    if len(named) == 1:
        return named[0]
    if not found:
        raise VersionError("there is no dataset.yaml in this archive: it holds no dataset's files")
    raise VersionError(f"several datasets are in this archive ({', '.join(found)}): name one with --dataset")
