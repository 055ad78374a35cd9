"""When a loss stops a target, and what it stops: read off the months that the data states."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import Any, Literal

from ..graph.supply import Gate, Node, Option
from .model import Model, Slot, compile_model, used_up
from .running import failing
from .units import as_bits, units_of
from .weakest import statements_under

When = Literal["at once", "after", "not known", "never"]
Stops = Literal["running", "servicing", "new capacity", "new designs"]


@dataclass(frozen=True, slots=True)
class Timing:
    """When the loss of a group stops the target, and what it stops.

    when : "not known" if that hangs on a buffer or a stock for which no months are stated; "never" if
        alternatives come in before the buffers run out.
    months : with "after", months from the loss to the stop.
    until : months from the loss until it is no longer certain to stop the target, because
        alternatives have come in; None if the data has no such month, and with "not known" and "never".
    stops : the nearest to hand of what it stops. "running": what is used up in making. "servicing":
        installed needs that can be done without for a stated time. "new capacity": other installed
        needs. "new designs": needs met once for each design.
    """

    when: When
    months: float | None
    until: float | None
    stops: Stops

    def to_dict(self) -> dict[str, Any]:
        return {
            "when": self.when,
            "after_months": self.months,
            "until_months": self.until,
            "stops": self.stops,
        }


STATED = ("/lead_time_months", "/runs_without_months", "/stock_lasts_months")
"""How the ids of statements on months end."""
NO_TIMING = {"when": None, "after_months": None, "until_months": None, "stops": None}


class Timeline:
    """The graph above a target at any month since a loss; one numbering of nodes for all months."""

    def __init__(self, model: Model) -> None:
        graph, reading = model.graph, replace(model.reading, horizon=inf)
        found = compile_model(graph, model.ids[model.target], reading)
        # Whatever is used up some day is there to begin with.
        self.whole = replace(found, blocked=found.numbers(graph.removed), spent=frozenset())
        self.nodes = [graph.nodes[n] for n in self.whole.ids]
        self.gates = [graph.gates[s.gate] for s in self.whole.slots]
        self.named = [[o for o in gate.options if o.node is not None] for gate in self.gates]
        self.months = self._months()

    def _months(self) -> tuple[float, ...]:
        """The months in which something changes, from 0 on."""
        stated = [gate.runs_without_months for gate in self.gates]
        stated += [option.lead_time_months for options in self.named for option in options]
        stated += [node.lasts_months for node in self.nodes]
        return tuple(sorted({0.0, *(float(m) for m in stated if m is not None)}))

    def certain(self, month: float) -> Model:
        """At a month; a buffer or stock for which none is stated never runs out."""

        def binds(gate: Gate) -> bool:
            waits = gate.runs_without_months
            return gate.need == "consumed" if waits is None else waits <= month

        return self._model(binds, _arrived(month), lambda node: used_up(node, month))

    def possible(self, month: float) -> Model:
        """At a month; a buffer or stock for which none is stated has run out at once."""

        def binds(gate: Gate) -> bool:
            return gate.runs_without_months is None or gate.runs_without_months <= month

        def gone(node: Node) -> bool:
            return node.stock and (node.lasts_months is None or node.lasts_months <= month)

        return self._model(binds, _arrived(month), gone)

    def kinds(self, horizon: float | None) -> list[tuple[Stops, Model]]:
        """With ever more kinds of needs that bind, buffers aside."""

        def stated(gate: Gate) -> bool:
            return gate.need == "installed" and gate.runs_without_months is not None

        levels: list[tuple[Stops, Callable[[Gate], bool]]] = [
            ("running", lambda gate: gate.need == "consumed"),
            ("servicing", lambda gate: gate.need == "consumed" or stated(gate)),
            ("new capacity", lambda gate: gate.need != "one_time"),
            ("new designs", lambda _: True),
        ]
        arrived = _arrived(horizon)
        return [(k, self._model(b, arrived, lambda node: used_up(node, horizon))) for k, b in levels]

    def _model(
        self, binds: Callable[[Gate], bool], usable: Callable[[Option], bool], gone: Callable[[Node], bool]
    ) -> Model:
        live = [binds(gate) for gate in self.gates]
        closed = self.whole.reading.unknown == "closed"
        slots = tuple(
            _only(slot, [usable(option) for option in options], closed)
            for slot, options in zip(self.whole.slots, self.named, strict=True)
        )
        spent = frozenset(n for n, node in enumerate(self.nodes) if gone(node))
        return replace(
            self.whole,
            slots=slots,
            slots_of=tuple(tuple(s for s in own if live[s]) for own in self.whole.slots_of),
            blocked=self.whole.blocked | spent,
            spent=spent,
        )


def _arrived(month: float | None) -> Callable[[Option], bool]:
    def usable(option: Option) -> bool:
        lead = option.lead_time_months
        return lead is None or (month is not None and lead <= month)

    return usable


def _only(slot: Slot, kept: Sequence[bool], closed: bool) -> Slot:
    """The slot with some of its options. Shares are left as they are: only what runs is asked."""
    if all(kept):
        return slot
    children = tuple(c for c, k in zip(slot.children, kept, strict=True) if k)
    feedback = tuple(f for f, k in zip(slot.feedback, kept, strict=True) if k)
    shares = tuple(s for s, k in zip(slot.shares, kept, strict=True) if k)
    counts = slot.unknown and (not closed or not children)
    return replace(slot, children=children, feedback=feedback, shares=shares, counts_unknown=counts)


def timings(
    model: Model, groups: Sequence[Sequence[str]], line: Timeline | None = None, **units: Any
) -> tuple[Timing | None, ...]:
    """For each group of ids, when its loss stops the target; None if it does not under the reading.

    Parameters
    ----------
    model : the graph above the target, under the reading that is asked about.
    units : the level and what else ``units_of`` takes.

    Cost: two passes over the graph for each month that the data states, all groups at once.
    """
    if not groups:
        return ()
    line = line or Timeline(model)
    by_id = {u.id: u for u in units_of(line.whole, **units)}
    lost = [(by_id[m], 1 << i) for i, group in enumerate(groups) for m in group if m in by_id]
    bits, width = as_bits(lost), len(groups)

    def stopped(at: Model) -> int:
        return failing(at, bits, width)[at.target]

    kinds = [(kind, stopped(at)) for kind, at in line.kinds(model.reading.horizon)]
    certain = [stopped(line.certain(m)) for m in line.months]
    possible = [stopped(line.possible(m)) for m in line.months]
    out: list[Timing | None] = []
    for i in range(width):
        stops = next((kind for kind, found in kinds if found >> i & 1), None)
        sure = [bool(found >> i & 1) for found in certain]
        may = [bool(found >> i & 1) for found in possible]
        out.append(None if stops is None else _timing(line.months, sure, may, stops))
    return tuple(out)


def _timing(months: Sequence[float], sure: Sequence[bool], may: Sequence[bool], stops: Stops) -> Timing:
    """From whether the target is sure to have stopped, and whether it may have, month by month."""
    if True not in may:
        return Timing("never", None, None, stops)
    start = may.index(True)
    if not sure[start]:
        return Timing("not known", None, None, stops)
    until = next((m for m, s in zip(months[start:], sure[start:], strict=True) if not s), None)
    if start == 0:
        return Timing("at once", None, until, stops)
    return Timing("after", months[start], until, stops)


def time_notes(model: Model) -> tuple[str, ...]:
    """What a reading at a horizon takes for granted, in words."""
    if model.reading.horizon is None:
        return ()
    stocks = sorted(
        n.id for n in (model.graph.nodes[i] for i in model.ids) if n.stock and n.lasts_months is None
    )
    notes = ["needs with no stated buffer bind at once"]
    if stocks:
        notes.append(f"stocks whose end nobody has stated last: {', '.join(stocks)}")
    weak = [
        id_
        for id_, s in sorted(statements_under(model).items())
        if id_.endswith(STATED) and s.evidence is not None and s.evidence.confidence == "low"
    ]
    if weak:
        notes.append(f"months stated with low confidence only: {', '.join(weak)}")
    return tuple(notes)
