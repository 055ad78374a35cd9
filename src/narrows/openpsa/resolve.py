"""From the definitions of a file to the fault tree under one top event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import MappingProxyType

from ..analysis.engine.logic import Threshold
from ..graph.problems import did_you_mean
from .parse import Definition, Definitions, Reference, parse
from .tree import FaultTree, FaultTreeError, Gate, TopError

LISTED = 10
KINDS = {"gate": "define-gate", "basic-event": "define-basic-event", "house-event": "define-house-event"}


def read_fault_tree(path: str | Path, top: str | None = None) -> FaultTree:
    """Read a fault tree from an Open-PSA file.

    Parameters
    ----------
    top : the gate whose failure is asked about; without it, the one gate that no other gate uses.

    Raises OSError if the file cannot be read, FaultTreeError with every problem if it is not valid
    or not monotone, TopError if there are several gates that no other uses, or none of that name.
    O(size of the file); nothing is expanded.
    """
    return _Resolver(parse(path)).tree(top)


class _Resolver:
    """What each name means."""

    def __init__(self, raw: Definitions) -> None:
        self.raw = raw
        self.events: dict[str, Definition] = {}
        self.parameters: dict[str, Definition] = {}
        self.paths: dict[tuple[bool, str], Definition] = {}
        for found in raw.found:
            parameter = found.kind == "define-parameter"
            known = (self.parameters if parameter else self.events).setdefault(found.id, found)
            if known is not found and found.id:
                where = f"line {known.line}"
                message = f'"{found.id}" is defined twice, first as <{known.kind}> on {where}'
                raw.add(found.line, found.column, message, "duplicate", "give one of them another name")
            self.paths.setdefault((parameter, found.path), found)
        self.gates = [d for d in self.events.values() if d.kind == "define-gate"]

    def lookup(self, reference: Reference) -> Definition | None:
        """The definition in the nearest component around the reference, or the public one."""
        parameter = reference.kind == "parameter"
        scope = reference.scope
        while scope:
            found = self.paths.get((parameter, f"{scope}.{reference.name}"))
            if found is not None:
                return found
            scope = scope.rpartition(".")[0]
        public = (self.parameters if parameter else self.events).get(reference.name)
        return public or self.paths.get((parameter, reference.name))

    def references(self, gate: Definition) -> Iterator[Reference]:
        """The references in a gate's formula, those of formulas inside it included."""
        stack = [gate.formula]
        while stack:
            item = stack.pop()
            if isinstance(item, Reference):
                yield item
            elif isinstance(item, int) and not isinstance(item, bool):
                stack += reversed(self.raw.formulas[item].inputs)

    def check(self) -> dict[str, list[str]]:
        """The gates that each gate uses; raises FaultTreeError if anything is wrong with the file."""
        uses: dict[str, list[str]] = {}
        for gate in self.gates:
            below = uses.setdefault(gate.id, [])
            for reference in self.references(gate):
                found = self.lookup(reference)
                self.check_reference(reference, found)
                if found is not None and found.kind == "define-gate":
                    below.append(found.id)
        for found in (*self.parameters.values(), *self.events.values()):
            self.number(found)
        if not self.gates and not self.raw.problems:
            self.raw.add(1, 1, "the file defines no gate", "structure", "a fault tree has at least one")
        if not self.raw.problems:
            self.check_cycles(uses)
        if self.raw.problems:
            raise FaultTreeError(self.raw.problems)
        return uses

    def check_reference(self, reference: Reference, found: Definition | None) -> None:
        kind, name = reference.kind, reference.name
        place = (reference.line, reference.column)
        if kind not in (*KINDS, "event"):
            hint = "type is gate, basic-event or house-event"
            self.raw.add(*place, f'<event> has type="{kind[:40]}"', "reference", hint)
        elif not name:
            return
        elif found is None and kind in ("gate", "house-event"):
            hint = self.similar(name, KINDS[kind]) or f'add <{KINDS[kind]} name="{name}">'
            self.raw.add(*place, f'{kind} "{name}" is not defined', "undefined", hint)
        elif found is not None and kind != "event" and found.kind != KINDS[kind]:
            defined = found.kind.removeprefix("define-")
            message = f'"{name}" is used as a {kind}, but is defined as a {defined} on line {found.line}'
            self.raw.add(*place, message, "reference", f'write <{defined} name="{name}"/>')

    def similar(self, name: str, kind: str) -> str:
        """A suggestion, where it does not take long to find."""
        if len(self.events) > 5_000 or len(name) > 100:
            return ""
        return did_you_mean(name, (d.id for d in self.events.values() if d.kind == kind))

    def number(self, found: Definition) -> float | None:
        """A plain number, or the one of the parameter that is named; None if there is none."""
        value, at, seen = found.value, found, {found.id}
        while at.parameter is not None:
            reference, named = at.parameter, self.lookup(at.parameter)
            place = (reference.line, reference.column)
            if named is None:
                hint = f'add <define-parameter name="{reference.name}">'
                self.note(*place, f'parameter "{reference.name}" is not defined', hint)
                return None
            if named.kind == at.kind and named.id in seen:
                self.note(*place, f'parameter "{named.id}" depends on itself', "give it a number")
                return None
            seen.add(named.id)
            at, value = named, named.value
        if value is None or isinstance(value, bool):
            return None
        if found.kind == "define-basic-event" and not 0 <= value <= 1:
            message = f'event "{found.id}" has the probability {value:g}'
            self.note(found.line, found.column, message, "it lies from 0 to 1")
        return value

    def note(self, line: int, column: int, message: str, hint: str) -> None:
        if all((p.line, p.column) != (line, column) for p in self.raw.problems):
            self.raw.add(line, column, message, "probability", hint)

    def check_cycles(self, uses: dict[str, list[str]]) -> None:
        """Note one way around, if a gate depends on itself."""
        done: set[str] = set()
        for start in uses:
            way: dict[str, int] = {}
            stack = [] if start in done else [start]
            while stack:
                gate = stack[-1]
                position = way.setdefault(gate, 0)
                if gate in done or position == len(uses[gate]):
                    done.add(gate)
                    way.pop(gate)
                    stack.pop()
                    continue
                way[gate] += 1
                below = uses[gate][position]
                if below in way:
                    names = list(way)
                    self.say_cycle([*names[names.index(below) :], below])
                    return
                if below not in done:
                    stack.append(below)

    def say_cycle(self, around: Sequence[str]) -> None:
        shown = [*around[:LISTED], "...", around[-1]] if len(around) > LISTED + 1 else list(around)
        at = self.events[around[0]]
        message = f'gate "{at.id}" depends on itself: {" -> ".join(shown)}'
        self.raw.add(at.line, at.column, message, "cycle", "a fault tree has no cycles: take one step out")

    def top(self, uses: dict[str, list[str]], name: str | None) -> Definition:
        if name is not None:
            found = self.events.get(name) or self.paths.get((False, name))
            if found is None or found.kind != "define-gate":
                hint = self.similar(name, "define-gate")
                raise TopError(f'no gate "{name[:100]}" in {self.raw.path}' + (f"; {hint}" if hint else ""))
            return found
        used = {below for gates in uses.values() for below in gates}
        tops = [gate for gate in self.gates if gate.id not in used]
        if len(tops) > 1:
            listed = ", ".join(f"{g.id} (line {g.line})" for g in tops[:LISTED])
            more = f" and {len(tops) - LISTED} more" if len(tops) > LISTED else ""
            raise TopError(
                f"{self.raw.path} has {len(tops)} gates that no other gate uses: {listed}{more}; "
                f"choose one with --top NAME, for example --top {tops[0].id}"
            )
        return tops[0]

    def tree(self, name: str | None) -> FaultTree:
        top = self.top(self.check(), name)
        built = _Built(self)
        built.gate(top)
        events = sorted(built.events)
        # Events were numbered as they were met; outputs have them by name.
        place = {event: i for i, event in enumerate(events)}
        new = {number: place[event] for event, number in built.events.items()}
        gates = tuple(
            Gate(name, Threshold(least, tuple(new[i] if i >= 0 else i for i in inputs)))
            for name, least, inputs in built.gates
        )
        defined = {event: self.events[event] for event in events if event in self.events}
        numbers = {event: self.number(found) for event, found in defined.items()}
        return FaultTree(
            name=top.tree,
            top=top.id,
            events=tuple(events),
            gates=gates,
            probabilities=MappingProxyType({e: n for e, n in numbers.items() if n is not None}),
            unread=MappingProxyType(
                {
                    e: f"<{d.expression}> at {self.raw.path}:{d.line}:{d.column}"
                    for e, d in defined.items()
                    if d.expression and numbers[e] is None
                }
            ),
        )


class _Built:
    """Gates numbered from the top down; a shared one once."""

    def __init__(self, names: _Resolver) -> None:
        self.names = names
        self.events: dict[str, int] = {}
        self.gates: list[tuple[str, int, list[int]]] = []
        self.known: dict[str | bool, int] = {}
        self.waiting: list[tuple[int, Reference | bool | int]] = []

    def gate(self, top: Definition) -> None:
        self.number(top)
        while self.waiting:
            number, formula = self.waiting.pop()
            self.fill(number, formula)

    def number(self, gate: Definition) -> int:
        if gate.id not in self.known:
            self.known[gate.id] = len(self.gates)
            assert gate.formula is not None
            self.open(gate.id, gate.formula)
        return self.known[gate.id]

    def open(self, name: str, formula: Reference | bool | int) -> int:
        self.gates.append((name, 1, []))
        self.waiting.append((len(self.gates) - 1, formula))
        return len(self.gates) - 1

    def fill(self, number: int, formula: Reference | bool | int) -> None:
        name = self.gates[number][0]
        if isinstance(formula, (Reference, bool)):
            self.gates[number] = (name, 1, [self.input(formula)])
            return
        connective = self.names.raw.formulas[formula]
        inputs = [self.input(item) for item in connective.inputs]
        least = {"and": len(inputs), "or": 1}.get(connective.kind, connective.least)
        assert least is not None
        self.gates[number] = (name, least, inputs)

    def input(self, item: Reference | bool | int) -> int:
        if isinstance(item, bool):
            return self.constant(item)
        if isinstance(item, int):
            return ~self.open("", item)
        found = self.names.lookup(item)
        if found is not None and found.kind == "define-gate":
            return ~self.number(found)
        if found is not None and found.kind == "define-house-event":
            return self.constant(bool(found.value))
        return self.events.setdefault(found.id if found is not None else item.name, len(self.events))

    def constant(self, value: bool) -> int:
        if value not in self.known:
            self.known[value] = len(self.gates)
            self.gates.append(("", 0 if value else 1, []))
        return ~self.known[value]
