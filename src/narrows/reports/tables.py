"""The tables of a report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..analysis.chokepoints import CutSet
from ..analysis.findings import Findings
from ..analysis.shift import SupplierShift
from ..graph.statements import Statement, statements_of
from ..wording import how_soon, layer_name, percent, supplier_name
from .blocks import Grid, Said, grid
from .citations import Citations

FIRST = 20
NONE = "no named firm"


def names(found: Findings, ids: Iterable[str], most: int = 4) -> str:
    """Suppliers side by side, with the number of those left out."""
    every = list(ids)
    shown = [supplier_name(found.before, i) for i in every[:most]]
    return "\n".join([*shown, f"and {len(every) - most} more"] if len(every) > most else shown)


def layers(found: Findings) -> Grid:
    """Layer by layer, before and after."""
    shift = found.run.shift
    who = shift.holder_firms or "the holder"
    rows: list[list[str]] = []
    for x in shift.layers:
        before, after = x.before, x.after
        row = [layer_name(found.before, x.layer), names(found, before.most_exposed) or NONE]
        row.append("stopped" if after is None else names(found, after.most_exposed) or NONE)
        if shift.holder:
            row += [percent(before.held), "stopped" if after is None else percent(after.held)]
            row += [_order(before.held_order), "stopped" if after is None else _order(after.held_order)]
        rows.append(row)
    columns = ["layer", "most exposed to, before", "after"]
    if shift.holder:
        columns += [f"supply {who} could cut, before", "after", "fewest of them that stop supply", "after"]
    return grid("", columns, rows)


def _order(order: int | None) -> str:
    return "they cannot" if order is None else str(order)


def groups(found: Findings, citations: Citations) -> list[Grid]:
    """The groups after by what happened to them, with what each rests on; then those that are gone."""
    shift = found.run.shift
    after = {frozenset(c.members): c for c in shift.cut_sets_after}
    before = {frozenset(c.members): c for c in shift.cut_sets_before}
    changes = shift.changes
    kinds = [
        ("New", [c for c in changes.new if c not in changes.undecided]),
        ("New, or fewer members than before", list(changes.undecided)),
        ("Fewer members than before", [n.after for n in changes.narrowed]),
        ("Stays", list(changes.kept)),
    ]
    rows = [
        [what, *_group(found, after[cut]), *_rests(found, after[cut], citations)]
        for what, cuts in kinds
        for cut in cuts
    ]
    columns = ["what happened", "group", *TAIL]
    if found.rests_on:
        columns += ["rests on, at weakest", "confidence"]
    out = [grid("Groups that can stop it after", columns, rows)] if rows else []
    gone = [_group(found, before[cut]) for cut in changes.absorbed]
    if not found.runs:
        gone = [_group(found, cut) for cut in shift.cut_sets_before]
    if gone:
        title = "Groups that could stop it before, and are no smallest groups any more"
        title = title if found.runs else "Groups that could stop it before"
        out.append(grid(title, ["group", *TAIL], gone))
    return out


TAIL = ("who holds it", "stops supply", "what it stops first", "only if unnamed suppliers do not count")


def _group(found: Findings, cut: CutSet) -> list[str | Said]:
    when, stops = how_soon(cut)
    members = "\n".join(supplier_name(found.before, m) for m in cut.members)
    fragile = "yes" if cut.fragile_to_unknown else ""
    return [members, cut.tag or "", when or "", stops or "", fragile]


def _rests(found: Findings, cut: CutSet, citations: Citations) -> list[str | Said]:
    if not found.rests_on:
        return []
    statement = found.rests_on.get(cut.members)
    if statement is None or statement.evidence is None:
        return ["no sourced statement", ""]
    return [citations.said(statement), statement.evidence.confidence]


def growing(found: Findings) -> list[SupplierShift]:
    """Those who must deliver more, most first."""
    more = [s for s in found.run.shift.suppliers if s.growth is not None and s.growth > 1.0005]
    return sorted(more, key=lambda s: (-round(s.growth or 0.0, 9), s.id))


def growth(found: Findings, citations: Citations) -> Grid:
    """What substitution asks of whom, beside what is known of capacity."""
    rows: list[list[str | Said]] = []
    for s in growing(found)[:FIRST]:
        said = _capacity(found, s, citations)
        rows.append(
            [supplier_name(found.before, s.id), f"{s.growth:.3g} times as much", percent(s.after), said]
        )
    columns = ["supplier", "must deliver", "supply lost if it stops, after", "sourced capacity"]
    return grid("", columns, rows)


def _capacity(found: Findings, supplier: SupplierShift, citations: Citations) -> Said:
    if supplier.capacity is None:
        return Said("not known")
    refs: list[tuple[int, str | None]] = []
    for said in found.supplies.get(supplier.id, ()):
        component = found.before.dataset.components[said.id.partition("/")[0]]
        own = [s for s in statements_of(component) if s.id.startswith(f"{said.id}/capacity/")]
        for statement in own[:1]:
            refs += [r for r in citations.of(statement.evidence) if r not in refs]
    return Said(supplier.capacity, tuple(refs))


def suppliers(found: Findings, most: int | None = None) -> Grid:
    """Supplier by supplier; all of them unless only the first are wanted."""
    rows = [
        [
            supplier_name(found.before, s.id),
            s.id,
            percent(s.before),
            percent(s.after) if s.after is not None else "stopped",
            "" if s.growth is None else f"{s.growth:.3g} x",
        ]
        for s in found.run.shift.suppliers[:most]
    ]
    return grid("", ["supplier", "id", "supply lost if it stops, before", "after", "must deliver"], rows)


def rules(found: Findings, citations: Citations) -> Grid:
    """The export controls that reach somebody under the target."""
    rows: list[list[str | Said]] = []
    for state in found.rules.controls:
        if not state.reaches:
            continue
        control = state.control
        entry = next((e for e in reversed(control.timeline) if e.date == state.since), None)
        since = f" since {state.since}" if state.since else ""
        status = Said(
            f"{state.status or 'not yet there'}{since}", citations.of(entry.evidence if entry else None)
        )
        stops = " (stops it)" if state.stops else ""
        who = f"{control.authority} ({control.authority_country})"
        effect = f"{control.effect}: {', '.join(control.acts_on)}"
        reached = names(found, state.reaches, 4).replace("\n", ", ")
        rows.append([control.name, who, status, effect, f"{percent(state.held)}{stops}", reached])
    columns = ["rule", "authority", "status", "what it does", "supply it could cut", "whose deliveries"]
    return grid(f"Rules, with their status on {found.rules.as_of}", columns, rows)


def levers(found: Findings) -> Grid:
    """The groups that authorities can pull."""
    controls = found.before.dataset.controls
    rows = [
        [
            names(found, x.members, 9),
            "\n".join(" + ".join(p) for p in x.pulled_by),
            "\n".join(controls[c].name for c in x.controls),
        ]
        for x in found.rules.levers
        if x.pulled_by
    ]
    return grid("Groups that authorities can pull", ["group", "authorities of", "by which rules"], rows)


def candidates(found: Findings, citations: Citations) -> Grid:
    """The needs whose supplier nobody has disclosed, with what speaks for each candidate."""
    statements = {
        s.id: s
        for component in sorted({f.slot.partition("/")[0].partition("@")[0] for f in found.undisclosed})
        if component in found.before.dataset.components
        for s in statements_of(found.before.dataset.components[component])
    }
    rows: list[list[str | Said]] = []
    for fact in found.undisclosed:
        for number, c in enumerate(fact.candidates):
            said = statements.get(c.statement)
            refs = citations.of(said.evidence) if said else ()
            may = "" if fact.exhaustive else "\nor somebody who is not listed"
            need = f"{fact.slot}{may}" if number == 0 else ""
            rows.append([need, Said(c.id, refs), c.kind or "", c.as_of or "", c.confidence or ""])
    return grid("", ["need", "candidate", "kind of evidence", "as of", "confidence"], rows)


def coverage(found: Findings) -> Grid:
    """What the dataset knows on both sides."""
    before, after = found.run.shift.coverage_before, found.run.shift.coverage_after
    fields = (
        ("components that the target depends on", "components"),
        ("of these, not researched", "leaves_not_researched"),
        ("lists that the sources do not call complete", "incomplete_lists"),
        ("lists in which an equal split stands in for missing shares", "assumed_shares"),
        ("needs whose supplier nobody has disclosed", "undisclosed_slots"),
        ("needs that a filter left without evidence", "unverified_requirements"),
    )
    rows = [
        [what, str(getattr(before, field)), "stopped" if after is None else str(getattr(after, field))]
        for what, field in fields
    ]
    return grid("", ["what is counted", "before", "after"], rows)


def evidence(statements: Sequence[Statement], citations: Citations) -> Grid:
    """Statements with kind, date, confidence and sources."""
    rows: list[list[str | Said]] = []
    for s in statements:
        e = s.evidence
        known = [e.kind, e.as_of, e.confidence] if e else ["made up or not sourced", "", ""]
        rows.append([citations.said(s), *known])
    return grid("", ["statement", "kind of evidence", "as of", "confidence"], rows)
