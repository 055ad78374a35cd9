"""The quantities that outputs compute with: what each is called in the dataset, and its units.

A specification with ``quantity`` can be computed with. The units stand here as text, so that
loading a dataset needs no units library; a test holds that all units of a quantity are of one kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

QuantityName = Literal[
    "accelerator-time",
    "accelerators",
    "active-parameters",
    "attention-width",
    "cost",
    "defect-density",
    "die-area",
    "duration",
    "effective-time",
    "electricity-price",
    "energy",
    "interposer-area",
    "layers",
    "memory-bandwidth",
    "memory-capacity",
    "peak-bf16",
    "peak-fp16",
    "peak-fp4",
    "peak-fp8",
    "power",
    "power-usage-effectiveness",
    "price",
    "rental-price",
    "sequence-length",
    "system-power",
    "tdp",
    "throughput",
    "token-rate",
    "total-parameters",
    "training-compute",
    "training-tokens",
    "utilisation",
    "yield",
]


@dataclass(frozen=True, slots=True)
class QuantityKind:
    """What a quantity is, and the units in which it may be written; outputs use the first.

    ``each`` names the thing of which the number is said, where the unit does not say it: a chip's
    power is written in W, and computed with in W for each accelerator.
    """

    about: str
    units: tuple[str, ...]
    each: str | None = None


_RATE = ("TFLOP/s", "PFLOP/s", "GFLOP/s")
_COUNT = ("accelerators", "chips", "cards")

QUANTITIES: Mapping[QuantityName, QuantityKind] = MappingProxyType(
    {
        "accelerator-time": QuantityKind(
            "accelerators in use, times how long", ("accelerator hours", "accelerator days")
        ),
        "accelerators": QuantityKind("accelerators in use at the same time", _COUNT),
        "active-parameters": QuantityKind("parameters that take part in one token", ("parameters",)),
        "attention-width": QuantityKind(
            "attention heads times (query and key width + value width) / 2", ("elements",)
        ),
        "cost": QuantityKind("money spent", ("USD",)),
        "defect-density": QuantityKind("faults on an area of wafer", ("1/cm^2",)),
        "die-area": QuantityKind("area of one die", ("mm^2",)),
        "duration": QuantityKind("time from start to end", ("days", "hours", "months")),
        "effective-time": QuantityKind(
            "time in which training went on, as a part of all", ("fraction", "percent")
        ),
        "electricity-price": QuantityKind("price of electric energy", ("USD/kWh", "USD/MWh")),
        "energy": QuantityKind("electric energy used", ("MWh", "kWh", "GWh")),
        "interposer-area": QuantityKind("area of one interposer", ("mm^2",)),
        "layers": QuantityKind("layers with attention", ("layers",)),
        "memory-bandwidth": QuantityKind(
            "bytes to and from memory, in a time", ("TB/s", "GB/s"), "accelerator"
        ),
        "memory-capacity": QuantityKind("bytes of memory", ("GB", "GiB", "TB"), "accelerator"),
        "peak-bf16": QuantityKind("most BF16 operations in a time, dense", _RATE, "accelerator"),
        "peak-fp16": QuantityKind("most FP16 operations in a time, dense", _RATE, "accelerator"),
        "peak-fp4": QuantityKind("most FP4 operations in a time, dense", _RATE, "accelerator"),
        "peak-fp8": QuantityKind("most FP8 operations in a time, dense", _RATE, "accelerator"),
        "power": QuantityKind("electric power drawn", ("MW", "kW", "W", "GW")),
        "power-usage-effectiveness": QuantityKind(
            "power of a data centre over that of its machines", ("ratio",)
        ),
        "price": QuantityKind("price of one accelerator", ("USD/accelerator",)),
        "rental-price": QuantityKind("price of one accelerator for an hour", ("USD/accelerator/hour",)),
        "sequence-length": QuantityKind("tokens in one training sequence", ("tokens",)),
        "system-power": QuantityKind(
            "power of the machine, for each accelerator in it", ("W/accelerator", "kW/accelerator")
        ),
        "tdp": QuantityKind("power one accelerator is designed to dissipate", ("W",), "accelerator"),
        "throughput": QuantityKind(
            "useful operations of one accelerator in a time", ("TFLOP/s", "PFLOP/s"), "accelerator"
        ),
        "token-rate": QuantityKind(
            "tokens trained on in a time, by all together", ("tokens/s", "tokens/day")
        ),
        "total-parameters": QuantityKind("all parameters of a model", ("parameters",)),
        "training-compute": QuantityKind("operations of a training run", ("FLOP",)),
        "training-tokens": QuantityKind("tokens trained on", ("tokens",)),
        "utilisation": QuantityKind("useful operations as a part of peak", ("fraction", "percent")),
        "yield": QuantityKind("good ones as a part of all made", ("fraction", "percent")),
    }
)
