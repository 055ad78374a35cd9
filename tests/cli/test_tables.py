"""How wide tables are on a screen."""

from __future__ import annotations

import random

import pytest

from narrows.cli.document import Document, Table
from narrows.cli.output import write

LIMIT = 120


def shown(columns: list[str], rows: list[list[str]], capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The lines of the table as written, without what stands around it."""
    write(Document("T", tables=[Table("", columns, rows)]), "table", None)
    lines = capsys.readouterr().out.splitlines()
    return lines[3 : len(lines) - lines[::-1].index("-" * 20) - 1]


def test_a_wide_table_fits_and_loses_no_word(capsys: pytest.CaptureFixture[str]) -> None:
    rng = random.Random(5)
    for _ in range(60):
        count = rng.randint(1, 8)
        # Words are short enough for eight columns to fit, and each is there once.
        names = iter(f"w{i}" for i in range(10_000))
        columns = [" ".join(next(names) for _ in range(rng.randint(1, 5))) for _ in range(count)]
        rows = [
            [" ".join(next(names) for _ in range(rng.randint(0, 30))) for _ in columns]
            for _ in range(rng.randint(1, 5))
        ]
        lines = shown(columns, rows, capsys)
        assert max(map(len, lines)) <= LIMIT
        words = sorted(w for text in (*columns, *(c for row in rows for c in row)) for w in text.split())
        assert sorted(w for line in lines for w in line.split() if w.startswith("w")) == words


def test_headings_give_way_before_what_stands_below_them(capsys: pytest.CaptureFixture[str]) -> None:
    heads = ["how many of them", "of these in use", "and the others", "groups of firms"]
    rows = [["1", "2", "3", "Somebody with a long name"] for _ in range(3)]
    narrow = shown(heads * 2, [row * 2 for row in rows], capsys)
    wide = shown(heads, rows, capsys)
    assert wide[0].split("  ")[0] == "how many of them"
    assert narrow[0].split("  ")[0] != "how many of them"
    assert sum(line.count("Somebody with a long name") for line in narrow) == 6


def test_a_word_is_never_broken(capsys: pytest.CaptureFixture[str]) -> None:
    """An id that is longer than the screen stays whole, so that it can be copied."""
    long = "component/suppliers/" + "x" * 150
    lines = shown(["id", "text"], [[long, "a b"]], capsys)
    assert any(long in line for line in lines)
