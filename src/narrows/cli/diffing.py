"""diff: what changed in a dataset, and what that does to the answer."""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

from .common import emit, footer, progress_bar
from .diff_tables import in_words, tables_of
from .document import Document, Table, UsageError

if TYPE_CHECKING:
    from ..graph.dataset import Dataset
    from ..graph.problems import Problem
    from ..versions import Version

# A dataset with these errors can be compared: the source of a statement is gone, the statement is not.
BARE = frozenset({"unknown-source", "no-evidence"})


def diff_command(arguments: argparse.Namespace) -> int:
    """What changed, and what that does."""
    from ..versions import VersionError, opened

    with ExitStack() as stack:
        try:
            base = stack.enter_context(opened(arguments.base, arguments.dataset))
            head = stack.enter_context(opened(arguments.head, arguments.dataset))
        except VersionError as error:
            raise UsageError(str(error)) from error
        before, _ = _read(base)
        after, bare = _read(head)
    return (_changelog if arguments.changelog else _report)(arguments, base, head, before, after, bare)


def _report(
    arguments: argparse.Namespace,
    base: Version,
    head: Version,
    before: Dataset,
    after: Dataset,
    bare: tuple[Problem, ...],
) -> int:
    from ..analysis.difference.changelog import unsaid
    from ..analysis.difference.compute import diff
    from ..graph.build import build_graph

    old, new = build_graph(before), build_graph(after)
    result = diff(
        old,
        new,
        targets=arguments.target,
        max_order=arguments.max_order,
        threshold=arguments.threshold,
        progress=progress_bar("targets"),
    )
    missing = unsaid(head.name, before, after, result.changes, head.changelog)
    data = {
        "base": base.label,
        "head": head.label,
        **result.to_dict(),
        "invalid": [str(p) for p in bare],
        "changelog": list(missing),
    }
    title = f"{head.name}: from {base.label} to {head.label}"
    said = in_words(arguments, result, old, new)
    if missing:
        said.append(f"Before this becomes a version: {'; '.join(missing)}.")
    tables = tables_of(arguments, result, old, new)
    emit(arguments, Document(title, said, tables, data, footer(arguments, result.provenance)))
    for problem in bare:
        print(problem, file=sys.stderr)
    return int(bool(bare) or (arguments.fail_on == "warning" and bool(result.warnings)))


def _changelog(
    arguments: argparse.Namespace,
    base: Version,
    head: Version,
    before: Dataset,
    after: Dataset,
    bare: tuple[Problem, ...],
) -> int:
    """Only whether version and changelog say what changed; 1 if not."""
    from ..analysis.difference.changelog import needed, unsaid
    from ..analysis.difference.changes import changes_between
    from ..graph.build import build_graph
    from .common import plain_footer

    changes = changes_between(before, after)
    missing = unsaid(head.name, before, after, changes, head.changelog)
    count = len(needed(changes))
    said = [
        "The version and CHANGELOG.md say what changed."
        if count
        else "No statement changed: the version can stay, and the changelog needs no line."
    ]
    rows = [[m] for m in missing]
    document = Document(
        f"{head.name}: version and changelog, from {base.label} to {head.label}",
        [] if missing else said,
        [Table("Missing", ["what is missing"], rows)] if missing else [],
        {"statements": count, "changelog": list(missing), "base": base.label, "head": head.label},
        plain_footer(arguments, build_graph(after)),
    )
    emit(arguments, document)
    return int(bool(missing or bare))


def _read(version: Version) -> tuple[Dataset, tuple[Problem, ...]]:
    """A version's records; raises DatasetError if it cannot be compared, after saying which one it is."""
    from ..graph.loader import read_dataset
    from ..graph.problems import DatasetError

    dataset, problems = read_dataset(version.folder, warnings=False)
    errors = tuple(p for p in problems if p.severity == "error")
    if dataset is None or any(p.rule not in BARE for p in errors):
        print(f"narrows: {version.label}:", file=sys.stderr)
        raise DatasetError(problems)
    return dataset, errors
