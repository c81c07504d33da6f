"""The first page: the answer, its evidence, and what stands there before there are any."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from builders import make_failed_run, make_history, make_metrics, make_run
from kedro_track.config import Comparison, Config, MetricRule
from kedro_track.history import Code, History, Problem, Project, Run
from rendering import render, words


def page(*runs: Run, config: Config | None = None, **changes: Any) -> str:
    """The overview of these runs."""
    history: History = make_history(1, runs=runs, **changes)
    return render("overview", history, config)["index.html"]


def said(*runs: Run, place: str = "main", config: Config | None = None, **changes: Any) -> str:
    """What the overview says."""
    return words(page(*runs, config=config, **changes), place)


def lead(*runs: Run, config: Config | None = None) -> str:
    """The answer."""
    found = re.search(r'<div class="lead">(.*?)</div>', page(*runs, config=config), re.DOTALL)
    assert found is not None
    return words(f"<main>{found[1]}</main>")


def scored(index: int, **values: float) -> Run:
    """A run with these scores and nothing else."""
    return make_run(index, versions=(make_metrics(values),))


BEFORE = scored(0, mae=2.0, r2=0.5)


@pytest.mark.parametrize(
    ("values", "answer"),
    [
        (
            {"mae": 1.0, "r2": 0.6},
            "The latest run is better than the previous run in mae (−50%) and r2 (+20%).",
        ),
        ({"mae": 3.0, "r2": 0.5}, "The latest run is worse than the previous run in mae (+50%)."),
        (
            {"mae": 3.0, "r2": 0.6},
            "The latest run is better than the previous run in r2 (+20%), but worse in mae (+50%).",
        ),
        (
            {"mae": 2.0, "r2": 0.5},
            "The latest run is as good as the previous run: mae and r2 did not change.",
        ),
        (
            {"rmse": 1.0},
            (
                "The latest run can’t be compared with the previous run: they have none of the "
                "leading metrics in common."
            ),
        ),
    ],
)
def test_answer_in_words_and_numbers(values: dict[str, float], answer: str) -> None:
    """Better, worse, mixed, the same, or not to be compared."""
    assert lead(BEFORE, scored(1, **values)).startswith(answer)


def test_answer_counts_what_did_not_change() -> None:
    """So that nobody misses a metric."""
    assert "The other did not change." in lead(BEFORE, scored(1, mae=1.0, r2=0.5))


def test_answer_names_no_more_metrics_than_one_reads() -> None:
    """The table has them all."""
    many = {f"mae_{i}": float(i + 1) for i in range(7)}
    runs = (scored(0, **many), scored(1, **{name: value / 2 for name, value in many.items()}))
    config = Config(headline=("mae_*",))
    assert lead(*runs, config=config).startswith(
        "The latest run is better than the previous run in mae_0 (−50%), mae_1 (−50%), "
        "mae_2 (−50%), mae_3 (−50%) and 3 more."
    )
    assert "mae_6" in said(*runs, place="metrics", config=config)


def test_answer_names_the_baseline_of_the_configuration() -> None:
    """As it stands for the latest run."""
    runs = (BEFORE, scored(1, mae=9.0), scored(2, mae=1.0))
    answer = lead(*runs, config=Config(baseline=BEFORE.id))
    assert answer.startswith("The latest run is better than the baseline in mae (−50%).")


def test_answer_without_a_direction_does_not_judge() -> None:
    """It is said that the metric differs, and that which way is better is not known."""
    answer = lead(scored(0, n=1.0), scored(1, n=2.0))
    assert answer.startswith("The latest run differs from the previous run in n (+100%); which way")


def test_failure_of_the_newest_run_comes_before_the_answer() -> None:
    """The answer is about the latest that came to its end."""
    answer = lead(BEFORE, scored(1, mae=1.0), make_failed_run(2))
    assert answer.startswith(
        "The newest run failed in split_data_node: 5 Jan 2026, 22:00. "
        "The latest run that came to its end is better than the previous run in mae (−50%)."
    )


def test_answer_without_any_metric() -> None:
    """It says what is missing, and the page what to do."""
    run = make_run(0, versions=())
    assert lead(run).startswith("The latest run tracked no metrics")
    assert "type: kedro_track.MetricsDataset" in said(run, place="metrics")


def test_answer_when_every_run_failed() -> None:
    """There is no run to judge."""
    assert lead(make_failed_run(0)).startswith("No run has come to its end with metrics yet.")


def test_answer_when_nothing_answers_to_the_rule() -> None:
    """The rule is quoted."""
    answer = lead(BEFORE, scored(1, mae=1.0), config=Config(baseline="latest on main", headline=()))
    other = lead(
        replace(BEFORE, code=Code("a" * 40, "main")),
        replace(scored(1, mae=1.0), code=None),
        config=Config(baseline="@best"),
    )
    assert "baseline" in answer
    assert other.startswith(
        "The latest run has no baseline to be compared with: no earlier run answers to “@best”."
    )


def test_answer_is_the_description_of_a_pasted_link() -> None:
    """Open Graph: title and headline."""
    made = page(BEFORE, scored(1, mae=1.0))
    assert 'property="og:title" content="Spaceflights"' in made
    assert 'property="og:description" content="The latest run is better than the previous' in made


def test_leading_metrics_have_latest_change_best_and_course() -> None:
    """With the unit, and with the direction in words."""
    rules = (MetricRule("mae", unit="EUR", direction="lower", label="Error"),)
    runs = [scored(i, mae=value) for i, value in enumerate((1.0, 4.0, 2.0))]
    made = page(*runs, config=Config(metrics=rules))
    assert "Error in EUR, lower is better 2 4 −2 (−50%) better 1 5 Jan 2026, 08:00" in words(
        made, "metrics"
    )
    assert 'aria-label="Error through the last 3 runs, the latest 2"' in made


def test_gaps_of_a_course_stay_gaps() -> None:
    """A run without the metric is neither zero nor bridged."""
    made = page(scored(0, mae=1.0), scored(1, mae=2.0), scored(2, r2=0.5), scored(3, mae=1.0))
    line = re.search(r'<path class="line" d="([^"]*)"', made)
    assert line is not None
    assert line[1].count("M") == 2


def test_what_changed_stands_beside_the_metrics() -> None:
    """With the comparison of the two one click away."""
    runs = (make_run(1), make_run(2, given={"model_options": {"test_size": 0.2}}))
    made = page(*runs)
    assert "model_options.test_size 0.15 → 0.2" in words(made, "changes")
    assert f"compare.html#runs={runs[0].id},{runs[1].id}&amp;baseline={runs[0].id}" in made


def test_latest_runs_are_ten_newest_first() -> None:
    """With status, who and code; the rest one click away."""
    runs = [make_run(i) for i in range(12)]
    text = said(*runs, place="runs")
    assert text.index("8 Jan 2026, 13:02") < text.index("8 Jan 2026, 06:02")
    assert "5 Jan 2026, 08:00" not in text
    assert text.count("succeeded") == 10
    assert text.endswith("All 12 runs")


def test_failed_run_needs_attention() -> None:
    """It is linked, with its exception."""
    text = said(make_run(0), make_failed_run(1), place="attention")
    assert "One of the recent runs failed: 5 Jan 2026, 15:00 ValueError, split_data_node" in text


def test_many_failed_runs_are_one_click_away() -> None:
    """The newest are named, all are found by the filter."""
    made = page(*[make_failed_run(i) for i in range(7)])
    assert "7 of the recent runs failed" in words(made, "attention")
    assert '<a href="runs.html#filter=failed">and 3 more</a>' in made


def test_metric_that_turned_for_the_worse_needs_attention() -> None:
    """Where its level changed, and the commits between."""
    runs = [scored(i, mae=(1.0 if i < 20 else 2.0) + i % 3 * 0.01) for i in range(40)]
    made = page(*runs)
    text = words(made, "attention")
    assert re.search(r"mae turned for the worse: 1\.0\d? → 2\.0\d? \(\+\d+", text)
    assert "since 11 Jan 2026, 04:04" in text
    assert "/compare/" in made


def test_metric_that_recovered_needs_none() -> None:
    """Only the level that holds today counts."""
    levels = [1.0] * 20 + [2.0] * 20 + [0.5] * 20
    runs = [scored(i, mae=level + i % 3 * 0.01) for i, level in enumerate(levels)]
    assert "turned for the worse" not in said(*runs, place="attention")


def test_what_could_not_be_read_is_grouped() -> None:
    """By what is to be done, with every place."""
    problems = [
        Problem("Its JSON ends too early", f"m/{i}.json", "Save it again.") for i in range(5)
    ]
    text = said(make_run(0), place="attention", problems=tuple(problems))
    assert text.count("Save it again.") == 1
    assert "3 more places" in text
    assert "m/4.json" in text


def test_losses_are_named() -> None:
    """Versions without a record, and records whose versions are gone."""
    lost = make_run(1, versions=())
    text = said(make_run(0, recorded=False, status="unknown"), lost, place="attention")
    assert "One run has versions but no record" in text
    assert "One run has a record, but versions that it saved are gone" in text


def test_healthy_history_needs_nothing() -> None:
    """It is said, so that nobody wonders."""
    assert "Nothing: the recent runs succeeded" in said(
        *[make_run(i) for i in range(3)], place="attention"
    )


def test_empty_history_says_what_will_stand_here_and_what_to_do() -> None:
    """The exact commands, in their order."""
    text = words(render("overview", make_history(0))["index.html"])
    commands = ["type: kedro_track.MetricsDataset", "kedro run", "kedro track build-site"]
    places = [text.index(command) for command in commands]
    assert places == sorted(places)
    assert "Then this page says whether the latest run is better" in text


def test_empty_history_still_says_what_could_not_be_read() -> None:
    """It may be why the history is empty."""
    problem = Problem("It is no database", "data/session_store.db", "Restore it.")
    text = words(render("overview", make_history(0, problems=(problem,)))["index.html"])
    assert "It is no database: data/session_store.db" in text


def test_one_run_says_how_to_get_a_second() -> None:
    """With a parameter of theirs."""
    text = said(make_run(0))
    assert "One run so far. The next one will be compared with it." in text
    assert "kedro run --params=model_options.test_size=0.1" in text
    assert "will stand here" in words(page(make_run(0)), "changes")


def test_description_and_named_comparisons_of_the_configuration(tmp_path: Path) -> None:
    """Markdown of theirs, sanitised; a link for each comparison."""
    (tmp_path / "about.md").write_text("We **predict** prices.<script>x</script>")
    comparisons = (Comparison("champions", ("latest",), title="Our champions"),)
    config = Config(description="about.md", comparisons=comparisons)
    made = page(make_run(0), config=config, project=Project("Spaceflights", str(tmp_path)))
    assert "<strong>predict</strong>" in made
    assert "<script>x" not in made
    assert '<a href="compare/champions.html">Our champions</a>' in made


def test_description_that_is_missing_needs_attention(tmp_path: Path) -> None:
    """The rest of the page is there."""
    text = said(
        make_run(0),
        place="attention",
        config=Config(description="about.md"),
        project=Project("Spaceflights", str(tmp_path)),
    )
    assert "about.md can’t be read" in text.replace("'", "’")


def test_labels_with_markup_stay_texts() -> None:
    """In the answer, the table, the course and the description of a pasted link."""
    evil = "<b>{x}"
    rules = (MetricRule("mae", label=evil),)
    made = page(BEFORE, scored(1, mae=1.0), config=Config(metrics=rules))
    assert evil not in made
    assert evil in words(made)
