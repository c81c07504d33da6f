"""The site as one file, opened from `file://`: every page as on the site, nothing asked for."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from builders import figure, make_history, make_run, write_plot
from kedro_track.build import write_site
from kedro_track.config import Config, ThemeOptions
from kedro_track.history import History, TrackedFile, Version
from kedro_track.publish.single_file import write_single_file
from kedro_track.site.output import Output
from kedro_track.site.theme import find_theme
from sites import build_site, page_kinds

PLOTLY_STYLE = "inline style.*Content Security Policy"
"""Plotly's one report, which here comes from the file itself."""


def in_one_file(site: Path) -> Path:
    """Write a built site as one file beside it, and give the site."""
    theme = find_theme(ThemeOptions(), site.parent)
    write_single_file(site, theme, "Spaceflights", site.with_suffix(".html"))
    return site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of forty runs with plots."""
    return in_one_file(build_site("forty", tmp_path_factory.mktemp("single")))


@pytest.fixture
def single(watch: Any) -> Callable[[Path], str]:
    """Its address; a request for anything else fails the test."""

    def address(site: Path) -> str:
        found = site.with_suffix(".html").resolve().as_uri()
        watch.sites.add(found)
        watch.expect(PLOTLY_STYLE)
        return found

    return address


def opened(page: Page, address: str) -> Page:
    """Open an address afresh, also where only its hash differs from the one before."""
    page.goto("about:blank")
    page.goto(address)
    expect(page.locator("h1").first).to_be_visible(timeout=20_000)
    return page


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait for something that comes within seconds; by polling, since the policy forbids `eval`."""
    end = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_every_kind_of_page_is_in_it(
    page: Page, new_page: Callable[..., Page], site: Path, single: Callable[[Path], str]
) -> None:
    """The page that a hash names says what its file says; styles and scripts are at work."""
    plain = new_page(javascript=False)
    address = single(site)
    for kind in page_kinds(site):
        plain.set_content((site / kind).read_text(encoding="utf-8"))
        opened(page, f"{address}#page={kind}")
        assert page.locator("h1").first.inner_text() == plain.locator("h1").first.inner_text()
        assert page.locator("body").evaluate("e => getComputedStyle(e).marginTop") == "0px"
        if kind != "404.html":
            assert page.evaluate("typeof KT.shell.copy") == "function"


def test_links_and_the_back_button_lead_through_it(
    page: Page, site: Path, single: Callable[[Path], str]
) -> None:
    """From the overview to a run and back, each page where it was left."""
    opened(page, single(site))
    page.get_by_role("navigation").get_by_role("link", name="Runs").click()
    expect(page.locator("h1").first).to_have_text("Runs")
    page.get_by_role("link", name="Trial 37", exact=False).last.click()
    expect(page.locator("h1").first).to_have_text("Trial 37: test size 0.15")
    page.evaluate("scrollTo(0, 300)")
    page.keyboard.press("k")
    expect(page.locator("h1").first).not_to_have_text("Trial 37: test size 0.15")
    wait_until(lambda: page.evaluate("scrollY") == 0)
    page.go_back()
    expect(page.locator("h1").first).to_have_text("Trial 37: test size 0.15")
    wait_until(lambda: page.evaluate("scrollY") == 300)
    page.go_back()
    page.go_back()
    expect(page.locator("h1").first).to_have_text("Spaceflights")
    page.go_forward()
    expect(page.locator("h1").first).to_have_text("Runs")


def test_a_link_shows_what_its_sender_saw(
    page: Page, new_page: Callable[..., Page], site: Path, single: Callable[[Path], str]
) -> None:
    """Runs picked in the filtered table are compared; the address alone brings all of it back."""
    opened(page, f"{single(site)}#page=runs.html&filter=params.regressor%20%3D%20ridge")
    rows = page.locator(".grid tr[tabindex]")
    rows.nth(0).locator("input").check()
    rows.nth(2).locator("input").check()
    assert "filter=" in page.url
    page.locator("#tray").get_by_role("link", name="Compare").click()
    expect(page.locator("h1").first).to_contain_text("Compare")
    expect(page.locator("thead")).to_contain_text("Trial 37")
    other = opened(new_page(), page.url)
    expect(other.locator("thead")).to_contain_text("Trial 37")


def test_figures_and_pictures_are_drawn_page_after_page(
    page: Page, site: Path, single: Callable[[Path], str]
) -> None:
    """Plotly lives on from one page to the next."""
    opened(page, f"{single(site)}#page=plots.html")
    looked_at(page)
    page.get_by_role("link", name="16 Jan 2026", exact=False).first.click()
    expect(page.locator("h1").first).not_to_have_text("Plots")
    page.locator("#plots").scroll_into_view_if_needed()
    looked_at(page)


def looked_at(page: Page) -> None:
    """A figure and a picture of the page are there to be seen."""
    expect(page.locator(".figure .main-svg").first).to_be_visible()
    picture = page.locator("main img").first
    assert picture.evaluate("e => e.decode().then(() => e.naturalWidth)") == 32


def test_files_are_taken_home_from_it(
    page: Page, site: Path, single: Callable[[Path], str]
) -> None:
    """A run's raw data is the file of the site, byte by byte, under its name."""
    [name] = [path.stem for path in sorted((site / "runs").glob("*.html"))][:1]
    opened(page, f"{single(site)}#page=runs/{name}.html")
    with page.expect_download() as download:
        page.locator(".actions a[download]").click()
    assert download.value.suggested_filename == f"{name}.json"
    assert Path(download.value.path()).read_bytes() == (site / f"runs/{name}.json").read_bytes()


def test_a_page_leaves_no_listener_behind(
    page: Page, site: Path, single: Callable[[Path], str]
) -> None:
    """A key is heard once, however many pages were looked at before."""
    opened(page, single(site))
    for name in ("Runs", "Metrics", "Pipeline"):
        page.get_by_role("navigation").get_by_role("link", name=name).click()
        expect(page.locator("h1").first).to_contain_text(name)
    page.keyboard.press("?")
    expect(page.locator("dialog")).to_have_count(1)


def test_a_link_to_a_place_leads_there(
    page: Page, site: Path, single: Callable[[Path], str]
) -> None:
    """The skip link moves to the content and stays on the page."""
    opened(page, f"{single(site)}#page=help.html")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    top = "document.getElementById('main').getBoundingClientRect().top"
    wait_until(lambda: page.evaluate(top) < 2)
    assert page.url.endswith("#page=help.html&place=main")


def test_an_address_that_it_does_not_hold_says_so(
    page: Page, site: Path, single: Callable[[Path], str]
) -> None:
    """As a host's own page for what is missing does."""
    opened(page, f"{single(site)}#page=runs/never.html")
    expect(page.locator("h1").first).to_have_text("There is no such page")


def test_nothing_hostile_runs_in_it(
    page: Page, tmp_path: Path, single: Callable[[Path], str]
) -> None:
    """Each kind of page of a history whose every text is a script."""
    site = in_one_file(build_site("hostile", tmp_path))
    address = single(site)
    for kind in page_kinds(site):
        opened(page, f"{address}#page={kind}")
        page.wait_for_load_state()
        assert page.evaluate("document.documentElement.dataset.broken") is None, kind


def test_without_scripts_it_says_what_it_is(
    new_page: Callable[..., Page], site: Path, single: Callable[[Path], str]
) -> None:
    """Rather than showing nothing."""
    page = new_page(javascript=False)
    page.goto(single(site))
    expect(page.locator("body")).to_contain_text("runs no JavaScript")


def with_foreign_page(folder: Path) -> History:
    """One run that saved a page of its own, and a figure that draws with WebGL."""
    content = b"<p>mine</p><script>document.title = 'ran'</script>"
    digest = hashlib.sha256(content).hexdigest()
    (folder / "page.html").write_bytes(content)
    own = (TrackedFile("page.html", str(folder / "page.html"), len(content), digest),)
    fast = figure(1, 2, 3)
    fast["data"][0]["type"] = "scattergl"
    drawn = write_plot(folder, "fast", "v", "fast.json", json.dumps(fast).encode())
    run = make_run(0)
    versions = (*run.versions, Version("page", run.version, "html", own), drawn)
    return make_history(0, runs=(replace(run, versions=versions),))


def test_what_it_cannot_carry_is_said_in_its_place(
    page: Page, tmp_path: Path, single: Callable[[Path], str]
) -> None:
    """Foreign pages and WebGL need what its policy forbids; the original can be taken home."""
    site = tmp_path / "site"
    write_site(with_foreign_page(tmp_path), Config(), Output(site))
    [name] = [path.name for path in (site / "runs").glob("*.html")]
    opened(page, f"{single(in_one_file(site))}#page=runs/{name}")
    expect(page.locator("#plots")).to_contain_text("This page that the run saved")
    expect(page.locator("#plots")).to_contain_text("This figure draws with WebGL")
    with page.expect_download() as download:
        page.locator("#plots a[download]").click()
    assert Path(download.value.path()).read_bytes() == (tmp_path / "page.html").read_bytes()
