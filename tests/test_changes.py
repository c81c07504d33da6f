"""What changed between two runs: a cause that is planted comes first, whatever else differs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from builders import ACTIVE, COLUMNS, EPOCH, FAILURE, GRAPH, SCORES, make_metrics, make_run
from kedro_track.analysis.changes import Change, changes
from kedro_track.history import Code, Input, Node, Run, Version

OLD, NEW = "a" * 40, "b" * 40


def pair(**planted: Any) -> tuple[Run, Run]:
    """An earlier and a later run, of which nothing differs but what drifts by itself.

    The metrics, the commit, the state of the working tree, a patch release, the host and the
    time at which an input was saved differ. `planted` replaces fields of the later run.
    """
    before = make_run(
        0,
        inputs=(replace(make_run(0).inputs[0], version="2026-01-01T00.00.00.000Z"),),
        code=Code(OLD, "main", dirty=False),
        packages={"kedro": "1.7.0", "pandas": "2.2.2", "scikit-learn": "1.4.2"},
        versions=(make_metrics({"rmse": 800.0}, SCORES), make_metrics({"mae": 550.0}, ACTIVE)),
    )
    drifting = {
        "id": "later",
        "version": "later",
        "started": EPOCH + timedelta(days=9),
        "user": "somebody else",
        "host": "another host",
        "code": Code(NEW, "main", dirty=True),
        "packages": {"kedro": "1.7.0", "pandas": "2.2.3", "scikit-learn": "1.4.2"},
        "inputs": (replace(before.inputs[0], modified=EPOCH + timedelta(days=1)),),
        "versions": (
            make_metrics({"rmse": 810.0}, SCORES),
            make_metrics({"mae": 540.0}, ACTIVE),
        ),
    }
    return before, replace(before, **{**drifting, **planted})


def first(before: Run, after: Run) -> Change:
    """The change that stands first."""
    return changes(after, before).ranked[0]


def parameters(**model: Any) -> dict[str, Any]:
    """The parameters of the builder's run 0, with other model options."""
    base = make_run(0).parameters
    assert base is not None
    return {**base, "model_options": {**base["model_options"], **model}}


def node(name: str, **changed: Any) -> tuple[Node, ...]:
    """The graph with one node changed."""
    return tuple(replace(item, **changed) if item.name == name else item for item in GRAPH)


PLANTED: dict[str, tuple[dict[str, Any], tuple[str, str, str]]] = {
    "a parameter given by hand": (
        {
            "parameters": parameters(test_size=0.4, random_state=4),
            "given": {"model_options": {"test_size": 0.4}},
        },
        ("given", "given", "model_options.test_size"),
    ),
    "a parameter of the configuration": (
        {"parameters": parameters(random_state=4)},
        ("parameter", "feeds", "model_options.random_state"),
    ),
    "an input of another size": (
        {"inputs": (replace(make_run(0).inputs[0], size=99_999),)},
        ("input", "content", "companies"),
    ),
    "an input's other version": (
        {"inputs": (replace(make_run(0).inputs[0], version="2026-02-01T00.00.00.000Z"),)},
        ("input", "content", "companies"),
    ),
    "an input that is new": (
        {
            "graph": node("split_data_node", inputs=("preprocessed_companies", "reviews")),
            "inputs": (*make_run(0).inputs, Input("reviews", "data/reviews.csv", 10)),
        },
        ("input", "content", "reviews"),
    ),
    "another pipeline": (
        {"pipelines": ("data_science",)},
        ("graph", "selected", "pipelines"),
    ),
    "nodes chosen by tag": (
        {"filters": {"tags": ("training",)}},
        ("graph", "selected", "tags"),
    ),
    "a node's other function": (
        {"graph": node("train_model_node", function="spaceflights.nodes.train_forest")},
        ("graph", "step", "train_model_node"),
    ),
    "a node more": (
        {
            "graph": (
                *node("split_data_node", inputs=("clean",)),
                Node("clean_node", (), ("clean",)),
            )
        },
        ("graph", "step", "clean_node"),
    ),
    "a node less": (
        {"graph": tuple(item for item in GRAPH if item.name != "train_model_node")},
        ("graph", "step", "train_model_node"),
    ),
    "another environment": (
        {"environment": "production"},
        ("environment", "conf", "environment"),
    ),
    "another commit": ({}, ("code", "commit", "commit")),
    "uncommitted changes of the same commit": (
        {"code": Code(OLD, "main", dirty=True)},
        ("code", "uncommitted", "uncommitted"),
    ),
    "a package's major version": (
        {
            "code": Code(OLD, "main", dirty=False),
            "packages": {"kedro": "1.7.0", "pandas": "3.0.0", "scikit-learn": "1.5.2"},
        },
        ("package", "major", "pandas"),
    ),
    "a package's minor version": (
        {
            "code": Code(OLD, "main", dirty=False),
            "packages": {"kedro": "1.7.0", "pandas": "2.2.3", "scikit-learn": "1.5.2"},
        },
        ("package", "minor", "scikit-learn"),
    ),
    "Python": (
        {"code": Code(OLD, "main", dirty=False), "inputs": make_run(0).inputs, "python": "3.12.1"},
        ("environment", "python", "python"),
    ),
    "the runner": (
        {
            "code": Code(OLD, "main", dirty=False),
            "inputs": make_run(0).inputs,
            "packages": {"kedro": "1.7.0", "pandas": "2.2.2", "scikit-learn": "1.4.2"},
            "runner": "ParallelRunner",
        },
        ("environment", "runner", "runner"),
    ),
}


@pytest.mark.parametrize("cause", PLANTED)
def test_planted_cause_comes_first(cause: str) -> None:
    """One cause planted amid what drifts by itself stands before all of that."""
    planted, expected = PLANTED[cause]
    found = first(*pair(**planted))
    assert (found.sort, found.reason, found.name) == expected


def test_parameter_that_reaches_the_metrics_comes_before_one_that_does_not() -> None:
    """The graph tells which parameter bears on what changed."""
    graph = (*GRAPH, Node("report_node", ("params:report",), ("report",)))
    before, after = pair(parameters={**parameters(test_size=0.4), "report": {"colour": "red"}})
    before = replace(before, graph=graph, parameters={**parameters(), "report": {"colour": "blue"}})
    found = changes(replace(after, graph=graph), before).ranked
    by_name = {change.name: change.reason for change in found}
    assert found[0].name == "model_options.test_size"
    assert by_name["report.colour"] == "apart"


def test_given_parameter_that_no_node_reads_is_not_called_apart() -> None:
    """The catalog may read what no node does, such as a folder given at run time."""
    before, after = pair(given={"folder": "b"}, parameters={**parameters(), "folder": "b"})
    before = replace(before, parameters={**parameters(), "folder": "a"})
    assert first(before, after).reason == "given_unread"


def test_what_feeds_the_failed_node_comes_first() -> None:
    """For a run that failed, what bears on its failing node explains most."""
    graph = (*GRAPH, Node("late_node", ("scores", "params:late"), ("end",)))
    before, after = pair(
        status="failed",
        failure=FAILURE,
        versions=(),
        graph=graph,
        parameters={**parameters(test_size=0.0), "late": 2},
    )
    before = replace(before, graph=graph, parameters={**parameters(), "late": 1})
    ranked = changes(after, before).ranked
    assert ranked[0].name == "model_options.test_size"
    assert {c.name: c.reason for c in ranked}["late"] == "apart"


def test_nothing_differs_between_a_run_and_itself() -> None:
    """No change is invented."""
    run = make_run(3)
    assert changes(run, replace(run, id="again")).groups == ()


def test_float_noise_is_no_change_and_true_is_not_one() -> None:
    """Values are compared as a reader would."""
    before, after = pair(
        parameters={"a": 0.1 + 0.2, "b": True, "c": [1, {"d": 0.30000000000000004}]}
    )
    before = replace(before, parameters={"a": 0.3, "b": 1, "c": [1, {"d": 0.3}]})
    found = [change.name for change in changes(after, before).ranked if change.sort == "parameter"]
    assert found == ["b"]


def test_integers_beyond_floats_and_deep_lists_are_compared() -> None:
    """What a hostile parameter holds stops nothing."""
    deep: Any = 1.5
    for _ in range(5_000):
        deep = [deep]
    before, after = pair(parameters={"big": 10**400, "deep": deep})
    before = replace(before, parameters={"big": 1.5, "deep": deep})
    found = [change.name for change in changes(after, before).ranked if change.sort == "parameter"]
    assert found == ["big"]


def test_given_values_are_not_compared_with_resolved_ones() -> None:
    """Where one side has only given parameters, those alone are compared."""
    before, after = pair(parameters=None, given={"model_options": {"test_size": 0.4}})
    result = changes(after, before)
    found = [change.name for change in result.ranked if change.sort in ("given", "parameter")]
    assert found == ["model_options.test_size"]
    assert ("parameters", "run") in [(item.aspect, item.side) for item in result.unknown]


def test_what_was_not_captured_is_said_and_not_compared() -> None:
    """An old record makes no difference in what it does not hold."""
    before, after = pair(packages=None, graph=None, python=None, inputs=(), captured=False)
    before = replace(before, packages=None, code=None)
    said = {item.aspect: item.side for item in changes(after, before).unknown}
    assert said == {
        "packages": "both",
        "graph": "run",
        "environment": "run",
        "inputs": "run",
        "code": "other",
    }


def test_short_and_full_name_of_a_commit_are_one() -> None:
    """kedro-viz kept seven digits of it."""
    before, after = pair(code=Code(OLD, "main", dirty=False))
    found = changes(after, replace(before, code=Code(OLD[:7], "main", dirty=False)))
    assert [change for change in found.ranked if change.sort == "code"] == []


def test_changes_of_one_sort_are_one_group() -> None:
    """Many differences of one sort stand together, the likeliest first."""
    old = {f"package-{i}": "1.0.0" for i in range(40)}
    new = {**old, "package-7": "1.0.1", "package-9": "2.0.0", "package-30": "1.1.0"}
    before, after = pair(packages=new)
    groups = dict(changes(after, replace(before, packages=old)).groups)
    assert [change.name for change in groups["package"]] == ["package-9", "package-30", "package-7"]


def test_transcoded_dataset_is_followed() -> None:
    """`cars@spark` and `cars@pandas` are one dataset on the way to the metrics."""
    graph = (
        Node("read_node", ("raw", "params:limit"), ("cars@spark",)),
        Node("measure_node", ("cars@pandas",), (SCORES,)),
    )
    before, after = pair(graph=graph, parameters={"limit": 2})
    before = replace(before, graph=graph, parameters={"limit": 1})
    assert first(before, after).reason == "feeds"


def test_without_metrics_every_parameter_counts_alike() -> None:
    """Where nothing measurable changed, nothing is called apart."""
    columns = make_run(0).of_kind("json")
    before, after = pair(parameters=parameters(test_size=0.4), versions=columns)
    found = first(replace(before, versions=columns), after)
    assert (found.reason, columns[0].dataset) == ("parameter", COLUMNS)


def test_tracked_json_is_compared_value_by_value() -> None:
    """What both runs tracked under one name is not compared as one blob."""

    def tracked(data: Any, version: str) -> Version:
        return Version(COLUMNS, version, "json", data=data)

    before, after = pair(versions=(tracked({"rows": 3, "deep": {"a": [1], "b": 2}}, "b"),))
    before = replace(before, versions=(tracked({"rows": 3, "deep": {"a": [1, 2]}}, "a"),))
    found = [c for c in changes(after, before).ranked if c.sort == "tracked"]
    assert [(c.name, c.part, c.before, c.after) for c in found] == [
        ("deep.a", COLUMNS, [1, 2], [1]),
        ("deep.b", COLUMNS, None, 2),
    ]


def test_tracked_json_that_is_no_mapping_is_named_after_its_dataset() -> None:
    """A list at the top has no path."""
    before, after = pair(versions=(Version(COLUMNS, "b", "json", data=[2]),))
    before = replace(before, versions=(Version(COLUMNS, "a", "json", data=[1]),))
    found = [c for c in changes(after, before).ranked if c.sort == "tracked"]
    assert [(c.name, c.before, c.after) for c in found] == [(COLUMNS, [1], [2])]
