"""Finding datasets: those that come with Narrows, by name, and others by path."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .graph.filters import Filters
    from .graph.supply import SupplyGraph

DEFAULT = "ai-chips"


def dataset_path(name: str | Path = DEFAULT) -> Path:
    """The folder of a dataset that comes with Narrows, or of one given by path.

    Raises FileNotFoundError, naming the datasets there are.
    """
    bundled = _bundled()
    if isinstance(name, str) and (bundled / name / "dataset.yaml").is_file():
        return bundled / name
    path = Path(name)
    if path.is_dir():
        return path
    known = ", ".join(bundled_names())
    raise FileNotFoundError(f'no dataset "{name}": name one of {known}, or the path of a folder')


def load(
    name: str | Path = DEFAULT,
    *,
    filters: Filters | None = None,
    overlay: str | Path | Sequence[str | Path] = (),
) -> SupplyGraph:
    """Load a dataset as a supply graph.

    Parameters
    ----------
    name : a dataset that comes with Narrows (``ai-chips``, ``tutorial``), or a folder's path.
    filters : which statements count; see ``Filters``.
    overlay : facts of your own to lay over the dataset, one path or several, in order: a folder of
        records or tables, a CSV file or an Excel workbook; see ``docs/overlays.md``.

    Raises FileNotFoundError for an unknown dataset, DatasetError (with every problem) for an
    invalid one, ValueError for a filter that names nothing. O(size of the files).
    """
    from .graph.build import build_graph
    from .graph.loader import load_dataset

    paths = [overlay] if isinstance(overlay, (str, Path)) else list(overlay)
    return build_graph(load_dataset(dataset_path(name), [Path(p) for p in paths]), filters)


def bundled_names() -> list[str]:
    """The names of the datasets that come with Narrows, sorted."""
    return sorted(p.parent.name for p in _bundled().glob("*/dataset.yaml"))


def _bundled() -> Path:
    """The folder of the datasets, wherever the installation maps it to."""
    return Path(str(files("narrows.datasets")))
