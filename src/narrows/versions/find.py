"""From what people write (a folder, an archive, a git revision, a version) to a folder to read."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ..graph.records.base import VERSION_PATTERN
from ..library import bundled_names, dataset_path
from . import archive, git
from .files import VersionError, put

CHANGELOG = "CHANGELOG.md"


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a dataset.

    label : what it is called in outputs.
    name : the dataset's folder.
    folder : where its files can be read, as long as it is opened.
    changelog : the text of the changelog beside the folder; empty if there is none.
    """

    label: str
    name: str
    folder: Path
    changelog: str


@contextmanager
def opened(text: str | None, dataset: str) -> Iterator[Version]:
    """Open a version of a dataset.

    Parameters
    ----------
    text : a folder, the name of a dataset that comes with Narrows, an archive, a git revision or a version
        such as 2026.11.0; None for the dataset as it lies in its folder.
    dataset : a dataset's name or folder, to know which one of a revision is meant.

    Raises VersionError for what cannot be found, DatasetError for links among the files of a revision.
    """
    if text is None:
        yield _plain(home_of(dataset), "the files as they are")
        return
    path = Path(text)
    if path.name == "dataset.yaml" and path.is_file():
        path = path.parent
    if (path / "dataset.yaml").is_file():
        yield _plain(path.resolve(), f"the folder {text}")
        return
    if text in bundled_names():
        yield _plain(home_of(text), f"the dataset {text}")
        return
    with tempfile.TemporaryDirectory(prefix="narrows-") as temporary:
        name = home_of(dataset).name
        folder = Path(temporary) / name
        folder.mkdir()
        if archive.is_archive(path):
            put(archive.files_of(path, name), folder)
            yield Version(f"the archive {path.name}", name, folder, "")
            return
        yield _revision(text, dataset, folder)


def home_of(dataset: str) -> Path:
    """Where a dataset's files lie: in the checkout one stands in, else where they are installed."""
    if re.fullmatch(r"[\w.-]+", dataset) and not Path(dataset).is_dir():
        top = git.top_of(Path.cwd())
        if top is not None and (top / "datasets" / dataset / "dataset.yaml").is_file():
            return (top / "datasets" / dataset).resolve()
    try:
        return dataset_path(dataset).resolve()
    except FileNotFoundError as error:
        raise VersionError(str(error)) from error


def _plain(folder: Path, label: str) -> Version:
    if not (folder / "dataset.yaml").is_file():
        raise VersionError(f"no dataset.yaml in {folder}")
    page = folder.parent / CHANGELOG
    text = page.read_text(encoding="utf-8", errors="replace") if page.is_file() else ""
    return Version(label, folder.name, folder, text)


def _revision(text: str, dataset: str, folder: Path) -> Version:
    home = home_of(dataset)
    top = git.top_of(home)
    if top is None:
        raise VersionError(
            f'"{text}" is no folder and no archive, and {home} lies in no git checkout with revisions'
        )
    inside = home.relative_to(top.resolve()).as_posix()
    commit, label = _commit(text, top, inside, home.name)
    put(git.files_of(top, commit, inside), folder)
    if not any(folder.iterdir()):
        raise VersionError(f"{label} has no folder {inside}")
    page = f"{inside.rpartition('/')[0]}/{CHANGELOG}".lstrip("/")
    return Version(label, home.name, folder, git.text_of(top, commit, page) or "")


def _commit(text: str, top: Path, inside: str, name: str) -> tuple[str, str]:
    version = bool(re.match(VERSION_PATTERN, text))
    tags = (text, f"{name}-{text}", f"data-{text}", f"v{text}") if version else (text,)
    for tag in tags:
        if commit := git.commit_of(top, tag):
            return commit, f"{tag} ({commit[:10]})"
    if version and (commit := git.commit_of_version(top, inside, text)):
        return commit, f"version {text} ({commit[:10]})"
    if version:
        raise VersionError(f"no tag and no commit up to the present one has version {text} of {name}")
    raise VersionError(
        f'"{text}" is no folder with a dataset.yaml, no archive and no git revision of {top}; '
        "name one such as main, HEAD~1, a tag, a version or a folder"
    )
