"""The older runs of a long history (`pages: latest N`): drawn from data, led to everywhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from builders import make_history, make_run
from kedro_track.build import write_site
from kedro_track.config import Config
from kedro_track.site import model
from kedro_track.site.output import Output

Opener = Callable[[Path], str]
COUNT, CHUNK = 8, 3


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight runs in chunks of three, of which the newest two shall have pages: so six, seven."""
    folder = tmp_path_factory.mktemp("older")
    runs = [
        make_run(i, folder=folder, title="<i>Odd</i>" if i == 1 else None) for i in range(COUNT)
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(model, "CHUNK", CHUNK)
        patch.setattr("kedro_track.site.pages.runs.CHUNK", CHUNK)
        history = make_history(COUNT, folder=folder, runs=runs)
        write_site(history, Config(pages=2), Output(folder / "site"))
    return folder / "site"


def test_whole_chunks_of_older_runs_have_no_pages(site: Path) -> None:
    """But their data; what links to them leads to the page that draws them."""
    ids = [make_run(i).id for i in range(COUNT)]
    assert {path.stem for path in (site / "runs").glob("*.html")} == {*ids[6:]}
    assert {path.stem for path in (site / "runs").glob("*.json")} == {*ids}
    linked = {
        address
        for path in site.rglob("*.html")
        for address in re.findall(r'href="(?:\.\./)*((?:runs/|run\.html)[^"]*)"', path.read_text())
    }
    assert not {one for one in linked if one.startswith("runs/") and not (site / one).is_file()}
    assert f"run.html#chunk=1&amp;run={ids[5]}" in linked


def test_an_older_run_is_drawn(page: Page, over_both: Opener, site: Path) -> None:
    """From the table to its facts, to its neighbours, to those in other chunks and with pages."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{over_both(site)}runs.html")
    page.get_by_role("link", name="<i>Odd</i>").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("<i>Odd</i>")
    expect(page.locator("#metrics tr").first).to_be_visible()
    expect(page.locator("#params")).to_contain_text("test_size")
    raw = page.get_by_role("link", name="Raw data (JSON)").get_attribute("href") or ""
    assert (site / raw).is_file()
    page.set_viewport_size({"width": 360, "height": 800})
    hidden = "all => all.filter(one => one.getBoundingClientRect().right > innerWidth).length"
    assert page.locator("#older td").evaluate_all(hidden) == 0
    page.keyboard.press("x")
    expect(page.locator("#tray")).to_be_visible()
    for number in range(2, COUNT):
        following = re.compile(re.escape(make_run(number).id))
        expect(page.get_by_role("link", name="Later run")).to_have_attribute("href", following)
        page.keyboard.press("j")
        page.wait_for_url(following)
    expect(page.locator("#again")).to_be_visible()
    page.get_by_role("link", name="Earlier run").click()
    expect(page.locator("#metrics tr").first).to_be_visible()
    assert faults == []


def test_without_a_script_its_data_is_one_click_away(
    new_page: Callable[..., Page], over_file: Opener, site: Path
) -> None:
    """The page says what it needs, and the list has the data."""
    page = new_page(javascript=False)
    page.goto(f"{over_file(site)}run.html#chunk=0&run=x")
    expect(page.locator("main")).to_contain_text("take a run’s data from the list")
    assert f"runs/{make_run(1).id}.json" in (site / "runs-1.html").read_text(encoding="utf-8")
