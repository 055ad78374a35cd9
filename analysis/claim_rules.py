"""From what the graph says to a verdict on a claim: supported, not shown, contradicted, undisclosed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ..graph.filters import passing
from ..graph.records import Claim, ClaimFinding, ClaimRule
from ..graph.removal import resolve
from ..graph.statements import Statement
from ..graph.supply import SupplyGraph
from .cases import Cases, cases_without
from .engine.limits import Stopped
from .exposure import Loss, losses
from .holder import Holder, holder_named
from .model import Model, compile_model
from .reading import CLOSED, Reading
from .units import Unit, held_share_of, units_of
from .weakest import RANK, Weakest, statements_under, weakest_of
from .words import listed
from .worlds import worlds

ClaimVerdict = Literal["supported", "not shown", "contradicted", "undisclosed"]
WORST_FIRST: tuple[ClaimVerdict, ...] = ("contradicted", "undisclosed", "not shown", "supported")
FEW = 6


@dataclass(frozen=True, slots=True)
class Answer:
    """What the graph says to a claim on one target.

    holds_in, of : in how many of the listed cases what is claimed holds; None where there are no cases.
    statements : ids of statements behind it.
    """

    target: str
    verdict: ClaimVerdict
    reason: str
    holds_in: int | None = None
    of: int | None = None
    statements: tuple[str, ...] = ()


def answers(graph: SupplyGraph, claim: Claim, reading: Reading = CLOSED) -> tuple[Answer, ...]:
    """The answer on each target of a claim. Raises UnknownReference for an unknown holder or removal."""
    rule = claim.rule
    if rule.kind == "side_fact":
        passes = passing(graph.filters)
        return (side_fact(claim, [passes(f.evidence) for f in rule.findings]),)
    out = []
    for target in claim.targets:
        if rule.kind == "disclosed":
            out.append(disclosed(graph, target, rule.specs))
            continue
        model = compile_model(graph, target, reading)
        try:
            if rule.kind == "all_named":
                out.append(all_named(model, rule.roles))
            elif rule.kind == "stock_share":
                out.append(stock_share(model, rule.at_most or 0.0))
            else:
                out.append(_without(graph, model, rule, reading))
        except Stopped as stop:
            out.append(Answer(target, "not shown", f"It could not be computed: {stop}."))
    return tuple(out)


def from_cases(target: str, cases: Cases, what: str, weakest: Weakest | None) -> Answer:
    """The verdict on a claim that a target can do without something.

    Parameters
    ----------
    what : what it is to do without, in words.
    weakest : of the argument that it cannot, where it cannot.
    """
    count = f"in {cases.runs_in:,} of {cases.of:,} listed cases"
    said = f"Without {what} it goes on {count}."
    unsettled = f"nobody has said who meets {_some(cases.unsettled)}"
    verdict: ClaimVerdict
    if not cases.before:
        verdict, why = "not shown", "In this dataset it does not run even with nothing lost."
    elif not cases.at_best and weakest is not None and weakest.confidence == "low":
        verdict = "not shown"
        why = f"It does not, whoever is undisclosed; but that rests on a weak statement, {weakest.statement}."
    elif not cases.at_best:
        verdict, why = "contradicted", "It would not, whoever the undisclosed and unnamed suppliers are."
    elif 0 < cases.runs_in < cases.of:
        verdict, why = "undisclosed", f"That depends on who meets {_some(cases.deciding)}."
    elif not cases.runs_in:
        verdict = "undisclosed"
        why = "Only somebody who is not listed, or not named, could make it true."
    elif not cases.at_worst:
        verdict, why = "undisclosed", f"But {unsettled}; somebody who is not listed could make it false."
    elif not cases.firmly:
        verdict, why = "not shown", "But that rests on statements of low confidence."
    else:
        verdict, why = "supported", "No undisclosed or unnamed supplier could change that."
    behind = (*cases.deciding, *cases.unsettled[:FEW], *([weakest.statement] if weakest else []))
    return Answer(target, verdict, f"{said} {why}", cases.runs_in, cases.of, behind)


def _without(graph: SupplyGraph, model: Model, rule: ClaimRule, reading: Reading) -> Answer:
    target = model.ids[model.target]
    named = frozenset[str]().union(*(resolve(graph, ref, target=target) for ref in rule.remove))
    gone = model.numbers(named)
    layers = {graph.nodes[n].layer for n in named}
    words = [graph.dataset.name(ref.rpartition(":")[2]) for ref in rule.remove]
    holder = holder_named(graph, target, rule.held_by) if rule.held_by else None
    if holder is not None:
        gone |= held_nodes(model, holder, rule.layers)
        layers |= set(rule.layers or graph.dataset.layer_order)
        names = {layer.id: layer.name for layer in graph.dataset.manifest.layers}
        where = f" in {listed([names[x] for x in rule.layers])}" if rule.layers else ""
        words.append(f"all that {holder.firms} supply{where}")
    gone -= {model.target}
    cases = cases_without(model, gone, layers)
    weakest = weakest_of(model, [gone], [False])[0] if not cases.runs_in else None
    answer = from_cases(target, cases, listed(words) or "nothing", weakest)
    if rule.kind == "no_held_group" and holder is not None and not rule.layers:
        found = worlds(graph, target, held_by=holder, reading=reading)
        held = [v for v in found.verdicts if v.tag == "held"]
        sure = [" + ".join(graph.dataset.name(m) for m in v.members) for v in held if v.verdict == "all"]
        more = (
            f" Smallest groups in their hands that stop it in all of them: {_some(sure, '; ')}."
            if sure
            else ""
        )
        count = f"{cases.before - cases.runs_in:,} of {cases.of:,} listed cases"
        text = f"A group in the hands of {holder.firms} remains in {count}.{more}"
        return Answer(target, answer.verdict, f"{text} {answer.reason}", *_rest(answer))
    return answer


def _rest(answer: Answer) -> tuple[int | None, int | None, tuple[str, ...]]:
    return answer.holds_in, answer.of, answer.statements


def held_nodes(model: Model, holder: Holder, layers: Sequence[str]) -> frozenset[int]:
    """What a holder's firms, and unnamed groups of its countries, supply; in some layers only if named."""
    nodes = model.graph.nodes
    held = [
        u
        for u in units_of(model, "company")
        if held_share_of(model, u, "company", holder, "headquarters") == "all"
    ]
    found = {n for u in held for n in u.nodes}
    found |= {
        i
        for i, id_ in enumerate(model.ids)
        if nodes[id_].kind == "group" and (country := nodes[id_].country) and holder.holds(country)
    }
    return frozenset(n for n in found if not layers or nodes[model.ids[n]].layer in layers)


def stock_share(model: Model, at_most: float) -> Answer:
    """What part of supply comes out of stocks that nobody adds to."""
    records = model.graph.dataset.components
    pure = [c for c in records.values() if c.stock and not c.suppliers and not c.requires]
    under = {model.graph.nodes[n].component for n in model.ids}
    stocks = sorted(c.id for c in pure if c.id in under)
    gone = model.numbers(stocks)
    cases = cases_without(model, gone, {c.layer for c in pure})
    target = model.ids[model.target]
    part = losses(model, [Unit("stock", gone)])[0] if cases.before and gone else Loss(0.0, 0.0, 0.0)
    share = f"{part.low:.3g}" if part.high - part.low < 1e-9 else f"{part.low:.3g} to {part.high:.3g}"
    names = _some([model.graph.dataset.name(s) for s in stocks]) if stocks else "none"
    said = (
        f"The part of supply that passes through stocks is {share}; the rest is new supply. Stocks: {names}."
    )
    base = from_cases(target, cases, "the stocks", None)
    verdict: ClaimVerdict = base.verdict
    if base.verdict == "supported" and part.low > at_most:
        verdict, why = "contradicted", f"That is more than {at_most:g}."
    elif base.verdict == "supported" and part.high > at_most:
        verdict, why = "not shown", f"Shares are missing: it may be more than {at_most:g} or less."
    else:
        why = base.reason
    behind = [
        s.id for s in statements_under(model).values() for c in stocks if s.id.startswith(f"{c}/stock/")
    ]
    return Answer(target, verdict, f"{said} {why}", cases.runs_in, cases.of, (*base.statements, *behind))


def all_named(model: Model, roles: Sequence[str]) -> Answer:
    """Whether every need, or those of some roles, has a named supplier."""
    target = model.ids[model.target]
    wanted = {f"{target}/{role}" for role in roles}
    slots = [s for s in model.slots if not wanted or s.gate in wanted]
    open_ones = sorted(s.gate for s in slots if s.undisclosed or not s.children)
    behind = tuple(open_ones[:FEW])
    if open_ones:
        verb = "is" if len(open_ones) == 1 else "are"
        which = f"{verb} without a disclosed supplier: {_some(open_ones)}"
        text = f"Of {len(slots)} needs, {len(open_ones)} {which}."
        return Answer(target, "undisclosed", text, statements=behind)
    statements = statements_under(model)
    options = {o.node: o.statement for s in slots for o in model.graph.gates[s.gate].options}
    ids = sorted({options[model.ids[c]] for s in slots for c in s.children})
    weak = [i for i in ids if _confidence(statements.get(i)) == "low"]
    if weak:
        text = (
            f"A supplier is named for each of {len(slots)} needs, but with low confidence for {_some(weak)}."
        )
        return Answer(target, "not shown", text, statements=tuple(weak[:FEW]))
    text = f"A supplier is named for each of {len(slots)} needs."
    return Answer(target, "supported", text, statements=tuple(ids[:FEW]))


def _confidence(statement: Statement | None) -> str | None:
    return statement.evidence.confidence if statement and statement.evidence else None


def disclosed(graph: SupplyGraph, target: str, wanted: Sequence[str]) -> Answer:
    """Whether figures are published: in the specs of the target, undisputed, and not with low confidence."""
    whole, passes = graph.whole or graph.dataset, passing(graph.filters)
    known = [s for s in whole.components[target].specs if passes(s.evidence)]
    specs = {n: [s for s in known if s.name == n] for n in wanted}
    missing = [n for n, found in specs.items() if not found]
    disputed = [n for n, found in specs.items() if any(s.dispute for s in found)]
    weak = [
        n
        for n, found in specs.items()
        if found and all(s.evidence and s.evidence.confidence == "low" for s in found)
    ]
    behind = tuple(f"{target}/specs/{n}" for n, found in specs.items() if found)
    there = [n for n in wanted if n not in missing]
    said = f"Published: {listed(there)}. " if there else ""
    verdict: ClaimVerdict
    if missing:
        verdict, why = "undisclosed", f"Not published, as far as the dataset knows: {listed(missing)}."
    elif disputed:
        verdict, why = "not shown", f"Sources disagree on {listed(disputed)}."
    elif weak:
        verdict, why = "not shown", f"Only with low confidence: {listed(weak)}."
    else:
        verdict, why = "supported", "All that is needed is there."
    if missing and disputed:
        why += f" Sources disagree on {listed(disputed)}."
    return Answer(target, verdict, said + why, statements=behind)


def side_fact(claim: Claim, counts: Sequence[bool]) -> Answer:
    """What was found outside the graph, as far as it counts: findings of low confidence settle nothing."""
    found = [f for f, counted in zip(claim.rule.findings, counts, strict=True) if counted]
    good = [f for f in found if f.evidence is None or RANK[f.evidence.confidence] > RANK["low"]]
    supports = [f for f in good if f.says == "supports"]
    against = [f for f in good if f.says == "against"]
    verdict: ClaimVerdict
    if supports and against:
        verdict, why = "not shown", "Sources disagree."
    elif against:
        verdict, why = "contradicted", "What was found speaks against it."
    elif supports:
        verdict, why = "supported", "What was found supports it."
    elif found:
        verdict, why = "not shown", "What was found is of low confidence."
    else:
        verdict, why = "not shown", "Nothing was found that could settle it."
    ids = tuple(f"{claim.id}/finding/{i}" for i, counted in enumerate(counts, 1) if counted)
    return Answer(claim.about, verdict, " ".join([why, *(_finding(f) for f in found)]), statements=ids)


def _finding(finding: ClaimFinding) -> str:
    return f"{'For' if finding.says == 'supports' else 'Against'}: {finding.text.rstrip('.')}."


def _some(items: Sequence[str], between: str = ", ") -> str:
    more = f" and {len(items) - FEW} more" if len(items) > FEW else ""
    return between.join(items[:FEW]) + more
