"""The reference on what the design leaves open, and against itself on random models."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
import yaml

from .model import (
    Alternative,
    Company,
    Model,
    Owner,
    Supplier,
    maker,
    need,
    nobody_named,
    offer,
    part,
    to_files,
)
from .random_models import random_model, violations
from .reference import (
    Measured,
    Shift,
    Supply,
    cut_sets,
    exposure,
    loss,
    makers,
    offerings,
    removal,
    running,
    shift,
    supply,
    throughput,
    units,
)
from .rules import Case, known_and_missing, middle_shares
from .test_oracle_itself import firms, near, one, sets, small

# The clarifications.


def test_unknown_share_in_both_readings() -> None:
    model = small(
        one("target", needs=(need("part", part("part")),)),
        one("part", maker("a", 0.3), Supplier(unknown=True)),
        companies=firms("a"),
    )
    near(exposure(model, "target", "a"), 0.3, 0.3, 1)
    near(exposure(model, "target", "a", reading="open"), 0.3, 0.3, 0.3)


def test_unknown_takes_part_in_substitution() -> None:
    model = small(
        one("target", needs=(need("part", part("part")),), jurisdiction="US"),
        one("part", maker("a", 0.3), maker("b", 0.3), Supplier(unknown=True)),
        companies=firms("a", "b"),
    )
    rows = shift(model, "target", {"a"}).companies or {}
    assert rows["b"].exposure_after == pytest.approx(3 / 7)
    assert rows["b"].growth == pytest.approx(1 / 0.7)
    assert rows["a"].growth == 0


def test_unknown_alone_runs() -> None:
    model = small(one("target", needs=(need("part", nobody_named()),)), companies=())
    assert "target" in running(model)
    mixed = small(
        one("target", needs=(need("part", part("a"), nobody_named()),)), one("a", maker("a-co")),
        companies=firms("a-co"),
    )  # fmt: skip
    assert "target" not in running(mixed, {"a"})
    assert "target" in running(mixed, {"a"}, "open")


def test_places_and_countries() -> None:
    model = small(
        one("target", maker("own"), needs=(need("die", offer("die@fab/us", 0.3), offer("die@fab/tw", 0.7)),)),
        one("die", maker("fab", None, "TW", "US")),
        companies=(Company("own", "TW"), Company("fab", "TW"), Company("parent", "NO")),
    )
    assert running(model, {"die@fab/us"}) == {"target", "target@own", "die", "die@fab", "die@fab/tw"}
    assert removal(model, "target", "TW", "country") == {"fab"}
    assert removal(model, "target", "TW", "country", "site") == {"die@fab/tw"}
    near(exposure(model, "target", "TW", "country", "site"), 0.7, 0.7, 0.7)
    assert set(cut_sets(model, "target", "country", country_by="site")) == sets("TW US")
    assert units(model, "target", "company") == ["fab", "parent"]


def test_owners() -> None:
    model = small(
        one("target", maker("m"), needs=(need("part", part("part")),)),
        one("part", maker("child", 0.5), maker("other", 0.5)),
        companies=(
            Company("child", "US", (Owner("middle", 51),)), Company("middle", "JP", (Owner("top", 60),)),
            Company("top", "KR"), Company("other", "US", (Owner("top", 50),)),
            Company("m", "CN", (Owner("holding", 100),)), Company("holding", "CN"),
        ),
    )  # fmt: skip
    assert units(model, "target", "company") == ["child", "middle", "other", "top"]
    assert set(cut_sets(model, "target")) == sets("child other", "middle other", "other top")
    assert units(model, "target", "company", no_affiliates=True)[1] == "holding"
    assert set(cut_sets(model, "target", no_affiliates=True)) == sets("child other")
    assert removal(model, "target", "CN", "country") == {"holding"}
    assert removal(model, "target", "KR", "country") == {"top", "middle", "child"}


def test_unnamed_group() -> None:
    group = Supplier(unnamed=True, country="JP", members=("x", "y"), share=0.4)
    model = small(
        one("target", needs=(need("part", part("part")),)),
        one("part", maker("a", 0.6), group),
        companies=(*firms("a"), *firms("x", "y", country="KR")),
    )
    assert set(cut_sets(model, "target")) == sets("a x y")
    assert cut_sets(model, "target", "offering") == []
    assert set(cut_sets(model, "target", "country")) == sets("JP US", "KR US")
    near(exposure(model, "target", "x"), 0, 0.2, 0.4)  # how the group's share is split is not known
    near(exposure(model, "target", "JP", "country"), 0.4, 0.4, 0.4)


def test_not_running() -> None:
    alone = need("loop", part("part", feedback=True))
    model = small(
        one("target", needs=(need("part", part("part")),)),
        one("part", maker("a"), needs=(alone,)),
        companies=firms("a"),
    )
    assert shift(model, "target", {"a"}, cycles="cold-start") == Shift("not_running_at_baseline")
    assert cut_sets(model, "target", cycles="cold-start") == []
    assert exposure(model, "target", "a", cycles="cold-start") is None
    stopped = shift(model, "target", {"a"})
    assert stopped.status == "stopped_by_removal"
    assert stopped.after is None
    assert [row.exposure_after for row in (stopped.companies or {}).values()] == [None]


# Random models.

COUNT = 100
SEEDS = range(COUNT)


def drawn(seed: int) -> Model:
    return random_model(
        random.Random(seed),
        cyclic=seed % 2 == 0,
        k_of_n=seed % 3 == 0,
        place_alternatives=seed % 5 == 0,
        unknown_in_k_of_n=seed % 7 == 0,
    )


def every_list(model: Model) -> list[tuple[Alternative, ...]]:
    own = [r.any_of for c in model.components for s in c.suppliers for r in s.requires]
    return own + [r.any_of for c in model.components for r in c.requires]


def test_random_models_are_valid_and_varied() -> None:
    seen: set[str] = set()
    for seed in SEEDS:
        model = drawn(seed)
        assert violations(model) == []
        assert model == drawn(seed)
        assert len(units(model, model.target, "offering")) <= 9
        assert model.target in running(model)
        ways = [way for listed in every_list(model) for way in listed]
        made = [s for c in model.components for s in c.suppliers]
        needs = [r for c in model.components for r in c.requires]
        seen |= {
            word
            for word, found in {
                "feedback": any(w.feedback for w in ways),
                "offering": any(w.offering and "/" not in w.offering for w in ways),
                "place": any(w.offering and "/" in w.offering for w in ways),
                "unknown": any(w.unknown for w in ways),
                "unknown supplier": any(s.unknown for s in made),
                "group": any(s.unnamed and s.members for s in made),
                "group without members": any(s.unnamed and not s.members for s in made),
                "late": any(w.lead_time_months for w in ways),
                "late supplier": any(s.lead_time_months for s in made),
                "own need": any(s.requires for s in made),
                "places": any(len(s.made_in) > 1 for s in made),
                "k of n": any(r.at_least > 1 for r in needs),
                "slot": any(r.undisclosed for r in needs),
                "installed": any(r.runs_without_months for r in needs),
                "affiliate": any(o.percent > 50 for c in model.companies for o in c.owners),
                "minority": any(o.percent <= 50 for c in model.companies for o in c.owners),
                "target made": bool(makers(model, model.target)),
                "cold-start dead": model.target not in running(model, (), "closed", "cold-start"),
            }.items()
            if found
        }
    assert len(seen) == 18


def test_random_files() -> None:
    for seed in range(40):
        model = drawn(seed)
        files = to_files(model)
        assert files == to_files(model)
        assert len(files) == 1 + len(model.components) + len(model.companies)
        for path, text in files.items():
            record = yaml.safe_load(text)
            assert path == "dataset.yaml" or path.endswith(f"/{record['id']}.yaml")
            assert "&" not in text
            assert record.get("headquarters") is not False


@pytest.mark.parametrize("seed", SEEDS)
def test_random_running(seed: int) -> None:
    model, rng = drawn(seed), random.Random(seed)
    atoms = [*offerings(model), *[c.id for c in model.companies], *[c.id for c in model.components]]
    for _ in range(6):
        few = frozenset(rng.sample(atoms, rng.randint(0, 3)))
        more = few | frozenset(rng.sample(atoms, 2))
        up = running(model, few)
        assert running(model, more) <= up <= running(model, few, "open")
        assert running(model, few, "closed", "cold-start") <= up
        if not any(w.feedback for listed in every_list(model) for w in listed):
            assert running(model, few, "closed", "cold-start") == up
        assert running(model, few | {node for node in running(model) if node not in up}) == up
        open_case = Case(model, "open")
        flow = Supply(open_case, few, middle_shares(open_case))
        reached = running(model, few, "open")
        for component in model.components:
            assert (flow.of(component.id) > 1e-12) == (component.id in reached)


@pytest.mark.parametrize("seed", SEEDS)
def test_random_cut_sets(seed: int) -> None:
    model = drawn(seed)
    target = model.target
    for level in ("company", "offering", "component", "country"):
        found = cut_sets(model, target, level, max_order=3)
        some = cut_sets(model, target, level, max_order=3, loss=0.5)
        names = units(model, target, level)
        atoms = {unit: removal(model, target, unit, level) for unit in names}
        case = Case(model)
        for order in range(min(3, len(names)) + 1):
            for chosen in combinations(names, order):
                gone: frozenset[str] = frozenset().union(*(atoms[unit] for unit in chosen))
                stops = target not in case.running(gone)
                assert stops == any(cut <= set(chosen) for cut in found)
        for cut in found:
            assert all(not other < cut for other in found)
            assert any(part_of <= cut for part_of in some)


@pytest.mark.parametrize("seed", SEEDS)
def test_random_exposure(seed: int) -> None:
    model, rng = drawn(seed), random.Random(seed)
    near(supply(model, model.target), 1, 1, 1)
    case = Case(model)
    for unit in rng.sample(names := units(model, model.target, "company"), min(2, len(names))):
        gone = removal(model, model.target, unit, "company")
        found, open_found = loss(model, model.target, gone), loss(model, model.target, gone, reading="open")
        assert found is not None
        assert open_found is not None
        assert -1e-9 <= found.low <= found.mid + 1e-9 <= found.high + 2e-9 <= 1 + 3e-9
        assert open_found.low <= open_found.high + 1e-9
        if model.target not in case.running(gone):
            assert found.high == pytest.approx(1)
        if model.target not in running(model, gone, "open"):
            assert open_found.low == open_found.mid == open_found.high == pytest.approx(1)
        shares = dict(middle_shares(case))
        for _ in range(5):  # no split lies outside the ends
            for listed in case.lists():
                known, missing, remainder = known_and_missing(listed)
                weights = [rng.random() ** 3 + 1e-9 for _ in missing]
                split = {n: remainder * w / sum(weights) for n, w in zip(missing, weights, strict=True)}
                shares[listed.name] = known | split
            lost = 1 - Supply(case, gone, shares).of(model.target)
            strict = 1 - Supply(case, gone, shares, strict=True).of(model.target)
            assert found.low - 1e-9 <= lost <= strict + 1e-9 <= found.high + 2e-9


@pytest.mark.parametrize("seed", SEEDS)
def test_random_shift(seed: int) -> None:
    model, rng = drawn(seed), random.Random(seed)
    target = model.target
    choices = [removal(model, target, unit, "company") for unit in units(model, target, "company")]
    choices += [frozenset({unit}) for unit in units(model, target, "offering")]
    if not choices:
        return
    gone = rng.choice(choices)
    result = shift(model, target, gone, max_order=2)
    assert result.before is not None
    if result.status == "stopped_by_removal":
        assert target not in running(model, gone)
        assert result.after is None
        return
    assert result.after is not None
    parts = [*(result.kept or ()), *(result.narrowed or ()), *(result.new or ())]
    assert sorted(map(sorted, parts)) == sorted(map(sorted, result.after))
    assert set(result.before) == {*(result.kept or ()), *(result.absorbed or ())}
    after = Measured(model, target, gone, {})
    assert after.supply(frozenset()) == pytest.approx(1)
    assert throughput(after)[target] == pytest.approx(1)
    assert result.companies is not None
    for unit, row in result.companies.items():
        assert row.exposure_after is not None
        assert -1e-9 <= row.exposure_after <= 1 + 1e-9
        if frozenset({unit}) in result.after:
            assert target not in running(model, gone | removal(model, target, unit, "company"))
    for layer in (result.layers or {}).values():
        assert layer.held_order_after is None or layer.held_order_before is None or (
            layer.held_order_after <= layer.held_order_before
        )  # fmt: skip
        assert layer.held_after is not None


def test_removing_nothing_changes_nothing() -> None:
    for seed in range(0, COUNT, 6):
        model = drawn(seed)
        result = shift(model, model.target, frozenset(), max_order=2)
        assert result.before == result.after == result.kept
        for row in (result.companies or {}).values():
            assert row.exposure_after == pytest.approx(row.exposure_before.mid)
            assert row.growth is None or row.growth == pytest.approx(1)


def test_random_horizons() -> None:
    for seed in range(100):
        model = drawn(seed)
        now, soon, late = (running(model, (), horizon=h) for h in (None, 12, 24))
        assert model.target in now
        assert model.target in soon
        assert model.target in late
