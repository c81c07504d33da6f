"""The plots as a person looks through them: film strip, scrubber, every kind of file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from builders import figure, make_history, make_run, png
from kedro_track.build import write_site
from kedro_track.config import Config
from kedro_track.history import Kind, TrackedFile, Version
from kedro_track.site.output import Output

Opener = Callable[[Path], str]
SLOW = 20_000
"""So many milliseconds Plotly may take on a machine that has other things to do."""

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script>ran()</script></svg>'
ROWS = "name,value\n" + "".join(f"row {n},{n}\n" for n in range(80))
COUNT = 8


def contents(index: int) -> dict[str, tuple[Kind, dict[str, bytes]]]:
    """By dataset the kind and the files that a run saves; the bars change with every second."""
    return {
        "bars": ("image", {"bars.png": png(20 * (index // 2), width=320, height=240)}),
        "photo": ("image", {"photo.jpg": png(index)}),
        "drawing": ("image", {"drawing.svg": SVG.replace("9 9", f"9 {index}").encode()}),
        "loss": ("plotly", {"loss.json": json.dumps(figure(1, 2, index)).encode()}),
        "folder": ("image", {f"part/{n}.png": png(index + n) for n in range(3)}),
        "page": ("html", {"page.html": f"<h1>Report {index}</h1>".encode()}),
        "table": ("table", {"table.csv": f"{ROWS}run,{index}\n".encode()}),
        "words": ("text", {"model.yml": f"alpha: {index}\n".encode()}),
    }


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight runs that saved files of every kind; and one dataset of one version."""
    folder = tmp_path_factory.mktemp("plots")
    runs = []
    for index in range(COUNT):
        made = contents(index)
        if index == 2:
            made["once"] = ("image", {"once.png": png(9)})
        versions = tuple(
            Version(dataset, "v", kind, tuple(saved(folder, index, dataset, files)))
            for dataset, (kind, files) in made.items()
        )
        runs.append(make_run(index, versions=versions, title=f"Trial {index}"))
    runs[1] = replace(
        runs[1], versions=(*runs[1].versions, Version("broken", "v", "image", problem="It ends."))
    )
    write_site(make_history(1, runs=tuple(runs)), Config(), Output(folder / "site"))
    return folder / "site"


def saved(folder: Path, index: int, dataset: str, files: dict[str, bytes]) -> list[TrackedFile]:
    """These files, written."""
    made = []
    for name, content in files.items():
        path = folder / dataset / str(index) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        made.append(TrackedFile(name, str(path), len(content), digest))
    return made


def shown(page: Page) -> Locator:
    """The version that is shown."""
    return page.locator("#frames .frame:visible")


def test_every_dataset_is_shown_as_its_newest_run_saved_it(
    page: Page, over_file: Opener, site: Path
) -> None:
    """One that can't be read says so."""
    page.goto(over_file(site) + "plots.html")
    expect(page.locator("figure.plot")).to_have_count(10)
    bars = page.locator("figure.plot", has_text="bars")
    expect(bars).to_contain_text("8 versions, 4 of them different")
    expect(bars).to_contain_text("Trial 7")
    expect(page.locator("figure.plot", has_text="folder")).to_contain_text("3 files")
    expect(page.locator("figure.plot", has_text="broken")).to_contain_text("can be read")


def test_identical_versions_are_folded(page: Page, over_file: Opener, site: Path) -> None:
    """Into one, with the other runs a click away."""
    page.goto(over_file(site) + "plots/bars.html")
    expect(page.locator(".thumb")).to_have_count(4)
    expect(shown(page)).to_have_count(1)
    shown(page).get_by_text("The same in 1 more run").click()
    expect(shown(page).get_by_role("link", name="Trial 6")).to_be_visible()


def test_scrubber_by_keyboard(page: Page, over_file: Opener, site: Path) -> None:
    """Arrows on the range, and j and k anywhere."""
    page.goto(over_file(site) + "plots/bars.html")
    page.get_by_role("slider").focus()
    page.keyboard.press("ArrowLeft")
    expect(shown(page)).to_contain_text("Trial 5")
    expect(page.get_by_role("slider")).to_have_attribute("aria-valuetext", "Trial 5")
    page.keyboard.press("Home")
    expect(shown(page)).to_contain_text("Trial 1")
    expect(page.get_by_role("button", name="Earlier", exact=True)).to_be_disabled()
    page.locator("h1").click()
    page.keyboard.press("j")
    expect(shown(page)).to_contain_text("Trial 3")
    page.keyboard.press("k")
    expect(shown(page)).to_contain_text("Trial 1")


def test_scrubber_by_mouse(page: Page, over_file: Opener, site: Path) -> None:
    """Pressed in its middle it shows the middle."""
    page.goto(over_file(site) + "plots/words.html")
    box = page.get_by_role("slider").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] - 5, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 2, box["y"] + box["height"] / 2, steps=6)
    page.mouse.up()
    expect(shown(page)).to_contain_text("Trial 0")
    expect(shown(page).locator("pre")).to_have_text("alpha: 0\n")


def test_scrubber_and_strip_by_touch(
    new_page: Callable[..., Page], over_file: Opener, site: Path
) -> None:
    """A tap on a thumb, a tap on the range; the page does not stick out."""
    page = new_page(width=360, height=740, has_touch=True, is_mobile=True)
    page.goto(over_file(site) + "plots/photo.html")
    page.locator(".thumb").nth(5).tap()
    expect(shown(page)).to_contain_text("Trial 5")
    slider = page.get_by_role("slider")
    slider.tap(position={"x": 4, "y": 10})
    expect(shown(page)).to_contain_text("Trial 0")
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_strip_is_walked_by_arrows(page: Page, over_file: Opener, site: Path) -> None:
    """One stop of Tab for all of it; the one that is shown is marked."""
    page.goto(over_file(site) + "plots/photo.html")
    page.locator(".thumb[aria-current]").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".thumb[aria-current]")).to_be_focused()
    expect(page.locator(".thumb[aria-current]")).to_have_accessible_name("Trial 6")
    expect(page.locator('.thumb[tabindex="0"]')).to_have_count(1)


def test_link_shows_the_version(
    page: Page, new_page: Callable[..., Page], over_file: Opener, site: Path
) -> None:
    """Also by a run whose picture is folded into another's; the newest is the plain address."""
    page.goto(over_file(site) + "plots/bars.html")
    page.locator(".thumb").nth(1).click()
    other = new_page()
    other.goto(page.url)
    expect(shown(other)).to_contain_text("Trial 3")
    other.goto(over_file(site) + f"plots/bars.html#version={make_run(2).id}")
    expect(shown(other)).to_contain_text("Trial 3")
    page.locator(".thumb").last.click()
    assert "version" not in page.url


def test_figures_are_drawn_when_they_are_shown(page: Page, over_file: Opener, site: Path) -> None:
    """Live, and few of them at once."""
    page.goto(over_file(site) + "plots/loss.html")
    expect(shown(page).locator(".js-plotly-plot")).to_be_visible(timeout=SLOW)
    for _ in range(COUNT - 1):
        page.keyboard.press("k")
        expect(shown(page).locator(".js-plotly-plot")).to_be_visible(timeout=SLOW)
    expect(shown(page)).to_contain_text("Trial 0")
    assert page.locator("#frames .js-plotly-plot").count() <= 4
    expect(page.locator(".thumb .js-plotly-plot").first).to_be_attached(timeout=SLOW)


def test_a_folder_shows_all_of_its_files(page: Page, over_file: Opener, site: Path) -> None:
    """Each with its name, to be expanded."""
    page.goto(over_file(site) + "plots/folder.html")
    expect(shown(page).locator("img")).to_have_count(3)
    shown(page).get_by_role("button", name="Expand").nth(1).click()
    expect(page.get_by_role("dialog").locator("img")).to_be_visible()


def test_a_page_is_sealed_off(page: Page, over_both: Opener, site: Path) -> None:
    """Shown in a frame without an origin; its original comes home as a file."""
    page.goto(over_both(site) + "plots/page.html")
    frame = shown(page).locator("iframe")
    assert frame.get_attribute("sandbox") == "allow-scripts"
    expect(frame.content_frame.get_by_role("heading")).to_have_text("Report 7")
    raw = shown(page).get_by_role("link", name="Download page.html")
    assert (raw.get_attribute("href") or "").endswith(".html.txt")
    assert raw.get_attribute("download") == "page.html"


def test_a_raw_file_never_opens_as_a_page(page: Page, over_http: Opener, site: Path) -> None:
    """The server calls it a text, and so the browser shows it as one."""
    page.goto(over_http(site) + "plots/page.html")
    raw = shown(page).get_by_role("link", name="Download page.html").get_attribute("href")
    answer = page.goto(over_http(site) + "plots/" + (raw or ""))
    assert answer is not None
    assert answer.headers["content-type"] == "text/plain"
    expect(page.locator("h1")).to_have_count(0)


def test_a_drawing_runs_nothing(page: Page, over_file: Opener, site: Path) -> None:
    """SVG is shown as a picture only."""
    page.goto(over_file(site) + "plots/drawing.html")
    picture = shown(page).locator("img")
    expect(picture).to_be_visible()
    assert picture.evaluate("img => img.decode().then(() => img.naturalWidth > 0)")


def test_a_table_shows_its_first_rows(page: Page, over_file: Opener, site: Path) -> None:
    """And says that there are more."""
    page.goto(over_file(site) + "plots/table.html")
    expect(shown(page).locator("tbody tr")).to_have_count(50)
    expect(shown(page).get_by_text("The first 50 rows.")).to_be_visible()


def test_all_versions_are_there_without_javascript(
    new_page: Callable[..., Page], over_file: Opener, site: Path
) -> None:
    """Each with its run; nothing that does nothing."""
    page = new_page(javascript=False)
    page.goto(over_file(site) + "plots/bars.html")
    expect(shown(page)).to_have_count(4)
    expect(page.locator("#frames img").last).to_be_attached()
    assert page.get_by_role("button").count() == 0


def test_one_version_needs_no_scrubber(page: Page, over_file: Opener, site: Path) -> None:
    """It is shown, and that it is one."""
    page.goto(over_file(site) + "plots/once.html")
    expect(shown(page)).to_have_count(1)
    expect(page.get_by_role("slider")).to_have_count(0)
    expect(page.get_by_text("1 version.")).to_be_visible()


def test_axe_finds_nothing(new_page: Callable[..., Page], over_http: Opener, site: Path) -> None:
    """On every kind of them, wide and light, narrow and dark."""
    for name in ("plots", "plots/bars", "plots/loss", "plots/folder", "plots/table", "plots/page"):
        narrow = name in ("plots", "plots/folder", "plots/table")
        page = new_page(width=360 if narrow else 1440, dark=narrow)
        page.goto(f"{over_http(site)}{name}.html")
        page.wait_for_load_state("networkidle")
        found = Axe().run(page).response["violations"]
        assert [(v["id"], [n["html"][:200] for n in v["nodes"][:2]]) for v in found] == []
