"""Overlays: what they add, what they must say aloud, and where their mistakes are placed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import narrows as nw
from narrows.__main__ import main
from narrows.graph.problems import DatasetError
from narrows.graph.supply import SupplyGraph

OWN = '{kind: private, as_of: "2027-01", confidence: low, note: our purchasing}'
NODES = "id,kind,name,layer,country\noptics,component,Optical engine,packaging,\nopt-a,company,Opt A,,TW\n"
EDGES = (
    "from,relation,to,role,share,measure,period,as_of,note\n"
    "gpu,needs,optics,optical links,,,,2026-11,our engineers\n"
    "optics,supplied_by,opt-a,,60%,units,2026,2026-11,our purchasing\n"
)


def lay(root: Path, **files: str) -> Path:
    """An overlay with these files; double underscores stand for folders."""
    for name, text in files.items():
        stem, _, ending = name.rpartition("_")
        path = root / f"{stem.replace('__', '/').replace('_', '-')}.{ending}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def wrong(overlay: Path) -> list[str]:
    with pytest.raises(DatasetError) as caught:
        nw.load("tutorial", overlay=overlay)
    return [str(problem) for problem in caught.value.problems]


def groups(graph: SupplyGraph) -> set[frozenset[str]]:
    return {frozenset(found.members) for found in nw.chokepoints(graph, "training", max_order=2).cut_sets}


def test_tables_add_components_and_edges(tmp_path: Path) -> None:
    base = groups(nw.load("tutorial"))
    over = groups(nw.load("tutorial", overlay=lay(tmp_path / "acme", nodes_csv=NODES, edges_csv=EDGES)))
    assert {"asic-co", "opt-a"} in over - base
    assert {"gpu-co", "asic-co"} in base & over


def test_a_record_adds_a_supplier_and_a_newer_list_of_shares(tmp_path: Path) -> None:
    text = f"id: hbm2e\nsuppliers:\n  - company: mem-a\n    evidence: {OWN}\n"
    graph = nw.load("tutorial", overlay=lay(tmp_path / "acme", components__memory__hbm2e_yaml=text))
    assert graph.makers("hbm2e") == ("mem-a", "mem-b")
    assert nw.load("tutorial").makers("hbm2e") == ("mem-b",)


def test_a_second_value_needs_the_word_replace(tmp_path: Path) -> None:
    text = "id: hbm3\nsuppliers:\n  - company: mem-a\n    shares:\n      - "
    text += "{SAYvalue: 0.5, measure: units, period: '2026', EV}\n"
    text = text.replace("EV", f"evidence: {OWN}")
    overlay = lay(tmp_path / "acme", components__memory__hbm3_yaml=text.replace("SAY", ""))
    assert wrong(overlay) == [
        'acme/components/memory/hbm3.yaml:5:17: suppliers[0].shares[0].value: value is "0.7" in the dataset; '
        'write "replace: [value]" in this group if yours is to count, or delete the line [overlay-conflict]'
    ]
    lay(overlay, components__memory__hbm3_yaml=text.replace("SAY", "replace: [value], "))
    gate = nw.load("tutorial", overlay=overlay).gates["hbm3/suppliers"]
    assert [option.share for option in gate.options] == [0.5, 0.3]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "id: hbm3\nreplace: [suplliers]\n",
            'hbm3.yaml:2:11: replace[0]: nothing called "suplliers" to replace; did you mean "suppliers"?',
        ),
        ("id: hbm3\nreplace: true\n", "hbm3.yaml:2:10: replace: not a list of names"),
        ("id: other\n", 'hbm3.yaml:1:5: id: the id is "other", the file is "hbm3.yaml"'),
        (
            "id: hbm3\nrequires: [{role: x, any_of: [{component: scaner}]}]\n",
            'hbm3.yaml:2:43: requires[0].any_of[0].component: no component "scaner"; did you mean "scanner"?',
        ),
        (
            "id: hbm3\nsupplier: 1\n",
            'hbm3.yaml:2:1: supplier: no field "supplier" here; did you mean "suppliers"?',
        ),
        ("id: hbm3\nnote: [a\n", "hbm3.yaml:3:1: not valid YAML"),
        ("id: gpu-co\n", 'the id is "gpu-co"'),
    ],
)
def test_a_mistake_is_placed_in_the_overlay(text: str, said: str, tmp_path: Path) -> None:
    lines = wrong(lay(tmp_path / "acme", components__memory__hbm3_yaml=text))
    assert any(line.startswith("acme/components/memory/") and said in line for line in lines), lines


def test_shares_that_come_to_more_than_one_are_the_overlay_s(tmp_path: Path) -> None:
    edges = EDGES.replace(
        "gpu,needs,optics,optical links,,,,2026-11,our engineers",
        "hbm3,supplied_by,foundry-a,,20%,units,2026,2026-11,x",
    )
    lines = wrong(lay(tmp_path / "acme", nodes_csv=NODES, edges_csv=edges))
    assert [line for line in lines if "warning" not in line] == [
        "acme/edges.csv:2:1: suppliers: the units shares of the suppliers in world, 2026, add up to 1.2; "
        "they can be 1 at most (within 0.02) [shares-sum]"
    ]


def test_two_overlays_keep_their_places_apart(tmp_path: Path) -> None:
    one = lay(
        tmp_path / "one",
        components__memory__hbm2e_yaml=f"id: hbm2e\nsuppliers:\n  - company: pack-a\n    evidence: {OWN}\n",
    )
    two = lay(
        tmp_path / "two",
        components__memory__hbm2e_yaml=f"id: hbm2e\nsuppliers:\n  - company: gpu-x\n    evidence: {OWN}\n",
    )
    with pytest.raises(DatasetError) as caught:
        nw.load("tutorial", overlay=[two, one])
    assert [str(p).partition(" ")[0] for p in caught.value.problems] == [
        "two/components/memory/hbm2e.yaml:3:14:"
    ]
    lay(two, components__memory__hbm2e_yaml="id: hbm2e\ndescription: x\n")
    lay(one, components__memory__hbm2e_yaml="id: hbm2e\nreplace: [description]\ndescription: y\n")
    graph = nw.load("tutorial", overlay=[one])
    assert graph.dataset.components["hbm2e"].description == "y"


def test_private_facts_pass_only_in_an_overlay_and_rest_on_no_source(tmp_path: Path) -> None:
    overlay = lay(tmp_path / "acme", nodes_csv=NODES, edges_csv=EDGES)
    low = nw.Filters(min_confidence="medium")
    assert nw.load("tutorial", overlay=overlay).gates["gpu/optical links"].options[0].node == "optics"
    assert (
        nw.load("tutorial", overlay=overlay, filters=low).gates["gpu/optical links"].options[0].node is None
    )


def test_every_output_names_the_overlay_and_not_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    overlay = lay(tmp_path / "acme", nodes_csv=NODES, edges_csv=EDGES)
    for command in (["chokepoints", "--format", "json"], ["list"], ["why", "opt-a"], ["evidence"]):
        assert main([*command, "--dataset", "tutorial", "--overlay", str(overlay)]) == 0
        out = capsys.readouterr().out
        assert "with overlay acme" in out
        assert "not published" in out
        assert str(tmp_path) not in out
    assert main(["chokepoints", "--dataset", "tutorial", f"--overlay={overlay}", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert "with overlay acme" in found["provenance"]["notes"]
    assert "--overlay=acme" in found["footer"][1]


def test_an_overlay_that_is_not_there_and_one_that_is_empty(tmp_path: Path) -> None:
    assert "no such overlay" in wrong(tmp_path / "nowhere")[0]
    (tmp_path / "empty").mkdir()
    assert "nothing to lay over" in wrong(tmp_path / "empty")[0]


def test_a_link_in_an_overlay_is_refused(tmp_path: Path) -> None:
    overlay = lay(tmp_path / "acme", edges_csv=EDGES)
    (tmp_path / "secret.csv").write_text(NODES, encoding="utf-8")
    (overlay / "nodes.csv").symlink_to(tmp_path / "secret.csv")
    assert any("acme/nodes.csv:1:1: a link to another place" in line for line in wrong(overlay))


def test_validate_takes_an_overlay(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    overlay = lay(tmp_path / "acme", nodes_csv=NODES, edges_csv=EDGES.replace("opt-a", "opt-b"))
    assert main(["validate", "tutorial", "--overlay", str(overlay)]) == 1
    assert 'acme/edges.csv:3:1: suppliers[0].company: no company "opt-b"' in capsys.readouterr().out
