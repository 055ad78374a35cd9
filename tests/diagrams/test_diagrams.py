"""Diagrams: real Graphviz, the marks, hostile names, nothing over anything else, the same bytes."""

from __future__ import annotations

import html
import json
import os
import random
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

import narrows as nw
from narrows.__main__ import main
from narrows.analysis.reading import CLOSED
from narrows.diagrams.chain import Box, Chain, Entry, Link
from narrows.diagrams.draw import Drawing, Panel, draw
from narrows.diagrams.legend import look_of
from narrows.diagrams.marks import Marks, marks_of
from narrows.diagrams.page import PAGE_NAMES, page_named
from narrows.diagrams.request import DiagramOptions, Picture
from narrows.graph.supply import SupplyGraph
from narrows.render import RenderError, render

HOSTILE = '<img src=x onerror=alert(1)>"]; x -> y [label="&amp;\\N\u202e {|} %%\nend'
CN = "frontier-training-cn"


def pictured(graph: SupplyGraph, target: str, **asked: Any) -> Picture:
    return nw.dependency_diagram(graph, target, DiagramOptions(**asked), notes=("Cite as: something.",))


def words_of(svg: str) -> set[str]:
    text = html.unescape(" ".join(re.findall(r">([^<>]+)</text>", svg))).replace("\xa0", " ")
    return set(text.split())


def test_marks(tutorial: SupplyGraph) -> None:
    marks = marks_of(tutorial.without("gpu"), "training", CLOSED)
    assert {c for c, size in marks.smallest_group.items() if size == 1} == {
        "asic-co",
        "litho-co",
        "mem-b",
        "pack-b",
    }
    assert marks.idle == {"hbm3", "package-a"}
    assert {"asic", "hbm2e", "package-b", "scanner", "resist"} == set(marks.needed)
    held = {x: known.loss.value for x, known in marks.layers.items() if known.loss}
    table = nw.shift(tutorial, "training", remove=["gpu"]).layers
    assert held == {x.layer: x.after.held.value for x in table if x.after and x.after.held}


def test_every_component_supplier_and_layer_is_drawn(ai_chips: SupplyGraph) -> None:
    picture = pictured(ai_chips, CN, remove=("nvidia",))
    svg = picture.render("svg").decode()
    words = words_of(svg)
    above = {CN, *ai_chips.upstream(CN)}
    assert len({ai_chips.nodes[n].component for n in above}) > 50
    for component in {ai_chips.nodes[n].component for n in above}:
        for word in ai_chips.dataset.name(component).split():
            assert word in words
    for layer in ai_chips.dataset.manifest.layers:
        if any(ai_chips.nodes[n].layer == layer.id for n in above):
            assert layer.name.split()[0] in words
    root = ET.fromstring(svg)
    assert [x.text for x in root[:2]] == [picture.title, picture.says]


def test_no_mark_rests_on_colour(tutorial: SupplyGraph) -> None:
    """Two colours, dark in print, only on words that carry [1] or [2]; all else is grey."""
    dot = pictured(tutorial, "training", remove=("gpu",)).drawing.source
    for colour in set(re.findall(r"#([0-9a-f]{6})", dot)) - {"b34700", "00568a"}:
        assert colour[:2] == colour[2:4] == colour[4:]
    marked = re.findall(r'<font color="#(b34700|00568a)"><b>\[([12])\] ', dot)
    assert len(marked) == dot.count("#b34700") + dot.count("#00568a")
    assert {("b34700", "1"), ("00568a", "2")} == set(marked)
    for mark in ("<s>x ", 'style="dashed"', "dashed frame: stops", "[1]: this company alone"):
        assert mark in dot


def test_what_is_unsure_looks_unsure() -> None:
    looks = [
        look_of(Link("", "", sure, any_of, hidden, disputed, faded=faded))
        for sure in ("high", "medium", "low")
        for any_of, hidden in ((False, False), (True, False), (True, True))
        for disputed in (False, True)
        for faded in (False, True)
    ]
    for one, other in combinations(looks, 2):
        assert one != other
    styles = [look_of(Link("", "", sure))["style"] for sure in ("high", "medium", "low")]
    assert styles == ["solid", "dashed", "dotted"]
    assert look_of(Link("", "", "high", disputed=True))["color"].count(":") == 2


def test_undisclosed_and_disputed_reach_the_picture(ai_chips: SupplyGraph) -> None:
    links = pictured(ai_chips, "longcat-2.0").panels[0].chain.links
    hidden = {(x.source, x.owner) for x in links if x.undisclosed}
    gates = [g for g in ai_chips.gates.values() if g.undisclosed and g.owner == "longcat-2.0"]
    assert gates
    for gate in gates:
        for option in gate.options:
            if option.node is not None:
                assert (ai_chips.nodes[option.node].component, "longcat-2.0") in hidden


class Drawn:
    """What Graphviz says it drew: boxes and the lines of text in them, in points."""

    def __init__(self, drawing: Drawing) -> None:
        told = json.loads(render(drawing.source, "json", placed=True))
        self.boxes: dict[str, tuple[float, float, float, float]] = {}
        self.texts: list[tuple[str, str, float, float]] = []
        for node in told["objects"]:
            if "pos" not in node or node.get("style") == "invis":
                continue
            x, y = (float(v) for v in node["pos"].split(","))
            wide, high = 36 * float(node["width"]), 36 * float(node["height"])
            self.boxes[node["name"]] = (x - wide, y - high, x + wide, y + high)
            for op in node.get("_ldraw_", ()):
                if op["op"] == "T":
                    width, middle = float(op["width"]), float(op["pt"][0])
                    left = middle - {"l": 0.0, "c": width / 2, "r": width}[op["align"]]
                    self.texts.append((node["name"], op["text"], left, left + width))

    def check(self) -> None:
        some = {n: b for n, b in self.boxes.items() if not re.match(r"b\d", n)}
        for (one, a), (other, b) in combinations(some.items(), 2):
            across, down = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
            assert across <= 1 or down <= 1, (one, other, across, down)
        for name, text, left, right in self.texts:
            box = self.boxes[name]
            assert left >= box[0] - 1, text
            assert right <= box[2] + 1, text


def large(count: int) -> Chain:
    """A chain of so many components in twelve layers, with long names, loops and double needs."""
    chance = random.Random(7)
    layers = tuple((f"layer{n}", f"The layer with number {n}") for n in range(12))
    boxes = []
    for n in range(count):
        name = " ".join(
            chance.choice(("Extreme", "ultraviolet", "W" * 18, "pellicle", "(EUV)")) for _ in range(4)
        )
        made = [
            Entry(f"{'M' * chance.randint(3, 20)} {c} 12%", chance.choice((1, 2, 9))) for c in ("US", "JP")
        ]
        state = chance.choice(("plain", "plain", "needed", "removed", "idle"))
        boxes.append(Box(f"c{n:03}", f"layer{n * 12 // count}", name, state, tuple(made), n % 3 == 0))  # type: ignore[arg-type]
    links = {}
    for n in range(1, count):
        for _ in range(3):
            owner = max(0, n - chance.randint(1, 70))
            links[n, owner] = Link(f"c{n:03}", f"c{owner:03}", "low", chance.random() < 0.3)
        if n % 40 == 0:
            links[0, n] = Link("c000", f"c{n:03}", "high")
    return Chain(tuple(boxes), tuple(links.values()), layers)


@pytest.mark.parametrize("direction", ["columns", "rows"])
def test_nothing_overlaps_at_300_components(direction: Any) -> None:
    drawing = draw(
        [Panel(large(300), Marks())], page_named("a3"), title="T", notes=("note",), direction=direction
    )
    drawn = Drawn(drawing)
    assert len([n for n in drawn.boxes if re.match(r"n0_", n)]) == 300
    assert len(drawn.texts) > 900
    drawn.check()


@pytest.mark.parametrize("style", PAGE_NAMES)
def test_every_page_holds_its_picture(style: str, tutorial: SupplyGraph) -> None:
    """Nothing overlaps, and the page is as wide as it says."""
    page = page_named(style)
    for asked in ({}, {"remove": ("gpu",), "compare": True}, {"by": "layer"}, {"by": "company"}):
        picture = pictured(tutorial, "training", style=style, **asked)
        Drawn(picture.drawing).check()
        box = re.search(rb'viewBox="0.00 0.00 ([\d.]+) ([\d.]+)"', picture.render("svg"))
        assert box
        wide, high = float(box[1]) / 72, float(box[2]) / 72
        assert wide <= page.width + 0.15
        assert high <= page.height + 0.15
        assert picture.smallest > 3


def test_before_and_after_stand_in_the_same_places(tutorial: SupplyGraph) -> None:
    picture = pictured(tutorial, "training", remove=("gpu",), compare=True)
    before, after = (p.chain for p in picture.panels)
    assert [b.id for b in before.boxes] == [b.id for b in after.boxes]
    assert {b.id for b in after.boxes if b.state == "removed"} == {"gpu"}
    assert {b.state for b in before.boxes} == {"plain", "needed"}
    boxes = Drawn(picture.drawing).boxes
    moves = set()
    for n in range(len(before.boxes)):
        a, b = boxes[f"n0_{n}"], boxes[f"n1_{n}"]
        moves.add((round((b[0] + b[2] - a[0] - a[2]) / 2), round((b[1] + b[3] - a[1] - a[3]) / 2)))
    assert len(moves) == 1


def test_around_a_component(tutorial: SupplyGraph) -> None:
    near = {b.id for b in pictured(tutorial, "training", around="hbm3").panels[0].chain.boxes}
    assert near == {"hbm3", "gpu"}
    more = pictured(tutorial, "training", around="hbm3", depth=2).panels[0].chain
    assert {b.id for b in more.boxes} == {"hbm3", "gpu", "training"}
    assert [b.id for b in more.boxes if b.centre] == ["hbm3"]
    below = {b.id for b in pictured(tutorial, "training", around="die-7nm").panels[0].chain.boxes}
    assert below == {"die-7nm", "asic", "scanner", "etcher-a", "etcher-b", "resist"}


def test_a_cut_and_what_it_stops(tutorial: SupplyGraph) -> None:
    picture = pictured(tutorial, "training", cut=("etch-a", "foundry-b"))
    found = {b.id for b in picture.panels[0].chain.boxes}
    # Etcher B runs on, but feeds only a die that does not.
    assert found == {"training", "gpu", "asic", "die-5nm", "die-7nm", "etcher-a"}
    assert "Training run stops if all of these stop." in picture.notes
    still = pictured(tutorial, "training", cut=("foundry-a",))
    assert "Training run goes on without them." in still.notes


def test_by_layer_and_by_company(tutorial: SupplyGraph) -> None:
    layers = pictured(tutorial, "training", by="layer").panels[0].chain
    assert [b.id for b in layers.boxes] == [x.id for x in tutorial.dataset.manifest.layers]
    foundry = next(b for b in layers.boxes if b.id == "foundry")
    assert {"held: 73%", "2 components", "2 named makers"} <= {e.text for e in foundry.entries}
    firms = pictured(tutorial, "training", by="company", remove=("gpu-co",)).panels[0].chain
    states = {b.id: b.state for b in firms.boxes}
    assert set(states) == set(tutorial.dataset.companies) | {"training"}
    assert (states["gpu-co"], states["pack-a"], states["mem-b"]) == ("removed", "idle", "needed")
    pairs = {(x.source, x.owner) for x in firms.links}
    assert ("mem-b", "gpu-co") in pairs
    assert ("mem-a", "asic-co") not in pairs


def test_firms_depend_on_firms_through_what_nobody_is_named_to_make(ai_chips: SupplyGraph) -> None:
    """SMIC's wafers become dies that have no maker of their own, and the dies go into accelerators."""
    assert not ai_chips.makers("cn-ai-die")
    firms = pictured(ai_chips, CN, by="company").panels[0].chain
    pairs = {(x.source, x.owner): x for x in firms.links}
    assert {("smic", "cambricon"), ("smic", "huawei"), ("tsmc", "nvidia"), ("cambricon", CN)} <= set(pairs)
    assert pairs["smic", "cambricon"].confidence in ("low", "medium")


@pytest.mark.parametrize("by", ["component", "layer", "company"])
def test_names_are_text_and_nothing_else(by: Any, tutorial: SupplyGraph) -> None:
    clean = tutorial.dataset
    dataset = replace(
        clean,
        components={k: v.model_copy(update={"name": HOSTILE}) for k, v in clean.components.items()},
        companies={k: v.model_copy(update={"name": HOSTILE}) for k, v in clean.companies.items()},
        manifest=clean.manifest.model_copy(
            update={"layers": tuple(x.model_copy(update={"name": HOSTILE}) for x in clean.manifest.layers)}
        ),
    )
    asked: dict[str, Any] = {"by": by, "remove": ("gpu",), "compare": True, "direction": "columns"}
    picture = pictured(replace(tutorial, dataset=dataset), "training", **asked)
    root = ET.fromstring(picture.render("svg"))
    tags = {x.tag.rpartition("}")[2] for x in root.iter()}
    assert tags <= {"svg", "g", "title", "desc", "text", "polygon", "polyline", "path", "ellipse", "a"}
    assert not any("href" in name or name.startswith("on") for x in root.iter() for name in x.attrib)
    assert "onerror=alert(1)>" in " ".join("".join(x.itertext()) for x in root.iter())
    same = pictured(tutorial, "training", **asked)
    told = [json.loads(render(p.drawing.source, "json", placed=True)) for p in (picture, same)]
    assert len(told[0]["edges"]) == len(told[1]["edges"])
    boxes = [{x["name"] for x in t["objects"] if re.match(r"[nhb]\d", x["name"])} for t in told]
    assert boxes[0] == boxes[1]
    text = picture.render("mmd").decode()
    labels = re.findall(r'\["([^"]*)"\]', text)
    assert labels
    for label in labels:
        assert not set(label.replace("<br/>", "")) & set('<>&|{}[]"\\')
    assert text.count("\n") == same.render("mmd").decode().count("\n")


def test_mermaid_has_every_box_and_link(tutorial: SupplyGraph) -> None:
    picture = pictured(tutorial, "training", remove=("gpu",))
    text = picture.render("mmd").decode()
    chain = picture.panels[0].chain
    assert text.startswith('---\ntitle: "Training run without gpu"\n---\nflowchart RL\n')
    assert len(re.findall(r'^    N0x\d+\["', text, re.MULTILINE)) == len(chain.boxes)
    assert len(
        re.findall(r"^  N0x\d+ (?:-->|==>|-\.->)(?:\|\"[^\"]*\"\|)? N0x\d+$", text, re.MULTILINE)
    ) == len(chain.links)
    assert text.count("subgraph") == len(re.findall(r"^  end$", text, re.MULTILINE))
    assert text.rstrip().endswith("%% Cite as: something.")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no package of pdffonts")
def test_a_pdf_carries_its_fonts(tutorial: SupplyGraph, tmp_path: Path) -> None:
    pictured(tutorial, "training", remove=("gpu",), style="paper").save(tmp_path / "d.pdf")
    done = subprocess.run(["pdffonts", tmp_path / "d.pdf"], capture_output=True, text=True, check=True)
    fonts = done.stdout.splitlines()[2:]
    assert fonts
    assert all(line.split()[-5] == "yes" for line in fonts), done.stdout


@pytest.mark.parametrize(("kind", "magic"), [("svg", b"<?xml"), ("png", b"\x89PNG"), ("pdf", b"%PDF")])
def test_rendering_without_a_system_graphviz(kind: str, magic: bytes, tmp_path: Path) -> None:
    """The same bytes twice, with no program on the PATH."""
    found = []
    for number in (1, 2):
        folder = tmp_path / str(number)
        folder.mkdir()
        command = [sys.executable, "-m", "narrows", "diagram", "--dataset", "tutorial", "-o", f"chain.{kind}"]
        environment = {**os.environ, "PATH": "", "PYTHONHASHSEED": str(number)}
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert done.stderr == f"wrote chain.{kind}\n"
        found.append((folder / f"chain.{kind}").read_bytes())
    assert found[0].startswith(magic)
    assert found[0] == found[1]


def test_drawing_without_the_library(monkeypatch: pytest.MonkeyPatch, tutorial: SupplyGraph) -> None:
    """Where pygraphviz has no wheel (Macs with an Intel chip), graphviz-pure measures and draws."""
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    monkeypatch.setenv("PATH", "")
    picture = pictured(tutorial, "training", remove=("gpu",), compare=True)
    Drawn(picture.drawing).check()
    root = ET.fromstring(picture.render("svg"))
    words = " ".join("".join(x.itertext()) for x in root.iter() if x.tag.endswith("text"))
    for component in tutorial.dataset.components.values():
        assert component.name in words.replace("\xa0", " ")
    assert picture.render("png").startswith(b"\x89PNG")
    with pytest.raises(RenderError, match="install Graphviz"):
        picture.render("pdf")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("-o f.gif", "must be one of .svg, .png, .pdf, .dot, .mmd"),
        ("--compare -o f.svg", "--compare needs --remove"),
        ("--cut mem-a --remove gpu -o f.svg", "--cut goes without"),
        ("--around hbm3 --by layer -o f.svg", "--around shows components"),
        ("--around hbm4 -o f.svg", "hbm3"),
        ("--remove training -o f.svg", "training"),
    ],
)
def test_wrong_use_is_said(
    arguments: str, message: str, capsys: pytest.CaptureFixture[str], monkeypatch: Any, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["diagram", *arguments.split(), "--dataset", "tutorial"]) == 2
    assert message in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_letters_too_small_to_print_are_said(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The whole curated chain is too much for a page of A3, and its layers are not."""
    asked = ["diagram", "--dataset", "ai-chips", "--style", "a3", "-o", str(tmp_path / "f.svg")]
    assert main(asked) == 0
    said = capsys.readouterr().err
    assert "points high on this page; show less (--by layer, --by company" in said
    assert main([*asked, "--by", "layer"]) == 0
    assert "points high" not in capsys.readouterr().err
