"""A supply graph above one target as a fault tree."""

from __future__ import annotations

from collections.abc import Sequence

from ..analysis.engine.logic import Logic, logic_of
from ..analysis.model import Model, compile_model
from ..analysis.reading import CLOSED, Reading
from ..analysis.results import provenance_of
from ..analysis.units import LEVELS, Level, Unit, units_of
from ..graph.countries import country_name
from ..graph.removal import CountryBy
from ..graph.supply import SupplyGraph
from .write import open_psa


def supply_as_open_psa(
    graph: SupplyGraph,
    target: str,
    *,
    level: Level = "company",
    country_by: CountryBy = "headquarters",
    affiliates: bool = True,
    reading: Reading = CLOSED,
    command: str = "",
    version: str = "",
) -> str:
    """What stops a target, as an Open-PSA fault tree: its cut sets are the chokepoints.

    Parameters
    ----------
    level : what is lost as a whole; one basic event each, named after it.
    command, version : what the heading says the file was written by.

    Raises UnknownReference for an unknown target, ValueError for an unknown level, TooLarge if the
    tree without cycles is. No event gets a probability: the dataset states none.
    """
    if level not in LEVELS:
        raise ValueError(f"level is one of {', '.join(LEVELS)}, not {level!r}")
    model = compile_model(graph, target, reading)
    units = units_of(model, level, country_by=country_by, affiliates=affiliates)
    whole = logic_of(model, units)
    provenance = provenance_of(graph, model)
    about = {
        "title": f"What stops {graph.dataset.name(target)}: a fault tree for Open-PSA tools",
        "target": target,
        "level": f"{level}; countries by {country_by}" if level == "country" else level,
        "dataset": f"{provenance.dataset}, version {provenance.version}, as of {provenance.as_of}",
        "read as": "; ".join((*provenance.notes, *_conventions(model, whole, level, affiliates))),
        "command": command,
        "program": f"Narrows {version}".strip(),
        "cite as": provenance.citation,
    }
    return open_psa(
        whole,
        name=f"{target} {level}",
        gates=_gates(model),
        labels=_labels(graph, units, level),
        about={key: value for key, value in about.items() if value},
    )


def _gates(model: Model) -> list[str]:
    """Nodes and requirements by their ids, in the order of ``logic_of``."""
    return [*model.ids, *(slot.gate for slot in model.slots)]


def _labels(graph: SupplyGraph, units: Sequence[Unit], level: Level) -> dict[str, str]:
    if level in ("country", "authority"):
        return {u.id: country_name(u.id) for u in units}
    if level == "offering":
        return {u.id: _offering(graph, u.id) for u in units}
    return {u.id: graph.dataset.name(u.id) for u in units}


def _offering(graph: SupplyGraph, id_: str) -> str:
    component, _, company = id_.partition("@")
    return f"{graph.dataset.name(company)}: {graph.dataset.name(component)}"


def _conventions(model: Model, whole: Logic, level: Level, affiliates: bool) -> list[str]:
    said = []
    if level in ("company", "country") and not affiliates:
        said.append("a company's loss leaves those it owns over 50 percent running")
    if whole.cyclic:
        rule = "what could be rebuilt from nothing" if whole.cold else "failure spreads from what is lost"
        said.append(f"cycles are written out, round by round, to their fixed point ({rule})")
    return said
