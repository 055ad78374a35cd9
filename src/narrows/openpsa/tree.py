"""A fault tree as it was read, and what can be wrong with one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..analysis.engine.logic import Logic, Threshold, logic
from ..graph.problems import Problem


class FaultTreeError(Exception):
    """A file that cannot be used; holds the problems found, at their places."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(p) for p in self.problems))


class TopError(ValueError):
    """The top event has to be named, or was named wrongly; says which gates there are."""


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate; one that stands inside the formula of another has no name."""

    name: str
    threshold: Threshold


@dataclass(frozen=True, slots=True)
class FaultTree:
    """The gates and events under a top event.

    name : of the fault tree in which the top event is defined.
    top : the name of the top event.
    events : names, sorted; the basic events under the top.
    gates : the first is the top; house events and constants are gates that fail always or never.
    probabilities : by event, 0 to 1; events whose file gives none, or no plain number, have none.
    unread : by event, the place of an expression that is no plain number, such as an exponential law.
    """

    name: str
    top: str
    events: tuple[str, ...]
    gates: tuple[Gate, ...]
    probabilities: Mapping[str, float]
    unread: Mapping[str, str]

    @property
    def named_gates(self) -> int:
        """How many gates are defined under the top, itself included."""
        return sum(1 for gate in self.gates if gate.name)

    def logic(self) -> Logic:
        """The same as gates over events. O(gates + edges)."""
        return logic(self.events, [gate.threshold for gate in self.gates], ~0)
