"""What people do with the page: click, search, keys, links, files, small screens, paper."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from narrows.graph.supply import SupplyGraph

from .conftest import Page


def text(page: Page, selector: str) -> str:
    return str(page.run("return document.querySelector(arguments[0]).innerText", selector))


def view(page: Page, key: str) -> object:
    return page.run("return narrows.app.view[arguments[0]]", key)


def click_box(page: Page, component: str, *, shift: bool = False) -> None:
    """A real click where a component is drawn."""
    place = page.run(
        """
        const {cy} = narrows.app.figure, box = document.getElementById("drawing").getBoundingClientRect();
        const at = cy.getElementById(arguments[0]).renderedPosition();
        return [box.left + at.x, box.top + at.y];
        """,
        component,
    )
    act = ActionChains(page.driver)
    if shift:
        act.key_down(Keys.SHIFT)
    act.move_by_offset(*(int(p) for p in place)).click()
    if shift:
        act.key_up(Keys.SHIFT)
    act.move_by_offset(*(-int(p) for p in place)).perform()


def press(page: Page, *keys: str) -> None:
    ActionChains(page.driver).send_keys(*keys).perform()


def button(page: Page, words: str) -> None:
    page.driver.find_element(By.XPATH, f"//main//button[normalize-space()='{words}']").click()


def test_a_click_selects_and_the_panel_removes(tutorial_page: Page) -> None:
    page = tutorial_page
    click_box(page, "gpu")
    assert view(page, "selected") == "component:gpu"
    panel = text(page, "#selected")
    assert "Needs all of these 3" in panel
    assert "one maker only" in panel
    button(page, "Remove it")
    assert view(page, "removed") == ["component:gpu"]
    page.driver.find_element(By.ID, "tab-results").click()
    result = text(page, "#results")
    assert "Immediate loss: 55% of supply" in result
    assert "Single points of failure (1 → 4)" in result
    assert "Newly a single point of failure: " in result
    page.driver.find_element(By.CSS_SELECTOR, ".chip").click()
    assert view(page, "removed") == []


def test_gates_in_words(
    page: Page, written: Callable[[SupplyGraph, str], Path], ai_chips: SupplyGraph
) -> None:
    page.size(1280, 800)
    page.open(
        written(ai_chips, "ai-chips"), "#target=frontier-training-cn&selected=component:frontier-training-cn"
    )
    assert "any one of:" in text(page, "#selected")
    pair = page.run("return narrows.app.figure.edges.find((e) => e.a === narrows.app.view.target).pair")
    page.run("narrows.app.select('edge:' + arguments[0])", pair)
    panel = text(page, "#selected")
    assert f"Frontier AI training in China needs {ai_chips.dataset.name(pair.partition('>')[2])}" in panel
    assert "as of 20" in panel
    assert "confidence" in panel
    assert page.run("return document.querySelectorAll('#selected a[href^=http]').length") > 0
    slot = page.run(
        "return [...narrows.app.out.after.gates.values()].find((g) => g.undisclosed).owner.split('@')[0]"
    )
    page.run("narrows.app.select('component:' + arguments[0])", slot)
    assert "and nobody has said which" in text(page, "#selected")
    disputed = page.run(
        "for (const [id, list] of narrows.app.details.byRecord) if (list.some((s) => s[8]) && "
        "narrows.app.bench.records.components.has(id)) return id"
    )
    page.run("narrows.app.select('component:' + arguments[0])", disputed)
    page.run("for (const d of document.querySelectorAll('#selected details')) d.open = true")
    assert "Disputed:" in text(page, "#selected")


def test_removing_by_shift_click_mode_and_key(tutorial_page: Page) -> None:
    page = tutorial_page
    click_box(page, "hbm2e", shift=True)
    assert view(page, "removed") == ["component:hbm2e"]
    assert text(page, "#said") == "Removed: HBM2E stack. Without HBM2E stack, Training run still runs."
    press(page, "u")
    assert view(page, "removed") == []
    press(page, "r")
    click_box(page, "scanner")
    assert view(page, "removed") == ["component:scanner"]
    assert "stops." in text(page, "#results .headline")
    press(page, "r")
    page.driver.find_element(By.CSS_SELECTOR, ".chip").click()
    page.driver.find_element(By.CSS_SELECTOR, ".heading[title^='Memory']").click()
    assert view(page, "selected") == "layer:memory"
    press(page, Keys.DELETE)
    assert view(page, "removed") == ["layer:memory"]
    # The target and its maker stay.
    page.run("narrows.app.toggle('layer:memory')")
    page.run("narrows.app.toggle('component:training')")
    assert view(page, "removed") == []
    assert "choose another target" in text(page, "#said")


def test_search_and_arrows(tutorial_page: Page) -> None:
    page = tutorial_page
    press(page, "/")
    press(page, "korea")
    press(page, Keys.ENTER)
    assert view(page, "selected") == "country:KR"
    page.run("document.activeElement.blur()")
    page.run("narrows.app.toggle('country:KR')")
    assert view(page, "removed") == ["country:KR"]
    press(page, Keys.ESCAPE)
    assert view(page, "selected") is None
    press(page, Keys.ARROW_RIGHT)
    assert view(page, "selected") == "component:training"
    press(page, Keys.ARROW_RIGHT)
    assert view(page, "selected") in ("component:gpu", "component:asic")
    assert text(page, "#announced")


def test_selection_dims_the_rest(tutorial_page: Page) -> None:
    page = tutorial_page
    page.run("narrows.app.select('component:gpu')")
    seen = page.run(
        "return Object.fromEntries(narrows.app.figure.cy.nodes().map((n) => [n.id(), n.data('opacity')]))"
    )
    assert seen["gpu"] == seen["hbm3"] == seen["scanner"] == seen["training"] == 1
    assert seen["asic"] < 0.5
    assert seen["hbm2e"] < 0.5


def test_a_link_says_the_view(
    page: Page, written: Callable[[SupplyGraph, str], Path], ai_chips: SupplyGraph
) -> None:
    page.size(1280, 800)
    file = written(ai_chips, "ai-chips")
    page.open(file)
    page.run("narrows.app.chooseScenario('gpu-removed-world')")
    page.run(
        "narrows.app.choose({confidence: 'medium', horizon: 12, heldBy: 'US', whole: true});"
        "narrows.app.select('company:tsmc'); narrows.app.figure.zoomBy(1.5);"
    )
    page.until("/view=/.test(location.hash)")
    page.until("narrows.app.groups.found")
    wanted = page.run("return [{...narrows.app.view}, location.hash, byId('results').innerText]")
    page.open(file, wanted[1])
    page.until("narrows.app.groups.found")
    found = page.run("return [{...narrows.app.view}, location.hash, byId('results').innerText]")
    ports = found[0].pop("port"), wanted[0].pop("port")
    assert found == wanted
    assert all(abs(a - b) < 1e-3 * abs(b) for a, b in zip(*ports, strict=True))
    assert found[0]["removed"] == ["company:nvidia", "company:amd"]
    assert "12 months after" in found[2]
    # What a link names that is not here is said, and left out.
    page.run("location.hash = '#target=frontier-training&without=nvidia+nobody&scenario=nothing'")
    page.until("narrows.app.view.target === 'frontier-training' && byId('said').textContent")
    assert view(page, "removed") == ["company:nvidia"]
    assert "nobody" in text(page, "#said")
    # Nor does it reach what every object of the language has.
    page.run(
        "location.hash = '#target=constructor&confidence=constructor&selected=constructor:name&months=1e9'"
    )
    page.until("narrows.app.view.target === 'frontier-training-cn'")
    assert [view(page, k) for k in ("confidence", "selected", "horizon")] == ["low", None, None]


def test_choices(curated_page: Page) -> None:
    page = curated_page
    choose = "const s = byId(arguments[0]); s.value = arguments[1]; s.dispatchEvent(new Event('change'))"
    page.run(choose, "scenario", "us-tools-withheld")
    assert "Hypothetical" in text(page, "#results")
    # What stops for some, and goes on for others, is not called stopped.
    kinds = page.run(
        "return [...narrows.app.figure.standing.values()].filter((s) => s.partly).map((s) => s.standing)"
    )
    assert set(kinds) == {"fewer"}
    # Its controls hold for its own target: with another it is dropped, and that is said.
    page.run(choose, "target", "frontier-training")
    assert view(page, "scenario") is None
    assert "Dropped" in text(page, "#said")
    page.run(choose, "confidence", "high")
    assert "high confidence" in text(page, "#results footer")
    page.run(choose, "holder", "us,jp")
    assert view(page, "heldBy") == "US,JP"
    page.run(choose, "holder", "nowhere")
    assert view(page, "heldBy") == "US,JP"
    page.run("const m = document.getElementById('months'); m.value = 13; m.dispatchEvent(new Event('input'))")
    page.until("narrows.app.view.horizon === 12")
    assert "12 months after the loss" in text(page, "#results footer")


def test_a_removal_without_effect_is_said(curated_page: Page) -> None:
    """What a filter has made unknown cannot be taken away; the page goes on without."""
    page = curated_page
    lost = page.run(
        """
        const bench = narrows.app.bench, target = narrows.app.view.target;
        const kept = bench.variant("high", null).before.nodes;
        return bench.model(bench.base, target, bench.reading(null)).ids
          .find((n) => bench.base.nodes.get(n).kind === "offering" && !kept.has(n));
        """
    )
    page.run("narrows.app.choose({removed: [arguments[0]], confidence: 'high'})", lost)
    assert "Without effect here" in text(page, "#results")
    assert page.run("return narrows.app.out.status") == "running"


def test_groups_of_three_on_request(curated_page: Page) -> None:
    page = curated_page
    page.until("narrows.app.groups.found")
    assert "Shown up to groups of 2; larger groups were not searched" in text(page, "#results")
    page.driver.find_element(By.ID, "search-three").click()
    page.until("narrows.app.groups.found")
    assert "Shown up to groups of 3" in text(page, "#results")
    assert page.run("return narrows.app.groups.found[0].some((g) => g.length === 3)")


def test_groups_that_were_part_of_larger_ones_say_so(tutorial_page: Page) -> None:
    """The worked example: three single points after the removal were halves of pairs before it."""
    page = tutorial_page
    page.run("narrows.app.toggle('component:hbm3')")
    page.until("narrows.app.groups.found")
    changes = page.run("return narrows.app.groups.changes")
    narrowed = {" ".join(n["after"]) for n in changes["narrowed"]}
    assert narrowed == {"asic-co", "mem-b", "pack-b"}
    panel = text(page, "#results")
    assert "before only with Etch A (US), or Foundry A (TW), or GPU Co (US), or 2 more" in panel
    press(page, "u")
    page.until("narrows.app.groups.found")
    assert "before only with" not in text(page, "#results")


def test_files(tutorial_page: Page, tutorial: SupplyGraph) -> None:
    page = tutorial_page
    page.run("narrows.app.toggle('component:gpu')")
    page.until("narrows.app.groups.found")
    for name in ("svg", "png", "csv"):
        page.run(f"document.getElementById('save-{name}').click()")
    svg = page.downloaded("narrows.svg").decode()
    assert svg.startswith("<?xml")
    assert "without" in svg
    assert tutorial.dataset.manifest.title in svg
    png = page.downloaded("narrows.png")
    width, height = struct.unpack(">II", png[16:24])
    assert png.startswith(b"\x89PNG")
    assert width > 1200
    assert height > 300
    csv = page.downloaded("narrows.csv").decode("utf-8-sig")
    assert "after,2,etch-a etch-b,kept" in csv
    assert "before,2,gpu-co mem-b,absorbed" in csv
    assert "after,1,mem-b,narrowed" in csv
    assert "# Cite as" in csv
    row = next(line for line in csv.splitlines() if line.startswith("mem-b,"))
    assert row.split(",")[3:8:3] == ["0.615", "1"]


def test_labels_fit_their_boxes_and_can_be_read(curated_page: Page) -> None:
    """At full fit no label is wider or higher than its box, and no box covers another."""
    page = curated_page
    found = page.run(
        """
        const {figure} = narrows.app, w = figure.wide;
        const out = {small: [], wide: [], covered: []};
        const zoom = figure.cy.zoom(), boxes = [...figure.boxes];
        for (const [id, box] of boxes) {
          const look = figure.looksOf(id);
          figure.measure.font = `${look.size}px ${FONT}`;
          if (Math.max(...look.label.map((l) => figure.measure.measureText(l).width)) > w) out.wide.push(id);
          if (look.label.length * look.size * 1.08 > box.high + 1) out.wide.push(id);
          if (look.size * zoom < 6.5) out.small.push([id, look.size * zoom]);
          for (const [other, b] of boxes) {
            const apart = Math.abs(b.x - box.x) >= w || Math.abs(b.y - box.y) >= (b.high + box.high) / 2;
            if (other < id && !apart) out.covered.push([id, other]);
          }
        }
        return {...out, zoom};
        """
    )
    assert found["wide"] == found["covered"] == found["small"] == []
    assert found["zoom"] > 0.9


def test_the_whole_dataset_can_be_read_at_full_fit(curated_page: Page) -> None:
    """It takes the panel's room; selecting brings the panel back, over the side where the selected is not."""
    page = curated_page
    shown = "getComputedStyle(document.getElementById('panel')).display"
    place = "const r = document.getElementById('panel').getBoundingClientRect(); return [r.left, r.right]"
    page.driver.find_element(By.ID, "whole").click()
    page.until("narrows.app.figure.cy.zoom() > 1.05")
    assert page.run("return narrows.app.figure.boxes.size") > 200
    smallest = "[...f.boxes.keys()].map((id) => f.looksOf(id).size * f.cy.zoom())"
    assert page.run(f"const f = narrows.app.figure; return Math.min(...{smallest})") > 7.5
    assert page.run(f"return {shown}") == "none"
    click_box(page, "euv-scanner")
    assert page.run(place)[0] == 0
    assert "extreme ultraviolet" in text(page, "#selected")
    click_box(page, "cann")
    assert view(page, "selected") == "component:euv-scanner", "the panel lies there"
    press(page, Keys.ESCAPE)
    assert page.run(f"return {shown}") == "none"
    click_box(page, "cann")
    assert page.run(place)[1] == 1280
    press(page, Keys.ESCAPE)
    page.driver.find_element(By.ID, "whole").click()
    assert page.run(f"return {shown}") == "flex"


def test_a_phone(page: Page, written: Callable[[SupplyGraph, str], Path], ai_chips: SupplyGraph) -> None:
    page.size(390, 844)
    page.open(written(ai_chips, "ai-chips"), "#target=frontier-training-cn&without=nvidia")
    assert page.run("return document.documentElement.scrollWidth") <= 390
    assert page.run("return narrows.app.figure.cy.zoom()") >= 1
    click_box(page, "frontier-training-cn")
    assert view(page, "selected") == "component:frontier-training-cn"
    outside = page.run(
        "return [...document.querySelectorAll('button, select, input')].filter((e) => e.offsetParent "
        "&& !e.closest('#headings') && e.getBoundingClientRect().right > 391).length"
    )
    assert outside == 0


def test_headings_stay_in_view(curated_page: Page) -> None:
    page = curated_page
    page.run("narrows.app.figure.zoomBy(3)")
    tops = page.run(
        """
        const stage = byId("stage").getBoundingClientRect();
        return [...document.querySelectorAll(".heading")].map((h) => h.getBoundingClientRect())
          .filter((r) => r.right > stage.left && r.left < stage.right).map((r) => r.top - stage.top);
        """
    )
    assert any(abs(t) < 1 for t in tops)


def test_on_paper(tutorial_page: Page) -> None:
    page = tutorial_page
    page.run("dispatchEvent(new Event('beforeprint'))")
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        assert (
            page.run("return document.querySelector('#print-figure svg').getBoundingClientRect().width") > 300
        )
        assert page.run("return getComputedStyle(document.getElementById('chart')).display") == "none"
        assert page.run("return getComputedStyle(document.getElementById('selected')).display") == "block"
    finally:
        page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_small_names_are_shown_larger_under_the_pointer(curated_page: Page) -> None:
    """Beside the panel the whole dataset has letters of eight pixels: pointing shows the whole name."""
    page = curated_page
    page.run("narrows.app.choose({whole: true}); narrows.app.widen();")
    page.until("narrows.app.figure.cy.zoom() < 1")
    assert page.run("return document.getElementById('lens').hidden")
    place = page.run(
        """
        const box = document.getElementById("drawing").getBoundingClientRect();
        const at = narrows.app.figure.cy.getElementById("euv-scanner").renderedPosition();
        return [box.left + at.x, box.top + at.y];
        """
    )
    x, y = (int(p) for p in place)
    ActionChains(page.driver).move_by_offset(x, y).perform()
    assert page.until("!document.getElementById('lens').hidden")
    assert text(page, "#lens") == page.run("return narrows.app.names.component('euv-scanner')")
    assert page.run("return parseFloat(getComputedStyle(document.getElementById('lens')).fontSize)") >= 13
    ActionChains(page.driver).move_by_offset(-x, -y).perform()
    page.until("document.getElementById('lens').hidden")
