"""Speed as ratios measured side by side in one run.

Run: python benchmarks/speed.py [--rounds N]

Each line gives a command's time, the time of what it is compared with, and the ratio; the least of
several rounds, taken in turn so that a slow moment of the machine hits both. Exits with 1 if a bar
is missed.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from dataclasses import dataclass

PASS = [sys.executable, "-c", "pass"]
IMPORTS = [sys.executable, "-c", "import networkx, pydantic, yaml, numpy"]


def narrows(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "narrows", *arguments]


@dataclass(frozen=True)
class Bar:
    """A command, what it is compared with, and the most it may take: ratio x base + extra seconds.

    Without a ratio it is measured and held to nothing.
    """

    name: str
    command: list[str]
    base_name: str
    base: list[str]
    ratio: float | None = None
    extra: float = 0.0


BARS = (
    Bar("narrows --version", narrows("--version"), "python -c pass", PASS, 8),
    Bar(
        "narrows shift nvidia",
        narrows("shift", "nvidia"),
        "import networkx, pydantic, yaml, numpy",
        IMPORTS,
        2,
        1,
    ),
    Bar("narrows chokepoints", narrows("chokepoints"), "import networkx, pydantic, yaml, numpy", IMPORTS),
    Bar(
        "narrows validate ai-chips",
        narrows("validate", "ai-chips"),
        "import pydantic, yaml, numpy, networkx",
        IMPORTS,
        2,
        1,
    ),
)


def seconds(command: list[str]) -> float:
    """Wall-clock seconds of one run of a whole process."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> int:
    """Measure all bars; 1 if one is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    missed = 0
    for bar in BARS:
        times, bases = [], []
        for _ in range(rounds):
            bases.append(seconds(bar.base))
            times.append(seconds(bar.command))
        time_, base = min(times), min(bases)
        said = f"{time_ / base:.2f} x '{bar.base_name}' ({time_:.2f} s against {base:.2f} s"
        if bar.ratio is None:
            print(f"-      {bar.name}: {said})")
            continue
        limit = bar.ratio * base + bar.extra
        missed += time_ > limit
        extra = f" + {bar.extra:g} s" if bar.extra else ""
        verdict = "ok" if time_ <= limit else "MISSED"
        print(f"{verdict:6} {bar.name}: {said}; bar {bar.ratio:g} x{extra} = {limit:.2f} s)")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
