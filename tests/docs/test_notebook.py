"""The tutorial notebook runs in a real kernel, shows what it promises, and is kept without outputs."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from narrows.graph.supply import SupplyGraph

NOTEBOOK = Path(__file__).parents[2] / "docs" / "tutorial.ipynb"


def test_it_is_kept_without_outputs() -> None:
    kept = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    code = [c for c in kept["cells"] if c["cell_type"] == "code"]
    assert len(code) > 10
    assert all(c["outputs"] == [] and c["execution_count"] is None for c in code)


def test_it_runs(tmp_path: Path) -> None:
    shutil.copy(NOTEBOOK, tmp_path)
    book = nbformat.read(tmp_path / NOTEBOOK.name, as_version=4)
    NotebookClient(
        book, timeout=60, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    shown: list[dict[str, Any]] = []
    for cell in book.cells:
        for output in cell.get("outputs", ()):
            assert output["output_type"] in ("execute_result", "stream"), output
            assert output.get("name") != "stderr", output
            shown.append(output.get("data", {"text/plain": output.get("text", "")}))
    assert sum("image/svg+xml" in data for data in shown) == 4
    assert sum("text/html" in data for data in shown) >= 5
    assert "loses 55% of its supply at once" in "".join(str(data["text/plain"]) for data in shown)
    assert (tmp_path / "exposure.csv").read_text("utf-8").startswith("id,exposure,low,high")
    assert (tmp_path / "shift-nvidia.png").read_bytes().startswith(b"\x89PNG")


def test_a_graph_shows_itself_escaped(tutorial: SupplyGraph) -> None:
    manifest = tutorial.dataset.manifest.model_copy(update={"title": "<script>alert(1)</script>"})
    graph = replace(tutorial, dataset=replace(tutorial.dataset, manifest=manifest))
    shown = graph._repr_html_()
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown
    assert "<tr><td>Memory</td><td>2</td><td>2</td></tr>" in shown
    assert "Removed: gpu." in tutorial.without("gpu")._repr_html_()
