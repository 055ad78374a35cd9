"""Overlays: a user's own facts, laid over a dataset for one command and stored nowhere else.

An overlay is a folder in the form of a dataset, whose records may be parts of records, or tables
(``graph.tables``). Both become pieces: plain values with the place of each in a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from .dataset import Dataset
from .merge import merge
from .messages import explain
from .problems import Finding, Loc, Problem, spell_loc
from .records import Record
from .strict_yaml import Parsed

Where = tuple[str, int, int]
Records = dict[str, dict[str, Any]]


@dataclass(slots=True)
class Piece:
    """One record, or a part of one, as plain values.

    ``values`` and ``keys`` say where each value and each field's name stands, as file, line, column.
    ``soft`` are fields that count only where the dataset under it has none.
    """

    folder: str
    id: str
    file: str
    value: dict[str, Any]
    values: dict[Loc, Where] = field(default_factory=dict)
    keys: dict[Loc, Where] = field(default_factory=dict)
    spelt: dict[Loc, str] = field(default_factory=dict)
    soft: frozenset[str] = frozenset()

    def at(self, loc: Loc) -> Where:
        """Where the value at a place stands, or the nearest one around it."""
        while loc and loc not in self.values:
            loc = loc[:-1]
        return self.values.get(loc, (self.file, 1, 1))


def piece_of(parsed: Parsed, folder: str, id_: str, file: str, shown: str) -> Piece:
    """A parsed file as a piece; ``shown`` is what messages call the file."""
    return Piece(
        folder,
        id_,
        file,
        parsed.value if isinstance(parsed.value, dict) else {},
        {loc: (shown, *at) for loc, at in parsed.values.items()},
        {loc: (shown, *at) for loc, at in parsed.keys.items()},
        dict(parsed.spelt),
    )


@dataclass(slots=True)
class Laid:
    """What a dataset's records became, which overlay touched each last, and where its parts stand."""

    records: Records
    files: dict[str, str]
    models: Mapping[str, type[Record]]
    names: list[str] = field(default_factory=list)
    overlaid: dict[str, str] = field(default_factory=dict)
    placed: dict[str, Piece] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)

    def lay(self, name: str, pieces: Iterable[Piece]) -> None:
        """Add the records of one overlay, merging where the id is there already."""
        self.names.append(name)
        for piece in pieces:
            merged = self._merged(piece)
            record = self._validated(merged) if merged is not None else None
            if record is None:
                self.broken.add(piece.id)
                continue
            self.records[piece.folder][piece.id] = record
            self.files.setdefault(piece.id, piece.file)
            self.overlaid[piece.id] = name
            self.placed[self.files[piece.id]] = merged or piece

    def touched(self, file: str) -> bool:
        """Whether an overlay adds or changes the record in this file."""
        return file in self.placed

    def placed_at(self, finding: Finding) -> Problem:
        """A finding about a record that an overlay touched, at its place in the overlay."""
        file, line, column = self.placed[finding.file].at(finding.loc)
        f = finding
        return Problem(file, line, column, spell_loc(f.loc), f.message, f.rule, f.hint, f.severity)

    def named(self, dataset: Dataset) -> Dataset:
        """The dataset, with its overlays in its title and citation: nobody else can check these results."""
        old = dataset.manifest
        over = f"with overlay {', '.join(self.names)}"
        cite = old.cite_as or f"{old.title}, version {old.version}, Narrows"
        update = {"title": f"{old.title}, {over}", "cite_as": f"{cite} ({over}, not published)"}
        return replace(
            dataset,
            manifest=old.model_copy(update=update),
            overlays=tuple(self.names),
            overlaid=MappingProxyType(dict(sorted(self.overlaid.items()))),
        )

    def _merged(self, piece: Piece) -> Piece | None:
        """The piece laid over the record of that id, if there is one."""
        base = self.records[piece.folder].get(piece.id)
        if base is None and piece.id in self.files:
            said = f'"{piece.id}" is taken by {self.files[piece.id]}'
            hint = "ids are unique over all folders: choose another"
            self._wrong(piece, ("id",), "duplicate-id", said, hint)
            return None
        if base is None:
            if "replace" in piece.value:
                said, hint = f'no record "{piece.id}" to replace', "delete the line, or check the id"
                self._wrong(piece, ("replace",), "overlay-replace", said, hint)
                return None
            return piece
        result = merge(base.model_dump(exclude_unset=True), piece.value, soft=piece.soft)
        for loc, rule, said, hint in result.wrong:
            self._wrong(piece, loc, rule, said, hint)
        if result.wrong:
            return None
        before = self.placed.get(self.files[piece.id])
        old = before.values if before else {}
        return replace(
            piece,
            value=result.value,
            values={
                **{result.still_at(loc): at for loc, at in old.items()},
                **{result.now_at(loc): at for loc, at in piece.values.items()},
            },
            keys={result.now_at(loc): at for loc, at in piece.keys.items()},
            spelt={result.now_at(loc): text for loc, text in piece.spelt.items()},
        )

    def _wrong(self, piece: Piece, loc: Loc, rule: str, message: str, hint: str) -> None:
        file, line, column = piece.at(loc)
        self.problems.append(Problem(file, line, column, spell_loc(loc), message, rule, hint))

    def _validated(self, piece: Piece) -> Record | None:
        model = self.models[piece.folder]
        try:
            return model.model_validate(piece.value)
        except ValidationError as error:
            # A place is an index into all places, because parts of one record stand in several files.
            spots = [(piece.file, 1, 1), *piece.values.values(), *piece.keys.values()]
            parsed = Parsed(spelt=piece.spelt)
            parsed.values = {loc: (n, 0) for n, loc in enumerate(piece.values, 1)}
            parsed.values.setdefault((), (0, 0))
            parsed.keys = {loc: (n, 0) for n, loc in enumerate(piece.keys, 1 + len(piece.values))}
            for problem in explain(error, model, parsed, piece.file):
                file, line, column = spots[problem.line]
                self.problems.append(replace(problem, path=file, line=line, column=column))
            return None
