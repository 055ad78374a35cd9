"""diff: what changed between two versions of a dataset, and what that does to the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ...graph.problems import did_you_mean
from ...graph.removal import UnknownReference
from ...graph.supply import SupplyGraph
from ..coverage import weakest_evidence
from ..cutsets import Progress
from ..model import Model, compile_model
from ..reading import CLOSED
from ..results import Provenance, Result, Row, provenance_dict, provenance_of
from ..running import status_of
from ..weakest import RANK
from .cautions import Caution, cautions
from .changelog import renames
from .changes import GROUPS, Change, changes_between
from .effects import Effect, effect_on, targets_of, touched


@dataclass(frozen=True, slots=True)
class Difference(Result):
    """What lies between two versions of a dataset.

    target, status : the default target of the version after, and whether it runs.
    before : the provenance of the version before.
    changes : every entry that differs.
    renamed : ids that are retired now, and what replaces them.
    effects : the targets for which something differs that is computed with, and what that does.
    same : targets for which nothing does, so that their answers are the same.
    threshold : how far an exposure has to move to be listed.
    """

    before: Provenance
    changes: tuple[Change, ...]
    renamed: tuple[tuple[str, str], ...]
    effects: tuple[Effect, ...]
    same: tuple[str, ...]
    warnings: tuple[Caution, ...]
    threshold: float
    max_order: int

    def counts(self) -> dict[str, dict[str, int]]:
        """How many were added, removed and changed, by group."""
        out: dict[str, dict[str, int]] = {}
        for group in GROUPS:
            here = [c.what for c in self.changes if c.group == group]
            if here:
                out[group] = {w: here.count(w) for w in ("added", "removed", "changed")}
        return out

    def rows(self) -> tuple[Row, ...]:
        return tuple(
            {
                "change": c.what,
                "group": c.group,
                "statement": c.key,
                "says": c.says,
                "fields": tuple(f"{f.name}: {f.before} -> {f.after}" for f in c.fields),
                "confidence_before": c.confidence[0],
                "confidence_after": c.confidence[1],
                "sources": c.sources[1],
            }
            for c in self.changes
        )

    def to_dict(self) -> dict[str, Any]:
        return {
            "before": {
                "dataset": self.before.dataset,
                "version": self.before.version,
                "as_of": self.before.as_of,
            },
            "after": {
                "dataset": self.provenance.dataset,
                "version": self.provenance.version,
                "as_of": self.provenance.as_of,
            },
            "threshold": self.threshold,
            "max_order": self.max_order,
            "counts": self.counts(),
            "changes": [c.to_dict() for c in self.changes],
            "renamed": [{"before": was, "after": now} for was, now in self.renamed],
            "effects": [e.to_dict() for e in self.effects],
            "same": list(self.same),
            "warnings": [w.to_dict() for w in self.warnings],
            "provenance": provenance_dict(self.provenance),
        }


def diff(
    before: SupplyGraph,
    after: SupplyGraph,
    *,
    targets: Sequence[str] = (),
    max_order: int = 3,
    threshold: float = 0.02,
    progress: Progress | None = None,
) -> Difference:
    """What changed between two versions of a dataset, in meaning, and what that does to the answer.

    Parameters
    ----------
    targets : whose supply is asked about; without any, the usual ones of both versions.
    max_order : the largest group looked for, 1 or more.
    threshold : how far an exposure moves to be listed, a fraction of supply from 0 to 1.
    progress : called with targets done and targets in all.

    Raises UnknownReference for a target that neither version has, ValueError for numbers out of range.
    O(statements) and, for each target whose data differ, the cost of ``chokepoints`` and ``exposure`` twice.

    Examples
    --------
    >>> from narrows import load
    >>> tutorial = load("tutorial")
    >>> found = diff(tutorial, tutorial)
    >>> found.changes, found.same
    ((), ('training',))
    """
    if max_order < 1 or not 0 <= threshold <= 1:
        raise ValueError(f"max_order is 1 or more and threshold from 0 to 1, not {max_order} and {threshold}")
    old, new = before.whole or before.dataset, after.whole or after.dataset
    known = {*old.components, *new.components}
    for target in targets:
        if target not in known:
            hint = did_you_mean(target, known)
            raise UnknownReference(
                f'no component "{target}" in either version' + (f"; {hint}" if hint else "")
            )
    asked = tuple(dict.fromkeys(targets)) or targets_of(before, after)
    changes = changes_between(old, new)
    effects: list[Effect] = []
    same: list[str] = []
    models = [
        {t: compile_model(g, t, CLOSED) for t in asked if t in g.dataset.components} for g in (before, after)
    ]
    for number, target in enumerate(asked, 1):
        pair = [side.get(target) for side in models]
        if touched(*pair):
            effects.append(effect_on(*pair, max_order=max_order, threshold=threshold))
        else:
            same.append(target)
        if progress is not None:
            progress(number, len(asked))
    default = after.dataset.manifest.default_target
    return Difference(
        target=default,
        status=status_of(compile_model(after, default, CLOSED)),
        provenance=_provenance(after, models[1]),
        before=_provenance(before, models[0]),
        changes=changes,
        renamed=renames(changes, new),
        effects=tuple(effects),
        same=tuple(same),
        warnings=cautions(before, after, changes, effects),
        threshold=threshold,
        max_order=max_order,
    )


def _provenance(graph: SupplyGraph, models: Mapping[str, Model]) -> Provenance:
    """Of all targets together: the weakest evidence under any of them."""
    found = [w for m in models.values() if (w := weakest_evidence(m)) is not None]
    weakest = min(found, key=RANK.__getitem__, default=None)
    return replace(provenance_of(graph, *models.values()), weakest_evidence=weakest)
