"""The page says what Python says: random removals in a real browser."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from typing import Any

import narrows as nw
from narrows.analysis.reading import CLOSED, Reading
from narrows.analysis.shift import shift
from narrows.explorer.data import payload_of
from narrows.explorer.parts import plain_removals
from narrows.graph.supply import SupplyGraph
from tests.oracle.random_models import random_model
from tests.property.from_oracle import graph_of

from .conftest import Page
from .reference import HORIZONS, View, differences, expected, random_removals

ANSWER = """
const bench = arguments[1] ? new Workbench(JSON.parse(arguments[1])) : narrows.app.bench;
return arguments[0].map((view) => {
  const out = bench.evaluate(view), plain = plainResult(out);
  plain.suppliers.sort((a, b) => (a.id < b.id ? -1 : 1));
  if (view.groups) {
    const { found, changes } = groupsOf(sidesOf(out), view.groups);
    Object.assign(plain, { groups: found.map((side) => side ?? []), changes });
  }
  return plain;
});
"""
# The scripts of the page see the arguments of the function around them.
ASK = f"return JSON.stringify((function () {{ {ANSWER} }})(...arguments))"


def compare(
    page: Page, graph: SupplyGraph, views: Sequence[View], reading: Reading = CLOSED, payload: str = ""
) -> list[dict[str, Any]]:
    found = json.loads(page.run(ASK, [v.asked() for v in views], payload))
    assert len(found) == len(views)
    for view, answer in zip(views, found, strict=True):
        wanted = expected(graph, view, reading)
        if "groups" in wanted:
            answer["groups"] = [sorted(g) for g in answer["groups"]]
        assert differences(answer, wanted) == [], view
    return [answer["changes"] for answer in found if answer.get("changes")]


def test_the_tutorial_after_hundreds_of_removals(tutorial_page: Page, tutorial: SupplyGraph) -> None:
    rng = random.Random(1)
    views = [
        View(
            "training",
            random_removals(tutorial, "training", rng, 3),
            horizon=rng.choice(HORIZONS),
            held_by=rng.choice((None, "JP", "KR,US")),
            groups=rng.choice((0, 2, 3)),
        )
        for _ in range(130)
    ]
    compare(tutorial_page, tutorial, views)


def test_the_curated_dataset(curated_page: Page, ai_chips: SupplyGraph) -> None:
    rng = random.Random(2)
    targets = ("frontier-training-cn", "frontier-training", "longcat-2.0", "deepseek-v4-serving")
    views = []
    for _ in range(16):
        target = rng.choice(targets)
        removed = random_removals(ai_chips, target, rng, 3)
        confidence = rng.choice(("low", "low", "medium", "high"))
        held_by = rng.choice((None, "US", "JP,KR"))
        views.append(View(target, removed, confidence, rng.choice(HORIZONS), held_by=held_by))
    compare(curated_page, ai_chips, views)


def test_groups_in_the_curated_dataset(curated_page: Page, ai_chips: SupplyGraph) -> None:
    compare(
        curated_page,
        ai_chips,
        [
            View("frontier-training-cn", ("company:nvidia",), groups=2),
            View("longcat-2.0", ("company:tsmc",), groups=3),
        ],
    )


def test_scenarios_that_change_more_than_they_remove(curated_page: Page, ai_chips: SupplyGraph) -> None:
    rng = random.Random(3)
    views = [
        View(s.target, plain_removals(s), rng.choice(("low", "low", "medium", "high")), scenario=s.id)
        for s in ai_chips.dataset.scenarios.values()
        if len(plain_removals(s)) < len(s.remove) or not s.remove
    ]
    assert len(views) > 6
    # More is taken away on top of a scenario: copies of what stands twice go too.
    views += [View("frontier-training-cn", ("company:tsmc",), scenario="us-tools-withheld")]
    compare(curated_page, ai_chips, views)


def test_a_scenario_is_what_the_command_says(ai_chips: SupplyGraph) -> None:
    """The reference of these tests, held against ``run_scenario``."""
    for name in ("gpu-removed-cn", "h200-sales-reopened"):
        record = ai_chips.dataset.scenarios[name]
        found = nw.run_scenario(ai_chips, name, max_order=1).shift
        view = expected(ai_chips, View(record.target, plain_removals(record), scenario=name))
        assert found.status == view["status"]
        if found.immediate_loss is not None:
            assert view["immediate"][0] == found.immediate_loss.value
        after = [c.members[0] for c in found.cut_sets_after]
        assert (view["singleAfter"] or []) == after


def test_a_removal_is_what_shift_says(tutorial: SupplyGraph) -> None:
    found = shift(tutorial, "training", remove="gpu")
    view = expected(tutorial, View("training", ("component:gpu",)))
    assert view["immediate"] == [0.55, 0.55, 0.55]
    assert view["singleAfter"] == [c.members[0] for c in found.cut_sets_after if c.order == 1]


def test_random_small_datasets(tutorial_page: Page) -> None:
    """Cycles, k of n, several places, affiliates, groups, lead times, and all readings."""
    changes = []
    for seed in range(60):
        rng = random.Random(seed)
        hard = {"cyclic": seed % 3 > 0, "k_of_n": seed % 3 > 1}
        model = random_model(rng, place_alternatives=True, unknown_in_k_of_n=hard["k_of_n"], **hard)
        graph, target = graph_of(model), model.target
        reading = nw.Reading(
            unknown=rng.choice(("closed", "running")), cycles=rng.choice(("running", "cold-start"))
        )
        held_by = min(c.headquarters for c in graph.dataset.companies.values())
        chosen = [(random_removals(graph, target, rng, 2), rng.choice(HORIZONS)) for _ in range(2)]
        views = [View(target, gone, horizon=h, held_by=held_by, groups=2) for gone, h in chosen]
        text = payload_of(graph, target, reading=reading).text
        changes += compare(tutorial_page, graph, views, reading, text)
    # Groups changed in all the ways there are; some are part of one too large to have been searched.
    assert all(sum(len(c[k]) for c in changes) > 2 for k in ("kept", "narrowed", "new", "absorbed"))
    assert any(len(b) > 2 for c in changes for n in c["narrowed"] for b in n["before"])
