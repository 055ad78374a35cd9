"""diff in words and tables."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .common import cut_after, layer_name, percent, supplier_name
from .document import Cell, Table

if TYPE_CHECKING:
    from ..analysis.chokepoints import CutSet
    from ..analysis.difference.changes import Change
    from ..analysis.difference.compute import Difference
    from ..analysis.difference.effects import Effect
    from ..analysis.exposure import Loss
    from ..graph.supply import SupplyGraph

SHOWN = 20
TAGS = {"held": "all", "mixed": "some", "own side": "none"}
GROUPS = {
    "dataset": "the dataset as such",
    "components": "components",
    "companies": "companies",
    "edges": "needs, suppliers and places",
    "values": "shares and other values",
    "sources": "sources",
    "rules": "controls, scenarios, claims and disputes",
    "evidence": "evidence only",
    "wording": "wording only",
}


def in_words(
    arguments: argparse.Namespace, result: Difference, old: SupplyGraph, new: SupplyGraph
) -> list[str]:
    """The change in sentences: what is said, then what it does."""
    if not result.changes:
        return ["Nothing changed in meaning."]
    counts = [
        f"{GROUPS[group]}: {', '.join(f'{n} {what}' for what, n in found.items() if n)}"
        for group, found in result.counts().items()
    ]
    said = [f"What is said: {'; '.join(counts)}."]
    if result.renamed:
        said.append(f"Renamed: {'; '.join(f'{was} is now {now}' for was, now in result.renamed)}.")
    changed = [e for e in result.effects if e.changed]
    if not changed:
        asked = len(result.effects) + len(result.same)
        said.append(f"What it does: the answer stays the same for {_all(asked)}.")
    else:
        said.append(f"What it does: the answer changes for {len(changed)} of {_targets(result)}.")
        said += [f"- {_effect_in_words(e, old, new)}" for e in changed]
    if "wording" in result.counts() and not arguments.all:
        said.append("Changes of wording only are counted here and listed with --all.")
    count = len(result.warnings)
    if count:
        said.append(f"Warnings: {count}, listed first.")
    return said


def _all(count: int) -> str:
    return "the one target asked about" if count == 1 else f"all {count} targets"


def _targets(result: Difference) -> str:
    count = len(result.effects) + len(result.same)
    return f"{count} target{'' if count == 1 else 's'}"


def _effect_in_words(effect: Effect, old: SupplyGraph, new: SupplyGraph) -> str:
    graph = new if effect.target in new.dataset.components else old
    name = graph.dataset.name(effect.target)
    was, now = effect.status
    if was is None or now is None:
        return f"{name} is {'new' if was is None else 'gone'}."
    if was != now:
        return f"{name} {'runs now' if now == 'running' else 'does not run any more'}."
    parts = []
    kinds: tuple[tuple[Sequence[Any], str], ...] = (
        (effect.gained, "gained"),
        (effect.lost, "lost"),
        (effect.narrowed, "narrowed"),
        (effect.widened, "widened"),
    )
    groups = [f"{len(found)} {what}" for found, what in kinds if found]
    if groups:
        parts.append(f"smallest groups that stop it: {', '.join(groups)}")
    singles = [c.members[0] for c in effect.gained if c.order == 1]
    singles += [r.now.members[0] for r in effect.narrowed if r.now.order == 1]
    if singles:
        parts.append(f"new single points of failure: {_names(new, singles)}")
    if effect.layers:
        parts.append(
            f"most exposed supplier changed in {', '.join(layer_name(new, x.layer) for x in effect.layers)}"
        )
    if effect.exposure:
        first = effect.exposure[0]
        parts.append(
            f"exposure moved most for {_names(new, [first.id])} "
            f"({_loss(first.before)} -> {_loss(first.after)})"
        )
    return f"{name}: {'; '.join(parts)}."


def tables_of(
    arguments: argparse.Namespace, result: Difference, old: SupplyGraph, new: SupplyGraph
) -> list[Table]:
    """The tables that have rows."""
    tables = [
        _warnings(result, new),
        _groups(arguments, result, old, new),
        _layers(result, old, new),
        _exposure(arguments, result, old, new),
        _changes(arguments, result),
    ]
    return [t for t in tables if t.rows]


def _warnings(result: Difference, new: SupplyGraph) -> Table:
    rows: list[list[Cell]] = [
        [w.rule, new.dataset.name(w.target) if w.target else "the data", w.text] for w in result.warnings
    ]
    return Table("Warnings", ["warning", "about", "what it says"], rows)


def _groups(arguments: argparse.Namespace, result: Difference, old: SupplyGraph, new: SupplyGraph) -> Table:
    rows: list[list[Cell]] = []
    for effect in result.effects:
        name = _target(effect, old, new)
        unsure = set(effect.undecided)
        for what, other, found, graph in (
            ("gained", "gained, or narrowed", effect.gained, new),
            ("lost", "lost, or widened", effect.lost, old),
        ):
            rows += [
                [
                    name,
                    other if c.members in unsure else what,
                    c.order,
                    _set(graph, c),
                    TAGS.get(c.tag or ""),
                    "",
                ]
                for c in found
            ]
        for what, resized in (("narrowed", effect.narrowed), ("widened", effect.widened)):
            rows += [
                [
                    name,
                    what,
                    r.now.order,
                    _set(new, r.now),
                    TAGS.get(r.now.tag or ""),
                    ";\n".join(",\n".join(supplier_name(old, m) for m in b) for b in r.before[:3]),
                ]
                for r in resized
            ]
    columns = ["target", "change", "size", "group", "of them foreign", "from"]
    return Table(
        "Smallest groups that can stop a target", columns, rows, cut_after(arguments, len(rows), SHOWN)
    )


def _layers(result: Difference, old: SupplyGraph, new: SupplyGraph) -> Table:
    rows: list[list[Cell]] = [
        [
            _target(e, old, new),
            layer_name(new, x.layer),
            f"{_names(old, x.before) or 'nobody'} ({100 * x.exposure_before:.3g}%)",
            f"{_names(new, x.after) or 'nobody'} ({100 * x.exposure_after:.3g}%)",
        ]
        for e in result.effects
        for x in e.layers
    ]
    return Table("Most exposed supplier of a layer", ["target", "layer", "before", "after"], rows)


def _exposure(arguments: argparse.Namespace, result: Difference, old: SupplyGraph, new: SupplyGraph) -> Table:
    rows: list[list[Cell]] = [
        [
            _target(e, old, new),
            x.id,
            supplier_name(new if x.id in new.dataset.companies else old, x.id),
            _loss(x.before),
            _loss(x.after),
        ]
        for e in result.effects
        for x in e.exposure
    ]
    columns = ["target", "id", "supplier", "supply lost if it stops, before", "after"]
    title = f"Exposure moved by more than {100 * result.threshold:.3g} percentage points"
    return Table(title, columns, rows, cut_after(arguments, len(rows), SHOWN))


def _changes(arguments: argparse.Namespace, result: Difference) -> Table:
    rows: list[list[Cell]] = [
        [GROUPS[c.group], c.what, c.key, _what(c), c.confidence[1] or c.confidence[0] or "", _cited(c)]
        for c in result.changes
        if arguments.all or c.group != "wording"
    ]
    columns = ["what", "change", "statement", "says", "confidence", "sources"]
    return Table("What is said", columns, rows, cut_after(arguments, len(rows), 2 * SHOWN))


def _loss(loss: Loss | None) -> str:
    """A loss with its middle where shares leave it open: two intervals may be alike and the middles not."""
    if loss is None:
        return "not needed"
    return percent(loss) if loss.exact else f"{percent(loss)}, middle {100 * loss.value:.3g}%"


def _what(change: Change) -> str:
    """What a statement says and what differs; parts also tell apart where lines are joined."""
    differs = (f"{f.name}: {_value(f.before)} -> {_value(f.after)}" for f in change.fields)
    return ";\n".join([change.says, *differs])


def _value(value: Any) -> str:
    if value is None or value == []:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list) and all(isinstance(x, str) for x in value):
        return ", ".join(value)
    text = str(value)
    return text if len(text) <= 160 else f"{text[:157]}..."


def _cited(change: Change) -> str:
    """The sources now, and those that are gone; of what was removed, those it had."""
    before, after = change.sources
    gone = (
        before if change.what == "removed" else tuple(f"not {s} any more" for s in before if s not in after)
    )
    return ",\n".join([*after, *gone])


def _target(effect: Effect, old: SupplyGraph, new: SupplyGraph) -> str:
    return (new if effect.target in new.dataset.components else old).dataset.name(effect.target)


def _set(graph: SupplyGraph, cut: CutSet) -> str:
    return ",\n".join(supplier_name(graph, m) for m in cut.members)


def _names(graph: SupplyGraph, ids: Sequence[str]) -> str:
    shown = [supplier_name(graph, i) if i in graph.dataset.companies else i for i in ids[:4]]
    return ", ".join([*shown, f"and {len(ids) - 4} more"] if len(ids) > 4 else shown)
