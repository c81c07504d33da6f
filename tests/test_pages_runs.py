"""The list of runs as pages: what each holds, and that older ones never change."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from builders import make_history, make_metrics, make_run
from kedro_track.analysis.numbers import MINUS
from kedro_track.build import write_site
from kedro_track.config import Config, MetricRule, ThemeOptions
from kedro_track.history import History
from kedro_track.site import model
from kedro_track.site.model import Page, Site
from kedro_track.site.output import Output
from kedro_track.site.pages import runs as family
from kedro_track.site.pages.runs import Listing, pages


@pytest.fixture(autouse=True)
def _short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make pages of four runs, so that few runs fill several."""
    monkeypatch.setattr(family, "CHUNK", 4)
    monkeypatch.setattr(model, "CHUNK", 4)


def pages_of(history: History, config: Config | None = None) -> dict[str, Page]:
    """The pages of the family by their addresses."""
    found = pages(Site(history, config or Config()))
    return {page.url: page for page in found if isinstance(page, Page)}


def numbers(page: Page) -> list[int]:
    """The numbers of a page's runs in their order."""
    listing: Listing = page.context["listing"]
    return [row.number for row in listing.rows]


def built(history: History, folder: Path) -> dict[str, bytes]:
    """The numbered pages as they are written, in a theme that has no others."""
    theme = folder.with_name("theme")
    theme.mkdir(exist_ok=True)
    (theme / "theme.toml").write_text('parent = "default"\nfamilies = ["runs"]\n')
    write_site(history, Config(theme=ThemeOptions(name=str(theme))), Output(folder))
    return {path.name: path.read_bytes() for path in folder.glob("runs-*.html")}


def test_few_runs_are_on_one_page() -> None:
    """As many as a page holds need no other page."""
    found = pages_of(make_history(4))
    assert list(found) == ["runs.html"]
    assert (numbers(found["runs.html"]), found["runs.html"].context["older"]) == (
        [4, 3, 2, 1],
        None,
    )


def test_pages_are_filled_from_the_oldest_run() -> None:
    """Each numbered page holds its runs, the newest of them first."""
    found = pages_of(make_history(10))
    assert {url: numbers(page) for url, page in found.items()} == {
        "runs-1.html": [4, 3, 2, 1],
        "runs-2.html": [8, 7, 6, 5],
        "runs-3.html": [10, 9],
        "runs.html": [10, 9, 8, 7],
    }


def test_pages_lead_to_their_neighbours() -> None:
    """The newest page goes on at the run that comes next; the others from page to page."""
    found = pages_of(make_history(10))
    assert found["runs.html"].context["older"] == ("runs-2.html", 6)
    assert [
        (found[f"runs-{n}.html"].context["newer"], found[f"runs-{n}.html"].context["older"])
        for n in (1, 2, 3)
    ] == [("runs-2.html", None), ("runs-3.html", "runs-1.html"), (None, "runs-2.html")]


@pytest.mark.parametrize("count", [5, 8])
def test_a_new_run_changes_the_last_page_only(count: int, tmp_path: Path) -> None:
    """Full pages keep their bytes, also when the new run brings a metric of its own."""
    history = make_history(count)
    new = make_run(count)
    new = replace(new, versions=(*new.versions, make_metrics({"aaa_score": 1.0}, "first")))
    before = built(history, tmp_path / "site")

    after = built(replace(history, runs=(*history.runs, new)), tmp_path / "site")

    last = f"runs-{-(-count // 4)}.html"
    assert {name for name in before if before[name] != after[name]} == {last}


def test_values_stand_at_their_decimal_points() -> None:
    """What is missing to the longest fraction is filled up; what has none is not."""
    values = [0.5, 12.25, 3.0, 1e-9, float("nan")]
    runs = tuple(
        make_run(n, versions=(make_metrics({"score": value}),)) for n, value in enumerate(values)
    )
    listing = _listing_of(replace(make_history(), runs=runs[:4]))
    assert [row.values for row in listing.rows] == [
        ((f"1e{MINUS}9", ""),),
        (("3", ".00"),),
        (("12.25", ""),),
        (("0.5", "0"),),
    ]


def test_a_run_without_a_metric_has_an_empty_cell() -> None:
    """Not a zero, not a dash that a reader must guess at."""
    runs = (make_run(0, versions=(make_metrics({"score": 0.5}),)), make_run(1, versions=()))
    assert [row.values for row in _listing_of(replace(make_history(), runs=runs)).rows] == [
        (("", ""),),
        (("0.5", ""),),
    ]


def test_the_best_of_each_metric_is_named() -> None:
    """By the metric's direction; of equals the first."""
    scores = (0.5, 0.9, 0.9, 0.1)
    runs = tuple(
        make_run(n, versions=(make_metrics({"score": s, "loss": s}),)) for n, s in enumerate(scores)
    )
    best = pages_of(replace(make_history(), runs=runs))["runs.html"].context["best"]
    assert [(item.metric.key, item.value, item.run.id) for item in best] == [
        ("loss", 0.1, runs[3].id),
        ("score", 0.9, runs[1].id),
    ]


def test_columns_that_hold_nothing_are_left_out() -> None:
    """A history of bare runs has no empty columns."""
    bare = make_run(0, user=None, code=None, duration=None, tags=())
    assert _listing_of(replace(make_history(), runs=(bare,))).shown == frozenset()


def test_the_configuration_says_which_metrics_lead() -> None:
    """With their labels and formats."""
    config = Config(headline=("rmse",), metrics=(MetricRule("rmse", label="RMSE", format=".1f"),))
    listing: Listing = pages_of(make_history(1), config)["runs.html"].context["listing"]
    assert [(metric.label, row.values) for metric in listing.metrics for row in listing.rows] == [
        ("RMSE", (("799.1", ""),))
    ]


def test_no_runs_yet() -> None:
    """There is a page, and nothing on it but what to do."""
    found = pages_of(make_history(0))
    assert (list(found), found["runs.html"].context["total"]) == (["runs.html"], 0)


def _listing_of(history: History) -> Listing:
    listing: Listing = pages_of(history)["runs.html"].context["listing"]
    return listing
