"""One task from end to end, over several pages: from a question to a link for a colleague."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from builders import CONFUSION, SCORES, make_history
from kedro_track.build import write_site
from kedro_track.config import Config
from kedro_track.site.output import Output

Opener = Callable[[Path], str]
Pages = Callable[..., Page]

RMSE = f"{SCORES}.rmse"
COUNT = 24


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty-four runs with plots; each fifth failed."""
    folder = tmp_path_factory.mktemp("journey")
    write_site(make_history(COUNT, folder=folder), Config(), Output(folder / "site"))
    return folder / "site"


def heads(page: Page) -> list[str]:
    """What the columns of the comparison are called, from the left."""
    expect(page.locator(".run-head").first).to_be_visible()
    return [text.strip() for text in page.locator(".run-head .name").all_inner_texts()]


def test_from_the_best_runs_to_a_link_that_shows_the_same(
    page: Page, new_page: Pages, over_both: Opener, site: Path
) -> None:
    """Filter, sort, pick four, compare, move the baseline, expand a plot, send the link."""
    best = sorted(
        (run for run in make_history(COUNT).runs if run.status == "succeeded"),
        key=lambda run: run.metrics[RMSE],
    )[:4]

    page.goto(over_both(site) + "index.html")
    page.get_by_role("navigation").get_by_role("link", name="Runs").click()
    page.locator("#filter").fill("not failed")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    head = page.locator(".grid thead th").filter(
        has=page.get_by_role("button", name=re.compile(r"^rmse\b"))
    )
    head.get_by_role("button").click()
    first = page.locator(".grid tr[tabindex] input").first
    expect(first).to_have_attribute("data-pick", best[0].id)
    for place in range(4):
        page.locator(".grid tr[tabindex] input").nth(place).check()

    page.locator("#tray").get_by_role("link", name="Compare").click()
    expect(page.get_by_role("heading", name="Compare runs", level=1)).to_be_visible()
    before = heads(page)
    assert len(before) == 4
    page.get_by_role("button", name=f"Pin as baseline: {before[2]}").click()
    expect(page.locator(".run-head").first).to_contain_text(before[2])
    page.get_by_label("Show only changes").check()
    page.locator(".plot-block", has_text=CONFUSION).get_by_role(
        "button", name="Expand for all runs"
    ).click()
    expect(page.get_by_role("dialog").locator("figure")).to_have_count(4)

    other = new_page()
    other.goto(page.url)
    expect(other.get_by_role("dialog").locator("figure")).to_have_count(4)
    assert heads(other) == heads(page)
    for each in (page, other):
        # Rows are drawn where they are seen.
        each.keyboard.press("Escape")
        each.evaluate("scrollTo(0, 0)")
        expect(each.locator(".matrix tbody tr").filter(has_text="duration").first).to_be_visible()
    rows = page.locator(".matrix tbody tr").all_inner_texts()
    expect(other.locator(".matrix tbody tr")).to_have_text(rows, use_inner_text=True)
