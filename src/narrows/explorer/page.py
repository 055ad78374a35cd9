"""The explorer's page: data, style and scripts put into one HTML file that asks nothing of a network."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from ..analysis.reading import CLOSED, Reading
from ..graph.removal import UnknownReference, resolve, unknown_id
from ..graph.supply import SupplyGraph
from .data import payload_of

MODEL = ("graph", "running", "flow", "units", "groups", "partition", "evaluate")
VIEW = ("dom", "state", "figure", "details", "results", "search", "files", "main")
CYTOSCAPE_STYLE = ".__________cytoscape_container { position: relative; }"


@dataclass(frozen=True, slots=True)
class Explorer:
    """A page that shows a dataset and takes it apart; notebooks embed it."""

    title: str
    html: str = field(repr=False)

    def save(self, path: str | Path) -> Path:
        """Write the page to a file, and return its path."""
        file = Path(path)
        file.write_bytes(self.html.encode("utf-8"))
        return file

    def _repr_html_(self) -> str:
        """The page in a frame that can reach nothing of the notebook."""
        return (
            f'<iframe title="{html.escape(self.title)}" srcdoc="{html.escape(self.html)}" '
            'sandbox="allow-scripts allow-downloads allow-popups allow-modals" '
            'style="width:100%;height:760px;border:1px solid #d5dce2"></iframe>'
        )


def explore(
    graph: SupplyGraph,
    target: str | None = None,
    *,
    remove: Sequence[str] | str = (),
    reading: Reading = CLOSED,
    command: str | None = None,
) -> Explorer:
    """A page in which the graph can be looked at and taken apart in a browser, offline.

    Parameters
    ----------
    target : what the page first asks about; the dataset's own if none is given.
    remove : what is removed when the page opens; it can be restored there.
    reading : how unknown suppliers and cycles are read. Its horizon is chosen on the page.
    command : how the page was made, for its last lines.

    Returns a page with ``save(path)``, which notebooks show. Raises UnknownReference for a target that
    does not exist and for something that cannot be removed. O(statements + scenarios x graph).

    Examples
    --------
    >>> from narrows import load
    >>> page = explore(load("tutorial"), remove=["gpu"])
    >>> page
    Explorer(title='Narrows tutorial: explorer')
    >>> "Content-Security-Policy" in page.html
    True
    """
    dataset = graph.dataset
    target = target or dataset.manifest.default_target
    if target not in dataset.components:
        raise UnknownReference(unknown_id(dataset, target))
    removed = tuple(dict.fromkeys([remove] if isinstance(remove, str) else remove))
    for ref in removed:
        if any(graph.nodes[n].component == target for n in resolve(graph, ref, target=target)):
            raise UnknownReference(
                f'removing {ref} removes the target "{target}" or its maker; choose another target'
            )
    asked = command or f"narrows.explore(load(...), {target!r})"
    payload = payload_of(graph, target, removed=removed, reading=reading, command=asked)
    title = f"{dataset.manifest.title}: explorer"
    return Explorer(title, _page(title, payload.text))


def _page(title: str, data: str) -> str:
    cytoscape = _asset("cytoscape.min.js").strip()
    # What every script of the page shares is declared in these, so that a worker can have the first alone.
    model, view = _scripts(MODEL), _scripts(VIEW)
    style = _asset("page.css")
    parts = {
        "title": html.escape(title),
        "style": style,
        "cytoscape_style": CYTOSCAPE_STYLE,
        "data": data,
        "cytoscape": f"/* cytoscape.js, MIT licence:\n{_asset('cytoscape.LICENSE').strip()}\n*/\n{cytoscape}",
        "model": model,
        "worker": _asset("worker.js"),
        "view": view,
    }
    parts["policy"] = _policy(
        [parts["cytoscape"], parts["model"], parts["view"]], [parts["style"], parts["cytoscape_style"]]
    )
    return re.sub(r"\{\{(\w+)\}\}", lambda found: parts[found[1]], _asset("page.html"))


def _scripts(names: Sequence[str]) -> str:
    return '"use strict";\n' + "\n".join(_asset(f"{name}.js") for name in names)


def _policy(scripts: Sequence[str], styles: Sequence[str]) -> str:
    """Nothing from anywhere, but for the scripts and styles that stand in the page, by their hashes."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {' '.join(_hash(s) for s in scripts)}",
            f"style-src {' '.join(_hash(s) for s in styles)}",
            "img-src data:",
            "worker-src blob:",
            "connect-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def _asset(name: str) -> str:
    return (
        files("narrows.explorer").joinpath("assets", name).read_text(encoding="utf-8").replace("\r\n", "\n")
    )
