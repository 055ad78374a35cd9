"""Rendering DOT to svg, png or pdf without a Graphviz on the system."""

from __future__ import annotations

import os
import re
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

    Uses the libraries that come with pygraphviz, then those of graphviz-pure, then a ``dot`` on
    the PATH. Raises RenderError.
    """
    if kind == "dot":
        return source.encode("utf-8")
    data = _by_library(source, kind, "nop2" if placed else "dot")
    if data is None:
        data = _by_program(source, kind, placed)
    if kind == "pdf":
        # Keep the time of drawing out of the file; the same length keeps the file's offsets right.
        data = re.sub(rb"(/CreationDate \(D:)\d{14}", rb"\g<1>20000101000000", data)
    if kind == "svg":
        data = _sized(data) if placed else _responsive(data)
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


def _by_program(source: str, kind: str, placed: bool) -> bytes:
    import graphviz

    pure = _bundled_program()
    if pure is not None and kind != "pdf":
        os.environ["PATH"] = f"{pure}{os.pathsep}{os.environ.get('PATH', '')}"
    try:
        if placed:
            return bytes(graphviz.Source(source, engine="neato").pipe(format=kind, neato_no_op=2))
        return bytes(graphviz.Source(source).pipe(format=kind))
    except graphviz.ExecutableNotFound as error:
        raise RenderError(
            f"no Graphviz for {kind} on this machine: install Graphviz (https://graphviz.org/download), "
            "or write .dot and draw it elsewhere"
        ) from error
    except graphviz.CalledProcessError as error:
        raise RenderError(f"Graphviz failed: {error.stderr.decode(errors='replace').strip()}") from error


def _bundled_program() -> str | None:
    """The folder of the ``dot`` that comes with graphviz-pure, if it is installed."""
    from importlib.metadata import PackageNotFoundError, files

    try:
        found = files("graphviz-pure") or []
    except PackageNotFoundError:
        return None
    for file in found:
        if file.name in ("dot", "dot.exe"):
            return str(os.path.dirname(str(file.locate())))
    return None


def _responsive(data: bytes) -> bytes:
    """An SVG that names no size in points scales to the page it is put on."""
    return re.sub(rb'(<svg )width="[^"]*" height="[^"]*"', rb"\1", data, count=1)


def _sized(data: bytes) -> bytes:
    """An SVG that keeps its size in print, and shrinks on a page that is narrower."""
    return re.sub(rb"(<svg )", rb'\1style="max-width:100%;height:auto" ', data, count=1)
