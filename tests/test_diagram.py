"""Diagrams: real Graphviz, the marks, hostile names, the same bytes."""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from narrows.analysis.reading import CLOSED
from narrows.diagram import dependency_diagram, marks_of
from narrows.graph.supply import SupplyGraph
from narrows.render import render


def source(graph: SupplyGraph, target: str, *removed: str) -> str:
    gone = graph.without(*removed, target=target)
    marks = marks_of(gone, target, gone.removed, CLOSED)
    return str(dependency_diagram(gone, target, marks=marks, title="Title", notes=("note",)).source)


def test_marks(tutorial: SupplyGraph) -> None:
    gone = tutorial.without("gpu")
    marks = marks_of(gone, "training", gone.removed, CLOSED)
    assert {c for c, size in marks.smallest_group.items() if size == 1} == {
        "asic-co",
        "litho-co",
        "mem-b",
        "pack-b",
    }
    assert marks.idle == {"hbm3", "package-a"}
    assert {"asic", "hbm2e", "package-b", "scanner", "resist"} == set(marks.needed)


def test_every_component_supplier_and_layer_is_drawn(ai_chips: SupplyGraph) -> None:
    target = "frontier-training-cn"
    svg = render(source(ai_chips, target, "nvidia"), "svg").decode()
    text = html.unescape(" ".join(re.findall(r">([^<>]+)</text>", svg))).replace("\xa0", " ")
    words = set(text.split())
    above = {target, *ai_chips.upstream(target)}
    assert len({ai_chips.nodes[n].component for n in above}) > 50
    for component in {ai_chips.nodes[n].component for n in above}:
        for word in ai_chips.dataset.name(component).split():
            assert word in words
    for layer in ai_chips.dataset.manifest.layers:
        if any(ai_chips.nodes[n].layer == layer.id for n in above):
            assert layer.name.split()[0] in words


def test_marks_need_no_colour(tutorial: SupplyGraph) -> None:
    """Every mark is a letter, a border or a line style; all colours are shades of grey."""
    dot = source(tutorial, "training", "gpu")
    for colour in re.findall(r"#([0-9a-f]{6})", dot):
        assert colour[:2] == colour[2:4] == colour[4:]
    for mark in ("[1] ", "[2] ", "<s>x ", 'style="dotted"', "style=dashed", "Legend"):
        assert mark in dot


def test_page_fits_a3(ai_chips: SupplyGraph) -> None:
    """At 80 components the drawing is scaled to A3 at most, and its small print stays legible."""
    svg = render(source(ai_chips, "frontier-training", "nvidia"), "svg").decode()
    scale = float(re.findall(r"scale\(([0-9.]+)", svg)[0])
    assert scale * 8 > 3.5


@pytest.mark.parametrize(("kind", "magic"), [("svg", b"<?xml"), ("png", b"\x89PNG"), ("pdf", b"%PDF")])
def test_rendering_without_a_system_graphviz(kind: str, magic: bytes, tmp_path: Path) -> None:
    """The same bytes twice, with no program on the PATH."""
    found = []
    for number in (1, 2):
        file = tmp_path / f"{number}.{kind}"
        command = [sys.executable, "-m", "narrows", "diagram", "--dataset", "tutorial", "-o", file.name]
        folder = tmp_path / str(number)
        folder.mkdir()
        environment = {**os.environ, "PATH": "", "PYTHONHASHSEED": str(number)}
        command[-1] = "chain." + kind
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert done.stderr == f"wrote chain.{kind}\n"
        found.append((folder / f"chain.{kind}").read_bytes())
    assert found[0].startswith(magic)
    assert found[0] == found[1]
