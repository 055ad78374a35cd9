"""A hostile pull request: refused or made harmless, with a message, in bounded time and memory."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from narrows.__main__ import main
from narrows.graph.loader import read_dataset

ROOT = Path(__file__).parents[2]
HEAD = "id: bad\nname: Bad\nlayer: material\ndescription: Bad.\n"
CITED = "suppliers:\n  - company: mem-a\n    evidence: {kind: press, as_of: '2026', confidence: low, cites: ["
LAUGHS = "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9) if i else 'x'}]\n" for i in range(12))


def filled(row: str, size: int = 400_000) -> str:
    """Rows with running numbers, up to a size."""
    return "".join(row % number for number in range(size // len(row % 99_999)))


FILES = {
    "aliases": (LAUGHS, "yaml-alias"),
    "nesting": ("id: " + "[" * 900_000, "yaml-syntax"),
    "nested fields": ("{a: " * 200_000, "yaml-syntax"),
    "50 MB": ("#" * 50_000_000, "file-size"),
    "one long line": (HEAD + "note: " + "x" * 900_000, "wrong-value"),
    "unknown makers": (HEAD + "suppliers:\n" + filled("  - company: mem-%05d\n"), "unknown-company"),
    "unknown sources": (HEAD + CITED + filled("{source: s-%05d}, ") + "]}\n", "unknown-source"),
    "unknown fields": (HEAD + filled("desc%05d: x\n"), "unknown-field"),
    "needs": (HEAD + "requires:\n" + filled("  - {role: r%05d, any_of: [{component: resist}]}\n"), ""),
    "huge number": (HEAD + "specs: [{name: x, value: " + "9" * 400 + "}]\n", "wrong-type"),
    "no number": (HEAD + "specs: [{name: x, value: .nan}]\n", "wrong-type"),
    "infinity": (HEAD + "stock_lasts_months: .inf\n", "wrong-type"),
    "turned around": (HEAD.replace("Bad.", "a\u202eb"), "yaml-character"),
    "turned around, escaped": (HEAD.replace("Bad.", '"a\\u202eb"'), "yaml-character"),
    "no width": (HEAD.replace("Bad.", "a\u200bb"), "yaml-character"),
    "control": (HEAD.replace("Bad.", "a\x1b[2Jb"), "yaml-character"),
    "look-alike name": (HEAD.replace("Bad\n", "B\u0430d\n"), "mixed-letters"),
    "look-alike id": (HEAD.replace("id: bad", "id: b\u0430d"), "wrong-value"),
    "look-alike company": (HEAD + "suppliers: [{company: mem-\u0430}]\n", "wrong-value"),
    "object": (HEAD + "note: !!python/object/apply:os.system [ls]\n", "yaml-tag"),
    "path": (HEAD + "suppliers: [{company: ../../../etc/passwd}]\n", "wrong-value"),
}
LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (1_500_000_000, 1_500_000_000))
resource.setrlimit(resource.RLIMIT_CPU, (30, 30))
sys.path.insert(0, sys.argv[1])
from narrows.__main__ import main
sys.exit(main(["validate", sys.argv[2]]))
"""


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file(name: str, copy: Callable[..., Path]) -> None:
    """In a process that may take 1.5 GB and 30 seconds; the machine that runs this is slow at times."""
    text, rule = FILES[name]
    folder = copy()
    (folder / "components" / "material" / "bad.yaml").write_text(text, encoding="utf-8")
    command = [sys.executable, "-c", LIMITED, str(ROOT / "src"), str(folder)]
    done = subprocess.run(command, capture_output=True, check=False, timeout=120)
    said = done.stdout.decode("utf-8")
    assert "Traceback" not in done.stderr.decode("utf-8")
    assert done.returncode == (1 if rule else 0), said[-300:] or done.stderr[-300:]
    assert not rule or f"[{rule}]" in said
    assert said.replace("\n", "").isprintable()


def test_a_look_alike_file_name(copy: Callable[..., Path]) -> None:
    folder = copy(("companies/mem-\u0430.yaml", "", "id: mem-\u0430\nname: M\nheadquarters: KR\n"))
    found = [p for p in read_dataset(folder)[1] if p.severity == "error"]
    assert [(p.path, p.rule) for p in found] == [("companies/mem-\u0430.yaml", "wrong-value")]


def test_a_link_in_the_place_of_a_folder(copy: Callable[..., Path], tmp_path: Path) -> None:
    folder = copy()
    (tmp_path / "elsewhere").mkdir()
    (folder / "sources").symlink_to(tmp_path / "elsewhere")
    assert [p.rule for p in read_dataset(folder)[1]] == ["link"]


def test_formulas_do_not_run_in_a_table_of_changes(
    copy: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    name = ("companies/mem-b.yaml", "name: Memory B", "name: \"=HYPERLINK('x')\"")
    new = ("components/memory/hbm2e.yaml", "", "  - company: pack-b\n    made_in: [{country: CN}]\n")
    assert main(["diff", "tutorial", str(copy(name, new)), "--format", "csv", "--all"]) == 0
    out = capsys.readouterr().out
    assert "HYPERLINK" in out
    assert not [c for line in out.splitlines() for c in line.split(",") if c.strip('"').startswith("=HYP")]


def test_the_fuzzer_in_short() -> None:
    """The whole: python tests/fuzz/run.py --count 100000."""
    command = [sys.executable, str(ROOT / "tests" / "fuzz" / "run.py"), "--count", "600", "--seed", "11"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.startswith("600 files, 0 failed")
