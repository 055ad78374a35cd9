"""Findings: all that a report on a what-if says, put together from the single analyses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from ..graph.problems import did_you_mean
from ..graph.records import Scenario
from ..graph.removal import CountryBy, UnknownReference
from ..graph.statements import Statement
from ..graph.supply import SupplyGraph
from ..graph.what_if import what_if
from .chokepoints import CutSet
from .controls import Controls, controls
from .coverage import assumed_slots
from .cutsets import Progress
from .holder import Holder
from .model import Model, compile_model
from .reading import CLOSED, Reading
from .results import Result, Row
from .scenario import ScenarioRun, run_scenario, scenario_named
from .timing import STATED
from .units import units_of
from .weakest import statements_under, weakest_of
from .words import listed
from .worlds import SlotFact, open_facts

Group = tuple[str, ...]
REMOVAL = "HYPOTHETICAL: a removal that is no saved scenario"


@dataclass(frozen=True, slots=True)
class Findings(Result):
    """A what-if with what it rests on. Everything in it is hypothetical.

    run : the scenario; saved says whether the dataset has it.
    before, after : the graphs on both sides; later : the reading of the second.
    rests_on : for each group after, the weakest statement in the best argument for it, if any is sourced.
    supplies : for each company, the statements that say what it supplies under the target, before or after.
    rules : the export controls and who can pull which group: of the side after if the target runs there.
    undisclosed : the needs whose supplier nobody has disclosed, with their candidates.
    assumed : the lists, after, in which an equal split stands in for missing shares.
    times : the statements on lead times, buffers and stocks under the target.
    """

    run: ScenarioRun
    saved: bool
    before: SupplyGraph
    after: SupplyGraph
    later: Reading
    rests_on: Mapping[Group, Statement]
    supplies: Mapping[str, tuple[Statement, ...]]
    rules: Controls
    undisclosed: tuple[SlotFact, ...]
    assumed: tuple[str, ...]
    times: tuple[Statement, ...]

    @property
    def runs(self) -> bool:
        """Whether the target runs after."""
        return self.status == "running"

    def rows(self) -> tuple[Row, ...]:
        return self.run.rows()


def removal(graph: SupplyGraph, target: str, refs: Sequence[str]) -> Scenario:
    """A what-if that is nothing but a removal, for ``run_scenario``."""
    dataset = graph.dataset

    def name(ref: str) -> str:
        record = dataset.components.get(ref) or dataset.companies.get(ref)
        return record.name if record else ref

    without = listed([name(r) for r in refs])
    return Scenario(
        id="removal",
        title=f"Without {without}",
        question=f"Where does the dependence of {dataset.name(target)} go without {without}?",
        target=target,
        remove=tuple(refs),
    )


def findings(
    graph: SupplyGraph,
    scenario: str | Scenario | None = None,
    *,
    target: str | None = None,
    remove: Sequence[str] = (),
    held_by: Holder | str | None = None,
    max_order: int = 3,
    country_by: CountryBy = "headquarters",
    affiliates: bool = True,
    reading: Reading = CLOSED,
    progress: Progress | None = None,
) -> Findings:
    """All that a report on a what-if says.

    Parameters
    ----------
    scenario : the id of one of the dataset's, or one of your own; without one, ``remove`` is needed.
    target : another component than the scenario's; with ``remove``, by default the dataset's target.

    Raises ValueError if neither or both of scenario and remove are given, otherwise as ``run_scenario``
    does. Cost: that of the scenario, one more search for cut sets, and a pass for each control.

    Examples
    --------
    >>> from narrows import load
    >>> found = findings(load("tutorial"), remove=["gpu"])
    >>> found.run.title, found.rules.controls[0].status
    ('Without GPU', 'suspended')
    """
    if (scenario is None) == (not remove):
        raise ValueError("name a scenario, or what is removed")
    saved = isinstance(scenario, str)
    if scenario is None:
        target = target or graph.dataset.manifest.default_target
        if target not in graph.dataset.components:
            hint = did_you_mean(target, graph.dataset.components)
            raise UnknownReference(f'no target "{target}"{"; " + hint if hint else ""}')
        record = removal(graph, target, tuple(dict.fromkeys(remove)))
    else:
        record = scenario if isinstance(scenario, Scenario) else scenario_named(graph, scenario)
    run = run_scenario(
        graph,
        record,
        target=target,
        held_by=held_by,
        max_order=max_order,
        country_by=country_by,
        affiliates=affiliates,
        reading=reading,
        progress=progress,
    )
    if scenario is None:
        notes = (REMOVAL, *run.provenance.notes[1:])
        run = replace(run, provenance=replace(run.provenance, notes=notes))
    sides = what_if(graph, record, run.target, country_by=country_by, affiliates=affiliates)
    later = replace(reading, horizon=record.horizon_months) if record.horizon_months is not None else reading
    models = [compile_model(sides.before, run.target, reading), compile_model(sides.after, run.target, later)]
    runs = run.status == "running"
    seen, how = (sides.after, later) if runs else (sides.before, reading)
    rules = controls(seen, run.target, max_order=max_order, reading=how)
    statements = {**statements_under(models[0]), **statements_under(models[1])}
    current = models[1] if runs else models[0]
    return Findings(
        target=run.target,
        status=run.status,
        provenance=run.provenance,
        run=run,
        saved=saved,
        before=sides.before,
        after=sides.after,
        later=later,
        rests_on=_rests_on(current, run.shift.cut_sets_after, country_by, affiliates) if runs else {},
        supplies=_supplies(models, statements),
        rules=rules,
        undisclosed=open_facts(current),
        assumed=assumed_slots(current),
        times=tuple(s for id_, s in sorted(statements.items()) if id_.endswith(STATED)),
    )


def _rests_on(
    model: Model, cuts: Sequence[CutSet], country_by: CountryBy, affiliates: bool
) -> Mapping[Group, Statement]:
    """The weakest statement behind each group."""
    nodes = {u.id: u.nodes for u in units_of(model, "company", country_by=country_by, affiliates=affiliates)}
    losses = [frozenset(n for m in c.members for n in nodes[m]) for c in cuts]
    statements = statements_under(model)
    found = weakest_of(model, losses, [False] * len(losses))
    return MappingProxyType(
        {c.members: statements[w.statement] for c, w in zip(cuts, found, strict=True) if w is not None}
    )


def _supplies(
    models: Sequence[Model], statements: Mapping[str, Statement]
) -> Mapping[str, tuple[Statement, ...]]:
    """What says that a company supplies what it supplies."""
    out: dict[str, dict[str, Statement]] = {}
    for model in models:
        for id_ in model.ids:
            node = model.graph.nodes[id_]
            said = statements.get(f"{node.component}/suppliers/{node.company}") if node.company else None
            if said is not None and node.company is not None:
                out.setdefault(node.company, {})[said.id] = said
    return MappingProxyType({c: tuple(found[i] for i in sorted(found)) for c, found in sorted(out.items())})
