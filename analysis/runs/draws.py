"""How likely the middle of an interval is: the inputs of a run drawn by a seed, reading by reading."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from ..quantities import Quantity, Spread, given, monte_carlo
from . import formulas
from .chips import Chip
from .facts import Facts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Drawn = Mapping[str, NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """One quantity of one reading on one chip, with what the draws gave."""

    name: str
    reading: str
    chip: str
    unit: str
    spread: Spread

    def to_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "reading": self.reading,
            "chip": self.chip,
            "unit": self.unit,
            **{k: float(f"{v:.12g}") if isinstance(v, float) else v for k, v in asdict(self.spread).items()},
        }


def drawn_lines(
    facts: Facts,
    flop: Quantity,
    name: str,
    time: Quantity,
    chip: Chip,
    *,
    draws: int,
    seed: int,
    executor: Executor | None = None,
) -> tuple[DrawnLine, ...]:
    """Utilisation, and energy of the machines, of one reading on one chip. O(draws).

    Parameters and tokens are drawn apart, everything else as it is computed with. Raises ValueError for
    fewer than one draw.
    """
    inputs = {**_of_flop(facts, flop), "time": time.to("accelerator*s")}
    peak = {**inputs, "peak": chip.peak.to("FLOP/s/accelerator")}
    used = monte_carlo(_utilisation, peak, draws=draws, seed=seed, executor=executor)
    out = [DrawnLine("utilisation", name, chip.id, "fraction", used)]
    if chip.machine_power is not None:
        power = {"time": time.to("accelerator*hour"), "power": chip.machine_power.to("GW/accelerator")}
        energy = monte_carlo(_energy, power, draws=draws, seed=seed, executor=executor)
        out.append(DrawnLine("energy, machines", name, chip.id, "GWh", energy))
    return tuple(out)


def _of_flop(facts: Facts, flop: Quantity) -> dict[str, Quantity]:
    """The inputs that make up FLOP: tokens and FLOP for each, or one of FLOP and the other 1."""
    active, tokens = facts.get("active-parameters"), facts.get("training-tokens")
    if active is None or tokens is None or "training-compute" in facts.set_by_hand:
        return {"each": flop, "tokens": given(1.0, "")}
    parts = (facts.get("layers"), facts.get("attention-width"), facts.get("sequence-length"))
    return {"each": formulas.flop_per_token(active, *parts), "tokens": tokens.to("tokens")}


def _utilisation(drawn: Drawn) -> NDArray[np.float64]:
    return drawn["each"] * drawn["tokens"] / (drawn["time"] * drawn["peak"])


def _energy(drawn: Drawn) -> NDArray[np.float64]:
    return drawn["time"] * drawn["power"]
