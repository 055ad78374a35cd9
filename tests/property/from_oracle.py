"""From the oracle's plain model to the graph under test, through the real records and checks."""

from __future__ import annotations

from dataclasses import replace

from narrows.graph.build import build_graph
from narrows.graph.checks import run_checks
from narrows.graph.dataset import Dataset
from narrows.graph.loader import FOLDERS
from narrows.graph.records import Manifest
from narrows.graph.strict_yaml import parse
from narrows.graph.supply import SupplyGraph
from tests.oracle.model import Model, to_files


def graph_of(model: Model) -> SupplyGraph:
    """The supply graph of a model, as the loader would build it from the model's files."""
    kinds: dict[str, dict[str, object]] = {name: {} for name in FOLDERS}
    files = {}
    manifest = None
    for path, text in sorted(to_files(model).items()):
        parsed = parse(text, path)
        assert not parsed.problems, parsed.problems
        if path == "dataset.yaml":
            manifest = Manifest.model_validate(parsed.value)
            continue
        folder = path.split("/")[0]
        record = FOLDERS[folder].model_validate(parsed.value)
        id_ = path.rpartition("/")[2].removesuffix(".yaml")
        kinds[folder][id_] = record
        files[id_] = path
    assert manifest is not None
    dataset = replace(Dataset(manifest=manifest, files=files), **kinds)  # type: ignore[arg-type]
    errors = [f for f in run_checks(dataset, frozenset(), warnings=False) if f.severity == "error"]
    assert errors == []
    return build_graph(dataset)
