"""How long and how large a search may get, and how it is stopped."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from threading import Event

BYTES_PER_NODE = 200
"""What a node of a decision diagram takes: about 50 in the diagram, 150 in what is computed on it."""


class Stopped(Exception):
    """The search was told to stop, by a limit or by a person."""


@dataclass(frozen=True, slots=True)
class Limit:
    """Seconds and bytes a search may take; ``stop`` can be set from another thread.

    Raises ValueError for a limit of 0 or less.
    """

    seconds: float | None = None
    bytes: int | None = None
    stop: Event = field(default_factory=Event)
    started: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        if (self.seconds is not None and self.seconds <= 0) or (self.bytes is not None and self.bytes <= 0):
            raise ValueError("a limit is more than 0")

    def check(self) -> None:
        """Raises Stopped once time is up or ``stop`` is set."""
        if self.stop.is_set():
            raise Stopped("interrupted")
        if self.seconds is not None and time.monotonic() - self.started > self.seconds:
            raise Stopped(f"the limit of {self.seconds:g} s was reached")

    def left(self) -> float:
        """Seconds left, at least a tenth of one."""
        spent = time.monotonic() - self.started
        return max(0.1, (self.seconds or float("inf")) - spent)

    def nodes(self, default: int) -> int:
        """How many nodes a decision diagram may have."""
        return default if self.bytes is None else max(1024, min(default, self.bytes // BYTES_PER_NODE))
