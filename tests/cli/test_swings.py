"""capacity --sensitivity."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from narrows.__main__ import main

B200 = ["capacity", "nvidia-b200", "--year", "2025", "--sensitivity"]


def test_what_binds_moves_the_output_in_proportion(tmp_path: Path) -> None:
    """TSMC's 900,000 to 960,000 wafers bind, so the most units stand to each other as the wafers do."""
    file = tmp_path / "out.json"
    assert main([*B200, "--output", str(file)]) == 0
    found: dict[str, Any] = json.loads(file.read_text("utf-8"))
    (year,) = found["sensitivity"]
    (swing,) = year["swings"]
    assert year["year"] == 2025
    assert swing["input"] == "cowos-l/suppliers/tsmc/capacity/2025-12"
    assert swing["high"] / swing["low"] == pytest.approx(960 / 900)
    assert swing["low"] <= found["before"]["years"][0]["units"] <= swing["high"]


def test_the_table_and_its_absence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(B200) == 0
    assert "8,683,200          9,262,080" in capsys.readouterr().out
    assert main(["capacity", "ascend-910c", "--year", "2025", "--sensitivity"]) == 0
    assert "No number that is known only as a range moves the output" in " ".join(
        capsys.readouterr().out.split()
    )


def test_it_is_not_for_parts_of_what_is_stated(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*B200, "--stocks-only"]) == 2
    assert "not for --stocks-only" in capsys.readouterr().err
