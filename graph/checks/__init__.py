"""Checks across records: one named function for each rule, errors and warnings told apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..dataset import Dataset
from ..problems import Finding
from . import claims, codes, cycles, evidence, references, scenarios, shares, specs, structure, unused

ALWAYS = (
    *references.RULES,
    *codes.RULES,
    *structure.RULES,
    *shares.RULES,
    *specs.RULES,
    *cycles.RULES,
    *evidence.RULES,
    *scenarios.RULES,
    *claims.RULES,
)
WHOLE = (*cycles.WHOLE, *evidence.WHOLE)
RULES = (*ALWAYS, *WHOLE, *unused.RULES)
MOST = 2000


def run_checks(dataset: Dataset, broken: frozenset[str], *, warnings: bool = True) -> Iterator[Finding]:
    """Run every rule.

    ``broken`` are ids whose files could not be read: no reference to them is called unknown, and
    nothing is called unused, or a mark idle, while a file that may need it is unread.
    """
    whole = () if broken else (*WHOLE, *(unused.RULES if warnings else ()))
    for rule in (*ALWAYS, *whole):
        for finding in _first(rule(dataset)):
            if not any(f'"{id_}"' in finding.message for id_ in broken):
                yield finding


def _first(findings: Iterator[Finding]) -> Iterator[Finding]:
    """The first findings of a rule, and that there are more: a stranger's file must not take minutes."""
    for number, finding in enumerate(findings):
        if number < MOST:
            yield finding
            continue
        text = f"there are more than {MOST:,} of these: only the first are listed"
        yield replace(finding, message=text, hint="mend those first")
        return
