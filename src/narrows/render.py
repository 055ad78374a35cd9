"""Rendering DOT to svg, png or pdf without a Graphviz on the system."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager

KINDS = ("svg", "png", "pdf", "dot")


class RenderError(RuntimeError):
    """No renderer, or one that failed; says what to do."""


def render(source: str, kind: str, *, placed: bool = False) -> bytes:
    """Lay out and draw; the same source gives the same bytes on one version of Graphviz.

    placed : every node and edge has its place already, and stays there.

    Uses the libraries that come with pygraphviz, then the program of graphviz-pure, then a ``dot`` on
    the PATH. Raises RenderError.
    """
    if kind == "dot":
        return source.encode("utf-8")
    engine = "nop2" if placed else "dot"
    data = _by_library(source, kind, engine)
    if data is None:
        data = _by_program(source, kind, engine)
    if kind == "pdf":
        # Keep the time of drawing out of the file; the same length keeps the file's offsets right.
        data = re.sub(rb"(/CreationDate \(D:)\d{14}", rb"\g<1>20000101000000", data)
    if kind == "svg":
        data = _sized(data)
    return data


def _by_library(source: str, kind: str, engine: str) -> bytes | None:
    try:
        import pygraphviz
    except ImportError:
        return None
    with _quiet() as said:
        try:
            drawn = pygraphviz.AGraph(string=source).draw(format=kind, prog=engine)
        except (ValueError, OSError, pygraphviz.DotError) as error:
            raise RenderError(f"Graphviz could not draw this: {error} {said()}".strip()) from error
    return drawn if isinstance(drawn, bytes) else str(drawn).encode("utf-8")


@contextmanager
def _quiet() -> Iterator[Callable[[], str]]:
    """Keep what the C libraries print on stderr (font and routing notices) for an error message."""
    with tempfile.TemporaryFile() as file:
        sys.stderr.flush()
        saved = os.dup(2)
        os.dup2(file.fileno(), 2)

        def said() -> str:
            file.seek(0)
            return file.read().decode(errors="replace").strip()

        try:
            yield said
        finally:
            os.dup2(saved, 2)
            os.close(saved)


def _by_program(source: str, kind: str, engine: str) -> bytes:
    program = (_bundled_program() if kind != "pdf" else None) or shutil.which("dot")
    if program is None:
        raise RenderError(
            f"no Graphviz for {kind} on this machine: install Graphviz (https://graphviz.org/download), "
            "or write .dot and draw it elsewhere"
        )
    # It knows the widths of Arial's letters, but no lists of fonts.
    told = re.sub(r'fontname="(\w+),[^"]*"', r'fontname="\1"', source)
    done = subprocess.run(
        [program, f"-K{engine}", f"-T{kind}"], input=told.encode("utf-8"), capture_output=True, check=False
    )
    if done.returncode != 0:
        raise RenderError(f"Graphviz failed: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


def _bundled_program() -> str | None:
    """The program that comes with graphviz-pure, if that is installed."""
    from importlib.metadata import PackageNotFoundError, files

    try:
        found = files("graphviz-pure") or []
    except PackageNotFoundError:
        return None
    for file in found:
        if file.name in ("graphviz-pure", "graphviz-pure.exe"):
            return str(file.locate())
    return None


def _sized(data: bytes) -> bytes:
    """An SVG that keeps its size in print, and shrinks on a page that is narrower."""
    return re.sub(rb"(<svg )", rb'\1style="max-width:100%;height:auto" ', data, count=1)
