"""The cut-set engine held against SCRAM, against real fault trees and against the clock.

Run: python benchmarks/cutsets.py [--aralia FOLDER] [--rounds N] [--seeds N]

Needs SCRAM (apt-get install scram). Ratios are measured side by side in one run, the least of as many
rounds as asked for, taken in turn. Exits with 1 if a bar is missed. Takes some ten minutes on two idle
cores, nearly all of it SCRAM's; the bars in seconds mean nothing on busy ones (see the processor time).

- Graphs in the shape of a supply chain: our time against the one that SCRAM reports for its products (the
  bars are on this), and process against process; the cut sets have to be the same.
- The same graphs with cycles, against those without.
- The curated dataset, every target at company level.
- With --aralia, every fault tree of a folder is counted.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from xml.etree import ElementTree

import supply_shaped
from process import MEGABYTE, Run, run

import narrows as nw
from narrows.analysis.engine.logic import Logic
from narrows.analysis.engine.plan import find

SIZES = (374, 1292)
NARROWS = [sys.executable, "-m", "narrows"]
# The number of cut sets of each tree on which two independent engines or more agree.
ARALIA = {
    "baobab1": 46188, "baobab2": 4805, "chinese": 392, "das9201": 14217, "das9202": 27778, "das9203": 16200,
    "das9204": 16704, "das9205": 17280, "das9207": 25988, "das9209": 82_000_000_000, "edf9201": 579720,
    "edf9205": 21308, "edfpa14p": 415500, "edfpa15o": 2906753, "edfpa15p": 27870, "edfpa15q": 2910473,
    "edfpa15r": 26549, "ftr10": 305, "isp9601": 276785, "isp9603": 3434, "isp9604": 746574, "isp9606": 1776,
    "isp9607": 150436,
}  # fmt: skip
# Those that only one other engine has counted.
ARALIA_ONCE = {"edf9203": 20807446, "edfpa14b": 105955422, "edfpa14o": 105927244, "edfpa14q": 105950670}
SECONDS, BYTES = 60, 8000 * MEGABYTE

Names = set[frozenset[str]]


class Bars:
    """Prints one line for each measurement and counts the bars that are missed."""

    def __init__(self) -> None:
        self.missed = 0

    def line(self, name: str, said: str, held: bool | None = None) -> None:
        """held : whether it is within its bar; None if it has none."""
        self.missed += held is False
        verdict = "-" if held is None else "ok" if held else "MISSED"
        print(f"{verdict:6} {name}: {said}", flush=True)

    def ratio(self, name: str, ours: float, theirs: float, bar: float | None = None) -> None:
        """Our seconds as a multiple of theirs."""
        limit = "" if bar is None else f", bar {bar:g}x"
        held = None if bar is None else ours <= bar * theirs
        self.line(name, f"{ours / theirs:.2f}x ({ours:.2f} s against {theirs:.2f} s{limit})", held)

    def seconds(self, name: str, taken: Run, bar: float) -> None:
        """A process against a fixed bar."""
        said = f"{taken.seconds:.2f} s ({taken.busy:.2f} s of processor time), bar {bar:g} s"
        self.line(name, said, taken.seconds <= bar)


def timed(work: Callable[[], object]) -> float:
    """Seconds of wall-clock time."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def least(rounds: int, function: Callable[..., object], *given: object, **options: object) -> float:
    """Seconds that a call takes, the least of several."""
    return min(timed(partial(function, *given, **options)) for _ in range(rounds))


def named(whole: Logic, max_order: int) -> Names:
    found = find(whole, max_order)
    assert found.stopped is None
    return {frozenset(whole.events[i] for i in group) for group in found.groups}


def scrams(report: Path) -> tuple[float, Names]:
    """The seconds SCRAM reports for its products, and the products."""
    root = ElementTree.parse(report).getroot()
    seconds = float(root.findtext(".//calculation-time/products") or "nan")
    products = root.iter("product")
    return seconds, {frozenset(e.attrib["name"].removeprefix("lost-") for e in p) for p in products}


def against_scram(bars: Bars, nodes: int, seed: int, rounds: int, folder: Path) -> supply_shaped.Graph:
    """One acyclic graph; orders 3 and 4 against SCRAM's order 4."""
    graph = supply_shaped.drawn(nodes, seed)
    whole = supply_shaped.as_logic(graph)
    model, report = folder / "model.xml", folder / "report.xml"
    model.write_text(supply_shaped.open_psa(graph), encoding="utf-8")
    scram = ["scram", "--zbdd", "-l", "4", "--no-indent", str(model), "-o", str(report)]
    command = [*NARROWS, "faulttree", str(model), "--max-order", "4", "--format", "json"]
    threes, fours, theirs, processes, their_processes = [], [], [], [], []
    ours: Run | None = None
    for _ in range(rounds):
        threes.append(timed(lambda: find(whole, 3)))
        their = run(scram)
        theirs.append(scrams(report)[0])
        their_processes.append(their.seconds)
        fours.append(timed(lambda: find(whole, 4)))
        ours = run(command)
        processes.append(ours.seconds)
    assert ours is not None
    name = f"{nodes} nodes, seed {seed}"
    products = scrams(report)[1]
    same = named(whole, 4) == products and named(whole, 3) == {p for p in products if len(p) <= 3}
    counted = ours.code == 0 and json.loads(ours.output)["count"] == len(products)
    bars.line(name, f"{len(products)} cut sets, {'the same' if same else 'NOT THE SAME'} as SCRAM's", same)
    bars.ratio(f"{name}, order 4, analysis", min(fours), min(theirs), 0.5)
    bars.ratio(f"{name}, order 3 against order 4, analysis", min(threes), min(theirs), 0.2)
    if counted:
        bars.ratio(f"{name}, order 4, process", min(processes), min(their_processes))
        peaks = f"{ours.peak // MEGABYTE} MB against {their.peak // MEGABYTE} MB"
        bars.line(f"{name}, order 4, peak memory", peaks)
    else:
        bars.line(f"{name}, order 4, process", f"narrows faulttree: exit code {ours.code}", False)
    return graph


def with_cycles(bars: Bars, nodes: int, graphs: Sequence[supply_shaped.Graph], rounds: int) -> None:
    """The same graphs, with ways back up, against themselves without; all of a size together."""
    plain = [supply_shaped.as_logic(g) for g in graphs]
    cyclic = [supply_shaped.as_logic(supply_shaped.with_ways_back(g, i)) for i, g in enumerate(graphs)]
    assert all(whole.cyclic for whole in cyclic)
    for order in (3, 4):
        taken = [0.0, 0.0]
        for pair in zip(cyclic, plain, strict=True):
            # In turn, so that a slow moment of the machine hits both.
            rows = [[timed(partial(find, whole, order)) for whole in pair] for _ in range(rounds)]
            taken = [sum_ + min(column) for sum_, column in zip(taken, zip(*rows, strict=True), strict=True)]
        bars.ratio(f"{nodes} nodes with cycles against without, order {order}", taken[0], taken[1], 3)


def curated(bars: Bars, rounds: int) -> None:
    """Order 3 at company level: every target in process, the slowest and the default as commands."""
    graph = nw.load()
    targets = sorted(graph.dataset.components)
    default = graph.dataset.manifest.default_target
    for loss, in_process, command in ((1.0, 0.5, 1.5), (0.9, None, 3.0)):
        taken = {t: least(rounds, nw.chokepoints, graph, t, max_order=3, loss=loss) for t in targets}
        slowest = sorted(targets, key=lambda t: -taken[t])
        name = f"ai-chips, order 3, loss {loss:g}"
        said = f"{taken[slowest[0]]:.2f} s at most ({slowest[0]}), of {len(targets)} targets"
        if in_process is None:
            bars.line(f"{name}, in process", said)
        else:
            bars.line(f"{name}, in process", f"{said}, bar {in_process:g} s", taken[slowest[0]] <= in_process)
        for target in dict.fromkeys((default, *slowest[:3])):
            arguments = ["chokepoints", target, "--max-order", "3", "--loss", str(loss), "--format", "json"]
            runs = [run([*NARROWS, *arguments]) for _ in range(rounds)]
            assert all(r.code == 0 for r in runs), arguments
            bars.seconds(f"narrows {' '.join(arguments)}", min(runs, key=lambda r: r.seconds), command)


def aralia(bars: Bars, folder: Path) -> None:
    """Every tree counted, within the limits of time and memory."""
    for tree in sorted(folder.glob("*.xml")):
        command = ["faulttree", str(tree), "--count", "--limit", f"{SECONDS}s", "--memory", "8GB"]
        done = run([*NARROWS, *command, "--format", "json"])
        taken = f"{done.seconds:.1f} s, {done.peak // MEGABYTE} MB"
        within = done.seconds <= SECONDS + 2 and done.peak <= BYTES
        known, once = ARALIA.get(tree.stem), ARALIA_ONCE.get(tree.stem)
        if done.code != 0:
            bars.line(tree.stem, f"did not finish: exit code {done.code}, {taken}", known is None and within)
            continue
        number = json.loads(done.output)["count"]
        expected = known or once or number
        agrees = "agrees" if number == expected else f"others have {expected:,}"
        bars.line(tree.stem, f"{number:,} ({agrees}), {taken}", within and number == expected)


def main() -> int:
    """Measure everything; 1 if a bar is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--aralia", type=Path, metavar="FOLDER", help="a folder of Open-PSA fault trees")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=3, help="graphs of each size")
    parser.add_argument("--only", choices=("supply", "curated", "aralia"), help="one part of it")
    arguments = parser.parse_args()
    bars = Bars()
    if arguments.only in (None, "supply"):
        if shutil.which("scram") is None:
            parser.error("SCRAM is not installed: apt-get install scram")
        for nodes in SIZES:
            with tempfile.TemporaryDirectory() as folder:
                graphs = [
                    against_scram(bars, nodes, seed, arguments.rounds, Path(folder))
                    for seed in range(1, arguments.seeds + 1)
                ]
            with_cycles(bars, nodes, graphs, arguments.rounds)
    if arguments.only in (None, "curated"):
        curated(bars, arguments.rounds)
    if arguments.only in (None, "aralia") and arguments.aralia is not None:
        aralia(bars, arguments.aralia)
    print(f"{bars.missed} missed")
    return 1 if bars.missed else 0


if __name__ == "__main__":
    sys.exit(main())
