"""Putting a report together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..analysis.cutsets import Progress
from ..analysis.findings import Findings, findings
from ..analysis.holder import Holder
from ..analysis.reading import CLOSED, Reading
from ..graph.records import Scenario
from ..graph.removal import CountryBy
from ..graph.supply import SupplyGraph
from ..render import render
from . import markdown, web
from .blocks import Picture, Said, Section, Source
from .content import HYPOTHETICAL, sections
from .figures import figures

FORMATS = ("html", "md")
FIGURES = ("svg", "png")


@dataclass(frozen=True, slots=True)
class Report:
    """A report on a what-if. Everything in it is hypothetical.

    found : the numbers behind it.
    pictures : the figures, as SVG; empty if none were asked for.
    sources : what it cites, by number.
    """

    title: str
    lead: tuple[Said, ...]
    sections: tuple[Section, ...]
    pictures: tuple[Picture, ...]
    sources: tuple[Source, ...]
    found: Findings

    def to_html(self) -> str:
        """One web page with everything in it: no script, nothing loaded from elsewhere."""
        return web.page(self.title, self.lead, self.sections, self.sources)

    def to_markdown(self, figures: Mapping[str, str] | None = None) -> str:
        """Markdown; it shows the figures whose files are named, as ``figure_files`` does."""
        return markdown.text(self.title, self.lead, self.sections, self.sources, figures or {})

    def figure_files(self, stem: str, kind: str = "svg") -> dict[str, str]:
        """Names for the files of the figures, by figure."""
        return {p.name: f"{stem}-{p.name}.{kind}" for p in self.pictures}

    def files(self, path: str | Path, figures: str = "svg") -> dict[Path, bytes]:
        """What a report consists of as files: one web page, or Markdown and a file for each figure.

        Parameters
        ----------
        path : of the report; its ending says what: .html or .md.
        figures : with Markdown, "svg" or "png", which older word processors want.

        Raises ValueError for another ending or kind, RenderError if a figure cannot be drawn.
        """
        path = Path(path)
        kind = path.suffix.lstrip(".").lower()
        if kind not in FORMATS or figures not in FIGURES:
            raise ValueError(f'"{path.name}" with {figures}: write .html or .md, with figures as svg or png')
        if kind == "html":
            return {path: self.to_html().encode("utf-8")}
        names = self.figure_files(path.stem, figures)
        out = {path: self.to_markdown(names).encode("utf-8")}
        for picture in self.pictures:
            drawn = picture.svg if figures == "svg" else render(picture.dot, figures, placed=picture.placed)
            out[path.with_name(names[picture.name])] = drawn
        return out

    def save(self, path: str | Path, figures: str = "svg") -> None:
        """Write it, as ``files`` says. Raises OSError if writing fails."""
        for file, data in self.files(path, figures).items():
            file.write_bytes(data)

    def _repr_html_(self) -> str:
        text = self.lead[0].text
        return f"<p><b>{web.escaped(self.title)}</b> ({web.escaped(text)})</p>"


def report(
    graph: SupplyGraph,
    scenario: str | Scenario | None = None,
    *,
    target: str | None = None,
    remove: Sequence[str] | str = (),
    held_by: Holder | str | None = None,
    max_order: int = 3,
    country_by: CountryBy = "headquarters",
    affiliates: bool = True,
    reading: Reading = CLOSED,
    pictures: bool = True,
    command: str = "narrows.report(...)",
    progress: Progress | None = None,
) -> Report:
    """A report on a what-if: a scenario of the dataset, one of your own, or a removal.

    Parameters
    ----------
    scenario : the id of one of the dataset's, or one of your own; without one, ``remove`` is needed.
    target : another component than the scenario's; with ``remove``, by default the dataset's target.
    pictures : whether figures are drawn, which needs Graphviz.
    command : what it says of how it was made.

    Raises UnknownReference and ValueError as ``run_scenario`` does, ValueError if neither or both of
    scenario and remove are given, RenderError if no figure can be drawn. Cost: that of the scenario, of
    one more search for cut sets, and of two layouts.

    Examples
    --------
    >>> from narrows import load
    >>> found = report(load("tutorial"), "no-gpu", pictures=False)
    >>> found.title, found.sections[0].title
    ('The GPU is gone: Training run', 'In short')
    """
    remove = (remove,) if isinstance(remove, str) else tuple(remove)
    found = findings(
        graph,
        scenario,
        target=target,
        remove=remove,
        held_by=held_by,
        max_order=max_order,
        country_by=country_by,
        affiliates=affiliates,
        reading=reading,
        progress=progress,
    )
    drawn = figures(found, reading) if pictures else ()
    parts, cited = sections(found, drawn, command)
    run, provenance = found.run, found.provenance
    lead = (
        Said(HYPOTHETICAL),
        Said(" ".join(run.question.split())),
        Said(f"{provenance.dataset}, version {provenance.version}, as of {provenance.as_of}."),
    )
    title = f"{run.title}: {graph.dataset.name(run.target)}"
    return Report(title, lead, parts, drawn, cited.sources(), found)
