"""The package: public names, doctests, module sizes, no second copy of a class."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

import narrows

ROOT = Path(__file__).parent.parent
FOLDERS = ("graph", "analysis", "src", "tests", "benchmarks")


def modules() -> list[str]:
    found = pkgutil.walk_packages(narrows.__path__, "narrows.")
    return sorted(m.name for m in found if m.name != "narrows.__main__")


def python_files() -> list[Path]:
    found = [p for folder in FOLDERS for p in (ROOT / folder).rglob("*.py")]
    return [p for p in found if not any(part.is_symlink() for part in p.parents)]


@pytest.mark.parametrize("name", ["narrows", *modules()])
def test_doctests(name: str) -> None:
    failed, _ = doctest.testmod(importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert failed == 0


def test_every_public_name_is_there() -> None:
    assert set(narrows.__all__) == set(narrows._HOMES)
    for name in narrows.__all__:
        assert callable(getattr(narrows, name))
        assert getattr(narrows, name).__doc__
    with pytest.raises(AttributeError, match="no attribute 'shfit'"):
        narrows.shfit  # type: ignore[attr-defined]  # noqa: B018


def test_modules_stay_small() -> None:
    sizes = {p.relative_to(ROOT).as_posix(): len(p.read_text("utf-8").splitlines()) for p in python_files()}
    assert {name: size for name, size in sizes.items() if size > 400} == {}


def test_nothing_imports_the_folders_by_their_bare_name() -> None:
    """From the repository root ``import graph`` works too, and gives a second copy of every class."""
    bare = re.compile(r"^\s*(from|import) (graph|analysis|datasets)\b", re.MULTILINE)
    assert [p for p in python_files() if bare.search(p.read_text("utf-8"))] == []


def test_start_up_stays_light() -> None:
    """--version imports nothing heavy, and the parser neither."""
    code = (
        "import sys; from narrows.cli.parser import build_parser; build_parser(); "
        "names = ['networkx', 'numpy', 'pandas', 'pydantic', 'yaml', 'graphviz', 'tabulate']; "
        "heavy = set(names) & set(sys.modules); "
        "sys.exit(', '.join(sorted(heavy)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
