"""A real Chromium for every test under `browser/`, and the watch that no page escapes.

A site is opened by its folder: `over_file(site)`, `over_http(site)` (under a sub-path, as
GitHub Pages serves it) or `over_both(site)` (the test runs once each) give the address
that page names are appended to:

    def test_x(page: Page, over_both: Opener, site: Path) -> None:
        page.goto(over_both(site) + "index.html")

`page` is a desktop page; `new_page(...)` makes further ones, each in a context of its own,
as a fresh browser would. Any console error, page error, failed request or request that
leaves the sites opened fails the test at its end; `watch.expect(...)` names what a test
wants to see go wrong.
"""

from __future__ import annotations

import functools
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)

Opener = Callable[[Path], str]
"""Takes the folder of a built site, gives its address, ending in `/`."""

SUB_PATH = "/team/project/"
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-gpu",
    "--no-first-run",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all of this folder, so that `-m 'not browser'` leaves it out."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


def find_chromium() -> str | None:
    """The path of an installed Chromium, or None: then Playwright starts its own."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = (shutil.which(name) for name in names)
    return os.environ.get("KEDRO_TRACK_CHROMIUM") or next(filter(None, found), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for the whole session."""
    # What a page does may take its time where many tests share a machine.
    expect.set_options(timeout=20_000)
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=find_chromium(),
            args=[*QUIET, *(["--no-sandbox"] if as_root else [])],
        )
        yield chromium
        chromium.close()


@dataclass
class Watch:
    """Gathers what goes wrong in a test's pages.

    Attributes:
        sites: Addresses that a request may go to.
        expected: Patterns of problems that the test provokes on purpose.
    """

    sites: set[str] = field(default_factory=set)
    expected: list[re.Pattern[str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def expect(self, pattern: str) -> None:
        """Let problems that match `pattern` pass in this test."""
        self.expected.append(re.compile(pattern))

    def unexpected(self) -> list[str]:
        """The problems that no pattern of the test explains."""
        return [p for p in self.problems if not any(e.search(p) for e in self.expected)]

    def attach(self, page: Page) -> None:
        """Listen to everything that `page` reports."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.problems.append(f"page error: {error}"))
        page.on("request", self._request)
        page.on("requestfailed", self._failed)
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "assert"} and not _is_plotly_style(message):
            self.problems.append(f"console: {message.text} ({message.location.get('url')})")

    def _request(self, request: Request) -> None:
        if urlsplit(request.url).scheme in {"data", "blob", "about"}:
            return
        if not any(request.url.startswith(site) for site in self.sites):
            self.problems.append(f"left the site: {request.url}")

    def _failed(self, request: Request) -> None:
        # A page that is left behind aborts what it was loading: no fault of the page.
        if request.failure != "net::ERR_ABORTED":
            self.problems.append(f"request failed: {request.url}: {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.problems.append(f"status {response.status}: {response.url}")


def _is_plotly_style(message: ConsoleMessage) -> bool:
    """Whether this is the one report that Plotly causes: the policy blocks its style element."""
    source = urlsplit(message.location.get("url", "")).path.rsplit("/", 1)[-1]
    return (
        "inline style" in message.text
        and "Content Security Policy" in message.text
        and "plotly" in source
    )


@pytest.fixture
def watch() -> Iterator[Watch]:
    """The watch over all pages of the test; it fails the test at its end."""
    watching = Watch()
    yield watching
    assert watching.unexpected() == []


@pytest.fixture
def new_page(browser: Browser, watch: Watch) -> Iterator[Callable[..., Page]]:
    """Make pages in fresh contexts: `new_page(width=360, dark=True, javascript=False, …)`.

    Further keywords go to Playwright's `new_context`.
    """
    contexts = []

    def make(
        *,
        width: int = 1440,
        height: int = 900,
        dark: bool = False,
        javascript: bool = True,
        **options: Any,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            java_script_enabled=javascript,
            **options,
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        page = context.new_page()
        watch.attach(page)
        # Windows that the page opens are watched as well.
        page.on("popup", watch.attach)
        return page

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """One page of 1440 by 900, light, with JavaScript."""
    return new_page()


class _Quiet(SimpleHTTPRequestHandler):
    """Serves a folder under `SUB_PATH`, and nothing above it."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- the base's own name
        """Say nothing."""

    def do_GET(self) -> None:
        """Answer the one request that is the browser's own habit: the host's icon."""
        if self.path == "/favicon.ico":
            self.send_response(204)
            self.end_headers()
        else:
            super().do_GET()

    def translate_path(self, path: str) -> str:
        """Strip the sub-path; what lies outside of it does not exist."""
        if not path.startswith(SUB_PATH):
            return str(Path(self.directory) / "outside-of-the-sub-path")
        return super().translate_path("/" + path.removeprefix(SUB_PATH))


@pytest.fixture(scope="session")
def _servers() -> Iterator[Callable[[Path], str]]:
    running: dict[Path, ThreadingHTTPServer] = {}

    def serve(site: Path) -> str:
        folder = site.resolve()
        if folder not in running:
            handler = functools.partial(_Quiet, directory=str(folder))
            running[folder] = ThreadingHTTPServer(("127.0.0.1", 0), handler)
            threading.Thread(target=running[folder].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{running[folder].server_port}{SUB_PATH}"

    yield serve
    for server in running.values():
        server.shutdown()
        server.server_close()


@pytest.fixture
def over_file(watch: Watch) -> Opener:
    """Open a site as a double-click does."""

    def address(site: Path) -> str:
        url = site.resolve().as_uri() + "/"
        watch.sites.add(url)
        return url

    return address


@pytest.fixture
def over_http(watch: Watch, _servers: Callable[[Path], str]) -> Opener:
    """Open a site under a sub-path on loopback, as GitHub Pages serves it."""

    def address(site: Path) -> str:
        url = _servers(site)
        watch.sites.add(url)
        return url

    return address


@pytest.fixture(params=["file", "http"])
def over_both(request: pytest.FixtureRequest) -> Opener:
    """Run the test twice: from the folder and over http."""
    opener: Opener = request.getfixturevalue(f"over_{request.param}")
    return opener


@pytest.fixture
def screenshot(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[Page, str], Path]:
    """Write `<test>-<name>.png` of the whole page, into the folder `SHOTS` names, if any."""
    folder = Path(os.environ.get("SHOTS") or tmp_path)

    def shoot(page: Page, name: str) -> Path:
        stem = re.sub(r"[^\w.-]+", "-", f"{request.node.name}-{name}")
        path = folder / f"{stem}.png"
        page.screenshot(path=path, full_page=True)
        return path

    return shoot
