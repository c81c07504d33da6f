"""`kedro track compare`, and what of it belongs on a pull request."""

from __future__ import annotations

import csv
import json
import math
import re
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest

from builders import make_history, make_metrics, make_run, write_legacy_project
from calling import call, lines, refused, told
from kedro_track.analysis.compare import compare_runs
from kedro_track.analysis.compare_comment import MOST_ROWS, comment, comparison_url, verdict
from kedro_track.analysis.metrics import describe
from kedro_track.analysis.regressions import regressions
from kedro_track.cli.compare import WORSE
from kedro_track.config import Config
from kedro_track.history import Run
from projects import make_project, run_kedro


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with four runs that get better and better."""
    config = {"conf/base/track.yml": "headline: [r2_score, mae]\nsite_url: https://x.org/runs/\n"}
    return write_legacy_project(tmp_path / "project", 4, files=config)


def ids(project: Path) -> list[str]:
    """The ids of its runs, oldest first."""
    return [run["id"] for run in told(project, "runs")][::-1]


def scored(index: int, score: float | None, error: float = 1.0, **changes: object) -> Run:
    """A run with two metrics, or with one."""
    values = {"mae": error} if score is None else {"mae": error, "r2_score": score}
    return make_run(index, versions=(make_metrics(values, "m"),), **changes)


INFOS = describe(make_history(0, runs=(scored(0, 0.5),)), Config())
LEADING = tuple(INFOS.values())


def test_markdown_for_a_pull_request(project: Path) -> None:
    """The answer, the headline metrics with words for their direction, a link to the site."""
    base, head = ids(project)[-2:]
    said = lines(project, "compare", "previous", "latest", "--format", "markdown")
    address = f"https://x.org/runs/compare.html#runs={base},{head}&baseline={base}"
    assert said == [
        "### Spaceflights",
        "",
        f"**{head}** against {base}: **headline metrics: 2 better**",
        "",
        f"|  | {base} (baseline) | {head} |",
        "| --- | --- | --- |",
        "| **Metrics** |  |  |",
        "| r2\\_score | 0.392 | **0.393** +0.001 (+0.255%) better |",
        "| mae | 548 | **547** −1 (−0.182%) better |",
        "",
        "Nothing else that was captured differs.",
        "",
        f"[All values and plots side by side]({address})",
    ]


def test_a_table_for_the_terminal(project: Path) -> None:
    """What differs, and the answer beneath."""
    base, head = ids(project)[0], ids(project)[3]
    said = lines(project, "compare", base, "best:mae")
    assert any("r2_score" in line and "better" in line for line in said)
    assert f"{head} against {base}: headline metrics: 2 better." in said


def test_csv_and_json_hold_what_differs_at_full_precision(project: Path) -> None:
    """With `--full` all values."""
    base, head = ids(project)[:2]
    text = "\n".join(lines(project, "compare", base, head, "--format", "csv"))
    rows = list(csv.reader(StringIO(text)))
    assert rows[0] == ["group", "name", base, head]
    assert ["metrics", "metrics.r2_score", "0.39", "0.391"] in rows
    text = "\n".join(lines(project, "compare", base, head, "--format", "json", "--full"))
    value = json.loads(text)
    assert (value["runs"], value["baseline"]) == ([base, head], base)
    assert any(not row["differs"] for row in value["rows"])


def test_any_number_of_runs_is_compared(project: Path) -> None:
    """Each once, the baseline first, however often it is named."""
    first, second, third, _ = ids(project)
    said = lines(project, "compare", first, third, second, first, third, "--format", "csv")
    assert said[0] == f"group,name,{first},{third},{second}"


def test_a_regression_ends_with_a_code_of_its_own(project: Path) -> None:
    """And says on stderr which metric, the table as always on stdout."""
    old, new = ids(project)[:2]
    done = call(project, "compare", new, old, "--fail-on-regression", "--format", "markdown")
    assert done.exit_code == WORSE
    assert done.stdout.startswith("### Spaceflights")
    assert done.stderr.splitlines() == [
        f"Regression: r2_score is worse in {old}: 0.39 after 0.391 (higher is better).",
        f"Regression: mae is worse in {old}: 550 after 549 (lower is better).",
    ]
    assert call(project, "compare", old, new, "--fail-on-regression").exit_code == 0
    assert call(project, "compare", new, old).exit_code == 0


def test_the_baseline_is_that_of_the_configuration(project: Path) -> None:
    """As the first HEAD had it; without any that is said."""
    (project / "conf/base/track.yml").write_text('baseline: "@shipped"\n', encoding="utf-8")
    first, _, _, last = ids(project)
    assert "'@shipped'" in refused(project, "compare", "baseline", last)
    lines(project, "edit", first, "--tag", "shipped")
    said = lines(project, "compare", "baseline", last, "--format", "csv")
    assert said[0] == f"group,name,{first},{last}"
    assert "nothing to be compared with" in refused(project, "compare", "previous", first)


def test_a_run_is_not_compared_with_itself(project: Path) -> None:
    """That is a slip."""
    assert "the same run" in refused(project, "compare", "latest", "best:mae")


@pytest.mark.parametrize(
    ("base", "head", "expected"),
    [
        ((0.5, 1.0), (0.6, 1.0), []),
        ((0.5, 1.0), (0.4, 0.5), ["worse"]),
        ((0.5, 1.0), (None, 1.0), ["missing"]),
        ((0.5, 1.0), (math.nan, 1.0), ["no_number"]),
        ((math.nan, 1.0), (0.1, 1.0), []),
        ((None, 1.0), (0.1, 1.0), []),
        ((0.5, 1.0), (0.5 - 1e-16, 1.0), []),  # float noise
    ],
)
def test_what_counts_as_worse(
    base: tuple[float | None, float], head: tuple[float | None, float], expected: list[str]
) -> None:
    """Worse by its direction, or lost; nothing that had no number can get worse."""
    found = regressions(scored(0, *base), [scored(1, *head)], LEADING)
    assert [one.reason for one in found] == expected


def test_the_answer_counts_each_headline_metric_once() -> None:
    """Better, worse, missing, unchanged."""
    base = scored(0, 0.5)
    assert verdict(base, scored(1, 0.4), LEADING) == "headline metrics: 1 worse, 1 unchanged"
    assert verdict(base, scored(1, None, 0.5), LEADING) == "headline metrics: 1 better, 1 missing"
    assert verdict(base, replace(base, versions=()), ()) == "no headline metric is in both"


def test_a_metric_without_a_direction_warns_where_it_should_fail(tmp_path: Path) -> None:
    """A check that can't fail says so."""
    project = write_legacy_project(
        tmp_path / "project",
        2,
        files={"conf/base/track.yml": "metrics: {'*': {direction: none}}\n"},
    )
    done = call(project, "compare", "previous", "latest", "--fail-on-regression")
    assert (done.exit_code, "has a direction" in done.stderr) == (0, True)


def test_a_comment_is_short() -> None:
    """What does not fit is counted; noise such as the time of each node is left out."""
    runs = [
        make_run(0, parameters={f"p{n}": n for n in range(99)}),
        make_run(1, parameters={f"p{n}": n + 1 for n in range(99)}),
    ]
    text = comment(compare_runs(runs, {}), runs, (), title="Mine")
    assert text.count("\n| p") <= MOST_ROWS
    assert "more differences." in text
    assert "duration" not in text


def test_a_hostile_title_is_text_in_a_comment() -> None:
    """No mention, no image, no markup, no broken table."""
    runs = [make_run(0), make_run(1, title="@team ![x](http://e.x/y) <b> | [a](javascript:b)")]
    text = comment(compare_runs(runs, {}), runs, (), title="# <script>")
    assert all(bad not in text for bad in ("@team", "![", "<b>", "<script"))
    assert re.search(r"(?<!\\)]\(", text) is None


def test_ids_are_quoted_in_the_address() -> None:
    """They may be a caller's own."""
    runs = [make_run(0, id="a b,c"), make_run(1, id="x&y#z")]
    assert comparison_url("https://x.org/", runs) == (
        "https://x.org/compare.html#runs=a%20b%2Cc,x%26y%23z&baseline=a%20b%2Cc"
    )


def test_kedro_itself_compares_two_runs(tmp_path: Path) -> None:
    """In a project that ran: the parameter that was changed stands beside the metrics."""
    config = 'metrics: {"*.total": {direction: lower}}\nheadline: ["metrics.total"]\n'
    project = make_project(tmp_path / "ran", {"conf/base/track.yml": config})
    run_kedro(project, "run")
    run_kedro(project, "run", "--params=factor=5")
    arguments = ("previous", "latest", "--format", "markdown", "--fail-on-regression")
    done = run_kedro(project, "track", "compare", *arguments, expect=WORSE)
    assert "| metrics.total | **12** | 30 +18 (+150%) worse |" in done.stdout
    assert "| factor | 2 | 5 +3 (+150%) |" in done.stdout
