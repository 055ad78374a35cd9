"""How a group declares its commands."""

from __future__ import annotations

import argparse
from typing import Protocol


class Add(Protocol):
    """Add a command: its name, the module of ``narrows.cli`` that runs it, and what it is for."""

    def __call__(
        self,
        name: str,
        module: str,
        help_: str,
        *,
        graph: bool = True,
        reading: bool = True,
        output: bool = True,
    ) -> argparse.ArgumentParser: ...
