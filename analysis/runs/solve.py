"""Solving for what is missing of a run: accelerators, days, utilisation or power."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from ...graph.records.quantities import QuantityName
from ...graph.supply import SupplyGraph
from ..quantities import Quantity, given
from ..results import Result, Row
from . import formulas
from .chips import Chip, candidates
from .facts import Facts, RunError, facts_of_run, times_of
from .run import Line, checked, flop_of, overhead_of_site, reported, run_provenance

Wanted = Literal["cards", "days", "utilisation", "power"]
WANTED: tuple[Wanted, ...] = ("cards", "days", "utilisation", "power")


@dataclass(frozen=True, slots=True)
class Solved(Result):
    """What was asked for, for each chip."""

    wanted: Wanted
    flop: Quantity
    lower_bound: bool
    facts: Facts
    lines: tuple[Line, ...]

    def rows(self) -> tuple[Row, ...]:
        return tuple({**x.to_dict(), "statements": x.quantity.statements} for x in self.lines)

    def to_dict(self) -> dict[str, Any]:
        base = Result.to_dict(self)
        provenance = base.pop("provenance")
        return {
            **base,
            "wanted": self.wanted,
            "flop": self.flop.to_dict()["value"],
            "flop_interval": {**self.flop.to_dict(), "lower_bound": self.lower_bound},
            "stated": {name: q.to_dict() for name, q in self.facts.values.items()},
            "lines": [x.to_dict() for x in self.lines],
            "provenance": provenance,
        }


def solve_run(
    graph: SupplyGraph,
    run: str,
    wanted: Wanted,
    *,
    supposed: Mapping[QuantityName, Quantity] | None = None,
    chips: Sequence[str] = (),
    precision: str | None = None,
) -> Solved:
    """Work out what nobody states of a run, for each chip that it may have used.

    Where a utilisation is needed and none is stated or supposed, the range that authors of runs in the
    dataset report stands in, marked as assumed. Raises RunError if something else is missing; it says
    what to set. O(components).
    """
    facts = facts_of_run(graph, run, checked(supposed))
    flop, _ = flop_of(facts)
    found = candidates(graph.dataset, run, precision, chips, supposed)
    if not found:
        raise RunError(f"no chip with a known peak is named for {run}; name some: --chip ascend-910c")
    bound = facts.lower_bound
    lines: list[Line] = []
    for chip in found:
        if wanted == "power":
            lines += _power(graph, facts, chip)
        elif wanted == "utilisation":
            lines += _utilisation(graph, facts, chip, flop, bound)
        else:
            lines.append(_time(graph, facts, chip, flop, wanted, bound))
    used = tuple(dict.fromkeys(s for x in lines for s in x.quantity.statements))
    return Solved(
        run, "running", run_provenance(graph, used, lines), wanted, flop, bound, facts, tuple(lines)
    )


def usual_utilisation(graph: SupplyGraph, facts: Facts) -> tuple[Quantity, str]:
    """The utilisation of a run, or the range that others report, marked as assumed; and words on it.

    Raises RunError if there is neither.
    """
    own = facts.get("utilisation")
    if own is not None:
        words = "utilisation as set" if "utilisation" in facts.set_by_hand else "utilisation as stated"
        return own.to("fraction"), words
    ends = reported(graph)
    if ends is None:
        facts.need("utilisation")
    assert ends is not None
    statements = tuple(dict.fromkeys((*ends[0].statements, *ends[1].statements)))
    low, high = ends[0].low, ends[1].high
    found = given(low, "fraction", high=high, name="usual", assumed=True, statements=statements)
    return found, f"utilisation {100 * low:.3g}-{100 * high:.3g}%, as reported of other runs in the dataset"


def _time(graph: SupplyGraph, facts: Facts, chip: Chip, flop: Quantity, wanted: Wanted, bound: bool) -> Line:
    used, words = usual_utilisation(graph, facts)
    if wanted == "cards":
        found = formulas.cards_needed(flop, chip.peak, used, facts.need("duration"))
        text = f"FLOP / (peak {chip.format.upper()} x utilisation x duration)"
        return Line("accelerators needed", found, text, words, None, chip.id, bound)
    found = formulas.days_needed(flop, chip.peak, used, facts.need("accelerators"))
    text = f"FLOP / (peak {chip.format.upper()} x utilisation x accelerators)"
    return Line("duration", found, text, words, None, chip.id, bound)


def _utilisation(graph: SupplyGraph, facts: Facts, chip: Chip, flop: Quantity, bound: bool) -> list[Line]:
    times = times_of(graph, facts)
    if not times:
        facts.need("accelerators")
        facts.need("duration")
    text = f"FLOP / (accelerators x time) / peak {chip.format.upper()}"
    return [
        Line(
            "utilisation",
            formulas.utilisation(formulas.throughput(flop, time), chip.peak),
            text,
            "more than 100% is impossible",
            name,
            chip.id,
            bound,
        )
        for name, _, time in times
    ]


def _power(graph: SupplyGraph, facts: Facts, chip: Chip) -> list[Line]:
    cards = facts.need("accelerators")
    if chip.machine_power is None:
        if chip.tdp is None:
            raise RunError(f'no power is stated of "{chip.chip}"; choose another with --chip')
        text = "accelerators x TDP, without the rest of the machines"
        return [Line("power, chips", formulas.power(cards, chip.tdp), text, "", None, chip.id)]
    machines = formulas.power(cards, chip.machine_power)
    out = [
        Line(
            "power, machines",
            machines,
            "accelerators x power of a machine for each accelerator",
            chip.assumption,
            None,
            chip.id,
        )
    ]
    site = overhead_of_site(graph, facts)
    if site is not None:
        whole = replace(formulas.power(cards, chip.machine_power * site), assumed=True)
        text = "power of the machines x power usage effectiveness"
        out.append(Line("power, site", whole, text, chip.assumption, None, chip.id))
    return out
