"""A shift in plain words, computed from its numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..graph.countries import country_name
from ..graph.supply import SupplyGraph
from .exposure import Loss
from .shift import Shift
from .words import listed

SHOWN = 4


def describe_shift(graph: SupplyGraph, result: Shift) -> tuple[str, ...]:
    """Plain sentences: what is lost, where dependence goes, what is decisive, what must grow."""
    names = _Names(graph, result)
    removed = listed([names.ref(r) for r in result.removed])
    without = f"Without {removed}" if removed else "As supposed"
    target = graph.dataset.name(result.target)
    if result.status == "not_running_at_baseline":
        return (f"{target} does not run in this dataset even with nothing removed: {_unmet(result)}.",)
    lost = percent(result.immediate_loss) if result.immediate_loss else "0%"
    if result.status == "stopped_by_removal":
        enough = " or ".join(listed([names.ref(r) for r in s]) for s in result.stopped_by)
        return (
            f"{without}, {target} stops: {_unmet(result)}.",
            *([f"Enough to stop it: {enough}."] if enough else []),
            "There is no substitute in this dataset, so there are no numbers for afterwards.",
        )
    rest = " and goes on with the rest"
    if result.immediate_loss is not None and result.immediate_loss.low > 1 - 1e-9:
        rest = "; then it goes on with what takes over"
    if result.rests_on_unnamed:
        rest = (
            "; what goes on rests on suppliers nobody has named, which is a gap in the data, not resilience"
        )
    parts = [f"{without}, {target} loses {lost} of its supply at once{rest}."]
    if not result.removed:
        parts = [f"As supposed, {target} loses nothing of its supply at once."]
    parts += _moves(result, names)
    parts += _new_single_points(result, names)
    parts += _held_groups(result, names)
    parts += _staying(result, names)
    parts += _smaller_groups(result, names)
    parts += _growth(result, names)
    parts += _fragile(result)
    parts += _caution(result)
    return tuple(parts)


class _Names:
    """How things are called in sentences: company names with country and layer."""

    def __init__(self, graph: SupplyGraph, result: Shift) -> None:
        self.graph = graph
        self.layer_names = {x.id: x.name for x in graph.dataset.manifest.layers}
        target = result.target
        self.layers: dict[str, list[str]] = {}
        reachable = {target, *graph.upstream(target)}
        for layer in graph.dataset.layer_order:
            for node in graph.nodes.values():
                if node.layer == layer and node.company and node.id in reachable and node.component != target:
                    known = self.layers.setdefault(node.company, [])
                    if layer not in known and node.id not in graph.removed:
                        known.append(layer)

    def ref(self, ref: str) -> str:
        kind, colon, name = ref.partition(":")
        if not colon:
            component, at, company = ref.partition("@")
            if at:
                return f"{self.graph.dataset.name(company)}'s {self.graph.dataset.name(component)}"
            return self.graph.dataset.name(ref)
        if kind == "country":
            return country_name(name)
        if kind == "control":
            return f'what "{self.graph.dataset.controls[name].name}" covers'
        if kind == "layer":
            return f"all of the layer {self.layer_names.get(name, name)}"
        return self.graph.dataset.name(name)

    def company(self, id_: str) -> str:
        record = self.graph.dataset.companies[id_]
        layers = ", ".join(self.layer_names[x].lower() for x in self.layers.get(id_, ()))
        return f"{record.name} ({country_name(record.headquarters)}{'; ' + layers if layers else ''})"

    def group(self, members: Iterable[str]) -> str:
        return listed([self.company(m) for m in sorted(members)])


def _unmet(result: Shift) -> str:
    gates = [g.rpartition("/")[2] for g in result.blocked_at]
    return f"nothing that runs meets {listed([repr(g) for g in gates])}" if gates else "it has been removed"


def _new_single_points(result: Shift, names: _Names) -> list[str]:
    before = {c.members for c in result.cut_sets_before if c.order == 1}
    fresh = [c for c in result.cut_sets_after if c.order == 1 and c.members not in before]
    if not fresh:
        return ["No supplier is newly a single point of failure."]
    survivors = [c for c in fresh if c.members[0] in result.survivors]
    moved = [c for c in fresh if c not in survivors]
    out = []
    if moved:
        listed_names = shown([_with_history(c.members[0], result, names) for c in moved])
        out.append(
            f"Newly {'a single point' if len(moved) == 1 else 'single points'} of failure: {listed_names}."
        )
    if survivors:
        who = shown([names.company(c.members[0]) for c in survivors])
        out.append(f"Decisive by itself only because it is what is left where the removed part was: {who}.")
    return out


def _with_history(company: str, result: Shift, names: _Names) -> str:
    for narrowed in result.changes.narrowed:
        if narrowed.after == frozenset({company}):
            size = min(len(b) for b in narrowed.before)
            return f"{names.company(company)}, where it took {number(size)} before"
    return names.company(company)


def _held_groups(result: Shift, names: _Names) -> list[str]:
    if result.holder is None:
        return []
    tags = {frozenset(c.members): c.tag for c in result.cut_sets_after}
    narrowed = [n.after for n in result.changes.narrowed if tags[n.after] == "held"]
    new = [c for c in result.changes.new if tags[c] == "held"]
    who = f"only of {result.holder_firms}"
    out = []
    if new:
        out.append(f"New groups {who}: {shown([names.group(c) for c in new])}.")
    if narrowed:
        groups = shown([names.group(c) for c in narrowed])
        out.append(f"Groups {who} that can stop it with fewer members than before: {groups}.")
    if not new:
        out.append(f"No group {who} is new{'' if narrowed else ' or smaller'}.")
    return out


def _staying(result: Shift, names: _Names) -> list[str]:
    before = {c.members for c in result.cut_sets_before if c.order == 1}
    stay = [c.members[0] for c in result.cut_sets_after if c.order == 1 and c.members in before]
    if not stay:
        return []
    plural = "Single points that stay" if len(stay) > 1 else "The single point that stays"
    return [f"{plural}: {shown([names.company(s) for s in stay])}."]


def _moves(result: Shift, names: _Names) -> list[str]:
    """Who the target comes to depend on more, largest change first."""
    rows = [(s, s.after.low - s.before.low, s.after) for s in result.suppliers if s.after is not None]
    # Where only an assumed split makes a supplier rise, the interval does not say so: it is left out.
    rising = sorted((r for r in rows if r[1] > 0.005), key=lambda r: (-round(r[1], 9), r[0].id))
    if not rising:
        return ["There is no supplier of whom it can be said that more depends on it than before."]
    said = [f"{names.company(s.id)} from {percent(s.before)} to {percent(a)}" for s, _, a in rising[:SHOWN]]
    more = f"; and {len(rising) - SHOWN} more" if len(rising) > SHOWN else ""
    return [f"What it would lose without one supplier rises for {'; '.join(said)}{more}."]


def _smaller_groups(result: Shift, names: _Names) -> list[str]:
    """Groups of two or more that became smaller or new and are not all in the holder's hands."""
    tags = {frozenset(c.members): c.tag for c in result.cut_sets_after}
    changed = [*(n.after for n in result.changes.narrowed), *result.changes.new]
    groups = [c for c in changed if len(c) > 1 and tags[c] != "held"]
    if not groups:
        return []
    return [f"Also easier to stop now: {shown([names.group(c) for c in groups])}."]


def _growth(result: Shift, names: _Names) -> list[str]:
    """What substitution silently requires of those on whom most then depends."""
    growing = [s for s in result.suppliers if s.after and s.growth is not None and s.growth > 1.0005]
    growing.sort(key=lambda s: (-round(s.after.value if s.after else 0.0, 9), s.id))
    if not growing:
        return []
    said = []
    for s in growing[:SHOWN]:
        capacity = "" if s.capacity else " (capacity not known)"
        said.append(f"{names.graph.dataset.name(s.id)} {s.growth:.3g} times as much{capacity}")
    left = len(growing) - SHOWN
    more = f"; and {counted(left, 'other', 'others')}" if left > 0 else ""
    return [f"For this to work, more must be delivered: {'; '.join(said)}{more}."]


def _fragile(result: Shift) -> list[str]:
    """Whether any group that can stop it survives counting suppliers nobody has named."""
    cuts = result.cut_sets_after
    fragile = sum(1 for c in cuts if c.fragile_to_unknown)
    if not fragile:
        return []
    which = (
        "All of these groups hold" if fragile == len(cuts) else f"{fragile} of the {len(cuts)} groups hold"
    )
    return [f"{which} only while suppliers nobody has named are not counted (--unknown running counts them)."]


def _caution(result: Shift) -> list[str]:
    after = result.coverage_after
    before = result.coverage_before
    if after is None:
        return []
    out = []
    gaps = after.leaves_not_researched + after.incomplete_lists + after.undisclosed_slots
    if gaps:
        said = [
            counted(
                after.incomplete_lists,
                "list the sources do not call complete",
                "lists the sources do not call complete",
            ),
            counted(after.leaves_not_researched, "component not researched", "components not researched"),
            counted(after.undisclosed_slots, "undisclosed supplier", "undisclosed suppliers"),
        ]
        out.append(f"Read this with the gaps in mind: {listed([s for s in said if s])}.")
    if after.gap_rate > before.gap_rate + 1e-9:
        out.append(
            "The dataset knows less about what is left than about what was there before: what it does "
            "not know cannot show up as a chokepoint."
        )
    return out


def percent(loss: Loss) -> str:
    """A loss in percent; the interval where shares leave one open.

    >>> percent(Loss(0.55, 0.55, 0.55)), percent(Loss(0.5, 0.0, 1.0))
    ('55%', 'between 0% and 100%')
    """
    if loss.exact:
        return f"{100 * loss.value:.3g}%"
    return f"between {100 * loss.low:.3g}% and {100 * loss.high:.3g}%"


def shown(items: Sequence[str]) -> str:
    """The first few items as a phrase, with the number of the others."""
    if len(items) <= SHOWN + 1:
        return "; ".join(items)
    return f"{'; '.join(items[:SHOWN])}; and {len(items) - SHOWN} more"


def counted(count: int, one: str, many: str) -> str:
    """A count with its noun; nothing for none.

    >>> counted(1, "gap", "gaps"), counted(0, "gap", "gaps")
    ('1 gap', '')
    """
    return f"{count} {one if count == 1 else many}" if count else ""


def number(count: int) -> str:
    """Small numbers as words."""
    words = ("none", "one", "two", "three", "four", "five")
    return words[count] if count < len(words) else str(count)
