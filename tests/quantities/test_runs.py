"""Training-run arithmetic, against numbers worked by hand in docs/quantities.md and by others."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from narrows.__main__ import main
from narrows.analysis.quantities import Quantity
from narrows.analysis.runs.compare import ComparedRun, compare_runs, known_runs
from narrows.analysis.runs.facts import RunError, parse_setting
from narrows.analysis.runs.run import training_run
from narrows.analysis.runs.solve import solve_run
from narrows.analysis.why import why_statement
from narrows.graph.supply import SupplyGraph

HOUR, DAY = 3600, 86400


def judged(graph: SupplyGraph, reading: str, chip: str) -> Any:
    result = training_run(graph, "longcat-2.0")
    return next(j for j in result.judged if j.reading.endswith(reading) and j.chip == chip)


def line(result: Any, name: str, chip: str, reading: str | None = None) -> Quantity:
    found = [
        x.quantity
        for x in result.lines
        if x.name == name and x.chip == chip and (reading is None or (x.reading or "").endswith(reading))
    ]
    assert len(found) == 1
    return found[0]


def test_flop_of_longcat(ai_chips: SupplyGraph) -> None:
    result = training_run(ai_chips, "longcat-2.0")
    assert result.flop.low == pytest.approx(6 * 48e9 * 35e12, rel=1e-12)
    assert result.lower_bound
    assert not result.attention_counted
    assert result.to_dict()["flop"] == pytest.approx(1.008e25, rel=1e-12)


def test_two_million_hours_are_impossible_and_two_million_days_are_not(ai_chips: SupplyGraph) -> None:
    """The check of the model card: 2 million days mean 58 TFLOP/s each, 2 million hours 1,400."""
    for setting, rate, verdict in (
        ("accelerator-time=2000000 accelerator days", 1.008e25 / (2e6 * DAY), "possible"),
        ("accelerator-time=2000000 accelerator hours", 1.008e25 / (2e6 * HOUR), "impossible"),
    ):
        result = training_run(ai_chips, "longcat-2.0", supposed=dict([parse_setting(setting)]))
        assert {j.verdict for j in result.judged} == {verdict}
        assert len(result.judged) == 3
        assert all(j.throughput.low == pytest.approx(rate / 1e12, rel=1e-9) for j in result.judged)
        assert all(j.throughput.assumed for j in result.judged)
    assert round(1.008e25 / (2e6 * DAY) / 1e12, 1) == 58.3
    assert round(1.008e25 / (2e6 * HOUR) / 1e12) == 1400


def test_both_readings_of_the_model_card(ai_chips: SupplyGraph) -> None:
    days = judged(ai_chips, "days", "ascend-910c")
    assert days.verdict == "possible"
    assert (days.utilisation.low, days.utilisation.high) == pytest.approx(
        (1.008e25 / (10e6 * DAY * 800e12), 1.008e25 / (2e6 * DAY * 752e12)), rel=1e-9
    )
    hours = judged(ai_chips, "hours", "ascend-910c")
    assert hours.verdict == "possible only in part"
    assert hours.impossible_at_low_end
    assert hours.least.low == pytest.approx(1.008e25 / 800e12 / HOUR, rel=1e-9)
    assert hours.usual.low == pytest.approx(1.008e25 / 800e12 / 0.43 / HOUR, rel=1e-9)
    small = judged(ai_chips, "hours", "ascend-910b")
    assert small.verdict == "doubtful"
    assert small.utilisation.low == pytest.approx(0.7, rel=1e-9)
    result = training_run(ai_chips, "longcat-2.0")
    wall = next(
        x.quantity for x in result.lines if x.name == "duration" and (x.reading or "").endswith("days")
    )
    assert (wall.low, wall.high) == pytest.approx((40, 200))


def test_power_energy_and_equivalents_of_longcat(ai_chips: SupplyGraph) -> None:
    result = training_run(ai_chips, "longcat-2.0")
    assert line(result, "H100 equivalents", "ascend-910c").high == pytest.approx(50_000 * 800 / 989)
    assert line(result, "power, chips", "ascend-910c").known
    assert line(result, "power, chips", "ascend-910c").low == pytest.approx(50_000 * 700 / 1e6)
    machines = line(result, "power, machines", "cloudmatrix-384")
    assert machines.low == pytest.approx(50_000 * 1456 / 1e6)
    assert not machines.assumed
    small = line(result, "power, machines", "ascend-910b")
    assert small.assumed
    assert (small.low, small.high) == pytest.approx((20 * 2014 / 1200, 20 * 1456 / 700))
    energy = line(result, "energy, chips", "ascend-910c", "days")
    assert (energy.low, energy.high) == pytest.approx((2e6 * 24 * 700 / 1e9, 10e6 * 24 * 700 / 1e9))


def run_named(graph: SupplyGraph, name: str) -> ComparedRun:
    found = compare_runs(graph, [name]).runs
    assert len(found) == 1
    return found[0]


def test_what_deepseek_reports_comes_out(ai_chips: SupplyGraph) -> None:
    """38.94 percent and 385 TFLOP/s are reported; 37 billion is rounded to half a billion."""
    row = run_named(ai_chips, "deepseek-v3")
    attention = 6 * 61 * 20480 * 4096
    low, high = ((6 * n + attention) * 272.80e9 / DAY / 2048 / 989e12 for n in (36.5e9, 37.5e9))
    assert row.while_running is not None
    assert row.reported is not None
    assert (row.while_running.low, row.while_running.high) == pytest.approx((low, high), rel=1e-9)
    assert row.while_running.low - 0.0005 <= 0.3894 <= row.while_running.high
    assert row.agreement == "comes out"
    result = training_run(ai_chips, "deepseek-v3")
    rate = next(x.quantity for x in result.lines if x.name.startswith("useful FLOP/s"))
    assert rate.low < 385 < rate.high
    cost = line(result, "cost at the stated rent", "nvidia-h800")
    assert (cost.low, cost.high) == pytest.approx((5.327e6, 5.329e6))


def test_what_meta_reports_comes_out(ai_chips: SupplyGraph) -> None:
    row = run_named(ai_chips, "llama-3.1-405b")
    per_token = 6 * 405e9 + 6 * 126 * 16384 * 8192
    over_all = per_token * 15.6e12 / (30.84e6 * HOUR) / 989e12
    assert row.over_all is not None
    assert row.while_running is not None
    assert row.over_all.low < over_all < row.over_all.high
    assert round(100 * over_all, 1) == 36.0
    assert row.while_running.high == pytest.approx(row.over_all.high / 0.9)
    assert row.agreement == "comes out"
    # Meta itself gives 3.8e25, of the parameters alone.
    assert f"{6 * 405e9 * 15.6e12:.1e}" == "3.8e+25"


def test_what_does_not_come_out_says_so(ai_chips: SupplyGraph) -> None:
    rows = compare_runs(ai_chips, ["pangu-ultra-moe"]).runs
    assert {r.agreement for r in rows} == {"lower than reported"}
    assert not rows[0].attention_counted
    assert rows[0].implied_peak is not None
    middle = 6 * 39e9 * 1.46e6 / 6000 / 0.3 / 1e12
    assert rows[0].implied_peak.low < middle < rows[0].implied_peak.high < 280


def test_every_known_run_can_be_computed_and_every_line_answers_why(ai_chips: SupplyGraph) -> None:
    names = known_runs(ai_chips)
    assert {"longcat-2.0", "llama-3.1-405b", "deepseek-v3", "llama-4-scout", "longcat-flash"} <= set(names)
    asked: set[str] = set()
    for name in names:
        for x in training_run(ai_chips, name).lines:
            assert x.quantity.statements, x
            asked |= set(x.quantity.statements)
    for statement in sorted(asked):
        assert why_statement(ai_chips, statement).reasons[0].citations


def test_solving_goes_round(ai_chips: SupplyGraph) -> None:
    """Days from a utilisation, then the utilisation from those days."""
    used = dict([parse_setting("utilisation=30%")])
    days = solve_run(ai_chips, "longcat-2.0", "days", supposed=used, chips=["nvidia-h100"]).lines[0].quantity
    assert days.middle == pytest.approx(1.008e25 / (50_000 * 989e12 * 0.3) / DAY)
    again = dict([parse_setting(f"days={days.middle!r}")])
    back = solve_run(ai_chips, "longcat-2.0", "utilisation", supposed=again, chips=["nvidia-h100"])
    share = next(x.quantity for x in back.lines if x.reading == "accelerators x duration")
    assert share.middle == pytest.approx(0.3)
    assert share.assumed
    cards = solve_run(ai_chips, "longcat-2.0", "cards", supposed=used | again, chips=["nvidia-h100"])
    assert cards.lines[0].quantity.middle == pytest.approx(50_000)
    power = solve_run(ai_chips, "longcat-2.0", "power", chips=["nvidia-h100"])
    assert power.lines[0].quantity.middle == pytest.approx(50_000 * 1275 / 1e6)


def test_without_a_utilisation_those_of_others_stand_in(ai_chips: SupplyGraph) -> None:
    found = solve_run(ai_chips, "longcat-flash", "cards", chips=["nvidia-h800"]).lines[0]
    flop = [6 * n * 20e12 for n in (26.5e9, 27.5e9)]
    low, high = flop[0] / (989e12 * 0.43 * 30 * DAY), flop[1] / (989e12 * 0.3 * 30 * DAY)
    assert (found.quantity.low, found.quantity.high) == pytest.approx((low, high))
    assert found.quantity.assumed
    assert found.lower_bound


def test_what_is_set_of_chips_and_of_the_whole(ai_chips: SupplyGraph) -> None:
    words = ("flop=2e25", "tdp=500", "rent=1.5", "peak-bf16=1 PFLOP/s", "utilisation=25%")
    supposed = dict(parse_setting(x) for x in words)
    result = training_run(ai_chips, "longcat-2.0", supposed=supposed, chips=["ascend-910c"])
    assert (result.flop.middle, result.lower_bound) == (2e25, False)
    assert line(result, "power, chips", "ascend-910c").middle == pytest.approx(50_000 * 500 / 1e6)
    cost = line(result, "cost at the stated rent", "ascend-910c", "days")
    assert (cost.low, cost.high) == pytest.approx((2e6 * 24 * 1.5, 10e6 * 24 * 1.5))
    days = line(result, "duration at that utilisation", "ascend-910c")
    assert days.middle == pytest.approx(2e25 / (1e15 * 0.25 * 50_000) / DAY)
    assert all(x.quantity.assumed for x in result.lines if x.chip)
    with pytest.raises(RunError, match='nothing is computed from "yield"'):
        training_run(ai_chips, "longcat-2.0", supposed=dict([parse_setting("yield=0.5")]))


def test_draws_lie_in_the_interval_and_repeat(ai_chips: SupplyGraph) -> None:
    one = training_run(ai_chips, "longcat-2.0", draws=5000, seed=3)
    assert one.draws == training_run(ai_chips, "longcat-2.0", draws=5000, seed=3).draws
    assert one.draws != training_run(ai_chips, "longcat-2.0", draws=5000, seed=4).draws
    assert len(one.draws) == 2 * len(one.judged)
    for j in one.judged:
        drawn = next(
            d.spread for d in one.draws if (d.name, d.reading, d.chip) == ("utilisation", j.reading, j.chip)
        )
        assert j.utilisation.low <= drawn.lowest <= drawn.p05 < drawn.median
        assert drawn.median < drawn.p95 <= drawn.highest <= j.utilisation.high
    # Energy in days on the 910C: 1,456 W exactly, time drawn evenly from 2 to 10 million days.
    energy = next(d.spread for d in one.draws if d.name.startswith("energy") and d.chip == "cloudmatrix-384")
    assert energy.median == pytest.approx(6e6 * 24 * 1456 / 1e9, rel=0.03)


def test_attention_is_counted_once_it_can_be(ai_chips: SupplyGraph) -> None:
    wanted = dict(parse_setting(x) for x in ("layers=60", "width=8192", "context=1000000"))
    result = training_run(ai_chips, "longcat-2.0", supposed=wanted)
    assert result.attention_counted
    assert result.flop.middle == pytest.approx((6 * 48e9 + 6 * 60 * 8192 * 1e6) * 35e12)
    assert result.flop.assumed


@pytest.mark.parametrize(
    ("text", "name", "low", "high"),
    [
        ("cards=50,000", "accelerators", 5e4, 5e4),
        ("tokens=36T", "training-tokens", 36e12, 36e12),
        ("utilisation=30%..40%", "utilisation", 0.3, 0.4),
        ("duration=960 hours", "duration", 960, 960),
        ("tdp=0.7 kW", "tdp", 0.7, 0.7),
    ],
)
def test_settings(text: str, name: str, low: float, high: float) -> None:
    found, quantity = parse_setting(text)
    assert (found, quantity.low, quantity.high) == (name, pytest.approx(low), pytest.approx(high))
    assert quantity.assumed


@pytest.mark.parametrize(
    "text", ["cards", "cards=", "cards=-3", "cards=5..4", "foo=3", "cards=inf", "tdp=nan"]
)
def test_settings_that_make_no_sense(text: str) -> None:
    with pytest.raises(RunError):
        parse_setting(text)


@pytest.mark.parametrize(
    "command",
    [
        "run nothing-like-it",
        "run training --set cards=x",
        'run training --set "days=3 W"',
        "run training --set flop=1e24 --chip hbm3",
        "run training --set flop=1e24 --solve cards",
        "run training --set yield=0.5",
        "run training gpu",
        "run compare --set days=3",
        "run training",
    ],
)
def test_wrong_usage_is_one_line(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    import shlex

    assert main([*shlex.split(command), "--dataset", "tutorial"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("narrows: ")
    assert said.err.count("\n") == 1


def test_the_output_says_what_it_rests_on(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "longcat-2.0"]) == 0
    out = capsys.readouterr().out
    for part in (
        "2-10 million accelerator days (assumed)",
        "DOUBTFUL on Huawei Ascend 910B",
        "arXiv:2001.08361",
    ):
        assert part in out
    assert "longcat-2.0/specs/training tokens" in out
    assert main(["run", "list"]) == 0
    assert "llama-3.1-405b" in capsys.readouterr().out
    assert main(["why", "longcat-2.0/specs/training tokens", "--format", "md"]) == 0
    assert "at least 3.5e+13 tokens" in capsys.readouterr().out


def test_the_other_side_of_the_dispute(ai_chips: SupplyGraph, tmp_path: Path) -> None:
    """compare takes the side that the graph takes."""
    file = tmp_path / "out.json"
    command = ["run", "compare", "longcat-2.0", "--dispute", "longcat-compute-unit=B", "--output", str(file)]
    assert main(command) == 0
    other = json.loads(file.read_text("utf-8"))["runs"][0]["accelerator_time"]
    usual = compare_runs(ai_chips, ["longcat-2.0"]).runs[0].time
    assert usual is not None
    assert usual.to("accelerator*hour").low == pytest.approx(24 * other["low"])
    assert math.isclose(other["low"], 2e6)
