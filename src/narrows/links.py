"""Whether the web addresses of sources can still be opened: politely, one request a host at a time."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Any, Literal
from urllib.parse import urlsplit

Outcome = Literal["fine", "moved", "doubtful", "dead"]
AGENT = "narrows-link-check (looks whether cited sources can still be opened)"
NOT_HEAD = frozenset({400, 403, 404, 405, 406, 410, 501, 503})
AGAIN = frozenset({429, 500, 502, 503, 504})
GONE = frozenset({404, 410})
MOVED = frozenset({301, 308})


@dataclass(frozen=True, slots=True)
class Manners:
    """How addresses are asked for.

    timeout, pause, longest_wait : seconds: for an answer, between two requests to a host, and for a host
        that asks to wait.
    tries : how often one is asked that does not answer or is busy, 1 or more.
    hosts : how many hosts are asked at the same time.
    private : whether addresses in private networks are asked, too; a dataset can come from a stranger.
    """

    timeout: float = 20.0
    pause: float = 1.0
    longest_wait: float = 30.0
    tries: int = 3
    hosts: int = 8
    private: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """One address.

    outcome : fine; moved (for good, to ``to``); doubtful (it answers, but not us, or not now); dead.
    status : the last HTTP status; None without an answer.
    """

    url: str
    outcome: Outcome
    status: int | None
    why: str
    to: str | None = None


class _Private(OSError):
    """An address in a network that strangers have no business in."""


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects, with the same method, and notes whether the first ones are for good."""

    def __init__(self) -> None:
        self.for_good = True

    def redirect_request(
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Message, newurl: str
    ) -> urllib.request.Request | None:
        if urlsplit(newurl).scheme not in ("http", "https"):
            raise urllib.error.URLError(f"it leads to {newurl[:80]}")
        self.for_good = self.for_good and code in MOVED
        method = req.get_method()
        return urllib.request.Request(newurl, headers=dict(req.headers), method=method)


def check_links(
    urls: Iterable[str],
    manners: Manners | None = None,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Link, ...]:
    """Ask for each address once, sorted by address.

    HEAD is tried first, then GET where a server does not like HEAD; nothing of the document is read.
    Hosts that are busy are asked again, after as long as they say (within ``longest_wait``).
    """
    manners = manners or Manners()
    by_host: dict[str, list[str]] = {}
    for url in sorted(set(urls)):
        by_host.setdefault(urlsplit(url).netloc.lower(), []).append(url)
    total, done = sum(map(len, by_host.values())), 0
    found: list[Link] = []
    with ThreadPoolExecutor(max_workers=manners.hosts) as pool:
        for finished in as_completed([pool.submit(_host, u, manners) for u in by_host.values()]):
            found += finished.result()
            done = len(found)
            if progress is not None:
                progress(done, total)
    return tuple(sorted(found, key=lambda link: link.url))


def _host(urls: Sequence[str], manners: Manners) -> list[Link]:
    out = []
    for number, url in enumerate(urls):
        if number:
            time.sleep(manners.pause)
        out.append(_check(url, manners))
    return out


def _check(url: str, manners: Manners) -> Link:
    link = Link(url, "doubtful", None, "not asked")
    for attempt in range(manners.tries):
        link, wait = _ask(url, "HEAD", manners)
        if link.status in NOT_HEAD:
            time.sleep(manners.pause)
            link, wait = _ask(url, "GET", manners)
        if wait is None or attempt + 1 == manners.tries:
            break
        time.sleep(min(max(wait, manners.pause * 2**attempt), manners.longest_wait))
    return link


def _ask(url: str, method: str, manners: Manners) -> tuple[Link, float | None]:
    """One request, and how long to wait before the next if there should be one."""
    redirects = _Redirects()
    handlers: list[urllib.request.BaseHandler] = [redirects]
    if not manners.private and not urllib.request.getproxies():
        handlers += [_PublicHTTP(), _PublicHTTPS(context=ssl.create_default_context())]
    headers = {"User-Agent": AGENT, "Accept": "*/*"}
    try:
        request = urllib.request.Request(url, headers=headers, method=method)
        with urllib.request.build_opener(*handlers).open(request, timeout=manners.timeout) as answer:
            if answer.url != url and redirects.for_good:
                return Link(url, "moved", answer.status, "moved for good", answer.url), None
            return Link(url, "fine", answer.status, ""), None
    except urllib.error.HTTPError as error:
        wait = _wait(error.headers.get("Retry-After")) if error.code in AGAIN else None
        outcome: Outcome = "dead" if error.code in GONE else "doubtful"
        reason = http.client.responses.get(error.code, "no known status")
        error.close()
        return Link(url, outcome, error.code, f"{error.code} {reason}"), wait
    except (OSError, http.client.HTTPException, ValueError) as error:
        return _no_answer(url, getattr(error, "reason", error))


def _no_answer(url: str, reason: object) -> tuple[Link, float | None]:
    if isinstance(reason, _Private):
        return Link(url, "doubtful", None, str(reason)), None
    if isinstance(reason, socket.gaierror):
        # For the time being, or for good: only asking again tells.
        return Link(url, "dead", None, "no such host"), 0.0
    if isinstance(reason, ssl.SSLError):
        return Link(url, "doubtful", None, "its certificate cannot be checked"), None
    if isinstance(reason, TimeoutError):
        return Link(url, "doubtful", None, "no answer in time"), 0.0
    said = " ".join(str(reason).split())[:120] or type(reason).__name__
    return Link(url, "doubtful", None, f"no answer: {said}"), 0.0


def _wait(said: str | None) -> float:
    """Seconds that a server asks to wait; 0 if it does not say.

    >>> _wait("7"), _wait(None), _wait("soon")
    (7.0, 0.0, 0.0)
    """
    if not said:
        return 0.0
    if said.isascii() and said.isdigit():
        return float(said[:6])
    try:
        return max(0.0, parsedate_to_datetime(said).timestamp() - time.time())
    except ValueError:
        return 0.0


def _refuse_private(sock: socket.socket | None) -> None:
    """Before anything is sent: who is at the other end, whatever the name server said before."""
    if sock is not None:
        peer = ipaddress.ip_address(sock.getpeername()[0].partition("%")[0])
        if not peer.is_global:
            sock.close()
            raise _Private("it leads into a private network, and was not asked")


class _Connection(http.client.HTTPConnection):
    def connect(self) -> None:
        super().connect()
        _refuse_private(self.sock)


class _SecureConnection(http.client.HTTPSConnection):
    def connect(self) -> None:
        super().connect()
        _refuse_private(self.sock)


class _PublicHTTP(urllib.request.HTTPHandler):
    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_Connection, req)


class _PublicHTTPS(urllib.request.HTTPSHandler):
    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_SecureConnection, req)
