"""From an Open-PSA file to its definitions, each with its place; nothing is looked up yet.

expat calls back element by element, so that the depth of a hostile file costs a list and no call
stack. A document type is refused: without it there are no entities to expand.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, NoReturn
from xml.parsers import expat

from ..graph.problems import Problem
from .tree import FaultTreeError

LARGEST = 1 << 28
DEEPEST = 10_000
LONGEST_NAME = 1_000
MOST_PROBLEMS = 50
CHUNK = 1 << 16

CONNECTIVES = ("and", "or", "atleast")
LEAVES = ("gate", "basic-event", "house-event", "event")
NOT_MONOTONE = ("not", "xor", "nand", "nor", "iff", "imply", "cardinality")
DEFINITIONS = ("define-gate", "define-basic-event", "define-house-event", "define-parameter")
CONTAINERS = ("define-fault-tree", "define-component")
WORDS = ("label", "attributes")
CHILDREN = {
    "opsa-mef": ("define-fault-tree", "model-data"),
    "define-fault-tree": (*DEFINITIONS, "define-component"),
    "define-component": (*DEFINITIONS, "define-component"),
    "model-data": DEFINITIONS[1:],
}
_NUMBER = re.compile(r"\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*\Z", re.ASCII)
_TRUTHS = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class Reference:
    """A name where an event or gate is used; ``scope`` is the path of the component it stands in."""

    kind: str
    name: str
    scope: str
    line: int
    column: int


@dataclass(slots=True)
class Formula:
    """A connective; an input is a reference, a constant or the number of another formula."""

    kind: str
    least: int | None
    line: int
    column: int
    inputs: list[Reference | bool | int] = field(default_factory=list)


@dataclass(slots=True)
class Definition:
    """A defined gate, event or parameter. ``id`` is its name, or its path where it is private."""

    kind: str
    id: str
    path: str
    tree: str
    line: int
    column: int
    formula: Reference | bool | int | None = None
    expression: str = ""
    value: float | bool | None = None
    parameter: Reference | None = None


@dataclass(slots=True)
class Definitions:
    """What a file defines, in its order."""

    path: str
    found: list[Definition] = field(default_factory=list)
    formulas: list[Formula] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def add(self, line: int, column: int, message: str, rule: str, hint: str = "") -> None:
        """Note a problem; raises FaultTreeError once there are many."""
        self.problems.append(Problem(self.path, line, column, "", message, rule, hint))
        if len(self.problems) >= MOST_PROBLEMS:
            raise FaultTreeError(self.problems)


@dataclass(slots=True)
class _Frame:
    """An open element: what it is, and what is being put together in it."""

    element: str
    scope: str = ""
    tree: str = ""
    public: bool = True
    definition: Definition | None = None
    formula: int | None = None


def parse(path: str | Path) -> Definitions:
    """Read a file. O(size).

    Raises OSError if it cannot be read, FaultTreeError if it is no XML, has a document type, or is
    larger or deeper than any real model; other problems are noted in the result.
    """
    with Path(path).open("rb") as file:
        return _Parser(str(path)).run(file)


class _Parser:
    def __init__(self, path: str) -> None:
        self.out = Definitions(path)
        self.frames: list[_Frame] = []
        self.depth = 0
        self.skipping = 0
        self.expat = expat.ParserCreate()
        self.expat.StartElementHandler = self.start
        self.expat.EndElementHandler = self.end
        self.expat.StartDoctypeDeclHandler = self.doctype
        self.inside: dict[str, Callable[[_Frame, str, dict[str, str]], None]] = {
            **dict.fromkeys(CHILDREN, self.in_container),
            **dict.fromkeys((*CONNECTIVES, "define-gate"), self.in_formula),
            "define-house-event": self.in_house_event,
            "define-basic-event": self.in_expression,
            "define-parameter": self.in_expression,
        }

    def run(self, file: BinaryIO) -> Definitions:
        size = 0
        try:
            while chunk := file.read(CHUNK):
                size += len(chunk)
                if size > LARGEST:
                    self.fatal(f"the file is larger than {LARGEST >> 20} MB", "size", "split it")
                self.expat.Parse(chunk, False)
            self.expat.Parse(b"", True)
        except expat.ExpatError as error:
            said = expat.ErrorString(error.code) or "not well-formed"
            self.out.add(error.lineno, error.offset + 1, f"no XML: {said}", "xml", "correct it there")
            raise FaultTreeError(self.out.problems) from error
        except (LookupError, ValueError) as error:
            self.out.add(1, 1, f"the encoding cannot be read: {error}", "xml", "save the file as UTF-8")
            raise FaultTreeError(self.out.problems) from error
        return self.out

    @property
    def place(self) -> tuple[int, int]:
        return self.expat.CurrentLineNumber, self.expat.CurrentColumnNumber + 1

    def add(self, message: str, rule: str, hint: str = "") -> None:
        self.out.add(*self.place, message, rule, hint)

    def fatal(self, message: str, rule: str, hint: str) -> NoReturn:
        self.add(message, rule, hint)
        raise FaultTreeError(self.out.problems)

    def doctype(self, *_: object) -> None:
        self.fatal("a document type (DOCTYPE) is not read", "doctype", "delete it: Open-PSA needs none")

    def start(self, element: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            self.fatal(
                f"elements are nested more than {DEEPEST:,} deep",
                "depth",
                "give inner formulas gates of their own",
            )
        if self.skipping:
            self.skipping += 1
        elif not self.frames:
            if element != "opsa-mef":
                self.fatal(
                    f"<{element}> is no Open-PSA model", "structure", "its outermost element is <opsa-mef>"
                )
            self.frames.append(_Frame(element))
        elif element in WORDS:
            self.skipping = 1
        else:
            self.inside[self.frames[-1].element](self.frames[-1], element, attributes)

    def end(self, _element: str) -> None:
        self.depth -= 1
        if self.skipping:
            self.skipping -= 1
            return
        frame = self.frames.pop()
        found = frame.definition
        if found is not None and found.kind == "define-gate" and found.formula is None:
            self.lacks(found)
        if frame.formula is not None:
            self.complete(self.out.formulas[frame.formula])

    def lacks(self, gate: Definition) -> None:
        hint = "write <and>, <or>, <atleast min=...> or one reference inside it"
        self.out.add(gate.line, gate.column, f'gate "{gate.id}" has no formula', "structure", hint)

    def complete(self, formula: Formula) -> None:
        """What can be said of a formula once its inputs are known."""
        inputs, place = len(formula.inputs), (formula.line, formula.column)
        if not inputs:
            self.out.add(
                *place, f"<{formula.kind}> has no inputs", "inputs", "name gates or events inside it"
            )
        elif formula.least is not None and formula.least > inputs:
            has = f"{inputs} input{'s' if inputs > 1 else ''}"
            message = f"min is {formula.least}, but <atleast> has only {has}"
            self.out.add(*place, message, "min", f"min is a whole number from 1 to {inputs}")
        elif formula.kind == "atleast":
            names = sorted(i.name for i in formula.inputs if isinstance(i, Reference))
            twice = next((a for a, b in pairwise(names) if a == b), None)
            if twice is not None:
                message = f'<atleast> names "{twice}" twice: it is not clear how often it counts'
                self.out.add(*place, message, "duplicate", "name it once")

    # What may stand inside what.

    def in_container(self, frame: _Frame, element: str, attributes: dict[str, str]) -> None:
        if element not in CHILDREN[frame.element]:
            self.skip(element, frame.element)
            return
        if element == "model-data":
            self.frames.append(_Frame(element))
            return
        name = self.name(element, attributes)
        path = f"{frame.scope}.{name}" if frame.scope else name
        role = attributes.get("role")
        if role not in (None, "public", "private"):
            self.add(f'<{element}> has role="{role[:40]}"', "role", "write public or private")
        public = frame.public if role is None else role != "private"
        tree = name if element == "define-fault-tree" else frame.tree
        if element in CONTAINERS:
            self.frames.append(_Frame(element, path, tree, public))
            return
        found = Definition(element, name if public else path, path, tree, *self.place)
        self.out.found.append(found)
        self.frames.append(_Frame(element, frame.scope, tree, definition=found))

    def in_formula(self, frame: _Frame, element: str, attributes: dict[str, str]) -> None:
        value: Reference | bool | int
        opened = False
        if element in CONNECTIVES:
            value = len(self.out.formulas)
            least = self.least(attributes) if element == "atleast" else None
            self.out.formulas.append(Formula(element, least, *self.place))
            opened = True
        elif element in LEAVES:
            kind = attributes.get("type", element) if element == "event" else element
            value = Reference(kind, self.name(element, attributes), frame.scope, *self.place)
        elif element == "constant":
            value = self.truth(attributes)
        else:
            # A place is taken all the same, so that "no inputs" is not said on top of it.
            value = False
            self.skip(element, frame.element)
        if frame.formula is not None:
            self.out.formulas[frame.formula].inputs.append(value)
        elif frame.definition is not None:
            if frame.definition.formula is not None:
                hint = "put <and> or <or> around the parts"
                self.add(f'gate "{frame.definition.id}" has more than one formula', "structure", hint)
            frame.definition.formula = value
        if opened and isinstance(value, int):
            self.frames.append(_Frame(element, frame.scope, frame.tree, formula=value))
        elif not self.skipping:
            self.skipping = 1

    def in_house_event(self, frame: _Frame, element: str, attributes: dict[str, str]) -> None:
        if element != "constant":
            self.skip(element, frame.element)
            return
        assert frame.definition is not None
        frame.definition.value = self.truth(attributes)
        self.skipping = 1

    def in_expression(self, frame: _Frame, element: str, attributes: dict[str, str]) -> None:
        """A plain number or a parameter; any other expression is noted, for cut sets do not need it."""
        found = frame.definition
        assert found is not None
        if found.expression:
            self.add(f"<{found.kind}> has more than one expression", "structure", "keep one")
        found.expression = element
        found.line, found.column = self.place
        self.skipping = 1
        if element in ("float", "int"):
            text = attributes.get("value", "")
            if not _NUMBER.match(text):
                self.add(
                    f'<{element}> has the value "{text[:40]}"', "number", "write a number, such as 0.001"
                )
                return
            found.value = float(text)
        elif element == "parameter":
            found.parameter = Reference(element, self.name(element, attributes), frame.scope, *self.place)

    # Attributes.

    def name(self, element: str, attributes: dict[str, str]) -> str:
        name = attributes.get("name", "").strip()
        if not name:
            self.add(f"<{element}> has no name", "name", f'write <{element} name="...">')
        elif len(name) > LONGEST_NAME:
            self.fatal(f"a name has {len(name):,} characters", "name", f"{LONGEST_NAME:,} are allowed")
        return name

    def least(self, attributes: dict[str, str]) -> int | None:
        text = attributes.get("min")
        if text is None:
            self.add("<atleast> has no min", "min", 'write how many have to fail: <atleast min="2">')
            return None
        if not re.fullmatch(r"\s*[0-9]{1,9}\s*", text) or int(text) < 1:
            self.add(f'<atleast> has min="{text[:40]}"', "min", "min is a whole number from 1")
            return None
        return int(text)

    def truth(self, attributes: dict[str, str]) -> bool:
        text = attributes.get("value", "").strip()
        if text not in _TRUTHS:
            self.add(f'<constant> has the value "{text[:40]}"', "constant", "write true or false")
        return _TRUTHS.get(text, False)

    def skip(self, element: str, inside: str) -> None:
        """Say why an element is not read, and leave out what stands inside it."""
        self.skipping = 1
        if element in NOT_MONOTONE:
            message = f"<{element}>: only monotone trees (and, or, atleast) have minimal cut sets"
            hint = f"write the tree without <{element}>, or use a tool that finds prime implicants"
            self.add(message, "monotone", hint)
            return
        formulas = (*CONNECTIVES, *LEAVES, "constant")
        allowed = ("constant",) if inside == "define-house-event" else CHILDREN.get(inside, formulas)
        names = ", ".join(f"<{name}>" for name in allowed)
        self.add(f"<{element}> inside <{inside}> is not read", "structure", f"what is read there: {names}")
