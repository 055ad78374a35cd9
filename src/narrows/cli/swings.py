"""capacity --sensitivity: which uncertain number moves the output most."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from .common import cut_after, reading_of
from .document import Cell, Table, UsageError

if TYPE_CHECKING:
    from ..analysis.making.amounts import Supposed
    from ..graph.supply import SupplyGraph

TITLE = "Which uncertain number moves it most, each at its ends, the others as stated"
ONLY_CERTAIN = "No number that is known only as a range moves the output, taken alone."


def swings_part(
    arguments: argparse.Namespace,
    graph: SupplyGraph,
    target: str,
    supposed: Supposed,
    data: dict[str, Any],
) -> Table:
    """The table, year by year, widest first; what it says goes into ``data`` too."""
    from ..analysis.making.sensitivity import sensitivity

    if arguments.stocks_only or arguments.known_only:
        raise UsageError(
            "--sensitivity is not for --stocks-only or --known-only: it counts all that is stated"
        )
    rows: list[list[Cell]] = []
    data["sensitivity"] = []
    for year in arguments.year:
        result = sensitivity(
            graph,
            target,
            year,
            remove=arguments.remove,
            allot=not arguments.no_allocation,
            reading=reading_of(arguments),
            supposed=supposed,
        )
        rows += [[year, s.name, s.range, _units(s.low), _units(s.high)] for s in result.swings]
        data["sensitivity"].append({"year": year, "swings": list(result.rows())})
    columns = ["year", "number", "its range", "the most at its worse end", "at its better end"]
    return Table(TITLE, columns, rows, cut_after(arguments, len(rows), 15))


def _units(value: float | None) -> str:
    return "no limit" if value is None else f"{value:,.0f}"
