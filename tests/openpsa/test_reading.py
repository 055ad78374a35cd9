"""Reading fault trees: what is understood, and what is said of what is not."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
import yaml

from narrows.openpsa import FaultTreeError, TopError, read_fault_tree

from .files import TREES, cuts, gate, model, read, refs, sets


def test_and_or_and_at_least(tmp_path: Path) -> None:
    tree = read(
        tmp_path,
        gate("Top", f"<or>{refs('A B')}</or>")
        + gate("A", f"<and>{refs('a b')}</and>")
        + gate("B", f'<atleast min="2">{refs("c d e")}</atleast>'),
    )
    assert (tree.name, tree.top, tree.named_gates) == ("t", "Top", 3)
    assert tree.events == ("a", "b", "c", "d", "e")
    assert cuts(tree) == sets("a b", "c d", "c e", "d e")


def test_formulas_inside_formulas_and_shared_gates(tmp_path: Path) -> None:
    inner = f'<atleast min="2">{refs("a b")}<and>{refs("c S")}</and></atleast>'
    content = gate("Top", f"<or>{inner}{refs('S')}</or>") + gate("S", f"<and>{refs('d e')}</and>")
    tree = read(tmp_path, content)
    assert tree.named_gates == 2
    assert cuts(tree) == sets("a b", "d e")


def test_a_gate_that_is_one_reference(tmp_path: Path) -> None:
    assert cuts(read(tmp_path, gate("Top", refs("A")) + gate("A", refs("a")))) == sets("a")


def test_events_that_may_be_either(tmp_path: Path) -> None:
    content = gate("Top", '<and><event name="A"/><event name="b"/></and>')
    content += gate("A", '<or><event name="c" type="basic-event"/><event name="B" type="gate"/></or>')
    assert cuts(read(tmp_path, content + gate("B", refs("d")))) == sets("b c", "b d")


def test_labels_attributes_and_cdata_are_passed_over(tmp_path: Path) -> None:
    words = "<label><![CDATA[not a <gate>]]></label><attributes><attribute name='x' value='y'/></attributes>"
    content = f'{words}<define-gate name="Top">{words}<or>{words}{refs("a b")}</or></define-gate>'
    assert cuts(read(tmp_path, content)) == sets("a", "b")


def test_house_events_and_constants(tmp_path: Path) -> None:
    content = gate(
        "Top", '<or><and><house-event name="on"/><basic-event name="a"/></and><gate name="A"/></or>'
    )
    content += gate("A", '<or><house-event name="off"/><house-event name="unsaid"/><gate name="B"/></or>')
    content += gate("B", '<and><constant value="true"/><basic-event name="b"/></and>')
    data = (
        '<model-data><define-house-event name="on"><constant value="true"/></define-house-event>'
        '<define-house-event name="off"><constant value="false"/></define-house-event>'
        '<define-house-event name="unsaid"/></model-data>'
    )
    assert cuts(read(tmp_path, content, data=data)) == sets("a", "b")


def test_a_top_event_that_always_or_never_happens(tmp_path: Path) -> None:
    assert cuts(read(tmp_path, gate("Top", '<constant value="1"/>'))) == {frozenset()}
    assert cuts(read(tmp_path, gate("Top", '<constant value="false"/>'))) == set()


def test_probabilities_by_event(tmp_path: Path) -> None:
    data = """<model-data>
<define-basic-event name="a"><label>A</label><float value="1e-3"/></define-basic-event>
<define-basic-event name="b"><parameter name="p"/></define-basic-event>
<define-basic-event name="c"><exponential><parameter name="p"/><float value="9"/></exponential>
</define-basic-event>
<define-basic-event name="d"/>
<define-basic-event name="unused"><float value="1"/></define-basic-event>
<define-parameter name="p" unit="hours"><parameter name="q"/></define-parameter>
<define-parameter name="q"><float value="0.25"/></define-parameter>
</model-data>"""
    file = model(tmp_path, gate("Top", f"<or>{refs('a b c d e')}</or>"), data=data)
    tree = read_fault_tree(file)
    assert dict(tree.probabilities) == {"a": 0.001, "b": 0.25}
    assert dict(tree.unread) == {"c": f"<exponential> at {file}:8:30"}
    assert tree.events == ("a", "b", "c", "d", "e")


def test_several_fault_trees_in_a_file(tmp_path: Path) -> None:
    second = f'</define-fault-tree><define-fault-tree name="u">{gate("B", refs("b"))}'
    content = gate("Top", f"<and>{refs('a B')}</and>") + second
    tree = read(tmp_path, content)
    assert (tree.name, cuts(tree)) == ("t", sets("a b"))
    assert read(tmp_path, content, top="B").name == "u"


def test_private_names_belong_to_their_component(tmp_path: Path) -> None:
    def pump(name: str) -> str:
        inside = gate(name, f"<or>{refs('Fails common')}</or>") + gate("Fails", refs("motor"))
        inside = inside.replace('<define-gate name="Fails"', '<define-gate name="Fails" role="private"')
        inside += '<define-basic-event name="motor" role="private"/>'
        return f'<define-component name="c{name}">{inside}</define-component>'

    content = gate("Top", f"<and>{refs('P Q')}</and>") + pump("P") + pump("Q")
    assert cuts(read(tmp_path, content)) == sets("common", "t.cP.motor t.cQ.motor")
    hidden = content.replace('name="cP"', 'name="cP" role="private"')
    with pytest.raises(FaultTreeError, match='gate "P" is not defined'):
        read(tmp_path, hidden)
    assert cuts(read(tmp_path, hidden.replace('<gate name="P"/>', '<gate name="cP.P"/>'))) == sets(
        "common", "t.cP.motor t.cQ.motor"
    )


def test_the_published_tree() -> None:
    tree = read_fault_tree(TREES / "chinese.xml")
    assert (tree.top, tree.named_gates, len(tree.events)) == ("r1", 36, 25)
    assert set(tree.probabilities) == set(tree.events)
    assert not tree.unread
    found = cuts(tree)
    assert {size: sum(1 for s in found if len(s) == size) for size in (2, 4, 5, 6)} == {
        2: 12,
        4: 24,
        5: 188,
        6: 168,
    }
    assert len(found) == 392


def test_a_fault_tree_does_not_change() -> None:
    tree = read_fault_tree(TREES / "chinese.xml")
    with pytest.raises(FrozenInstanceError):
        tree.top = "x"  # type: ignore[misc]
    with pytest.raises(TypeError):
        tree.probabilities["e1"] = 1.0  # type: ignore[index]


TOP = gate("Top", refs("a"))
FAULTS = yaml.safe_load((Path(__file__).parent / "faults.yaml").read_text("utf-8"))


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f["name"])
def test_a_fault_is_said_with_its_place(fault: dict[str, str], tmp_path: Path) -> None:
    file = model(tmp_path, fault["content"])
    with pytest.raises(FaultTreeError) as error:
        read_fault_tree(file)
    lines = str(error.value).splitlines()
    assert len(lines) == 1
    assert lines[0].startswith(f"{file}:")
    assert fault["says"] in lines[0]
    assert ";" in lines[0], "it says what to do"


def test_all_problems_are_said_at_once(tmp_path: Path) -> None:
    content = gate("Top", f"<and>{refs('A B')}<not>{refs('c')}</not></and>") + "\n" + gate("C", "<or/>")
    with pytest.raises(FaultTreeError) as error:
        read(tmp_path, content)
    assert [(p.line, p.rule) for p in error.value.problems] == [
        (3, "undefined"),
        (3, "undefined"),
        (3, "monotone"),
        (4, "inputs"),
    ]


def test_what_is_no_fault_tree(tmp_path: Path) -> None:
    file = tmp_path / "x.xml"
    file.write_text("<svg/>")
    with pytest.raises(FaultTreeError, match="<svg> is no Open-PSA model"):
        read_fault_tree(file)
    file.write_text(f"<opsa-mef>{TOP}</opsa-mef>")
    with pytest.raises(FaultTreeError, match="<define-gate> inside <opsa-mef> is not read"):
        read_fault_tree(file)
    file.write_text('<opsa-mef><define-event-tree name="x"/></opsa-mef>')
    with pytest.raises(FaultTreeError, match="<define-event-tree> inside <opsa-mef> is not read"):
        read_fault_tree(file)


def test_the_top_is_chosen_where_there_are_several(tmp_path: Path) -> None:
    content = gate("A", f"<or>{refs('C a')}</or>") + "\n" + gate("B", refs("b")) + gate("C", refs("c"))
    with pytest.raises(TopError, match=r"2 gates that no other gate uses: A \(line 3\), B \(line 4\).*--top"):
        read(tmp_path, content)
    assert cuts(read(tmp_path, content, top="A")) == sets("a", "c")
    assert cuts(read(tmp_path, content, top="C")) == sets("c")
    with pytest.raises(TopError, match='no gate "D" in'):
        read(tmp_path, content, top="D")
    with pytest.raises(TopError, match='no gate "a" in'):
        read(tmp_path, content, top="a")
