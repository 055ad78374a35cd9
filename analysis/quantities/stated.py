"""The quantities that a dataset states of a component, with their statements."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ...graph.dataset import Dataset
from ...graph.records import Spec
from ...graph.records.quantities import QUANTITIES, QuantityName
from .quantity import Quantity, given


@dataclass(frozen=True, slots=True)
class Stated:
    """One specification of a component as a quantity."""

    component: str
    spec: Spec
    quantity: Quantity

    @property
    def statement(self) -> str:
        """The statement's id, for ``narrows why``."""
        return f"{self.component}/specs/{self.spec.name}"


def stated(dataset: Dataset, component: str, name: QuantityName) -> tuple[Stated, ...]:
    """What a dataset states of a quantity, in the order of the file; empty where it says nothing.

    Raises KeyError for an unknown component. A range without a value has none in between; "more than"
    and "up to" leave one end open. O(specifications of the component).
    """
    found = (s for s in dataset.components[component].specs if s.quantity == name)
    return tuple(Stated(component, s, quantity_of(component, s)) for s in found)


def the_stated(dataset: Dataset, component: str, name: QuantityName) -> Quantity | None:
    """The first that a dataset states of a quantity, None where it says nothing.

    What an author puts first in the file is what is computed with by default.
    """
    found = stated(dataset, component, name)
    return found[0].quantity if found else None


def spanned(dataset: Dataset, component: str, name: QuantityName) -> Quantity | None:
    """The interval from the least to the most that a dataset states of a quantity, None if nothing.

    The value is the first one stated. Sources that differ are spanned, never averaged.
    """
    found = [s.quantity for s in stated(dataset, component, name)]
    if len(found) < 2:
        return found[0] if found else None
    same = [q.to(found[0].unit) for q in found]
    return given(
        min(q.low for q in same),
        same[0].unit,
        high=max(q.high for q in same),
        value=same[0].value,
        assumed=any(q.assumed for q in same),
        statements=tuple(s for q in same for s in q.statements),
    )


def quantity_of(component: str, spec: Spec) -> Quantity:
    """A specification as a quantity; raises ValueError if it is none."""
    if spec.quantity is None or spec.unit is None:
        raise ValueError(f'"{spec.name}" of {component} is no quantity')
    kind = QUANTITIES[spec.quantity]
    unit = f"{spec.unit}/{kind.each}" if kind.each else spec.unit
    value = spec.value
    low = spec.low if spec.low is not None else value
    high = spec.high if spec.high is not None else value
    if low is None or high is None:
        raise ValueError(f'"{spec.name}" of {component} has no number')
    if spec.bound == "at_least":
        high = math.inf
    elif spec.bound == "at_most":
        low = 0.0
    assumed = spec.evidence is not None and spec.evidence.kind == "inference"
    statements = (f"{component}/specs/{spec.name}",)
    return given(low, unit, high=high, value=value, assumed=assumed, statements=statements)
