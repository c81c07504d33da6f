"""The runs page: what a person does there, from `file://` or over http."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import statistics
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Download, Locator, Page, expect

from builders import ACTIVE, SCORES, make_history, make_metrics, make_run
from kedro_track.build import write_site
from kedro_track.config import Config, ThemeOptions
from kedro_track.history import History, Run
from kedro_track.site.output import Output

Opener = Callable[[Path], str]

R2 = f"{ACTIVE}.r2_score"
RMSE = f"{SCORES}.rmse"
REGRESSOR = "params.regressor"

HISTORY = make_history(60)
RUNS = HISTORY.runs
NEWEST = [*RUNS[::-1]]
FAILED = [run for run in NEWEST if run.status == "failed"]
RANKED = sorted((run for run in NEWEST if run.metrics), key=lambda run: -run.metrics[R2])


def build(history: History, folder: Path) -> Path:
    """A site of the pages that a person comes across here."""
    theme = folder.with_name(f"{folder.name}-theme")
    theme.mkdir()
    (theme / "theme.toml").write_text('parent = "default"\nfamilies = ["runs", "compare"]\n')
    write_site(history, Config(theme=ThemeOptions(name=str(theme))), Output(folder))
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of sixty runs."""
    return build(HISTORY, tmp_path_factory.mktemp("sixty") / "site")


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of so many runs that not all are loaded at first: small ones, quickly built."""
    runs = tuple(
        Run(
            id=f"run-{n:04d}",
            version=f"run-{n:04d}",
            status="succeeded",
            started=make_run(n).started,
            versions=(make_metrics({"score": (n * 37 % 1301) / 1000}),),
        )
        for n in range(1301)
    )
    return build(replace(make_history(), runs=runs), tmp_path_factory.mktemp("large") / "site")


class Table:
    """The runs table as a person reads it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, address: str) -> Table:
        """Go there, and wait until all runs are loaded."""
        self.page.goto(address)
        self.page.wait_for_selector("#runs-table[data-ready]")
        return self

    @property
    def rows(self) -> Locator:
        """The rows of runs that are drawn."""
        return self.page.locator(".grid tr[tabindex]")

    @property
    def heads(self) -> list[str]:
        """The names of the columns."""
        found: list[str] = self.page.locator(".grid thead .sort").evaluate_all(
            """buttons => buttons.map((button) => [...button.childNodes]
                .filter((node) => !node.matches?.(".sorted, .visually-hidden"))
                .map((node) => node.textContent).join(""))"""
        )
        return found

    @property
    def said(self) -> Locator:
        """The sentence over the table."""
        return self.page.locator("#runs-said")

    @property
    def tray(self) -> Locator:
        """The tray of the runs picked."""
        return self.page.locator("#tray")

    def row(self, run: Run) -> Locator:
        """The row of a run."""
        box = self.page.locator(f'input[data-pick="{run.id}"]')
        return self.rows.filter(has=box)

    def ids(self) -> list[str]:
        """The ids of the rows drawn, from above."""
        found: list[str] = self.rows.locator("input").evaluate_all(
            "boxes => boxes.map((box) => box.dataset.pick)"
        )
        return found

    def shows(self, runs: list[Run]) -> None:
        """Wait until the table shows exactly these runs, as far as it is drawn."""
        self.page.wait_for_function(
            """(ids) => {
                const boxes = [...document.querySelectorAll(".grid tr[tabindex] input")];
                return boxes.length >= Math.min(15, ids.length) && boxes.length <= ids.length
                    && boxes.every((box, n) => box.dataset.pick === ids[n]);
            }""",
            arg=[run.id for run in runs],
        )

    def filter(self, text: str) -> None:
        """Type a filter and press Enter."""
        self.page.locator("#filter").fill(text)
        self.page.keyboard.press("Escape")
        self.page.keyboard.press("Enter")

    def sort(self, name: str, *, also: bool = False) -> None:
        """Click on the head of a column, with Shift to sort by it as well."""
        head = self.page.locator(".grid thead th").filter(
            has=self.page.get_by_role("button", name=re.compile(rf"^{name}\b"))
        )
        head.get_by_role("button").click(modifiers=["Shift"] if also else [])

    def cell(self, row: Locator, name: str) -> Locator:
        """The cell of a row in a column."""
        return row.locator("td").nth(self.heads.index(name) - 1)


@pytest.fixture
def table(page: Page, over_file: Opener, site: Path) -> Table:
    """The table of sixty runs, opened from its folder."""
    return Table(page).open(over_file(site) + "runs.html")


def test_find_the_best_run_with_a_filter(page: Page, over_both: Opener, site: Path) -> None:
    """Filter, sort by the metric: the best stands first and is marked."""
    table = Table(page).open(over_both(site) + "runs.html")
    wanted = [
        run for run in RANKED if run.code and run.code.branch == "main" and run.metrics[R2] > 0.45
    ]

    table.filter("r2_score > 0.45 and branch = main and not failed")
    table.sort("r2_score")

    table.shows(wanted)
    expect(table.said).to_have_text(f"{len(wanted)} of 60 runs.")
    best = table.cell(table.rows.first, "r2_score")
    expect(best).to_contain_text(f"{wanted[0].metrics[R2]:.6g}")
    expect(best).to_have_class(re.compile("best"))


def test_what_only_one_run_has_is_not_called_best(table: Table) -> None:
    """There is nothing that it would be better than."""
    table.filter(f"id in ({RANKED[0].id}, {FAILED[0].id})")
    table.shows(sorted([RANKED[0], FAILED[0]], key=NEWEST.index))
    expect(table.page.locator(".grid td.best")).to_have_count(0)
    table.filter(f"id in ({RANKED[0].id}, {RANKED[1].id})")
    expect(table.row(RANKED[0]).locator("td.best").first).to_be_visible()


def test_a_faulty_filter_does_not_stop_the_table(table: Table) -> None:
    """The last one that was understood goes on to hold, and what was written stays."""
    table.filter("failed")
    table.shows(FAILED)
    table.filter("failed and")
    table.sort("Took")
    table.shows(sorted(FAILED, key=lambda run: -(run.duration or 0)))
    expect(table.page.locator("#filter")).to_have_value("failed and")
    table.page.go_back()
    table.page.go_back()
    table.shows(NEWEST)
    expect(table.page.locator("#filter")).to_have_value("")


def test_pick_four_and_compare_them(table: Table) -> None:
    """By a click, by a click with Shift, by the keys; then by the tray's button."""
    table.row(NEWEST[0]).locator("input").click()
    table.row(NEWEST[2]).locator("td").nth(1).click(modifiers=["Shift"])
    expect(table.tray).to_contain_text("3 runs picked")
    table.page.keyboard.press("j")
    table.page.keyboard.press("x")
    expect(table.row(NEWEST[3])).to_have_class("picked run-3")

    table.tray.get_by_role("link", name="Compare").click()

    table.page.wait_for_url(re.compile(r"compare\.html#"))
    assert table.page.evaluate("KT.state.list('runs')") == [run.id for run in NEWEST[:4]]


def test_the_key_for_comparing(table: Table) -> None:
    """`c` goes to the comparison of what is picked."""
    for key in ("j", "x", "c"):
        table.page.keyboard.press(key)
    table.page.wait_for_url(re.compile(r"compare\.html#"))
    assert table.page.evaluate("KT.state.list('runs')") == [NEWEST[0].id]


def test_a_link_shows_what_its_sender_saw(
    table: Table, new_page: Callable[..., Page], over_file: Opener, site: Path
) -> None:
    """In a fresh browser: the same runs in the same order, columns, groups and picks."""
    table.filter("succeeded and duration > 9s")
    table.sort("rmse")
    table.sort("r2_score", also=True)
    table.page.locator("#columns").click()
    table.page.get_by_role("dialog").get_by_label("Environment").check()
    table.page.get_by_role("button", name="Done").click()
    table.page.locator("#group").select_option(REGRESSOR)
    table.page.get_by_role("button", name="Unfold all groups").click()
    table.rows.first.locator("input").click()
    expect(table.page.locator(".grid tr.picked")).to_have_count(1)
    assert table.heads[-1] == "Environment"
    seen = (table.ids(), table.page.locator(".grid").inner_text())

    other = Table(new_page()).open(f"{over_file(site)}runs.html{_hash(table.page)}")

    other.page.wait_for_selector(".grid tr.picked")
    assert (other.ids(), other.page.locator(".grid").inner_text()) == seen
    assert other.page.locator("#filter").input_value() == "succeeded and duration > 9s"
    expect(other.tray).to_contain_text("1 run picked")


def test_back_undoes_each_step(table: Table) -> None:
    """A filter, then a sort order; and Forward does them again."""
    longest = sorted(FAILED, key=lambda run: -(run.duration or 0))
    table.filter("failed")
    table.shows(FAILED)
    table.sort("Took")
    table.shows(longest)

    table.page.go_back()
    table.shows(FAILED)
    table.page.go_back()
    table.shows(NEWEST)
    table.page.go_forward()
    table.shows(FAILED)
    assert table.page.locator("#filter").input_value() == "failed"


def test_typing_is_one_step(table: Table) -> None:
    """However many letters: Back goes to what was before the first of them."""
    table.page.locator("#filter").click()
    for letter in "failed or bookmark":
        table.page.keyboard.type(letter, delay=30)
    wanted = [run for run in NEWEST if run.status == "failed" or run.bookmark]
    table.page.keyboard.press("Escape")
    table.page.keyboard.press("Enter")
    table.shows(wanted)
    table.page.go_back()
    table.shows(NEWEST)


def test_sort_by_several_columns(table: Table) -> None:
    """With Shift a column sorts what the first leaves equal; a third click takes it away."""

    def worth(run: Run) -> float:
        return -run.metrics.get(R2, -9e9)

    table.sort("regressor")
    table.sort("r2_score", also=True)
    table.shows(sorted(NEWEST, key=lambda run: (run.params["regressor"], worth(run))))
    head = table.page.locator(".grid thead th", has_text="regressor")
    expect(head).to_have_attribute("aria-sort", "ascending")
    table.sort("regressor", also=True)
    table.sort("regressor", also=True)
    table.shows(sorted(NEWEST, key=worth))


@pytest.mark.parametrize("clicks", [1, 2])
def test_what_is_missing_comes_last_both_ways(table: Table, clicks: int) -> None:
    """A failed run has no metrics: it is neither the best nor the worst."""
    for _ in range(clicks):
        table.sort("r2_score")
    table.page.evaluate("document.querySelector('.grid').scrollTop = 1e9")
    expect(table.rows.last.locator("input")).to_have_attribute("data-pick", FAILED[-1].id)
    assert table.ids()[-len(FAILED) :] == [run.id for run in FAILED]


def test_group_with_count_best_mean_and_spread(table: Table) -> None:
    """The same numbers as Python finds; folding shows and hides a group's runs."""
    ridge = [run for run in NEWEST if run.params["regressor"] == "ridge"]
    values = [run.metrics[R2] for run in ridge if run.metrics]
    table.page.locator("#group").select_option(REGRESSOR)
    group = table.page.locator(".grid tr.group").filter(has_text="ridge")
    expect(group.locator(".count")).to_have_text(f"{len(ridge)} runs")
    cell = table.cell(group, "r2_score")
    expect(cell.locator(".best-of")).to_have_text(f"{max(values):.6g}")
    expect(cell.locator(".spread")).to_have_text(
        f"{statistics.mean(values):.3f} ± {statistics.stdev(values):.3f}"
    )
    expect(table.rows).to_have_count(0)
    group.get_by_role("button").click()
    table.shows(ridge)
    group.get_by_role("button").click()
    expect(table.rows).to_have_count(0)


def test_the_best_of_each_group_in_one_click(table: Table) -> None:
    """One run a group, the best of all first."""
    table.page.locator("#group").select_option("branch")
    table.page.locator("#best").select_option(f"metrics.{RMSE}")
    groups = [
        [run for run in RANKED if run.code and run.code.branch == branch]
        for branch in ("main", "experiment/ridge")
    ]
    best = [min(group, key=lambda run: run.metrics[RMSE]) for group in groups]
    table.shows(sorted(best, key=lambda run: run.metrics[RMSE]))
    expect(table.said).to_have_text("60 runs, the best of each of 2 groups.")


def test_group_by_the_day(table: Table) -> None:
    """Moments are grouped by their day in the reader's zone."""
    table.page.locator("#group").select_option("when")
    expect(table.said).to_have_text(re.compile(r"60 runs, in 18|19 groups\."))
    expect(table.page.locator(".grid tr.group").first).to_contain_text("22 Jan 2026")


def test_hide_runs_and_show_them_again(table: Table) -> None:
    """What is picked, or the row that the keys are on; the link keeps it."""
    table.row(NEWEST[1]).locator("input").click()
    table.page.get_by_role("button", name="Hide picked").click()
    table.shows([NEWEST[0], *NEWEST[2:]])
    table.page.keyboard.press("j")
    table.page.keyboard.press("h")
    table.shows(NEWEST[2:])
    expect(table.said).to_contain_text("58 of 60 runs. 2 runs are hidden.")
    assert f"hide={quote(NEWEST[1].id)},{quote(NEWEST[0].id)}" in _hash(table.page)
    table.page.get_by_role("button", name="Show them").click()
    table.shows(NEWEST)


def test_save_what_is_seen_as_csv(table: Table) -> None:
    """The rows and columns shown, in their order, at full precision."""
    table.filter("failed or r2_score > 0.45")
    table.sort("r2_score")
    wanted = [*(run for run in RANKED if run.metrics[R2] > 0.45), *FAILED]
    table.shows(wanted)

    rows = list(csv.DictReader(io.StringIO(_saved(table, "CSV"))))

    assert [row["id"] for row in rows] == [run.id for run in wanted]
    values = [repr(run.metrics[R2]) if run.metrics else "" for run in wanted]
    assert [row[f"metrics.{R2}"] for row in rows] == values
    assert [*rows[0]][:3] == ["id", "status", f"metrics.{ACTIVE}.mae"]


def test_save_what_is_seen_as_json(table: Table) -> None:
    """A list of objects; what is missing is left out."""
    table.filter("failed")
    table.shows(FAILED)

    found = json.loads(_saved(table, "JSON"))

    assert [row["id"] for row in found] == [run.id for run in FAILED]
    assert f"metrics.{R2}" not in found[0]
    assert found[0][REGRESSOR] == FAILED[0].params["regressor"]


def test_a_spreadsheet_runs_nothing_of_a_saved_table(
    page: Page, over_file: Opener, tmp_path: Path
) -> None:
    """Texts that begin as formulas are marked as texts; numbers stay numbers."""
    titles = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("x"),2', "\tx", "a=1", "two\nlines"]
    runs = tuple(
        make_run(n, title=title, versions=(make_metrics({"score": -1.5 - n}),))
        for n, title in enumerate(titles)
    )
    folder = build(replace(make_history(), runs=runs), tmp_path / "site")
    table = Table(page).open(over_file(folder) + "runs.html#columns=title,metrics.scores.score")

    rows = list(csv.DictReader(io.StringIO(_saved(table, "CSV"), newline="")))

    assert [row["title"] for row in rows[::-1]] == [*(f"'{t}" for t in titles[:6]), *titles[6:]]
    assert [row["metrics.scores.score"] for row in rows] == [str(-8.5 + n) for n in range(8)]


def test_a_filter_is_faulted_at_the_character(table: Table) -> None:
    """The place is shown, the sentence is read out, and the table stays as it was."""
    table.filter("failed")
    table.shows(FAILED)
    table.filter("r2_score > 0.4 and branhc = main")
    fault = table.page.locator("#filter-fault")
    expect(fault).to_contain_text("No run has branhc; did you mean branch? (at character 20)")
    expect(fault.locator("mark")).to_have_text("b")
    expect(table.page.locator("#filter")).to_have_attribute("aria-invalid", "true")
    table.shows(FAILED)
    table.filter("")
    expect(fault).to_be_empty()
    table.shows(NEWEST)


def test_names_and_values_are_completed(table: Table) -> None:
    """By the keys: a name, a comparison, a value that there is."""
    page = table.page
    page.keyboard.press("/")
    for typed in ("bran", "", "exp"):
        page.keyboard.type(typed)
        page.keyboard.press("ArrowDown")
        expect(page.locator("#filter-options [aria-selected=true]")).to_have_count(1)
        page.keyboard.press("Enter")
    expect(page.locator("#filter")).to_have_value("branch = experiment/ridge ")
    expect(page.locator("#filter-options li")).to_have_text(["and", "or"])
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    table.shows([run for run in NEWEST if run.code and run.code.branch == "experiment/ridge"])


def test_a_name_that_needs_quotes_is_completed_with_them(
    page: Page, over_file: Opener, tmp_path: Path
) -> None:
    """So that what is taken from the list can be understood."""
    runs = tuple(make_run(n, parameters={"learning rate": n}) for n in range(3))
    folder = build(replace(make_history(), runs=runs), tmp_path / "site")
    table = Table(page).open(over_file(folder) + "runs.html")
    page.keyboard.press("/")
    page.keyboard.type("learn")
    page.locator("#filter-options li").first.click()
    page.keyboard.type("> 1")
    expect(page.locator("#filter")).to_have_value('params."learning rate" > 1')
    table.shows([runs[2]])


def test_search_in_everything(table: Table) -> None:
    """Each word must be found, in titles, notes, commands or values."""
    table.page.locator("#search").fill("trial 0.15")
    table.shows([run for run in NEWEST if run.title and "0.15" in run.title])
    table.page.locator("#search").fill("second paragraph")
    table.shows([run for run in NEWEST if run.notes])
    table.page.locator("#search").fill(str(RANKED[0].metrics[RMSE])[:8])
    expect(table.row(RANKED[0])).to_be_visible()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("failed and r2_score > 5", "No run passes “r2_score > 5”."),
        ("failed and bookmark and succeeded", "Each part of the filter is passed by some run"),
    ],
)
def test_no_run_passes(table: Table, text: str, why: str) -> None:
    """The reason is said, and one click shows all runs again."""
    table.filter(text)
    expect(table.said).to_contain_text(why)
    expect(table.rows).to_have_count(0)
    table.page.get_by_role("button", name="Show all runs").click()
    table.shows(NEWEST)


def test_choose_and_order_columns(table: Table) -> None:
    """Add, move, leave out, and go back to those that were chosen by themselves."""
    page, before = table.page, table.heads
    page.locator("#columns").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Find a column").fill("runn")
    dialog.get_by_label("Runner").check()
    dialog.get_by_role("button", name="Move Runner up").press("Enter")
    expect(dialog.get_by_role("button", name="Move Runner up")).to_be_focused()
    dialog.get_by_role("button", name="Leave out Status").click()
    dialog.get_by_role("button", name="Done").click()
    assert table.heads == ["Run", *before[2:-1], "Runner", before[-1]]
    page.locator("#columns").click()
    dialog.get_by_role("button", name="As at first").click()
    dialog.get_by_role("button", name="Done").click()
    expect(page.locator(".grid thead th")).to_have_count(len(before))
    assert table.heads == before


def test_keys_on_the_table(table: Table) -> None:
    """Arrows and letters move, Space picks, Enter opens the run."""
    page = table.page
    page.locator(".grid").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(table.row(NEWEST[1])).to_be_focused()
    page.keyboard.press("Space")
    expect(table.row(NEWEST[1]).locator("input")).to_be_checked()
    page.keyboard.press("k")
    expect(table.row(NEWEST[0])).to_have_attribute("aria-current", "true")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"runs/{re.escape(NEWEST[0].id)}\.html"))


def test_pick_all_that_are_shown(table: Table) -> None:
    """And none of them again."""
    table.filter("failed")
    table.shows(FAILED)
    table.page.get_by_label("Pick all runs shown").check()
    expect(table.tray).to_contain_text("12 runs picked")
    table.page.get_by_label("Pick all runs shown").uncheck()
    expect(table.tray).to_be_hidden()


def test_many_runs_are_drawn_where_they_are_seen(
    page: Page, over_both: Opener, large: Path
) -> None:
    """Few rows at a time; the oldest run is there at the end, the head all the time."""
    table = Table(page).open(over_both(large) + "runs.html")
    expect(table.said).to_have_text("1,301 runs.")
    assert table.rows.count() < 60
    expect(page.locator(".grid table")).to_have_attribute("aria-rowcount", "1302")
    page.evaluate("document.querySelector('.grid').scrollTop = 1e9")
    expect(table.rows.last.locator("input")).to_have_attribute("data-pick", "run-0000")
    expect(table.rows.last).to_have_attribute("aria-rowindex", "1302")
    expect(page.locator(".grid thead th").first).to_be_in_viewport()
    table.filter("score > 1.2995")
    expect(table.said).to_have_text("1 of 1,301 runs.")
    assert table.ids() == [f"run-{next(n for n in range(1301) if n * 37 % 1301 == 1300):04d}"]


def test_without_javascript_all_runs_are_reached(
    new_page: Callable[..., Page], over_file: Opener, large: Path
) -> None:
    """From page to page, the first link to the run where the list goes on."""
    page = new_page(javascript=False)
    page.goto(over_file(large) + "runs.html")
    seen = []
    for rows in ("tbody tr", "tr:target, tr:target ~ tr", "tbody tr"):
        links = page.locator(rows).locator("th a")
        seen += links.evaluate_all("links => links.map((link) => link.title)")
        if len(seen) < 1301:
            page.get_by_role("link", name="Older runs").first.click()
    assert seen == [f"run-{n:04d}" for n in range(1300, -1, -1)]


def test_data_that_is_missing_is_said(
    page: Page, over_file: Opener, large: Path, tmp_path: Path, watch: Any
) -> None:
    """By the file's name; the plain list stays."""
    watch.expect("runs-00002")
    site = Path(shutil.copytree(large, tmp_path / "copy"))
    chunk = next((site / "data").glob("runs-00002-*.js"))
    chunk.unlink()
    page.goto(over_file(site) + "runs.html")
    expect(page.locator("#runs-said")).to_contain_text(f"could not be loaded (data/{chunk.name})")
    expect(page.locator(".runs-list tbody tr").nth(499)).to_be_visible()


@pytest.fixture(params=["plain", "grouped", "chooser", "completing", "faulted"])
def state(request: pytest.FixtureRequest, page: Page, over_http: Opener, site: Path) -> Table:
    """The page in each of the states that it can be in."""
    table = Table(page).open(over_http(site) + "runs.html")
    if request.param == "grouped":
        page.locator("#group").select_option(REGRESSOR)
        page.get_by_role("button", name="Unfold all groups").click()
        table.rows.first.locator("input").click()
        table.sort("r2_score")
    elif request.param == "chooser":
        page.locator("#columns").click()
    elif request.param == "completing":
        page.locator("#filter").fill("m")
        page.keyboard.press("ArrowDown")
    elif request.param == "faulted":
        table.filter("r2_score >")
    return table


def test_axe_finds_nothing_in_any_state(state: Table) -> None:
    """Roles, names and contrast hold in what scripts draw too."""
    found = Axe().run(state.page).response["violations"]
    assert [(v["id"], [n["html"][:200] for n in v["nodes"][:2]]) for v in found] == []


def test_a_phone_scrolls_the_table_inside_itself(
    new_page: Callable[..., Page], over_file: Opener, site: Path
) -> None:
    """The page is as wide as the phone; the names stay while the values scroll."""
    page = new_page(width=360, height=740)
    table = Table(page).open(over_file(site) + "runs.html")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.evaluate("document.querySelector('.grid').scrollLeft = 500")
    box = table.rows.first.locator("th").bounding_box()
    assert box is not None
    assert 0 <= box["x"] < 30


def test_a_long_table_prints_its_beginning(page: Page, over_file: Opener, large: Path) -> None:
    """And says so."""
    table = Table(page).open(over_file(large) + "runs.html")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(table.rows).to_have_count(1000)
    expect(page.locator(".printed")).to_have_text("The first 1,000 of 1,301 rows are printed.")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator(".printed")).to_be_hidden()


def test_what_is_printed(table: Table) -> None:
    """All rows, not just those on the screen, their heads, and none of the controls."""
    table.page.emulate_media(media="print")
    table.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(table.rows).to_have_count(60)
    expect(table.page.locator("#runs-controls")).to_be_hidden()
    expect(table.page.get_by_role("button", name="r2_score")).to_be_visible()


def _hash(page: Page) -> str:
    found: str = page.evaluate("location.hash")
    return found


def _saved(table: Table, kind: str) -> str:
    with table.page.expect_download() as waiting:
        table.page.get_by_role("button", name=kind).click()
    download: Download = waiting.value
    return Path(download.path()).read_bytes().decode("utf-8")
