"""What a reviewer should look at twice in a change of the dataset."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Literal

from ...graph.build import build_graph
from ...graph.checks.walk import offering_id
from ...graph.dataset import Dataset
from ...graph.entries import RECORD_KINDS, entries_of
from ...graph.records import Component, Requirement
from ...graph.supply import SupplyGraph
from ..facts import under
from ..model import compile_model
from ..reading import CLOSED
from ..running import runs_without
from ..units import units_of
from ..weakest import RANK, weakest_of
from ..words import listed
from .changes import Change
from .effects import Effect

Rule = Literal[
    "weak-single-point",
    "weak-relief",
    "bare-statement",
    "thin-statement",
    "coverage-fell",
    "target-stopped",
    "target-gone",
    "confidence-raised",
    "not-retired",
]
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Caution:
    """A warning: the rule, the target it is about (None: the data as such), and the statements behind it."""

    rule: Rule
    text: str
    target: str | None = None
    statements: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {
            "rule": self.rule,
            "target": self.target,
            "text": self.text,
            "statements": list(self.statements),
        }


def cautions(
    before: SupplyGraph, after: SupplyGraph, changes: Sequence[Change], effects: Sequence[Effect]
) -> tuple[Caution, ...]:
    """The warnings on a change: on each target first, then on the data. O(targets x (V + E))."""
    fresh = {c.id: c for c in changes if c.what != "removed"}
    out: list[Caution] = []
    for effect in effects:
        out += _of_target(after, effect, fresh)
    out += _reliefs(after, effects, [c for c in changes if c.what == "added"])
    out += _sources(changes, after)
    out += _raised(changes)
    out += _not_retired(before, after)
    return tuple(out)


def _of_target(graph: SupplyGraph, effect: Effect, fresh: Mapping[str, Change]) -> Iterator[Caution]:
    name = graph.dataset.name(effect.target)
    was, now = effect.status
    if now is None:
        yield Caution("target-gone", f"{effect.target} is no longer in the dataset.", effect.target)
        return
    if now != "running" and was != now:
        unmet = ", ".join(effect.blocked_at)
        yield Caution("target-stopped", f"{name} does not run: {unmet} cannot be met.", effect.target)
        return
    yield from _weak_points(graph, effect, fresh, name)
    first, second = effect.coverage
    if first and second and second.gap_rate > first.gap_rate + 1e-9:
        gone = " Groups that are gone may be gone for want of data." if effect.lost or effect.widened else ""
        counts = [
            f"{what} {getattr(first, field)} -> {getattr(second, field)}"
            for field, what in _COUNTS.items()
            if getattr(first, field) != getattr(second, field)
        ]
        yield Caution(
            "coverage-fell",
            f"The dataset knows less, in proportion, about what {name} stands on "
            f"({'; '.join(counts)}): what it does not know cannot show up as a chokepoint.{gone}",
            effect.target,
        )


_COUNTS: Mapping[str, str] = MappingProxyType(
    {
        "components": "components",
        "leaves_not_researched": "not researched",
        "incomplete_lists": "lists that may be incomplete",
        "undisclosed_slots": "undisclosed",
        "assumed_shares": "assumed shares",
    }
)


def _weak_points(
    graph: SupplyGraph, effect: Effect, fresh: Mapping[str, Change], name: str
) -> Iterator[Caution]:
    """Single points that are new and rest on a new statement of low confidence."""
    new = [c.members[0] for c in effect.gained if c.order == 1]
    new += [r.now.members[0] for r in effect.narrowed if r.now.order == 1]
    if not new:
        return
    model = compile_model(graph, effect.target, CLOSED)
    units = {u.id: u for u in units_of(model, "company")}
    found = weakest_of(model, [units[m].nodes for m in new], [False] * len(new))
    for member, weakest in zip(new, found, strict=True):
        if weakest and weakest.confidence == "low" and weakest.statement in fresh:
            yield Caution(
                "weak-single-point",
                f"{graph.dataset.name(member)} becomes a single point of failure of {name}, and that rests "
                f"on one new or changed statement of low confidence: {weakest.statement} ({weakest.says}).",
                effect.target,
                (weakest.statement,),
            )


def _reliefs(graph: SupplyGraph, effects: Sequence[Effect], added: Sequence[Change]) -> Iterator[Caution]:
    """Single points that are none any more only because of new statements of low confidence."""
    weak = {c.id: c for c in added if c.confidence[1] == "low" and c.kind in ("supplier", "alternative")}
    singles = {
        e.target: sorted(
            {c.members[0] for c in e.lost if c.order == 1}
            | {b[0] for r in e.widened for b in r.before if len(b) == 1}
        )
        for e in effects
    }
    if not weak or not any(singles.values()):
        return
    without = build_graph(_without(graph.whole or graph.dataset, frozenset(weak)), graph.filters)
    for effect in effects:
        for member in singles[effect.target]:
            if _stops(without, effect.target, member) and not _stops(graph, effect.target, member):
                here = under(compile_model(graph, effect.target, CLOSED))
                named = tuple(sorted(i for i, c in weak.items() if c.record in here))
                yield Caution(
                    "weak-relief",
                    f"{graph.dataset.name(member)} is no longer a single point of failure of "
                    f"{graph.dataset.name(effect.target)}, only because of new statements of low confidence: "
                    f"{_some(named)}.",
                    effect.target,
                    named,
                )


def _stops(graph: SupplyGraph, target: str, company: str) -> bool:
    model = compile_model(graph, target, CLOSED)
    unit = next((u for u in units_of(model, "company") if u.id == company), None)
    return unit is not None and runs_without(model) and not runs_without(model, unit.nodes)


def _without(dataset: Dataset, statements: frozenset[str]) -> Dataset:
    """The dataset without some suppliers and alternatives; a need left without any falls away."""

    def needs(owner: str, items: Sequence[Requirement]) -> tuple[Requirement, ...]:
        out = []
        for item in items:
            base = f"{owner}/{item.role}"
            ways = tuple(
                a for a in item.any_of if f"{base}/{a.component or a.offering or 'unknown'}" not in statements
            )
            if ways:
                least = min(item.at_least, len(ways))
                out.append(item.model_copy(update={"any_of": ways, "at_least": least}))
        return tuple(out)

    def component(record: Component) -> Component:
        suppliers = tuple(
            s.model_copy(update={"requires": needs(offering_id(record.id, s), s.requires)})
            for s in record.suppliers
            if f"{record.id}/suppliers/{offering_id(record.id, s).partition('@')[2]}" not in statements
        )
        return record.model_copy(
            update={"requires": needs(record.id, record.requires), "suppliers": suppliers}
        )

    touched = {s.partition("/")[0].partition("@")[0] for s in statements}
    records = {i: component(c) if i in touched else c for i, c in dataset.components.items()}
    return replace(dataset, components=MappingProxyType(records))


def _sources(changes: Sequence[Change], after: SupplyGraph) -> Iterator[Caution]:
    """What happens to the statements of sources that are gone or no longer cited."""
    dataset = after.whole or after.dataset
    gone = sorted(c.id for c in changes if c.kind == "source" and c.what == "removed")
    entries = entries_of(dataset) if gone else {}
    cited: dict[str, list[str]] = {}
    for entry in entries.values():
        for evidence in entry.evidence.values():
            for source in {c.source for c in evidence.cites} | ({evidence.via} if evidence.via else set()):
                cited.setdefault(source, []).append(entry.id)
    for source in gone:
        if bare := tuple(dict.fromkeys(cited.get(source, ()))):
            yield Caution(
                "bare-statement",
                f"The source {source} is gone, and {_count(len(bare))} still {_cite(len(bare))} it: "
                f"{_some(bare)}.",
                statements=bare,
            )
    lost = [c for c in changes if c.what == "changed" and set(c.sources[0]) - set(c.sources[1])]
    if bare := tuple(dict.fromkeys(c.id for c in lost if not c.sources[1])):
        yield Caution(
            "bare-statement",
            f"{_count(len(bare)).capitalize()} cited a source and {_cite(len(bare))} none any more: "
            f"{_some(bare)}.",
            statements=bare,
        )
    thin = tuple(dict.fromkeys(c.id for c in lost if len(c.sources[1]) == 1 < len(c.sources[0])))
    if thin:
        yield Caution(
            "thin-statement",
            f"{_count(len(thin)).capitalize()} cited several sources and {_cite(len(thin))} only one now: "
            f"{_some(thin)}.",
            statements=thin,
        )


def _raised(changes: Sequence[Change]) -> Iterator[Caution]:
    """Confidence that went up although the evidence is the same."""
    found = []
    for change in changes:
        was, now = change.confidence
        same = {f.name for f in change.fields}.isdisjoint({"cites", "kind of evidence", "via"})
        if change.what == "changed" and was and now and RANK[now] > RANK[was] and same:
            found.append(change.id)
    if found:
        raised = tuple(dict.fromkeys(found))
        yield Caution(
            "confidence-raised",
            f"Confidence rises in {_count(len(raised))} although kind of evidence and sources are the same: "
            f"{_some(raised)}.",
            statements=raised,
        )


def _not_retired(before: SupplyGraph, after: SupplyGraph) -> Iterator[Caution]:
    old, new = before.whole or before.dataset, after.whole or after.dataset
    retired = {r.id for r in new.retired.retired}
    gone = [
        id_
        for records, _ in RECORD_KINDS
        for id_ in getattr(old, records)
        if id_ not in new.files and id_ not in retired
    ]
    if gone:
        yield Caution(
            "not-retired",
            f"{_some(gone)} {'are' if len(gone) > 1 else 'is'} gone and not in retired.yaml: an id must "
            "never come back with another meaning.",
            statements=tuple(gone),
        )


def _count(number: int) -> str:
    return "one statement" if number == 1 else f"{number} statements"


def _cite(number: int) -> str:
    return "cites" if number == 1 else "cite"


def _some(ids: Collection[str]) -> str:
    first = list(ids)[:SHOWN]
    return listed([*first, f"{len(ids) - SHOWN} more"] if len(ids) > SHOWN else first)
