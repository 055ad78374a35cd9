"""A real Chromium without a screen, and pages in it."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

import narrows
from narrows.graph.supply import SupplyGraph

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)
PATIENCE = 30.0


class Page:
    """What a test does with the browser."""

    def __init__(self, driver: webdriver.Chrome, downloads: Path) -> None:
        self.driver = driver
        self.downloads = downloads

    def run(self, script: str, *arguments: Any) -> Any:
        """Run a script in the page."""
        return self.driver.execute_script(script, *arguments)

    def plain(self, script: str, *arguments: Any) -> Any:
        """The same for large answers."""
        return json.loads(self.run(f"return JSON.stringify((() => {{ {script} }})())", *arguments))

    def until(self, script: str, *arguments: Any) -> Any:
        """Wait for a script to answer with something true."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if found := self.run(f"return ({script})", *arguments):
                return found
            time.sleep(0.02)
        raise AssertionError(f"never true: {script}")

    def again(self, file: Path) -> None:
        """The page as it is when first opened; loaded anew only if another one is there."""
        if not self.driver.current_url.startswith(file.as_uri()):
            self.open(file)
        self.driver.get_log("browser")
        self.run("if (narrows.app.removing) narrows.app.removeByClick(); narrows.app.say('');")
        self.run("narrows.app.view = {...narrows.app.first, removed: []}; narrows.app.refresh();")
        self.run("narrows.app.select(null); narrows.app.tab('results'); narrows.app.figure.fit();")

    def open(self, file: Path, fragment: str = "") -> None:
        """Load a file anew, and wait until it is ready."""
        self.driver.get("about:blank")
        self.driver.get_log("browser")
        self.driver.get_log("performance")
        self.driver.get(file.as_uri() + fragment)
        self.until("document.documentElement.dataset.ready === 'yes'")

    def size(self, width: int, height: int) -> None:
        """The size of the window, as the page sees it."""
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600},
        )

    def complaints(self) -> list[str]:
        """What the browser has to say against the page."""
        return [str(entry["message"]) for entry in self.driver.get_log("browser")]

    def requests(self) -> list[str]:
        """Everything that was asked for since the page was opened."""
        found = []
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                found.append(str(message["params"]["request"]["url"]))
        return found

    def downloaded(self, name: str) -> bytes:
        """A file that the page has saved."""
        file = self.downloads / name
        end = time.monotonic() + PATIENCE
        while not file.is_file() or file.stat().st_size == 0:
            assert time.monotonic() < end, f"no {name}"
            time.sleep(0.05)
        data = file.read_bytes()
        file.unlink()
        return data


@pytest.fixture(scope="session")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """One browser for all tests; it is ended with them."""
    downloads = tmp_path_factory.mktemp("downloads")
    options = webdriver.ChromeOptions()
    for flag in FLAGS:
        options.add_argument(flag)
    options.add_argument(f"--user-data-dir={tmp_path_factory.mktemp('profile')}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    # Where neither is on the PATH, selenium looks for an installed Chrome itself.
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    chromedriver = shutil.which("chromedriver")
    if program:
        options.binary_location = program
    driver = webdriver.Chrome(options, Service(chromedriver) if chromedriver else Service())
    driver.execute_cdp_cmd(
        "Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(downloads)}
    )
    try:
        found = Page(driver, downloads)
        found.size(1280, 800)
        yield found
    finally:
        driver.quit()


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Callable[[SupplyGraph, str], Path]:
    """Write the page of a graph to a file, once for each name."""
    folder = tmp_path_factory.mktemp("pages")

    def write(graph: SupplyGraph, name: str) -> Path:
        file = folder / f"{name}.html"
        return file if file.is_file() else narrows.explore(graph).save(file)

    return write


@pytest.fixture
def tutorial_page(page: Page, written: Callable[[SupplyGraph, str], Path], tutorial: SupplyGraph) -> Page:
    """The tutorial's page, as it opens."""
    page.size(1280, 800)
    page.again(written(tutorial, "tutorial"))
    return page


@pytest.fixture
def curated_page(page: Page, written: Callable[[SupplyGraph, str], Path], ai_chips: SupplyGraph) -> Page:
    """The curated dataset's page, as it opens."""
    page.size(1280, 800)
    page.again(written(ai_chips, "ai-chips"))
    return page
