"""The first page as a person uses it: the answer at a glance, then one click to its evidence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from builders import make_history, make_run
from kedro_track.build import write_site
from kedro_track.config import Config
from kedro_track.site.output import Output

Opener = Callable[[Path], str]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve runs, two of them failed."""
    folder = tmp_path_factory.mktemp("overview")
    write_site(make_history(12, folder=folder), Config(), Output(folder / "site"))
    return folder / "site"


def test_answer_and_evidence_are_on_the_first_screen(
    page: Page, over_both: Opener, site: Path
) -> None:
    """The sentence, the metrics, what changed, that something needs attention: no scrolling."""
    page.goto(over_both(site) + "index.html")
    for part in (".lead", ".leading", "#changes .changes", "a[href='#attention']"):
        box = page.locator(part).bounding_box()
        assert box is not None, part
        assert box["y"] + box["height"] < 900, part
    expect(page.locator(".lead strong")).to_contain_text("The latest run is")


def test_answer_on_a_phone(new_page: Callable[..., Page], over_file: Opener, site: Path) -> None:
    """The sentence and the first metric with its change fit the screen."""
    page = new_page(width=360, height=740)
    page.goto(over_file(site) + "index.html")
    change = page.locator(".leading tbody tr").first.locator("td.worse, td.better")
    box = change.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 360
    assert box["y"] + box["height"] <= 740


def test_metric_leads_to_its_timeline(page: Page, over_both: Opener, site: Path) -> None:
    """One click from its name."""
    page.goto(over_both(site) + "index.html")
    page.locator(".leading").get_by_role("link", name="mae").click()
    page.wait_for_url("**/metrics/*.html*")
    expect(page.get_by_role("heading", level=1)).to_contain_text("mae")


def test_best_leads_to_its_run(page: Page, over_file: Opener, site: Path) -> None:
    """The run that holds the record."""
    page.goto(over_file(site) + "index.html")
    row = page.locator(".leading tr", has_text="max_error")
    row.locator("td a").click()
    page.wait_for_url(f"**/runs/{make_run(0).id}.html")


def test_the_two_are_compared_side_by_side(page: Page, over_file: Opener, site: Path) -> None:
    """With the earlier one as baseline."""
    page.goto(over_file(site) + "index.html")
    page.get_by_role("link", name="Compare the two side by side").click()
    page.wait_for_url("**/compare.html#*")
    earlier, later = make_run(10).id, make_run(11).id
    assert page.url.endswith(f"#runs={earlier},{later}&baseline={earlier}")


def test_runs_are_picked_from_the_latest(page: Page, over_both: Opener, site: Path) -> None:
    """The tray gathers them and leads to their comparison."""
    page.goto(over_both(site) + "index.html")
    boxes = page.locator(".latest-runs input[type=checkbox]")
    boxes.nth(0).check()
    boxes.nth(2).check()
    expect(page.locator("#tray")).to_contain_text("2 runs picked")
    page.locator("#tray").get_by_role("link", name="Compare").click()
    page.wait_for_url(f"**/compare.html#runs={make_run(11).id},{make_run(9).id}*")


def test_failed_run_is_one_click_away(page: Page, over_file: Opener, site: Path) -> None:
    """From what needs attention to the exception."""
    page.goto(over_file(site) + "index.html")
    page.locator(".lead a[href='#attention']").click()
    page.locator("#attention .run").first.click()
    expect(page.locator("#failure")).to_be_visible()


@pytest.mark.parametrize("count", [0, 1, 2])
def test_young_history_says_what_to_do(
    count: int, page: Page, over_file: Opener, tmp_path: Path
) -> None:
    """The page of a project with few runs holds no empty table, and a command to type."""
    write_site(make_history(count, folder=tmp_path), Config(), Output(tmp_path / "site"))
    page.goto(over_file(tmp_path / "site") + "index.html")
    for table in page.locator("table").all():
        assert table.locator("tbody tr").count() > 0
    if count < 2:
        expect(page.locator("pre", has_text="kedro track build-site")).to_be_visible()
    else:
        expect(page.locator(".lead strong")).to_contain_text("The latest run is")
