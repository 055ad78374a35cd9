"""The link check against a real server on this machine."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from narrows.__main__ import main
from narrows.links import Link, Manners, check_links

QUICK = Manners(timeout=1.0, pause=0.01, longest_wait=0.2, tries=3, private=True)


class Site:
    """What the server answers, and what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.agents: set[str] = set()
        self.now = 0
        self.most = 0
        self.url = ""


@pytest.fixture
def site() -> Iterator[Site]:
    """A server whose pages are called after what they do."""
    told = Site()
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.answer()

        def do_GET(self) -> None:
            self.answer()

        def answer(self) -> None:
            with lock:
                told.asked.append((self.command, self.path))
                told.agents.add(self.headers["User-Agent"])
                told.now += 1
                told.most = max(told.most, told.now)
                times = Counter(p for _, p in told.asked)[self.path]
            self.page(self.path.strip("/"), times)
            with lock:
                told.now -= 1

        def page(self, name: str, times: int) -> None:
            to = {"moved": "/fine", "for-now": "/fine", "loop": "/loop", "to-file": "file:///etc/passwd"}
            if name == "slow":
                time.sleep(1.5)
            if name == "dropped":
                self.close_connection = True
                return
            head = self.command == "HEAD"
            status = {"moved": 301, "for-now": 302, "loop": 302, "to-file": 302, "gone": 410, "locked": 403}
            code = status.get(name, 200 if name in ("fine", "slow") else 404)
            if name == "no-head":
                code = 405 if head else 200
            if name == "busy":
                code = 429 if times < 3 else 200
            self.send_response(code)
            if name in to:
                self.send_header("Location", to[name])
            if name == "busy":
                self.send_header("Retry-After", "3600")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    told.url = f"http://127.0.0.1:{server.server_port}"
    yield told
    server.shutdown()
    server.server_close()


def one(site: Site, page: str, manners: Manners = QUICK) -> Link:
    return check_links([f"{site.url}/{page}"], manners)[0]


@pytest.mark.parametrize(
    ("page", "outcome", "status"),
    [
        ("fine", "fine", 200),
        ("moved", "moved", 200),
        ("for-now", "fine", 200),
        ("gone", "dead", 410),
        ("nowhere", "dead", 404),
        ("locked", "doubtful", 403),
        ("no-head", "fine", 200),
        ("busy", "fine", 200),
        ("slow", "doubtful", None),
        ("dropped", "doubtful", None),
        ("loop", "doubtful", 302),
        ("to-file", "doubtful", 302),
    ],
)
def test_each_kind_of_page(page: str, outcome: str, status: int | None, site: Site) -> None:
    found = one(site, page)
    assert (found.outcome, found.status) == (outcome, status), found.why
    assert (found.to == f"{site.url}/fine") == (outcome == "moved")


def test_no_such_host() -> None:
    found = check_links(["http://no-such-host.invalid/"], QUICK)[0]
    assert (found.outcome, found.why) == ("dead", "no such host")


def test_it_is_polite(site: Site) -> None:
    """HEAD first, one request at a time to a host, each address once, and it says who asks."""
    start = time.monotonic()
    check_links(
        [f"{site.url}/fine", f"{site.url}/for-now", f"{site.url}/fine"], Manners(pause=0.3, private=True)
    )
    assert time.monotonic() - start >= 0.3
    assert [a for a in site.asked if a == ("HEAD", "/fine")] == [("HEAD", "/fine")] * 2, (
        "once through the redirect"
    )
    assert {method for method, _ in site.asked} == {"HEAD"}
    assert site.most == 1
    assert all("narrows-link-check" in agent for agent in site.agents)


def test_strangers_have_no_business_in_private_networks(site: Site) -> None:
    found = one(site, "fine", Manners(timeout=1, tries=1))
    assert (found.outcome, found.status) == ("doubtful", None)
    assert "private network" in found.why
    assert site.asked == []


def test_the_command(site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from .conftest import edit

    folder = tmp_path / "mine"
    for file in (Path(__file__).parents[2] / "datasets" / "tutorial").rglob("*.yaml"):
        copy = folder / file.relative_to(
            file.parents[2] if file.parents[2].name == "tutorial" else file.parents[0]
        )
        copy = folder / file.as_posix().partition("datasets/tutorial/")[2]
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
    rows = (("a", "fine", ""), ("b", "gone", "archived_url: https://example.org/x\n"))
    for name, page, more in rows:
        text = f"id: {name}\ntitle: T\npublisher: P\nurl: {site.url}/{page}\n{more}"
        edit(folder, (f"sources/{name}.yaml", "", text))
    line = ["links", "--dataset", str(folder), "--private", "--pause", "0.01s"]
    assert main(line) == 0
    out = capsys.readouterr().out
    assert "2 addresses: 1 dead, 0 moved, 0 doubtful, 1 fine" in out
    edit(folder, ("sources/b.yaml", rows[1][2], ""))
    assert main([*line, "--format", "json"]) == 1
    assert '"lost": [\n    "b"\n  ]' in capsys.readouterr().out
