"""figure capacity: the most that can be made by year, and what binds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..wording import supplier_name
from .marks import FILLED, HOLLOW, scaled
from .sheet import Frame, Panel, Sheet
from .style import Style

if TYPE_CHECKING:
    from ..analysis.making.capacity import CapacityResult, YearOutput
    from ..graph.supply import SupplyGraph
    from .kinds import Asked


def asked_years(graph: SupplyGraph, asked: Asked) -> tuple[int, ...]:
    """The years asked for; else the year before the dataset's and the dataset's own."""
    last = int(graph.dataset.manifest.as_of[:4])
    return asked.years or (last - 1, last)


def compute(graph: SupplyGraph, target: str, asked: Asked) -> CapacityResult:
    """The most units by year, before and after the removal if there is one."""
    from ..analysis.making.capacity import capacity

    years = asked_years(graph, asked)
    return capacity(graph, target, years, remove=asked.remove, reading=asked.reading)


def sheet(graph: SupplyGraph, result: CapacityResult, style: Style, top: int) -> Sheet:
    """A row for each year, before and after: from the low to the high ends, and as stated."""
    rows = [("as it is", y) for y in result.before.years]
    if result.after is not None:
        gone = ", ".join(supplier_name(graph, r) for r in result.after.removed)
        rows += [(f"without {gone}", y) for y in result.after.years]
    known = [(case, y) for case, y in rows if y.units is not None][:top]
    open_ = [f"{case}, {y.year}" for case, y in rows if y.units is None]
    if not known:
        raise ValueError("nothing that is known limits this target, so there is nothing to draw")
    unit = result.before.unit
    says = (
        f"The most {unit} that stated capacities and stocks allow: an upper bound, as inputs without a known "
        "capacity or amount limit nothing."
    )
    notes = [
        "Marks: all ranges at the ends that make output least and most, and the stated numbers.",
        f"Nothing that is known limits: {'; '.join(open_)}." if open_ else "",
        f"Left out: {len(rows) - len(open_) - len(known)} rows."
        if len(known) + len(open_) < len(rows)
        else "",
    ]
    title = f"How many can be made: {graph.dataset.name(result.target)}"
    both = result.after is not None
    labels = tuple(_label(graph, f"{y.year}, {case}" if both else str(y.year), y) for case, y in known)
    values = tuple(count(y.units or 0.0) for _, y in known)
    panel = _rows([y for _, y in known], labels, values, unit)
    return Sheet(title, says, (panel,), tuple(n for n in notes if n))


def limit_name(graph: SupplyGraph, id_: str) -> str:
    """A limit in a few words: whose capacity, or the stock of what."""
    ref, _, kind = id_.rpartition(" ")
    component, _, company = ref.partition("@")
    what = graph.dataset.name(component)
    return f"stock: {what}" if kind == "stock" else f"{graph.dataset.name(company)}: {what}"


def count(number: float) -> str:
    """A number of units in millions or thousands."""
    for size, word in ((1e6, "m"), (1e3, "k")):
        if abs(number) >= size:
            return f"{number / size:,.3g} {word}"
    return f"{number:,.3g}"


def count_axis(frame: Frame, low: float, high: float) -> None:
    """A horizontal axis of counts with as many ticks as there is room for."""
    from matplotlib.ticker import MaxNLocator

    room = max(2, int(frame.width / (7 * frame.size / 72)))
    ticks = [t for t in MaxNLocator(nbins=min(room, 6)).tick_values(low, high) if low <= t <= high]
    frame.axes.set_xlim(low, high)
    frame.axes.set_xticks(ticks)
    frame.axes.set_xticklabels([count(t) for t in ticks])


def _label(graph: SupplyGraph, when: str, year: YearOutput) -> str:
    binds = [limit_name(graph, b.limit.id) for b in year.binding]
    return f"{when}; binds: {', '.join(binds)}" if binds else when


def _rows(years: list[YearOutput], labels: tuple[str, ...], values: tuple[str, ...], unit: str) -> Panel:
    def draw(frame: Frame) -> None:
        ends = [(y.low or 0.0, y.units or 0.0, y.high if y.high is not None else y.units) for y in years]
        most = max(high or 0.0 for _, _, high in ends)
        count_axis(frame, 0.0, most * 1.05 or 1.0)
        for y, (low, middle, high) in zip(frame.rows, ends, strict=True):
            span = [low, high or middle]
            frame.axes.plot(span, [y, y], clip_on=False, zorder=3, **scaled(HOLLOW, frame.size))
            frame.axes.plot([middle], [y], clip_on=False, zorder=4, **scaled(FILLED, frame.size))

    return Panel(
        "By year, with what binds",
        draw,
        labels=labels,
        values=values,
        axis=unit,
        legend=(("from the low to the high ends", HOLLOW), ("as stated", FILLED)),
        lanes=2.0,
    )
