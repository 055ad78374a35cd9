"""How long a process takes and how much memory it has at most."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass

MEGABYTE = 1_000_000
UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class Run:
    """How a process went.

    seconds, busy : of wall-clock time, and of the processor's.
    peak : bytes.
    code : the exit code.
    output : what it wrote on stdout.
    """

    seconds: float
    busy: float
    peak: int
    code: int
    output: bytes


def run(command: Sequence[str]) -> Run:
    """Run a command to its end. The peak is its own, not the largest of all children so far."""
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        child = subprocess.Popen(command, stdout=output, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        busy = usage.ru_utime + usage.ru_stime
        return Run(seconds, busy, usage.ru_maxrss * UNIT, child.returncode, output.read())
