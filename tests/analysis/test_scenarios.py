"""Scenarios: exact answers on the tutorial and on a small chain of installed tools."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import narrows as nw
from narrows.analysis.scenario import ScenarioRun
from narrows.graph.records import Scenario
from narrows.graph.removal import UnknownReference
from narrows.graph.supply import SupplyGraph
from narrows.graph.what_if import with_set

FILES = {
    "dataset.yaml": """
title: Tools
description: A fab with one installed tool, and one that nobody installs.
version: "2026.01.0"
as_of: "2026-01-01"
licence: CC0-1.0
default_target: run
synthetic: true
layers: [{id: run, name: Run}, {id: chip, name: Chip}, {id: tool, name: Tools}]
""",
    "components/run/run.yaml": """
id: run
name: Run
layer: run
description: The target.
jurisdiction: CN
requires: [{role: chip, complete: true, any_of: [{component: chip}]}]
""",
    "components/chip/chip.yaml": """
id: chip
name: Chip
layer: chip
description: Made in two fabs.
requires:
  - {role: tool, kind: installed, complete: true, any_of: [{component: tool}]}
suppliers:
  - {company: fab-cn, made_in: [{country: CN}], shares: [{value: 0.4, measure: units, period: "2025"}]}
  - {company: fab-tw, made_in: [{country: TW}], shares: [{value: 0.6, measure: units, period: "2025"}]}
""",
    "components/tool/tool.yaml": """
id: tool
name: Tool
layer: tool
description: Stands in the fabs.
requires: [{role: optics, complete: true, any_of: [{component: optics}]}]
suppliers: [{company: toolmaker}]
""",
    "components/tool/optics.yaml": """
id: optics
name: Optics
layer: tool
description: Built into tools.
suppliers: [{company: optician}]
""",
    "controls/rule.yaml": """
id: rule
name: Rule
authority: Office
authority_country: NL
description: Made up.
timeline: [{date: "2025-01-01", status: in-force}]
effect: prohibited
acts_on: ACTS
reach: {headquarters: [NL]}
covers: [{component: tool}]
against: AGAINST
""",
}
COMPANIES = {"fab-cn": "CN", "fab-tw": "TW", "toolmaker": "NL", "optician": "DE"}


def dataset(folder: Path, acts: str = "[servicing]", against: str = "{destinations: [CN]}") -> SupplyGraph:
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = text.replace("ACTS", acts).replace("AGAINST", against).lstrip()
        path.write_text(text, encoding="utf-8")
    (folder / "companies").mkdir()
    for id_, seat in COMPANIES.items():
        text = f"id: {id_}\nname: {id_}\nheadquarters: {seat}\n"
        (folder / "companies" / f"{id_}.yaml").write_text(text, encoding="utf-8")
    return nw.load(folder)


def scenario(target: str, **what: Any) -> Scenario:
    record = {"id": "own", "title": "Own", "question": "What if?", "target": target, **what}
    return Scenario.model_validate(record)


def singles(found: ScenarioRun) -> set[str]:
    return {c.members[0] for c in found.shift.cut_sets_after if c.order == 1}


@pytest.mark.parametrize(
    ("removed", "acts", "status", "no_new"),
    [
        # Sales stopped: what stands runs on, and no fab can grow.
        ("tool", ("new-supply",), "running", ("chip",)),
        ("optics", ("new-supply",), "running", ("chip",)),
        # Servicing stopped: the fabs stop with their tools; optics are not serviced in fabs.
        ("tool", ("servicing",), "stopped_by_removal", ()),
        ("optics", ("servicing",), "running", ()),
        ("tool", ("expansion",), "running", ("chip",)),
        ("tool", ("new-supply", "servicing"), "stopped_by_removal", ()),
        ("tool", (), "stopped_by_removal", ()),
    ],
)
def test_two_different_acts(
    tmp_path: Path, removed: str, acts: tuple[str, ...], status: str, no_new: tuple[str, ...]
) -> None:
    found = nw.run_scenario(dataset(tmp_path), scenario("run", remove=(removed,), acts_on=acts))
    assert found.status == status
    assert found.no_new_capacity == no_new
    assert found.shift.immediate_loss is not None
    if status == "running":
        assert found.shift.immediate_loss.value == 0
        assert found.shift.changes.new == found.shift.changes.absorbed == ()
        # What stands still depends on its maker's service.
        assert "toolmaker" in singles(found)


@pytest.mark.parametrize(
    ("acts", "against", "loss", "after"),
    [
        # Only the fab in China is cut off; the other one then stands alone.
        ("[servicing]", "{destinations: [CN]}", 0.4, {"fab-tw", "toolmaker", "optician"}),
        ("[servicing]", "{companies: [fab-tw]}", 0.6, {"fab-cn", "toolmaker", "optician"}),
        # Against everybody abroad, seen from the Netherlands: both.
        ("[servicing]", "{}", 1.0, None),
        ("[new-supply]", "{destinations: [CN]}", 0.0, {"toolmaker", "optician"}),
        ("[servicing]", "{destinations: [US]}", 0.0, {"toolmaker", "optician"}),
        # Listed firms that are strangers in the destination: their sites there are meant.
        ("[servicing]", "{destinations: [CN], companies: [fab-tw]}", 0.0, {"toolmaker", "optician"}),
    ],
)
def test_a_control_stops_deliveries_to_those_it_is_against(
    tmp_path: Path, acts: str, against: str, loss: float, after: set[str] | None
) -> None:
    graph = dataset(tmp_path, acts, against)
    found = nw.run_scenario(graph, scenario("run", apply=("rule",)))
    assert found.shift.immediate_loss is not None
    assert found.shift.immediate_loss.value == pytest.approx(loss)
    assert found.status == ("running" if after else "stopped_by_removal")
    assert singles(found) == (after or set())
    (rule,) = nw.controls(graph, "run").controls
    assert rule.held is not None
    assert rule.held.value == pytest.approx(loss)
    # Lifting is the same the other way round.
    lifted = nw.run_scenario(graph, scenario("run", lift=("rule",)))
    before = {c.members for c in lifted.shift.cut_sets_before}
    assert before == {c.members for c in found.shift.cut_sets_after}
    if after is None:
        assert lifted.status == "not_running_at_baseline"
        assert lifted.shift.points == ("Before, with Rule applied, Run does not run.", "After, it runs.")
    else:
        freed = {c.members for c in lifted.shift.cut_sets_after}
        assert freed == {c.members for c in found.shift.cut_sets_before}


def test_no_gpu_is_the_shift(tutorial: SupplyGraph) -> None:
    found, expected = nw.run_scenario(tutorial, "no-gpu"), nw.shift(tutorial, "training", remove=["gpu"])
    assert found.shift.rows() == expected.rows()
    assert found.shift.points == expected.points
    assert found.to_dict()["hypothetical"] is True
    assert found.provenance.notes[0] == "HYPOTHETICAL: scenario no-gpu"


def test_a_new_memory_maker_in_the_tutorial(tutorial: SupplyGraph) -> None:
    found = nw.run_scenario(tutorial, "new-memory-maker")
    rows = {r["id"]: r for r in found.rows()}
    # Without the GPU all memory is HBM2E: a fifth from home, the rest from mem-b.
    assert rows["mem-b"]["after"] == pytest.approx(0.8)
    assert rows["mem-b"]["growth"] == pytest.approx(0.8 / 0.615, rel=1e-9)
    memory = next(x for x in found.shift.layers if x.layer == "memory")
    assert memory.after is not None
    assert memory.after.held is not None
    assert memory.after.held.value == pytest.approx(0.8)
    assert memory.after.held_order is None
    assert singles(found) == {"asic-co", "litho-co", "pack-b"}
    assert len(found.shift.cut_sets_before) == 18
    # {mem-b} is gone as a single point; with the home maker it would stop what asic-co stops already.
    assert len(found.shift.cut_sets_after) == 7


def test_shares_are_set_in_proportion(tutorial: SupplyGraph) -> None:
    gate = tutorial.gates["hbm3/suppliers"]
    assert [o.share for o in with_set(gate, {"hbm3@mem-a": 0.1}).options] == [0.1, 0.9]
    assert [o.share for o in with_set(gate, {"hbm3@mem-a": 0.1, "hbm3@mem-b": 0.2}).options] == [0.1, 0.2]


def test_what_cannot_be_supposed(tutorial: SupplyGraph) -> None:
    def run(**what: Any) -> None:
        nw.run_scenario(tutorial, scenario("training", **what))

    with pytest.raises(UnknownReference, match='no scenario "no-gup"; did you mean "no-gpu"'):
        nw.run_scenario(tutorial, "no-gup")
    with pytest.raises(UnknownReference):
        run(remove=("nobody",))
    with pytest.raises(UnknownReference, match="removes the target"):
        run(remove=("training",))
    with pytest.raises(ValueError, match='no control "none"'):
        run(apply=("none",))
    with pytest.raises(ValueError, match='supplies "hbm3" already'):
        run(add=({"component": "hbm3", "supplier": {"company": "mem-a"}},))
    with pytest.raises(ValueError, match="names no supplier"):
        run(add=({"component": "training", "supplier": {"company": "mem-a"}},))
    with pytest.raises(ValueError, match="no role"):
        run(add=({"component": "gpu", "role": "x", "alternative": {"component": "hbm3"}},))
    with pytest.raises(ValueError, match="no offering"):
        run(set=({"offering": "hbm3@gpu-co", "share": 0.5},))
    with pytest.raises(ValueError, match="more than 1"):
        run(set=({"offering": "hbm3@mem-a", "share": 0.6}, {"offering": "hbm3@mem-b", "share": 0.6}))
    with pytest.raises(UnknownReference):
        nw.run_scenario(tutorial, "no-gpu", target="nothing")


def test_an_alternative_is_bound_by_its_own_needs(tutorial: SupplyGraph) -> None:
    role = tutorial.requirements("gpu")[0].role
    supposed = {"component": "gpu", "role": role, "alternative": {"component": "die-7nm"}}
    found = nw.run_scenario(tutorial, scenario("gpu", remove=("foundry-a",), add=(supposed,)))
    assert found.status == "running"
    assert "foundry-b" in singles(found)
    assert "litho-co" in singles(found)
    without = nw.run_scenario(tutorial, scenario("gpu", remove=("foundry-a",)))
    assert without.status == "stopped_by_removal"
    assert without.shift.stopped_by == (("foundry-a",),)


def test_frozen_in_frozen_out(tutorial: SupplyGraph) -> None:
    nodes, gates = dict(tutorial.nodes), dict(tutorial.gates)
    nw.run_scenario(tutorial, "new-memory-maker")
    nw.run_scenario(tutorial, scenario("training", apply=("nl-scanner-rule",)))
    assert (dict(tutorial.nodes), dict(tutorial.gates)) == (nodes, gates)
    assert tutorial.removed == frozenset()


def test_a_matrix_of_scenarios(tutorial: SupplyGraph) -> None:
    found = nw.compare_scenarios(tutorial, ["no-gpu", "new-memory-maker"])
    assert found.layers == ("accelerator", "foundry", "memory", "packaging", "equipment", "material")
    held = {(r["scenario"], r["layer"]): r["held_after"] for r in found.rows()}
    assert held["no-gpu", "memory"] == 1
    assert held["new-memory-maker", "memory"] == pytest.approx(0.8)
    assert found.to_dict()["hypothetical"] is True
    assert found.provenance.notes[0].startswith("HYPOTHETICAL")


def test_the_scenarios_of_the_curated_dataset(ai_chips: SupplyGraph) -> None:
    shipped = set(ai_chips.dataset.scenarios)
    assert shipped >= {
        "gpu-removed-world",
        "gpu-removed-cn",
        "tsmc-lost",
        "korea-memory-lost",
        "euv-sales-stopped",
        "euv-servicing-stopped",
        "us-tools-withheld",
        "abf-film-lost",
        "china-mineral-controls",
        "domestic-only-cn",
        "h200-sales-reopened",
        "cxmt-hbm3-20",
        "longcat-repeated",
    }
    foreign = {c.headquarters for c in ai_chips.dataset.companies.values()}
    foreign |= {n.country for n in ai_chips.nodes.values() if n.kind == "group" and n.country}
    alone = ai_chips.dataset.scenarios["domestic-only-cn"].remove
    assert set(alone) == {f"country:{c}" for c in foreign - {"CN"}}
    sales = nw.run_scenario(ai_chips, "euv-sales-stopped")
    assert sales.status == "running"
    assert sales.no_new_capacity
    assert sales.shift.changes.new == ()


@pytest.mark.parametrize("name", sorted(nw.load().dataset.scenarios))
def test_each_shipped_scenario_runs(ai_chips: SupplyGraph, name: str) -> None:
    found = nw.run_scenario(ai_chips, name, max_order=2)
    assert found.status in ("running", "stopped_by_removal")
    assert found.shift.sentence
    assert found.provenance.notes[0] == f"HYPOTHETICAL: scenario {name}"
