"""Rules on specifications that are computed with."""

from __future__ import annotations

from collections.abc import Iterator

from ..dataset import Dataset
from ..problems import Finding
from ..records import Spec
from ..records.quantities import QUANTITIES


def quantity_number(dataset: Dataset) -> Iterator[Finding]:
    """A quantity has a number, or a range, above or at 0; a bound is one of a single number."""
    for file, i, spec in _specs(dataset):
        if spec.quantity is not None:
            numbers = [n for n in (spec.value, spec.low, spec.high) if n is not None]
            if spec.value is None and (spec.low is None or spec.high is None):
                yield Finding(
                    file,
                    ("specs", i),
                    "quantity-number",
                    f'the quantity "{spec.quantity}" without a number',
                    "add value, or low and high; or delete the line quantity",
                )
            elif min(numbers) < 0:
                yield Finding(
                    file,
                    ("specs", i),
                    "quantity-number",
                    f'the quantity "{spec.quantity}" below 0',
                    "correct the number",
                )
        if spec.bound is not None and (spec.value is None or spec.low is not None or spec.high is not None):
            yield Finding(
                file,
                ("specs", i, "bound"),
                "quantity-number",
                "a bound without a single value",
                "give the value that the source names, and neither low nor high",
            )


def quantity_unit(dataset: Dataset) -> Iterator[Finding]:
    """A quantity is written in one of its units."""
    for file, i, spec in _specs(dataset):
        if spec.quantity is not None and spec.unit not in (units := QUANTITIES[spec.quantity].units):
            found = f'in "{spec.unit}"' if spec.unit else "without a unit"
            yield Finding(
                file,
                ("specs", i),
                "quantity-unit",
                f'the quantity "{spec.quantity}" {found}',
                f"write it in one of: {', '.join(units)}",
            )


def _specs(dataset: Dataset) -> Iterator[tuple[str, int, Spec]]:
    for id_, component in dataset.components.items():
        for i, spec in enumerate(component.specs):
            yield dataset.files[id_], i, spec


RULES = (quantity_number, quantity_unit)
