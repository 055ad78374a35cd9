"""Fault trees written down in a test."""

from __future__ import annotations

from pathlib import Path

from narrows.openpsa import FaultTree, read_fault_tree
from narrows.openpsa.cuts import list_cut_sets

TREES = Path(__file__).parent / "trees"


def model(folder: Path, content: str, *, data: str = "") -> Path:
    """A file with one fault tree; its content begins on line 3."""
    file = folder / "tree.xml"
    text = f'<opsa-mef>\n<define-fault-tree name="t">\n{content}\n</define-fault-tree>\n{data}</opsa-mef>\n'
    file.write_text(text, encoding="utf-8")
    return file


def gate(name: str, formula: str) -> str:
    return f'<define-gate name="{name}">{formula}</define-gate>'


def refs(text: str) -> str:
    """References: lower case letters are events, upper case letters gates."""
    return "".join(
        f'<gate name="{name}"/>' if name[0].isupper() else f'<basic-event name="{name}"/>'
        for name in text.split()
    )


def read(folder: Path, content: str, *, data: str = "", top: str | None = None) -> FaultTree:
    return read_fault_tree(model(folder, content, data=data), top)


def cuts(tree: FaultTree) -> set[frozenset[str]]:
    found = list_cut_sets(tree, None)
    assert found.stopped is None
    assert found.cut_sets is not None
    return {frozenset(names) for names in found.cut_sets}


def sets(*groups: str) -> set[frozenset[str]]:
    return {frozenset(group.split()) for group in groups}
