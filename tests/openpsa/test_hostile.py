"""Files made to break a reader."""

from __future__ import annotations

from pathlib import Path

import pytest

from narrows.openpsa import FaultTreeError, parse, read_fault_tree
from narrows.openpsa.cuts import count_cut_sets

from .files import cuts, gate, model, read, refs, sets

LOL = "".join(f'<!ENTITY l{i + 1} "{10 * ("&l" + str(i) + ";")}">' for i in range(9))


@pytest.mark.parametrize(
    "head",
    [
        f'<!DOCTYPE x [<!ENTITY l0 "lol">{LOL}]>',
        '<!DOCTYPE x [<!ENTITY l9 SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE x SYSTEM "http://localhost:9/x.dtd">',
        "<!DOCTYPE opsa-mef>",
    ],
)
def test_a_document_type_is_refused(head: str, tmp_path: Path) -> None:
    file = tmp_path / "x.xml"
    file.write_text(f"<?xml version='1.0'?>\n{head}\n<opsa-mef><label>&l9;</label></opsa-mef>")
    with pytest.raises(FaultTreeError, match=r":2:\d+: a document type \(DOCTYPE\) is not read"):
        read_fault_tree(file)


def test_an_entity_that_nobody_declares(tmp_path: Path) -> None:
    with pytest.raises(FaultTreeError, match="3:29: no XML: undefined entity"):
        read(tmp_path, gate("Top", "<or>&lol;</or>"))


@pytest.mark.parametrize("element", ["or", "define-component", "label"])
def test_elements_nested_without_end(element: str, tmp_path: Path) -> None:
    deep = f'<{element} name="x">' * 100_000 + f"</{element}>" * 100_000
    with pytest.raises(FaultTreeError, match="nested more than 10,000 deep"):
        read(tmp_path, deep if element != "or" else gate("Top", deep))


def test_a_deep_formula_is_read(tmp_path: Path) -> None:
    deep = f"<or>{refs('a')}<and>" * 4000 + refs("b c") + "</and></or>" * 4000
    assert cuts(read(tmp_path, gate("Top", deep))) == sets("a", "b c")


def test_a_long_chain_of_gates_is_read(tmp_path: Path) -> None:
    links = [gate(f"G{i}", f"<or>{refs(f'e{i} G{i + 1}')}</or>") for i in range(30_000)]
    tree = read(tmp_path, "\n".join([*links, gate("G30000", refs("z"))]))
    assert dict(count_cut_sets(tree).by_order) == {1: 30_001}


def test_a_long_cycle_is_said_shortly(tmp_path: Path) -> None:
    links = [gate(f"G{i}", f"<or>{refs(f'e{i} G{i + 1}')}</or>") for i in range(30_000)]
    with pytest.raises(FaultTreeError, match=r"G0 -> G1 -> .* -> \.\.\. -> G0;") as error:
        read(tmp_path, "\n".join([*links, gate("G30000", refs("G0"))]))
    assert len(str(error.value)) < 500


def test_shared_gates_are_not_expanded(tmp_path: Path) -> None:
    """2 to the power of 200 ways through the gates, but only 400 of them."""
    rows = [
        gate(f"{side}{i}", f"<{kind}>{refs(f'A{i + 1} B{i + 1}')}</{kind}>")
        for i in range(200)
        for side, kind in (("A", "or"), ("B", "and"))
    ]
    last = gate("A200", refs("a")) + gate("B200", refs("b"))
    tree = read(tmp_path, "\n".join(rows) + last, top="A0")
    assert cuts(tree) == sets("a", "b")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff\xfe",
        b"<opsa-mef>",
        b"<opsa-mef/><opsa-mef/>",
        b"plain text",
        b"<opsa-mef a='1' a='2'/>",
    ],
)
def test_what_is_no_xml(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "x.xml"
    file.write_bytes(content)
    with pytest.raises(FaultTreeError, match=r"x\.xml:\d+:\d+: no XML: "):
        read_fault_tree(file)


@pytest.mark.parametrize("encoding", ["klingon", "gb2312", "idna"])
def test_an_encoding_that_cannot_be_read(encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "x.xml"
    file.write_text(f"<?xml version='1.0' encoding='{encoding}'?><opsa-mef/>")
    with pytest.raises(FaultTreeError, match="encoding"):
        read_fault_tree(file)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_names_in_other_encodings(encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "x.xml"
    text = f'<opsa-mef><define-fault-tree name="t">{gate("Töp", refs("ä"))}</define-fault-tree></opsa-mef>'
    file.write_text(f"<?xml version='1.0' encoding='{encoding}'?>{text}", encoding=encoding)
    assert read_fault_tree(file).events == ("ä",)


def test_a_name_without_end(tmp_path: Path) -> None:
    with pytest.raises(FaultTreeError, match="a name has 2,000 characters") as error:
        read(tmp_path, gate("T" * 2000, refs("a")))
    assert len(str(error.value)) < 300


def test_problems_without_end(tmp_path: Path) -> None:
    with pytest.raises(FaultTreeError) as error:
        read(tmp_path, "<x/>" * 10_000)
    assert len(error.value.problems) == parse.MOST_PROBLEMS


def test_a_file_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parse, "LARGEST", 1 << 20)
    with pytest.raises(FaultTreeError, match="the file is larger than 1 MB"):
        read(tmp_path, f"<label>{'x' * (1 << 21)}</label>")


def test_a_wide_tree_is_counted_without_listing(tmp_path: Path) -> None:
    """41 times 2,000 to the power of three: no list of these would fit."""
    wide = [gate(f"W{g}", f"<or>{refs(' '.join(f'e{g}x{i}' for i in range(2000)))}</or>") for g in range(3)]
    narrow = gate("N", f"<or>{refs(' '.join(f'n{i}' for i in range(41)))}</or>")
    tree = read(tmp_path, gate("Top", f"<and>{refs('W0 W1 W2 N')}</and>") + "\n".join([*wide, narrow]))
    assert dict(count_cut_sets(tree).by_order) == {4: 328_000_000_000}


def test_the_same_count_where_nothing_merges(tmp_path: Path) -> None:
    """Events of which each stands in a gate of its own with another: 82 times 1,000 to the third."""

    def pairs(name: str, count: int) -> str:
        both = (f"<and>{refs(f'{name}x{i} {name}y{i}')}</and>" for i in range(count))
        return gate(name.upper(), f"<or>{''.join(both)}</or>")

    tens = [pairs(f"g{g}", 10) for g in range(9)]
    rest = pairs("r", 82)
    names = " ".join(f"G{g}" for g in range(9))
    tree = read(tmp_path, gate("Top", f"<and>{refs(f'{names} R')}</and>") + "\n".join([*tens, rest]))
    assert dict(count_cut_sets(tree).by_order) == {20: 82_000_000_000}


def test_a_folder_or_nothing(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.xml"):
        with pytest.raises(OSError, match=r"."):
            read_fault_tree(path)
    assert model(tmp_path, "").is_file()
