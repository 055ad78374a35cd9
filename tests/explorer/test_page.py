"""The page as a file: what it may do, how large and fast it is, and names that mean harm."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

import narrows as nw
from narrows.explorer.data import payload_of
from narrows.graph.build import build_graph
from narrows.graph.supply import SupplyGraph

from .conftest import Page

IMAGE = '<img src=x onerror="window.hacked=1">'
SCRIPT = "</script><script>window.hacked=2</script>"
FORMULA = '=HYPERLINK("x")'


def hostile(graph: SupplyGraph) -> SupplyGraph:
    """The tutorial with names and notes that are markup, script or formulas."""
    dataset = graph.dataset
    components = {
        id_: c.model_copy(update={"name": f"{IMAGE} {id_}", "description": f"{SCRIPT}\u2028<!--"})
        for id_, c in dataset.components.items()
    }
    companies = {
        id_: c.model_copy(update={"name": FORMULA, "description": IMAGE, "aliases": (SCRIPT,)})
        for id_, c in dataset.companies.items()
    }
    manifest = dataset.manifest.model_copy(update={"title": IMAGE, "cite_as": SCRIPT})
    return build_graph(
        replace(
            dataset,
            manifest=manifest,
            components=MappingProxyType(components),
            companies=MappingProxyType(companies),
        )
    )


def test_hostile_names_are_text(
    page: Page, written: Callable[[SupplyGraph, str], Path], tutorial: SupplyGraph
) -> None:
    page.size(1280, 800)
    page.open(written(hostile(tutorial), "hostile"), "#target=training&without=gpu-co")
    page.until("narrows.app.groups.found")
    assert page.run("return document.getElementById('title').textContent") == IMAGE
    for selected in ("component:gpu", "company:gpu-co", "country:US", "layer:memory", "edge:training>gpu"):
        page.run("narrows.app.select(arguments[0])", selected)
    page.run("narrows.app.select('component:gpu')")
    assert page.run("return document.querySelector('#selected h2').textContent") == f"{IMAGE} gpu"
    assert SCRIPT in page.run("return document.getElementById('selected').textContent")
    page.run("const s = byId('search'); s.value = 'img'; s.dispatchEvent(new Event('input'))")
    assert IMAGE in page.run("return document.getElementById('suggestions').textContent")
    assert page.run("return document.images.length + document.querySelectorAll('main script').length") == 0
    svg = page.run("return svgText(narrows.app)")
    assert "&lt;img" in svg
    assert "<img" not in svg
    csv = page.run("return tablesAsCsv(narrows.app)")
    assert "'=HYPERLINK" in csv
    assert not re.search(r"(^|,)\"?=", csv, re.MULTILINE)
    assert page.run("return window.hacked") is None
    assert page.complaints() == []


def test_the_policy_stops_what_is_not_of_the_page(tutorial_page: Page) -> None:
    page = tutorial_page
    assert page.complaints() == []
    page.run(
        """
        const script = document.createElement("script");
        script.textContent = "window.hacked = 1";
        document.body.append(script);
        const box = document.createElement("div");
        box.innerHTML = arguments[0];
        document.body.append(box);
        setTimeout("window.hacked = 3");
        fetch("https://example.com/").catch(() => {});
        """,
        IMAGE.replace("src=x", "src=https://example.com/x.png"),
    )
    page.run("return new Promise((done) => setTimeout(done, 300))")
    assert page.run("return window.hacked") is None
    said = " ".join(page.complaints())
    for rule in ("script-src", "img-src", "connect-src"):
        assert rule in said


def test_nothing_is_asked_of_the_network(
    curated_page: Page, written: Callable[[SupplyGraph, str], Path], ai_chips: SupplyGraph
) -> None:
    page = curated_page
    page.open(written(ai_chips, "ai-chips"))
    page.until("narrows.app.groups.found")
    page.run("narrows.app.toggle('company:nvidia')")
    page.until("narrows.app.groups.found")
    page.run("return figureAsPng(narrows.app).then((blob) => blob.size)")
    schemes = {url.partition(":")[0] for url in page.requests()}
    assert "file" in schemes
    assert schemes <= {"file", "blob", "data"}
    assert page.complaints() == []
    fetched = "performance.getEntriesByType('resource').map((e) => e.name)"
    assert [url for url in page.run(f"return {fetched}") if not url.startswith(("blob:", "data:"))] == []


def test_size_and_speed(
    curated_page: Page,
    written: Callable[[SupplyGraph, str], Path],
    ai_chips: SupplyGraph,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The bar: 1.5 s, 100 ms, 2 s and 2 MB; three times as long where others share the machine."""
    page = curated_page
    size = written(ai_chips, "ai-chips").stat().st_size
    page.until("narrows.app.groups.found")
    ready = min(page.run("return narrows.app.timings.ready"), reloaded(page))
    page.run("return new Promise((done) => setTimeout(done, 1500))")
    times = []
    for company in ("nvidia", "tsmc", "sk-hynix", "asml", "smic", "huawei"):
        page.run("narrows.app.choose({removed: [arguments[0]]})", f"company:{company}")
        times.append(page.run("return narrows.app.timings.evaluate"))
        page.until("narrows.app.groups.found")
    groups = page.run("return narrows.app.timings.groups2")
    middle = sorted(times)[len(times) // 2]
    with capsys.disabled():
        print(
            f"\nexplorer: {size / 1e6:.2f} MB, ready {ready:.0f} ms, removal {middle:.0f} ms "
            f"(longest {max(times):.0f}), groups of two {groups:.0f} ms"
        )
    assert size < 2_000_000
    assert ready < 3 * 1500
    assert middle < 3 * 100
    assert groups < 3 * 2000


def reloaded(page: Page) -> float:
    page.driver.refresh()
    page.until("document.documentElement.dataset.ready === 'yes' && narrows.app.groups.found")
    return float(page.run("return narrows.app.timings.ready"))


def test_the_policy_names_each_script_by_its_hash(tutorial: SupplyGraph) -> None:
    html = nw.explore(tutorial).html
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy is not None
    assert "unsafe" not in policy[1]
    scripts = re.findall(r"<script(?: id=\"model\")?>(.*?)</script>", html, re.DOTALL)
    assert len(scripts) == 3
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy[1]
    assert "The Cytoscape Consortium" in html


def test_the_data_cannot_end_its_script(tutorial: SupplyGraph) -> None:
    text = payload_of(hostile(tutorial), "training").text
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text)["components"]["gpu"]["name"] == f"{IMAGE} gpu"


def test_the_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    found = []
    for seed in ("1", "2"):
        file = tmp_path / f"{seed}.html"
        command = [sys.executable, "-m", "narrows", "explore", "--dataset", "tutorial", "-o", "page.html"]
        folder = tmp_path / seed
        folder.mkdir()
        done = subprocess.run(
            command,
            cwd=folder,
            env={**__import__("os").environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert "wrote page.html" in done.stderr
        found.append((folder / "page.html").read_bytes())
        assert not file.exists()
    assert found[0] == found[1]


def test_a_notebook_embeds_it(page: Page, tutorial: SupplyGraph, tmp_path: Path) -> None:
    """In a sandboxed frame, with no address of its own and an origin like no other."""
    page.size(1280, 900)
    file = tmp_path / "notebook.html"
    frame = nw.explore(tutorial)._repr_html_()
    assert 'sandbox="allow-scripts' in frame
    assert "allow-same-origin" not in frame
    file.write_text(f"<!DOCTYPE html><title>n</title><body>{frame}", encoding="utf-8")
    page.driver.get(file.as_uri())
    page.driver.switch_to.frame(0)
    try:
        page.until("document.documentElement.dataset.ready === 'yes'")
        page.run("narrows.app.toggle('component:gpu')")
        assert page.until("narrows.app.groups.found")[1]
    finally:
        page.driver.switch_to.default_content()


def test_command_line(tmp_path: Path, capsys: object) -> None:
    from narrows.__main__ import main

    file = tmp_path / "page.html"
    assert main(["explore", "--dataset", "tutorial", "--remove", "gpu", "-o", str(file)]) == 0
    assert '"remove":["gpu"]' in file.read_text("utf-8")
    assert main(["explore", "nowhere", "--dataset", "tutorial", "-o", str(file)]) == 2
    assert main(["explore", "--dataset", "tutorial", "--remove", "training", "-o", str(file)]) == 2
    assert main(["explore", "--dataset", "tutorial", "-o", str(tmp_path / "no" / "page.html")]) == 2
