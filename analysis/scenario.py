"""Scenarios: what a named what-if does to the chokepoints, alone and beside others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..graph.joint import joined
from ..graph.problems import did_you_mean
from ..graph.records import Scenario
from ..graph.removal import CountryBy, UnknownReference
from ..graph.supply import SupplyGraph
from ..graph.what_if import WhatIf, what_if
from .change import compared, stopping
from .cutsets import Progress
from .holder import Holder
from .model import compile_model
from .reading import CLOSED, Reading
from .results import Provenance, Result, Row, provenance_dict, provenance_of, rounded
from .running import running_nodes, runs_without
from .shift import Shift, refuse_target
from .timing import time_notes
from .words import listed


@dataclass(frozen=True, slots=True)
class ScenarioRun(Result):
    """What a scenario does. Everything in it is hypothetical.

    shift : the change, as ``shift`` gives it.
    supposed : what was supposed, in words.
    no_new_capacity : components that run on, but whose installed tools can no longer be bought.
    """

    id: str
    title: str
    question: str
    note: str | None
    shift: Shift
    supposed: tuple[str, ...]
    no_new_capacity: tuple[str, ...]

    def rows(self) -> tuple[Row, ...]:
        return self.shift.rows()

    def to_dict(self) -> dict[str, Any]:
        return {
            "hypothetical": True,
            "scenario": self.id,
            "title": self.title,
            "question": self.question,
            "note": self.note,
            "supposed": list(self.supposed),
            "no_new_capacity": list(self.no_new_capacity),
            **self.shift.to_dict(),
        }


@dataclass(frozen=True, slots=True)
class ScenarioMatrix(Result):
    """Scenarios by layers. Everything in it is hypothetical."""

    layers: tuple[str, ...]
    runs: tuple[ScenarioRun, ...]

    def rows(self) -> tuple[Row, ...]:
        """A row for each scenario and layer."""
        return tuple(
            {
                "scenario": run.id,
                "target": run.target,
                "status": run.status,
                "immediate_loss": rounded(run.shift.immediate_loss.value)
                if run.shift.immediate_loss
                else None,
                **row,
            }
            for run in self.runs
            for row in run.shift.layer_rows()
        )

    def to_dict(self) -> dict[str, Any]:
        return {
            "hypothetical": True,
            "target": self.target,
            "layers": list(self.layers),
            "scenarios": [run.to_dict() for run in self.runs],
            "provenance": provenance_dict(self.provenance),
        }


def scenario_named(graph: SupplyGraph, name: str) -> Scenario:
    """A scenario of the dataset; raises UnknownReference with a suggestion."""
    found = graph.dataset.scenarios.get(name)
    if found is None:
        hint = did_you_mean(name, graph.dataset.scenarios) or '"narrows scenario list" shows all'
        raise UnknownReference(f'no scenario "{name}"; {hint}')
    return found


def run_scenario(
    graph: SupplyGraph,
    scenario: str | Scenario,
    *,
    target: str | None = None,
    held_by: Holder | str | None = None,
    max_order: int = 3,
    country_by: CountryBy = "headquarters",
    affiliates: bool = True,
    reading: Reading = CLOSED,
    progress: Progress | None = None,
) -> ScenarioRun:
    """What a scenario does to the chokepoints of its target, or of another one.

    Parameters
    ----------
    scenario : the id of one of the dataset's, or one of your own.
    target : another component than the scenario's.

    Before is the dataset as it is, with what the scenario lifts applied; after is with everything it
    supposes, read at its horizon. Raises UnknownReference for something that does not exist and
    ValueError for a share or an addition that cannot be. Cost: that of two shifts.

    Examples
    --------
    >>> from narrows import load
    >>> found = run_scenario(load("tutorial"), "no-gpu")
    >>> found.shift.immediate_loss.value, found.provenance.notes[0]
    (0.55, 'HYPOTHETICAL: scenario no-gpu')
    """
    record = scenario if isinstance(scenario, Scenario) else scenario_named(graph, scenario)
    target = target or record.target
    compile_model(graph, target, reading)
    later = replace(reading, horizon=record.horizon_months) if record.horizon_months is not None else reading

    def applied(part: Scenario) -> WhatIf:
        return what_if(graph, part, target, country_by=country_by, affiliates=affiliates)

    found = applied(record)
    refuse_target(
        found.loss, replace(found.loss, removed=found.loss.removed | found.lost), target, record.remove
    )
    refs = (*record.remove, *(f"control:{c}" for c in record.apply))

    def stops(parts: Sequence[tuple[str, ...]]) -> list[bool]:
        if record.remove == refs and not (record.acts_on or record.add or record.lift or later != reading):
            return stopping(found.before, parts, target, country_by, affiliates, reading)
        return [
            not runs_without(compile_model(applied(_part(record, p)).after, target, later)) for p in parts
        ]

    change = compared(
        found.before,
        found.after,
        target,
        found.loss,
        found.lost,
        removed=refs,
        stops=stops,
        held_by=held_by,
        max_order=max_order,
        country_by=country_by,
        affiliates=affiliates,
        reading=reading,
        later=later,
        progress=progress,
    )
    notes = (*found.notes, *(n for n in change.provenance.notes if n not in found.notes))
    if later != reading:
        notes = (*notes, f"after: {record.horizon_months:g} months after the loss")
        notes = (*notes, *time_notes(compile_model(found.after, target, later)))
    provenance = replace(change.provenance, notes=notes)
    points = change.points
    if record.remove and record.acts_on and points[0].startswith("Without "):
        acts = listed([a.replace("-", " ") for a in record.acts_on])
        points = (f"Without {acts} of {points[0].removeprefix('Without ')}", *points[1:])
    if record.lift and change.status == "not_running_at_baseline":
        names = listed([graph.dataset.controls[c].name for c in record.lift])
        again = runs_without(compile_model(found.after, target, later))
        points = (
            f"Before, with {names} applied, {graph.dataset.name(target)} does not run.",
            "After, it runs." if again else "After, it does not run either.",
        )
    return ScenarioRun(
        target=target,
        status=change.status,
        provenance=provenance,
        id=record.id,
        title=record.title,
        question=record.question,
        note=record.note,
        shift=replace(change, provenance=provenance, points=points),
        supposed=found.notes[1:],
        no_new_capacity=_stalled(found.after, target, later),
    )


def _part(record: Scenario, refs: Sequence[str]) -> Scenario:
    """A scenario that takes away only some of what it does."""
    remove = tuple(r for r in record.remove if r in refs)
    apply = tuple(c for c in record.apply if f"control:{c}" in refs)
    return record.model_copy(update={"remove": remove, "apply": apply})


def _stalled(graph: SupplyGraph, target: str, reading: Reading) -> tuple[str, ...]:
    """Components under the target that run, while nobody delivers them an installed need any more."""
    model = compile_model(graph, target, reading)
    runs = {model.ids[n] for n in running_nodes(model)}
    waiting = [(n, graph.gates[g]) for n, g in sorted(graph.stalled) if n in runs]
    waiting = [(n, g) for n, g in waiting if g.need == "installed"]
    wanted = {graph.nodes[o.node].component for _, g in waiting for o in g.options if o.node is not None}
    if not wanted:
        return ()
    together, name = joined(graph, sorted(wanted), "all")
    everything = compile_model(together, name, reading)
    delivered = {everything.ids[n] for n in running_nodes(everything)}
    return tuple(
        sorted(
            {
                graph.nodes[n].component
                for n, g in waiting
                if sum(1 for o in g.options if o.node in delivered) < g.at_least
            }
        )
    )


def compare_scenarios(
    graph: SupplyGraph,
    names: Sequence[str | Scenario],
    *,
    target: str | None = None,
    held_by: Holder | str | None = None,
    max_order: int = 2,
    country_by: CountryBy = "headquarters",
    affiliates: bool = True,
    reading: Reading = CLOSED,
) -> ScenarioMatrix:
    """Several scenarios side by side: a matrix of scenarios by layers.

    ``target`` asks all of them about the same component; otherwise each is asked about its own. Raises as
    ``run_scenario`` does. Cost: that of each scenario.
    """
    runs = tuple(
        run_scenario(
            graph,
            name,
            target=target,
            held_by=held_by,
            max_order=max_order,
            country_by=country_by,
            affiliates=affiliates,
            reading=reading,
        )
        for name in names
    )
    seen = {x.layer for run in runs for x in run.shift.layers}
    layers = tuple(x for x in graph.dataset.layer_order if x in seen)
    targets = sorted({run.target for run in runs})
    provenance = _together(graph, runs, reading)
    return ScenarioMatrix(", ".join(targets), "running", provenance, layers, runs)


def _together(graph: SupplyGraph, runs: Sequence[ScenarioRun], reading: Reading) -> Provenance:
    """One provenance for several runs: the weakest evidence and the most assumed shares among them."""
    rank = ("low", "medium", "high")
    kinds = [run.provenance.weakest_evidence for run in runs]
    weakest = min((k for k in kinds if k is not None), key=rank.index, default=None)
    base = provenance_of(graph)
    return replace(
        base,
        assumed_shares=max((run.provenance.assumed_shares for run in runs), default=0),
        weakest_evidence=weakest,
        notes=(
            f"HYPOTHETICAL: scenarios {', '.join(run.id for run in runs)}",
            *base.notes,
            *reading.assumptions,
        ),
    )
