"""What holds for every page of every site: it opens, leads on, is readable, small and lasting."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from builders import make_history
from kedro_track.build import write_site
from kedro_track.config import Config
from kedro_track.site.output import Output
from sites import NAMES, References, broken_references, build_site, page_kinds

Sites = Callable[[str], Path]
Opener = Callable[[Path], str]


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Sites:
    """Give a built site by its name; each is built once."""
    built: dict[str, Path] = {}

    def site(name: str) -> Path:
        if name not in built:
            built[name] = build_site(name, tmp_path_factory.mktemp(name))
        return built[name]

    return site


def opened(page: Page, address: str) -> None:
    """Open a page and wait until it has loaded what it loads by itself."""
    page.goto(address)
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("name", NAMES)
def test_every_kind_of_page_opens(name: str, page: Page, over_both: Opener, sites: Sites) -> None:
    """Without a word on the console, a failed request or one that leaves; nothing foreign runs."""
    base = over_both(sites(name))
    for kind in page_kinds(sites(name)):
        opened(page, base + kind)
        assert page.locator("h1:not(.prose h1)").count() == 1, kind
        assert page.evaluate("document.documentElement.dataset.broken") is None, kind


@pytest.mark.parametrize("name", NAMES)
def test_every_link_of_every_page_leads_somewhere(name: str, sites: Sites) -> None:
    """To a file of the site, and where it names a place, to that place."""
    assert list(broken_references(sites(name))) == []


@pytest.mark.parametrize("name", NAMES)
def test_ids_are_unique(name: str, sites: Sites) -> None:
    """An id that comes twice names nothing."""
    for path in sites(name).rglob("*.html"):
        ids = References(path).ids
        assert len(ids) == len(set(ids)), path.name


@pytest.mark.parametrize("name", ["none", "forty", "hostile"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(
    name: str,
    dark: bool,  # noqa: FBT001 - a parameter of the test
    new_page: Callable[..., Page],
    over_http: Opener,
    sites: Sites,
) -> None:
    """On no kind of page, in neither colour scheme."""
    page = new_page(dark=dark)
    base = over_http(sites(name))
    found = {}
    for kind in page_kinds(sites(name)):
        opened(page, base + kind)
        results = Axe().run(page).response["violations"]
        if results:
            found[kind] = [(v["id"], [n["html"][:160] for n in v["nodes"][:3]]) for v in results]
    assert found == {}


@pytest.mark.parametrize("name", ["none", "forty", "hostile"])
def test_no_page_is_wider_than_a_phone(
    name: str, new_page: Callable[..., Page], over_file: Opener, sites: Sites
) -> None:
    """At 360 pixels only tables and drawings scroll, inside themselves."""
    page = new_page(width=360, height=740)
    base = over_file(sites(name))
    widths = {}
    for kind in page_kinds(sites(name)):
        opened(page, base + kind)
        widths[kind] = page.evaluate("document.documentElement.scrollWidth")
    assert {kind: width for kind, width in widths.items() if width > 360} == {}


@pytest.mark.parametrize("name", ["none", "two", "forty"])
def test_every_page_says_something_without_javascript(
    name: str, new_page: Callable[..., Page], over_file: Opener, sites: Sites
) -> None:
    """A heading and a sentence, whatever scripts would add."""
    page = new_page(javascript=False)
    base = over_file(sites(name))
    for kind in page_kinds(sites(name)):
        page.goto(base + kind)
        assert page.locator("h1").inner_text().strip(), kind
        words = page.locator("main").inner_text().split()
        assert len(words) > 8, (kind, words)


def test_scripts_and_styles_are_small(sites: Sites) -> None:
    """All of our own together: under 100 kB gzipped, whatever page is opened."""
    static = sites("forty") / "static"
    own = [p for p in static.rglob("*") if p.suffix in (".js", ".css") and "plotly" not in p.name]
    assert sum(len(gzip.compress(path.read_bytes())) for path in own) < 100_000


def test_a_page_is_small(sites: Sites) -> None:
    """With its scripts and styles under 60 kB gzipped; Plotly is loaded when a chart is seen."""
    site = sites("forty")
    sizes = {}
    for kind in page_kinds(site):
        page = site / kind
        linked = [a.partition("?")[0] for a in References(page).addresses]
        files = {(page.parent / a).resolve() for a in linked if a.endswith((".js", ".css"))}
        sizes[kind] = sum(len(gzip.compress(path.read_bytes())) for path in (page, *files))
    assert {kind: size for kind, size in sizes.items() if size >= 60_000} == {}


def contents(site: Path) -> dict[str, bytes]:
    """Every file of a site by its address."""
    files = (path for path in site.rglob("*") if path.is_file())
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in files}


def test_the_same_history_gives_the_same_bytes(tmp_path: Path) -> None:
    """In another folder, from files of another folder, at another time."""
    first = build_site("forty", tmp_path / "a")
    second = build_site("forty", tmp_path / "elsewhere" / "b")
    assert contents(first) == contents(second)


def test_a_second_build_writes_nothing(tmp_path: Path) -> None:
    """What is there already is left alone."""
    history = make_history(12, folder=tmp_path / "data")
    write_site(history, Config(), Output(tmp_path / "site"))
    before = {p: p.stat().st_mtime_ns for p in (tmp_path / "site").rglob("*") if p.is_file()}
    _, written = write_site(history, Config(), Output(tmp_path / "site"))
    assert (written.written, written.removed) == (0, 0)
    assert before == {p: p.stat().st_mtime_ns for p in before}


def test_a_run_page_stays_as_it_is_when_later_runs_come(tmp_path: Path) -> None:
    """To the byte; the last one only gains its link to the next."""
    folder = tmp_path / "data"
    for count, name in ((10, "before"), (12, "after")):
        write_site(make_history(count, folder=folder), Config(), Output(tmp_path / name))
    before, after = contents(tmp_path / "before"), contents(tmp_path / "after")
    pages = sorted(url for url in before if url.startswith("runs/") and url.endswith(".html"))
    assert len(pages) == 10
    changed = [url for url in pages if before[url] != after[url]]
    assert changed == pages[-1:]
    old, new = (set(files[pages[-1]].decode().splitlines()) for files in (before, after))
    assert all("next" in line for line in new - old), new - old
