"""What templates are told: trees, node times, aligned numbers, changes as text, descriptions."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from builders import EPOCH, make_failed_run, make_run
from kedro_track.history import NodeTiming, Run
from kedro_track.site.change_rows import ChangeRow, change_table
from kedro_track.site.description import LONGEST, read_description
from kedro_track.site.json_tree import DEEPEST, MOST, Tree, tree
from kedro_track.site.metric_rows import paddings
from kedro_track.site.node_times import node_times


def shape(found: Tree) -> list[str]:
    """The steps of a tree as short words."""
    return [f"{step.kind} {step.name} {step.text}".strip() for step in found.steps]


def test_tree_of_nested_values() -> None:
    """Branches enclose what is inside, short lists are leaves."""
    assert shape(tree({"a": {"b": 1.5, "c": [1, 2]}, "d": None})) == [
        "open a",
        "leaf b 1.5",
        "leaf c [1, 2]",
        "close",
        "leaf d null",
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [(1.5, "1.5"), ("x", "x"), ("", '""'), (None, "null"), (True, "true"), ([], "[]"), ({}, "{}")],
)
def test_tree_of_a_value_alone(value: Any, text: str) -> None:
    """What is no mapping has no name; an empty one is not blank."""
    assert shape(tree(value)) == [f"leaf  {text}"]


def test_list_of_mappings_is_a_branch() -> None:
    """Its entries are numbered from 0."""
    assert shape(tree({"rows": [{"a": 1}, {"a": 2}]})) == [
        "open rows",
        "open 0",
        "leaf a 1",
        "close",
        "open 1",
        "leaf a 2",
        "close",
        "close",
    ]


def test_deep_tree_ends_in_json() -> None:
    """Nobody reads a hundred folds, and no page breaks of them."""
    deep: Any = {"end": 1}
    for _ in range(400):
        deep = {"in": deep}
    steps = tree(deep).steps
    assert sum(step.kind == "open" for step in steps) == DEEPEST - 1
    assert sum(step.kind == "close" for step in steps) == DEEPEST - 1


def test_long_tree_is_cut_and_closed() -> None:
    """A page holds so many entries; every fold that was opened is closed."""
    found = tree({"rows": {str(i): {"a": i} for i in range(MOST)}})
    assert found.cut
    kinds = [step.kind for step in found.steps]
    assert kinds.count("open") == kinds.count("close")
    assert not tree({str(i): i for i in range(MOST)}).cut


def test_numbers_are_aligned_at_the_point() -> None:
    """Blanks as wide as digits follow; a number without a point gets one for it as well."""
    figure, point = "\N{FIGURE SPACE}", "\N{PUNCTUATION SPACE}"
    assert paddings(["0.125", "12.5", "7"]) == ["", figure * 2, point + figure * 3]
    assert paddings(["1", "20"]) == ["", ""]
    assert paddings([]) == []


def bars(*times: tuple[float | None, float]) -> list[tuple[float, float]]:
    """Start and width of the bars of nodes that began after and took so many seconds."""
    timings = tuple(
        NodeTiming(str(i), took, None if start is None else EPOCH + timedelta(seconds=start))
        for i, (start, took) in enumerate(times)
    )
    return [(item.start, item.width) for item in node_times(make_run(0, timings=timings, graph=()))]


def test_bars_lie_along_the_run() -> None:
    """Nodes at the same time lie above each other."""
    assert bars((0, 2), (1, 1), (2, 2)) == [(0, 50), (25, 25), (50, 50)]


def test_bars_without_starts_show_length_alone() -> None:
    """A start that is not known is not made up."""
    assert bars((None, 1), (0, 2)) == [(0, 50), (0, 100)]


def test_bars_of_no_time_are_none() -> None:
    """A run of nodes that took nothing measurable divides by nothing."""
    assert bars((0, 0), (0, 0)) == [(0, 0), (0, 0)]


def test_nodes_of_a_failed_run_are_told_apart() -> None:
    """Ran, failed, did not run."""
    states = {item.name: item.state for item in node_times(make_failed_run(3))}
    assert states["preprocess_companies_node"] == "ran"
    assert states["split_data_node"] == "failed"
    assert states["train_model_node"] == "skipped"


def test_nodes_of_a_run_without_times() -> None:
    """Whether they ran is not known."""
    assert {item.state for item in node_times(make_run(0, timings=()))} == {"unknown"}


def only(before: Any, after: Any) -> ChangeRow:
    """The row of a parameter that changed."""
    old: Run = make_run(0, parameters={"p": before})
    table = change_table(replace(old, id="b", parameters={"p": after}), old, None)
    assert len(table.groups) == 1
    return table.groups[0].rows[0]


@pytest.mark.parametrize(
    ("before", "after", "texts"),
    [
        (0.1, 0.25, ("0.1", "0.25")),
        ("3", 3, ('"3"', "3")),
        (None, "x", ("null", "x")),
        (None, 1, ("null", "1")),
        ("", "x", ('""', "x")),
        (True, 1, ("true", "1")),
        (["a"], ["a", "b"], ("a", "a, b")),
        (list("abcdef"), list("abXdef"), ("…, c, …", "…, X, …")),
        (list("abcdef"), list("abcde"), ("f", "")),
        (list("abcde"), list("xyabcde"), ("", "x, y")),
        (["<b>"], "<b>", ('["<b>"]', '"<b>"')),
    ],
)
def test_values_that_changed_are_told_apart(
    before: Any, after: Any, texts: tuple[str, str]
) -> None:
    """Long lists show what differs; a text and a number do not look alike."""
    row = only(before, after)
    assert (row.before, row.after) == texts


def test_description_is_read(tmp_path: Path) -> None:
    """A file of the project, in UTF-8."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/about.md").write_text("# Über", encoding="utf-8")
    found = read_description(tmp_path, "docs/about.md")
    assert (found.text, found.problem) == ("# Über", None)


def test_no_description_is_no_problem(tmp_path: Path) -> None:
    """It is an option."""
    assert read_description(tmp_path, None) == read_description(tmp_path / "gone", None)


@pytest.mark.parametrize("name", ["missing.md", ".", "../outside.md", "/etc/passwd", "a\0b"])
def test_description_that_can_not_be_read_is_a_problem(tmp_path: Path, name: str) -> None:
    """Missing, a folder, or outside of the project: nothing of it reaches a page."""
    (tmp_path / "outside.md").write_text("secret")
    project = tmp_path / "project"
    project.mkdir()
    found = read_description(project, name)
    assert found.text is None
    assert found.problem is not None
    assert name in found.problem.what


def test_description_behind_a_link_that_leads_out_is_a_problem(tmp_path: Path) -> None:
    """A symbolic link is followed before it is judged."""
    (tmp_path / "outside.md").write_text("secret")
    project = tmp_path / "project"
    project.mkdir()
    try:
        (project / "about.md").symlink_to(tmp_path / "outside.md")
    except OSError:  # Windows without the right
        (project / "about.md").mkdir()
    assert read_description(project, "about.md").text is None


def test_long_description_is_cut(tmp_path: Path) -> None:
    """A page is no book; it is said."""
    (tmp_path / "a.md").write_text("x" * (LONGEST + 1))
    found = read_description(tmp_path, "a.md")
    assert found.text == "x" * LONGEST
    assert found.problem is not None


def test_description_that_is_no_text_is_said(tmp_path: Path) -> None:
    """What can be read of it is shown."""
    (tmp_path / "a.md").write_bytes(b"caf\xe9")
    found = read_description(tmp_path, "a.md")
    assert found.text == "caf\N{REPLACEMENT CHARACTER}"
    assert found.problem is not None
