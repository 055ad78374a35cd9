"""Groups that take away most of the supply, though not all of it.

``losing_bounds`` says which groups may reach the fraction; those are evaluated, and no others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from ..graph.joint import parts
from .engine.limits import Limit
from .flow import Vector, supply
from .losing_bounds import BATCH, EPSILON, Bounds, Group, together
from .model import Model
from .units import Unit


def lost_share(model: Model, blocked: Mapping[int, int], width: int) -> Vector:
    """The fraction of supply lost in each scenario, shares as they are; shape (width,).

    For several targets asked about as one: of the one that loses most, or, where all have to be
    lost, of the one that loses least.
    """
    targets = _each(model)
    losses = []
    for one in targets:
        after = supply(one, {n: bits << 1 for n, bits in blocked.items()}, width + 1)
        losses.append(1.0 - after[1:] / after[0] if after[0] > 0 else np.ones(width))
    most = len(model.slots_of[model.target]) > 1 or len(targets) == 1
    return np.asarray(np.max(losses, axis=0) if most else np.min(losses, axis=0))


def _each(model: Model) -> list[Model]:
    """The model of every target that is asked about as one."""
    names = parts(model.graph, model.ids[model.target])
    return [replace(model, target=model.index[name]) for name in names]


def losing_groups(
    model: Model,
    units: Sequence[Unit],
    max_order: int,
    loss: float,
    stopping: Sequence[Group],
    limit: Limit,
) -> Iterator[list[Group]]:
    """The minimal groups of each size up to one that lose a fraction of supply or stop the target.

    ``stopping`` are the minimal groups that stop it. Exact: a bound only leaves out groups that
    cannot reach the fraction. Raises ``Stopped`` at the limit.
    """
    bounds = Bounds.of(model, units, loss, limit)
    stops = set(stopping)
    found: set[Group] = set()
    for order in range(1, max_order + 1):
        new = {c for c in stops if len(c) == order and not _holds_smaller(found, c)}
        waiting: list[Group] = []
        for group in bounds.candidates(order, found):
            if not _holds_smaller(found, group):
                waiting.append(group)
            if len(waiting) == BATCH:
                new.update(_reaching(model, units, waiting, loss, limit))
                waiting = []
        new.update(_reaching(model, units, waiting, loss, limit))
        found |= new
        yield sorted(new)


def _reaching(
    model: Model, units: Sequence[Unit], groups: Sequence[Group], loss: float, limit: Limit
) -> list[Group]:
    limit.check()
    if not groups:
        return []
    shares = lost_share(model, together(units, groups), len(groups))
    return [c for c, x in zip(groups, shares, strict=True) if x >= loss - EPSILON]


def _holds_smaller(found: set[Group], group: Group) -> bool:
    return any(part in found for size in range(1, len(group)) for part in combinations(group, size))
