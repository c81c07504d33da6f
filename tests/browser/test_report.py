"""The theme that is one long page: what it holds, and what of it reaches the paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from builders import make_failed_run, make_history, make_run
from kedro_track.build import write_site
from kedro_track.config import Comparison, Config, ThemeOptions
from kedro_track.site.output import Output

Opener = Callable[[Path], str]
Pages = Callable[..., Page]

SECTIONS = ("runs", "metrics", "changes", "plots", "origins")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of three runs, the second of them the baseline, and one of a failed run."""
    folder = tmp_path_factory.mktemp("report")
    runs = tuple(make_run(i, folder=folder) for i in range(3))
    config = Config(
        comparisons=(
            Comparison("three", tuple(run.id for run in runs), runs[1].id, "Three models"),
            Comparison("failed", (make_run(3).id,)),
        ),
        theme=ThemeOptions("report"),
    )
    history = make_history(0, folder=folder, runs=(*runs, make_failed_run(3)))
    write_site(history, config, Output(folder / "site"))
    return folder / "site"


def test_it_opens_as_the_site_and_leads_to_its_parts(
    page: Page, over_both: Opener, site: Path
) -> None:
    """Without a navigation: one page, its contents, and the other report."""
    page.goto(over_both(site) + "index.html")
    expect(page.get_by_role("heading", name="Three models", level=1)).to_be_visible()
    contents = page.get_by_role("navigation", name="Contents")
    for section in SECTIONS:
        contents.locator(f"a[href='#{section}']").click()
        expect(page.locator(f"h2#{section}")).to_be_in_viewport()
    page.get_by_role("link", name="failed", exact=True).click()
    expect(page.locator("main")).to_contain_text("ValueError")


def test_the_baseline_comes_first_and_all_others_are_told_against_it(
    page: Page, over_file: Opener, site: Path
) -> None:
    """With the best of each metric in words."""
    page.goto(over_file(site) + "report.html")
    first = page.locator("#runs ~ .scroll tbody tr").first
    expect(first.locator("th a")).to_have_text(make_run(1).id)
    expect(first).to_contain_text("baseline")
    rmse = page.locator(".values tbody tr").filter(has_text="rmse")
    expect(rmse.locator(".change")).to_have_count(2)
    expect(rmse.locator("strong")).to_have_count(1)
    expect(rmse).to_contain_text("best")


def test_pictures_and_figures_are_there_before_anybody_scrolls(
    page: Page, over_file: Opener, site: Path
) -> None:
    """A printer does not."""
    page.goto(over_file(site) + "report.html")
    expect(page.locator(".main-svg").first).to_be_attached(timeout=20_000)
    undrawn = "all => all.filter((image) => !(image.complete && image.naturalWidth)).length"
    assert page.locator(".plot-grid img").evaluate_all(undrawn) == 0


def test_what_is_printed(new_page: Pages, over_file: Opener, site: Path) -> None:
    """Everything but what paper can't use; black on white, also for a reader who likes it dark."""
    page = new_page(dark=True, width=794, height=1123)
    page.goto(over_file(site) + "report.html")
    page.emulate_media(media="print", color_scheme="dark")
    for gone in (".top", ".contents", ".foot", "#print"):
        for place in page.locator(gone).all():
            expect(place).to_be_hidden()
    for section in SECTIONS:
        expect(page.locator(f"h2#{section}")).to_be_visible()
    expect(page.locator("body")).to_have_css("color", "rgb(0, 0, 0)")
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    # No table is cut at the edge of the sheet.
    cut = "all => all.filter((box) => box.scrollWidth > box.clientWidth + 1).length"
    assert page.locator(".scroll").evaluate_all(cut) == 0


def test_the_button_prints(page: Page, over_file: Opener, site: Path) -> None:
    """It asks the browser for its own dialog."""
    page.add_init_script("window.print = () => { document.title = 'printed' }")
    page.goto(over_file(site) + "report.html")
    page.get_by_role("button", name="Print").click()
    expect(page).to_have_title("printed")
