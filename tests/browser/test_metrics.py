"""The metrics' pages as people use them: look, zoom, colour, point, pick, by hand and by key."""

from __future__ import annotations

import json
import math
import random
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from browser.conftest import Watch
from builders import make_failed_run, make_history, make_metrics, make_run
from kedro_track.build import write_site
from kedro_track.config import Config
from kedro_track.history import History, Run
from kedro_track.site.output import Output

Opener = Callable[[Path], str]
Pages = Callable[..., Page]

ROOT = Path(__file__).parents[2]
VECTORS = ROOT / "tests" / "vectors"
RMSE = "metrics/scores.rmse.html"


def history(count: int) -> History:
    """A step in the middle, a gap each 13 runs, and some values that are no finite number."""
    return make_history(0, runs=tuple(_run(i, count) for i in range(count)))


def _run(i: int, count: int) -> Run:
    chance = random.Random(f"run {i}")
    values = {"rmse": 10 + 5 * (i >= count // 2) + chance.gauss(0, 0.5), "r2": chance.random()}
    if i % 17 == 5:
        values["r2"] = (math.nan, math.inf, -math.inf)[i % 3]
    if i % 10 == 1:
        values["r2"] = -values["r2"]
    if i % 13 == 4:
        return make_failed_run(i, versions=())
    run = make_run(i, versions=(make_metrics(values),))
    return replace(run, title=f"Trial {i + 1}") if i % 2 else run


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty runs."""
    folder = tmp_path_factory.mktemp("metrics") / "site"
    write_site(history(60), Config(), Output(folder))
    return folder


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve hundred runs: too many for a shape each."""
    folder = tmp_path_factory.mktemp("metrics") / "large"
    write_site(history(1_200), Config(), Output(folder))
    return folder


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project without a metric."""
    folder = tmp_path_factory.mktemp("metrics") / "bare"
    write_site(make_history(0, runs=(make_run(0, versions=()),)), Config(), Output(folder))
    return folder


def open_metric(page: Page, address: str) -> Locator:
    """Open a metric's page; what takes pointer and keys."""
    page.goto(address)
    reach = page.locator(".reach")
    expect(reach).to_be_visible()
    expect(page.locator("#values tbody tr").first).to_be_visible()
    return reach


def drag(page: Page, over: Locator, start: float, end: float) -> None:
    """Drag across an element from one part of its width to another."""
    over.scroll_into_view_if_needed()
    box = over.bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + start * box["width"], y)
    page.mouse.down()
    page.mouse.move(box["x"] + (start + end) / 2 * box["width"], y)
    page.mouse.move(box["x"] + end * box["width"], y)
    page.mouse.up()


def test_ticks_hold_to_the_vectors(page: Page, over_file: Opener, site: Path) -> None:
    """The twin of the build's ticks marks axes alike."""
    open_metric(page, over_file(site) + RMSE)
    for case in json.loads((VECTORS / "ticks.json").read_text(encoding="utf-8")):
        found = page.evaluate(
            "c => KT.chart.ticks.linear(c.low, c.high, c.count, c.spec)"
            ".map(({ value, label }) => [value, label])",
            case,
        )
        assert found == case["ticks"], case


def test_correlation_holds_to_the_vectors(page: Page, over_file: Opener, site: Path) -> None:
    """The twin of the build's correlation says the same, in the same order."""
    page.goto(over_file(site) + "explore.html")
    for case in json.loads((VECTORS / "correlation.json").read_text(encoding="utf-8")):
        found = page.evaluate(
            "c => KT.chart.correlation.judged(Object.entries(c.columns), c.metric)", case
        )
        assert [one["parameter"] for one in found] == [one["parameter"] for one in case["found"]]
        for one, expected in zip(found, case["found"], strict=True):
            for name in ("strength", "deviations"):
                value, wanted = one.pop(name), expected.pop(name)
                assert (value is None) == (wanted is None)
                assert (value or 0.0) == pytest.approx(wanted or 0.0, rel=1e-9, abs=1e-12)
            assert one == expected


def test_arrow_keys_go_from_run_to_run(page: Page, over_both: Opener, site: Path) -> None:
    """Each is told to those who do not see it; Enter opens it."""
    reach = open_metric(page, over_both(site) + RMSE)
    reach.focus()
    page.keyboard.press("Home")
    expect(reach).to_have_attribute("aria-valuenow", "1")
    page.keyboard.press("ArrowRight")
    expect(reach).to_have_attribute("aria-valuetext", re.compile(r"^2\. Trial 2, .*baseline$"))
    # The fifth run has no value: the key goes over the gap.
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(reach).to_have_attribute("aria-valuenow", "6")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/runs/.*\.html"))
    expect(page.locator("h1")).to_have_text("Trial 6")


def test_a_run_is_picked_by_key_and_keeps_its_marker(
    page: Page, over_file: Opener, site: Path
) -> None:
    """In the slot's colour and shape, on the metric's page and on that of all."""
    reach = open_metric(page, over_file(site) + RMSE)
    reach.focus()
    page.keyboard.press("End")
    page.keyboard.press("x")
    expect(page.locator("#tray")).to_contain_text("Trial 60")
    expect(page.locator(".front .picked.run-0")).to_have_count(1)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("x")
    expect(page.locator(".front .picked.run-1")).to_have_count(1)
    page.get_by_role("link", name="All metrics").click()
    expect(page.locator(".metric-card").first.locator(".picked.run-1")).to_have_count(1)


def test_pointing_at_a_run_tells_of_it(page: Page, over_file: Opener, site: Path) -> None:
    """Its name, value, and change against the baseline; a click opens it."""
    reach = open_metric(page, over_file(site) + RMSE)
    place = page.evaluate("""() => {
        const dots = document.querySelectorAll(".live-chart > svg:not(.front) g[fill] path");
        const box = dots[1].getBoundingClientRect();
        return [box.x + box.width / 2, box.y + box.height / 2];
    }""")
    page.mouse.move(*place)
    tip = page.locator(".tip")
    expect(tip).to_contain_text("2. Trial 2")
    expect(tip).to_contain_text("better than the baseline")
    page.keyboard.down("Shift")
    page.mouse.click(*place)
    page.keyboard.up("Shift")
    expect(page.locator("#tray")).to_contain_text("Trial 2")
    page.mouse.click(*place)
    page.wait_for_url(re.compile(r"/runs/"))
    expect(page.locator("h1")).to_have_text("Trial 2")
    assert reach is not None


def test_dragging_zooms_and_back_undoes(page: Page, over_both: Opener, site: Path) -> None:
    """The range stands in the hash and in the controls; the table shows what is in view."""
    reach = open_metric(page, over_both(site) + RMSE)
    drag(page, reach, 0.3, 0.6)
    page.wait_for_url(re.compile(r"#from=\d+&to=\d+"))
    low, high = (int(n) for n in re.findall(r"\d+", page.url.partition("#")[2]))
    assert 10 < low < high < 50
    expect(page.get_by_label("First run in view")).to_have_value(str(low))
    rows = page.locator("#values tbody tr")
    expect(rows.first.locator("td").nth(1)).to_have_text(re.compile(rf"^{high}|{high - 1}$"))
    page.go_back()
    expect(page.get_by_label("First run in view")).to_have_value("1")
    expect(rows).to_have_count(55)


def test_the_range_can_be_typed(page: Page, over_file: Opener, site: Path) -> None:
    """What is dragged by hand is written by key; Escape on the timeline shows all."""
    reach = open_metric(page, over_file(site) + RMSE)
    page.get_by_label("First run in view").fill("21")
    page.get_by_label("Last run in view").fill("30")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("#from=21&to=30"))
    expect(page.locator("#values [role=status]")).to_have_text("10 runs in view, the newest first.")
    reach.focus()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Show all")).to_be_disabled()


def test_the_window_on_the_strip_moves_the_view(page: Page, over_file: Opener, site: Path) -> None:
    """Drawn once, then moved to the right by its middle: as wide as before."""
    open_metric(page, over_file(site) + RMSE)
    strip = page.locator(".navigator")
    drag(page, strip, 0.1, 0.4)
    page.wait_for_url(re.compile("#from="))
    before = [int(n) for n in re.findall(r"\d+", page.url.partition("#")[2])]
    drag(page, strip, 0.25, 0.55)
    page.wait_for_function("b => !location.hash.includes(`from=${b}&`)", arg=before[0])
    after = [int(n) for n in re.findall(r"\d+", page.url.partition("#")[2])]
    assert after[0] > before[0]
    assert after[1] - after[0] == before[1] - before[0]


def test_a_link_shows_the_same_to_another(
    page: Page, new_page: Pages, over_file: Opener, site: Path
) -> None:
    """Axis, colour, median, scale and range: a fresh browser draws the very same."""
    open_metric(page, over_file(site) + RMSE)
    page.get_by_label("Along the axis").select_option("Time")
    page.get_by_label("Colour and shape by").select_option("Branch")
    page.get_by_label("Rolling median").select_option("of 5 runs")
    page.get_by_label("Logarithmic axis").check()
    page.get_by_label("Last run in view").fill("40")
    page.keyboard.press("Enter")
    expect(page.locator(".legend li")).to_have_text(["main 45", "experiment/ridge 15"])
    drawn = "document.querySelector('.live-chart > svg').outerHTML"
    other = new_page()
    open_metric(other, page.url)
    assert other.evaluate(drawn) == page.evaluate(drawn)
    assert "experiment/ridge" in other.locator(".legend").inner_text()


def test_colours_go_with_shapes(page: Page, over_file: Opener, site: Path) -> None:
    """Each class has a colour and a shape of its own; a number becomes ranges."""
    open_metric(page, over_file(site) + RMSE + "#colour=duration")
    shapes = page.locator(".legend .marker path").evaluate_all(
        "all => all.map(path => [path.getAttribute('d'), path.getAttribute('fill')])"
    )
    assert len({shape for shape, _ in shapes}) == len(shapes) == 5
    assert len({colour for _, colour in shapes}) == 5
    expect(page.locator(".legend li").first).to_contain_text(" to ")


def test_gaps_stay_gaps(page: Page, over_file: Opener, site: Path) -> None:
    """Five runs lack a value: six lines, and no point at zero."""
    open_metric(page, over_file(site) + RMSE)
    path = page.locator(".live-chart > svg > path[stroke='var(--accent)']").first
    assert (path.get_attribute("d") or "").count("M") == 6
    labels = page.locator(".live-chart > svg text[text-anchor=end]").all_text_contents()
    assert "0" not in labels


def test_what_is_no_finite_number_is_marked(page: Page, over_file: Opener, site: Path) -> None:
    """NaN and both infinities each have a mark of their own, and are counted in words."""
    open_metric(page, over_file(site) + "metrics/scores.r2.html")
    for kind in ("nan", "up", "down"):
        expect(page.locator(f".live-chart .odd-{kind}").first).to_be_attached()
    expect(page.locator("figcaption")).to_contain_text("NaN (×)")


def test_a_logarithmic_axis_says_what_it_leaves_out(
    page: Page, over_file: Opener, site: Path
) -> None:
    """Values that are not above zero have no place on it; they are counted, not moved."""
    open_metric(page, over_file(site) + "metrics/scores.r2.html")
    page.get_by_label("Logarithmic axis").check()
    expect(page.locator(".timeline-figure > [role=status]")).to_contain_text(
        "values are not above zero"
    )


def test_change_points_are_marked_and_listed(page: Page, over_file: Opener, site: Path) -> None:
    """The planted step at the first run after it that has a value, in picture and table."""
    open_metric(page, over_file(site) + RMSE)
    expect(page.locator(".live-chart .turn-worse text")).to_have_text("32")
    row = page.locator(".turns tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("worse")
    expect(row).to_contain_text("32.")


def test_all_timelines_zoom_in_step(page: Page, over_both: Opener, site: Path) -> None:
    """A range chosen on one metric holds for every other; a click opens a metric's page."""
    page.goto(over_both(site) + "metrics.html")
    first = page.locator(".metric-card").first
    expect(first.locator(".reach")).to_be_visible()
    drag(page, first.locator(".reach"), 0.4, 0.8)
    page.wait_for_url(re.compile(r"#from=\d+&to=\d+"))
    low, high = (int(n) for n in re.findall(r"\d+", page.url.partition("#")[2]))
    for card in page.locator(".metric-card").all():
        card.scroll_into_view_if_needed()
        labels = card.locator(".live-chart text[text-anchor=middle]")
        expect(labels.first).to_be_visible()
        numbers = [int(text) for text in labels.all_text_contents()]
        assert all(low <= number <= high for number in numbers)
    card.locator(".reach").click()
    page.wait_for_url(re.compile(rf"/metrics/.*#from={low}&to={high}"))
    expect(page.get_by_label("Last run in view")).to_have_value(str(high))


def test_many_points_are_drawn_on_a_canvas(page: Page, over_file: Opener, large: Path) -> None:
    """In the colours of the theme, and anew when it changes."""
    open_metric(page, over_file(large) + RMSE + "#colour=branch")
    canvas = page.locator(".live-chart > canvas")
    expect(canvas).to_be_visible()
    pixels = """canvas => {
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        const seen = {};
        for (let at = 0; at < data.length; at += 4) {
            if (data[at + 3] < 250) continue;
            const colour = data.slice(at, at + 3).join();
            seen[colour] = 1 + (seen[colour] || 0);
        }
        return Object.entries(seen).filter(([, n]) => n > 200).map(([colour]) => colour);
    }"""
    light = canvas.evaluate(pixels)
    assert {"0,114,178", "192,79,0"} <= set(light)
    page.get_by_role("button", name="Dark").click()
    assert {"86,168,224", "240,132,60"} <= set(canvas.evaluate(pixels))


def test_the_table_grows_on_demand(page: Page, over_file: Opener, large: Path) -> None:
    """A hundred rows at a time, the newest first."""
    open_metric(page, over_file(large) + RMSE)
    rows = page.locator("#values tbody tr")
    expect(rows).to_have_count(100)
    page.get_by_role("button", name="Show 100 more").click()
    expect(rows).to_have_count(200)


def test_it_is_complete_without_javascript(new_page: Pages, over_both: Opener, site: Path) -> None:
    """Drawing, change points, values; no control that would do nothing."""
    page = new_page(javascript=False)
    address = over_both(site)
    page.goto(address + RMSE)
    expect(page.locator("svg.timeline")).to_be_visible()
    expect(page.locator("#values tbody tr")).to_have_count(55)
    expect(page.locator(".turns tbody tr")).to_have_count(1)
    expect(page.locator("#controls")).to_be_hidden()
    page.goto(address + "metrics.html")
    expect(page.locator("svg.timeline")).to_have_count(2)
    page.goto(address + "explore.html")
    expect(page.locator(".no-script").get_by_role("link")).to_have_count(2)


def test_what_is_printed(page: Page, over_file: Opener, site: Path, large: Path) -> None:
    """Few points as they are seen; of many the drawing of the build, which needs no canvas."""
    open_metric(page, over_file(site) + RMSE)
    page.emulate_media(media="print")
    expect(page.locator(".live-chart > svg").first).to_be_visible()
    expect(page.locator(".static-chart")).to_be_hidden()
    expect(page.locator("#controls")).to_be_hidden()
    page.emulate_media(media="screen")
    open_metric(page, over_file(large) + RMSE)
    page.emulate_media(media="print")
    expect(page.locator(".live-chart")).to_be_hidden()
    expect(page.locator(".static-chart")).to_be_visible()


def test_a_timeline_can_be_explored_in_plotly(page: Page, over_both: Opener, site: Path) -> None:
    """Plotly loads when it is asked for, and draws what is in view, gaps included."""
    open_metric(page, over_both(site) + RMSE + "#from=1&to=20")
    assert page.evaluate("typeof window.Plotly") == "undefined"
    page.get_by_role("button", name="Explore in Plotly").click()
    drawn = page.locator("dialog .js-plotly-plot")
    expect(drawn).to_be_visible()
    points = drawn.evaluate("plot => plot.data[0].y")
    assert len(points) == 20
    assert points.count(None) == 2


def test_data_that_is_missing_is_said(
    page: Page, over_file: Opener, tmp_path: Path, watch: Watch
) -> None:
    """The drawing of the build stays; a sentence says which file is not there."""
    watch.expect("ERR_FILE_NOT_FOUND")
    write_site(history(12), Config(), Output(tmp_path / "site"))
    (tmp_path / "site/data/index.js").unlink()
    page.goto(over_file(tmp_path / "site") + RMSE)
    expect(page.locator("#controls [role=alert]")).to_contain_text("data/index.js")
    expect(page.locator(".static-chart svg")).to_be_visible()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("name", ["metrics.html", RMSE, f"{RMSE}#colour=branch&from=5&to=30"])
def test_axe_finds_nothing(
    new_page: Pages, over_http: Opener, site: Path, name: str, *, dark: bool
) -> None:
    """Roles, names and contrast, light and dark."""
    page = new_page(dark=dark)
    page.goto(over_http(site) + name)
    expect(page.locator(".reach").first).to_be_visible()
    page.locator(".reach").first.focus()
    page.keyboard.press("End")
    found = Axe().run(page).response["violations"]
    assert [(v["id"], [n["html"][:200] for n in v["nodes"][:2]]) for v in found] == []


@pytest.mark.parametrize("name", ["metrics.html", RMSE, "explore.html"])
def test_a_phone_shows_all_of_it(
    new_page: Pages, over_file: Opener, site: Path, bare: Path, name: str
) -> None:
    """No page is wider than the phone; tables scroll inside themselves."""
    page = new_page(width=360, height=740)
    for folder in (site, bare):
        if not (folder / name).exists():
            continue
        page.goto(over_file(folder) + name)
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_a_page_without_metrics_says_how_to_get_them(
    page: Page, over_http: Opener, bare: Path
) -> None:
    """The catalog's entry, and axe has nothing to say."""
    for name in ("metrics.html", "explore.html"):
        page.goto(over_http(bare) + name)
        expect(page.locator(".empty pre")).to_contain_text("kedro_track.MetricsDataset")
        assert Axe().run(page).response["violations"] == []
