"""What the page must say of a view, from the analyses of Python."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from narrows.analysis.change import compared
from narrows.analysis.model import compile_model
from narrows.analysis.partition import Partition
from narrows.analysis.reading import CLOSED, Reading
from narrows.analysis.running import running_nodes
from narrows.analysis.units import companies_in
from narrows.explorer.parts import plain_removals, under_confidence
from narrows.graph.removal import UnknownReference, resolve
from narrows.graph.supply import SupplyGraph
from narrows.graph.what_if import what_if

HORIZONS = (None, None, 0, 6, 12, 24)


@dataclass(frozen=True, slots=True)
class View:
    """What is chosen on the page."""

    target: str
    removed: tuple[str, ...] = ()
    confidence: str = "low"
    horizon: float | None = None
    scenario: str | None = None
    held_by: str | None = None
    groups: int = 0

    def asked(self) -> dict[str, Any]:
        """As the page takes it."""
        return {
            "target": self.target,
            "removed": list(self.removed),
            "confidence": self.confidence,
            "horizon": self.horizon,
            "scenario": self.scenario,
            "heldBy": self.held_by,
            "groups": self.groups,
        }


def expected(graph: SupplyGraph, view: View, reading: Reading = CLOSED) -> dict[str, Any]:
    """The same answers as the page's, computed by the analyses.

    A scenario's plain removals stand among the view's own, as they do on the page.
    """
    graph = under_confidence(graph)[view.confidence]
    now = replace(reading, horizon=view.horizon)
    before, loss, lost, after = graph, graph, frozenset[str](), graph
    if view.scenario is not None:
        record = graph.dataset.scenarios[view.scenario]
        part = record.model_copy(update={"remove": ()}) if plain_removals(record) else record
        found = what_if(graph, part, view.target)
        before, loss, lost, after = found.before, found.loss, found.lost, found.after
    # What a filter has made unknown cannot be taken away: the page says so and goes on.
    refs = [r for r in view.removed if "@" not in r or r in after.nodes]
    lost |= {n for r in refs for n in resolve(loss, r, target=view.target)}
    after = after.without(*refs, target=view.target)
    result = compared(
        before,
        after,
        view.target,
        loss,
        frozenset(lost),
        removed=(),
        stops=lambda parts: [],
        held_by=view.held_by,
        max_order=max(1, view.groups),
        reading=now,
    )
    models = [compile_model(before, view.target, now), compile_model(after, view.target, now)]
    runs = [sorted(m.ids[n] for n in running_nodes(m)) for m in models]
    plain = result.to_dict()
    layers = [
        {
            "layer": x.layer,
            "before": _held(x.before),
            "after": _held(x.after) if x.after else None,
        }
        for x in result.layers
    ]
    rows = [
        {
            "id": s.id,
            "before": _loss(s.before),
            "after": _loss(s.after) if s.after else None,
            "growth": s.growth,
        }
        for s in result.suppliers
    ]
    cuts = [result.cut_sets_before, result.cut_sets_after]
    stopped = result.status != "running"
    nothing = result.status == "not_running_at_baseline"
    return {
        "status": result.status,
        "immediate": _loss(result.immediate_loss) if result.immediate_loss else None,
        "holder": result.holder,
        "runsBefore": runs[0],
        "runsAfter": runs[1],
        "suppliers": sorted(rows, key=lambda r: str(r["id"])),
        "layers": layers,
        "singleBefore": None if nothing else [c.members[0] for c in cuts[0] if c.order == 1],
        "singleAfter": None if stopped else [c.members[0] for c in cuts[1] if c.order == 1],
        "survivors": [] if nothing else sorted(result.survivors),
        "restsOnUnnamed": result.rests_on_unnamed,
        "blockedAt": list(result.blocked_at),
        "assumed": plain["provenance"]["assumed_shares"],
        "weakest": plain["provenance"]["weakest_evidence"],
        "coverage": [plain["coverage"]["before"], plain["coverage"]["after"]],
        **({"groups": [sorted(map(list, {c.members for c in x})) for x in cuts]} if view.groups else {}),
        **({"changes": None if stopped else _changes(result.changes)} if view.groups else {}),
    }


def _changes(changes: Partition) -> dict[str, Any]:
    plain = {k: [sorted(c) for c in getattr(changes, k)] for k in ("kept", "new", "absorbed", "undecided")}
    narrowed = [{"after": sorted(n.after), "before": [sorted(b) for b in n.before]} for n in changes.narrowed]
    return {**plain, "narrowed": narrowed}


def _loss(loss: Any) -> list[float]:
    return [loss.value, loss.low, loss.high]


def _held(side: Any) -> dict[str, Any]:
    return {
        "most": list(side.most_exposed),
        "exposure": side.exposure,
        "held": _loss(side.held) if side.held else None,
        "order": side.held_order,
    }


def differences(found: Any, wanted: Any, path: str = "") -> list[str]:
    """Where two plain values differ; numbers by more than a billionth."""
    if isinstance(wanted, Mapping) and isinstance(found, Mapping):
        keys = sorted({*found, *wanted})
        return [d for k in keys for d in differences(found.get(k), wanted.get(k), f"{path}/{k}")]
    if isinstance(wanted, Sequence) and not isinstance(wanted, str) and isinstance(found, Sequence):
        if len(found) != len(wanted):
            return [f"{path}: {len(found)} values, not {len(wanted)}: {found} {wanted}"[:500]]
        return [
            d
            for i, (f, w) in enumerate(zip(found, wanted, strict=True))
            for d in differences(f, w, f"{path}/{i}")
        ]
    number = isinstance(wanted, (int, float)) and isinstance(found, (int, float))
    same = abs(found - wanted) < 1e-9 if number else found == wanted
    return [] if same else [f"{path}: {found!r}, not {wanted!r}"]


def random_removals(graph: SupplyGraph, target: str, rng: random.Random, most: int) -> tuple[str, ...]:
    """Companies, components, offerings, layers and countries that can be taken from a target."""
    dataset = graph.dataset
    above = sorted({target, *graph.upstream(target)})
    kinds = {
        "company": [f"company:{c}" for c in companies_in(compile_model(graph, target, CLOSED))],
        "component": sorted({f"component:{graph.nodes[n].component}" for n in above}),
        "offering": [n for n in above if "@" in n],
        "layer": [f"layer:{x}" for x in dataset.layer_order[1:]],
        "country": sorted({f"country:{c.headquarters}" for c in dataset.companies.values()}),
    }
    found: list[str] = []
    for _ in range(rng.randint(1, most)):
        kind = rng.choice(("company",) * 3 + ("component", "offering", "offering", "country", "layer"))
        if not kinds[kind]:
            continue
        ref = rng.choice(kinds[kind])
        try:
            gone = resolve(graph, ref, target=target)
        except UnknownReference:
            continue
        if ref not in found and gone and not any(graph.nodes[n].component == target for n in gone):
            found.append(ref)
    return tuple(found)
