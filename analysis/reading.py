"""How a graph is read: unknown suppliers, cycles, and time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Reading:
    """The conventions under which something runs.

    unknown : "closed" counts suppliers nobody has named only where no other is listed; "running"
        counts them always.
    cycles : "running" lets failure spread from what is removed (two that need each other run until
        something breaks one); "cold-start" asks what could be rebuilt from nothing.
    horizon : months since the loss, or None for the structural reading, in which every requirement
        binds and only alternatives in use count. With it, a need that can be done without for longer is
        met, alternatives that arrive by then count, and stocks that last no longer are gone. A need
        with no stated buffer binds at once; a stock with no stated end lasts.
    """

    unknown: Literal["closed", "running"] = "closed"
    cycles: Literal["running", "cold-start"] = "running"
    horizon: float | None = None

    @property
    def assumptions(self) -> tuple[str, ...]:
        """The conventions in words, for the end of every output."""
        said = [
            "suppliers nobody has named count only where no other is listed"
            if self.unknown == "closed"
            else "suppliers nobody has named are counted as running"
        ]
        if self.cycles == "cold-start":
            said.append("cold start: only what could be rebuilt from nothing runs")
        if self.horizon is not None:
            said.append(f"{self.horizon:g} months after the loss")
        return tuple(said)


CLOSED = Reading()
