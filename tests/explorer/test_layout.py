"""Where things stand in the explorer's figure."""

from __future__ import annotations

import itertools
import json
import random
from typing import Any

import pytest

from narrows.explorer.data import payload_of
from narrows.explorer.layout import ALONE, BESIDE, Layout, arranged, ordered_columns, wrapped
from narrows.explorer.packing import box_width
from narrows.graph.supply import SupplyGraph


@pytest.fixture(scope="module")
def data(ai_chips: SupplyGraph) -> dict[str, Any]:
    return dict(payload_of(ai_chips, "frontier-training-cn").values)


def overlaps(layout: Layout, width: float) -> list[tuple[str, str]]:
    return [
        (a, b)
        for (a, p), (b, q) in itertools.combinations(layout.boxes.items(), 2)
        if abs(p.x - q.x) < width and abs(p.y - q.y) < (p.height + q.height) / 2
    ]


def made_up(count: int, graph: SupplyGraph) -> tuple[dict[str, str], dict[str, str], list[tuple[str, str]]]:
    """Names and layers in the proportions of the curated dataset, and random needs of lower layers."""
    rng = random.Random(7)
    records = list(graph.dataset.components.values())
    order = graph.dataset.layer_order
    names, layers = {}, {}
    for i in range(count):
        record = records[i % len(records)]
        names[f"c{i}"], layers[f"c{i}"] = record.name, record.layer
    ids = sorted(names)
    edges = [
        (a, b)
        for a, b in ((rng.choice(ids), rng.choice(ids)) for _ in range(4 * count))
        if order.index(layers[a]) < order.index(layers[b])
    ]
    return names, layers, sorted(set(edges))


def test_three_hundred_components_stay_apart_and_legible(ai_chips: SupplyGraph) -> None:
    """On 1280 by 800 letters are over 9 pixels high where the figure is alone, and 7.5 beside the panel."""
    names, layers, edges = made_up(300, ai_chips)
    for (width, height), pixels in ((ALONE, 9), (BESIDE, 7.5)):
        layout = arranged(ai_chips.dataset.layer_order, layers, edges, names, view=(width, height))
        assert len(layout.boxes) == 300
        assert overlaps(layout, box_width(layout.letters)) == []
        assert 10 * min(width / layout.width, height / layout.height) > pixels


def test_layers_are_broken_up_only_where_letters_would_be_too_small(data: dict[str, Any]) -> None:
    """A figure that is large enough keeps each layer in one piece; one that is not flows, and is larger."""
    pieces = {t: [layer for layer, *_ in x["bands"]] for t, x in data["layouts"].items()}
    assert len(pieces["frontier-training-cn"]) == len(set(pieces["frontier-training-cn"]))
    assert len(pieces[""]) > len(set(pieces[""]))
    wide, high = data["layouts"][""]["size"]
    assert 10 * min(ALONE[0] / wide, ALONE[1] / high) > 11


def test_layers_stand_in_order_and_in_their_bands(data: dict[str, Any]) -> None:
    ids = list(data["components"])
    order = [layer for layer, _ in data["layers"]]
    for layout in data["layouts"].values():
        shown = [order.index(layer) for layer, *_ in layout["bands"]]
        assert shown == sorted(shown)
        lefts = [left for _, left, *_ in layout["bands"]]
        assert lefts == sorted(lefts)
        for number, x, y, height in layout["boxes"]:
            mine = data["components"][ids[number]]["layer"]
            assert (
                sum(
                    layer == mine
                    and left <= x <= right
                    and top < y - height / 2 + 0.1
                    and y + height / 2 <= end + 0.1
                    for layer, left, right, top, end in layout["bands"]
                )
                == 1
            )


def test_what_is_needed_together_stands_together() -> None:
    """The barycentre order of two columns has no crossing where none is needed."""
    left = [f"a{i}" for i in range(8)]
    right = [f"b{i}" for i in range(8)]
    edges = [(f"a{i}", f"b{(i * 3) % 8}") for i in range(8)]
    first, second = ordered_columns([left, right], edges)
    at = {id_: i for i, id_ in enumerate(second)}
    ends = dict(edges)
    places = [at[ends[a]] for a in first]
    assert places == sorted(places)


def test_the_order_of_edges_does_not_matter(tutorial: SupplyGraph) -> None:
    text = payload_of(tutorial, "training").text
    assert text == payload_of(tutorial, "training").text
    assert json.loads(text)["layouts"]["training"]["boxes"]


def test_names_are_wrapped() -> None:
    assert wrapped("Chemical-mechanical polishing (CMP) tool", 13) == (
        "Chemical-",
        "mechanical",
        "polishing",
        "(CMP) tool",
    )
    long = wrapped("x" * 200, 12)
    assert len(long) == 4
    assert long[-1].endswith("…")
    assert max(map(len, long)) <= 20
