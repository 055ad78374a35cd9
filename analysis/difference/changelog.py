"""The changelog of the datasets: whether it says what changed.

A heading is ``## NAME YYYY.MM.N``, with a date behind it if you like; under it each line begins
``- add:``, ``- fix:`` or ``- rename:``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ...graph.dataset import Dataset
from .changes import Change

Word = Literal["add", "fix", "rename"]
_HEADING = re.compile(r"## +(\S+) +(\d{4}\.\d{2}\.\d+)( .*)?")
_LINE = re.compile(r"- +(\w+): *(.*)")


@dataclass(frozen=True, slots=True)
class Section:
    """What the changelog says of one version of one dataset: words with what follows them."""

    dataset: str
    version: str
    lines: tuple[tuple[str, str], ...]

    def says(self, word: Word) -> list[str]:
        """What stands behind a word."""
        return [text for said, text in self.lines if said == word and text]


def sections(text: str) -> tuple[Section, ...]:
    """The sections of a changelog, in its order.

    >>> sections("## tutorial 2026.11.1 (2026-11-24)\\n\\n- fix: a share\\n")[0].lines
    (('fix', 'a share'),)
    """
    found: list[tuple[str, str, list[tuple[str, str]]]] = []
    for line in text.splitlines():
        if heading := _HEADING.fullmatch(line.rstrip()):
            found.append((heading[1], heading[2], []))
        elif line.startswith("#"):
            found.append(("", "", []))
        elif found and (said := _LINE.match(line)):
            found[-1][2].append((said[1], said[2].strip()))
    return tuple(Section(name, version, tuple(lines)) for name, version, lines in found if name)


def version_key(version: str) -> tuple[int, ...]:
    """A version as numbers, in order.

    >>> version_key("2026.11.10") > version_key("2026.11.9")
    True
    """
    return tuple(int(part) for part in version.split("."))


def needed(changes: Sequence[Change]) -> tuple[Change, ...]:
    """The changes that a version has to be raised for: all but wording, the version and its date."""
    return tuple(
        c
        for c in changes
        if c.group != "wording"
        and not (c.kind == "dataset" and all(f.name in ("version", "as_of") or f.wording for f in c.fields))
    )


def renames(changes: Sequence[Change], after: Dataset) -> tuple[tuple[str, str], ...]:
    """The ids that are retired now and what replaces them."""
    new = {c.id.partition("/")[2] for c in changes if c.kind == "retired" and c.what == "added"}
    return tuple(
        (r.id, r.replaced_by) for r in after.retired.retired if r.id in new and r.replaced_by is not None
    )


def unsaid(
    name: str, before: Dataset, after: Dataset, changes: Sequence[Change], text: str
) -> tuple[str, ...]:
    """What is missing from the changelog, in words; empty if it says what changed.

    Parameters
    ----------
    name : the dataset's folder.
    text : the changelog with the change.
    """
    counting = needed(changes)
    if not counting:
        return ()
    old, new = before.manifest.version, after.manifest.version
    if version_key(new) <= version_key(old):
        return (
            f"statements changed, and the version is {new} (before: {old}): raise it in {name}/dataset.yaml, "
            f"and head a section of CHANGELOG.md with it",
        )
    here = [s for s in sections(text) if (s.dataset, s.version) == (name, new)]
    if not here:
        return (f'CHANGELOG.md has no section "## {name} {new}": add it',)
    section, out = here[0], []
    renamed = renames(changes, after)
    for was, now in renamed:
        if not any(_names(was, line) and _names(now, line) for line in section.says("rename")):
            out.append(f'{was} became {now}: add a line "- rename: {was} is now {now}"')
    ids = {i for pair in renamed for i in pair}
    others = [c for c in counting if c.record not in ids and c.kind != "retired"]
    wanted: tuple[tuple[Word, bool], ...] = (
        ("add", any(c.what == "added" for c in others)),
        ("fix", any(c.what != "added" for c in others)),
    )
    for word, wants in wanted:
        if wants and not section.says(word):
            what = "something was added" if word == "add" else "something changed or went"
            out.append(f'{what}: add a line "- {word}: ..." under "## {name} {new}"')
    for said, _ in section.lines:
        if said not in ("add", "fix", "rename"):
            out.append(f'"{said}:" under "## {name} {new}" is none of add, fix and rename')
    return tuple(out)


def _names(id_: str, line: str) -> bool:
    return re.search(rf"(?<![\w.-]){re.escape(id_)}(?![\w-]|\.\w)", line) is not None
