"""What tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

import narrows
from narrows.graph.supply import SupplyGraph

TESTS = Path(__file__).parent


@pytest.fixture(scope="session")
def tutorial() -> SupplyGraph:
    return narrows.load("tutorial")


@pytest.fixture(scope="session")
def ai_chips() -> SupplyGraph:
    return narrows.load()


@pytest.fixture(scope="session")
def small_graphs() -> Path:
    """The folder of the small graphs that tell readings apart."""
    return TESTS / "small"
