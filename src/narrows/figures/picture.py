"""Drawing a figure from a result, as svg, png or pdf; the same bytes each time."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..svg import described, plain
from .kinds import KINDS, Kind
from .style import Style, style_named

if TYPE_CHECKING:
    from ..analysis.results import Result
    from ..graph.supply import SupplyGraph
    from .sheet import Sheet

ENDINGS = ("svg", "pdf", "png")
MISSING = (
    "figures need matplotlib, which is not installed. In the project's folder: "
    '.venv/bin/pip install ".[figures]" (Windows: .venv\\Scripts\\pip install ".[figures]"); '
    'in a notebook: %pip install ".[figures]"'
)


class FiguresNotInstalled(RuntimeError):
    """matplotlib is not there; says how to install it."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure that can be written and that a notebook shows.

    title, says : the title, and the message in words.
    """

    title: str
    says: str
    sheet: Sheet
    style: Style

    def render(self, kind: str) -> bytes:
        """The picture as ``svg``, ``pdf`` or ``png``; the same bytes for the same result.

        Raises ValueError for another kind.
        """
        from .sheet import lay_out

        if kind not in ENDINGS:
            raise ValueError(f"a figure is written as {', '.join(ENDINGS)}, not {kind}")
        with settings():
            figure = lay_out(self.sheet, self.style)
            out = io.BytesIO()
            figure.savefig(out, format=kind, metadata=self._metadata(kind))
        data = out.getvalue()
        return described(data, self.title, self.says) if kind == "svg" else data

    def _metadata(self, kind: str) -> dict[str, Any]:
        title, says = plain(self.title), plain(self.says)
        if kind == "svg":
            return {"Title": title, "Description": says, "Date": None, "Creator": "Narrows"}
        if kind == "pdf":
            about = {"Title": title, "Subject": says, "Creator": "Narrows", "Producer": "matplotlib"}
            return {**about, "CreationDate": None}
        return {"Title": title, "Description": says, "Software": "Narrows"}

    def save(self, file: str | Path) -> None:
        """Write to a file whose ending says what: .svg, .pdf or .png."""
        Path(file).write_bytes(self.render(Path(file).suffix.lstrip(".").lower()))

    def _repr_svg_(self) -> str:
        return self.render("svg").decode("utf-8")


@contextmanager
def settings() -> Iterator[None]:
    """matplotlib's settings while a figure is made; those of the user stay as they are."""
    import matplotlib

    from .letters import FAMILY, families

    ours = {
        "font.family": families(),
        "font.sans-serif": [FAMILY, "Verdana", "Arial", "Helvetica"],
        "svg.fonttype": "none",
        "svg.hashsalt": "narrows",
        "pdf.fonttype": 42,
        "text.parse_math": False,
        "text.usetex": False,
        "axes.unicode_minus": False,
        "hatch.linewidth": 0.6,
        "hatch.color": "white",
        "figure.dpi": 300,
        "savefig.dpi": 300,
        "text.hinting": "none",
        "savefig.facecolor": "white",
        "path.simplify": False,
    }
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(ours)  # type: ignore[arg-type]
        yield


def figure(
    graph: SupplyGraph,
    result: Result,
    *,
    style: str = "paper-two-column",
    top: int | None = None,
    command: str | None = None,
) -> Picture:
    """Draw a result: of ``shift``, ``concentration``, ``chokepoints_over``, ``worlds`` or ``controls``.

    Parameters
    ----------
    graph : the graph that the result was computed on; names are taken from it.
    style : "paper" (one column, 3.5 inches), "paper-two-column" (7.2 inches) or "slide" (16 to 9).
    top : how many rows at most; each style has its own number.
    command : named under the figure, so that it can be made again.

    Raises ValueError for a result that has no figure and for an unknown style, FiguresNotInstalled
    without matplotlib. Cost: linear in the rows shown.

    Examples
    --------
    >>> from narrows import load, shift
    >>> g = load("tutorial")
    >>> picture = figure(g, shift(g, "training", remove=["gpu"]))
    >>> picture.title, picture.render("svg")[:5]
    ('Training run without GPU', b'<?xml')
    """
    kind = _kind_of(result)
    module = drawing(kind)
    chosen = style_named(style)
    from .sheet import with_notes

    with settings():
        sheet: Sheet = module.sheet(graph, result, chosen, top or chosen.rows)
    from ..wording import footer_lines

    foot = footer_lines(result.provenance, command or "")
    sheet = with_notes(sheet, *(line for line in foot if command or not line.startswith("Command:")))
    return Picture(plain(sheet.title), plain(sheet.says), sheet, chosen)


def drawing(kind: Kind) -> Any:
    """The module that computes and draws a kind of figure. Raises FiguresNotInstalled."""
    try:
        import matplotlib  # noqa: F401
    except ImportError as error:
        raise FiguresNotInstalled(MISSING) from error
    return import_module(f"narrows.figures.{kind.module}")


def _kind_of(result: Result) -> Kind:
    name = type(result).__name__
    for kind in KINDS:
        if kind.result == name:
            return kind
    known = ", ".join(k.name for k in KINDS)
    raise ValueError(f"there is no figure of a {name}; there are figures of {known}")
