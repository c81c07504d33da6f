"""The comparison of several runs, value by value, and how it is written."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from builders import make_metrics, make_run
from kedro_track.analysis.compare import MOST_MEMBERS, Comparison, Row, compare_runs
from kedro_track.analysis.compare_cells import Cell
from kedro_track.analysis.compare_export import export, run_names, table
from kedro_track.analysis.compare_text import Words, change_text, only_changes, told
from kedro_track.analysis.metrics import MetricInfo
from kedro_track.analysis.named import named, problems
from kedro_track.analysis.text_parts import new_parts
from kedro_track.config import Comparison as Wanted
from kedro_track.history import Run, Version

VECTORS = Path(__file__).parent / "vectors" / "compare.json"
INFOS: Mapping[str, MetricInfo] = {
    "m.r2": MetricInfo("m.r2", "m", "r2", "r2", "higher", guessed=False),
    "m.mae": MetricInfo("m.mae", "m", "mae", "Error", "lower", guessed=False, format=".1f"),
    "m.rows": MetricInfo("m.rows", "m", "rows", "rows", "none", guessed=True),
}
NAN, INFINITY = float("nan"), float("inf")


def measured(name: str, *values: float | None) -> Row:
    """The row of the metric `m.<name>`; None where a run does not have it."""
    runs = [
        Run(
            id=str(at),
            version="",
            versions=() if value is None else (make_metrics({name: value}, dataset="m"),),
        )
        for at, value in enumerate(values)
    ]
    found = compare_runs(runs, INFOS)
    return next(row for row in found.rows if row.key == f"metrics/m.{name}")


def parameters(*values: Mapping[str, Any] | None, baseline: int = 0) -> dict[str, Row]:
    """The rows of runs with these parameters, by their keys without the group."""
    runs = [Run(id=str(at), version="", parameters=value) for at, value in enumerate(values)]
    rows = compare_runs(runs, {}, baseline).rows
    return {row.key.partition("/")[2]: row for row in rows if row.group == "params"}


def values(row: Row) -> list[Any]:
    """What the runs have; the state where they have none."""
    return [cell.value if cell.state == "value" else cell.state for cell in row.cells]


def test_a_difference_is_absolute_and_relative_and_judged() -> None:
    """By the metric's direction."""
    lower = measured("mae", 100.0, 90.0).cells[1]
    assert (lower.delta, lower.ratio, lower.better) == (-10.0, -0.1, True)
    assert measured("r2", 0.5, 0.4).cells[1].better is False
    assert measured("rows", 1.0, 2.0).cells[1].better is None


def test_small_differences_stay_what_they_are() -> None:
    """0.0004 under `.1f` is 0.0004, not zero."""
    row = measured("mae", 100.0, 100.0004)
    assert change_text(row, row.cells[1], Words()) == "+0.0004 (+0.0004%) worse"


def test_from_zero_there_is_no_percentage() -> None:
    """The difference alone."""
    row = measured("r2", 0.0, 0.5)
    assert change_text(row, row.cells[1], Words()) == "+0.5 better"


@pytest.mark.parametrize("noise", [0.1 + 0.2, 0.3 * (1 + 1e-13)])
def test_float_noise_is_no_difference(noise: float) -> None:
    """Below a relative 1e-12."""
    row = measured("r2", 0.3, noise)
    assert not row.differs
    assert [cell.best for cell in row.cells] == [False, False]


def test_the_best_is_marked_by_direction() -> None:
    """Every run that has it; none where all are alike or nothing is known of the direction."""
    assert [c.best for c in measured("r2", 0.1, 0.3, 0.3).cells] == [False, True, True]
    assert [c.best for c in measured("mae", 1.0, 3.0).cells] == [True, False]
    assert not any(c.best for c in measured("r2", 0.1, 0.1).cells)
    assert not any(c.best for c in measured("rows", 0.1, 0.2).cells)


def test_nan_and_infinity_are_said_and_never_the_best() -> None:
    """NaN is no number to compare with; an infinity has no delta."""
    row = measured("r2", NAN, 0.5, INFINITY)
    assert [cell.better for cell in row.cells] == [None, None, None]
    assert row.differs
    assert measured("r2", NAN, NAN).differs is False
    far = measured("mae", 1.0, INFINITY).cells[1]
    assert (far.delta, far.ratio, far.better) == (None, None, False)


def test_a_value_that_one_run_lacks_differs() -> None:
    """Absent, not zero."""
    row = measured("r2", 0.5, None)
    assert values(row) == [0.5, "absent"]
    assert row.differs


def test_another_baseline_is_compared_with() -> None:
    """The runs keep their order."""
    row = parameters({"a": 1}, {"a": 3}, baseline=1)["a"]
    assert [cell.delta for cell in row.cells] == [-2.0, None]


def test_nested_values_have_a_row_each() -> None:
    """By dotted path; what is alike does not differ."""
    rows = parameters({"model": {"size": 1, "deep": {"on": True}}}, {"model": {"size": 2}})
    assert [row.label for row in rows.values()] == ["model.deep.on", "model.size"]
    assert values(rows["model/deep/on"]) == [True, "absent"]


def test_lists_are_compared_member_by_member() -> None:
    """By place, nested ones too."""
    rows = parameters({"s": [1, {"x": 2}]}, {"s": [1, {"x": 3}, 4]})
    assert rows["s"].kind == "list"
    assert not rows["s/0"].differs
    assert rows["s/1/x"].cells[1].delta == 1.0
    assert values(rows["s/2"]) == ["absent", 4]


def test_lists_of_different_texts_are_compared_by_value() -> None:
    """One that was put in between makes one difference, with the places said."""
    rows = parameters({"f": ["a", "c"]}, {"f": ["a", "b", "c"]})
    assert values(rows["f/b"]) == ["absent", 2]
    assert not rows["f/a"].differs
    assert rows["f/c"].cells[1].delta is None


def test_one_thing_is_a_mapping_here_and_a_text_there() -> None:
    """Both are told."""
    rows = parameters({"m": "none"}, {"m": {"x": 1}})
    assert values(rows["m"]) == ["none", {"x": 1}]
    assert values(rows["m/x"]) == ["absent", 1]


def test_a_flag_is_no_number() -> None:
    """True is not 1."""
    cell = parameters({"a": 1}, {"a": True})["a"].cells[1]
    assert (cell.differs, cell.delta) == (True, None)


def test_null_is_a_value_of_parameters() -> None:
    """Not the same as a key that is not there."""
    assert values(parameters({"a": None}, {})["a"]) == [None, "absent"]


def test_what_was_not_captured_does_not_differ() -> None:
    """Nothing is known of it."""
    row = parameters({"a": 1}, None)["a"]
    assert values(row) == [1, "unknown"]
    assert not row.differs


def test_parameters_that_were_given_are_compared_with_resolved_ones() -> None:
    """Where the resolved ones were not captured; what was not given is then unknown."""
    runs = [
        Run(id="new", version="", parameters={"a": 1, "b": 2}),
        Run(id="old", version="", given={"a": 3}),
    ]
    rows = {row.label: values(row) for row in compare_runs(runs, {}).rows if row.group == "params"}
    assert rows == {"a": [1, 3], "b": [2, "unknown"]}


def test_very_long_lists_are_cut_and_it_is_said() -> None:
    """The list as a whole is still compared."""
    long = [{"x": n} for n in range(MOST_MEMBERS + 1)]
    runs = [Run(id=str(n), version="", parameters={"long": long}) for n in range(2)]
    found = compare_runs(runs, {})
    assert found.cut == ("params",)
    assert len([row for row in found.rows if row.group == "params"]) == MOST_MEMBERS + 1


def test_every_group_of_a_recorded_run_is_compared() -> None:
    """Run, parameters, metrics, tracked JSON, environment, pipeline, inputs."""
    found = compare_runs([make_run(0), make_run(1)], {})
    assert list(dict.fromkeys(row.group for row in found.rows)) == [
        *("run", "params", "metrics", "json", "environment", "pipeline", "inputs")
    ]


def test_one_run_has_no_difference() -> None:
    """It can still be looked at."""
    assert only_changes(compare_runs([make_run(0)], {}).rows) == ()


def written(form: Any, *runs: Run, changes: bool = False) -> str:
    """These runs compared and written."""
    return export(compare_runs(runs, INFOS), runs, form, changes=changes)


def two(**parameters: tuple[Any, Any]) -> tuple[Run, Run]:
    """Two runs that differ in these parameters and in a metric."""
    found = [{name: pair[at] for name, pair in parameters.items()} for at in (0, 1)]
    return (
        Run(
            id="one",
            version="",
            title="First",
            parameters=found[0],
            versions=(make_metrics({"mae": 2.0}, dataset="m"),),
        ),
        Run(
            id="two",
            version="",
            title="Second | @all",
            parameters=found[1],
            versions=(make_metrics({"mae": 1.0}, dataset="m"),),
        ),
    )


def test_markdown_is_a_table_with_the_best_in_bold() -> None:
    """Of what differs, grouped, the baseline named."""
    assert written("markdown", *two(a=(1, 3), b=("x", "x")), changes=True).splitlines() == [
        "|  | First (baseline) | Second \\| &#64;all |",
        "| --- | --- | --- |",
        "| **Run** |  |  |",
        "| title | First | Second \\| &#64;all |",
        "| **Parameters** |  |  |",
        "| a | 1 | 3 +2 (+200%) |",
        "| **Metrics** |  |  |",
        "| Error | 2.0 | **1.0** −1.0 (−50%) better |",
    ]


def test_markdown_takes_nothing_for_markup() -> None:
    """A value stays on its line, and mentions nobody."""
    made = written("markdown", *two(a=("x", "![i](http://e.org)\n@team <b> `c`")), changes=True)
    line = next(line for line in made.splitlines() if line.startswith("| a "))
    assert line == "| a | x | !\\[i\\](http://e.org) &#64;team &lt;b&gt; \\`c\\` |"


def test_csv_is_read_back_with_keys_that_runs_lack() -> None:
    """At full precision; empty where a run has no value."""
    runs = [
        Run(id="one", version="", parameters={"a": 0.1 + 0.2, "only": True, "t": 'say "x",\ny'}),
        Run(id="two", version="", parameters={"a": 5, "t": ""}),
    ]
    head, *lines = csv.reader(io.StringIO(written("csv", *runs)))
    assert head == ["group", "name", "one", "two"]
    found = {line[1]: line[2:] for line in lines if line[0] == "params"}
    assert found == {
        "a": ["0.30000000000000004", "5"],
        "only": ["true", ""],
        "t": ['say "x",\ny', ""],
    }


def test_csv_holds_no_formula() -> None:
    """A text that a spreadsheet would run; a negative number stays one."""
    made = written("csv", *two(a=("=1+1", "+1"), b=(-1.5, "-x")))
    rows = {line[1]: line[2:] for line in csv.reader(io.StringIO(made))}
    assert (rows["a"], rows["b"]) == (["'=1+1", "'+1"], ["-1.5", "'-x"])


def test_json_is_valid_and_leaves_out_what_runs_lack() -> None:
    """NaN and infinities are texts, deltas are numbers."""
    one = Run(id="one", version="", versions=(make_metrics({"r2": NAN, "mae": 2.0}, dataset="m"),))
    other = Run(id="two", version="", versions=(make_metrics({"mae": 1.0}, dataset="m"),))
    read = json.loads(written("json", one, other), parse_constant=pytest.fail)
    rows = {row["name"]: row for row in read["rows"] if row["group"] == "metrics"}
    assert (read["runs"], read["baseline"]) == (["one", "two"], "one")
    assert rows["r2"]["values"] == {"one": "NaN"}
    assert rows["Error"] == {
        "group": "metrics",
        "name": "Error",
        "path": ["m.mae"],
        "differs": True,
        "direction": "lower",
        "values": {"one": 2, "two": 1},
        "deltas": {"two": -1},
    }


def test_table_has_a_head_and_a_row_for_each_value() -> None:
    """With the change beside the value."""
    runs = two(a=(1, 3))
    found = compare_runs(runs, INFOS)
    assert list(table(found, runs, changes=True)) == [
        ["", "", "First (baseline)", "Second | @all"],
        ["Run", "title", "First", "Second | @all"],
        ["Parameters", "a", "1", "3 +2 (+200%)"],
        ["Metrics", "Error", "2.0", "1.0 −1.0 (−50%) better"],
    ]


def test_members_of_short_lists_are_told_as_a_whole() -> None:
    """Those of long ones one by one."""
    rows = tuple(parameters({"f": ["a"], "l": ["x" * 90]}, {"f": ["b"], "l": ["y"]}).values())
    assert [row.key for row in told(rows)] == [
        *("params/f", "params/l", f"params/l/{'x' * 90}", "params/l/y")
    ]


def test_runs_of_one_title_are_told_apart() -> None:
    """By their ids."""
    runs = [
        Run(id=str(n), version="", title=title) for n, title in enumerate(("x", "x", "y", None))
    ]
    assert run_names(runs) == ["0", "1", "y", "3"]


def test_what_is_new_in_a_text_is_found() -> None:
    """Word by word; joined, the parts are the text."""
    parts = new_parts("kedro run --params=a=1", "kedro run --params=a=2,b=3")
    assert [part for is_new, part in parts if is_new] == ["2,b=3"]
    assert "".join(part for _, part in parts) == "kedro run --params=a=2,b=3"


def test_named_comparisons_find_their_runs_the_baseline_first() -> None:
    """Each once; a reference without a run is a problem that names it."""
    runs = [make_run(0), make_run(1, tags=("best",))]
    (found,) = named(runs, [Wanted("june", (runs[0].id, "latest", "@none"), baseline="@best")])
    assert [run.id for run in found.runs] == [runs[1].id, runs[0].id]
    (problem,) = problems([found])
    assert "'june'" in problem.what
    assert "'@none'" in problem.what
    assert problem.remedy == "Correct `comparisons.june` in track.yml."


def test_vectors_are_fresh(tmp_path: Path) -> None:
    """The vectors, to which the browser's twin is held, are what their script writes."""
    script = VECTORS.with_name("make_compare.py")
    copy = tmp_path / script.name
    copy.write_text(script.read_text(encoding="utf-8"), encoding="utf-8")
    subprocess.run([sys.executable, str(copy)], check=True)
    made = (tmp_path / VECTORS.name).read_text(encoding="utf-8")
    assert made == VECTORS.read_text(encoding="utf-8")


def test_a_tracked_json_of_a_scalar_has_one_row() -> None:
    """The dataset is its name."""
    runs = [
        Run(id=str(n), version="", versions=(Version("rows", "", "json", data=n),)) for n in (4, 5)
    ]
    found: Comparison = compare_runs(runs, {})
    row = next(row for row in found.rows if row.group == "json")
    assert row.label == "rows"
    assert row.cells[1] == Cell(5, differs=True, delta=1.0, ratio=0.25)
