"""A run's page as a person uses it: reads it without scripts, compares, expands, copies, prints."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from builders import make_failed_run, make_history, make_run
from kedro_track.build import write_site
from kedro_track.config import Config
from kedro_track.history import Run
from kedro_track.site.output import Output

Opener = Callable[[Path], str]


def build(folder: Path, *runs: Run, config: Config | None = None) -> Path:
    """Write the site of these runs and give its folder."""
    site = folder / "site"
    write_site(make_history(1, folder=folder, runs=runs), config or Config(), Output(site))
    return site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six runs, the fourth failed, the first is the baseline of the configuration."""
    folder = tmp_path_factory.mktemp("runs")
    runs = [make_run(i, folder=folder) for i in range(6)]
    runs[3] = make_failed_run(3)
    return build(folder, *runs, config=Config(baseline=runs[1].id))


def address(number: int) -> str:
    """Where the page of a run is."""
    return f"runs/{make_run(number).id}.html"


def test_all_is_read_without_javascript(
    new_page: Callable[..., Page], over_file: Opener, site: Path
) -> None:
    """The answer, the metrics, what changed, how it was made; no control that does nothing."""
    page = new_page(javascript=False)
    page.goto(over_file(site) + address(5))
    for heading in (
        "Metrics",
        "What changed against the baseline",
        "Parameters",
        "Plots and files",
    ):
        expect(page.get_by_role("heading", level=2, name=heading, exact=True)).to_be_visible()
    expect(page.locator("#again pre").first).to_contain_text("git checkout")
    expect(page.get_by_role("checkbox")).to_have_count(0)
    assert page.get_by_role("button").count() == 0
    expect(page.locator("#plots img").first).to_be_visible()
    # Chromium shows what is meant for browsers without scripts only where it has none for real.
    assert "needs JavaScript" in (page.locator("#plots noscript").text_content() or "")


def test_neighbours_are_one_click_away(page: Page, over_both: Opener, site: Path) -> None:
    """Earlier and later."""
    page.goto(over_both(site) + address(2))
    page.get_by_role("link", name="Later run").click()
    page.wait_for_url("**/" + address(3))
    page.get_by_role("link", name="Earlier run").click()
    page.wait_for_url("**/" + address(2))


def test_keys_lead_to_the_neighbours(page: Page, over_file: Opener, site: Path) -> None:
    """`k` to the earlier run, `j` to the later one."""
    page.goto(over_file(site) + address(2))
    page.keyboard.press("k")
    page.wait_for_url("**/" + address(1))
    page.keyboard.press("j")
    page.wait_for_url("**/" + address(2))


def test_comparison_with_the_baseline_is_one_click(
    page: Page, over_both: Opener, site: Path
) -> None:
    """It opens with both runs and that baseline."""
    page.goto(over_both(site) + address(5))
    page.get_by_role("link", name="Compare with the baseline").click()
    page.wait_for_url("**/compare.html#*")
    baseline, run = make_run(1).id, make_run(5).id
    assert page.url.endswith(f"#runs={baseline},{run}&baseline={baseline}")


def test_todays_baseline_is_offered_where_it_is_another(
    page: Page, over_file: Opener, site: Path
) -> None:
    """The first run was made before the baseline; today there is one."""
    page.goto(over_file(site) + address(0))
    link = page.get_by_role("link", name="Compare with today’s baseline")
    expect(link).to_be_visible()
    baseline, run = make_run(1).id, make_run(0).id
    assert (link.get_attribute("href") or "").endswith(
        f"compare.html#runs={baseline},{run}&baseline={baseline}"
    )


def test_todays_baseline_is_not_offered_twice(page: Page, over_file: Opener, site: Path) -> None:
    """Where it is the one that the page compares with, once is enough."""
    page.goto(over_file(site) + address(5))
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("link", name="today’s baseline")).to_have_count(0)


def test_baseline_says_that_it_is_one(page: Page, over_file: Opener, site: Path) -> None:
    """Its page was written before anyone was compared with it."""
    page.goto(over_file(site) + address(1))
    expect(page.get_by_text("This run is today’s baseline")).to_be_visible()


def test_run_is_picked_for_comparison(page: Page, over_both: Opener, site: Path) -> None:
    """The tray shows it, and takes it along to the next page."""
    page.goto(over_both(site) + address(4))
    page.get_by_label("Pick for comparison").check()
    expect(page.locator("#tray")).to_contain_text("1 run picked")
    page.keyboard.press("x")
    expect(page.locator("#tray")).to_be_hidden()
    page.keyboard.press("x")
    page.get_by_role("link", name="Later run").click()
    expect(page.locator("#tray")).to_contain_text("1 run picked")


def test_commands_are_copied(new_page: Callable[..., Page], over_http: Opener, site: Path) -> None:
    """Both lines, as they are to be typed."""
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(over_http(site) + address(1))
    page.locator("#again").get_by_role("button", name="Copy").first.click()
    expect(page.get_by_text("Copied")).to_be_visible()
    code = make_run(1).code
    assert code is not None
    assert page.evaluate("navigator.clipboard.readText()") == (
        f"git checkout {code.sha}\nkedro run --params=model_options.test_size=0.15"
    )


def test_plot_is_expanded_and_closed(page: Page, over_both: Opener, site: Path) -> None:
    """An image and a figure, as large as the window; Escape closes."""
    page.goto(over_both(site) + address(5))
    figures = page.locator("#plots figure")
    for number in range(2):
        figures.nth(number).get_by_role("button", name="Expand").click()
        expect(page.get_by_role("dialog")).to_be_visible()
        expect(page.get_by_role("dialog")).to_have_count(1)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_figure_is_drawn_when_it_comes_into_view(page: Page, over_both: Opener, site: Path) -> None:
    """Plotly draws the bars of the figure."""
    page.goto(over_both(site) + address(5))
    page.locator("#plots .figure").scroll_into_view_if_needed()
    expect(page.locator("#plots .figure .bars path").first).to_be_attached()


def test_page_does_not_jump_when_pictures_arrive(page: Page, over_http: Opener, site: Path) -> None:
    """The room of each is kept."""
    page.goto(over_http(site) + address(5))
    before = page.locator("#parameters").bounding_box()
    page.locator("#plots").scroll_into_view_if_needed()
    expect(page.locator("#plots .figure .bars path").first).to_be_attached()
    page.evaluate("window.scrollTo(0, 0)")
    after = page.locator("#parameters").bounding_box()
    assert before is not None
    assert after is not None
    assert before["y"] == after["y"]


def test_times_are_in_the_readers_zone(
    new_page: Callable[..., Page], over_file: Opener, site: Path
) -> None:
    """With the exact moment on hover."""
    page = new_page(timezone_id="Asia/Tokyo")
    page.goto(over_file(site) + address(0))
    moment = page.locator("h1 time")
    expect(moment).to_have_text("5 Jan 2026, 17:00")
    assert moment.get_attribute("title") == "2026-01-05T08:00:00.123Z"


def test_traceback_unfolds(page: Page, over_file: Opener, site: Path) -> None:
    """A click shows it; the exception stands above it all the time."""
    page.goto(over_file(site) + address(3))
    expect(page.locator("#failure")).to_contain_text("ValueError")
    trace = page.get_by_text("Traceback (most recent call last)")
    expect(trace).to_be_hidden()
    page.get_by_text("Traceback, 4 lines").click()
    expect(trace).to_be_visible()


def test_a_long_name_of_the_failed_node_fits_a_phone(
    new_page: Callable[..., Page], over_file: Opener, tmp_path: Path
) -> None:
    """Namespaces make names of nodes wider than a phone."""
    run = make_failed_run(0)
    assert run.failure is not None
    node = "data_science.candidate_modelling_pipeline.train_the_model_of_all_shuttles_node"
    site = build(tmp_path, replace(run, failure=replace(run.failure, node=node)))
    page = new_page(width=360)
    page.goto(over_file(site) + f"runs/{run.id}.html")
    expect(page.locator("#failure")).to_contain_text(node)
    assert page.evaluate("() => document.documentElement.scrollWidth") == 360


def test_print_has_no_controls_and_black_on_white(
    new_page: Callable[..., Page], over_file: Opener, site: Path
) -> None:
    """Also from a dark screen; what was on screen as a link to click is not printed."""
    page = new_page(dark=True)
    page.goto(over_file(site) + address(5))
    page.emulate_media(media="print", color_scheme="dark")
    for hidden in (".nav", ".pager", ".actions", "#again button"):
        expect(page.locator(hidden).first).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    expect(page.locator("#metrics table")).to_be_visible()


def test_every_control_is_reached_by_tab(page: Page, over_file: Opener, site: Path) -> None:
    """And what has the focus is seen to have it."""
    page.goto(over_file(site) + address(3))
    seen = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.textContent.trim().slice(0, 40)"))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        if page.evaluate("document.activeElement === document.body"):
            break
        assert outline != "none"
    assert {"Compare with the baseline", "Traceback, 4 lines", "Copy"} <= seen
