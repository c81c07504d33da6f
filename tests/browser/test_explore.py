"""Exploring runs across any columns: axes, ranges, the table beside them, what goes with what."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from builders import make_history, make_metrics, make_run
from kedro_track.build import write_site
from kedro_track.config import Config
from kedro_track.history import Run
from kedro_track.site.output import Output

Opener = Callable[[Path], str]
Pages = Callable[..., Page]

KINDS = ("linear", "forest", "boosting")


def _run(i: int) -> Run:
    chance = random.Random(f"run {i}")
    kind = KINDS[i % 3]
    depth = chance.randint(2, 9)
    parameters = {
        "aaa": {"noise": chance.randint(1, 5), "constant": 3},
        "model": {"kind": kind, "depth": depth},
    }
    if i < 4:
        parameters["rare"] = {"tried": i}
    values = {"rmse": 20 - depth - 5 * KINDS.index(kind) + chance.gauss(0, 0.2)}
    return replace(make_run(i, versions=(make_metrics(values),)), parameters=parameters)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty runs whose error depends on the model's kind and depth, and on nothing else."""
    folder = tmp_path_factory.mktemp("explore") / "site"
    write_site(make_history(0, runs=tuple(_run(i) for i in range(60))), Config(), Output(folder))
    return folder


def opened(page: Page, address: str, state: str = "") -> Page:
    """The page, drawn."""
    page.goto(address + "explore.html" + state)
    expect(page.locator("#explore")).to_have_attribute("data-ready", "true")
    return page


def axes(page: Page) -> list[str]:
    """The columns that have an axis, from left to right."""
    found: list[str] = page.locator(".axis-name").evaluate_all("all => all.map(one => one.title)")
    return found


def rows(page: Page) -> Locator:
    """The rows of the table beneath."""
    return page.locator("#rows tbody tr")


def test_the_first_axes_are_what_varies_the_surest_first(
    page: Page, over_file: Opener, site: Path
) -> None:
    """What never varied has no axis, and chance stands behind what goes with the metric."""
    shown = axes(opened(page, over_file(site)))
    assert set(shown[:2]) == {"params.model.kind", "params.model.depth"}
    assert "params.aaa.constant" not in shown
    assert shown[-1] == "metrics.scores.rmse"


def test_a_range_on_an_axis_filters_the_table_and_stands_in_the_link(
    page: Page, new_page: Pages, over_both: Opener, site: Path
) -> None:
    """Drawn by hand on the axis of the error; whoever opens the link sees the same runs."""
    address = over_both(site)
    opened(page, address)
    expect(page.locator("#said")).to_contain_text("60 of 60")
    box = page.locator(".parallel-field").bounding_box()
    assert box is not None
    x = box["x"] + box["width"] - 34
    page.mouse.move(x, box["y"] + 300)
    page.mouse.down()
    page.mouse.move(x, box["y"] + 340, steps=4)
    page.mouse.move(x, box["y"] + 384, steps=4)
    page.mouse.up()
    expect(page.locator("#said")).not_to_contain_text("60 of 60")
    said = page.locator("#said").inner_text()
    assert "ranges=" in page.url
    count = int(said.split(" of ")[0])
    assert 0 < count < 60
    expect(rows(page)).to_have_count(count)
    other = new_page()
    other.goto(page.url)
    expect(other.locator("#said")).to_have_text(said)
    expect(rows(other)).to_have_count(count)


def test_the_filter_and_the_picked_runs_of_the_table_filter_the_drawing(
    page: Page, over_file: Opener, site: Path
) -> None:
    """The other way round: what is typed or picked decides which lines are drawn."""
    opened(page, over_file(site))
    page.locator(".filter-box input").fill("params.model.kind = boosting")
    expect(page.locator("#said")).to_contain_text("20 of 60")
    expect(rows(page)).to_have_count(20)
    for place in range(3):
        rows(page).nth(place).get_by_role("checkbox").check()
    page.get_by_label("Only picked runs").check()
    expect(page.locator("#said")).to_contain_text("3 of 60")
    expect(page.locator(".picked-line")).to_have_count(3)


def test_a_row_that_is_pointed_at_shows_its_line(page: Page, over_file: Opener, site: Path) -> None:
    """One line is drawn above all others while the pointer is on the row."""
    opened(page, over_file(site))
    rows(page).nth(4).hover()
    expect(page.locator("path.pointed")).to_have_count(1)
    page.locator("h1").hover()
    expect(page.locator("path.pointed")).to_have_count(0)


def test_what_goes_with_a_metric_is_told_with_the_count_of_runs(
    page: Page, over_file: Opener, site: Path
) -> None:
    """Too few runs are said, and so is a parameter that never varied."""
    opened(page, over_file(site))
    table = page.locator("#related table")
    first = table.locator("tbody tr").first
    expect(first).to_contain_text("60")
    expect(first).to_contain_text("model.")
    expect(page.locator("#related")).to_contain_text("too few runs")
    expect(page.locator("#related")).to_contain_text("1 parameter never varied")


def test_a_parameter_that_is_pressed_is_set_against_the_metric(
    page: Page, over_file: Opener, site: Path
) -> None:
    """The scatter shows the two."""
    opened(page, over_file(site))
    page.locator("#related").get_by_role("button", name="model.depth").click()
    expect(page.get_by_label("Across")).to_have_value("params.model.depth")
    expect(page.locator("#scatter-said")).to_contain_text("60 runs have both")
