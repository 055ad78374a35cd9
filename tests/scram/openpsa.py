"""Failure logics handed to SCRAM as Open-PSA fault trees, and its answers read back.

Written apart from the product's own reader and writer, so that neither can hide a fault of the other.
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

from narrows.analysis.engine.logic import Logic, Threshold

Sets = set[frozenset[str]]


def document(logics: Sequence[Logic], *, spelled_out: bool) -> str:
    """One model with a fault tree for each logic; SCRAM analyses each top of it.

    spelled_out : whether "k of n" is written as "any of" the ways to choose k, instead of "atleast".
    """
    trees = "\n".join(_tree(f"t{number}", whole, spelled_out) for number, whole in enumerate(logics))
    return f'<?xml version="1.0"?>\n<opsa-mef>\n{trees}\n</opsa-mef>\n'


def _tree(prefix: str, whole: Logic, spelled_out: bool) -> str:
    """Only what is under the top: a gate that nothing refers to would be a second top."""
    live = [number for block in whole.blocks for number in block]
    used = {i for number in live for i in whole.gates[number].inputs if i >= 0} | {max(whole.top, -1)} - {-1}
    lines = [f'<define-fault-tree name="{prefix}">']
    lines.append(f'<define-gate name="{prefix}top">{_reference(prefix, whole.top)}</define-gate>')
    for number in live:
        formula = _formula(prefix, whole.gates[number], spelled_out)
        lines.append(f'<define-gate name="{prefix}g{number}">{formula}</define-gate>')
    lines += [f'<define-basic-event name="{prefix}e{event}"/>' for event in sorted(used)]
    return "\n".join([*lines, "</define-fault-tree>"])


def _reference(prefix: str, reference: int) -> str:
    if reference < 0:
        return f'<gate name="{prefix}g{~reference}"/>'
    return f'<basic-event name="{prefix}e{reference}"/>'


def _formula(prefix: str, gate: Threshold, spelled_out: bool) -> str:
    """SCRAM wants two inputs and more, each once, and 1 < k < n."""
    if gate.least <= 0:
        return '<constant value="true"/>'
    if gate.least > len(gate.inputs):
        return '<constant value="false"/>'
    inputs = gate.inputs
    if gate.least in (1, len(inputs)):
        inputs = tuple(dict.fromkeys(inputs))
    parts = "".join(_reference(prefix, i) for i in inputs)
    if len(inputs) == 1:
        return parts
    if gate.least == 1:
        return f"<or>{parts}</or>"
    if gate.least == len(gate.inputs):
        return f"<and>{parts}</and>"
    assert len(set(inputs)) == len(inputs)
    if spelled_out:
        chosen = ("".join(_reference(prefix, i) for i in some) for some in combinations(inputs, gate.least))
        return f"<or>{''.join(f'<and>{some}</and>' for some in chosen)}</or>"
    return f'<atleast min="{gate.least}">{parts}</atleast>'


def scrams_answer(
    scram: str, folder: Path, logics: Sequence[Logic], max_order: int, *, spelled_out: bool = False
) -> list[Sets]:
    """The minimal cut sets of each logic up to a size, by the events' names, as SCRAM sees them."""
    model, report = folder / "model.xml", folder / "report.xml"
    model.write_text(document(logics, spelled_out=spelled_out), encoding="utf-8")
    command = [scram, "--zbdd", "-l", str(max_order), "--no-indent", str(model), "-o", str(report)]
    subprocess.run(command, check=True, timeout=300)
    found: list[Sets | None] = [None] * len(logics)
    for answer in ElementTree.parse(report).getroot().iter("sum-of-products"):
        number = int(answer.attrib["name"].removeprefix("t").removesuffix("top"))
        events = logics[number].events
        products = {
            frozenset(events[int(event.attrib["name"].rpartition("e")[2])] for event in product)
            for product in answer
        }
        assert len(products) == int(answer.attrib["products"])
        # A top that fails by itself has one product, of nothing; we list none.
        found[number] = products - {frozenset()}
    answers = [sets for sets in found if sets is not None]
    assert len(answers) == len(logics)
    return answers
