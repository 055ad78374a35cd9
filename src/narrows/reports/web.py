"""A report as one web page that needs nothing else: no script, no network, everything escaped."""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Sequence

from ..wording import clean
from .blocks import Block, Bullets, Grid, Picture, Said, Section, Source
from .style import CSS


def page(title: str, lead: Sequence[Said], sections: Sequence[Section], sources: Sequence[Source]) -> str:
    """The page as text. ``lead`` is what stands under the title: the mark, the question, the data."""
    mark, question, about = lead
    parts = [
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_policy()}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer">',
        f"<title>{escaped(title)}</title>",
        f"<style>{CSS}</style>",
        "</head>",
        "<body>",
        "<main>",
        "<header>",
        f'<p class="mark">{_said(mark)}</p>',
        f"<h1>{escaped(title)}</h1>",
        f'<p class="question">{_said(question)}</p>',
        f'<p class="about">{_said(about)}</p>',
        "</header>",
        _contents(sections, bool(sources)),
    ]
    for number, section in enumerate(sections, 1):
        if section is sections[-1] and sources:
            parts += ['<section id="sources">', "<h2>Sources</h2>", _sources(sources), "</section>"]
        parts += [f'<section id="s{number}">', f"<h2>{escaped(section.title)}</h2>"]
        parts += [_block(block) for block in section.blocks]
        parts.append("</section>")
    return "\n".join([*parts, "</main>", "</body>", "</html>"]) + "\n"


def _policy() -> str:
    """Nothing is loaded or run; the one style is named by its hash."""
    digest = base64.b64encode(hashlib.sha256(CSS.encode("utf-8")).digest()).decode("ascii")
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _contents(sections: Sequence[Section], sources: bool) -> str:
    links = [f'<li><a href="#s{n}">{escaped(s.title)}</a></li>' for n, s in enumerate(sections, 1)]
    if sources:
        links.insert(len(links) - 1, '<li><a href="#sources">Sources</a></li>')
    return f'<nav aria-label="Contents"><ul>{"".join(links)}</ul></nav>'


def _block(block: Block) -> str:
    if isinstance(block, Said):
        return f"<p>{_said(block)}</p>"
    if isinstance(block, Bullets):
        return f"<ul>{''.join(f'<li>{_said(item)}</li>' for item in block.items)}</ul>"
    return _grid(block) if isinstance(block, Grid) else _picture(block)


def _grid(block: Grid) -> str:
    heads = "".join(f'<th scope="col">{escaped(c)}</th>' for c in block.columns)
    rows = "\n".join(
        "<tr>"
        + "".join(
            f'<td data-column="{escaped(column)}">{_said(cell)}</td>'
            for column, cell in zip(block.columns, row, strict=True)
        )
        + "</tr>"
        for row in block.rows
    )
    title = f"<h3>{escaped(block.title)}</h3>\n" if block.title else ""
    return f"{title}<table><thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}\n</tbody></table>"


def _picture(block: Picture) -> str:
    look = ' class="wide" tabindex="0"' if block.wide else ""
    drawn = block.svg.decode("utf-8")
    label = f'role="img" aria-label="{escaped(block.alt)}"'
    frame = f"<div{look} {label}>{drawn}</div>"
    figure = '<figure class="large">' if block.wide else "<figure>"
    hint = '<span class="screen"> (click it to enlarge)</span>' if block.wide else ""
    return f"{figure}{frame}<figcaption>{escaped(block.title)}{hint}</figcaption></figure>"


def _sources(sources: Sequence[Source]) -> str:
    return f'<ol class="sources">{"".join(_source(s) for s in sources)}</ol>'


def _source(source: Source) -> str:
    said = f"{escaped(source.publisher)}: {escaped(source.title)}. {escaped(', '.join(source.details))}."
    said += f" {_link(source.url, source.url)}" if source.url else ""
    said += f" ({_link(source.archived_url, 'archived copy')})" if source.archived_url else ""
    return f'<li id="r{source.number}">{said}</li>'


def _link(url: str | None, text: str | None) -> str:
    return (
        f'<a href="{html.escape(url or "", quote=True)}" rel="noopener noreferrer">{escaped(text or "")}</a>'
    )


def _said(said: Said) -> str:
    text = escaped(said.text).replace("\n", "<br>")
    if not said.refs:
        return text
    refs = "; ".join(f'<a href="#r{n}">{n}</a>{escaped(f", {at}") if at else ""}' for n, at in said.refs)
    return f'{text} <span class="ref">[{refs}]</span>'


def escaped(text: str) -> str:
    """Text that a page takes literally."""
    return html.escape(clean(text), quote=True)
