"""Facts of a graph: what is joined, what folds, when it changed."""

from __future__ import annotations

from dataclasses import replace

from builders import GRAPH, make_run
from kedro_track.analysis.captured import captured_graphs
from kedro_track.analysis.graph import Graph, parameters, short
from kedro_track.history import Node

CHAIN = (
    Node("load", ("raw@csv", "params:a.b", "parameters"), ("clean",), ("io",), None),
    Node("ds.fit", ("clean",), ("ds.model",), (), "ds"),
    Node("ds.score", ("ds.model", "raw@pandas"), ("ds.metrics",), ("fast",), "ds.inner"),
)


def test_parameters_are_no_vertices() -> None:
    """They are facts of the node."""
    assert Graph(CHAIN).datasets == ("raw", "clean", "ds.model", "ds.metrics")
    assert parameters(CHAIN[0]) == ("a.b", "parameters")


def test_a_transcoded_dataset_is_one() -> None:
    """Both of its names are its readers' name for the same."""
    assert Graph(CHAIN).consumers["raw"] == ("load", "ds.score")


def test_edges_follow_the_data() -> None:
    """From dataset to node and from node to dataset."""
    assert ("node:ds.fit", "dataset:ds.model") in Graph(CHAIN).edges
    assert ("dataset:ds.model", "node:ds.score") in Graph(CHAIN).edges


def test_namespaces_hold_those_around_them() -> None:
    """`ds.inner` lies in `ds`."""
    assert Graph(CHAIN).namespaces == ("ds", "ds.inner")


def test_a_folded_namespace_hides_what_stays_inside() -> None:
    """The model is made and read inside; the metrics, which nothing reads, stay."""
    vertices, edges = Graph(CHAIN).folded()
    assert {vertex.id for vertex in vertices} == {
        "namespace:ds",
        "node:load",
        "dataset:raw",
        "dataset:clean",
        "dataset:ds.metrics",
    }
    assert ("namespace:ds", "dataset:ds.metrics") in edges
    assert next(v for v in vertices if v.role == "namespace").members == ("ds.fit", "ds.score")


def test_a_digest_does_not_depend_on_order() -> None:
    """A parallel runner records in another order."""
    turned = tuple(replace(node, inputs=node.inputs[::-1]) for node in CHAIN[::-1])
    assert Graph(turned).digest == Graph(CHAIN).digest


def test_another_function_is_another_graph() -> None:
    """What computes is part of it."""
    other = (replace(CHAIN[0], function="somewhere.else"), *CHAIN[1:])
    assert Graph(other).digest != Graph(CHAIN).digest


def test_a_change_is_told_in_the_run_that_made_it() -> None:
    """Against the graph that ran before with the same pipelines and filters."""
    runs = [make_run(0), make_run(1), make_run(2, graph=GRAPH[:4]), make_run(3, graph=GRAPH[:4])]
    newest, oldest = captured_graphs(runs)
    assert newest.first is runs[2]
    assert newest.last is runs[3]
    assert newest.since is not None
    assert newest.since.removed == ("plot_prices_node",)
    assert oldest.since is None


def test_a_narrowed_run_changes_nothing() -> None:
    """`--tags` asks for a part; the pipeline is what it was."""
    narrowed = make_run(1, graph=GRAPH[:1], filters={"tags": ("preprocessing",)})
    found = captured_graphs([make_run(0), narrowed, make_run(2)])
    assert [graph.since for graph in found] == [None, None]
    assert found[0].first.id == make_run(0).id


def test_a_graph_that_comes_back_is_the_newest_again() -> None:
    """What ran last stands first."""
    runs = [make_run(0), make_run(1, graph=GRAPH[:4]), make_run(2)]
    assert [len(found.graph.nodes) for found in captured_graphs(runs)] == [5, 4]


def test_runs_without_a_graph_are_passed_over() -> None:
    """kedro-viz did not keep it."""
    assert captured_graphs([make_run(0, graph=None)]) == ()


def test_a_short_name_is_without_its_namespace() -> None:
    """But only if it begins with it."""
    assert short("ds.inner.model", "ds.inner") == "model"
    assert short("model", "ds") == "model"
