"""What can be wrong with a dataset, and how it is said: file, line, column, what, and what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]
Loc = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One problem, at its place in a file. ``path`` is relative to the dataset's folder."""

    path: str
    line: int
    column: int
    where: str
    message: str
    rule: str
    hint: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        kind = "warning: " if self.severity == "warning" else ""
        where = f"{self.where}: " if self.where else ""
        hint = f"; {self.hint}" if self.hint else ""
        return shown(
            f"{self.path}:{self.line}:{self.column}: {kind}{where}{self.message}{hint} [{self.rule}]"
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem before it is placed: ``file`` is a path in the dataset, ``loc`` the way to the value."""

    file: str
    loc: Loc
    rule: str
    message: str
    hint: str = ""
    severity: Severity = "error"


class DatasetError(Exception):
    """A dataset that cannot be used; holds every problem found, not just the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        errors = sum(1 for p in self.problems if p.severity == "error")
        super().__init__(
            f"{errors} {'error' if errors == 1 else 'errors'} in the dataset:\n"
            + "\n".join(str(p) for p in self.problems)
        )


def shown(text: str) -> str:
    """Text on one line, with what no screen shows as it is written in a program.

    >>> print(shown("sk-hynix" + chr(0x200B)))
    sk-hynix\\u200b
    """
    return text if text.isprintable() else "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def did_you_mean(wrong: str, known: Iterable[str]) -> str:
    """A hint naming the closest known spelling, or an empty string.

    >>> did_you_mean("sk-hynixx", ["sk-hynix", "samsung"])
    'did you mean "sk-hynix"?'
    >>> did_you_mean("zzz", ["sk-hynix"])
    ''
    """
    close = difflib.get_close_matches(wrong, sorted(known), n=1, cutoff=0.6)
    return f'did you mean "{close[0]}"?' if close else ""


def spell_loc(loc: Loc) -> str:
    """A path into a file as people write it.

    >>> spell_loc(("suppliers", 1, "company"))
    'suppliers[1].company'
    """
    out = ""
    for part in loc:
        out += f"[{part}]" if isinstance(part, int) else f".{part}" if out else part
    return out
