"""Warnings: records that nothing uses yet. They block a data release, not a pull request."""

from __future__ import annotations

from collections.abc import Iterator

from ..dataset import Dataset
from ..problems import Finding
from ..records import Buyer, ControlTarget, Owner, Reach, Stock, Supplier
from ..records.base import Disputable
from . import walk


def _unused(dataset: Dataset, id_: str, rule: str, message: str) -> Finding:
    hint = "this is no error; a data release wants it used or deleted"
    return Finding(dataset.files[id_], ("id",), rule, message, hint, "warning")


def unused_source(dataset: Dataset) -> Iterator[Finding]:
    """A source is cited by something."""
    cited = {c.source for _, _, e in walk.evidence_of(dataset) for c in e.cites}
    cited |= {e.via for _, _, e in walk.evidence_of(dataset) if e.via}
    for id_ in dataset.sources:
        if id_ not in cited:
            yield _unused(dataset, id_, "unused-source", f'nothing cites "{id_}" yet')


def unused_company(dataset: Dataset) -> Iterator[Finding]:
    """A company makes, owns, buys or holds something."""
    named: set[str | None] = set()
    for kind in (Supplier, Owner, Buyer):
        named |= {v.company for _, _, v in walk.everywhere(dataset, kind)}
    named |= {m for _, _, s in walk.everywhere(dataset, Supplier) for m in s.members}
    named |= {x for _, _, s in walk.everywhere(dataset, Stock) for x in (s.held_by, s.maker)}
    named |= {c for _, _, reach in walk.everywhere(dataset, Reach) for c in reach.companies}
    named |= {c for _, _, target in walk.everywhere(dataset, ControlTarget) for c in target.companies}
    for id_ in dataset.companies:
        if id_ not in named:
            yield _unused(dataset, id_, "unused-company", f'nothing names "{id_}" yet')


def unused_dispute(dataset: Dataset) -> Iterator[Finding]:
    """A dispute is about some statement."""
    named = {v.dispute for _, _, v in walk.everywhere(dataset, Disputable)}
    for id_ in dataset.disputes:
        if id_ not in named:
            yield _unused(dataset, id_, "unused-dispute", f'no statement names "{id_}" yet')


def unreached_component(dataset: Dataset) -> Iterator[Finding]:
    """A component is needed by another, or is a target in the top layer."""
    needed = {
        alt.component or (alt.offering or "").partition("@")[0] for _, _, alt in walk.alternatives(dataset)
    }
    needed |= {n.component for c in dataset.components.values() for n in c.not_needed}
    needed |= {s.target for s in dataset.scenarios.values()} | {dataset.manifest.default_target}
    top = dataset.layer_order[0]
    for component in dataset.components.values():
        if component.id not in needed and component.layer != top:
            yield _unused(dataset, component.id, "unreached-component", f'nothing needs "{component.id}" yet')


RULES = (unused_source, unused_company, unused_dispute, unreached_component)
