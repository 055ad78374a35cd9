"""Reports: the worked example's numbers, hostile text, a real browser, the same bytes."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

import narrows as nw
from narrows.__main__ import main
from narrows.graph.supply import SupplyGraph
from narrows.library import dataset_path
from narrows.reports import Report
from narrows.reports.blocks import Grid

from .chromium import browse, measured

ROOT = Path(__file__).parents[2]
COMMAND = "narrows report us-tools-withheld --format html"
HOSTILE = "</style><script>alert(1)</script><img src=x onerror=alert(2)>|*a*[b](javascript:x)"


def table(found: Report, section: str, number: int = 0) -> list[list[str]]:
    """The text of a table."""
    here = next(s for s in found.sections if s.title == section)
    grids = [b for b in here.blocks if isinstance(b, Grid)]
    return [[c.text for c in row] for row in grids[number].rows]


@pytest.fixture(scope="module")
def no_gpu(tutorial: SupplyGraph) -> Report:
    return nw.report(tutorial, "no-gpu", command="narrows report no-gpu --dataset tutorial")


@pytest.fixture(scope="module")
def real(ai_chips: SupplyGraph) -> Report:
    return nw.report(ai_chips, "us-tools-withheld", command=COMMAND)


def test_the_worked_example(no_gpu: Report) -> None:
    assert no_gpu.title == "The GPU is gone: Training run"
    assert no_gpu.lead[0].text.startswith("Hypothetical")
    layers = {row[0]: row[1:] for row in table(no_gpu, "Layer by layer")}
    assert layers["Memory"] == [
        "Memory B (South Korea)",
        "Memory B (South Korea)",
        "100%",
        "100%",
        "2",
        "1",
    ]
    assert layers["Packaging"][2:] == ["55%", "0%", "they cannot", "they cannot"]
    groups = [(row[0], row[1], row[2]) for row in table(no_gpu, "Smallest groups that can stop supply")]
    assert ("Fewer members than before", "Memory B (South Korea)", "held") in groups
    assert [g[0] for g in groups].count("Stays") == 5
    assert len(groups) == 8
    assert len(table(no_gpu, "Smallest groups that can stop supply", 1)) == 13
    growth = {row[0]: row[1] for row in table(no_gpu, "What must grow")}
    assert growth["ASIC Co (China)"] == "2.22 times as much"
    assert growth["Memory B (South Korea)"] == "1.63 times as much"
    rule = table(no_gpu, "Rules that can pull it")[0]
    # Applied in full it stops the Chinese foundry, from which the other chip then has .6 of its dies.
    assert rule[2:5] == ["suspended since 2026-01-01", "licence-required: new-supply, servicing", "60%"]
    assert "No authority can pull any of the groups" in no_gpu.to_markdown()
    assert no_gpu.sources == ()
    for written in (no_gpu.to_html(), no_gpu.to_markdown().replace("\\", "")):
        assert "Data: Narrows tutorial, version 2026.11.0" in written
        assert "Command: narrows report no-gpu --dataset tutorial" in written
        assert "Cite as: Narrows tutorial" in written


def test_a_removal_is_the_same_as_the_scenario(tutorial: SupplyGraph, no_gpu: Report) -> None:
    removed = nw.report(tutorial, remove="gpu", pictures=False)
    assert removed.title == "Without GPU: Training run"
    mine, theirs = removed.found.run.shift.to_dict(), no_gpu.found.run.shift.to_dict()
    for each in (mine, theirs):
        assert each.pop("provenance")
        assert each.pop("assumptions")
    assert mine == theirs
    shift = nw.shift(tutorial, "training", remove=["gpu"]).to_dict()
    assert mine["cut_sets"] == shift["cut_sets"]
    assert mine["sentence"] == shift["sentence"]
    assert "saved" in removed.to_markdown()


def test_a_target_that_stops(ai_chips: SupplyGraph) -> None:
    found = nw.report(ai_chips, "euv-servicing-stopped", pictures=False)
    titles = [s.title for s in found.sections]
    assert "What must grow" not in titles
    assert all(row[2] == "stopped" for row in table(found, "Layer by layer"))
    assert table(found, "Smallest groups that can stop supply")
    assert "does not run" in found.to_markdown()


def test_sources_are_numbered_as_cited(real: Report, ai_chips: SupplyGraph) -> None:
    cited: list[int] = []
    for section in real.sections:
        for block in section.blocks:
            if isinstance(block, Grid):
                cited += [n for row in block.rows for cell in row for n, _ in cell.refs]
    assert (
        list(dict.fromkeys(cited)) == [s.number for s in real.sources] == [*range(1, len(real.sources) + 1)]
    )
    assert len(real.sources) > 50
    known = {s.title for s in ai_chips.dataset.sources.values()}
    assert {s.title for s in real.sources} <= known
    page = real.to_html()
    links = set(re.findall(r'href="([^"]*)"', page))
    assert all(link.startswith(("http://", "https://", "#")) for link in links)
    assert {link[1:] for link in links if link.startswith("#")} <= set(re.findall(r'id="([^"]*)"', page))


def test_a_page_stands_alone(real: Report) -> None:
    page = real.to_html()
    assert "<script" not in page
    assert "default-src 'none'" in page
    assert not re.findall(r"<(?:link|img|iframe|object|embed|form)\b", page)
    assert not re.findall(r'\sstyle="', page)
    assert not re.findall(r"@import|url\(\s*['\"]?http", page)
    ids = re.findall(r'\sid="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    for picture in real.pictures:
        ElementTree.fromstring(picture.svg)


def test_a_browser_shows_it_on_a_phone_and_on_paper(no_gpu: Report, real: Report, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    real.save(file)
    script = """
      const cell = page.querySelector('td'), head = page.querySelector('h1');
      return [page.documentElement.scrollWidth, view.getComputedStyle(cell).display,
        view.getComputedStyle(head).fontSize, page.querySelectorAll('svg').length,
        page.querySelectorAll('tbody tr').length,
        [...page.querySelectorAll('main *')].filter(e => !e.closest('svg, thead')
          && e.getBoundingClientRect().right > view.innerWidth + 1).length];
    """
    wide, display, size, drawn, rows, outside = measured(file, 390, script, tmp_path)
    assert wide <= 390
    assert (display, size, drawn, outside) == ("block", "24px", 2, 0)
    assert rows > 200
    # The whole chain is enlarged where it is clicked, and can then be scrolled.
    script_of_chain = """
      const chain = page.querySelector('.wide'), drawn = chain.querySelector('svg');
      const before = drawn.getBoundingClientRect().width;
      view.focus(); chain.focus();
      return [before, drawn.getBoundingClientRect().width, chain.getBoundingClientRect().width];
    """
    fitted, large, frame = measured(file, 390, script_of_chain, tmp_path)
    assert fitted <= frame <= 390
    assert large > 2000
    display, size = measured(file, 1200, script, tmp_path)[1:3]
    assert (display, size) == ("table-cell", "30.4px")
    small, printed = tmp_path / "small.html", tmp_path / "report.pdf"
    no_gpu.save(small)
    browse(f"--print-to-pdf={printed}", "--no-pdf-header-footer", small.as_uri(), folder=tmp_path)
    boxes = set(re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed.read_bytes()))
    sizes = {(round(float(w)), round(float(h))) for w, h in boxes}
    assert sizes == {(595, 842), (842, 595)}


def test_hostile_text_is_text(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(dataset_path("tutorial"), tmp_path / "hostile"))
    for name, field in (
        ("companies/mem-b", "name"),
        ("components/memory/hbm2e", "name"),
        ("scenarios/no-gpu", "title"),
    ):
        file = folder / f"{name}.yaml"
        text = file.read_text("utf-8")
        line = f"{field}: {json.dumps(HOSTILE)}"
        file.write_text(re.sub(rf"^{field}: .*$", line, text, flags=re.MULTILINE), "utf-8")
    found = nw.report(nw.load(folder), "no-gpu")
    page = found.to_html()
    assert page.count("</style>") == 1
    assert not re.search(r"<script|<img|onerror=alert\(2\)>", page)
    assert "&lt;/style&gt;&lt;script&gt;alert(1)" in page
    file = tmp_path / "hostile.html"
    found.save(file)
    script = "return [page.querySelectorAll('script, img').length, page.querySelector('h1').textContent];"
    assert measured(file, 800, script, tmp_path) == [0, f"{HOSTILE}: Training run"]
    markdown = found.to_markdown()
    assert not re.search(r"(?<!\\)<(script|img)", markdown)
    assert not re.search(r"(?<!\\)\]\(javascript", markdown)
    rows = [line for line in markdown.split("\n") if line.startswith("| ")]
    assert rows
    for above, line in pairwise(rows):
        if f"{above}\n{line}" in markdown:
            assert len(re.findall(r"(?<!\\)\|", above)) == len(re.findall(r"(?<!\\)\|", line))


def test_markdown_has_its_figures_beside_it(tutorial: SupplyGraph, tmp_path: Path) -> None:
    file = tmp_path / "my report.md"
    assert main(["report", "no-gpu", "--dataset", "tutorial", "-o", str(file), "--figures", "png"]) == 0
    text = file.read_text("utf-8")
    shown = re.findall(r"!\[[^\]]*\]\(<([^>]*)>\)", text)
    assert shown == ["my%20report-before-after.png", "my%20report-chain.png"]
    for name in shown:
        assert (tmp_path / name.replace("%20", " ")).read_bytes().startswith(b"\x89PNG")
    assert main(["report", "no-gpu", "--dataset", "tutorial", "-o", str(file), "--figures", "none"]) == 0
    assert "![" not in file.read_text("utf-8")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("report", "name a what-if"),
        ("report no-gpus", 'did you mean "no-gpu"'),
        ("report --remove gpus", "gpu"),
        ("report trainin --remove gpu", "training"),
        ("report training --remove gpu --target asic", "name the target once"),
        ("report --remove training", "choose another target"),
        ("report no-gpu -o out.docx", "no format can be told"),
        ("report no-gpu -o out.html --figures png", "for Markdown"),
    ],
)
def test_wrong_usage_is_said(line: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*line.split(), "--dataset", "tutorial"]) == 2
    assert said in capsys.readouterr().err


def test_the_same_bytes_whatever_the_hash_seed(real: Report) -> None:
    """This process has a seed of its own."""
    done = subprocess.run(
        [sys.executable, "-m", *COMMAND.split()],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "1"},
        capture_output=True,
        check=True,
    )
    assert done.stdout.decode("utf-8") == real.to_html()
