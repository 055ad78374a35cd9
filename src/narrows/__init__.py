"""Narrows: where is the chokepoint, and where does it go when somebody builds a path around it?

>>> import narrows as nw
>>> g = nw.load("tutorial")
>>> nw.shift(g, "training", remove=["gpu"]).immediate_loss.value
0.55
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .analysis.cheapest import cheapest_cut
    from .analysis.chokepoints import chokepoints
    from .analysis.claims import claims
    from .analysis.compare import compare
    from .analysis.concentration import concentration
    from .analysis.controls import controls
    from .analysis.difference.compute import diff
    from .analysis.engine.limits import Limit
    from .analysis.evidence import evidence
    from .analysis.exposure import exposure
    from .analysis.follow import follow
    from .analysis.gaps import gaps
    from .analysis.holders import holders
    from .analysis.numbers import count_cut_sets, path_sets
    from .analysis.over_time import chokepoints_over, follow_over, shift_over
    from .analysis.reading import Reading
    from .analysis.relieve import relieve
    from .analysis.risk import risk
    from .analysis.robustness import conclusion
    from .analysis.routes import betweenness, route_cut
    from .analysis.sample import sample
    from .analysis.scenario import compare_scenarios, run_scenario
    from .analysis.shift import shift
    from .analysis.why import why
    from .analysis.worlds import worlds
    from .graph.filters import Filters
    from .library import load

_HOMES = {
    "Filters": ".graph.filters",
    "Reading": ".analysis.reading",
    "betweenness": ".analysis.routes",
    "cheapest_cut": ".analysis.cheapest",
    "chokepoints": ".analysis.chokepoints",
    "compare": ".analysis.compare",
    "compare_scenarios": ".analysis.scenario",
    "controls": ".analysis.controls",
    "run_scenario": ".analysis.scenario",
    "chokepoints_over": ".analysis.over_time",
    "follow_over": ".analysis.over_time",
    "shift_over": ".analysis.over_time",
    "relieve": ".analysis.relieve",
    "count_cut_sets": ".analysis.numbers",
    "path_sets": ".analysis.numbers",
    "risk": ".analysis.risk",
    "Limit": ".analysis.engine.limits",
    "claims": ".analysis.claims",
    "concentration": ".analysis.concentration",
    "exposure": ".analysis.exposure",
    "follow": ".analysis.follow",
    "holders": ".analysis.holders",
    "load": ".library",
    "route_cut": ".analysis.routes",
    "conclusion": ".analysis.robustness",
    "diff": ".analysis.difference.compute",
    "evidence": ".analysis.evidence",
    "gaps": ".analysis.gaps",
    "sample": ".analysis.sample",
    "shift": ".analysis.shift",
    "why": ".analysis.why",
    "worlds": ".analysis.worlds",
}
__all__ = [
    "Filters",
    "Limit",
    "Reading",
    "betweenness",
    "cheapest_cut",
    "chokepoints",
    "chokepoints_over",
    "claims",
    "compare",
    "compare_scenarios",
    "concentration",
    "conclusion",
    "controls",
    "count_cut_sets",
    "diff",
    "evidence",
    "exposure",
    "follow",
    "follow_over",
    "gaps",
    "holders",
    "load",
    "path_sets",
    "relieve",
    "risk",
    "route_cut",
    "run_scenario",
    "sample",
    "shift",
    "shift_over",
    "why",
    "worlds",
]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that the command line starts fast."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name], __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
