"""What a report says, section by section."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ..analysis.findings import Findings
from ..graph.statements import Statement
from ..wording import footer_lines, how_soon, months, supplier_name
from . import tables
from .blocks import Block, Bullets, Picture, Said, Section
from .citations import Citations

HYPOTHETICAL = "Hypothetical: this is a what-if. Nothing here says that it happened or will."
MEANS = (
    "A group is listed if supply stops when all of it stops; leave any one of its members running and some "
    "supply continues. A group of one is a single point of failure. Held: all members are in the "
    "hands of {}; "
    "own side: none is."
)
TIMES = (
    '"Not known" means that it hangs on an installed tool, a design or a stock of which nobody has '
    "stated how "
    'long it lasts; "never" that alternatives come in before buffers run out.'
)
SPLIT = (
    "Where shares are not known, a range stands for all ways to split what is left. Do not add up layers: it "
    "is the same supply, counted once in each."
)
RULES = (
    "Each rule is taken as applied in full, without licences, to all it covers within its reach; "
    "the status says "
    "whether it is in force, and unknown means that nobody has said. Supply it could cut: the "
    "share lost then."
)
RESTS = (
    "The weakest statement is the one without which nobody would be known to be in the way: of the "
    "best argument "
    "for the group, the link with the least confidence."
)
LIMITS = (
    "A list that the sources do not call complete may miss a supplier. Then a chokepoint is overstated.",
    "A component that nobody has researched cannot show up as a chokepoint. Then resilience is overstated.",
    "Shares of a market are not shares of a buyer's purchases.",
    "Groups take it that any substitute, however small, is enough; shares lost take it that nobody "
    "substitutes. "
    "The truth lies between.",
    "Prices and politics are outside the numbers.",
)


def sections(
    found: Findings, pictures: Sequence[Picture], command: str
) -> tuple[tuple[Section, ...], Citations]:
    """All sections but the list of sources, and what they cite."""
    cited = Citations(found.before)
    shift = found.run.shift
    first, *rest = shift.points
    out = [Section("In short", (Said(first), *([Bullets(tuple(map(Said, rest)))] if rest else [])))]
    out.append(Section("What is supposed", _supposed(found)))
    if pictures:
        marks = Said(
            "[1] marks who can stop it alone; a thick frame, a layer with such a firm; a dashed "
            "arrow, a layer in "
            "which neither the most exposed nor the number of firms that stop it changes."
        )
        out.append(Section("Before and after", (marks, *pictures)))
    out.append(Section("Layer by layer", (Said(SPLIT), tables.layers(found))))
    out.append(Section("Smallest groups that can stop supply", _groups(found, cited)))
    if found.runs:
        out.append(Section("What must grow", _growth(found, cited)))
    out.append(Section("Who matters most", _suppliers(found)))
    out.append(Section("When it bites", _times(found, cited)))
    out.append(Section("Rules that can pull it", _rules(found, cited)))
    out.append(Section("What this rests on", _rests_on(found, cited)))
    named = _named(found)
    if named:
        about = Said(
            "What is said of the suppliers in the changed groups, of the most exposed and of the growing."
        )
        grids = tables.evidence(named, cited)
        out.append(Section("Statements on the suppliers named", (about, grids)))
    out.append(Section("What these numbers cannot say", (Bullets(tuple(map(Said, LIMITS))),)))
    out += _appendix(found)
    lines = Bullets(tuple(map(Said, footer_lines(found.provenance, command))))
    out.append(Section("Data and citation", (lines,)))
    return tuple(out), cited


def _supposed(found: Findings) -> tuple[Block, ...]:
    run, graph = found.run, found.before
    target = graph.dataset.name(found.target)
    items = [f"Whose supply: {target}."]
    if run.shift.removed:
        gone = ", ".join(supplier_name(graph, r) for r in run.shift.removed)
        items.append(f"Taken away: {gone}.")
    items += [f"{s[:1].upper()}{s[1:]}." for s in run.supposed]
    items += [f"Who could cut: {run.shift.holder}."] if run.shift.holder else []
    items.append("Everything else is as the dataset has it.")
    out: list[Block] = [Bullets(tuple(map(Said, items)))]
    if run.no_new_capacity:
        listed = ", ".join(graph.dataset.name(c) for c in run.no_new_capacity)
        out.append(Said(f"No new capacity, while what stands runs on: {listed}."))
    out += [Said(f"Note: {' '.join(run.note.split())}")] if run.note else []
    return tuple(out)


def _groups(found: Findings, cited: Citations) -> tuple[Block, ...]:
    shift = found.run.shift
    counts = f"{len(shift.cut_sets_before)} before"
    counts += f", {len(shift.cut_sets_after)} after" if found.runs else "; after, the target does not run"
    changes = shift.changes
    moved = ""
    if found.runs:
        moved = (
            f": {len(changes.new)} new, {len(changes.narrowed)} with fewer members, "
            f"{len(changes.kept)} that stay; "
            f"{len(changes.absorbed)} are gone or absorbed by a smaller one"
        )
        if changes.undecided:
            moved += (
                f"; of {len(changes.undecided)} of the new it could not be decided whether they have fewer"
            )
    said = Said(f"Groups of up to {shift.max_order} members: {counts}{moved}.")
    means = Said(MEANS.format(shift.holder_firms or "a holder (here nobody is asked about)"))
    rests = [Said(RESTS)] if found.rests_on else []
    return (said, means, *tables.groups(found, cited), *rests)


def _growth(found: Findings, cited: Citations) -> tuple[Block, ...]:
    more = tables.growing(found)
    if not more:
        return (Said("Nobody must deliver more than before."),)
    left = len(more) - tables.FIRST
    out: list[Block] = [
        Said(
            "What taking over asks for: how many times as much each must deliver as before, as the "
            "shares of those "
            "that are left are scaled up. That it can is not said."
        ),
        tables.growth(found, cited),
    ]
    out += [Said(f"And {left} more; the table of all suppliers has them.")] if left > 0 else []
    return tuple(out)


def _suppliers(found: Findings) -> tuple[Block, ...]:
    every = len(found.run.shift.suppliers)
    if every <= tables.FIRST:
        return (tables.suppliers(found),)
    said = Said(f"The {tables.FIRST} of {every} on whom most depends, before or after; all are at the end.")
    return (said, tables.suppliers(found, tables.FIRST))


def _times(found: Findings, cited: Citations) -> tuple[Block, ...]:
    shift = found.run.shift
    cuts = shift.cut_sets_after if found.runs else shift.cut_sets_before
    counted = Counter(when or "" for when, _ in map(how_soon, cuts))
    side = "after" if found.runs else "before"
    total = "; ".join(f"{when}: {n}" for when, n in counted.items() if when)
    out: list[Block] = (
        [Said(f"When the groups {side} stop supply, counted from their loss: {total}.")] if total else []
    )
    out.append(Said(TIMES))
    if shift.horizon is not None:
        out.append(Said(f"The side after is read {months(shift.horizon)} after the loss."))
    if found.times:
        out.append(Said("What is stated of lead times, buffers and stocks under the target:"))
        out.append(tables.evidence(found.times, cited))
    else:
        out.append(
            Said("Nobody has stated a lead time, a buffer or how long a stock lasts under this target.")
        )
    return tuple(out)


def _rules(found: Findings, cited: Citations) -> tuple[Block, ...]:
    if not found.rules.controls:
        return (Said("The dataset has no export controls."),)
    table, pulled = tables.rules(found, cited), tables.levers(found)
    side = "after" if found.runs else "before, as the target does not run after"
    reached = len(table.rows)
    said = (
        f"{reached} of {len(found.rules.controls)} rules in the dataset reach somebody under the "
        f"target ({side})."
    )
    out: list[Block] = [Said(said), Said(RULES)]
    out += [table] if table.rows else []
    if pulled.rows:
        out.append(pulled)
    elif found.rules.levers:
        out.append(Said("No authority can pull any of the groups with the rules there are."))
    return tuple(out)


def _rests_on(found: Findings, cited: Citations) -> tuple[Block, ...]:
    provenance = found.provenance
    weakest = provenance.weakest_evidence or "none (made-up data)"
    out: list[Block] = [
        Said(f"Weakest evidence under the target: {weakest}. Read as: {'; '.join(provenance.notes)}."),
        Said(
            f"Lists in which an equal split, which no source states, stands in for shares: "
            f"{len(found.assumed)}."
        ),
        tables.coverage(found),
    ]
    if found.undisclosed:
        count = len(found.undisclosed)
        needs = "1 need has a supplier" if count == 1 else f"{count} needs have suppliers"
        out.append(
            Said(
                f"{needs} that nobody has disclosed. Any of the candidates counts here; narrows "
                f"worlds asks in which "
                "possible cases a group holds."
            )
        )
        out.append(tables.candidates(found, cited))
    return tuple(out)


def _named(found: Findings) -> list[Statement]:
    """The statements on the suppliers that the report names first."""
    shift = found.run.shift
    changed = [*shift.changes.new, *(n.after for n in shift.changes.narrowed)]
    single = [c.members for c in (shift.cut_sets_after or shift.cut_sets_before) if c.order == 1]
    who = {m for group in (*changed, *single) for m in group}
    for x in shift.layers:
        most = (x.after or x.before).most_exposed
        who |= set(most) if len(most) <= 4 else set()
    who |= {s.id for s in tables.growing(found)[: tables.FIRST]}
    return [s for company in sorted(who) for s in found.supplies.get(company, ())]


def _appendix(found: Findings) -> list[Section]:
    out = []
    if len(found.run.shift.suppliers) > tables.FIRST:
        out.append(Section("All suppliers", (tables.suppliers(found),)))
    if found.assumed:
        said = Said("Each is a list of a component's suppliers, or of the ways to meet a need.")
        out.append(Section("Lists with an assumed equal split", (said, Said("; ".join(found.assumed)))))
    return out
