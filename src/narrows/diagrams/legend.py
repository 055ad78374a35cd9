"""How links look, and the legend that says so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .chain import Box, Chain, Link

INK, PALE = "#222222", "#b0b0b0"
STYLES = {"high": "solid", "medium": "dashed", "low": "dotted", None: "solid"}
WIDTHS = {"high": 1.3, "medium": 1.0, "low": 1.2, None: 0.8}


def look_of(link: Link) -> dict[str, str]:
    """The Graphviz attributes of a link: its line, its head, its colour; no two meanings look alike."""
    ink = PALE if link.faded else INK
    out = {
        "style": STYLES[link.confidence],
        "penwidth": f"{WIDTHS[link.confidence] * (0.7 if link.faded else 1):g}",
        # A double line: two of the colour with white between them.
        "color": f"{ink}:white:{ink}" if link.disputed else ink,
        "arrowhead": "odiamond" if link.undisclosed else "odot" if link.any_of else "normal",
        "arrowsize": "0.6" if link.undisclosed else "0.4" if link.any_of else "0.5",
    }
    return out


def line_entries(links: Iterable[Link]) -> list[tuple[Link, str]]:
    """A sample of each way in which these links look, and what it means."""
    there = list(links)
    out: list[tuple[Link, str]] = []

    def add(sample: Link, words: str, is_there: bool) -> None:
        if is_there:
            out.append((sample, words))

    sure = {x.confidence for x in there}
    add(Link("", "", "high"), "all statements behind it of high confidence", "high" in sure)
    add(Link("", "", "medium"), "at least one of medium confidence", "medium" in sure)
    add(Link("", "", "low"), "at least one of low confidence", "low" in sure)
    add(Link("", ""), "no source (made-up data)", None in sure)
    add(Link("", "", "high"), "arrow: needs it", any(not x.any_of for x in there))
    add(Link("", "", "high", any_of=True), "circle: needs any one of several", any(x.any_of for x in there))
    add(
        Link("", "", "high", undisclosed=True),
        "diamond: one of several, not disclosed which",
        any(x.undisclosed for x in there),
    )
    add(
        Link("", "", "high", disputed=True), "double line: sources contradict", any(x.disputed for x in there)
    )
    add(Link("", "", "high", faded=True), "pale: no longer counts", any(x.faded for x in there))
    return out


def box_entries(boxes: Sequence[Box]) -> list[str]:
    """What the boxes' marks mean, as far as they occur."""
    entries = [e for b in boxes for e in b.entries]
    states = {b.state for b in boxes}
    sizes = {e.size for e in entries} | {1 for b in boxes if b.name.startswith("[1]")}
    sizes |= {2 for b in boxes if b.name.startswith("[2]")}
    shares = any("%" in e.text and ": " not in e.text for e in entries)
    said = [
        ("[1]: this company alone can stop supply", 1 in sizes),
        ("[2]: this company is one of a pair that can", 2 in sizes),
        ("grey, double frame: supply stops without it", "needed" in states),
        ("x, struck out: removed", "removed" in states or any(e.removed for e in entries)),
        ("dashed frame: stops, or is no longer needed", bool(states & {"removed", "idle"})),
        ("italics: low confidence", any(e.doubtful for e in entries)),
        ("percentages: share of supply where known", shares),
        ("thick frame: what was asked about", any(b.centre for b in boxes)),
    ]
    return [words for words, there in said if there]


def all_of(chains: Sequence[Chain]) -> tuple[list[Link], list[Box]]:
    """The links and boxes of several chains."""
    return [x for c in chains for x in c.links], [b for c in chains for b in c.boxes]
