"""The engine agrees with SCRAM, an independent fault-tree tool, on random logics and on the datasets.

SCRAM has a package on Debian and Ubuntu only. There it has to be installed: a comparison that is skipped
when nobody looks is none. On other systems these tests cannot run and are skipped.
"""

from __future__ import annotations

import random
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from narrows.analysis.engine.logic import Logic, logic_of
from narrows.analysis.engine.plan import count, find
from narrows.analysis.model import compile_model
from narrows.analysis.reading import CLOSED
from narrows.analysis.units import units_of
from narrows.graph.supply import SupplyGraph
from tests.random_logics import acyclic

from .openpsa import Sets, scrams_answer

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="there is no package of SCRAM for this system; it is compared on Linux"
)
LOGICS = 1000
FEW = 18
"""So many events, at most, have the logics whose groups of all sizes are compared."""


@pytest.fixture(scope="module")
def scram() -> str:
    found = shutil.which("scram")
    if found is None:
        pytest.fail(
            "SCRAM is not installed, with which these tests compare: sudo apt-get install scram "
            "(Debian, Ubuntu); elsewhere see https://scram-pra.org"
        )
    return found


def drawn(seed: int) -> Logic:
    """Half of them small enough for all sizes, half larger."""
    rng = random.Random(seed)
    if seed % 2:
        return acyclic(rng, rng.randint(3, FEW), rng.randint(2, 16), 5)
    return acyclic(rng, rng.randint(12, 60), rng.randint(10, 60), 5)


def ours(whole: Logic, max_order: int | None) -> Sets:
    found = find(whole, max_order)
    assert found.stopped is None
    sets = {frozenset(whole.events[i] for i in group) for group in found.groups}
    assert len(sets) == len(found.groups)
    return sets


def sizes(sets: Sets, longest: int) -> list[int]:
    return [sum(len(group) == size for group in sets) for size in range(longest)]


def theirs(scram: str, folder: Path, logics: Sequence[Logic], max_order: int) -> list[Sets]:
    """With "k of n" spelled out; and the same with "atleast", but for a few.

    SCRAM 0.16.2 gives two answers to some of the logics with an "atleast" of which two inputs turn out to
    be equal while it simplifies: 2 of (x, x, y) becomes y instead of x. Brute force and the spelled-out
    form agree with each other.
    """
    natively = scrams_answer(scram, folder, logics, max_order)
    spelled_out = scrams_answer(scram, folder, logics, max_order, spelled_out=True)
    assert sum(a != b for a, b in zip(natively, spelled_out, strict=True)) <= len(logics) // 50
    return spelled_out


def test_small_groups_of_random_logics(scram: str, tmp_path: Path) -> None:
    """The logics are acyclic, with shared gates and k-of-n."""
    logics = [drawn(seed) for seed in range(LOGICS)]
    found = theirs(scram, tmp_path, logics, 4)
    for seed, (whole, expected) in enumerate(zip(logics, found, strict=True)):
        assert ours(whole, 4) == expected, seed
    for size in (1, 2, 3, 4):
        assert sum(any(len(group) == size for group in sets) for sets in found) > LOGICS // 10
    gates = [g for whole in logics for block in whole.blocks for g in (whole.gates[n] for n in block)]
    assert sum(1 < g.least < len(g.inputs) for g in gates) > LOGICS


def test_all_groups_of_random_logics(scram: str, tmp_path: Path) -> None:
    logics = [whole for seed in range(LOGICS) if len((whole := drawn(seed)).events) <= FEW]
    assert len(logics) >= LOGICS // 2
    for whole, expected in zip(logics, theirs(scram, tmp_path, logics, FEW), strict=True):
        assert ours(whole, None) == expected
        by_order = count(whole).by_order
        assert sum(by_order[1:]) == len(expected)
        assert list(by_order[1:]) == sizes(expected, len(by_order))[1:]


@pytest.mark.parametrize("dataset", ["tutorial", "ai_chips"])
def test_every_target_of_a_dataset(
    scram: str, tmp_path: Path, dataset: str, request: pytest.FixtureRequest
) -> None:
    """At company level; all sizes."""
    graph: SupplyGraph = request.getfixturevalue(dataset)
    logics = []
    for target in sorted(graph.dataset.components):
        model = compile_model(graph, target, CLOSED)
        logics.append(logic_of(model, units_of(model, "company")))
    longest = max(len(group) for whole in logics for group in [(), *find(whole, None).groups])
    for whole, expected in zip(logics, theirs(scram, tmp_path, logics, longest + 2), strict=True):
        assert ours(whole, None) == expected
        assert ours(whole, 4) == {group for group in expected if len(group) <= 4}
