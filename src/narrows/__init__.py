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
    from .analysis.making.amounts import Supposed
    from .analysis.making.bill import bill
    from .analysis.making.capacity import capacity
    from .analysis.making.sensitivity import sensitivity
    from .analysis.making.survive import time_to_survive
    from .analysis.making.wafers import dies_per_wafer
    from .analysis.numbers import count_cut_sets, path_sets
    from .analysis.over_time import chokepoints_over, follow_over, shift_over, worlds_over
    from .analysis.quantities import Quantity, given, monte_carlo, propagate
    from .analysis.reading import Reading
    from .analysis.relieve import relieve
    from .analysis.risk import risk
    from .analysis.robustness import conclusion
    from .analysis.routes import betweenness, route_cut
    from .analysis.runs.compare import compare_runs
    from .analysis.runs.run import training_run
    from .analysis.runs.solve import solve_run
    from .analysis.sample import sample
    from .analysis.scenario import compare_scenarios, run_scenario
    from .analysis.shift import shift
    from .analysis.why import why, why_statement
    from .analysis.worlds import worlds
    from .diagrams.request import DiagramOptions, dependency_diagram
    from .explorer.page import explore
    from .figures.picture import figure
    from .graph.filters import Filters
    from .library import load
    from .reports import report

_HOMES = {
    "DiagramOptions": ".diagrams.request",
    "Filters": ".graph.filters",
    "Quantity": ".analysis.quantities",
    "given": ".analysis.quantities",
    "monte_carlo": ".analysis.quantities",
    "propagate": ".analysis.quantities",
    "compare_runs": ".analysis.runs.compare",
    "training_run": ".analysis.runs.run",
    "solve_run": ".analysis.runs.solve",
    "why_statement": ".analysis.why",
    "Reading": ".analysis.reading",
    "Supposed": ".analysis.making.amounts",
    "betweenness": ".analysis.routes",
    "bill": ".analysis.making.bill",
    "capacity": ".analysis.making.capacity",
    "dies_per_wafer": ".analysis.making.wafers",
    "sensitivity": ".analysis.making.sensitivity",
    "time_to_survive": ".analysis.making.survive",
    "cheapest_cut": ".analysis.cheapest",
    "chokepoints": ".analysis.chokepoints",
    "compare": ".analysis.compare",
    "compare_scenarios": ".analysis.scenario",
    "controls": ".analysis.controls",
    "run_scenario": ".analysis.scenario",
    "chokepoints_over": ".analysis.over_time",
    "follow_over": ".analysis.over_time",
    "shift_over": ".analysis.over_time",
    "worlds_over": ".analysis.over_time",
    "relieve": ".analysis.relieve",
    "report": ".reports",
    "count_cut_sets": ".analysis.numbers",
    "path_sets": ".analysis.numbers",
    "risk": ".analysis.risk",
    "Limit": ".analysis.engine.limits",
    "claims": ".analysis.claims",
    "concentration": ".analysis.concentration",
    "explore": ".explorer.page",
    "exposure": ".analysis.exposure",
    "dependency_diagram": ".diagrams.request",
    "figure": ".figures.picture",
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
    "DiagramOptions",
    "Filters",
    "Limit",
    "Quantity",
    "Reading",
    "Supposed",
    "betweenness",
    "bill",
    "capacity",
    "cheapest_cut",
    "chokepoints",
    "chokepoints_over",
    "claims",
    "compare",
    "compare_runs",
    "compare_scenarios",
    "concentration",
    "conclusion",
    "controls",
    "count_cut_sets",
    "dependency_diagram",
    "dies_per_wafer",
    "diff",
    "evidence",
    "explore",
    "exposure",
    "figure",
    "follow",
    "follow_over",
    "gaps",
    "given",
    "holders",
    "load",
    "monte_carlo",
    "path_sets",
    "propagate",
    "relieve",
    "report",
    "risk",
    "route_cut",
    "run_scenario",
    "sample",
    "sensitivity",
    "shift",
    "shift_over",
    "solve_run",
    "time_to_survive",
    "training_run",
    "why",
    "why_statement",
    "worlds",
    "worlds_over",
]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that the command line starts fast."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name], __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
