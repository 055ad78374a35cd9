"""The kinds of figure: a name, what it shows, the module that draws it, and the result it is drawn from.

To add one, write a module with ``compute(graph, target, asked)`` and ``sheet(graph, result, style, top)``
and put it into KINDS.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from ..analysis.reading import Reading
    from ..graph.removal import CountryBy


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of figure.

    result : the name of the class of what it is drawn from.
    removal : whether ``--remove`` must be given, can be (before and after are drawn), is taken from the graph
        beforehand, or has no meaning.
    """

    name: str
    shows: str
    module: str
    result: str
    removal: Literal["needed", "optional", "taken", "none"] = "taken"


KINDS: tuple[Kind, ...] = (
    Kind(
        "shift", "exposure before and after a removal, by supplier and by layer", "shift", "Shift", "needed"
    ),
    Kind(
        "concentration",
        "how concentrated the makers of each component are (HHI)",
        "concentration",
        "Concentration",
        "none",
    ),
    Kind("horizon", "the smallest groups that stop supply, as months pass", "horizon", "Chokepoints"),
    Kind("worlds", "in how many possible cases each group holds", "worlds", "Worlds"),
    Kind("controls", "what each export control could cut", "controls", "Controls"),
    Kind(
        "capacity",
        "the most that can be made by year, and what binds",
        "capacity",
        "CapacityResult",
        "optional",
    ),
    Kind("tornado", "which uncertain number moves that most", "tornado", "Sensitivity"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command asks a figure's computation for; each kind takes what it needs.

    remove : what is removed, for kinds that need a removal; others get a graph without it.
    """

    reading: Reading
    remove: tuple[str, ...] = ()
    horizons: tuple[float, ...] = ()
    held_by: str | None = None
    years: tuple[int, ...] = ()
    max_order: int = 2
    country_by: CountryBy = "headquarters"
    affiliates: bool = True


def kind_named(name: str) -> Kind:
    """The kind of that name; raises KeyError."""
    return {k.name: k for k in KINDS}[name]
