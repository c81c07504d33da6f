"""The comparison as a person uses it: picks, pins, expands, takes along, on a phone too."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from builders import CONFUSION, PRICES, make_failed_run, make_history, make_legacy_run, make_run
from kedro_track.build import write_site
from kedro_track.config import Comparison, Config, MetricRule
from kedro_track.site.output import Output

Opener = Callable[[Path], str]
SLOW = 20_000
"""So many milliseconds Plotly may take on a machine that has other things to do."""

CONFIG = Config(
    comparisons=(
        Comparison("candidates", ("latest", make_run(1).id, make_run(3).id), title="Candidates"),
    ),
    metrics=(MetricRule("mae", label="Error", unit="EUR", format=".1f", direction="lower"),),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight runs: one with a title and a tag, one that failed, one of kedro-viz's."""
    folder = tmp_path_factory.mktemp("compare")
    runs = [make_run(i, folder=folder) for i in range(8)]
    runs[1] = replace(runs[1], title="Ridge", tags=("candidate",))
    runs[3], runs[4] = make_failed_run(3), make_legacy_run(4)
    write_site(make_history(1, folder=folder, runs=tuple(runs)), CONFIG, Output(folder / "site"))
    return folder / "site"


def link(*numbers: int, **state: str) -> str:
    """The address of a comparison of these runs."""
    runs = ",".join(make_run(number).id for number in numbers)
    return f"compare.html#runs={runs}" + "".join(f"&{k}={v}" for k, v in state.items())


def heads(page: Page) -> list[str]:
    """What the columns are called, in their order."""
    expect(page.locator(".run-head").first).to_be_visible()
    return [text.strip() for text in page.locator(".run-head .name").all_inner_texts()]


def row(page: Page, name: str) -> Locator:
    """The row of a value."""
    return page.locator(".matrix tbody tr").filter(
        has=page.get_by_role("button", name=f"{name} in all runs", exact=True)
    )


def test_runs_are_compared_from_a_link(page: Page, over_both: Opener, site: Path) -> None:
    """The first is the baseline; changes are said with sign, share and verdict."""
    page.goto(over_both(site) + link(0, 1, 2))
    expect(page.get_by_role("heading", level=1)).to_have_text("Compare runs")
    assert heads(page)[1:] == ["Ridge", "5 Jan 2026, 22:00"]
    expect(page.locator(".run-head").first).to_contain_text("baseline")
    page.get_by_label("Filter the values").fill("test_size")
    expect(row(page, "model_options.test_size").locator("td.differs").first).to_contain_text(
        "0.15+0.05 (+50%)"
    )
    page.get_by_label("Filter the values").fill("Error")
    expect(row(page, "Error").locator("td").nth(2)).to_contain_text("(+0.0351%) worse")
    expect(row(page, "Error").locator("td.best")).to_contain_text("best")


def test_only_changes_are_shown(page: Page, over_file: Opener, site: Path) -> None:
    """And the link says so."""
    page.goto(over_file(site) + link(0, 1))
    expect(row(page, "status")).to_be_visible()
    page.get_by_label("Show only changes").check()
    expect(row(page, "status")).to_have_count(0)
    expect(row(page, "title")).to_be_visible()
    assert "only=1" in page.url
    page.go_back()
    expect(row(page, "status")).to_be_visible()


def test_baseline_is_moved_by_mouse(page: Page, over_file: Opener, site: Path) -> None:
    """Its column comes first, and the differences are against it."""
    page.goto(over_file(site) + link(0, 1, 2))
    page.get_by_role("button", name="Pin as baseline: Ridge").click()
    assert heads(page)[0] == "Ridge"
    page.get_by_label("Filter the values").fill("test_size")
    expect(row(page, "model_options.test_size").locator("td").nth(2)).to_contain_text(
        "0.1−0.05 (−33.3%)"
    )


def test_baseline_is_moved_by_keyboard(page: Page, over_file: Opener, site: Path) -> None:
    """The focus stays with the run."""
    page.goto(over_file(site) + link(0, 1, 2))
    page.get_by_role("button", name="Pin as baseline: Ridge").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".run-head").first).to_contain_text("Ridge")
    focused = page.evaluate("document.activeElement.dataset.focus")
    assert focused == f"remove {make_run(1).id}"


def test_columns_are_moved_and_keep_their_colours(
    page: Page, over_file: Opener, site: Path
) -> None:
    """By button and by drag; a column dropped on the baseline's place is the baseline."""
    page.goto(over_file(site) + link(0, 1, 2))
    ridge = page.locator(".run-head", has_text="Ridge")
    expect(ridge).to_have_class("run-head run-1")
    page.get_by_role("button", name="Move to the right: Ridge").click()
    expect(page.locator(".run-head").nth(2)).to_contain_text("Ridge")
    expect(ridge).to_have_class("run-head run-1")
    ridge.drag_to(page.locator(".run-head").first)
    expect(page.locator(".run-head").first).to_contain_text("Ridge")
    expect(page.locator(".run-head").first).to_contain_text("baseline")


def test_runs_are_removed_and_added_in_place(page: Page, over_file: Opener, site: Path) -> None:
    """By a part of a title, date or tag."""
    page.goto(over_file(site) + link(0, 2, 5))
    page.get_by_role("button", name="Remove: 5 Jan 2026, 22:00").click()
    expect(page.locator(".run-head")).to_have_count(2)
    box = page.get_by_role("combobox", name="Add a run")
    box.fill("candid")
    expect(page.get_by_role("option")).to_have_count(1)
    box.press("Enter")
    expect(page.locator(".run-head")).to_have_count(3)
    assert heads(page)[2] == "Ridge"


def test_without_runs_some_are_offered(page: Page, over_file: Opener, site: Path) -> None:
    """One click adds them; with one the page says what is missing."""
    page.goto(over_file(site) + "compare.html")
    expect(page.get_by_text("Pick the runs to compare")).to_be_visible()
    page.locator("#offer").get_by_role("button", name="Add", exact=False).first.click()
    expect(page.get_by_text("One run; add another to compare it with.")).to_be_visible()


def test_a_link_with_unknown_runs_says_so(page: Page, over_file: Opener, site: Path) -> None:
    """And forgets them on request."""
    page.goto(over_file(site) + link(0, 1) + ",gone")
    expect(page.get_by_text("A run of this link is not in this history: gone")).to_be_visible()
    page.get_by_role("button", name="Leave them out").click()
    expect(page.get_by_text("not in this history")).to_have_count(0)
    assert "gone" not in page.url


def test_link_shows_the_same_in_a_fresh_browser(
    page: Page, new_page: Callable[..., Page], over_file: Opener, site: Path
) -> None:
    """Runs, order, baseline, filters, folded groups, open lists, the plot that is expanded."""
    page.goto(over_file(site) + link(0, 1, 2, 5))
    page.get_by_role("button", name="Pin as baseline: Ridge").click()
    page.get_by_role("button", name="Move to the left: 6 Jan 2026, 19:01").click()
    page.get_by_label("Show only changes").check()
    page.get_by_label("Filter the values").fill("e")
    page.get_by_role("button", name="Parameters", exact=True).click()
    section = page.locator(".plot-block", has_text=PRICES)
    section.get_by_role("button", name="In one").click()
    section.get_by_role("button", name="Expand for all runs").click()
    expect(page.get_by_role("dialog").locator(".figure-box")).to_be_visible(timeout=SLOW)
    other = new_page()
    other.goto(page.url)
    expect(other.get_by_role("dialog").locator(".figure-box")).to_be_visible(timeout=SLOW)
    assert heads(other) == heads(page)
    assert heads(other)[0] == "Ridge"
    for look in (".matrix tbody th", ".compare-row .note"):
        assert other.locator(look).all_inner_texts() == page.locator(look).all_inner_texts()
    expect(other.get_by_label("Filter the values")).to_have_value("e")
    other.keyboard.press("Escape")
    expect(other.get_by_role("dialog")).to_have_count(0)
    assert "plot=" not in other.url


def test_lists_unfold_value_by_value(page: Page, over_file: Opener, site: Path) -> None:
    """Their members have a row each."""
    page.goto(over_file(site) + link(0, 1))
    page.get_by_label("Filter the values").fill("features")
    expect(row(page, "crew")).to_have_count(0)
    page.get_by_role("button", name="The members of model_options.features").click()
    expect(row(page, "crew").locator("td").first).to_have_text("#2")


def test_a_row_opens_with_the_values_in_full(page: Page, over_file: Opener, site: Path) -> None:
    """With what is new of a text marked."""
    page.goto(over_file(site) + link(0, 1))
    page.get_by_role("button", name="command in all runs").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("mark")).to_have_text("--params=model_options.test_size=0.15")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_comparison_is_taken_along(
    new_page: Callable[..., Page], over_file: Opener, site: Path
) -> None:
    """As Markdown, CSV and JSON: what is seen, with gaps where runs lack keys."""
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(over_file(site) + link(0, 3) + "&only=1&filter=error")
    expect(row(page, "Error")).to_be_visible()
    page.get_by_role("button", name="Copy as Markdown").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "| Error | 549.0 | – |" in copied
    with page.expect_download() as made:
        page.get_by_role("button", name="Download CSV").click()
    lines = list(csv.reader(io.StringIO(made.value.path().read_text(encoding="utf-8"))))
    assert lines[0] == ["group", "name", make_run(0).id, make_run(3).id]
    assert next(line for line in lines if line[1].endswith(".mae"))[3] == ""
    with page.expect_download() as made:
        page.get_by_role("button", name="Download JSON").click()
    read = json.loads(made.value.path().read_text(encoding="utf-8"))
    (error,) = (entry for entry in read["rows"] if entry["name"] == "Error")
    assert list(error["values"]) == [make_run(0).id]


def test_two_hundred_runs_draw_what_is_seen(page: Page, over_file: Opener, tmp_path: Path) -> None:
    """Rows and columns only where they are; the heads stay, in step with the values."""
    runs = tuple(make_run(i) for i in range(200))
    write_site(make_history(1, runs=runs), Config(), Output(tmp_path / "site"))
    page.goto(over_file(tmp_path / "site") + link(*range(200)))
    box = page.locator(".matrix-box")
    expect(page.locator(".run-head").first).to_be_visible()
    assert page.locator(".matrix td").count() < 1500
    box.evaluate("box => box.scrollTo(box.scrollWidth, 600)")
    last = page.locator(
        ".run-head",
        has_text=page.evaluate(
            "KT.times.human(Date.parse('%s'))"
            % (runs[199].started.isoformat() if runs[199].started else "")
        ),
    )
    expect(last).to_be_visible()
    expect(page.locator(".run-head").first).to_be_in_viewport()
    assert page.locator(".matrix td").count() < 1500
    aligned(page)
    for step in (-340, -340, -340, -340, 900, 900, -2500, 170):
        box.evaluate("(box, step) => box.scrollBy(step, step / 9)", step)
        page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
        aligned(page)


def aligned(page: Page) -> None:
    """Every row drawn has the cells of the runs whose heads are drawn, beneath them."""
    heads, rows = page.evaluate("""() => {
        const place = (node) =>
            [node.getAttribute("aria-colindex"), Math.round(node.getBoundingClientRect().left)];
        const rows = [...document.querySelectorAll(".matrix tbody tr:not(.group, .space)")];
        return [[...document.querySelectorAll(".matrix thead tr > *")].map(place).slice(1),
                rows.map((row) => [...row.cells].map(place).slice(1))];
    }""")
    assert len(rows) > 10
    assert [row for row in rows if row != heads] == []


def test_expanding_a_plot_shows_it_for_all_runs(page: Page, over_file: Opener, site: Path) -> None:
    """Those that have none say so."""
    page.goto(over_file(site) + link(0, 1, 3))
    page.locator(".plot-block", has_text=CONFUSION).get_by_role(
        "button", name="Expand for all runs"
    ).click()
    dialog = page.get_by_role("dialog", name=CONFUSION)
    expect(dialog.locator("figure")).to_have_count(3)
    expect(dialog.locator("img")).to_have_count(2)
    expect(dialog.get_by_text("This run has none.")).to_be_visible()
    assert CONFUSION in unquote(page.url)
    page.go_back()
    expect(dialog).to_have_count(0)


def test_figures_zoom_in_step(page: Page, over_file: Opener, site: Path) -> None:
    """What is zoomed in one, all others follow."""
    page.goto(over_file(site) + link(0, 1, 2))
    plots = page.locator(".plot-block", has_text=PRICES).locator(".js-plotly-plot")
    page.locator(".plot-block", has_text=PRICES).scroll_into_view_if_needed()
    expect(plots).to_have_count(3, timeout=SLOW)
    plots.first.evaluate("plot => Plotly.relayout(plot, {'xaxis.range': [1, 2]})")
    page.wait_for_function(
        """() => [...document.querySelectorAll(".js-plotly-plot")].every(
            (plot) => plot.layout.xaxis.range.join() === "1,2")"""
    )
    plots.last.evaluate("plot => Plotly.relayout(plot, {'xaxis.range': [0, 3]})")
    page.wait_for_function(
        """() => [...document.querySelectorAll(".js-plotly-plot")].every(
            (plot) => plot.layout.xaxis.range.join() === "0,3")"""
    )


def test_figures_are_laid_into_one(page: Page, over_file: Opener, site: Path) -> None:
    """Each in its run's colour, named after it."""
    page.goto(over_file(site) + link(0, 1, 2))
    section = page.locator(".plot-block", has_text=PRICES)
    section.get_by_role("button", name="In one").click()
    expect(section.locator(".js-plotly-plot")).to_have_count(1, timeout=SLOW)
    names = section.locator(".js-plotly-plot").evaluate("plot => plot.data.map((t) => t.name)")
    assert names[1] == "Ridge"
    assert len(names) == 3


@pytest.mark.parametrize("mode", ["Slider", "Blend", "Difference"])
def test_pictures_are_laid_over_each_other(
    page: Page, over_file: Opener, site: Path, mode: str
) -> None:
    """The chosen run's over the baseline's; the range decides how much of each is seen."""
    page.goto(over_file(site) + link(0, 1, 2))
    section = page.locator(".plot-block", has_text=CONFUSION)
    section.get_by_role("button", name=mode).click()
    images = section.locator(".stack img")
    expect(images).to_have_count(2)
    section.get_by_label("The baseline's and that of").select_option(make_run(2).id)
    assert f"with={make_run(2).id}" in page.url
    style = images.last.evaluate(
        "img => ({...['opacity', 'clipPath', 'mixBlendMode'].reduce("
        "(all, key) => ({...all, [key]: getComputedStyle(img)[key]}), {})})"
    )
    if mode == "Difference":
        assert style["mixBlendMode"] == "difference"
        return
    section.get_by_role("slider").fill("20")
    key, said = {"Slider": ("clipPath", "inset(0px 0px 0px 20%)"), "Blend": ("opacity", "0.8")}[
        mode
    ]
    assert images.last.evaluate(f"img => getComputedStyle(img).{key}") == said


def test_a_named_comparison_is_whole_without_javascript(
    new_page: Callable[..., Page], over_http: Opener, site: Path
) -> None:
    """All values, what differs by a box of plain HTML, files, Markdown, pictures."""
    page = new_page(javascript=False)
    page.goto(over_http(site) + "compare/candidates.html")
    expect(page.get_by_role("heading", level=1)).to_have_text("Candidates")
    expect(page.get_by_text("3 runs.")).to_be_visible()
    same = page.get_by_role("row", name="python 3.11")
    expect(same.first).to_be_visible()
    page.get_by_label("Show only changes").check()
    expect(same).to_have_count(0)
    assert page.get_by_role("button").count() == 0
    expect(page.get_by_role("img", name=CONFUSION).first).to_be_visible()
    with page.expect_download() as made:
        page.get_by_role("link", name="Download JSON").click()
    assert json.loads(made.value.path().read_text(encoding="utf-8"))["baseline"] == make_run(7).id


def test_a_named_comparison_opens_as_one_that_can_be_changed(
    page: Page, over_file: Opener, site: Path
) -> None:
    """With the same runs and baseline."""
    page.goto(over_file(site) + "compare/candidates.html")
    page.get_by_role("link", name="Open as a comparison that can be changed").click()
    expect(page.locator(".run-head")).to_have_count(3)
    expect(page.locator(".run-head").first).to_contain_text("baseline")


def test_on_a_phone_names_stand_above_and_runs_are_swiped(
    new_page: Callable[..., Page], over_file: Opener, site: Path
) -> None:
    """The baseline keeps its half of the screen; nothing sticks out."""
    page = new_page(width=360, height=740, has_touch=True, is_mobile=True)
    page.goto(over_file(site) + link(0, 1, 2))
    box = page.locator(".matrix-box")
    expect(page.locator(".run-head").nth(1)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    label, value = (
        row(page, "status").locator(look).first.bounding_box() for look in (".label", ".value")
    )
    assert label is not None
    assert value is not None
    assert label["x"] < 40
    assert value["y"] > label["y"]
    box.evaluate("box => box.scrollTo(150, 0)")
    # It snaps to a whole run beside the baseline.
    expect(page.locator(".run-head").nth(2)).to_be_in_viewport(ratio=0.99)
    first = page.locator(".run-head").first.bounding_box()
    assert first is not None
    assert first["x"] == 0


@pytest.mark.parametrize(("width", "dark"), [(1440, False), (360, True)])
def test_axe_finds_nothing(
    new_page: Callable[..., Page], over_http: Opener, site: Path, width: int, *, dark: bool
) -> None:
    """On the comparison, without runs, expanded, and on a named one."""
    for address in (
        link(0, 1, 3, 4),
        "compare.html",
        link(0, 1, plot=CONFUSION),
        "compare/candidates.html",
    ):
        page = new_page(width=width, dark=dark)
        page.goto(over_http(site) + address)
        page.wait_for_load_state("networkidle")
        if "#" in address:
            expect(page.locator(".run-head").first).to_be_visible()
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


def test_a_comparison_prints_whole(page: Page, over_file: Opener, site: Path) -> None:
    """All rows and columns, also those out of sight; no control."""
    page.goto(over_file(site) + link(*range(8)))
    expect(page.locator(".run-head").first).to_be_visible()
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".run-head")).to_have_count(8)
    expect(row(page, "companies: size")).to_be_visible()
    expect(row(page, "status")).to_be_visible()
    expect(page.get_by_role("button", name="Pin as baseline", exact=False).first).to_be_hidden()
    # A4 on its long side, less its margins: what stands beyond would not be printed.
    page.set_viewport_size({"width": 1040, "height": 700})
    assert page.evaluate("document.querySelector('.matrix').getBoundingClientRect().right") <= 1040
