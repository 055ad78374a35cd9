"""Diagrams as Mermaid text, for notes and wikis that draw it themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..svg import plain
from .chain import Box, Link

if TYPE_CHECKING:
    from .draw import Panel

SAFE = frozenset(" .,()-/+%:")


def mermaid(panels: Sequence[Panel], title: str, notes: Sequence[str]) -> str:
    """A Mermaid flowchart; several panels become parts of one.

    Confidence is the line: thick high, plain medium, dotted low. What it says of undisclosed, disputed and
    "any one of" needs stands on the line in words.
    """
    lines = ["---", f'title: "{quoted(title)}"', "---", "flowchart RL"]
    pale: list[int] = []
    count = 0
    for p, panel in enumerate(panels):
        number = {b.id: n for n, b in enumerate(panel.chain.boxes)}
        if panel.heading:
            lines.append(f'  subgraph P{p}["{quoted(panel.heading)}"]')
        for n, (layer, name) in enumerate(panel.chain.layers):
            lines.append(f'  subgraph L{p}x{n}["{quoted(name)}"]')
            lines += [_node(p, number[b.id], b) for b in panel.chain.boxes if b.layer == layer]
            lines.append("  end")
        for link in panel.chain.links:
            lines.append(f"  N{p}x{number[link.source]} {_arrow(link)} N{p}x{number[link.owner]}")
            if link.faded:
                pale.append(count)
            count += 1
        if panel.heading:
            lines.append("  end")
    lines += [
        "  classDef needed fill:#d9d9d9,stroke:#000,stroke-width:3px",
        "  classDef off fill:#fff,stroke:#777,stroke-dasharray:4 3,color:#555",
    ]
    if pale:
        lines.append(f"  linkStyle {','.join(map(str, pale))} stroke:#b0b0b0")
    lines += [f"%% {plain(note).replace('{', '(').replace('}', ')')}" for note in notes]
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """Text for a Mermaid label: whatever is no letter, digit or plain mark becomes its number.

    >>> quoted('<b>"x"')
    '#60;b#62;#34;x#34;'
    """
    return "".join(c if c.isalnum() or c in SAFE else f"#{ord(c)};" for c in plain(text))


def _node(panel: int, number: int, box: Box) -> str:
    entries = [f"[{e.size}] {e.text}" if e.size <= 2 else e.text for e in box.entries[:5]]
    more = len(box.entries) - len(entries)
    if more > 0:
        entries.append(f"and {more} more")
    name = f"x {box.name}" if box.state == "removed" else box.name
    text = "<br/>".join(quoted(x) for x in (name, *entries))
    kind = {"needed": ":::needed", "removed": ":::off", "idle": ":::off"}.get(box.state, "")
    return f'    N{panel}x{number}["{text}"]{kind}'


def _arrow(link: Link) -> str:
    words = [
        *([link.said] if link.said else ["any one of"] if link.any_of and not link.undisclosed else []),
        *(["undisclosed"] if link.undisclosed else []),
        *(["disputed"] if link.disputed else []),
    ]
    arrow = {"high": "==>", "low": "-.->"}.get(link.confidence or "", "-->")
    return f'{arrow}|"{quoted(", ".join(words))}"|' if words else arrow
