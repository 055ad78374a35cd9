"""A copy of the good dataset, with the schemas beside it, that a test may change."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def own(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "datasets" / "schema", tmp_path / "schema")
    return Path(shutil.copytree(ROOT / "tests" / "graph" / "good", tmp_path / "own"))
