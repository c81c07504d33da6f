"""What holds for every kind of page of every site: it opens, is silent, and can be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from sites import NAMES, page_kinds

Sites = Callable[[str], Path]
Opener = Callable[[Path], str]

# What a colour scheme can break; all other rules of axe are the same in both.
OF_COLOUR = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
# Axe would fetch the styles to know which are for one orientation only: no page may fetch.
QUIET = {"preload": False}
# One and two runs look like many; what they say is held by the tests of their pages.
APART = ("none", "forty", "hostile", "legacy", "report")
PHONE = {"width": 360, "height": 740}


def opened(page: Page, address: str) -> None:
    """Open a page and wait until it has loaded what it loads by itself."""
    page.goto(address)
    page.evaluate("new Promise((done) => requestIdleCallback(() => setTimeout(done, 60)))")


def found_by_axe(page: Page, options: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """Each rule that axe finds broken, with the first elements that break it."""
    violations = Axe().run(page, options={**QUIET, **options}).response["violations"]
    return [(v["id"], [node["html"][:200] for node in v["nodes"][:3]]) for v in violations]


@pytest.mark.parametrize(
    ("name", "where"), [*((name, "file") for name in NAMES), ("forty", "http"), ("hostile", "http")]
)
def test_every_kind_of_page_opens(
    name: str, where: str, page: Page, request: pytest.FixtureRequest, sites: Sites
) -> None:
    """Without a word on the console, a failed request or one that leaves; nothing foreign runs."""
    base = request.getfixturevalue(f"over_{where}")(sites(name))
    for kind in page_kinds(sites(name)):
        opened(page, base + kind)
        assert page.locator("h1").count() == 1, kind
        assert page.evaluate("document.documentElement.dataset.broken") is None, kind


@pytest.mark.parametrize("name", APART)
def test_axe_finds_nothing(name: str, page: Page, over_file: Opener, sites: Sites) -> None:
    """On no kind of page, in neither colour scheme."""
    base, found = over_file(sites(name)), {}
    for kind in page_kinds(sites(name)):
        page.emulate_media(color_scheme="light")
        opened(page, base + kind)
        light = found_by_axe(page, {})
        page.emulate_media(color_scheme="dark")
        found[kind] = light + found_by_axe(page, OF_COLOUR)
    assert {kind: problems for kind, problems in found.items() if problems} == {}


@pytest.mark.parametrize("name", APART)
def test_no_page_is_wider_than_a_phone(
    name: str, page: Page, over_file: Opener, sites: Sites
) -> None:
    """At 360 pixels only tables and drawings scroll, inside themselves."""
    page.set_viewport_size(PHONE)
    base, widths = over_file(sites(name)), {}
    for kind in page_kinds(sites(name)):
        opened(page, base + kind)
        widths[kind] = page.evaluate("document.documentElement.scrollWidth")
    assert {kind: width for kind, width in widths.items() if width > PHONE["width"]} == {}


@pytest.mark.parametrize("name", APART)
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


@pytest.mark.parametrize("name", ["forty", "report"])
def test_every_moment_is_in_the_readers_zone(
    name: str, new_page: Callable[..., Page], over_file: Opener, sites: Sites
) -> None:
    """A run that is called by its time as well: nine hours later in Tokyo than in UTC."""
    page = new_page(timezone_id="Asia/Tokyo")
    base, seen = over_file(sites(name)), 0
    for kind in page_kinds(sites(name)):
        opened(page, base + kind)
        text = page.locator("main").inner_text()
        # The first run began at 08:00 in UTC; what names it by its id is exact, and in UTC.
        assert "5 Jan 2026, 08:00" not in text, kind
        seen += "5 Jan 2026, 17:00" in text
    assert seen > 0
