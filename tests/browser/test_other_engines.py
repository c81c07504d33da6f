"""Every kind of page, opened from a folder in the engines that people use beside Chromium.

Both engines must be there; a place without one says so on purpose, with
`KEDRO_TRACK_WITHOUT_FIREFOX=1` or `KEDRO_TRACK_WITHOUT_WEBKIT=1`. The tasks of a person are
tested in Chromium only.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bidi import Firefox, find_firefox, firefox
from sites import page_kinds
from webkit import PACKAGES, WebKit, find_webkit, webkit

Engine = Firefox | WebKit

PLOTLY_STYLE = "blocked an inline style (style-src-elem)"
"""Plotly's one report, where a figure was drawn; Firefox does not say whose style it was."""


@pytest.fixture
def site(sites: Callable[[str], Path]) -> Path:
    """The site of forty runs."""
    return sites("forty")


@pytest.fixture(scope="module", params=["firefox", "webkit"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A headless Firefox, a WebKit on a virtual screen."""
    without = f"KEDRO_TRACK_WITHOUT_{request.param.upper()}"
    if os.environ.get(without) == "1":
        pytest.skip(f"{without}=1 leaves it out on purpose")
    if request.param == "firefox":
        path = find_firefox() or pytest.fail(_missing("firefox-esr", without))
        with firefox(path) as started:
            yield started
    else:
        found = find_webkit() or pytest.fail(_missing(PACKAGES, without))
        with webkit(found) as window:
            yield window


def _missing(packages: str, without: str) -> str:
    return f"Not installed: `apt-get install {packages}`, or set {without}=1 to leave it out."


def test_every_kind_of_page_opens(engine: Engine, site: Path) -> None:
    """From `file://`: its scripts run, nothing is reported, nothing leaves."""
    for kind in page_kinds(site):
        engine.open((site / kind).as_uri())
        assert engine.evaluate("document.querySelectorAll('h1:not(.prose h1)').length") == 1, kind
        # The switch of the colours is shown by the last of the shared scripts; the host's page
        # for what is missing has none.
        shown = engine.evaluate(
            "document.querySelectorAll('[data-action=theme]:not([hidden])').length"
        )
        assert shown == (kind != "404.html"), kind
    if isinstance(engine, Firefox):
        reports = [problem for problem in engine.problems if PLOTLY_STYLE in problem]
        assert [problem for problem in engine.problems if problem not in reports] == []
        with_figures = [
            kind for kind in page_kinds(site) if "data-figure" in (site / kind).read_text()
        ]
        assert len(reports) <= len(with_figures)
        inside = ("file:", "data:", "blob:")
        assert [url for url in engine.requests if not url.startswith(inside)] == []


def test_the_data_loads_from_a_folder(engine: Engine, site: Path) -> None:
    """The runs come by injected scripts, which is all that `file://` lets through."""
    engine.open((site / "runs.html").as_uri())
    engine.evaluate("void KT.data.runs().then((table) => { document.title = table.length })")
    ends = time.monotonic() + 15
    while engine.evaluate("document.title") != "40" and time.monotonic() < ends:
        time.sleep(0.05)
    assert engine.evaluate("document.title") == "40"


def test_a_link_shows_the_same(engine: Engine, site: Path) -> None:
    """The state of a page stands in its address."""
    engine.open((site / "pipeline.html").as_uri() + "#at=dataset:scores")
    assert "scores" in engine.evaluate("document.getElementById('graph-panel').textContent")
