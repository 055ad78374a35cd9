"""Mutated dataset files by the hundred thousand: no traceback, no hang, every refusal with a message.

``python tests/fuzz/run.py --count 100000`` spoils one file of a dataset at a time, reads it as the loader
does, and where it is still valid computes with it. Every fiftieth is read from disk with its whole dataset.
What fails is written to a folder, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import faulthandler
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

sys.path.insert(0, str(Path(__file__).parent))
from mutate import spoilt

from narrows.analysis.cutsets import minimal_cut_sets
from narrows.analysis.difference.changes import changes_between
from narrows.analysis.exposure import losses
from narrows.analysis.model import compile_model
from narrows.analysis.reading import CLOSED
from narrows.analysis.units import units_of
from narrows.annotations import Placed, sarif, workflow_lines
from narrows.graph.build import build_graph
from narrows.graph.checks import run_checks
from narrows.graph.dataset import Dataset
from narrows.graph.loader import FOLDERS, ROOT_FILES, load_dataset, read_dataset
from narrows.graph.messages import explain
from narrows.graph.problems import Finding, Problem, spell_loc
from narrows.graph.strict_yaml import Parsed, parse
from narrows.library import dataset_path

GOOD = Path(__file__).parents[1] / "graph" / "good"
SLOW = 5.0
WHOLE = 50
STUCK = 120


class Corpus:
    """A dataset whose files are spoilt one at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.dataset = load_dataset(folder)
        self.files = {
            p.relative_to(folder).as_posix(): p.read_text(encoding="utf-8")
            for p in sorted(folder.rglob("*.yaml"))
        }
        self.words = sorted({*self.dataset.files, *(c.name for c in self.dataset.companies.values())})

    def model(self, name: str) -> Any:
        return ROOT_FILES.get(name) or FOLDERS[name.split("/")[0]]

    def single(self, name: str, data: bytes) -> str:
        """What becomes of one file: refused, found fault with, or computed with."""
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return "no text"
        parsed = parse(text, name)
        if parsed.problems:
            return self.told(parsed.problems, "refused")
        model = self.model(name)
        try:
            record = model.model_validate(parsed.value)
        except ValidationError as error:
            return self.told(list(explain(error, model, parsed, name)), "refused")
        dataset = self.with_record(name, record)
        if dataset is None:
            return "misnamed"
        findings = [f for f in run_checks(dataset, frozenset()) if f.severity == "error"]
        if findings:
            return self.told([placed(f, parsed if f.file == name else Parsed()) for f in findings], "faulty")
        compute(self.dataset, dataset)
        return "computed"

    def told(self, problems: list[Problem], what: str) -> str:
        """Every refusal says what is wrong, in characters that can be shown, also as an annotation."""
        assert problems, "refused without a word"
        for problem in problems:
            assert problem.message, problem
            assert str(problem).isprintable(), ascii(str(problem))
        shown = [Placed(p.path, p) for p in problems]
        assert all(line.isprintable() for line in workflow_lines(shown))
        assert sarif(shown, "0")
        return what

    def with_record(self, name: str, record: Any) -> Dataset | None:
        """The dataset with one record exchanged; None if its id is not its file's name."""
        if name == "dataset.yaml":
            return replace(self.dataset, manifest=record)
        if name == "retired.yaml":
            return replace(self.dataset, retired=record)
        if record.id != Path(name).stem:
            return None
        kind = name.split("/")[0]
        records = {**getattr(self.dataset, kind), record.id: record}
        more: dict[str, Any] = {kind: MappingProxyType(records)}
        return replace(self.dataset, **more)

    def whole(self, name: str, data: bytes) -> str:
        """The same from disk, with all that stands around it."""
        with tempfile.TemporaryDirectory() as temporary:
            for other, text in self.files.items():
                path = Path(temporary, other)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data if other == name else text.encode("utf-8"))
            dataset, problems = read_dataset(Path(temporary))
        errors = [p for p in problems if p.severity == "error"]
        if errors or dataset is None:
            return self.told(errors, "whole: refused")
        compute(self.dataset, dataset)
        return "whole: computed"


def placed(finding: Finding, parsed: Parsed) -> Problem:
    line, column = parsed.position(finding.loc)
    where = spell_loc(finding.loc)
    return Problem(finding.file, line, column, where, finding.message, finding.rule, finding.hint)


def compute(before: Dataset, after: Dataset) -> None:
    """The main measures on what is valid; numbers stay in their ranges."""
    changes = changes_between(before, after)
    assert all(c.says for c in changes)
    model = compile_model(build_graph(after), after.manifest.default_target, CLOSED)
    units = units_of(model, "company")
    for loss in losses(model, units):
        assert 0 <= loss.low <= loss.value + 1e-9 <= loss.high + 2e-9 <= 1 + 1e-8, loss
    minimal_cut_sets(model, units, 2)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=100_000, help="how many files (default 100,000)")
    parser.add_argument("--seconds", type=float, help="stop after so much time")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same files")
    parser.add_argument("--found", type=Path, default=Path("fuzz-found"), help="where what fails is written")
    options = parser.parse_args(argv)
    corpora = [Corpus(dataset_path("tutorial")), Corpus(GOOD)]
    start, done = time.monotonic(), 0
    ends: Counter[str] = Counter()
    slowest, failed = (0.0, ""), 0
    for number in range(options.count):
        if options.seconds and time.monotonic() - start > options.seconds:
            break
        draw = random.Random(f"{options.seed}/{number}")
        corpus = draw.choice(corpora)
        name = draw.choice(list(corpus.files))
        data = spoilt(corpus.files[name], list(corpus.files.values()), corpus.words, draw)
        # What does not come back at all ends the run, with the place where it hangs.
        faulthandler.dump_traceback_later(STUCK, exit=True)
        begun = time.process_time()
        try:
            ends[corpus.whole(name, data) if number % WHOLE == 0 else corpus.single(name, data)] += 1
        except Exception:
            failed += 1
            options.found.mkdir(parents=True, exist_ok=True)
            (options.found / f"{options.seed}-{number}.yaml").write_bytes(data)
            print(f"FAILED: {name}, seed {options.seed}, number {number}", file=sys.stderr)
            traceback.print_exc(limit=-4)
        took = time.process_time() - begun
        slowest = max(slowest, (took, f"{name}, number {number}"))
        if took > SLOW:
            failed += 1
            print(f"SLOW: {name}, number {number}: {took:.1f} s", file=sys.stderr)
        done += 1
    faulthandler.cancel_dump_traceback_later()
    said = ", ".join(f"{count} {what}" for what, count in sorted(ends.items()))
    print(f"{done} files, {failed} failed ({said}); slowest {slowest[0]:.3f} s ({slowest[1]})")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
