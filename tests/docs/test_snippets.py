"""What the documentation shows is what the program prints.

Python blocks with ``>>>`` are doctests, those without are run. In ``console`` blocks each line
``$ narrows ...`` is run and its output compared; a line ``...`` stands for any lines. Of commands on
the curated dataset, whose numbers change with every data release, only the first sentence is
compared, without its numbers.

``python tests/docs/test_snippets.py`` writes the present output into the blocks that leave nothing out.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import re
import shlex
from pathlib import Path
from typing import NamedTuple

import pytest

from narrows.__main__ import main

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LEFT_OUT = ("...", "…")


class Snippet(NamedTuple):
    """A command and what a page shows as its output."""

    page: Path
    line: int
    command: str
    shown: tuple[str, ...]


def blocks(page: Path, language: str) -> list[tuple[int, str]]:
    """The fenced blocks of one language, with the line on which their content begins."""
    text = page.read_text(encoding="utf-8")
    return [
        (text[: found.start(2)].count("\n") + 1, found[2])
        for found in FENCE.finditer(text)
        if found[1] == language
    ]


def commands(page: Path) -> list[Snippet]:
    """The commands of a page's console blocks."""
    out = []
    for start, content in blocks(page, "console"):
        parts = re.split(r"^\$ ", content, flags=re.MULTILINE)
        line = start + parts[0].count("\n")
        for part in parts[1:]:
            command, _, shown = part.partition("\n")
            out.append(Snippet(page, line, command, tuple(x.rstrip() for x in shown.rstrip().split("\n"))))
            line += part.count("\n")
    return out


def output_of(command: str) -> list[str]:
    """What a command prints, on both streams."""
    name, *arguments = shlex.split(command)
    assert name == "narrows", command
    said = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        main(arguments)
    said.seek(0)
    return [line.rstrip() for line in said.read().rstrip().split("\n")]


def first_sentence(lines: list[str]) -> str:
    """The first sentence after the title, with every number masked."""
    text = " ".join(line for line in lines[2:] if line)
    sentence = re.match(r".*?\.(?= |$)(?<!\d\.)", text)
    assert sentence is not None, text[:200]
    return re.sub(r"(between )?\d+(\.\d+)?%( and \d+(\.\d+)?%)?", "#", sentence[0])


SNIPPETS = [snippet for page in PAGES for snippet in commands(page)]


@pytest.mark.parametrize("snippet", SNIPPETS, ids=lambda s: f"{s.page.name}:{s.line}")
def test_a_page_shows_what_the_command_prints(snippet: Snippet) -> None:
    printed = output_of(snippet.command)
    if "tutorial" not in snippet.command:
        assert first_sentence(list(snippet.shown)) == first_sentence(printed)
        return
    pattern = "".join("(?:.*\n)*?" if line in LEFT_OUT else re.escape(line) + "\n" for line in snippet.shown)
    assert re.fullmatch(pattern, "\n".join(printed) + "\n"), "\n".join(printed)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_the_python_of_a_page_runs(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    examples: list[doctest.Example] = []
    for line, code in blocks(page, "python"):
        if ">>>" not in code:
            exec(compile(code, f"{page.name}:{line}", "exec"), {})
            continue
        for example in doctest.DocTestParser().get_examples(code):
            example.lineno += line - 1
            examples.append(example)
    test = doctest.DocTest(examples, {}, page.name, str(page), 0, None)
    said: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=said.append)
    assert not said, "".join(said)


def test_there_is_something_to_compare() -> None:
    assert len(SNIPPETS) > 5


def rewrite(page: Path) -> None:
    """Put the present output into the blocks of a page that leave nothing out."""
    text = page.read_text(encoding="utf-8")
    for snippet in commands(page):
        if "tutorial" in snippet.command and not set(snippet.shown) & set(LEFT_OUT):
            before = "\n".join([f"$ {snippet.command}", *snippet.shown]).rstrip()
            after = "\n".join([f"$ {snippet.command}", *output_of(snippet.command)])
            text = text.replace(f"{before}\n```", f"{after}\n```")
    page.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    for each in PAGES:
        rewrite(each)
