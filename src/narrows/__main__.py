"""The narrows command."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns 0, 1 for findings or invalid data, 2 for wrong usage."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments in (["--version"], ["-V"]):
        from . import __version__

        print(f"narrows {__version__}")
        return 0
    from .cli.run import run

    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
