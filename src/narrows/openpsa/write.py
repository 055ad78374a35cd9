"""Writing gates over events as an Open-PSA file that fault-tree tools read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from ..analysis.engine.logic import Logic, Threshold
from ..analysis.engine.unroll import unrolled
from .doubles import Plain, without_doubles

NOTHING: Mapping[str, str] = {}
NO_NUMBERS: Mapping[str, float] = {}
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def open_psa(
    whole: Logic,
    *,
    name: str = "fault-tree",
    gates: Sequence[str] = (),
    labels: Mapping[str, str] = NOTHING,
    probabilities: Mapping[str, float] = NO_NUMBERS,
    about: Mapping[str, str] = NOTHING,
) -> str:
    """A fault tree in the Open-PSA format, as text.

    Parameters
    ----------
    whole : what fails when; cycles are unrolled to their fixed point.
    name : of the fault tree.
    gates : what each gate is called; without it they are numbered.
    labels : by event, a name for people.
    probabilities : by event, 0 to 1; an event without one is defined without a number.
    about : what the file's heading says: for example dataset, target and command.

    Raises TooLarge if the model without cycles is, ValueError for a number that is no probability or
    belongs to no event. The same input gives the same bytes. O(gates + edges) without cycles.

    >>> from narrows.analysis.engine.logic import Threshold, logic
    >>> text = open_psa(logic(["a", "b"], [Threshold(2, (0, 1))], ~0), gates=["both"])
    >>> '<and><basic-event name="a"/><basic-event name="b"/></and>' in text
    True
    """
    for event, chance in probabilities.items():
        if not 0 <= chance <= 1 or event not in whole.events:
            raise ValueError(f'"{event}": {chance} is no probability of an event of this tree')
    flat = without_doubles(unrolled(whole))
    called = _Names(whole.events, flat, gates)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', *_heading(about), "<opsa-mef>"]
    lines += [f"  <define-fault-tree name={_quoted(identifier(name))}>", *_about(about)]
    reached, used = _under(flat)
    if flat.top >= 0:
        lines += _gate(called.top, "", called.reference(flat.top))
    for number in reached:
        formula = _formula(flat.gates[number], called)
        lines += _gate(called.gates[number], called.labels[number], formula)
    lines += ["  </define-fault-tree>", "  <model-data>"]
    for place in sorted(used, key=lambda e: called.events[e]):
        lines += _event(whole.events[place], called.events[place], labels, probabilities)
    return "\n".join([*lines, "  </model-data>", "</opsa-mef>"]) + "\n"


def identifier(text: str) -> str:
    """An Open-PSA identifier as near to a text as can be: letters, digits, "_" and single hyphens.

    >>> identifier("hbm3e@sk-hynix/kr"), identifier("3m"), identifier("silicon wafers")
    ('hbm3e_at_sk-hynix_kr', '_3m', 'silicon_wafers')
    """
    plain = re.sub(r"[^A-Za-z0-9_-]+", "_", text.replace("@", "_at_"))
    plain = re.sub(r"-{2,}", "-", plain).strip("-") or "_"
    return plain if plain[0].isalpha() or plain[0] == "_" else f"_{plain}"


class _Names:
    """An identifier for every event and gate, each one once, whatever the case of its letters."""

    def __init__(self, events: Sequence[str], flat: Plain, gates: Sequence[str]) -> None:
        self.taken: set[str] = set()
        self.last: dict[str, int] = {}
        # Events first: theirs are the names that people look for in the results.
        self.events = [self.new(event) for event in events]
        self.gates: list[str] = []
        self.labels: list[str] = []
        for origin, round_, what in flat.names:
            parts = [gates[origin] if gates else f"g{origin}"]
            parts += [f"round {round_}"] if round_ else []
            parts += [what] if what else []
            name = "_".join(map(identifier, parts))
            if len(parts) == 1 and name.casefold() in self.taken:
                name = f"{name}_stops"
            self.gates.append(self.new(name))
            self.labels.append(", ".join(parts) if gates else "")
        self.top = self.new("top") if flat.top >= 0 else ""

    def new(self, text: str) -> str:
        base = name = identifier(text)
        number = self.last.get(base.casefold(), 1)
        while name.casefold() in self.taken:
            number += 1
            name = f"{base}_{number}"
        self.taken.add(name.casefold())
        self.last[base.casefold()] = number
        return name

    def reference(self, item: int) -> str:
        kind, name = ("basic-event", self.events[item]) if item >= 0 else ("gate", self.gates[~item])
        return f'<{kind} name="{name}"/>'


def _under(flat: Plain) -> tuple[list[int], set[int]]:
    """The gates under the top, from the top down, and the events."""
    gates: dict[int, None] = {}
    events: set[int] = set()
    stack = [flat.top]
    while stack:
        item = stack.pop()
        if item >= 0:
            events.add(item)
        elif ~item not in gates:
            gates[~item] = None
            stack += reversed(flat.gates[~item].inputs)
    return list(gates), events


def _formula(gate: Threshold, names: _Names) -> str:
    if not gate.inputs or gate.least <= 0 or gate.least > len(gate.inputs):
        return f'<constant value="{"true" if gate.least <= 0 else "false"}"/>'
    inside = "".join(names.reference(item) for item in gate.inputs)
    if len(gate.inputs) == 1:
        return inside
    if gate.least == 1:
        return f"<or>{inside}</or>"
    if gate.least == len(gate.inputs):
        return f"<and>{inside}</and>"
    return f'<atleast min="{gate.least}">{inside}</atleast>'


def _gate(name: str, label: str, formula: str) -> Iterator[str]:
    yield f'    <define-gate name="{name}">'
    if label and label != name:
        yield f"      <label>{_text(label)}</label>"
    yield f"      {formula}"
    yield "    </define-gate>"


def _event(
    event: str, name: str, labels: Mapping[str, str], probabilities: Mapping[str, float]
) -> Iterator[str]:
    yield f'    <define-basic-event name="{name}">'
    label = labels.get(event, event)
    if label != name:
        yield f"      <label>{_text(label)}</label>"
    if event != name:
        yield f'      <attributes><attribute name="id" value={_quoted(event)}/></attributes>'
    if event in probabilities:
        yield f'      <float value="{float(probabilities[event])!r}"/>'
    yield "    </define-basic-event>"


def _heading(about: Mapping[str, str]) -> Iterable[str]:
    if not about:
        return []
    # Inside a comment XML allows no two hyphens in a row; the attributes have the words as they are.
    lines = [re.sub(r"-(?=-)", "- ", f"  {_line(key)}: {_line(value)}") for key, value in about.items()]
    return ["<!--", *(f"{line} " if line.endswith("-") else line for line in lines), "-->"]


def _about(about: Mapping[str, str]) -> Iterable[str]:
    if not about:
        return []
    pairs = (
        f"      <attribute name={_quoted(identifier(key))} value={_quoted(value)}/>"
        for key, value in about.items()
        if value
    )
    return ["    <attributes>", *pairs, "    </attributes>"]


def _line(text: str) -> str:
    """Text on one line, without what XML cannot say."""
    return " ".join(_NO_XML.sub("\N{REPLACEMENT CHARACTER}", text).split())


def _text(text: str) -> str:
    return escape(_line(text))


def _quoted(text: str) -> str:
    return quoteattr(_line(text))
