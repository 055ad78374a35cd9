"""Git revisions, read object by object: no checkout, no hooks, no filters, no attributes."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from ..graph.strict_yaml import MAX_BYTES
from .files import VersionError, cut

_ALONE = ("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}", "-c", "core.quotePath=false")
_FILE = re.compile(rb"(\d{6}) (\w+) ([0-9a-f]{40,64}) +(\d+|-)\t(.*)", re.DOTALL)


def top_of(folder: Path) -> Path | None:
    """The top folder of the checkout that a folder lies in; None if there is none, or no git."""
    done = _run(folder, "rev-parse", "--show-toplevel")
    return Path(os.fsdecode(done.rstrip(b"\r\n"))) if done else None


def commit_of(top: Path, revision: str) -> str | None:
    """The commit that a revision names; None if it names none."""
    if not revision or revision.startswith("-") or "\0" in revision:
        return None
    done = _run(top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    return done.decode("ascii").strip() if done else None


def commit_of_version(top: Path, folder: str, version: str) -> str | None:
    """The newest commit whose dataset.yaml has a version, on the way from the present one back."""
    path = f"{folder}/dataset.yaml"
    needle = re.compile(rf"^version: *[\"']?{re.escape(version)}[\"']?\s*(#.*)?$", re.MULTILINE)
    newer = _run(top, "rev-parse", "--verify", "--quiet", "HEAD^{commit}") or b""
    # Each commit that touched the file, with those before it: its parents still had the version before.
    for line in (_run(top, "log", "--format=%H", "-n", "2000", "HEAD", "--", path) or b"").splitlines():
        commit = line.decode("ascii")
        text = (_run(top, "cat-file", "blob", f"{commit}:{path}") or b"").decode("utf-8", "replace")
        if needle.search(text):
            return newer.decode("ascii").strip()
        newer = _run(top, "rev-parse", "--verify", "--quiet", f"{commit}^1") or b""
    return None


def files_of(top: Path, commit: str, folder: str) -> Iterator[tuple[str, bytes | None]]:
    """The files below a folder of a commit: names from there, and content; None for what is no file.

    Of a file that is too large for a record only so much is given that this can be seen.
    """
    whole = folder in ("", ".")
    where = () if whole else ("--", folder)
    listing = _run(top, "ls-tree", "-r", "-l", "-z", "--full-tree", commit, *where) or b""
    start = 0 if whole else len(os.fsencode(folder)) + 1
    wanted: list[tuple[str, bytes]] = []
    for row in filter(None, listing.split(b"\0")):
        found = _FILE.fullmatch(row)
        if found is None:
            raise VersionError("git lists files in a way that is not understood")
        mode, kind, object_, size, path = found.groups()
        name = os.fsdecode(path[start:])
        if kind != b"blob" or mode == b"120000":
            yield name, None
        elif int(size) > MAX_BYTES:
            yield name, cut(int(size), b"")
        else:
            wanted.append((name, object_))
    content = _run(top, "cat-file", "--batch", given=b"".join(o + b"\n" for _, o in wanted)) or b""
    at = 0
    for name, object_ in wanted:
        end = content.find(b"\n", at)
        head = content[at:end].split()
        if end < 0 or len(head) != 3 or head[0] != object_:
            raise VersionError("git does not have all files of this revision here: fetch it in full")
        size = int(head[2])
        yield name, content[end + 1 : end + 1 + size]
        at = end + 2 + size


def text_of(top: Path, commit: str, path: str) -> str | None:
    """The text of one file of a commit, if it is there and not too large."""
    size = _run(top, "cat-file", "-s", f"{commit}:{path}")
    if size is None or int(size) > MAX_BYTES:
        return None
    data = _run(top, "cat-file", "blob", f"{commit}:{path}")
    return None if data is None else data.decode("utf-8", "replace")


def _run(folder: Path, *arguments: str, given: bytes = b"") -> bytes | None:
    """What git says, or None if it fails or is not there."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    environment |= {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1"}
    command = ["git", "-C", str(folder), *_ALONE, *arguments]
    try:
        done = subprocess.run(command, input=given, capture_output=True, env=environment, check=False)
    except FileNotFoundError:
        return None
    return done.stdout if done.returncode == 0 else None
