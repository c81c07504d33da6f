"""The site of all attacks in a real browser: nothing runs, nothing is asked for, nothing pops up.

What a browser does is told by three witnesses: a function `ran` in every frame, which the
attacks call; a listener on loopback, which they ask for addresses; and the dialogs and windows
that open. The last test of this module holds the witnesses themselves to account.
"""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Error, Locator, Page, expect

from hostile import ATTACKS, OWN_NAMES, TOGETHER, attack_on, build_hostile_site
from kedro_track.config import ThemeOptions
from kedro_track.publish.single_file import write_single_file
from kedro_track.site.theme import find_theme

Opener = Callable[[Path], str]

SCRIPTS = Path(__file__).parents[2] / "themes" / "default" / "static" / "js"

# What a frame that holds a foreign page tries and what it is told: that is the seal at work.
# Whether anything of it got through is the listener's to tell.
SEALED = (
    r"left the site: http://127|: csp$|/files/\w\w/|violates|Blocked|sandbox|null"
    r"|ERR_BLOCKED_BY_CSP|about:blank"
)


PLOTLY = "Cannot set property target of #<Event>"
"""What Plotly's own code throws where the mouse moves over a hover text."""


class Listener:
    """Takes every connection on a port of loopback, and answers none.

    Attributes:
        heard: The first line of each request.
        silent: How many connections asked for nothing. A browser opens one for an address
            that it then does not go to: a page can't keep it from that, nor tell it anything.
    """

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"
        self.heard: list[str] = []
        self.silent = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(0.5)
                try:
                    said = connection.recv(200).decode("latin-1").splitlines()[:1]
                except OSError:
                    said = []
            self.heard += said
            self.silent += not said

    def close(self) -> None:
        """Stop listening."""
        self._socket.close()


@dataclass
class Witnesses:
    """What the attacks achieved: calls by the frame they came from, dialogs, windows."""

    listener: Listener
    calls: list[tuple[str, str]] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)

    def attach(self, page: Page) -> None:
        """Watch a page and all its frames."""
        page.context.expose_binding("ran", self._ran)
        page.context.set_default_navigation_timeout(60_000)
        page.on("dialog", self._dialog)
        page.context.on("page", lambda opened: self.shown.append(f"window {opened.url}"))

    def successes(self) -> list[str]:
        """All that should not have happened; a sealed page may run what it brought along."""
        calls = [
            f"{what} ran in {frame}"
            for frame, what in self.calls
            if not re.search(r"/files/\w\w/\w+\.html(#|$)", frame)
        ]
        return sorted({*calls, *self.shown, *(f"heard {said}" for said in self.listener.heard)})

    def _ran(self, source: dict[str, Any], what: Any) -> None:
        self.calls.append((source["frame"].url, getattr(what, "pattern", what)))

    def _dialog(self, dialog: Any) -> None:
        self.shown.append(f"dialog {dialog.message}")
        dialog.dismiss()


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    """The one listener, whose address stands in the site."""
    listening = Listener()
    yield listening
    listening.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, listener: Listener) -> Path:
    """The site of all attacks."""
    return build_hostile_site(tmp_path_factory.mktemp("hostile"), listener.address)


@pytest.fixture
def witnesses(listener: Listener, page: Page) -> Iterator[Witnesses]:
    """The witnesses of a test; at its end there must be nothing that they saw."""
    listener.heard.clear()
    listener.silent = 0
    watching = Witnesses(listener)
    watching.attach(page)
    yield watching
    assert watching.successes() == []


def kinds_of_pages(site: Path, each: int) -> list[str]:
    """So many pages of each folder of the site, all of its root."""
    # A host shows 404.html in place of others; its addresses are those of the host.
    found = [path.name for path in sorted(site.glob("*.html")) if path.name != "404.html"]
    for folder in ("compare", "runs", "metrics", "plots", "pipelines"):
        pages = sorted((site / folder).glob("*.html"))
        step = max(1, len(pages) // each)
        found += [f"{folder}/{path.name}" for path in islice(pages, 0, None, step)]
    return found


def look_around(page: Page) -> None:
    """See all of a page: scroll down, open every fold, wait for what is drawn."""
    page.evaluate(
        """async () => {
            for (const fold of document.querySelectorAll("details")) fold.open = true;
            const pause = () => new Promise((done) => setTimeout(done, 30));
            for (let y = 0; y < document.body.scrollHeight; y += innerHeight) {
                scrollTo(0, y);
                await pause();
            }
            scrollTo(0, 0);
        }"""
    )


def use(page: Page) -> None:
    """Press every button once, and write an attack into every field that takes text."""
    address = page.url
    for n in range(min(page.locator("button:visible").count(), 60)):
        button = page.locator("button:visible").nth(n)
        try:
            button.click(timeout=300, no_wait_after=True)
            page.keyboard.press("Escape")
        except Error:
            continue  # covered, gone, or not to be pressed
        if page.url.partition("#")[0] != address.partition("#")[0]:
            page.goto(address)
    fields = page.locator("input:visible:not([type=checkbox]):not([type=radio])")
    for n in range(fields.count()):
        write_attacks(fields.nth(n))


def write_attacks(field: Locator) -> None:
    """Write attacks into a field, one after the other, and enter each."""
    # A field for numbers takes none of them, and some fields go when others are filled.
    with suppress(Error):
        for attack in ("together", "scheme"):
            field.fill(attack_on("typed", attack, "http://127.0.0.1:9/"), timeout=300)
            field.press("Enter", timeout=300)


def hover_figures(page: Page) -> None:
    """Move the mouse over every point that Plotly drew, so that its texts are shown."""
    page.wait_for_timeout(700)
    for box in page.locator(".figure:visible, .plot-box:visible").all()[:6]:
        try:
            box.scroll_into_view_if_needed(timeout=500)
        except Error:
            continue
        place = box.bounding_box()
        for across in range(1, 6) if place else ():
            page.mouse.move(
                place["x"] + place["width"] * across / 6, place["y"] + place["height"] * 0.6
            )
            page.wait_for_timeout(40)


def test_no_page_runs_or_asks_for_anything(
    page: Page, over_both: Opener, site: Path, witnesses: Witnesses, watch: Any
) -> None:
    """Each kind of page, with each attack, looked at from top to bottom."""
    address = over_both(site)
    sealing, plain = [], []
    for name in kinds_of_pages(site, 3):
        has_frame = "page-frame" in (site / name).read_text(encoding="utf-8")
        (sealing if has_frame else plain).append(name)
    for name in plain:
        page.goto(address + quote(name))
        look_around(page)
    page.wait_for_timeout(500)
    assert witnesses.listener.silent == 0
    watch.expect(PLOTLY)
    assert watch.unexpected() == []
    watch.expect(SEALED)
    for name in sealing:
        page.goto(address + quote(name))
        look_around(page)
    page.wait_for_timeout(1500)


@pytest.mark.usefixtures("witnesses")
def test_no_figure_runs_or_asks_for_anything(
    page: Page, over_both: Opener, site: Path, watch: Any
) -> None:
    """Titles, texts and hover texts of Plotly's figures, in the page and in their frame."""
    watch.expect(PLOTLY)
    address = over_both(site)
    drawn = sorted(
        path.name
        for path in (site / "plots").glob("*.html")
        if "data-figure" in path.read_text(encoding="utf-8")
    )
    assert len(drawn) >= 3 * len(TOGETHER)
    for name in drawn:
        page.goto(f"{address}plots/{quote(name)}")
        hover_figures(page)


@pytest.mark.usefixtures("witnesses")
def test_the_one_file_runs_and_asks_for_nothing(page: Page, site: Path, watch: Any) -> None:
    """The site as a single file, whose policy names its scripts by hashes: pages and figures."""
    target = site.with_suffix(".html")
    write_single_file(site, find_theme(ThemeOptions(), site.parent), "Hostile", target)
    address = target.resolve().as_uri()
    watch.sites.add(address)
    watch.expect(PLOTLY)
    watch.expect(SEALED)
    for name in kinds_of_pages(site, 1):
        page.goto("about:blank")
        page.goto(f"{address}#page={quote(name)}")
        expect(page.locator("h1").first).to_be_visible(timeout=20_000)
        look_around(page)
        if name.startswith("plots/"):
            hover_figures(page)


@pytest.mark.usefixtures("witnesses")
def test_no_button_and_no_field_lets_an_attack_through(
    page: Page, over_file: Opener, site: Path, watch: Any
) -> None:
    """Every button of each kind of page is pressed, every field filled with attacks."""
    watch.expect(PLOTLY)
    watch.expect(SEALED)
    address = over_file(site)
    for name in kinds_of_pages(site, 1):
        page.goto(address + quote(name))
        look_around(page)
        use(page)


def keys_of_the_state() -> list[str]:
    """The keys that our scripts read from the hash, by their own words."""
    words = "".join(path.read_text(encoding="utf-8") for path in SCRIPTS.glob("*.js"))
    return sorted(set(re.findall(r'KT\.state\.(?:get|list)\("(\w+)"', words)))


@pytest.mark.parametrize("name", ["runs", "compare", "explore", "metrics", "pipeline", "index"])
def test_no_attack_comes_by_the_hash(
    name: str, page: Page, over_file: Opener, site: Path, witnesses: Witnesses
) -> None:
    """A link that somebody sends: attacks in every key, and as the hash itself."""
    keys = keys_of_the_state()
    assert {"filter", "runs", "sort"} <= {*keys}
    address = f"{over_file(site)}{name}.html"

    def state(text: str) -> str:
        return "&".join(f"{key}={quote(text, safe='')}" for key in keys)

    attacks = {kind: attack_on("hash", kind, witnesses.listener.address) for kind in TOGETHER}
    for text in (attacks["together"], attacks["scheme"], "__proto__,constructor", "9" * 400):
        page.goto("about:blank")
        page.goto(f"{address}#{state(text)}")
        look_around(page)
    for text in (*attacks.values(), *OWN_NAMES, "a,b", "%", "-1", "NaN"):
        page.evaluate(
            """async (hashes) => {
                for (const hash of hashes) {
                    location.hash = hash;
                    await new Promise((done) => setTimeout(done, 50));
                }
            }""",
            [state(text), text],
        )
    assert page.locator("main").inner_text()


def test_the_witnesses_see_what_attacks_do(
    page: Page, over_http: Opener, tmp_path: Path, listener: Listener, watch: Any
) -> None:
    """In a page without escapes and without a policy the attacks succeed, and that is seen."""
    watch.expect("")
    listener.heard.clear()
    watching = Witnesses(listener)
    watching.attach(page)
    for kind in ATTACKS:
        text = attack_on(kind, kind, listener.address)
        content = f"<!doctype html><meta charset=utf-8><title>x</title>{text}<p>{kind}"
        (tmp_path / f"{kind}.html").write_text(content, encoding="utf-8")
        page.goto(f"{over_http(tmp_path)}{kind}.html", wait_until="commit")
        page.wait_for_timeout(150)
    seen = "\n".join(watching.successes())
    for kind in ("script", "attribute", "apostrophe", "end_of_script", "frame", "sanitiser"):
        assert f"{kind} ran in" in seen
    for kind in ("style", "end_of_text", "frame", "inline"):
        assert f"GET /{kind} " in seen
