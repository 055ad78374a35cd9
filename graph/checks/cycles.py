"""Rules on cycles: fabs need chips and chips need fabs, but one alternative must carry the mark."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ..dataset import Dataset
from ..problems import Finding, Loc
from . import walk

Edge = tuple[str, str]


def _edges(
    dataset: Dataset,
) -> tuple[dict[str, list[str]], dict[Edge, tuple[str, Loc]], list[tuple[Edge, str, Loc]]]:
    """Dependencies without feedback, where each is written, and the feedback edges."""
    out: dict[str, list[str]] = defaultdict(list)
    places: dict[Edge, tuple[str, Loc]] = {}
    feedback: list[tuple[Edge, str, Loc]] = []
    for _, _, component, supplier in walk.suppliers(dataset):
        out[component.id].append(walk.offering_id(component.id, supplier))
    for need, loc, alt in walk.alternatives(dataset):
        target = alt.component or (alt.offering or "").partition("/")[0]
        owners = [need.owner]
        if need.owner == need.component.id:
            owners += [walk.offering_id(need.component.id, s) for s in need.component.suppliers]
        for owner in owners if target else ():
            if alt.feedback:
                feedback.append(((owner, target), need.file, loc))
            else:
                out[owner].append(target)
                places.setdefault((owner, target), (need.file, loc))
    return out, places, feedback


def find_cycle(edges: dict[str, list[str]]) -> list[str]:
    """The nodes of one cycle, in order, or an empty list; linear in nodes and edges.

    >>> find_cycle({"fab": ["chip"], "chip": ["fab"]})
    ['chip', 'fab']
    """
    state: dict[str, int] = {}
    for root in sorted(edges):
        path: list[str] = []
        stack = [(root, False)]
        while stack:
            node, leaving = stack.pop()
            if leaving:
                state[node] = 2
                path.pop()
            elif state.get(node) == 1:
                cycle = path[path.index(node) :]
                start = cycle.index(min(cycle))
                return cycle[start:] + cycle[:start]
            elif node not in state:
                state[node] = 1
                path.append(node)
                stack.append((node, True))
                nexts = sorted(set(edges.get(node, ())), key=lambda n: ("@" in n, n), reverse=True)
                stack.extend((n, False) for n in nexts)
    return []


def cycle_without_feedback(dataset: Dataset) -> Iterator[Finding]:
    """Every cycle has one alternative marked feedback, so that exposure has an order to be computed in."""
    edges, places, _ = _edges(dataset)
    while cycle := find_cycle(edges):
        pairs = list(zip(cycle, cycle[1:] + cycle[:1], strict=True))
        file, loc = next(places[pair] for pair in pairs if pair in places)
        yield Finding(
            file,
            loc,
            "cycle",
            f"a cycle without feedback: {' needs '.join([*cycle, cycle[0]])}",
            'write "feedback: true" at the one alternative that closes it',
        )
        for source, target in [pair for pair, place in places.items() if place == (file, loc)]:
            edges[source] = [n for n in edges[source] if n != target]


def feedback_without_cycle(dataset: Dataset) -> Iterator[Finding]:
    """An alternative marked feedback closes a cycle."""
    edges, _, feedback = _edges(dataset)
    every = {node: list(nexts) for node, nexts in edges.items()}
    for (source, target), _, _ in feedback:
        every.setdefault(source, []).append(target)
    closes: dict[tuple[str, Loc], list[bool]] = defaultdict(list)
    for (source, target), file, loc in feedback:
        closes[file, loc].append(source in _reachable(every, target))
    for (file, loc), found in closes.items():
        if not any(found):
            yield Finding(
                file,
                (*loc, "feedback"),
                "feedback",
                "feedback on an alternative that closes no cycle",
                'delete "feedback"',
            )


def _reachable(edges: dict[str, list[str]], start: str) -> set[str]:
    seen, stack = {start}, [start]
    while stack:
        for node in edges.get(stack.pop(), ()):
            if node not in seen:
                seen.add(node)
                stack.append(node)
    return seen


def ownership_cycle(dataset: Dataset) -> Iterator[Finding]:
    """No company owns itself through others."""
    edges = {
        c.id: [o.company for o in c.owners if o.company and o.percent > 50]
        for c in dataset.companies.values()
    }
    if cycle := find_cycle(edges):
        yield Finding(
            dataset.files[cycle[0]],
            ("owners",),
            "ownership-cycle",
            f"owned by itself: {' owned by '.join([*cycle, cycle[0]])}",
            "check the stakes",
        )


RULES = (cycle_without_feedback, ownership_cycle)
WHOLE = (feedback_without_cycle,)
