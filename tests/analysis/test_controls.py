"""Export controls and comparisons: status by date, who can pull what, two sides."""

from __future__ import annotations

import pytest

import narrows as nw
from narrows.graph.controls import status_on
from narrows.graph.removal import UnknownReference
from narrows.graph.supply import SupplyGraph


@pytest.mark.parametrize(
    ("day", "status", "since", "then"),
    [
        ("2023", None, None, ("2024-01-01", "announced")),
        ("2024-06", "announced", "2024-01-01", ("2025-01-01", "in-force")),
        ("2025-01-01", "in-force", "2025-01-01", ("2026-01-01", "suspended")),
        # A bare year counts as its last day.
        ("2025", "in-force", "2025-01-01", ("2026-01-01", "suspended")),
        ("2026-11-23", "suspended", "2026-01-01", ("2027-01-01", "unknown")),
        # Nobody has said: never a default, and never what it was before.
        ("2027", "unknown", "2027-01-01", None),
    ],
)
def test_status_by_date(
    tutorial: SupplyGraph, day: str, status: str | None, since: str | None, then: tuple[str, str] | None
) -> None:
    (rule,) = nw.controls(tutorial, as_of=day).controls
    assert (rule.status, rule.since, rule.then) == (status, since, then)
    assert status_on(rule.control, day) == status


def test_the_tutorial_rule(tutorial: SupplyGraph) -> None:
    found = nw.controls(tutorial, "training")
    (rule,) = found.controls
    # Only the Chinese foundry loses its scanners: 27 percent of supply, and the other one goes on.
    assert rule.held is not None
    assert rule.held.value == pytest.approx(0.27)
    assert rule.stops is False
    assert rule.reaches == ("litho-co",)
    assert len(found.levers) == 18
    litho = next(x for x in found.levers if x.members == ("litho-co",))
    assert litho.bound_by == (("NL",),)
    assert litho.pulled_by == ()
    assert litho.controls == ("nl-scanner-rule",)
    # Asked about the Chinese foundry's die alone, the rule is enough.
    die = next(x for x in nw.controls(tutorial, "die-7nm").levers if x.members == ("litho-co",))
    assert die.bound_by == (("NL",),)


def test_a_control_alone_changes_nothing(tutorial: SupplyGraph) -> None:
    assert len(nw.chokepoints(tutorial, "training").cut_sets) == 18


def test_against_whom(tutorial: SupplyGraph, ai_chips: SupplyGraph) -> None:
    assert nw.controls(tutorial, against="US").controls == ()
    with pytest.raises(UnknownReference, match="no country code"):
        nw.controls(tutorial, against="China")
    found = {c.control.id for c in nw.controls(ai_chips, against="CN").controls}
    assert "us-hbm-2024" in found
    # Rules against listed Chinese firms belong here, rules of China against others do not.
    assert "us-huawei-entity-list" in found
    assert "cn-gallium-us-ban-2024" not in found


def test_unknown_stays_unknown(ai_chips: SupplyGraph) -> None:
    states = {c.control.id: c for c in nw.controls(ai_chips).controls}
    assert states["us-affiliates-rule-2025"].status == "unknown"
    ban = states["cn-gallium-us-ban-2024"]
    assert (ban.status, ban.then) == ("suspended", ("2026-11-27", "unknown"))


def test_curated_controls(ai_chips: SupplyGraph) -> None:
    found = nw.controls(ai_chips, "frontier-training-cn", against="CN")
    held = {c.control.id: c.held for c in found.controls}
    h20 = held["us-h20-licence-2025"]
    assert h20 is not None
    assert h20.value == pytest.approx(0.4)
    for lever in found.levers:
        for member, authorities in zip(lever.members, lever.bound_by, strict=True):
            if ai_chips.dataset.companies[member].headquarters == "CN":
                assert authorities == ()
        for group in lever.pulled_by:
            assert set(group) <= {a for b in lever.bound_by for a in b}


def test_two_targets(tutorial: SupplyGraph) -> None:
    found = nw.compare(tutorial, "gpu", "asic")
    assert set(found.shared) == {("litho-co",), ("resist-a", "resist-b")}
    assert set(found.only(found.first, found.second)) == {
        ("etch-a",),
        ("foundry-a",),
        ("pack-a",),
        ("mem-a", "mem-b"),
    }
    assert found.second.single_points == ("litho-co", "mem-b", "pack-b")


def test_two_dates_under_the_rules_then_in_force(tutorial: SupplyGraph) -> None:
    found = nw.compare(tutorial, "training", dates=("2024-06", "2025-06-30"), in_force=True)
    assert (found.first.applied, found.second.applied) == ((), ("nl-scanner-rule",))
    assert found.first.by_order() == {1: 1, 2: 17}
    # The 5 nm die is all there is left: its foundry and its etcher are single points.
    assert found.second.single_points == ("etch-a", "foundry-a", "litho-co")
    assert found.second.by_order() == {1: 3, 2: 8}
    assert any(n.startswith("HYPOTHETICAL") for n in found.provenance.notes)
    later = nw.compare(tutorial, "training", dates=("2025-06", "2027"), in_force=True)
    assert later.second.applied == ()
    assert later.second.unsettled == ("nl-scanner-rule",)


def test_what_was_known_by_two_dates(ai_chips: SupplyGraph) -> None:
    found = nw.compare(ai_chips, "frontier-training-cn", dates=("2022-09", "2026-11-23"))
    # Hardly anything in the dataset was said by 2022.
    assert found.first.coverage.components < found.second.coverage.components
    assert found.first.as_of == "2022-09"


def test_wrong_questions(tutorial: SupplyGraph) -> None:
    with pytest.raises(ValueError, match="two targets"):
        nw.compare(tutorial, "training")
    with pytest.raises(ValueError, match="two targets"):
        nw.compare(tutorial, "gpu", "asic", dates=("2024", "2025"))
    with pytest.raises(ValueError, match="needs two dates"):
        nw.compare(tutorial, "gpu", "asic", in_force=True)
