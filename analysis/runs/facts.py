"""What a dataset states of a run, and what is set by hand instead."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ...graph.filters import passing
from ...graph.records import Evidence
from ...graph.records.quantities import QUANTITIES, QuantityName
from ...graph.statements import statements_of
from ...graph.supply import SupplyGraph
from ..quantities import Quantity, Stated, given, stated

SHORT: Mapping[str, QuantityName] = {
    "active": "active-parameters",
    "cards": "accelerators",
    "chips": "accelerators",
    "context": "sequence-length",
    "days": "duration",
    "flop": "training-compute",
    "parameters": "active-parameters",
    "pue": "power-usage-effectiveness",
    "rent": "rental-price",
    "tokens": "training-tokens",
    "width": "attention-width",
}
"""Short names people may use for quantities."""


class RunError(ValueError):
    """A run that cannot be computed, with what is missing and what to do."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The quantities of one run by name: what is set by hand, else what is stated.

    ``more_than`` names those that a source gives as "more than": they count as stated, and what grows
    with them is a lower bound.
    """

    run: str
    values: Mapping[QuantityName, Quantity]
    more_than: tuple[QuantityName, ...] = ()
    set_by_hand: Mapping[QuantityName, Quantity] = field(default_factory=dict)

    def get(self, name: QuantityName) -> Quantity | None:
        """A quantity, None if nobody states it."""
        return self.values.get(name)

    @property
    def lower_bound(self) -> bool:
        """Whether FLOP grow with something stated as "more than"."""
        by_hand = "training-compute" in self.set_by_hand
        return not by_hand and bool({"active-parameters", "training-tokens"} & set(self.more_than))

    def need(self, name: QuantityName) -> Quantity:
        """A quantity; raises RunError if nobody states it."""
        found = self.values.get(name)
        if found is None:
            unit = QUANTITIES[name].units[0]
            raise RunError(
                f'nothing is stated on "{name}" of {self.run}; suppose something: --set {name}=NUMBER '
                f'(in {unit}) or --set "{name}=LOW..HIGH"'
            )
        return found


OF_RUNS: tuple[QuantityName, ...] = (
    *("accelerator-time", "accelerators", "active-parameters", "attention-width", "duration", "layers"),
    *("power-usage-effectiveness", "sequence-length", "training-compute", "training-tokens", "utilisation"),
)
"""What is said of a run and computed with."""


def facts_of_run(
    graph: SupplyGraph, run: str, supposed: Mapping[QuantityName, Quantity] | None = None
) -> Facts:
    """The facts of a run; what is supposed stands in for what is stated.

    Raises KeyError for an unknown component. O(specifications of the run).
    """
    values: dict[QuantityName, Quantity] = {}
    more_than: list[QuantityName] = []
    for name in QUANTITIES:
        found = stated(graph.dataset, run, name)
        if found and name != "accelerator-time":
            values[name] = at_stated(found[0].quantity)
            if found[0].spec.bound == "at_least":
                more_than.append(name)
    by_hand = dict(supposed or {})
    return Facts(run, values | by_hand, tuple(n for n in more_than if n not in by_hand), by_hand)


def at_stated(quantity: Quantity) -> Quantity:
    """A quantity without a high end as the number that was stated."""
    if quantity.value is not None and math.isinf(quantity.high):
        return replace(quantity, high=quantity.value, low=quantity.value, inputs=frozenset())
    return quantity


def times_of(graph: SupplyGraph, facts: Facts) -> tuple[tuple[str, Stated | None, Quantity], ...]:
    """The readings of accelerators x time: every statement, both sides of a dispute too.

    Each with what it is called, the statement (None if it is worked out or set by hand), and the quantity.
    """
    by_hand = facts.set_by_hand.get("accelerator-time")
    if by_hand is not None:
        return (("set by hand", None, by_hand),)
    passes = passing(graph.filters)
    whole = graph.whole or graph.dataset
    out: list[tuple[str, Stated | None, Quantity]] = []
    for found in stated(whole, facts.run, "accelerator-time"):
        if passes(found.spec.evidence):
            out.append((found.spec.name, found, at_stated(found.quantity)))
    cards, duration = facts.get("accelerators"), facts.get("duration")
    supposed = {"accelerators", "duration"} & set(facts.set_by_hand)
    if cards is not None and duration is not None and (supposed or not out):
        worked = (cards * duration).to("accelerator*day")
        out.insert(0, ("accelerators x duration", None, worked))
    return tuple(out)


def parse_setting(text: str) -> tuple[QuantityName, Quantity]:
    """What ``--set NAME=VALUE`` means: a number or LOW..HIGH, with a unit or in the quantity's first one.

    Raises RunError with what to write instead.

    >>> parse_setting("cards=50000")[1].text()
    '50,000 accelerators'
    >>> parse_setting("days=40..60 days")[1].text()
    '40-60 days'
    """
    name, equals, value = text.partition("=")
    known = SHORT.get(name.strip(), name.strip())
    if not equals or known not in QUANTITIES:
        from ...graph.problems import did_you_mean

        hint = did_you_mean(name, [*QUANTITIES, *SHORT])
        raise RunError(f'"{text}" sets nothing: write NAME=NUMBER; {hint}'.rstrip("; "))
    quantity: QuantityName = known  # type: ignore[assignment]
    kind = QUANTITIES[quantity]
    number, _, unit = value.strip().partition(" ")
    low_text, dots, high_text = number.partition("..")
    try:
        low = _number(low_text)
        high = _number(high_text) if dots else low
    except ValueError:
        raise RunError(f'"{text}": write a number, or LOW..HIGH, such as {name}=40..60') from None
    if not 0 < low <= high or math.isinf(high):
        raise RunError(f'"{text}": numbers above 0, the lower one first')
    unit = unit.strip() or kind.units[0]
    if kind.each and "/" + kind.each not in unit:
        unit = f"{unit}/{kind.each}"
    where = (f"set by hand: {quantity}",)
    found = given(low, unit, high=high, assumed=True, statements=where)
    found.to(f"{kind.units[0]}/{kind.each}" if kind.each else kind.units[0])
    return quantity, found


def _number(text: str) -> float:
    """A number as people write it: 50,000 or 1.6T or 3e13."""
    plain = text.replace(",", "").replace("_", "").strip()
    powers = {"k": 1e3, "M": 1e6, "B": 1e9, "bn": 1e9, "T": 1e12}
    for ending, power in powers.items():
        if plain.endswith(ending):
            return float(plain.removesuffix(ending)) * power
    if plain.endswith("%"):
        return float(plain.removesuffix("%")) / 100
    return float(plain)


def evidence_of(graph: SupplyGraph, statements: tuple[str, ...]) -> tuple[Evidence, ...]:
    """The evidence of specifications, given their statement ids."""
    whole = graph.whole or graph.dataset
    out: list[Evidence] = []
    for owner in dict.fromkeys(s.partition("/")[0] for s in statements):
        if owner in whole.components:
            wanted = {s for s in statements if s.startswith(f"{owner}/")}
            out += [
                s.evidence for s in statements_of(whole.components[owner]) if s.id in wanted and s.evidence
            ]
    return tuple(out)
