"""A real browser without a screen."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.common.driver_finder import DriverFinder

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def browse(*arguments: str, folder: Path) -> str:
    """Run it and return what it prints; its profile stands in a folder of the test's own."""
    program = next((found for name in NAMES if (found := shutil.which(name))), None)
    if program is None:  # where it is not on the PATH, selenium knows where Chrome is installed
        program = DriverFinder(webdriver.ChromeService(), webdriver.ChromeOptions()).get_browser_path()
    command = [
        program,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--allow-file-access-from-files",
        f"--user-data-dir={folder / 'profile'}",
        *arguments,
    ]
    done = subprocess.run(command, capture_output=True, check=True, timeout=120)
    return done.stdout.decode("utf-8")


def measured(page: Path, width: int, script: str, folder: Path) -> Any:
    """What a script finds in a page shown so many pixels wide.

    The page forbids scripts, so this one stands in a page around it.
    """
    harness = folder / "harness.html"
    harness.write_text(
        f"""<!DOCTYPE html><body style="margin:0"><iframe id="f" src="{page.as_uri()}"
        style="width:{width}px;height:900px;border:0"></iframe><pre id="out"></pre><script>
        f.onload = () => {{
          const page = f.contentDocument, view = f.contentWindow;
          out.textContent = JSON.stringify((() => {{ {script} }})());
        }};
        </script></body>""",
        encoding="utf-8",
    )
    shown = browse("--virtual-time-budget=3000", "--dump-dom", harness.as_uri(), folder=folder)
    found = re.search(r'<pre id="out">(.*?)</pre>', shown, re.DOTALL)
    assert found is not None, shown[:500]
    return json.loads(html.unescape(found[1]))
