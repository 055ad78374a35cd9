"""links: whether the sources can still be opened."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from .common import emit, load_graph, plain_footer, progress_bar
from .document import Cell, Document, Table

if TYPE_CHECKING:
    from ..graph.records import Source
    from ..links import Link

ORDER = ("dead", "moved", "doubtful", "fine")
MEANS = (
    "Dead: there is no such page or host. Moved: for good, to the address shown. Doubtful: it answers, but "
    "not to a program or not now; open it in a browser. A dead source with an archived copy can still be "
    "read."
)


def links_command(arguments: argparse.Namespace) -> int:
    """Ask for every source's address; 1 if a dead one has no archived copy."""
    from ..links import Manners, check_links

    graph = load_graph(arguments)
    sources = [s for s in graph.dataset.sources.values() if s.url]
    manners = Manners(
        timeout=arguments.timeout,
        pause=arguments.pause,
        tries=arguments.tries,
        private=arguments.private,
    )
    found = {
        link.url: link
        for link in check_links(
            (s.url for s in sources if s.url), manners, progress=progress_bar("addresses")
        )
    }
    rows = sorted(
        ((s, found[s.url]) for s in sources if s.url), key=lambda r: (ORDER.index(r[1].outcome), r[0].id)
    )
    lost = [s.id for s, link in rows if link.outcome == "dead" and not s.archived_url]
    counts = ", ".join(f"{sum(1 for _, x in rows if x.outcome == o)} {o}" for o in ORDER)
    data = {
        "lost": lost,
        "links": [
            {
                "source": s.id,
                "url": s.url,
                "outcome": x.outcome,
                "status": x.status,
                "why": x.why,
                "moved_to": x.to,
                "archived_url": s.archived_url,
            }
            for s, x in rows
        ],
    }
    table = _table([r for r in rows if r[1].outcome != "fine" or arguments.all])
    said = [f"{len(rows)} addresses: {counts}. Dead without an archived copy: {len(lost)}.", MEANS]
    title = f"{graph.dataset.manifest.title}: addresses of the sources"
    emit(arguments, Document(title, said, [table], data, plain_footer(arguments, graph)))
    return int(bool(lost))


def _table(rows: list[tuple[Source, Link]]) -> Table:
    cells: list[list[Cell]] = [
        [link.outcome, s.id, link.url, link.to or link.why, "yes" if s.archived_url else "no"]
        for s, link in rows
    ]
    return Table("", ["outcome", "source", "address", "moved to, or why", "archived copy"], cells)
