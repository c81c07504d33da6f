"""The layered layout: boxes stand free, no edge runs through one, few edges cross."""

from __future__ import annotations

import random
from itertools import combinations, pairwise

import pytest

from kedro_track.site.layers import into_layers
from kedro_track.site.layout import Box, Layout, lay_out
from kedro_track.site.ordering import crossings

Edge = tuple[str, str]


def pipeline(nodes: int, seed: int = 1) -> list[Edge]:
    """Edges of a pipeline as people write them: short ways mostly, some long ones."""
    chance = random.Random(seed)
    datasets = [f"raw{i}" for i in range(max(2, nodes // 8))]
    edges: list[Edge] = []
    for i in range(nodes):
        recent = datasets[-max(6, nodes // 6) :]
        read = set(chance.sample(recent, min(chance.choice([1, 1, 2, 2, 3]), len(recent))))
        if chance.random() < 0.15:
            read.add(chance.choice(datasets))
        written = [f"d{i}_{j}" for j in range(chance.choice([1, 1, 1, 2]))]
        edges += [(name, f"n{i}") for name in sorted(read)]
        edges += [(f"n{i}", name) for name in written]
        datasets += written
    return edges


def laid_out(edges: list[Edge]) -> Layout:
    """A layout with boxes of three widths."""
    names = dict.fromkeys(name for edge in edges for name in edge)
    sizes = {name: ((90, 140, 210)[i % 3], (22, 34)[i % 2]) for i, name in enumerate(names)}
    return lay_out(sizes, edges)


def meet(one: Box, other: Box) -> bool:
    """Whether two boxes have a point in common."""
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


def on_the_way(layout: Layout) -> list[tuple[str, str, str]]:
    """Edges that run through the box of a vertex which they do not belong to."""
    found = []
    for route in layout.routes:
        for (left, top), (right, bottom) in pairwise(route.points):
            part = Box(min(left, right), top, abs(right - left) + 1, bottom - top)
            found += [
                (route.source, route.target, name)
                for name, box in layout.boxes.items()
                if name not in (route.source, route.target) and meet(part, box)
            ]
    return found


@pytest.mark.parametrize("nodes", [5, 20, 100])
def test_no_box_lies_on_another(nodes: int) -> None:
    """Every box stands free, however wide."""
    boxes = laid_out(pipeline(nodes)).boxes.values()
    assert not [pair for pair in combinations(boxes, 2) if meet(*pair)]


@pytest.mark.parametrize("nodes", [5, 20, 100])
def test_no_edge_runs_through_a_box(nodes: int) -> None:
    """An edge passes a layer only beside its boxes."""
    assert on_the_way(laid_out(pipeline(nodes))) == []


@pytest.mark.parametrize("seed", range(1, 4))
def test_edges_run_downwards(seed: int) -> None:
    """What a node writes stands beneath it."""
    layout = laid_out(pipeline(40, seed))
    below = [
        (layout.boxes[a].y + layout.boxes[a].height, layout.boxes[b].y)
        for a, b in pipeline(40, seed)
    ]
    assert all(bottom < top for bottom, top in below)


@pytest.mark.parametrize(("nodes", "most"), [(20, 12), (50, 60), (100, 240)])
def test_few_edges_cross(nodes: int, most: int) -> None:
    """Held near to what Graphviz reaches on the same graphs: 9, 38 and 176 at the most."""
    counts = []
    for seed in (1, 2, 3):
        edges = pipeline(nodes, seed)
        names = {name: i for i, name in enumerate(dict.fromkeys(n for e in edges for n in e))}
        found = into_layers(len(names), [(names[a], names[b]) for a, b in edges])
        counts.append(crossings(found.layers, found.below))
    assert max(counts) <= most


def test_a_path_is_straight() -> None:
    """A chain of boxes stands in one line."""
    layout = lay_out(dict.fromkeys("abcd", (100, 20)), [("a", "b"), ("b", "c"), ("c", "d")])
    assert len({box.x for box in layout.boxes.values()}) == 1


def test_the_same_graph_gives_the_same_layout() -> None:
    """Nothing in it is left to chance."""
    assert laid_out(pipeline(60)) == laid_out(pipeline(60))


def test_a_circle_is_drawn_with_one_edge_turned() -> None:
    """A damaged record may hold one; its edge runs upwards, from the box that it leaves."""
    layout = lay_out(dict.fromkeys("abc", (60, 20)), [("a", "b"), ("b", "c"), ("c", "a")])
    turned = [route for route in layout.routes if route.turned]
    assert [(route.source, route.target) for route in turned] == [("c", "a")]
    assert turned[0].path.startswith(f"M{turned[0].points[-1][0]} {layout.boxes['c'].y}")


def test_loops_and_repeated_edges_are_left_out() -> None:
    """They would only thicken the drawing."""
    layout = lay_out({"a": (60, 20), "b": (60, 20)}, [("a", "a"), ("a", "b"), ("a", "b")])
    assert [(route.source, route.target) for route in layout.routes] == [("a", "b")]


def test_a_vertex_without_an_edge_has_a_box() -> None:
    """Nodes without inputs and outputs exist."""
    assert set(lay_out({"a": (60, 20), "b": (60, 20)}, []).boxes) == {"a", "b"}


def test_nothing_has_a_layout() -> None:
    """An empty graph is an empty drawing."""
    assert lay_out({}, []) == Layout(0, 0, {}, ())


def test_all_of_it_is_inside_the_drawing() -> None:
    """Boxes and waypoints alike."""
    layout = laid_out(pipeline(100))
    points = [point for route in layout.routes for point in route.points]
    corners = [(b.x + b.width, b.y + b.height) for b in layout.boxes.values()]
    assert min(x for x, _ in points) >= 0
    assert min(box.x for box in layout.boxes.values()) >= 0
    assert max(x for x, _ in (*points, *corners)) <= layout.width
    assert max(y for _, y in (*points, *corners)) <= layout.height
