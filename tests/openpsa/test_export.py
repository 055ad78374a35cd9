"""Supply graphs as fault trees: read back, they have the same chokepoints."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from functools import partial
from pathlib import Path

import pytest

import narrows as nw
from narrows.analysis.engine.logic import Threshold, logic
from narrows.analysis.engine.unroll import TooLarge, unrolled
from narrows.analysis.reading import Reading
from narrows.analysis.units import LEVELS, Level
from narrows.graph.supply import SupplyGraph
from narrows.openpsa import export, open_psa, read_fault_tree
from narrows.openpsa.write import identifier

from .files import TREES, cuts, sets

SMALL = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"]
READINGS = [Reading(), Reading(cycles="cold-start"), Reading(unknown="running")]
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(-[A-Za-z0-9_]+)*")


def read_back(text: str, folder: Path) -> set[frozenset[str]]:
    """Cut sets of an exported tree, by the ids that its events had."""
    file = folder / "export.xml"
    file.write_text(text, encoding="utf-8")
    ids = {}
    for event in ET.fromstring(text).iter("define-basic-event"):
        kept = {a.get("name"): a.get("value") for a in event.iter("attribute")}
        ids[event.get("name")] = kept.get("id") or event.get("name")
    tree = read_fault_tree(file)
    assert set(tree.events) == set(ids)
    return {frozenset(str(ids[name]) for name in group) for group in cuts(tree)}


def groups(graph: SupplyGraph, target: str, level: Level, reading: Reading) -> set[frozenset[str]]:
    found = nw.chokepoints(graph, target, max_order=5, level=level, reading=reading)
    return {frozenset(c.members) for c in found.cut_sets}


@pytest.mark.parametrize("reading", READINGS, ids=lambda r: f"{r.cycles}, {r.unknown}")
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", ["tutorial", *SMALL])
def test_the_cut_sets_are_the_chokepoints(
    name: str, level: Level, reading: Reading, small_graphs: Path, tmp_path: Path
) -> None:
    graph = nw.load(name if name == "tutorial" else small_graphs / name)
    target = "training" if name == "tutorial" else "target"
    text = export.supply_as_open_psa(graph, target, level=level, reading=reading)
    found = {group for group in read_back(text, tmp_path) if len(group) <= 5}
    assert nw.chokepoints(graph, target, max_order=1, reading=reading).status == "running"
    assert found == groups(graph, target, level, reading)


def test_the_cycle_under_both_readings(small_graphs: Path, tmp_path: Path) -> None:
    graph = nw.load(small_graphs / "d")
    running = export.supply_as_open_psa(graph, "target")
    assert read_back(running, tmp_path) == sets("fab-a fab-b")
    assert "cycles are written out" in running
    cold = export.supply_as_open_psa(graph, "target", reading=Reading(cycles="cold-start"))
    assert read_back(cold, tmp_path) == sets("fab-b")


def test_what_is_stopped_already_is_a_top_event_that_always_happens(
    tutorial: SupplyGraph, tmp_path: Path
) -> None:
    gone = tutorial.without("litho-co")
    assert read_back(export.supply_as_open_psa(gone, "training"), tmp_path) == {frozenset()}


@pytest.mark.parametrize("level", LEVELS)
def test_names_are_valid_unique_and_readable(level: Level, ai_chips: SupplyGraph) -> None:
    text = export.supply_as_open_psa(
        ai_chips, "frontier-training-cn", level=level, command="narrows --x -- y"
    )
    root = ET.fromstring(text)
    defined = [e.get("name", "") for e in root.iter() if e.tag in ("define-gate", "define-basic-event")]
    assert all(NAME.fullmatch(name) for name in defined)
    assert len({name.casefold() for name in defined}) == len(defined)
    assert defined[0] == "frontier-training-cn"
    assert not list(root.iter("float")), "no probability is made up"
    used = {e.get("name") for e in root.iter() if e.tag in ("gate", "basic-event")}
    assert set(defined) - used == {defined[0]}
    for connective in ("and", "or", "atleast"):
        for formula in root.iter(connective):
            names = [e.get("name") for e in formula]
            assert len(names) == len(set(names)) > 1


def test_the_heading_says_where_it_comes_from(tutorial: SupplyGraph) -> None:
    command = "narrows export --dataset tutorial"
    text = export.supply_as_open_psa(tutorial, "training", command=command, version="1.2.3")
    comment = text[text.index("<!--") : text.index("-->")]
    for word in ("training", "company", "Narrows tutorial, version", "Narrows 1.2.3", "narrows export"):
        assert word in comment
    assert {a.get("value") for a in ET.fromstring(text).iter("attribute")} >= {command, "training"}
    assert export.supply_as_open_psa(tutorial, "training", command=command, version="1.2.3") == text


def test_an_unknown_level(tutorial: SupplyGraph) -> None:
    with pytest.raises(ValueError, match="level is one of"):
        export.supply_as_open_psa(tutorial, "training", level="planet")  # type: ignore[arg-type]


def test_a_tree_is_written_as_it_was_read(tmp_path: Path) -> None:
    tree = read_fault_tree(TREES / "chinese.xml")
    text = open_psa(
        tree.logic(),
        name=tree.name,
        gates=[gate.name for gate in tree.gates],
        probabilities=tree.probabilities,
    )
    file = tmp_path / "again.xml"
    file.write_text(text, encoding="utf-8")
    again = read_fault_tree(file)
    assert (again.name, again.top, again.events) == (tree.name, tree.top, tree.events)
    assert again.probabilities == tree.probabilities
    assert cuts(again) == cuts(tree)
    assert open_psa(again.logic(), name=tree.name, gates=[g.name for g in again.gates]).count("<gate ") == (
        text.count("<gate ")
    )


def test_hostile_names_are_escaped(tmp_path: Path) -> None:
    names = ['<a & "b">', "-->", "x--y", "芯片", "", "X--Y", "a\x00\nb"]
    whole = logic(names, [Threshold(2, tuple(range(len(names))))], ~0)
    label = '<!-- "&" -->'
    about = {"comm--and": "--x ---", "note": "]]>\x07"}
    text = open_psa(whole, gates=["top -- gate"], labels=dict.fromkeys(names, label), about=about)
    root = ET.fromstring(text)
    assert {e.text for e in root.iter("label")} == {label, "top -- gate"}
    found = read_back(text, tmp_path)
    assert len(found) == 21
    assert {"芯片", "x--y", "X--Y", "-->"} <= {name for group in found for name in group}


def test_inputs_that_come_to_the_same_are_counted_up(tmp_path: Path) -> None:
    """SCRAM answers "2 of a, b, c" with b the same as a by c alone; so this is not written."""
    gates = [
        Threshold(2, (~1, ~2, 2)),
        Threshold(1, (0, 1)),
        Threshold(1, (1, 0)),
        Threshold(3, (0, 0, 1, 2)),
    ]
    whole = logic(["a", "b", "c"], gates, ~0)
    text = open_psa(whole)
    assert "<atleast" not in text
    assert read_back(text, tmp_path) == sets("a", "b")
    twice = open_psa(logic(["a", "b", "c"], gates, ~3))
    assert read_back(twice, tmp_path) == sets("a b", "a c")
    apart = open_psa(logic(["a", "b", "c"], [Threshold(2, (0, 1, 2))], ~0))
    assert '<atleast min="2">' in apart


def test_probabilities_that_are_none() -> None:
    whole = logic(["a"], [Threshold(1, (0,))], ~0)
    assert '<float value="0.25"/>' in open_psa(whole, probabilities={"a": 0.25})
    for wrong in ({"a": 1.5}, {"a": float("nan")}, {"b": 0.5}):
        with pytest.raises(ValueError, match="is no probability of an event"):
            open_psa(whole, probabilities=wrong)


def test_a_top_that_is_an_event(tmp_path: Path) -> None:
    assert read_back(open_psa(logic(["a"], [], 0)), tmp_path) == sets("a")


def test_too_many_rounds(small_graphs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("narrows.openpsa.write.unrolled", partial(unrolled, largest=3))
    with pytest.raises(TooLarge, match=r"more than 3 gates; .* narrows chokepoints"):
        export.supply_as_open_psa(nw.load(small_graphs / "d"), "target")


@pytest.mark.parametrize(
    "text", ["hbm3e@sk-hynix/kr", "3m", "", "--", "-a-", "a.b", "ä", "_", "a--b", "a -b-"]
)
def test_identifiers_are_valid(text: str) -> None:
    assert NAME.fullmatch(identifier(text))
