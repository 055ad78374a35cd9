"""The narrows command."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

STOPPED = 3


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns 0, 1 for findings or invalid data, 2 for wrong usage, 3 if stopped."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments in (["--version"], ["-V"]):
        from . import __version__

        print(f"narrows {__version__}")
        return 0
    if argv is None:
        # A process of its own is short, and makes many records that live until its end: looking for
        # cycles among them again and again costs a tenth of its time.
        gc.disable()
    from .cli.run import run

    code = run(arguments)
    if code == STOPPED and argv is None:
        # The search may still be inside native code, which does not survive Python's own way out.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    return code


if __name__ == "__main__":
    sys.exit(main())
