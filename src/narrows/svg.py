"""What every SVG of ours says about itself, for screen readers and search."""

from __future__ import annotations

import html
import re


def plain(text: str) -> str:
    """Text in which nothing steers a viewer: control characters become spaces.

    >>> plain("a\\u202eb")
    'a b'
    """
    return "".join(c if c.isprintable() else " " for c in text)


def escaped(text: str) -> str:
    """Text that no reader of HTML, XML or of Graphviz's labels takes as markup.

    >>> escaped('<b>"A&B"')
    '&lt;b&gt;&quot;A&amp;B&quot;'
    """
    return html.escape(plain(text), quote=True)


def described(data: bytes, title: str, description: str) -> bytes:
    """The SVG with a title and a description of its own, as the first children of the picture.

    >>> described(b'<svg width="1"><g/></svg>', "A", "B")[:60]
    b'<svg role="img" aria-labelledby="narrows-title narrows-descr'
    """
    opening = re.search(rb"<svg\b[^>]*>", data)
    if opening is None:
        return data
    tag = re.sub(
        rb"^<svg",
        b'<svg role="img" aria-labelledby="narrows-title narrows-description"',
        opening[0],
    )
    said = (
        f'\n<title id="narrows-title">{escaped(title)}</title>'
        f'\n<desc id="narrows-description">{escaped(description)}</desc>'
    )
    return data[: opening.start()] + tag + said.encode() + data[opening.end() :]
