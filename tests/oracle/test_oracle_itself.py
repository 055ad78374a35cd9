"""The reference against the design's own numbers: sections 6 and 7. Random models: test_oracle_random.py."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from .model import (
    Company,
    Component,
    Model,
    Requirement,
    Supplier,
    maker,
    need,
    offer,
    part,
)
from .reference import (
    Interval,
    Measured,
    Shift,
    cut_sets,
    exposure,
    loss,
    removal,
    running,
    shift,
    supply,
    tag,
    throughput,
)

Sets = set[frozenset[str]]


def sets(*groups: str) -> Sets:
    """'a b' is the set of a and b."""
    return {frozenset(group.split()) for group in groups}


def orders(found: Iterable[frozenset[str]]) -> list[int]:
    sizes = [len(cut) for cut in found]
    return [sizes.count(order) for order in range(1, max(sizes) + 1)]


def near(interval: Interval | None, low: float, mid: float, high: float) -> None:
    assert interval is not None
    assert (interval.low, interval.mid, interval.high) == pytest.approx((low, mid, high))


def firms(*ids: str, country: str = "US") -> tuple[Company, ...]:
    return tuple(Company(i, country) for i in ids)


def one(component: str, *suppliers: Supplier, needs: tuple[Requirement, ...] = (), layer: str = "part",
        jurisdiction: str | None = None) -> Component:  # fmt: skip
    return Component(component, layer, needs, suppliers, jurisdiction)


def small(*components: Component, companies: tuple[Company, ...]) -> Model:
    """A model whose first component is the target."""
    layers = tuple(dict.fromkeys(component.layer for component in components))
    return Model(components[0].id, layers, components, companies)


# Section 6: the worked example.


def worked_example() -> Model:
    where = {
        "gpu-co": "US", "asic-co": "CN", "foundry-a": "TW", "foundry-b": "CN", "mem-a": "KR", "mem-b": "KR",
        "pack-a": "TW", "pack-b": "CN", "litho-co": "NL", "etch-a": "US", "etch-b": "CN", "resist-a": "JP",
        "resist-b": "JP",
    }  # fmt: skip

    def at(company: str, share: float | None = None) -> Supplier:
        return maker(company, share, where[company])

    def made(component: str, layer: str, suppliers: list[Supplier], *needs: Requirement) -> Component:
        return Component(component, layer, needs, tuple(suppliers))

    scanner, resist = need("scanner", part("scanner")), need("resist", part("resist"))
    return Model(
        "training",
        ("training", "accelerator", "foundry", "memory", "packaging", "equipment", "material"),
        (
            Component("training", "training", (need("compute", part("gpu", 0.55), part("asic", 0.45)),),
                      jurisdiction="CN"),
            made("gpu", "accelerator", [at("gpu-co")], need("die", part("die-5nm")),
                 need("memory", part("hbm3")), need("package", part("package-a"))),
            made("asic", "accelerator", [at("asic-co")],
                 need("die", part("die-7nm", 0.6), part("die-5nm", 0.4)), need("memory", part("hbm2e")),
                 need("package", part("package-b"))),
            made("die-5nm", "foundry", [at("foundry-a")], scanner, need("etch", part("etcher-a")), resist),
            made("die-7nm", "foundry", [at("foundry-b")], scanner,
                 need("etch", part("etcher-a", 0.6), part("etcher-b", 0.4)), resist),
            made("hbm3", "memory", [at("mem-a", 0.7), at("mem-b", 0.3)]),
            made("hbm2e", "memory", [at("mem-b")]),
            made("package-a", "packaging", [at("pack-a")]),
            made("package-b", "packaging", [at("pack-b")]),
            made("scanner", "equipment", [at("litho-co")]),
            made("etcher-a", "equipment", [at("etch-a")]),
            made("etcher-b", "equipment", [at("etch-b")]),
            made("resist", "material", [at("resist-a", 0.5), at("resist-b", 0.5)]),
        ),
        tuple(Company(company, country) for company, country in where.items()),
    )  # fmt: skip


TABLE: dict[str, tuple[float, float, float]] = {
    "gpu-co": (0.55, 0, 0), "asic-co": (0.45, 1, 1 / 0.45),
    "foundry-a": (0.73, 0.40, 0.4 / 0.73), "foundry-b": (0.27, 0.60, 0.6 / 0.27),
    "mem-a": (0.385, 0, 0), "mem-b": (0.615, 1, 1 / 0.615),
    "pack-a": (0.55, 0, 0), "pack-b": (0.45, 1, 1 / 0.45),
    "litho-co": (1, 1, 1), "etch-a": (0.892, 0.76, 0.76 / 0.892), "etch-b": (0.108, 0.24, 0.24 / 0.108),
    "resist-a": (0.5, 0.5, 1), "resist-b": (0.5, 0.5, 1),
}  # fmt: skip
PRINTED_GROWTH = {
    "gpu-co": 0, "asic-co": 2.222, "foundry-a": 0.548, "foundry-b": 2.222, "mem-a": 0, "mem-b": 1.626,
    "pack-a": 0, "pack-b": 2.222, "litho-co": 1, "etch-a": 0.852, "etch-b": 2.222, "resist-a": 1,
    "resist-b": 1,
}  # fmt: skip
LAYERS: dict[str, tuple[float, float, int | None, int | None]] = {
    "accelerator": (0.55, 0, None, None), "foundry": (0.73, 0.40, None, None), "memory": (1, 1, 2, 1),
    "packaging": (0.55, 0, None, None), "equipment": (1, 1, 1, 1), "material": (1, 1, 2, 2),
}  # fmt: skip


@pytest.fixture(scope="module")
def worked() -> Model:
    return worked_example()


@pytest.fixture(scope="module", params=["gpu", "company"])
def moved(worked: Model, request: pytest.FixtureRequest) -> Shift:
    """Removing gpu and removing gpu-co: the same table."""
    if request.param == "gpu":
        return shift(worked, "training", removal(worked, "training", "gpu", "component"))
    return shift(worked, "training", removal(worked, "training", "gpu-co", "company"))


def test_worked_example_companies(moved: Shift) -> None:
    assert moved.status == "running"
    near(moved.immediate_loss, 0.55, 0.55, 0.55)
    assert moved.companies is not None
    assert set(moved.companies) == set(TABLE)
    for company, (before, after, growth) in TABLE.items():
        row = moved.companies[company]
        near(row.exposure_before, before, before, before)
        assert row.exposure_after == pytest.approx(after)
        assert row.growth == pytest.approx(growth)
        assert row.growth == pytest.approx(PRINTED_GROWTH[company], abs=0.0005)


def test_worked_example_layers(moved: Shift) -> None:
    assert moved.layers is not None
    assert set(moved.layers) == set(LAYERS)
    for layer, (before, after, order_before, order_after) in LAYERS.items():
        row = moved.layers[layer]
        assert (row.held_before, row.held_after) == pytest.approx((before, after))
        assert (row.held_order_before, row.held_order_after) == (order_before, order_after)


def test_worked_example_cut_sets(worked: Model, moved: Shift) -> None:
    assert moved.before is not None
    assert moved.after is not None
    assert orders(moved.before) == [1, 17]
    assert orders(moved.after) == [4, 4]
    assert set(moved.kept or ()) == sets(
        "litho-co", "etch-a etch-b", "etch-a foundry-b", "foundry-a foundry-b", "resist-a resist-b"
    )
    assert set(moved.narrowed or ()) == sets("asic-co", "mem-b", "pack-b")
    assert moved.new == []
    assert len(moved.absorbed or ()) == 13
    held = [cut for cut in moved.before if tag(worked, "training", cut) == "held"]
    assert len(held) == 7
    held = [cut for cut in moved.after if tag(worked, "training", cut) == "held"]
    assert set(held) == sets("litho-co", "mem-b", "resist-a resist-b")


def test_worked_example_every_order(worked: Model) -> None:
    assert orders(cut_sets(worked, "training")) == [1, 17]
    assert orders(cut_sets(worked, "training", removed={"gpu"})) == [4, 4]


def test_worked_example_countries(worked: Model) -> None:
    assert set(cut_sets(worked, "training", "country")) == sets("JP", "KR", "NL", "CN TW", "CN US")
    after = cut_sets(worked, "training", "country", removed={"gpu"})
    assert set(after) == sets("CN", "JP", "KR", "NL")
    by_site = cut_sets(worked, "training", "country", country_by="site")
    assert set(by_site) == sets("JP", "KR", "NL", "CN TW", "CN US")


def test_worked_example_loss(worked: Model) -> None:
    assert orders(cut_sets(worked, "training", loss=0.9, max_order=5)) == [1, 17, 4]
    assert orders(cut_sets(worked, "training", loss=0.9, removed={"gpu"}, max_order=5)) == [4, 4]


def test_worked_example_follow(worked: Model) -> None:
    gone: frozenset[str] = frozenset({"gpu"})
    path = []
    for _ in range(2):
        rows = shift(worked, "training", gone, max_order=1).companies or {}
        after = {k: row.exposure_after or 0.0 for k, row in rows.items()}
        survived = [k for k in after if "training" in running(worked, gone | {k})]
        top = max(after[k] for k in survived)
        first = min(k for k in survived if after[k] == pytest.approx(top))
        path.append((first, round(top, 9)))
        gone |= {first}
    assert path == [("etch-a", 0.76), ("resist-a", 0.5)]


# Section 7: small graphs.


def test_a_component_offering_and_what_it_needs() -> None:
    model = small(
        one("target", needs=(need("memory", part("hbm")),)),
        one("hbm", maker("a", 0.6), maker("b", 0.4), needs=(need("wafer", part("wafer")),)),
        one("wafer", maker("w")),
        companies=firms("a", "b", "w"),
    )
    assert "target" not in running(model, {"hbm"})
    assert running(model, {"hbm"}) == {"wafer", "wafer@w"}
    assert "target" in running(model, {"hbm@a"})
    near(supply(model, "target", {"hbm@a"}), 0.4, 0.4, 0.4)
    assert running(model, {"w"}) == frozenset()
    near(supply(model, "target", {"hbm"}), 0, 0, 0)
    near(supply(model, "target", {"w"}), 0, 0, 0)


def test_b_what_only_one_supplier_needs() -> None:
    model = small(
        one("target", needs=(need("memory", part("hbm4")),)),
        one("hbm4",
            maker("a", requires=(need("base die", offer("base-die@t")),)),
            maker("b", requires=(need("base die", offer("base-die@s")),))),
        one("base-die", maker("s"), maker("t")),
        companies=firms("a", "b", "s", "t"),
    )  # fmt: skip
    assert set(cut_sets(model, "target")) == sets("a b", "a s", "b t", "s t")
    at_offerings = sets("hbm4@a hbm4@b", "hbm4@a base-die@s", "hbm4@b base-die@t", "base-die@s base-die@t")
    assert set(cut_sets(model, "target", "offering")) == at_offerings
    assert set(cut_sets(model, "target", "component")) == sets("hbm4", "base-die")


def test_c_unknown_supplier() -> None:
    model = small(
        one("target", needs=(need("memory", part("hbm")),)),
        one("hbm", maker("a", 0.6), maker("b", 0.38), Supplier(unknown=True)),
        companies=firms("a", "b"),
    )
    assert set(cut_sets(model, "target")) == sets("a b")
    assert cut_sets(model, "target", reading="open") == []
    near(exposure(model, "target", "a"), 0.6, 0.6, 0.6)
    near(loss(model, "target", {"a", "b"}), 0.98, 0.98, 1)
    near(loss(model, "target", {"a", "b"}, reading="open"), 0.98, 0.98, 0.98)


def test_d_cycle() -> None:
    model = small(
        one("target", needs=(need("chip", part("chip")),)),
        one("chip",
            maker("fab-a", 0.9, requires=(need("chips", part("chip", feedback=True)),)), maker("fab-b", 0.1)),
        companies=firms("fab-a", "fab-b"),
    )  # fmt: skip
    near(exposure(model, "target", "fab-a"), 0.9, 0.9, 0.9)
    near(exposure(model, "target", "fab-b"), 0.1, 0.1, 0.1)
    assert set(cut_sets(model, "target")) == sets("fab-a fab-b")
    assert set(cut_sets(model, "target", cycles="cold-start")) == sets("fab-b")


def test_e_two_of_three() -> None:
    ways = (part("a"), part("b"), part("c"))
    model = small(
        one("target", needs=(need("parts", *ways, at_least=2),)),
        *[one(i, maker(f"{i}-co")) for i in "abc"],
        companies=firms("a-co", "b-co", "c-co"),
    )
    assert set(cut_sets(model, "target", "component")) == sets("a b", "a c", "b c")
    assert set(cut_sets(model, "target")) == sets("a-co b-co", "a-co c-co", "b-co c-co")
    for company in ("a-co", "b-co", "c-co"):
        near(exposure(model, "target", company), 0, 0, 0)
    flows = throughput(Measured(model, "target", None, {}))
    assert flows["a@a-co"] == pytest.approx(2 / 3)


def split_three(a: float | None, b: float | None, c: float | None) -> Model:
    suppliers = [maker(i, share) for i, share in zip("abc", (a, b, c), strict=True)]
    return small(
        one("target", needs=(need("part", part("part")),)),
        one("part", *suppliers),
        companies=firms(*"abc"),
    )


def test_f_missing_shares() -> None:
    model = split_three(0.6, None, None)
    near(exposure(model, "target", "a"), 0.6, 0.6, 0.6)
    near(exposure(model, "target", "b"), 0, 0.2, 0.4)
    pair = small(
        one("target", needs=(need("part", part("part")),)),
        one("part", maker("a"), maker("b")),
        companies=firms("a", "b"),
    )
    near(exposure(pair, "target", "a"), 0, 0.5, 1)


def test_g_loss_threshold() -> None:
    model = small(
        one("target", needs=(need("scanner", part("scanner")),)),
        one("scanner", maker("a", 0.99), maker("b", 0.01)),
        companies=firms("a", "b"),
    )
    assert set(cut_sets(model, "target")) == sets("a b")
    assert set(cut_sets(model, "target", loss=0.9)) == sets("a")


def test_h_horizon() -> None:
    model = small(
        one("target", needs=(need("part", part("part")),)),
        one("part", maker("a"), maker("b", lead_time_months=12)),
        companies=firms("a", "b"),
    )
    assert set(cut_sets(model, "target")) == sets("a")
    assert set(cut_sets(model, "target", horizon=0)) == sets("a")
    assert set(cut_sets(model, "target", horizon=12)) == sets("a b")
    tool = need("tool", part("tool"), kind="installed", runs_without_months=24)
    model = small(one("target", needs=(tool,)), one("tool", maker("t")), companies=firms("t"))
    assert set(cut_sets(model, "target")) == sets("t")
    assert cut_sets(model, "target", horizon=12) == []
    assert set(cut_sets(model, "target", horizon=36)) == sets("t")


def test_i_undisclosed_slot() -> None:
    def model(slot: Requirement) -> Model:
        parts = (one("x", maker("x-co")), one("y", maker("y-co")))
        return small(one("target", needs=(slot,)), *parts, companies=firms("x-co", "y-co"))

    slot = need("die", part("x"), part("y"), undisclosed=True, exhaustive=True)
    assert set(cut_sets(model(slot), "target", "component")) == sets("x y")
    near(exposure(model(slot), "target", "x-co"), 0, 0.5, 1)
    for world in "xy":
        assert set(cut_sets(model(need("die", part(world))), "target", "component")) == sets(world)


def test_j_a_new_set_that_narrows_none() -> None:
    model = small(
        one("target", needs=(
            need("first", part("x-part"), part("a1-part")),
            need("second", part("g"), part("a1-part"), part("a2-part")))),
        one("g", needs=(need("x", part("x-part")),)),
        *[one(f"{i}-part", maker(i)) for i in ("x", "a1", "a2")],
        companies=firms("x", "a1", "a2"),
    )  # fmt: skip
    result = shift(model, "target", {"g"})
    assert set(result.before or ()) == sets("x a1")
    assert set(result.kept or ()) == sets("x a1")
    assert set(result.new or ()) == sets("a1 a2")
    assert (result.narrowed, result.absorbed) == ([], [])


def test_k_a_company_in_two_layers() -> None:
    model = small(
        one("target", needs=(need("m", part("mem")), need("f", part("die"))), layer="top", jurisdiction="CN"),
        one("mem", maker("both", 0.6), maker("m", 0.4), layer="memory"),
        one("die", maker("both", 0.2), maker("f", 0.8), layer="foundry"),
        companies=firms("both", "m", "f"),
    )
    near(exposure(model, "target", "both"), 0.6, 0.6, 0.6)
    assert set(cut_sets(model, "target")) == sets("both m", "both f")
    layers = shift(model, "target", {"mem@m"}).layers or {}
    assert layers["memory"].exposures_before == pytest.approx({"both": 0.6, "m": 0.4})
    assert layers["foundry"].exposures_before == pytest.approx({"both": 0.2, "f": 0.8})
    assert layers["memory"].exposures_after == pytest.approx({"both": 1, "m": 0})
    assert layers["foundry"].held_order_before == 2
