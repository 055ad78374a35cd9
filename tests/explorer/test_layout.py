"""Where things stand in the explorer's figure."""

from __future__ import annotations

import itertools
import json
import random

from narrows.explorer.data import payload_of
from narrows.explorer.layout import Layout, arranged, best_letters, box_width, ordered_columns, wrapped
from narrows.graph.supply import SupplyGraph


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
    """The figure has 1280 by 640 to itself on a small screen, 1548 by 900 beside the panel on a large one."""
    names, layers, edges = made_up(300, ai_chips)
    order = ai_chips.dataset.layer_order
    columns = [[c for c in sorted(names) if layers[c] == x] for x in order]
    letters = best_letters(names, columns)
    lines = {id_: len(wrapped(name, letters)) for id_, name in names.items()}
    layout = arranged(order, layers, edges, lines, letters)
    assert len(layout.boxes) == 300
    assert overlaps(layout, box_width(letters)) == []
    assert 10 * min(1280 / layout.width, 640 / layout.height) > 6.5
    assert 10 * min(1548 / layout.width, 900 / layout.height) > 9


def test_layers_stand_in_order_and_in_their_bands(ai_chips: SupplyGraph) -> None:
    data = payload_of(ai_chips, "frontier-training-cn").values
    ids = list(data["components"])
    order = [layer for layer, _ in data["layers"]]
    for layout in data["layouts"].values():
        bands = {layer: (left, right, top, bottom) for layer, left, right, top, bottom in layout["bands"]}
        shown = [layer for layer, *_ in layout["bands"]]
        assert shown == [x for x in order if x in shown]
        assert [b[0] for b in layout["bands"]] == shown
        lefts = [bands[x][0] for x in shown]
        assert lefts == sorted(lefts)
        for number, x, y, height in layout["boxes"]:
            left, right, top, bottom = bands[data["components"][ids[number]]["layer"]]
            assert left <= x <= right
            assert top < y - height / 2 + 0.1
            assert y + height / 2 <= bottom + 0.1


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
