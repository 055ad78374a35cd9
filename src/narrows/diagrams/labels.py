"""The labels of boxes, layers, title and legend, in Graphviz's HTML; whatever a dataset says is text."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from ..svg import escaped
from .chain import Box, Entry

FONT = "Arial,Liberation Sans,Helvetica,sans-serif"
# Dark enough for print in black and white, and told apart by the colour-blind (Okabe and Ito).
ALONE, PAIR = "#b34700", "#00568a"
WIDE = 30


def box_label(box: Box, size: float, least: tuple[float, float] = (0, 0)) -> str:
    """A box: its name, and its entries in smaller letters. least : width and height at least, in points."""
    off = box.state in ("removed", "idle")
    lines = textwrap.wrap(box.name, WIDE - 4, break_on_hyphens=False) or [box.id]
    name = '<br align="left"/>'.join(escaped(x) for x in lines)
    name += '<br align="left"/>' if len(lines) > 1 else ""
    head = f"<s>x {name}</s>" if box.state == "removed" else name if box.state == "idle" else f"<b>{name}</b>"
    rows = [f'<tr><td align="left"><font point-size="{size:g}">{head}</font></td></tr>']
    for line in entry_lines(box):
        rows.append(f'<tr><td align="left"><font point-size="{size * 0.8:g}">{line}</font></td></tr>')
    fill = "#ffffff" if off else "#d9d9d9" if box.state == "needed" else "#f7f7f7"
    border = 3 if box.centre else 2 if box.state == "needed" else 1
    look = f'border="{border}" cellborder="0" cellspacing="0" cellpadding="1" bgcolor="{fill}"'
    wide, high = least
    inset = 8 if box.state == "needed" else 0
    if wide:
        look += f' width="{wide - inset:.0f}" height="{high - inset:.0f}"'
    if off:
        look += ' style="dashed" color="#777777"'
    table = f"<table {look}>{''.join(rows)}</table>"
    if box.state == "needed":
        table = (
            '<table border="1" cellborder="0" cellspacing="0" cellpadding="2">'
            f"<tr><td>{table}</td></tr></table>"
        )
    return f"<{table}>"


def entry_lines(box: Box) -> list[str]:
    """The entries: each marked one on a line of its own, of the others what fits into one line."""
    marked = [_entry(e) for e in box.entries if e.size <= 2 or e.removed]
    others = [e for e in box.entries if e.size > 2 and not e.removed]
    if box.id == box.layer or not box.entries or len(others) <= 1:
        lines, more = [*marked, *[_entry(e) for e in others]], 0
    else:
        lines, shown, room = list(marked), 0, WIDE + 4
        kept: list[Entry] = []
        while shown < len(others) and (not kept or room >= len(others[shown].text) + 2):
            room -= len(others[shown].text) + 2
            kept.append(others[shown])
            shown += 1
        lines.append("; ".join(_entry(e) for e in kept))
        more = len(others) - shown
    rest = ([f"{more} more"] if more else []) + (["others not named"] if box.unknown else [])
    if rest:
        lines.append(f"and {' and '.join(rest)}")
    return lines


def _entry(entry: Entry) -> str:
    text = escaped(_cut(entry.text))
    text = f"<i>{text}</i>" if entry.doubtful else text
    if entry.removed:
        return f"<s>x {text}</s>"
    if entry.size > 2:
        return text
    return f'<font color="{ALONE if entry.size == 1 else PAIR}"><b>[{entry.size}] {text}</b></font>'


def _cut(text: str) -> str:
    return text if len(text) <= 2 * WIDE else f"{text[: 2 * WIDE - 1]}\N{HORIZONTAL ELLIPSIS}"


def head_label(name: str, lines: Sequence[str], size: float) -> str:
    """The head of a layer: its name, and what is known of it."""
    wrapped = "<br/>".join(escaped(x) for x in textwrap.wrap(name, 20))
    if not wrapped:
        return '""'
    rows = [f'<tr><td><font point-size="{size * 1.2:g}"><b>{wrapped}</b></font></td></tr>']
    rows += [f'<tr><td><font point-size="{size * 0.8:g}">{escaped(x)}</font></td></tr>' for x in lines]
    return f'<<table border="0" cellborder="0" cellspacing="0" cellpadding="0">{"".join(rows)}</table>>'


def text_label(lines: Sequence[tuple[str, float, bool]], *, border: int = 0) -> str:
    """Lines of text, each with its size and whether it is bold."""
    rows = []
    for text, size, bold in lines:
        inner = f"<b>{escaped(text)}</b>" if bold else escaped(text)
        rows.append(f'<tr><td align="left"><font point-size="{size:g}">{inner or " "}</font></td></tr>')
    look = f'border="{border}" cellborder="0" cellspacing="0" cellpadding="1"'
    return f"<<table {look}>{''.join(rows)}</table>>"
