"""Figures: every kind in every style, nothing over anything else, the same bytes, nothing taken as markup."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import matplotlib
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

import narrows as nw
from narrows.__main__ import main
from narrows.analysis.reading import CLOSED
from narrows.figures.kinds import Asked, kind_named
from narrows.figures.picture import Picture, drawing, settings
from narrows.figures.sheet import lay_out
from narrows.figures.style import STYLES
from narrows.graph.supply import SupplyGraph
from narrows.spacing import spread

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '<img src=x onerror=alert(1)> $\\frac{1}{0}$ & "quoted" \u202e'
NAMES = ("shift", "concentration", "horizon", "worlds", "controls", "capacity", "tornado")
TARGETS = {
    "worlds": "longcat-2.0",
    "controls": "frontier-training-cn",
    "capacity": "nvidia-b200",
    "tornado": "nvidia-b200",
}


def drawn(graph: SupplyGraph, name: str, style: str, target: str = "frontier-training-cn") -> Picture:
    remove = ("nvidia",) if name == "shift" else ()
    asked = Asked(CLOSED, remove, (0.0, 6.0, 24.0))
    result = drawing(kind_named(name)).compute(graph, TARGETS.get(name, target), asked)
    return nw.figure(graph, result, style=style, command="narrows figure")


@pytest.fixture(scope="module")
def pictures(ai_chips: SupplyGraph) -> dict[str, Picture]:
    return {name: drawn(ai_chips, name, "paper") for name in NAMES}


@pytest.mark.parametrize(
    ("name", "style"),
    [*((n, s) for n in NAMES for s in ("paper", "slide")), *((n, "paper-two-column") for n in NAMES[::2])],
)
def test_no_words_overlap_or_leave_the_page(name: str, style: str, pictures: dict[str, Picture]) -> None:
    """Measured on the drawn letters."""
    picture = replace(pictures[name], style=next(s for s in STYLES if s.name == style))
    with settings():
        figure = lay_out(picture.sheet, picture.style)
        canvas = FigureCanvasAgg(figure)
        figure.draw_without_rendering()
        renderer = canvas.get_renderer()
        boxes = [
            (text.get_text(), text.get_window_extent(renderer))
            for text in figure.findobj(matplotlib.text.Text)
            if text.get_visible() and text.get_text().strip()
        ]
    assert len(boxes) > 15
    page = figure.bbox
    slack = 0.02 * figure.dpi
    for text, box in boxes:
        assert box.x0 >= -slack, text
        assert box.x1 <= page.x1 + slack, text
        assert box.y0 >= -slack, text
        assert box.y1 <= page.y1 + slack, text
    for (one, a), (other, b) in combinations(boxes, 2):
        across = min(a.x1, b.x1) - max(a.x0, b.x0)
        down = min(a.y1, b.y1) - max(a.y0, b.y0)
        # The box of a line holds the room for accents and tails, which neighbours may share.
        assert across <= 1 or down <= 0.25 * min(a.height, b.height, 12), (one, other)


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_says_what_it_is_and_where_it_comes_from(
    name: str, pictures: dict[str, Picture], ai_chips: SupplyGraph
) -> None:
    picture = pictures[name]
    root = ET.fromstring(picture.render("svg"))
    title, about = root[0], root[1]
    assert (title.tag, title.text) == (f"{SVG}title", picture.title)
    assert (about.tag, about.text) == (f"{SVG}desc", picture.says)
    text = " ".join("".join(x.itertext()) for x in root.iter(f"{SVG}text"))
    manifest = ai_chips.dataset.manifest
    for part in (f"version {manifest.version}", f"as of {manifest.as_of}", "Cite as:", "Weakest evidence"):
        assert part in text.replace("  ", " ")


def test_the_numbers_are_those_of_the_worked_example(tutorial: SupplyGraph) -> None:
    picture = nw.figure(tutorial, nw.shift(tutorial, "training", remove=["gpu"]))
    slopes, layers = picture.sheet.panels
    told = dict(zip(layers.labels, layers.values, strict=True))
    assert told == {
        "Accelerators": "55% to\n0%",
        "Foundry": "73% to\n40%",
        "Memory": "100% to\n100%",
        "Packaging": "55% to\n0%",
        "Equipment": "100% to\n100%",
        "Materials": "100% to\n100%",
    }
    text = picture.render("svg").decode()
    for line in ("61.5% to 100%", "27% to 60%", "10.8% to 24%", "38.5% to 0%"):
        assert f">{line}<" in text
    assert slopes.heading.startswith("By supplier")


def test_the_same_bytes_whatever_the_hash_seed() -> None:
    code = (
        "import hashlib, narrows as nw; g = nw.load('tutorial'); "
        "f = nw.figure(g, nw.shift(g, 'training', remove=['gpu'])); "
        "print(*(hashlib.sha256(f.render(k)).hexdigest() for k in ('svg', 'pdf', 'png')))"
    )
    found = set()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
        )
        found.add(done.stdout)
    assert len(found) == 1
    assert len(found.pop().split()) == 3


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no package of pdffonts")
@pytest.mark.parametrize("name", ["concentration"])
def test_fonts_are_embedded_and_text_is_text(name: str, pictures: dict[str, Picture], tmp_path: Path) -> None:
    (tmp_path / "f.pdf").write_bytes(pictures[name].render("pdf"))
    done = subprocess.run(["pdffonts", tmp_path / "f.pdf"], capture_output=True, text=True, check=True)
    fonts = done.stdout.splitlines()[2:]
    assert fonts
    for line in fonts:
        assert "TrueType" in line
        assert line.split()[-5] == "yes", line  # emb
    words = subprocess.run(["pdftotext", tmp_path / "f.pdf", "-"], capture_output=True, text=True, check=True)
    assert "Cite as: The AI-accelerator supply chain" in words.stdout.replace("\n", " ")


def test_settings_of_the_user_stay(tutorial: SupplyGraph) -> None:
    before = dict(matplotlib.rcParams)
    with matplotlib.rc_context({"font.size": 33.0, "svg.fonttype": "path", "axes.grid": True}):
        mine = nw.figure(tutorial, nw.shift(tutorial, "training", remove=["gpu"])).render("svg")
        assert matplotlib.rcParams["font.size"] == 33.0
    assert dict(matplotlib.rcParams) == before
    assert mine == nw.figure(tutorial, nw.shift(tutorial, "training", remove=["gpu"])).render("svg")


def test_names_are_text_and_nothing_else(tutorial: SupplyGraph) -> None:
    companies = dict(tutorial.dataset.companies)
    companies["mem-b"] = companies["mem-b"].model_copy(update={"name": HOSTILE})
    graph = replace(tutorial, dataset=replace(tutorial.dataset, companies=companies))
    picture = nw.figure(graph, nw.shift(graph, "training", remove=["gpu"]))
    root = ET.fromstring(picture.render("svg"))
    assert {x.tag for x in root.iter()}.isdisjoint({f"{SVG}img", f"{SVG}script"})
    text = " ".join("".join(x.itertext()) for x in root.iter(f"{SVG}text"))
    assert re.search(r"<img src=x onerror=alert\(1\)>", text)
    assert r"$\frac{1}{0}$" in text
    assert "\u202e" not in text


def test_a_picture_shows_itself_in_a_notebook(tutorial: SupplyGraph, tmp_path: Path) -> None:
    picture = nw.figure(tutorial, nw.shift(tutorial, "training", remove=["gpu"]), style="paper")
    assert "<svg" in picture._repr_svg_()
    picture.save(tmp_path / "f.png")
    assert (tmp_path / "f.png").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(ValueError, match="svg, pdf, png, not gif"):
        picture.render("gif")


def test_without_matplotlib_it_says_how_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    arguments = ["figure", "shift", "--remove", "gpu", "--dataset", "tutorial", "-o", str(tmp_path / "f.svg")]
    assert main(arguments) == 2
    said = capsys.readouterr().err
    assert 'pip install ".[figures]"' in said
    assert not (tmp_path / "f.svg").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("shift -o f.svg", "needs --remove X"),
        ("shift --remove gpu -o f.gif", "must be one of .svg, .pdf, .png"),
        ("concentration --remove gpu -o f.svg", "takes no --remove"),
        ("horizon --remove training -o f.svg", "training"),
        ("horizon --horizon 3 -o f.svg", "needs several"),
    ],
)
def test_wrong_use_is_said(arguments: str, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["figure", *arguments.split(), "--dataset", "tutorial"]) == 2
    assert message in capsys.readouterr().err


def test_a_result_without_a_figure(tutorial: SupplyGraph) -> None:
    with pytest.raises(ValueError, match="no figure of a Exposure"):
        nw.figure(tutorial, nw.exposure(tutorial, "training"))


def test_a_target_that_stops_is_said_not_drawn(tutorial: SupplyGraph) -> None:
    picture = nw.figure(tutorial, nw.shift(tutorial, "training", remove=["gpu", "asic"]))
    assert picture.sheet.panels == ()
    assert "stop" in picture.says
    assert picture.render("svg").startswith(b"<?xml")


def test_labels_spread() -> None:
    wanted, tall = [1.0, 1.1, 1.2, 9.9], [1.0, 2.0, 1.0, 1.0]
    places = spread(wanted, tall, 10.0)
    for i, j in combinations(range(4), 2):
        assert abs(places[i] - places[j]) >= (tall[i] + tall[j]) / 2 - 1e-9
    assert max(p + t / 2 for p, t in zip(places, tall, strict=True)) <= 10.0
