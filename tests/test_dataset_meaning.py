"""What the curated dataset says on questions whose answer is known: the data's meaning, not its form."""

from __future__ import annotations

from pathlib import Path

import pytest

import narrows as nw
from narrows.graph.supply import SupplyGraph

HBM_MAKERS = frozenset({"micron", "samsung", "sk-hynix"})
DUV_NODES = ("smic-7nm-wafer", "smic-n3-wafer")
STACKS = ("frontier-training", "longcat-2.0")


def single_points(graph: SupplyGraph, target: str, loss: float = 1.0) -> set[str]:
    found = nw.chokepoints(graph, target, max_order=1, loss=loss)
    assert found.status == "running"
    return {c.members[0] for c in found.cut_sets}


def test_hbm_makers_are_a_group_and_none_is_alone(ai_chips: SupplyGraph) -> None:
    """For the Nvidia, AMD, TPU and Trainium accelerators together: what it takes to stop them all."""
    western = [
        c.id
        for c in ai_chips.dataset.components.values()
        if c.layer == "accelerator" and c.id.startswith(("nvidia-", "amd-", "google-tpu", "aws-trainium"))
    ]
    assert len(western) >= 12
    for targets in (western, ["frontier-training"]):
        found = nw.chokepoints(ai_chips, targets, joint="all")
        among = [frozenset(c.members) for c in found.cut_sets if set(c.members) <= HBM_MAKERS]
        assert among
        assert all(2 <= len(c) <= 3 for c in among)


def test_euv_scanners_are_a_single_point_where_euv_is_used(ai_chips: SupplyGraph) -> None:
    """For every process, of logic or memory, that the data records as using them.

    A process that only some of its makers run with EUV goes on with the others.
    """
    layers = ("foundry", "dram")
    nodes = [c.id for c in ai_chips.dataset.components.values() if c.layer in layers]
    using = [n for n in nodes if "euv-scanner" in set(ai_chips.inputs(n))]
    assert {"n2-wafer", "n3-wafer", "n5-wafer", "samsung-4nm-wafer"} <= set(using)
    for node in using:
        assert {"asml", "zeiss-smt"} <= single_points(ai_chips, node), node


@pytest.mark.parametrize("node", DUV_NODES)
def test_euv_is_not_under_smic(ai_chips: SupplyGraph, node: str) -> None:
    assert "euv-scanner" not in ai_chips.upstream(node)
    assert "zeiss-smt" not in single_points(ai_chips, node)


@pytest.mark.parametrize("target", STACKS)
def test_abf_film_is_one_for_both_stacks(ai_chips: SupplyGraph, target: str) -> None:
    assert "ajinomoto" in single_points(ai_chips, target, loss=0.9)


def test_smic_becomes_decisive_for_ascend_without_the_die_bank(ai_chips: SupplyGraph) -> None:
    assert "smic" not in single_points(ai_chips, "ascend-910c")
    assert "smic" in single_points(ai_chips.without("ascend-910-die-bank"), "ascend-910c")


def test_gallium_is_never_under_a_silicon_die(ai_chips: SupplyGraph) -> None:
    dies = [c.id for c in ai_chips.dataset.components.values() if c.layer == "die"]
    assert dies
    for die in dies:
        above = {ai_chips.nodes[n].component for n in ai_chips.upstream(die)}
        assert not above & {"gallium", "germanium"}


def test_removing_nvidia_leaves_both_targets_running(ai_chips: SupplyGraph) -> None:
    for target in ("frontier-training", "frontier-training-cn"):
        assert nw.shift(ai_chips, target, remove=["nvidia"]).status == "running"


def test_every_statement_is_sourced(ai_chips: SupplyGraph) -> None:
    """Each citation has a page that a reader can open, and none is dated after the dataset."""
    for source in ai_chips.dataset.sources.values():
        assert source.url or source.access == "offline"
        assert source.date is None or source.date <= ai_chips.dataset.manifest.as_of


def test_the_figures_from_eto_are_few_and_listed(ai_chips: SupplyGraph) -> None:
    """Its licence forbids commercial use: single figures with attribution only, all in docs/dataset.md."""
    page = (Path(__file__).parent.parent / "docs/dataset.md").read_text(encoding="utf-8")
    found = []
    for component in ai_chips.dataset.components.values():
        for supplier in component.suppliers:
            for share in supplier.shares:
                cites = share.evidence.cites if share.evidence else ()
                if any(c.source == "eto-supply-chain" for c in cites):
                    found.append(component.id)
                    company = ai_chips.dataset.name(supplier.company or "")
                    assert f"| `{component.id}` | {company} | {share.value:g} |" in page
    assert 0 < len(found) <= 10
