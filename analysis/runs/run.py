"""Training-run arithmetic: what follows from what is stated of a run, reading by reading and chip by chip."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from ...graph.records.quantities import QuantityName
from ...graph.supply import SupplyGraph
from ..quantities import Quantity, given, stated, the_stated
from ..results import Provenance, Result, Row, provenance_of
from . import formulas
from .chips import OF_CHIPS, Chip, candidates, peak_of
from .facts import OF_RUNS, Facts, RunError, evidence_of, facts_of_run, times_of

Verdict = Literal["possible", "doubtful", "possible only in part", "impossible"]
REFERENCE = "nvidia-h100"
_RANK: Mapping[str, int] = {"low": 0, "medium": 1, "high": 2}


@dataclass(frozen=True, slots=True)
class Line:
    """One computed quantity: what it is, of which reading and chip, its formula and what is assumed.

    ``lower_bound`` marks a result that grows with something stated as "more than".
    """

    name: str
    quantity: Quantity
    formula: str
    assumption: str = ""
    reading: str | None = None
    chip: str | None = None
    lower_bound: bool = False

    def to_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "reading": self.reading,
            "chip": self.chip,
            **self.quantity.to_dict(),
            "lower_bound": self.lower_bound,
            "formula": self.formula,
            "assumption": self.assumption,
        }


@dataclass(frozen=True, slots=True)
class Judged:
    """One reading of the stated compute on one chip: can it be?

    ``impossible``: more than all of the peak, whatever in the intervals is true. ``doubtful``: in any
    case more than any run in the dataset reports. ``possible only in part``: impossible at some of what is
    stated. ``impossible_at_low_end`` says whether that is so at the least accelerators x time. ``least`` is
    the accelerators x time that the run needs on this chip at all of its peak, ``usual`` at the best
    utilisation that any run in the dataset reports (None if none does).
    """

    reading: str
    chip: str
    throughput: Quantity
    utilisation: Quantity
    verdict: Verdict
    impossible_at_low_end: bool
    least: Quantity
    usual: Quantity | None

    def to_dict(self) -> dict[str, Any]:
        return {
            "reading": self.reading,
            "chip": self.chip,
            "throughput": self.throughput.to_dict(),
            "utilisation": self.utilisation.to_dict(),
            "verdict": self.verdict,
            "impossible_at_low_end": self.impossible_at_low_end,
            "least": self.least.to_dict(),
            "usual": self.usual.to_dict() if self.usual else None,
        }


@dataclass(frozen=True, slots=True)
class TrainingRun(Result):
    """What follows from what is stated of a run. ``rows()`` are the computed lines."""

    facts: Facts
    chips: tuple[Chip, ...]
    flop: Quantity
    lower_bound: bool
    attention_counted: bool
    times: tuple[tuple[str, Quantity], ...]
    judged: tuple[Judged, ...]
    lines: tuple[Line, ...]
    missing: tuple[str, ...]

    def rows(self) -> tuple[Row, ...]:
        return tuple({**x.to_dict(), "statements": x.quantity.statements} for x in self.lines)

    def to_dict(self) -> dict[str, Any]:
        base = Result.to_dict(self)
        provenance = base.pop("provenance")
        return {
            **base,
            "flop": self.flop.to_dict()["value"],
            "flop_interval": {**self.flop.to_dict(), "lower_bound": self.lower_bound},
            "attention_counted": self.attention_counted,
            "stated": {name: q.to_dict() for name, q in self.facts.values.items()},
            "readings": [{"reading": name, **q.to_dict()} for name, q in self.times],
            "judged": [j.to_dict() for j in self.judged],
            "lines": [x.to_dict() for x in self.lines],
            "missing": list(self.missing),
            "provenance": provenance,
        }


def training_run(
    graph: SupplyGraph,
    run: str,
    *,
    supposed: Mapping[QuantityName, Quantity] | None = None,
    chips: Sequence[str] = (),
    precision: str | None = None,
) -> TrainingRun:
    """Compute what follows from what is stated of a run.

    ``supposed`` stands in for what is stated, and is marked as assumed; ``chips`` for the candidates the
    dataset names; ``precision`` (bf16, fp16, fp8, fp4) chooses the peak. Raises RunError if parameters or
    tokens are missing or a chip has no peak, KeyError for an unknown component. O(components).

    Formulas: see ``narrows.analysis.runs.formulas``.
    """
    facts = facts_of_run(graph, run, checked(supposed))
    flop, attention = flop_of(facts)
    bound = facts.lower_bound
    found = candidates(graph.dataset, run, precision, chips, supposed)
    times = times_of(graph, facts)
    best = reported(graph)
    judged = tuple(
        _judge(flop, name, time, chip, best[1] if best else None) for name, _, time in times for chip in found
    )
    lines = [
        _flop_line(facts, flop, attention, bound),
        *_cluster_lines(graph, facts, found),
        *_usage_lines(facts, flop, found, bound),
        *(x for name, _, time in times for x in _reading_lines(facts, flop, name, time, bound)),
        *(
            x
            for j, (name, time, chip) in zip(
                judged, [(n, t, c) for n, _, t in times for c in found], strict=True
            )
            for x in _pair_lines(graph, j, name, time, chip, bound)
        ),
    ]
    used = tuple(dict.fromkeys(s for x in lines for s in x.quantity.statements))
    return TrainingRun(
        run,
        "running",
        run_provenance(graph, used, lines),
        facts,
        found,
        flop,
        bound,
        attention,
        tuple((name, time) for name, _, time in times),
        judged,
        tuple(lines),
        _missing(facts, found, times),
    )


def flop_of(facts: Facts) -> tuple[Quantity, bool]:
    """FLOP of a run, and whether attention is counted.

    What is set by hand goes first, then parameters and tokens, then FLOP as stated. Raises RunError if
    parameters or tokens are missing and FLOP too.
    """
    whole = facts.get("training-compute")
    parts = facts.get("active-parameters") is not None and facts.get("training-tokens") is not None
    if whole is not None and ("training-compute" in facts.set_by_hand or not parts):
        return whole.to("FLOP"), True
    layers, width, sequence = (facts.get(n) for n in ("layers", "attention-width", "sequence-length"))
    per_token = formulas.flop_per_token(facts.need("active-parameters"), layers, width, sequence)
    attention = layers is not None and width is not None and sequence is not None
    return formulas.compute(per_token, facts.need("training-tokens")), attention


def checked(supposed: Mapping[QuantityName, Quantity] | None) -> Mapping[QuantityName, Quantity]:
    """What is supposed; raises RunError for a quantity with which nothing is computed."""
    for name in supposed or {}:
        if name not in OF_RUNS and name not in OF_CHIPS:
            known = ", ".join(sorted({*OF_RUNS, *OF_CHIPS}))
            raise RunError(f'nothing is computed from "{name}"; what can be set: {known}')
    return supposed or {}


def reported(graph: SupplyGraph) -> tuple[Quantity, Quantity] | None:
    """The lowest and the highest utilisation that authors of runs in the dataset report; None if none."""
    found = [s.quantity.to("fraction") for c in graph.dataset.components for s in _utilisations(graph, c)]
    if not found:
        return None
    return min(found, key=lambda q: q.low), max(found, key=lambda q: q.high)


def _utilisations(graph: SupplyGraph, component: str) -> tuple[Any, ...]:
    return stated(graph.dataset, component, "utilisation")


def run_provenance(graph: SupplyGraph, statements: tuple[str, ...], lines: Sequence[Line]) -> Provenance:
    """The provenance of a result that rests on these statements."""
    confidence: list[str] = [e.confidence for e in evidence_of(graph, statements)]
    assumed = sum(x.quantity.assumed for x in lines)
    notes = (
        "operations are those of the model: recomputed activations are not counted",
        f"{assumed} of {len(lines)} computed lines rest on something assumed, and say so",
    )
    weakest = min(confidence, key=lambda c: _RANK[c]) if confidence else None
    return replace(provenance_of(graph, notes=notes), weakest_evidence=weakest)


def _judge(flop: Quantity, name: str, time: Quantity, chip: Chip, best: Quantity | None) -> Judged:
    rate = formulas.throughput(flop, time)
    used = formulas.utilisation(rate, chip.peak)
    least = formulas.time_needed(flop, chip.peak, given(1.0, "fraction"))
    usual = formulas.time_needed(flop, chip.peak, given(best.high, "fraction")) if best else None
    verdict: Verdict = "possible"
    if used.low > 1:
        verdict = "impossible"
    elif best is not None and used.low > best.high:
        verdict = "doubtful"
    elif used.high > 1:
        verdict = "possible only in part"
    shortest = given(time.low, time.unit)
    fastest = formulas.utilisation(formulas.throughput(flop, shortest), chip.peak)
    return Judged(name, chip.id, rate, used, verdict, fastest.low > 1, least, usual)


def _cluster_lines(graph: SupplyGraph, facts: Facts, chips: Sequence[Chip]) -> list[Line]:
    """What follows from the number of accelerators alone."""
    cards = facts.get("accelerators")
    if cards is None:
        return []
    out: list[Line] = []
    reference = peak_of(graph.dataset, REFERENCE) if REFERENCE in graph.dataset.components else None
    site = overhead_of_site(graph, facts)
    for chip in chips:
        if reference is not None:
            same = formulas.equivalents(cards, chip.peak, reference[1])
            text = f"accelerators x peak {chip.format.upper()} / peak of an H100"
            out.append(Line("H100 equivalents", same, text, "by peak, not by use", None, chip.id))
        if chip.tdp is not None:
            alone = formulas.power(cards, chip.tdp)
            out.append(
                Line("power, chips", alone, "accelerators x TDP", "all at design power", None, chip.id)
            )
        if chip.machine_power is not None:
            whole = formulas.power(cards, chip.machine_power)
            text = "accelerators x power of a machine for each accelerator"
            out.append(Line("power, machines", whole, text, chip.assumption, None, chip.id))
            if site is not None:
                all_in = formulas.power(cards, chip.machine_power * site)
                text = "power of the machines x power usage effectiveness"
                out.append(Line("power, site", all_in, text, chip.assumption, None, chip.id))
        if chip.price is not None:
            worth = (cards * chip.price).to("USD")
            out.append(Line("price of the accelerators", worth, "accelerators x price", "", None, chip.id))
    return out


def overhead_of_site(graph: SupplyGraph, facts: Facts) -> Quantity | None:
    """Power of a site over that of its machines: of the run, else of the power that it needs."""
    own = facts.get("power-usage-effectiveness")
    if own is not None:
        return own
    for requirement in graph.dataset.components[facts.run].requires:
        for option in requirement.any_of:
            if option.component and (
                found := the_stated(graph.dataset, option.component, "power-usage-effectiveness")
            ):
                return replace(found, assumed=True)
    return None


def _usage_lines(facts: Facts, flop: Quantity, chips: Sequence[Chip], bound: bool) -> list[Line]:
    """What a stated or supposed utilisation means, chip by chip."""
    used, cards = facts.get("utilisation"), facts.get("accelerators")
    if used is None:
        return []
    out: list[Line] = []
    for chip in chips:
        time = formulas.time_needed(flop, chip.peak, used)
        text = f"FLOP / (peak {chip.format.upper()} x utilisation)"
        out.append(Line("accelerator time at that utilisation", time, text, "", None, chip.id, bound))
        if cards is not None:
            days = formulas.days_needed(flop, chip.peak, used, cards)
            text = f"FLOP / (peak {chip.format.upper()} x utilisation x accelerators)"
            out.append(Line("duration at that utilisation", days, text, "", None, chip.id, bound))
    return out


def _reading_lines(facts: Facts, flop: Quantity, name: str, time: Quantity, bound: bool) -> list[Line]:
    rate = formulas.throughput(flop, time)
    out = [
        Line("useful FLOP/s of an accelerator", rate, "FLOP / (accelerators x time)", "", name, None, bound)
    ]
    cards = facts.get("accelerators")
    if cards is not None and name != "accelerators x duration":
        days = formulas.duration_of(time, cards)
        text = "accelerators x time / accelerators"
        out.append(Line("duration", days, text, "all accelerators busy all the time", name))
    return out


def _pair_lines(
    graph: SupplyGraph, judged: Judged, name: str, time: Quantity, chip: Chip, bound: bool
) -> list[Line]:
    text = f"useful FLOP/s / peak {chip.format.upper()}"
    out = [Line("utilisation", judged.utilisation, text, "", name, chip.id, bound)]
    if chip.tdp is not None:
        alone = formulas.energy(time, chip.tdp)
        out.append(
            Line("energy, chips", alone, "accelerators x time x TDP", "all at design power", name, chip.id)
        )
    if chip.machine_power is not None:
        whole = formulas.energy(time, chip.machine_power)
        text = "accelerators x time x power of a machine for each accelerator"
        out.append(Line("energy, machines", whole, text, chip.assumption, name, chip.id))
    if chip.rent is not None:
        out.append(
            Line(
                "cost at the stated rent",
                formulas.cost(time, chip.rent),
                "accelerators x time x rent",
                "",
                name,
                chip.id,
            )
        )
    return out


def _flop_line(facts: Facts, flop: Quantity, attention: bool, bound: bool) -> Line:
    if facts.get("active-parameters") is None or "training-compute" in facts.set_by_hand:
        return Line("FLOP", flop, "as stated or set")
    causal = " + 6 x layers x width x sequence length" if attention else ""
    said = "attention not counted: layers, width or sequence length not stated"
    if attention:
        said = "every token attends to all before it in a sequence of the stated length"
    return Line("FLOP", flop, f"(6 x active parameters{causal}) x training tokens", said, lower_bound=bound)


def _missing(facts: Facts, chips: Sequence[Chip], times: Sequence[Any]) -> tuple[str, ...]:
    """What would be needed and nobody states."""
    names: list[QuantityName] = ["accelerators", "duration", "utilisation", "energy", "power", "cost"]
    out = [f"{n} not stated" for n in names if facts.get(n) is None]
    if not times:
        out.append("no accelerators x time stated: nothing can be said of throughput")
    if not chips:
        out.append("no chip with a known peak")
    return tuple(out)
