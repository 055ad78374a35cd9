"""The chips a run may have used: peak, power and price, with what stands in for what is not stated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ...graph.dataset import Dataset
from ...graph.records import Component
from ...graph.records.quantities import QuantityName
from ..quantities import Quantity, given, spanned, the_stated
from .facts import RunError

FORMATS: Mapping[str, QuantityName] = {
    "bf16": "peak-bf16",
    "fp16": "peak-fp16",
    "fp8": "peak-fp8",
    "fp4": "peak-fp4",
}


@dataclass(frozen=True, slots=True)
class Chip:
    """One candidate: ``id`` is what the run names (a chip or a machine), ``chip`` the accelerator in it.

    ``machine_power`` is the power of the whole machine for each accelerator in it; ``assumption`` says
    how it came about where it is not stated of this chip.
    """

    id: str
    chip: str
    format: str
    peak: Quantity
    tdp: Quantity | None
    machine_power: Quantity | None
    assumption: str
    rent: Quantity | None
    price: Quantity | None


OF_CHIPS: tuple[QuantityName, ...] = (*FORMATS.values(), "tdp", "system-power", "rental-price", "price")
"""What is said of a chip rather than of a run."""


def candidates(
    dataset: Dataset,
    run: str,
    precision: str | None = None,
    named: Sequence[str] = (),
    supposed: Mapping[QuantityName, Quantity] | None = None,
) -> tuple[Chip, ...]:
    """The chips that a run names, or those named by hand, that have a peak; O(components).

    ``supposed`` stands in for what is stated of each of them.
    Raises RunError for a chip that does not exist or has no peak in the dataset.
    """
    overhead = overhead_of(dataset)
    by_hand = supposed or {}
    if named:
        out = []
        for id_ in named:
            if id_ not in dataset.components:
                raise RunError(f'no component "{id_}"; narrows list components shows them')
            found = _chip(dataset, id_, precision, overhead, by_hand)
            if found is None:
                raise RunError(f'no peak is stated of "{id_}" at {precision or "any precision"}')
            out.append(replace(found, peak=replace(found.peak, assumed=True)))
        return tuple(out)
    ids = dict.fromkeys(_options(dataset.components[run]))
    return tuple(c for id_ in ids if (c := _chip(dataset, id_, precision, overhead, by_hand)) is not None)


def overhead_of(dataset: Dataset) -> Quantity | None:
    """Power of a machine over that of its chips, as an interval over all chips of which both are stated."""
    found: list[Quantity] = []
    for id_ in dataset.components:
        tdp = spanned(dataset, id_, "tdp")
        machine = _machine_power(dataset, id_)
        if tdp is not None and machine is not None:
            found.append((machine[0] / tdp).to("ratio"))
    if not found:
        return None
    statements = tuple(dict.fromkeys(s for q in found for s in q.statements))
    low, high = min(q.low for q in found), max(q.high for q in found)
    return given(low, "ratio", high=high, name="overhead", assumed=True, statements=statements)


def peak_of(dataset: Dataset, id_: str, precision: str | None = None) -> tuple[str, Quantity] | None:
    """The peak of a chip at a precision, or at the first of BF16, FP16, FP8, FP4 that is stated."""
    for name in [precision] if precision else FORMATS:
        found = spanned(dataset, id_, FORMATS[name])
        if found is not None:
            return name, found
    return None


def _chip(
    dataset: Dataset,
    id_: str,
    precision: str | None,
    overhead: Quantity | None,
    by_hand: Mapping[QuantityName, Quantity],
) -> Chip | None:
    chip, peak = id_, peak_of(dataset, id_, precision)
    if peak is None:
        for inner in _options(dataset.components[id_]):
            peak = peak_of(dataset, inner, precision)
            if peak is not None:
                chip = inner
                break
    for name, quantity in FORMATS.items():
        if quantity in by_hand and precision in (None, name):
            peak = name, by_hand[quantity]
    if peak is None:
        return None
    tdp = by_hand.get("tdp") or spanned(dataset, chip, "tdp")
    own = by_hand.get("system-power") or the_stated(dataset, id_, "system-power")
    own = own or the_stated(dataset, chip, "system-power")
    assumption = ""
    if own is None and "tdp" not in by_hand and (found := _machine_power(dataset, chip)) is not None:
        own = replace(found[0], assumed=True)
        assumption = f"power as in {dataset.name(found[1])}"
    if own is None and tdp is not None and overhead is not None:
        own = tdp * overhead
        assumption = (
            f"machines take {overhead.low:.2f}-{overhead.high:.2f} times the power of their chips, as those "
            "of which both are stated"
        )
    price = by_hand.get("price") or the_stated(dataset, chip, "price")
    rent = by_hand.get("rental-price") or the_stated(dataset, chip, "rental-price")
    return Chip(id_, chip, peak[0], peak[1], tdp, own, assumption, rent, price)


def _machine_power(dataset: Dataset, chip: str) -> tuple[Quantity, str] | None:
    """The power for each accelerator as stated of a chip, or of the first machine that needs it."""
    own = the_stated(dataset, chip, "system-power")
    if own is not None:
        return own, chip
    for id_, component in dataset.components.items():
        found = the_stated(dataset, id_, "system-power")
        if found is not None and chip in _options(component):
            return found, id_
    return None


def _options(component: Component) -> Iterator[str]:
    for requirement in component.requires:
        for option in requirement.any_of:
            if option.component:
                yield option.component
            elif option.offering:
                yield option.offering.partition("@")[0]
