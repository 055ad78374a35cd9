"""Runs side by side: does the utilisation that their authors report come out of their other figures?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ...graph.supply import SupplyGraph
from ..quantities import Quantity, given
from ..results import Result, Row
from . import formulas
from .chips import candidates
from .facts import Facts, RunError, facts_of_run, times_of
from .run import Line, flop_of, run_provenance

Agreement = Literal["comes out", "lower than reported", "higher than reported", "nothing to compare"]


@dataclass(frozen=True, slots=True)
class ComparedRun:
    """One run on one chip.

    ``over_all`` is the utilisation over all accelerator hours stated; ``while_running`` that while training
    went on, from the stated rate of tokens, or from ``over_all`` and the stated part of time in which it
    did; ``implied_peak`` the peak that the reported utilisation would need.
    """

    run: str
    chip: str | None
    flop: Quantity
    lower_bound: bool
    attention_counted: bool
    time: Quantity | None
    over_all: Quantity | None
    while_running: Quantity | None
    reported: Quantity | None
    implied_peak: Quantity | None
    agreement: Agreement

    def to_dict(self) -> dict[str, Any]:
        def plain(quantity: Quantity | None) -> dict[str, Any] | None:
            return quantity.to_dict() if quantity else None

        return {
            "run": self.run,
            "chip": self.chip,
            "flop": plain(self.flop),
            "lower_bound": self.lower_bound,
            "attention_counted": self.attention_counted,
            "accelerator_time": plain(self.time),
            "utilisation_over_all": plain(self.over_all),
            "utilisation_while_running": plain(self.while_running),
            "utilisation_reported": plain(self.reported),
            "implied_peak": plain(self.implied_peak),
            "agreement": self.agreement,
        }


@dataclass(frozen=True, slots=True)
class ComparedRuns(Result):
    """Runs side by side."""

    runs: tuple[ComparedRun, ...]

    def rows(self) -> tuple[Row, ...]:
        return tuple(r.to_dict() for r in self.runs)

    def to_dict(self) -> dict[str, Any]:
        base = Result.to_dict(self)
        provenance = base.pop("provenance")
        return {**base, "runs": [r.to_dict() for r in self.runs], "provenance": provenance}


def known_runs(graph: SupplyGraph) -> tuple[str, ...]:
    """The components of which parameters and tokens are stated, so that FLOP can be computed."""
    return tuple(
        id_
        for id_, component in graph.dataset.components.items()
        if {"active-parameters", "training-tokens"} <= {s.quantity for s in component.specs}
    )


def compare_runs(graph: SupplyGraph, runs: Sequence[str] = ()) -> ComparedRuns:
    """Compare runs, all that can be computed if none is named. O(runs x components).

    A run whose chip is undisclosed has a row for each candidate. Raises RunError if parameters or tokens of a
    named run are missing, KeyError for an unknown one.
    """
    names = tuple(runs) or known_runs(graph)
    found = tuple(row for name in names for row in _compare(graph, name))
    lines = [
        Line("x", q, "")
        for r in found
        for q in (r.flop, r.over_all, r.while_running, r.reported)
        if q is not None
    ]
    used = tuple(dict.fromkeys(s for x in lines for s in x.quantity.statements))
    target = ", ".join(names)
    return ComparedRuns(target, "running", run_provenance(graph, used, lines), found)


def _compare(graph: SupplyGraph, run: str) -> list[ComparedRun]:
    facts = facts_of_run(graph, run)
    flop, attention = flop_of(facts)
    times = times_of(graph, facts)
    stated = [t for _, s, t in times if s is None or _taken(graph, s.spec.dispute, s.spec.position)]
    time = stated[0] if stated else None
    bound = facts.lower_bound
    reported = facts.get("utilisation")
    reported = reported.to("fraction") if reported else None
    out = []
    for chip in candidates(graph.dataset, run) or (None,):
        over_all = running = peak = None
        if chip is not None:
            rate = formulas.throughput(flop, time) if time else None
            over_all = formulas.utilisation(rate, chip.peak) if rate else None
            at_speed = _at_speed(facts, flop)
            if at_speed is not None:
                running = formulas.utilisation(at_speed, chip.peak)
            elif over_all is not None and (share := facts.get("effective-time")) is not None:
                running = (over_all / share.to("fraction")).to("fraction")
            used = at_speed or rate
            peak = (used / reported).to("TFLOP/s/accelerator") if reported and used else None
        best = running or over_all
        agreement = _agreement(best, reported)
        name = chip.id if chip else None
        out.append(
            ComparedRun(run, name, flop, bound, attention, time, over_all, running, reported, peak, agreement)
        )
    return out


def _taken(graph: SupplyGraph, dispute: str | None, position: str | None) -> bool:
    """Whether the graph takes this side."""
    if dispute is None:
        return True
    return graph.filters.disputes.get(dispute, graph.dataset.disputes[dispute].default) == position


def _at_speed(facts: Facts, flop: Quantity) -> Quantity | None:
    """Useful FLOP/s of one accelerator from tokens in a time, if that and the accelerators are stated."""
    rate, cards = facts.get("token-rate"), facts.get("accelerators")
    if rate is None or cards is None:
        return None
    tokens = facts.need("training-tokens")
    middle = given(tokens.middle, tokens.unit, statements=tokens.statements)
    exact = Facts(facts.run, {**facts.values, "training-tokens": middle})
    per_token = flop_of(exact)[0] / middle
    return (per_token * rate / cards).to("TFLOP/s/accelerator")


def _agreement(found: Quantity | None, reported: Quantity | None) -> Agreement:
    """Whether two intervals meet, to the three digits in which utilisation is reported."""
    if found is None or reported is None:
        return "nothing to compare"
    slack = 0.0005
    if found.high + slack < reported.low:
        return "lower than reported"
    if found.low - slack > reported.high:
        return "higher than reported"
    return "comes out"


__all__ = ["ComparedRun", "ComparedRuns", "RunError", "compare_runs", "known_runs"]
