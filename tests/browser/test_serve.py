"""A served site in Chromium: it changes by itself, and runs are edited where they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error, Page, expect

from kedro_track.build import read_history
from kedro_track.store.edits import Edit, edit_run
from projects import STORE, make_project_with_store, run_kedro
from serving import Server, served, wait_until

SOON = 60_000
"""Milliseconds after which what should appear is taken not to; far more than it takes."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with one real run and many that only have a row."""
    made = make_project_with_store(tmp_path_factory.mktemp("serve") / "project")
    run_kedro(made, "run")
    for number in range(60):
        edit_run(made / STORE, f"2026-01-01T00.00.{number:02d}.000Z", Edit(title=f"Old {number}"))
    return made


@pytest.fixture(scope="module")
def running(project: Path) -> Iterator[Server]:
    """Its site, served."""
    with served(project) as server:
        yield server


@pytest.fixture
def server(running: Server, watch: Any) -> Server:
    """The same; pages may ask it, and nothing else."""
    watch.sites.add(running.url)
    return running


def newest(project: Path) -> str:
    """The id of the newest run."""
    return read_history(project).runs[-1].id


def told(page: Page, script: str) -> Any:
    """What a script says on a page that may just be loading itself anew."""
    try:
        return page.evaluate(script)
    except Error:
        return None


def run_page(page: Page, server: Server, project: Path) -> Page:
    """The newest run's page, with its tools."""
    wait_until((project / f"site/runs/{newest(project)}.html").is_file)
    page.goto(f"{server.url}runs/{newest(project)}.html")
    expect(page.get_by_role("group", name="Edit this run")).to_be_visible()
    return page


def test_a_title_is_edited_where_it_stands(page: Page, server: Server, project: Path) -> None:
    """The page shows it by itself, and the store has it; an empty one clears it."""
    run_page(page, server, project)
    page.get_by_role("button", name="Rename").click()
    page.get_by_label("Title").fill("A <b>better</b> forest")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("A <b>better</b> forest", timeout=SOON)
    assert read_history(project).runs[-1].title == "A <b>better</b> forest"
    expect(page.get_by_role("group", name="Edit this run")).to_be_visible()
    page.keyboard.press("e")
    page.get_by_label("Title").fill("")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("h1")).to_contain_text("Run of", timeout=SOON)


def test_notes_tags_and_bookmark_are_edited(page: Page, server: Server, project: Path) -> None:
    """Each where it stands; Escape leaves them as they were."""
    run_page(page, server, project)
    page.get_by_role("button", name="Add notes").click()
    page.get_by_label("Notes in Markdown").fill("It *grew*.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#notes em")).to_have_text("grew", timeout=SOON)
    page.get_by_role("button", name="Tags").click()
    page.get_by_label("Tags, with commas").fill("candidate, sweep ,candidate")
    page.keyboard.press("Enter")
    expect(page.locator(".meta .tag")).to_have_text(["candidate", "sweep"], timeout=SOON)
    page.get_by_role("button", name="Bookmark").click()
    expect(page.get_by_role("button", name="Bookmark")).to_have_attribute(
        "aria-pressed", "true", timeout=SOON
    )
    page.get_by_role("button", name="Edit notes").click()
    page.get_by_label("Notes in Markdown").fill("never")
    page.keyboard.press("Escape")
    expect(page.locator("#notes em")).to_have_text("grew")
    run = read_history(project).runs[-1]
    assert (run.notes, run.tags, run.bookmark) == ("It *grew*.", ("candidate", "sweep"), True)


def test_a_run_is_hidden(page: Page, server: Server, project: Path) -> None:
    """After a question that says how it comes back."""
    run_id = "2026-01-01T00.00.30.000Z"
    page.goto(f"{server.url}runs/{run_id}.html")
    page.get_by_role("button", name="Hide").click()
    expect(page.get_by_role("dialog")).to_contain_text(f"kedro track edit {run_id} --unhide")
    page.get_by_role("dialog").get_by_role("button", name="Hide").click()
    expect(page.locator("h1")).to_have_text("Runs")
    wait_until(lambda: not (project / f"site/runs/{run_id}.html").exists())
    edit_run(project / STORE, run_id, Edit(hidden=False))
    wait_until((project / f"site/runs/{run_id}.html").is_file)


def test_what_is_refused_is_said_and_nothing_is_lost(
    page: Page, server: Server, project: Path, watch: Any
) -> None:
    """The words stay in the form: here the server is another than the page's."""
    watch.expect("status 403|403 .Forbidden")
    run_page(page, server, project)
    page.evaluate("KT.live.token = 'of an earlier server'")
    page.get_by_role("button", name="Rename").click()
    page.get_by_label("Title").fill("Precious words")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("The page is of an earlier server")
    expect(page.get_by_label("Title")).to_have_value("Precious words")


def test_a_real_run_appears_on_the_open_page(page: Page, server: Server, project: Path) -> None:
    """Nothing of what the reader picked, filtered, typed and scrolled to is lost."""
    page.goto(f"{server.url}runs.html#filter=not failed")
    rows = page.locator(".grid tr[tabindex]")
    rows.nth(3).locator("input").check()
    page.locator("input[type=search]").last.fill("old")
    page.locator("input[type=search]").last.blur()
    page.evaluate("scrollTo(0, 220)")
    wait_until(lambda: page.evaluate("scrollY") == 220)
    hash_before = page.evaluate("location.hash")
    shown, count = page.locator("#runs-said").inner_text().split(" of ")
    run_kedro(project, "run", "--params=factor=7")
    run_id = newest(project)
    wait_until(lambda: run_id in (told(page, "KT.data.runs().then((table) => table.ids)") or []))
    wait_until(lambda: told(page, "scrollY") == 220)
    assert page.evaluate("location.hash") == hash_before
    expect(page.locator("#runs-said")).to_have_text(f"{shown} of {int(count.split()[0]) + 1} runs.")
    expect(page.locator("input[type=search]").last).to_have_value("old")
    expect(page.locator(".grid tr.picked")).to_have_count(1)


def test_a_page_of_data_renews_itself(page: Page, server: Server, project: Path) -> None:
    """Compare shows what stands in no file of its own."""
    run_id = newest(project)
    page.goto(f"{server.url}compare.html#runs={run_id},2026-01-01T00.00.10.000Z")
    expect(page.locator("#main")).to_contain_text("Old 10")
    edit_run(project / STORE, "2026-01-01T00.00.10.000Z", Edit(title="Told elsewhere"))
    expect(page.locator("#main")).to_contain_text("Told elsewhere", timeout=SOON)
    assert run_id in page.url


def test_who_is_amid_an_edit_is_not_disturbed(page: Page, server: Server, project: Path) -> None:
    """News wait, and say so; they are shown when the form is closed."""
    run_page(page, server, project)
    run_id = newest(project)
    page.get_by_role("button", name="Rename").click()
    page.get_by_label("Title").fill("Half a thou")
    edit_run(project / STORE, run_id, Edit(tags_added=("from-elsewhere",)))
    expect(page.get_by_role("status")).to_contain_text("There is something new", timeout=SOON)
    expect(page.get_by_label("Title")).to_have_value("Half a thou")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".meta")).to_contain_text("from-elsewhere", timeout=SOON)


def test_a_fault_is_said_on_the_page(page: Page, server: Server, project: Path) -> None:
    """Until it is mended."""
    page.goto(server.url)
    config = project / "conf/base/track.yml"
    try:
        config.write_text("titel: Wrong\n")
        expect(page.get_by_role("status")).to_contain_text("could not be rebuilt", timeout=SOON)
        expect(page.get_by_role("status")).to_contain_text("did you mean `title`?")
        config.write_text("title: Right\n")
        expect(page).to_have_title("Right", timeout=SOON)
    finally:
        config.unlink()


def test_plots_and_figures_work_when_served(page: Page, server: Server) -> None:
    """Every page of the navigation, under the policy of a served page."""
    for name in ("Runs", "Compare", "Metrics", "Pipeline", "Help"):
        page.goto(server.url)
        page.get_by_role("link", name=name, exact=True).first.click()
        expect(page.locator("h1")).to_be_visible()


def test_a_static_copy_has_no_buttons(
    page: Page, running: Server, project: Path, over_file: Callable[[Path], str]
) -> None:
    """The folder that is served is the site as it is published."""
    assert running.url
    page.goto(over_file(project / "site") + f"runs/{newest(project)}.html")
    expect(page.locator("h1")).to_be_visible()
    assert page.get_by_role("button", name="Rename").count() == 0
    assert page.evaluate("typeof KT.live") == "undefined"
