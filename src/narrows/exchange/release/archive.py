"""Writing a release: a folder, or one zip archive."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from ...graph.dataset import Dataset
from ...graph.dates import last_day
from ...graph.loader import read_dataset
from ...graph.problems import DatasetError
from ...workbook import zip_bytes
from .contents import contents
from .describe import papers


class NotForRelease(Exception):
    """A dataset that cannot be published; says why."""


def release_dataset(folder: Path) -> Dataset:
    """A dataset fit for release.

    Raises DatasetError if there is any error or warning, NotForRelease for private data.
    """
    dataset, problems = read_dataset(folder)
    if dataset is None or problems:
        raise DatasetError(problems)
    if dataset.manifest.private:
        raise NotForRelease(
            "this data is marked private: some statements rest on nothing that others can read"
        )
    return dataset


def moment_of(dataset: Dataset) -> datetime:
    """The time that stands in all files: SOURCE_DATE_EPOCH if it is set, else the dataset's date.

    Raises NotForRelease if SOURCE_DATE_EPOCH is no time that an archive can hold (1980 to 2107).
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        return datetime.fromisoformat(last_day(dataset.manifest.as_of))
    try:
        moment = datetime.fromtimestamp(int(epoch), UTC).replace(tzinfo=None)
    except (ValueError, OverflowError, OSError):
        moment = datetime(1, 1, 1)
    if not 1980 <= moment.year <= 2107:
        raise NotForRelease(f'SOURCE_DATE_EPOCH is "{epoch}": seconds since 1970, from 1980 to 2107')
    return moment


def release_files(dataset: Dataset) -> dict[str, bytes]:
    """All files of a release by name; the same bytes for the same dataset, date and libraries."""
    moment = moment_of(dataset)
    files = contents(dataset, moment)
    return dict(sorted({**files, **papers(dataset, files, moment)}.items()))


def write_release(dataset: Dataset, output: Path) -> int:
    """Write a release into a new folder, or as a zip archive if the name ends so; how many files.

    Raises FileExistsError if the folder holds anything, OSError if it cannot be written.
    """
    files = release_files(dataset)
    if output.suffix.lower() == ".zip":
        inside = f"{output.stem}/"
        named = {inside + name: data for name, data in files.items()}
        output.write_bytes(zip_bytes(named, moment_of(dataset), stored=True))
        return len(files)
    if output.exists() and (not output.is_dir() or any(output.iterdir())):
        raise FileExistsError(f"{output} is there already and not empty: name a new folder, or FILE.zip")
    output.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (output / name).write_bytes(data)
    return len(files)
