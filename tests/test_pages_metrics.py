"""The pages of the metrics: what they say without a script, and what makes them change."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from builders import make_failed_run, make_history, make_metrics, make_run
from kedro_track.config import Config, MetricRule
from kedro_track.history import Code, History, Run
from rendering import render, words

Values = Sequence[float | None]
RMSE = "metrics/scores.rmse.html"


def scored(index: int, **values: float) -> Run:
    """A run with these scores and nothing else."""
    return make_run(index, versions=(make_metrics(values),))


def history_of(values: Values, key: str = "rmse") -> History:
    """A run for each value; None stands for one that failed before it was tracked."""
    runs = [
        make_failed_run(i, versions=()) if value is None else scored(i, **{key: value})
        for i, value in enumerate(values)
    ]
    return make_history(0, runs=tuple(runs))


def pages(history: History, config: Config | None = None) -> Mapping[str, str]:
    """The pages of the family."""
    return render("metrics", history, config)


def said(values: Values, place: str = "main", config: Config | None = None) -> str:
    """What the page of the metric says."""
    return words(pages(history_of(values), config)[RMSE], place)


def lead(values: Values, config: Config | None = None) -> str:
    """The answer of the metric's page."""
    made = pages(history_of(values), config)[RMSE]
    found = re.search(r'<p class="lead">(.*?)</p>', made, re.DOTALL)
    assert found is not None
    return words(f"<main>{found[1]}</main>")


def test_the_answer_comes_first() -> None:
    """Latest against the baseline in words, and the best."""
    text = lead([3.0, 1.0, 2.0])
    assert text.startswith("2 in the latest run that has it,")
    assert "+1 (+100%) worse than the baseline" in text
    assert "the best is 1, in" in text


def test_a_best_that_is_the_latest_is_said() -> None:
    """Nothing is better than what is there."""
    assert lead([3.0, 2.0, 1.0]).endswith("there is none better.")


@pytest.mark.parametrize(
    ("values", "answer"),
    [
        ([0.5], "0.5 in one run,"),
        ([0.5, 0.5, 0.5], "0.5, the same in all 3 runs that have it."),
        ([math.nan], "The one run that has it holds no finite number."),
        ([math.nan, math.inf], "Of 2 runs that have it none holds a finite number."),
    ],
)
def test_what_there_is_too_little_of_is_said(values: Values, answer: str) -> None:
    """One run, a constant, nothing finite: each in its own words."""
    assert lead(values).startswith(answer)


def test_the_baseline_is_one_that_has_the_metric() -> None:
    """A baseline that lacks it would say nothing: the one before it that has it is meant."""
    rule = Config(baseline="latest on main")
    runs = [replace(scored(i, rmse=float(i)), code=Code("a" * 40, "main")) for i in range(3)]
    bare = replace(make_failed_run(3, status="succeeded", versions=()), code=Code("b" * 40, "main"))
    made = pages(make_history(0, runs=(*runs, bare, scored(4, rmse=9.0))), rule)[RMSE]
    assert "+7 (+350%) worse than the baseline" in words(made)


def test_gaps_and_odd_values_are_counted() -> None:
    """What the picture leaves open is said beneath it."""
    text = said([1.0, None, math.nan, 2.0, math.inf, -math.inf, 3.0])
    assert "1 run between has no value: a gap, not a zero." in text
    assert "1 value is NaN" in text
    assert "1 value is infinite" in text
    assert "1 value is negative infinity" in text


def test_the_picture_is_complete_by_itself() -> None:
    """Title, description, a mark for each point, and lines of baseline and best, with names."""
    made = pages(history_of([3.0, None, 1.0, 2.0]))[RMSE]
    svg = made[made.index("<svg") : made.index("</svg>")]
    assert "Timeline of rmse" in svg
    assert "Lowest 1, highest 3, latest 2." in svg
    assert svg.count('class="dot"') == 3
    assert "baseline 1" in svg
    assert "best 1" in svg
    assert len(re.findall("M", re.findall(r'class="line" d="([^"]*)"', svg)[0])) == 2


def test_a_change_point_is_told_with_its_commits() -> None:
    """Both levels, the first run of the new one, the commits between, what else changed."""
    runs = [
        replace(
            scored(i, rmse=1.0 if i < 8 else 2.0),
            code=Code(("a" if i < 8 else "b") * 40, "main", dirty=False),
            parameters={"depth": 3 if i < 8 else 4},
            given={},
        )
        for i in range(16)
    ]
    made = pages(make_history(0, runs=tuple(runs)))[RMSE]
    address = f"https://github.com/example/spaceflights/compare/{'a' * 40}...{'b' * 40}"
    assert f'href="{address}"' in made
    text = words(made)
    assert "+1 (+100%) worse 1 (8 runs) → 2 (8 runs) 9." in text
    assert "depth 3 → 4" in text


def test_one_commit_on_both_sides_is_said() -> None:
    """Then the code is not what changed."""
    runs = [
        replace(scored(i, rmse=1.0 if i < 8 else 2.0), code=Code("a" * 40, dirty=True))
        for i in range(16)
    ]
    text = words(pages(make_history(0, runs=tuple(runs)))[RMSE])
    assert "same commit aaaaaaa with uncommitted changes" in text


def test_regressions_and_improvements_are_listed_by_size() -> None:
    """On the page of all metrics, the largest first, each with a link to its metric."""
    runs = [
        scored(i, rmse=1.0 + (i >= 8), mae=5.0 + 0.5 * (i >= 8), r2=0.5 + 0.2 * (i >= 10))
        for i in range(20)
    ]
    made = pages(make_history(0, runs=tuple(runs)))["metrics.html"]
    assert "Levels that changed for good: 2 regressions, 1 improvement." in words(made)
    turns = made[made.index('id="turns"') :]
    assert turns.index("scores.rmse.html") < turns.index("scores.mae.html")
    assert turns.index("2 regressions") < turns.index("1 improvement")


def test_headline_metrics_come_first_then_datasets() -> None:
    """In the order of the config; the others under their dataset."""
    config = Config(headline=("rmse",))
    made = pages(make_history(4, plain=True), config)["metrics.html"]
    heads = re.findall(r'<h2 id="[^"]*">([^<]*)</h2>', made.replace("<wbr>", ""))
    assert heads[:3] == [
        "Headline metrics",
        "data_science.active_modelling_pipeline.metrics",
        "scores",
    ]
    assert made.index("scores.rmse.html") < made.index("mae.html")


@pytest.mark.parametrize(
    "key", ["r2.score", "a/b", "größe ∑", "two words", "..", "CON", "<b>x</b>", "100%"]
)
def test_any_name_has_its_page(key: str) -> None:
    """Dots, slashes, blanks, other scripts and markup: the page is there and linked."""
    history = history_of([1.0, 2.0, 3.0], key)
    made = pages(history)
    (url,) = [url for url in made if url.startswith("metrics/")]
    assert f'href="{url}"' in made["metrics.html"]
    assert key in words(made[url])
    assert "<b>x</b>" not in made[url]


def test_without_metrics_the_page_says_how() -> None:
    """What will stand here, and the catalog's entry to copy."""
    for history in (make_history(0), make_history(0, runs=(make_run(0, versions=()),))):
        made = pages(history)
        assert set(made) == {"metrics.html", "explore.html"}
        for page in made.values():
            assert "type: kedro_track.MetricsDataset" in page


def test_a_run_without_the_metric_does_not_change_its_page() -> None:
    """The same bytes, whatever other runs and other metrics do."""
    before = history_of([1.0, 2.0, 3.0])
    more = (make_failed_run(3, versions=()), scored(4, mae=7.0))
    after = replace(before, runs=(*before.runs, *more))
    assert pages(after)[RMSE] == pages(before)[RMSE]


def test_a_new_value_changes_its_own_page_only() -> None:
    """Of two metrics the one that the new run lacks stays as it was."""
    runs = tuple(scored(i, rmse=float(i), mae=float(i)) for i in range(4))
    before = pages(make_history(0, runs=runs))
    after = pages(make_history(0, runs=(*runs, scored(4, rmse=9.0))))
    assert after["metrics/scores.mae.html"] == before["metrics/scores.mae.html"]
    assert after[RMSE] != before[RMSE]


def test_a_metric_of_another_dataset_does_not_rename_a_page() -> None:
    """A label that was unique for a while is not what the page is called by."""
    runs = tuple(scored(i, rmse=float(i)) for i in range(3))
    other = make_run(3, versions=(make_metrics({"rmse": 1.0}, dataset="others"),))
    before = pages(make_history(0, runs=runs))[RMSE]
    assert pages(make_history(0, runs=(*runs, other)))[RMSE] == before


def test_a_configured_label_is_what_the_page_is_called() -> None:
    """Label, unit and format of the config."""
    rule = MetricRule("*.rmse", label="Error", unit="k€", format=".2f")
    made = pages(history_of([1.0, 2.0]), Config(metrics=(rule,)))[RMSE]
    assert "<h1>Error</h1>" in made
    assert "2.00 k€ in the latest run" in words(made)


def test_many_values_are_told_in_bins() -> None:
    """Above 500 runs a row stands for several, with lowest, median and highest."""
    text = said([float(i % 5) for i in range(1_200)])
    assert "Each point stands for up to 3 runs" in text
    made = pages(history_of([float(i % 5) for i in range(1_200)]))[RMSE]
    rows = made[made.index('id="values"') :].count("<tr>")
    assert rows == 501


def test_a_page_of_many_values_stays_light() -> None:
    """What 3,000 runs draw is no more than what 600 do."""
    sizes = [len(pages(history_of([float(i % 7) for i in range(n)]))[RMSE]) for n in (600, 3_000)]
    assert sizes[1] < 1.2 * sizes[0]


def test_parameters_that_go_with_it_are_listed() -> None:
    """The clear one first; what can't be told is counted with its reason."""
    runs = [
        replace(
            scored(i, rmse=float((i * 7) % 20)),
            parameters={"depth": (i * 7) % 20, "seed": 3, "rarely": 1 if i < 4 else None},
            given={},
        )
        for i in range(20)
    ]
    text = words(pages(make_history(0, runs=tuple(runs)))[RMSE])
    assert "depth 1.00 by rank 20 yes" in text
    assert "1 parameter never varied, or the metric did not." in text
    assert "1 parameter: too few runs have it and the metric; ten are needed." in text


def test_too_few_values_for_change_points_are_said() -> None:
    """Below ten nothing can be told; above, that there is none."""
    assert "Too few values to tell: ten are needed." in said([1.0, 2.0])
    assert "None: through 12 values the level stayed where it was" in said([1.0, 1.1] * 6)
