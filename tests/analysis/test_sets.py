"""Several targets, members asked for, authorities, path sets, the cheapest cut, risk and limits."""

from __future__ import annotations

import shutil
from itertools import combinations
from pathlib import Path

import pytest

import narrows as nw
from narrows.analysis.chokepoints import Chokepoints
from narrows.analysis.model import compile_model
from narrows.analysis.reading import CLOSED
from narrows.analysis.running import runs_without
from narrows.analysis.units import units_of
from narrows.graph.removal import UnknownReference
from narrows.graph.supply import SupplyGraph

TUTORIAL = Path(__file__).parents[2] / "datasets" / "tutorial"


def groups(found: Chokepoints) -> set[frozenset[str]]:
    return {frozenset(c.members) for c in found.cut_sets}


@pytest.fixture(scope="module")
def tutorial() -> SupplyGraph:
    return nw.load("tutorial")


def brute(graph: SupplyGraph, targets: list[str], *, every: bool) -> set[frozenset[str]]:
    """Minimal groups of up to three companies that stop all, or any, of the targets."""
    out: set[frozenset[str]] = set()
    makers = {m for t in targets for m in graph.makers(t)}
    companies = [c for c in graph.dataset.companies if c not in makers]
    for size in (1, 2, 3):
        for lost in combinations(companies, size):
            if any(known < set(lost) for known in out):
                continue
            stopped = []
            for target in targets:
                model = compile_model(graph.without(*lost), target, CLOSED)
                stopped.append(not runs_without(model))
            if all(stopped) if every else any(stopped):
                out.add(frozenset(lost))
    return out


@pytest.mark.parametrize("joint", ["any", "all"])
@pytest.mark.parametrize("targets", [["gpu", "asic"], ["die-5nm", "hbm3", "asic"]])
def test_several_targets(tutorial: SupplyGraph, joint: str, targets: list[str]) -> None:
    found = nw.chokepoints(tutorial, targets, joint=joint)  # type: ignore[arg-type]
    assert groups(found) == brute(tutorial, targets, every=joint == "all")
    assert found.target == f"{joint} of: {', '.join(sorted(targets))}"


def test_several_targets_at_a_loss(tutorial: SupplyGraph) -> None:
    """gpu loses .7 without mem-a, asic nothing; both lose all without litho-co."""
    some = nw.chokepoints(tutorial, ["gpu", "asic"], joint="any", loss=0.7, max_order=1)
    both = nw.chokepoints(tutorial, ["gpu", "asic"], joint="all", loss=0.7, max_order=1)
    assert frozenset({"mem-a"}) in groups(some)
    assert frozenset({"mem-a"}) not in groups(both)
    assert frozenset({"litho-co"}) in groups(both)


def test_one_target_in_a_list_is_that_target(tutorial: SupplyGraph) -> None:
    assert nw.chokepoints(tutorial, ["training"]) == nw.chokepoints(tutorial, "training")


def test_required_members(tutorial: SupplyGraph) -> None:
    everything = groups(nw.chokepoints(tutorial, "training"))
    found = groups(nw.chokepoints(tutorial, "training", require=["etch-a"]))
    assert found == {g for g in everything if "etch-a" in g}
    assert found


def test_excluded_members_are_taken_to_be_safe(tutorial: SupplyGraph) -> None:
    everything = groups(nw.chokepoints(tutorial, "training", max_order=6))
    found = groups(nw.chokepoints(tutorial, "training", exclude=["litho-co", "mem-b"], max_order=6))
    assert found == {g for g in everything if not g & {"litho-co", "mem-b"}}


def test_what_is_protected_runs_whatever_is_lost(tutorial: SupplyGraph) -> None:
    """mem-b makes hbm2e alone and hbm3 beside mem-a; with hbm2e safe, its loss stops nothing alone."""
    after = tutorial.without("gpu")
    assert frozenset({"mem-b"}) in groups(nw.chokepoints(after, "training"))
    safe = groups(nw.chokepoints(after, "training", protect=["hbm2e@mem-b"]))
    assert not any("mem-b" in g for g in safe)
    with pytest.raises(UnknownReference, match="hbm2e@mem-c"):
        nw.chokepoints(after, "training", protect=["hbm2e@mem-c"])


def test_an_id_that_cannot_be_lost_is_refused(tutorial: SupplyGraph) -> None:
    with pytest.raises(UnknownReference, match='did you mean "litho-co"'):
        nw.chokepoints(tutorial, "training", require=["lito-co"])


def test_all_sizes(tutorial: SupplyGraph) -> None:
    found = nw.chokepoints(tutorial, "training", max_order=None)
    assert found.by_order() == nw.count_cut_sets(tutorial, "training").by_order
    assert found.complete
    assert found.complete_to is None
    with pytest.raises(ValueError, match="loss 1 only"):
        nw.chokepoints(tutorial, "training", max_order=None, loss=0.5)


@pytest.mark.parametrize("level", ["company", "offering", "component", "country"])
def test_path_sets_keep_a_target_running(tutorial: SupplyGraph, level: str) -> None:
    found = nw.path_sets(tutorial, "training", level=level)  # type: ignore[arg-type]
    model = compile_model(tutorial, "training", CLOSED)
    units = {u.id: u.nodes for u in units_of(model, level)}  # type: ignore[arg-type]
    assert found.smallest
    for kept in found.smallest:
        others = [n for id_, nodes in units.items() if id_ not in kept for n in nodes]
        assert runs_without(model, others)
        for member in kept:
            assert not runs_without(model, [*others, *units[member]])
    cuts = nw.chokepoints(tutorial, "training", level=level, max_order=None)  # type: ignore[arg-type]
    assert all(set(kept) & set(c.members) for kept in found.smallest for c in cuts.cut_sets)


def test_the_real_target_is_counted(ai_chips: SupplyGraph) -> None:
    counted = nw.count_cut_sets(ai_chips, "frontier-training-cn")
    listed = nw.chokepoints(ai_chips, "frontier-training-cn", max_order=4).by_order()
    assert {k: n for k, n in counted.by_order.items() if k <= 4} == listed
    assert nw.path_sets(ai_chips, "frontier-training-cn").total


@pytest.mark.parametrize("level", ["company", "offering", "component", "country"])
def test_the_cheapest_cut_costs_what_the_cheapest_listed_one_costs(tutorial: SupplyGraph, level: str) -> None:
    listed = groups(nw.chokepoints(tutorial, "training", level=level, max_order=None))  # type: ignore[arg-type]
    members = sorted({m for g in listed for m in g})
    costs = {m: float(3 + (7 * i) % 5) for i, m in enumerate(members)}
    found = nw.cheapest_cut(tutorial, "training", level=level, costs=costs)  # type: ignore[arg-type]
    assert frozenset(found.members or ()) in listed
    assert found.cost == min(sum(costs[m] for m in g) for g in listed)


def test_the_fewest_jurisdictions(ai_chips: SupplyGraph) -> None:
    found = nw.cheapest_cut(ai_chips, "frontier-training-cn", weigh="jurisdictions")
    countries = nw.chokepoints(ai_chips, "frontier-training-cn", level="country", max_order=6)
    assert found.cost == min(c.order for c in countries.cut_sets)
    assert len(found.jurisdictions) == found.cost
    model = compile_model(ai_chips.without(*(found.members or ())), "frontier-training-cn", CLOSED)
    assert not runs_without(model)


def test_what_cannot_be_asked_of_the_cheapest(tutorial: SupplyGraph) -> None:
    with pytest.raises(ValueError, match="a cost is 0 or more"):
        nw.cheapest_cut(tutorial, "training", costs={"litho-co": -1})
    with pytest.raises(ValueError, match="without other costs"):
        nw.cheapest_cut(tutorial, "training", weigh="jurisdictions", costs={"litho-co": 1})
    with pytest.raises(UnknownReference, match="litho"):
        nw.cheapest_cut(tutorial, "training", costs={"litho": 1})


def test_risk_by_hand(tutorial: SupplyGraph) -> None:
    """litho-co stops it alone (.1); etch-a and etch-b only together (.2 x .5)."""
    found = nw.risk(tutorial, "training", {"litho-co": 0.1, "etch-a": 0.2, "etch-b": 0.5})
    assert found.risk is not None
    assert found.risk.probability == pytest.approx(1 - 0.9 * 0.9)
    assert {i.id for i in found.importance} == {"etch-a", "etch-b", "litho-co"}
    assert found.risk.importance[0].criticality >= found.risk.importance[-1].criticality
    with pytest.raises(ValueError, match="from 0 to 1"):
        nw.risk(tutorial, "training", {"litho-co": 1.5})
    with pytest.raises(UnknownReference):
        nw.risk(tutorial, "training", {"nobody": 0.5})


def test_an_authority_reaches_what_its_controls_cover(ai_chips: SupplyGraph) -> None:
    target = "frontier-training-cn"
    model = compile_model(ai_chips, target, CLOSED)
    units = {u.id: {model.ids[n] for n in u.nodes} for u in units_of(model, "authority")}
    assert "US" in units
    for nodes in units.values():
        for node in nodes:
            company = ai_chips.dataset.companies.get(ai_chips.nodes[node].company or "")
            assert company is None or company.headquarters != "CN"
    found = nw.chokepoints(ai_chips, target, level="authority")
    for cut in found.cut_sets:
        gone = [model.index[n] for member in cut.members for n in units[member]]
        assert not runs_without(model, gone)


RULE = """
id: rule
name: Rule
authority: Ministry
authority_country: NL
description: A made-up rule.
timeline:
  - {date: "2024", status: STATUS}
effect: prohibited
acts_on: [new-supply]
reach: {headquarters: [NL], foreign_products: FOREIGN}
covers:
  - component: scanner
  - component: etcher-b
against: {destinations: [CN]}
"""


@pytest.mark.parametrize(
    ("status", "foreign", "expected"),
    [
        ("in-force", "false", {"scanner@litho-co"}),
        # What a maker of the destination sells at home is no export, however far the rule reaches.
        ("suspended", "true", {"scanner@litho-co"}),
        ("lapsed", "true", None),
    ],
)
def test_what_a_control_reaches(tmp_path: Path, status: str, foreign: str, expected: set[str] | None) -> None:
    folder = tmp_path / "data"
    shutil.copytree(TUTORIAL, folder)
    (folder / "controls" / "nl-scanner-rule.yaml").unlink()
    text = RULE.replace("STATUS", status).replace("FOREIGN", foreign)
    (folder / "controls" / "rule.yaml").write_text(text, encoding="utf-8")
    model = compile_model(nw.load(folder), "training", CLOSED)
    found = {u.id: {model.ids[n].partition("/")[0] for n in u.nodes} for u in units_of(model, "authority")}
    assert found == ({} if expected is None else {"NL": expected})


def test_a_limit_gives_what_was_found(ai_chips: SupplyGraph) -> None:
    limit = nw.Limit()
    limit.stop.set()
    found = nw.chokepoints(ai_chips, "frontier-training-cn", limit=limit)
    assert not found.complete
    assert found.stopped == "interrupted"
    assert found.complete_to is not None
    assert found.complete_to < 3
    assert all(c.order <= found.complete_to for c in found.cut_sets)
    assert nw.count_cut_sets(ai_chips, "frontier-training-cn", limit=limit).total is None
    with pytest.raises(ValueError, match="more than 0"):
        nw.Limit(seconds=0)
