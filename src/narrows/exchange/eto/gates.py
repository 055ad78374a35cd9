"""How the kinds of a thing are read: ETO says that one input is a type of another, not what follows.

Etching tools come in kinds that all stand in one fab; logic chips come in kinds of which one is enough.
No column tells the two apart, and who is a chokepoint depends on it. So each pair has a gate, ours
unless the user's table says otherwise. Ids are ETO's; the reasons are ours.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from ...graph.problems import DatasetError, Problem, did_you_mean
from ...graph.tables.rows import plain_cell, safe_cell

GATES = ("needed", "one_of", "not_needed")
HEAD = ("parent_id", "parent", "kind_id", "kind", "gate", "reason")
_PRODUCTS = "a kind of product: one is enough for there to be a product"
_ALIKE = "another way to do the same step"
_BY_HAND = "for single pieces and small series, not for making advanced logic chips in volume"
_OTHER_CHIPS = "for other devices than logic chips"
_OTHER_PACKAGE = "for packages that advanced logic chips do not come in"
# Our reading for the making of an advanced logic chip, by ETO's id of the kind.
READING: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("N1", "N2", "N3", "N4"), ("one_of", _PRODUCTS)),
        **dict.fromkeys(("N29", "N30"), ("one_of", _ALIKE)),
        **dict.fromkeys(("N74", "N75"), ("one_of", _ALIKE)),
        **dict.fromkeys(("N134", "N136", "N137"), ("one_of", _ALIKE)),
        **dict.fromkeys(("N107", "N108", "N123", "N130", "N133"), ("not_needed", _BY_HAND)),
        **dict.fromkeys(("N138", "N79", "N82", "N132", "N135", "N52"), ("not_needed", _OTHER_CHIPS)),
        **dict.fromkeys(("N93", "N95"), ("not_needed", _OTHER_PACKAGE)),
        "N94": ("not_needed", "joins chips that are wired, not those set on bumps"),
        "N77": ("not_needed", "joins steps that single tools do as well"),
    }
)
_KNOWN_NEEDED = "a step or tool that a line for advanced logic chips has beside the others"
_UNKNOWN = "no reading of ours: taken as needed until somebody says otherwise"
_LAST_KNOWN = 138


@dataclass(frozen=True, slots=True)
class Gate:
    """How one kind of a parent is read."""

    parent: str
    kind: str
    gate: str
    reason: str
    ours: bool = True


def our_reading(parent: str, kind: str) -> Gate:
    """The gate of a pair where the user has said nothing."""
    if kind in READING:
        return Gate(parent, kind, *READING[kind])
    number = kind[1:]
    known = kind[:1] == "N" and number.isdigit() and int(number) <= _LAST_KNOWN
    return Gate(parent, kind, "needed", _KNOWN_NEEDED if known else _UNKNOWN)


def read_gates(path: Path, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Gate]:
    """The user's gates by parent and kind. Raises DatasetError for a row that cannot be meant."""
    known = set(pairs)
    problems: list[Problem] = []
    found: dict[tuple[str, str], Gate] = {}

    def wrong(line: int, message: str, hint: str) -> None:
        problems.append(Problem(path.name, line, 1, "", message, "gates", hint))

    try:
        text = path.read_bytes()[:5_000_000].decode("utf-8-sig")
        first = text.partition("\n")[0]
        reader = csv.reader(
            io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ","
        )
        heads = [h.strip() for h in next(reader, [])]
        for cells in reader:
            row = {h: plain_cell(c).strip() for h, c in zip(heads, cells, strict=False)}
            pair, gate = (row.get("parent_id", ""), row.get("kind_id", "")), row.get("gate", "")
            if not any(row.values()):
                continue
            if pair not in known:
                wrong(
                    reader.line_num, f'"{pair[1]}" is no kind of "{pair[0]}" in this copy', "delete the row"
                )
            elif gate not in GATES:
                hint = did_you_mean(gate[:60], GATES) or f"one of {', '.join(GATES)}"
                wrong(reader.line_num, f'no gate "{gate[:60]}"', hint)
            elif pair in found:
                wrong(
                    reader.line_num, f'"{pair[1]}" of "{pair[0]}" stands here a second time', "keep one row"
                )
            else:
                ours = our_reading(*pair)
                same = gate == ours.gate
                found[pair] = Gate(*pair, gate, row.get("reason", "") or (ours.reason if same else ""), same)
    except (UnicodeDecodeError, csv.Error) as error:
        wrong(1, f"cannot be read: {error}", "save it as CSV UTF-8")
    if problems:
        raise DatasetError(problems)
    return found


def gates_text(gates: Iterable[Gate], names: Mapping[str, str]) -> str:
    """The gates as a table that the user can edit and give back."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEAD)
    for gate in gates:
        cells = (
            gate.parent,
            names.get(gate.parent, ""),
            gate.kind,
            names.get(gate.kind, ""),
            gate.gate,
            gate.reason,
        )
        writer.writerow([safe_cell(cell) for cell in cells])
    return out.getvalue()
