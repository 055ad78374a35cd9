"""A report as Markdown that pandoc, Word by way of pandoc, and GitHub read the same way."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from ..wording import clean
from .blocks import Block, Bullets, Grid, Picture, Said, Section, Source

WIDEST = 40


def text(
    title: str,
    lead: Sequence[Said],
    sections: Sequence[Section],
    sources: Sequence[Source],
    files: Mapping[str, str],
) -> str:
    """The document. ``files`` gives the file of each figure; figures without one are left out."""
    mark, *rest = lead
    lines = [f"# {_md(title)}", "", f"**{_md(mark.text)}**", ""]
    for said in rest:
        lines += [_said(said), ""]
    for section in sections:
        if section is sections[-1] and sources:
            lines += ["## Sources", "", *(_source(s) for s in sources), ""]
        lines += [f"## {_md(section.title)}", ""]
        for block in section.blocks:
            lines += _block(block, files)
    return "\n".join(lines).rstrip("\n") + "\n"


def _block(block: Block, files: Mapping[str, str]) -> list[str]:
    if isinstance(block, Said):
        return [_said(block), ""]
    if isinstance(block, Bullets):
        return [*(f"- {_said(item)}" for item in block.items), ""]
    if isinstance(block, Picture):
        file = files.get(block.name)
        return [f"![{_md(block.title)}](<{quote(file)}>)", ""] if file else []
    return _grid(block)


def _grid(block: Grid) -> list[str]:
    """A plain pipe table; pandoc reads the widths of the columns off the dashes."""
    cells = [[_said(c) for c in row] for row in block.rows]
    widths = [
        min(WIDEST, max(3, *(len(row[i]) for row in (list(block.columns), *cells))))
        for i in range(len(block.columns))
    ]
    lines = [f"### {_md(block.title)}", ""] if block.title else []
    lines.append(f"| {' | '.join(_md(c) for c in block.columns)} |")
    lines.append(f"|{'|'.join('-' * (w + 2) for w in widths)}|")
    lines += [f"| {' | '.join(row)} |" for row in cells]
    return [*lines, ""]


def _source(source: Source) -> str:
    said = f"{source.number}. {_md(f'{source.publisher}: {source.title}.')} {_md(', '.join(source.details))}."
    said += f" <{source.url}>" if source.url else ""
    return said + (f" ([archived copy](<{source.archived_url}>))" if source.archived_url else "")


def _said(said: Said) -> str:
    shown = "; ".join(_md(line) for line in said.text.split("\n"))
    if not said.refs:
        return shown
    refs = "; ".join(f"{n}, {_md(at)}" if at else str(n) for n, at in said.refs)
    return f"{shown} \\[{refs}\\]"


def _md(plain: str) -> str:
    """Text that Markdown takes literally, of any flavour, also at the beginning of a line."""
    flat = clean(plain).replace("\n", " ")
    flat = re.sub(r"([\\`*_\[\]<>|#$^~@&!])", r"\\\1", flat)
    # What would begin a list or a rule at the beginning of a line.
    return re.sub(r"^(\s*)(?:([-+=])|(\d+)([.)])(?=\s|$))", _at_start, flat)


def _at_start(found: re.Match[str]) -> str:
    space, mark, number, dot = found.groups()
    return f"{space}\\{mark}" if mark else f"{space}{number}\\{dot}"
