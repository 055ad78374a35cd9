"""Small random models that obey the rules of the dataset, so that a loader must accept them.

``random_model`` draws until ``violations`` finds none. The same generator state gives the same model.
Every list has enough ways in use for every node to run to begin with (structural, failure spreading).

Left out on purpose, since the design does not say what they mean: an unknown beside an alternative with a
lead time, a lead time beside shares, an offering with a lead time named directly, groups among the target's
own suppliers, small stakes that only together pass 50%, subsidiaries of the target's makers. Left out unless
asked for: places as alternatives, and an unknown in "k of n" (throughput is not said there).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import prod

from .model import (
    Alternative,
    Company,
    Component,
    Model,
    Owner,
    Place,
    Requirement,
    Supplier,
    edges,
    reach,
)

COUNTRIES = ("CN", "JP", "KR", "NL", "NO", "TW", "US")
LAYERS = ("top", "upper", "lower", "bottom")
MAX_UNITS = 9
MAX_SPLITS = 64


@dataclass
class Draw:
    """The dice and what may come up."""

    rng: random.Random
    cyclic: bool
    k_of_n: bool
    unknowns: bool
    groups: bool
    undisclosed: bool
    lead_times: bool
    affiliates: bool
    missing_shares: bool
    place_alternatives: bool
    unknown_in_k_of_n: bool
    # offerings in use, by component index, and their places
    offerings: dict[int, list[str]] = field(default_factory=dict)
    places: dict[int, list[str]] = field(default_factory=dict)

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability


def name_of(index: int) -> str:
    return f"part-{index}"


def fractions(draw: Draw, count: int, whole: int) -> list[float]:
    """Percentages of at least 1 that sum to the whole, as fractions."""
    marks = sorted(draw.rng.sample(range(1, whole), count - 1))
    ends = [0, *marks, whole]
    return [(ends[i + 1] - ends[i]) / 100 for i in range(count)]


def draw_shares(draw: Draw, count: int, with_unknown: bool) -> list[float | None]:
    """Shares for the named ways of a list: all of them, some, or none."""
    kind = draw.rng.choice(("all", "all", "all", "some", "none") if draw.missing_shares else ("all",))
    if kind == "none" or count == 0 or (kind == "some" and count == 1):
        return [None] * count
    if kind == "all":
        whole = 100 - draw.rng.randint(5, 60) if with_unknown else 100
        return list(fractions(draw, count, whole))
    known = draw.rng.randint(1, count - 1)
    shares: list[float | None] = list(fractions(draw, known, 100 - draw.rng.randint(5, 60)))
    shares += [None] * (count - known)
    draw.rng.shuffle(shares)
    return shares


def draw_companies(draw: Draw) -> list[Company]:
    companies: list[Company] = []
    for index in range(draw.rng.randint(3, 7)):
        owners: tuple[Owner, ...] = ()
        if index and draw.affiliates and draw.chance(0.35):
            parent = draw.rng.randrange(index)
            percent = draw.rng.choice((30, 50, 51, 60, 100))
            owners = (Owner(f"firm-{parent}", percent),)
            if index > 1 and percent in (51, 60) and draw.chance(0.3):
                other = draw.rng.choice([i for i in range(index) if i != parent])
                owners += (Owner(f"firm-{other}", 30),)
        companies.append(Company(f"firm-{index}", draw.rng.choice(COUNTRIES), owners))
    return companies


def draw_places(draw: Draw) -> tuple[Place, ...]:
    count = draw.rng.choice((0, 1, 1, 1, 2, 2, 3))
    if count == 0:
        return ()
    shares = draw_shares(draw, count, with_unknown=False)
    countries = draw.rng.sample(COUNTRIES, count)
    return tuple(Place(country, share) for country, share in zip(countries, shares, strict=True))


def draw_suppliers(draw: Draw, index: int, firms: Sequence[str], room: int) -> list[Supplier]:
    """Named suppliers, perhaps a group and an unknown; their own requirements come later."""
    count = min(draw.rng.choice((0, 1, 2, 2, 3)), room, len(firms))
    if index == 0 and draw.chance(0.7):
        count = 0
    chosen = sorted(draw.rng.sample(firms, count))
    if index == 0:
        return [Supplier(firm, draw_places(draw), share=share) for firm, share in with_shares(draw, chosen)]
    members = sorted(set(firms) - set(chosen))
    groups = []
    if draw.groups and draw.chance(0.2):
        size = draw.rng.randint(0, min(3, len(members)))
        countries = draw.rng.sample(COUNTRIES, draw.rng.choice((1, 1, 2)))
        picked = tuple(sorted(draw.rng.sample(members, size)))
        first, *others = sorted(countries)
        groups = [Supplier(unnamed=True, country=first, members=picked)]
        groups += [Supplier(unnamed=True, country=country) for country in others]
    unknown = draw.unknowns and draw.chance(0.2)
    late = draw.rng.choice(chosen) if count > 1 and not groups and draw.chance(0.2) else None
    if not draw.lead_times or unknown:
        late = None
    named = [Supplier(firm, draw_places(draw)) for firm in chosen]
    if late is not None:
        months = draw.rng.choice((6, 12, 24))
        return [replace(s, lead_time_months=months) if s.company == late else s for s in named]
    shares = draw_shares(draw, count + len(groups), unknown)
    listed = [replace(s, share=x) for s, x in zip(named + groups, shares, strict=True)]
    return listed + [Supplier(unknown=True)] * unknown


def with_shares(draw: Draw, firms: Sequence[str]) -> list[tuple[str, float | None]]:
    return list(zip(firms, draw_shares(draw, len(firms), with_unknown=False), strict=True))


def draw_way(draw: Draw, index: int) -> list[Alternative]:
    """The component itself, or one or two of its offerings (or a place)."""
    if draw.place_alternatives and draw.places.get(index) and draw.chance(0.15):
        return [Alternative(offering=draw.rng.choice(draw.places[index]))]
    offerings = draw.offerings.get(index, [])
    if not offerings or draw.chance(0.7):
        return [Alternative(component=name_of(index))]
    count = draw.rng.randint(1, min(2, len(offerings)))
    return [Alternative(offering=offering) for offering in sorted(draw.rng.sample(offerings, count))]


def draw_requirement(draw: Draw, role: str, below: Sequence[int], back: Sequence[int]) -> Requirement:
    """One requirement with ways further down (below) and perhaps back up."""
    ways = [way for index in below for way in draw_way(draw, index)]
    backs = [way for index in back for way in draw_way(draw, index)]
    plain = Requirement(role, ())
    if draw.lead_times and draw.chance(0.15):
        plain = replace(plain, kind="installed", runs_without_months=draw.rng.choice((6, 12, 24)))
    named = ways + backs
    if draw.undisclosed and len(ways) > 1 and not backs and draw.chance(0.2):
        return replace(plain, any_of=tuple(ways), undisclosed=True, exhaustive=draw.chance(0.5))
    if draw.k_of_n and len(named) > 1 and draw.chance(0.5):
        at_least = draw.rng.randint(2, min(3, len(named)))
        unknown = draw.unknown_in_k_of_n and draw.chance(0.2)
        return replace(plain, any_of=(*named, *[Alternative(unknown=True)] * unknown), at_least=at_least)
    if draw.lead_times and len(ways) > 1 and draw.chance(0.2):
        ways[-1] = replace(ways[-1], lead_time_months=draw.rng.choice((6, 12, 24)))
        return replace(plain, any_of=(*ways, *backs))
    if draw.unknowns and draw.chance(0.03) and not backs:
        return replace(plain, any_of=(Alternative(unknown=True),))
    unknown = draw.unknowns and draw.chance(0.15)
    shares = draw_shares(draw, len(named), unknown)
    listed = [replace(way, share=share) for way, share in zip(named, shares, strict=True)]
    return replace(plain, any_of=(*listed, *[Alternative(unknown=True)] * unknown))


def split(draw: Draw, items: list[int]) -> list[list[int]]:
    """The items in one or more groups."""
    groups: list[list[int]] = []
    for item in items:
        if groups and draw.chance(0.55):
            draw.rng.choice(groups).append(item)
        else:
            groups.append([item])
    return groups


def draw_model(draw: Draw) -> Model:
    rng = draw.rng
    count = rng.randint(3, 8)
    companies = draw_companies(draw)
    firms = [company.id for company in companies]
    suppliers: dict[int, list[Supplier]] = {}
    room = MAX_UNITS
    for index in range(count):
        suppliers[index] = draw_suppliers(draw, index, firms, room)
        named = [s for s in suppliers[index] if s.company is not None and s.lead_time_months is None]
        room -= sum(s.company is not None for s in suppliers[index]) if index else 0
        draw.offerings[index] = [f"{name_of(index)}@{s.company}" for s in named]
        draw.places[index] = [f"{name_of(index)}@{s.company}/{p.id}" for s in named for p in s.made_in]
    children: dict[int, list[int]] = {index: [] for index in range(count)}
    for index in range(1, count):
        children[rng.randrange(index)].append(index)
    for _ in range(rng.randint(0, 3)):  # some parts are needed twice
        upper, lower = sorted(rng.sample(range(count), 2))
        if lower not in children[upper]:
            children[upper].append(lower)
    backs_left = rng.randint(1, 2) if draw.cyclic else 0
    components = []
    for index in range(count):
        lists = split(draw, children[index])
        requires = []
        for number, below in enumerate(lists):
            back: list[int] = []
            if backs_left and index > 1 and draw.chance(0.5):
                back, backs_left = [rng.randrange(1, index)], backs_left - 1
            requires.append(draw_requirement(draw, f"role-{number}", below, back))
        made = []
        for supplier in suppliers[index]:
            needs: tuple[Requirement, ...] = ()
            later = list(range(index + 1, count))
            if supplier.company is not None and later and draw.chance(0.25):
                below = sorted(rng.sample(later, rng.randint(1, min(2, len(later)))))
                needs = (draw_requirement(draw, f"own-{supplier.company}", below, []),)
            if supplier.company is not None and backs_left and index and draw.chance(0.35):
                backs_left -= 1
                needs += (draw_requirement(draw, f"back-{supplier.company}", [], [rng.randint(0, index)]),)
            made.append(replace(supplier, requires=needs))
        layer = LAYERS[0] if index == 0 else LAYERS[1 + (index - 1) * 3 // count]
        components.append(Component(name_of(index), layer, tuple(requires), tuple(made)))
    components[0] = replace(components[0], jurisdiction=rng.choice(COUNTRIES))
    return mark_feedback(Model(name_of(0), LAYERS, tuple(components), tuple(companies)))


def mark_feedback(model: Model) -> Model:
    """Mark each alternative that points back up and closes a cycle."""
    place_in_order = {component.id: index for index, component in enumerate(model.components)}

    def marked(requirement: Requirement, owner: str) -> Requirement:
        here = place_in_order[owner.partition("@")[0]]
        ways = []
        for way in requirement.any_of:
            backwards = way.target is not None and place_in_order[way.target.partition("@")[0]] <= here
            closes = backwards and owner in {way.target, *reach(model, way.target or "")}
            ways.append(replace(way, feedback=closes))
        return replace(requirement, any_of=tuple(ways))

    components = []
    for c in model.components:
        suppliers = [
            replace(s, requires=tuple(marked(r, f"{c.id}@{s.company}") for r in s.requires))
            for s in c.suppliers
        ]
        requires = tuple(marked(r, c.id) for r in c.requires)
        components.append(replace(c, requires=requires, suppliers=tuple(suppliers)))
    return replace(model, components=tuple(components))


# The rules, checked after the draw.


def share_problem(shares: Sequence[float | None], unknown: bool) -> bool:
    known = [share for share in shares if share is not None]
    if any(not 0 < share <= 1 for share in known):
        return True
    if known and (unknown or len(known) < len(shares)):
        return sum(known) >= 1 - 1e-9
    return bool(known) and abs(sum(known) - 1) > 1e-9


def requirement_problems(requirement: Requirement) -> list[str]:
    named = [a for a in requirement.any_of if not a.unknown]
    unknown = len(named) < len(requirement.any_of)
    shares = [a.share for a in named]
    problems = []
    if any(a.share is not None for a in requirement.any_of if a.unknown):
        problems.append("a share on unknown")
    if share_problem(shares, unknown):
        problems.append("shares do not sum to what they must")
    if any(s is not None for s in shares) and (requirement.at_least > 1 or requirement.undisclosed):
        problems.append("shares where there may be none")
    if requirement.undisclosed and (unknown or requirement.at_least > 1):
        problems.append("an undisclosed slot with unknown or at_least")
    if requirement.at_least > len([a for a in named if a.lead_time_months is None]) and named:
        problems.append("fewer ways in use than needed")
    if len({a.target for a in named}) < len(named):
        problems.append("the same alternative twice")
    return problems


def supplier_problems(component: Component) -> list[str]:
    named = [s for s in component.suppliers if not s.unknown]
    problems = []
    ids = [s.company for s in named if s.company is not None]
    if ids != sorted(set(ids)):
        problems.append("suppliers not sorted")
    if share_problem([s.share for s in named], len(named) < len(component.suppliers)):
        problems.append("supplier shares do not sum to what they must")
    if any(share_problem([p.share for p in s.made_in], False) for s in named):
        problems.append("place shares do not sum to what they must")
    if named and all(s.lead_time_months is not None for s in named):
        problems.append("no supplier in use")
    return problems


def feedback_problems(model: Model) -> list[str]:
    """Every cycle has a feedback alternative; each of those points to what needs its owner."""
    problems = []
    for source, sink, way in edges(model):
        if source == sink:
            problems.append(f"{source} needs itself")
        if way is None or not way.feedback:
            continue
        requirements = next(c.requires for c in model.components if c.id == source.partition("@")[0])
        inherited = "@" in source and any(way in r.any_of for r in requirements)
        if not inherited and source not in {sink, *reach(model, sink)}:
            problems.append(f"{source} -> {sink} is marked feedback and closes no cycle")
    left: dict[str, set[str]] = {}
    for source, sink, way in edges(model):
        if way is None or not way.feedback:
            left.setdefault(source, set()).add(sink)
            left.setdefault(sink, set())
    while True:
        ends = {node for node, sinks in left.items() if not sinks}
        if not ends:
            break
        left = {node: sinks - ends for node, sinks in left.items() if node not in ends}
    return problems + ["a cycle without feedback"] * bool(left)


def splits(model: Model) -> int:
    """How many ways there are to give each remainder to one of those without a share."""
    lists: list[list[float | None]] = []
    for component in model.components:
        lists.append([s.share for s in component.suppliers])
        lists += [[p.share for p in s.made_in] for s in component.suppliers]
        needs = [*component.requires, *[r for s in component.suppliers for r in s.requires]]
        lists += [[a.share for a in r.any_of] for r in needs if r.at_least == 1]
    return prod(max(1, shares.count(None)) for shares in lists)


def ownership_problems(model: Model) -> list[str]:
    makers = {s.company for c in model.components if c.id == model.target for s in c.suppliers}
    owned = any(o.company in makers and o.percent > 50 for c in model.companies for o in c.owners)
    return ["a maker of the target owns a company"] * owned


def violations(model: Model) -> list[str]:
    """What a valid small model must not have; empty if it is one."""
    problems = feedback_problems(model) + ownership_problems(model)
    for component in model.components:
        problems += supplier_problems(component)
        own = [r for s in component.suppliers for r in s.requires]
        for requirement in (*component.requires, *own):
            problems += requirement_problems(requirement)
    if splits(model) > MAX_SPLITS:
        problems.append("too many missing shares to try every split")
    return problems


def random_model(rng: random.Random, *, cyclic: bool = False, k_of_n: bool = False, unknowns: bool = True,
                 groups: bool = True, undisclosed: bool = True, lead_times: bool = True,
                 affiliates: bool = True, missing_shares: bool = True, place_alternatives: bool = False,
                 unknown_in_k_of_n: bool = False) -> Model:  # fmt: skip
    """A valid model of 3 to 8 components, 3 to 7 companies and at most 9 offerings below the target.

    cyclic: some drawn cycle is always there. k_of_n: such requirements may be drawn.
    """
    while True:
        draw = Draw(rng, cyclic, k_of_n, unknowns, groups, undisclosed, lead_times, affiliates,
                    missing_shares, place_alternatives, unknown_in_k_of_n)  # fmt: skip
        model = draw_model(draw)
        has_feedback = any(way is not None and way.feedback for _, _, way in edges(model))
        if not violations(model) and has_feedback == cyclic:
            return model
