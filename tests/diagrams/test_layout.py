"""The layout on its own: order kept, nothing over anything else, lines end where they should."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from narrows.diagrams.layout import Block, Line, lay_out
from narrows.spacing import stacked


@pytest.mark.parametrize("seed", range(12))
def test_random_chains(seed: int) -> None:
    chance = random.Random(seed)
    count = chance.randint(2, 60)
    blocks = [
        Block(
            chance.randint(0, 5),
            tuple(f"b{n}_{i}" for i in range(size)),
            tuple((chance.uniform(30, 90), chance.uniform(10, 40)) for _ in range(size)),
        )
        for n in range(count)
        for size in [chance.randint(1, 3)]
    ]
    lines = []
    for _ in range(3 * count):
        source, owner = chance.randrange(count), chance.randrange(count)
        if source != owner:
            lines.append(Line(source, chance.choice(blocks[owner].boxes), chance.choice("ab")))
    tallest = chance.choice((80.0, 400.0, 1e6))
    found = lay_out(blocks, lines, tallest, {})
    size = {b: s for block in blocks for b, s in zip(block.boxes, block.sizes, strict=True)}
    layer = {b: block.layer for block in blocks for b in block.boxes}
    assert set(found.middles) == set(size)
    boxes = sorted(found.middles)
    for n, one in enumerate(boxes):
        (x, y), (w, h) = found.middles[one], size[one]
        assert x - w / 2 >= -1e-6
        assert x + w / 2 <= found.width + 1e-6
        assert y - h / 2 >= -1e-6
        assert y + h / 2 <= found.height + 1e-6
        for other in boxes[n + 1 :]:
            (u, v), (p, q) = found.middles[other], size[other]
            assert abs(x - u) >= (w + p) / 2 - 1e-6 or abs(y - v) >= (h + q) / 2 - 1e-6
            if layer[one] < layer[other]:
                assert x < u
    for line, way in zip(lines, found.ways, strict=True):
        assert (len(way) - 1) % 3 == 0
        (x, y), (w, _) = found.middles[line.owner], size[line.owner]
        assert way[-1][1] == pytest.approx(y)
        assert abs(way[-1][0] - x) == pytest.approx(w / 2)
    assert found == lay_out(blocks, lines, tallest, {})


def test_stacking_is_the_nearest_that_keeps_the_order() -> None:
    """Against every order-keeping place on a grid, small cases."""
    chance = random.Random(3)
    for _ in range(30):
        sizes = [float(chance.randint(1, 3)) for _ in range(3)]
        wanted = [float(chance.randint(0, 12)) for _ in range(3)]
        got = stacked(wanted, sizes, 15.0)
        for (a, s), (b, t) in pairwise(zip(got, sizes, strict=True)):
            assert b - a >= (s + t) / 2 - 1e-9
        cost = sum((g - w) ** 2 for g, w in zip(got, wanted, strict=True))
        grid = [n / 2 for n in range(31)]
        for x in grid:
            for y in grid:
                for z in grid:
                    fits = x >= sizes[0] / 2 and y - x >= (sizes[0] + sizes[1]) / 2
                    if fits and z - y >= (sizes[1] + sizes[2]) / 2 and z <= 15 - sizes[2] / 2:
                        here = (x - wanted[0]) ** 2 + (y - wanted[1]) ** 2 + (z - wanted[2]) ** 2
                        assert cost <= here + 1e-9
