"""How much of each input one unit takes: as stated, from a die's area and yield, or not known."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ...graph.dataset import Dataset
from ...graph.problems import did_you_mean
from ...graph.records import Requirement
from ..quantities import Quantity, given, the_stated
from .wafers import dies_per_wafer, wafers_per_die

WAFERS = "wafers"


@dataclass(frozen=True, slots=True)
class Supposed:
    """What the user supposes: amounts by requirement (``ascend-910c/packaging``), and a yield for all dies.

    A supposed yield holds only where the dataset states none. Everything that rests on it is marked
    assumed.
    """

    amounts: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    yield_: tuple[float, float] | None = None

    @property
    def notes(self) -> tuple[str, ...]:
        """In words, for the end of the output."""
        said = [f"assumed: {k} takes {_span(v)} for each unit" for k, v in sorted(self.amounts.items())]
        if self.yield_ is not None:
            said.append(f"assumed: a yield of {_span(self.yield_)} where none is stated")
        return tuple(said)


NOTHING = Supposed()


@dataclass(frozen=True, slots=True)
class Amount:
    """How many units of an input one unit takes, and how that is known."""

    quantity: Quantity
    how: str


def _span(ends: tuple[float, float]) -> str:
    return f"{ends[0]:g}" if ends[0] == ends[1] else f"{ends[0]:g} to {ends[1]:g}"


def unit_of(dataset: Dataset, component: str) -> str:
    """What a component is counted in, in the plural; "units" where the dataset does not say."""
    record = dataset.components[component]
    layer = next((x for x in dataset.manifest.layers if x.id == record.layer), None)
    return record.unit or (layer.unit if layer else None) or "units"


def requirements_by_gate(dataset: Dataset) -> Mapping[str, tuple[str, Requirement]]:
    """Each requirement by the id of its gate, with the component that has it. O(requirements)."""
    from ...graph.checks.walk import requirements

    return {f"{n.owner}/{n.requirement.role}": (n.component.id, n.requirement) for n in requirements(dataset)}


def check_supposed(dataset: Dataset, supposed: Supposed) -> None:
    """Raises ValueError if an amount is supposed of a requirement that does not exist."""
    known = requirements_by_gate(dataset)
    for gate in supposed.amounts:
        if gate not in known:
            near = did_you_mean(gate, known)
            raise ValueError(
                f'no requirement "{gate}" (write component/role)' + (f"; {near}" if near else "")
            )


def amount_of(
    dataset: Dataset, gate: str, owner: str, need: Requirement, taken: str, supposed: Supposed = NOTHING
) -> Amount | None:
    """How many units of ``taken`` one unit of ``owner`` takes for this requirement; None if not known.

    In this order: what the user supposes; the amount stated; one wafer over the pieces it gives; one wafer
    over the good dies that the die's area and yield give. Without a yield the amount has no high end.
    """
    if gate in supposed.amounts:
        low, high = supposed.amounts[gate]
        return Amount(given(low, "", high=high, name=f"supposed {gate}", assumed=True), "assumed by the user")
    if need.amount is not None:
        ends = (need.amount_low or need.amount, need.amount_high or need.amount)
        guess = need.amount_evidence is not None and need.amount_evidence.kind == "inference"
        stated = _span_given(need.amount, ends, f"{gate}/amount", assumed=guess)
        return Amount(stated, "inferred, not stated by the source" if guess else "as stated")
    if unit_of(dataset, taken) != WAFERS:
        return None
    if need.per_wafer is not None:
        return Amount(1 / _pieces(need, gate), "one wafer over the pieces it gives")
    area = the_stated(dataset, owner, "die-area")
    if area is None:
        return None
    yield_ = the_stated(dataset, owner, "yield") or the_stated(dataset, taken, "yield")
    text = f"{dies_per_wafer(area.to('mm^2').middle):.1f} dies on a wafer (die area {area.text()})"
    if yield_ is None and supposed.yield_ is not None:
        low, high = supposed.yield_
        yield_ = given(low, "fraction", high=high, name="supposed yield", assumed=True)
    if yield_ is None:
        most = given(0.0, "fraction", high=1.0, name=f"yield of {owner}")
        found = wafers_per_die(area, most)
        return Amount(
            replace(found, value=found.low, statements=area.statements),
            f"{text}; yield not known, 1 at best",
        )
    marked = " (assumed)" if yield_.assumed else ""
    return Amount(wafers_per_die(area, yield_), f"{text}, yield {yield_.text()}{marked}")


def pieces_per_wafer(need: Requirement, gate: str) -> Quantity | None:
    """How many of these one wafer gives, where the dataset says so."""
    return None if need.per_wafer is None else _pieces(need, gate)


def central(quantity: Quantity) -> float:
    """The number computed with between the two ends: the stated one, or the middle of the range."""
    return quantity.low if quantity.value is None and math.isinf(quantity.high) else quantity.middle


def _pieces(need: Requirement, gate: str) -> Quantity:
    pieces = need.per_wafer
    if pieces is None:
        raise ValueError(gate)
    guess = pieces.evidence is not None and pieces.evidence.kind == "inference"
    ends = (pieces.low or pieces.value, pieces.high or pieces.value)
    return _span_given(pieces.value, ends, f"{gate}/per_wafer", assumed=guess)


def _span_given(value: float, ends: tuple[float, float], statement: str, *, assumed: bool) -> Quantity:
    return given(ends[0], "", high=ends[1], value=value, assumed=assumed, statements=(statement,))
