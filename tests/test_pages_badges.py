"""Badges: what they say, in a picture and for shields.io, and that they hold any text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from builders import make_history, make_metrics, make_run
from kedro_track.config import Config, MetricRule
from kedro_track.history import Run
from rendering import render, words

SVG = "{http://www.w3.org/2000/svg}"


def measured(index: int, value: float, name: str = "r2", **changes: Any) -> Run:
    """A run with one metric."""
    return make_run(index, versions=(make_metrics({name: value}, "scores"),), **changes)


def badges(runs: Sequence[Run], config: Config | None = None) -> dict[str, str]:
    """The files of all badges by their address."""
    return render("badges", make_history(0, runs=tuple(runs)), config)


def endpoint(runs: Sequence[Run], config: Config | None = None) -> dict[str, Any]:
    """What shields.io reads of the one badge."""
    [text] = [text for url, text in badges(runs, config).items() if url.endswith(".json")]
    found: dict[str, Any] = json.loads(text)
    return found


def picture(runs: Sequence[Run], config: Config | None = None) -> ET.Element:
    """The one badge as a picture, parsed."""
    [text] = [text for url, text in badges(runs, config).items() if url.endswith(".svg")]
    return ET.fromstring(text)


def test_a_badge_says_value_direction_and_date() -> None:
    """Of the latest run, against its baseline; never by colour alone."""
    runs = [measured(0, 0.5), measured(1, 0.75)]
    day = runs[1].started.date().isoformat()  # type: ignore[union-attr]
    found = endpoint(runs)
    assert found["label"] == "r2"
    assert found["message"] == f"0.75 ▲ better · {day}"
    assert [each.text for each in picture(runs).iter(f"{SVG}text")] == ["r2", found["message"]]


def test_the_endpoint_is_what_shields_io_takes() -> None:
    """Its schema: a version, two texts, a colour that it knows, seconds."""
    found = endpoint([measured(0, 0.5), measured(1, 0.25)])
    assert set(found) == {"schemaVersion", "label", "message", "color", "cacheSeconds"}
    assert found["schemaVersion"] == 1
    assert found["color"] == "red"
    assert found["message"].startswith("0.25 ▼ worse")


@pytest.mark.parametrize(("name", "sign"), [("mae", "▲ better"), ("r2", "▼ worse"), ("x", "")])
def test_less_is_better_where_the_direction_says_so(name: str, sign: str) -> None:
    """And neither where it is not known."""
    message = endpoint([measured(0, 0.5, name), measured(1, 0.25, name)])["message"]
    assert message.startswith(f"0.25 {sign}".strip())
    assert ("better" in message or "worse" in message) == bool(sign)


def test_a_badge_explains_itself_in_one_sentence() -> None:
    """For whoever hears it or points at it."""
    title = picture([measured(0, 0.5), measured(1, 0.75)]).findtext(f"{SVG}title") or ""
    assert title.startswith("r2 of the latest run: 0.75, ")
    assert title.endswith("; +0.25 against the baseline, better (higher is better).")


def test_label_unit_and_format_are_the_configured_ones() -> None:
    """As everywhere on the site."""
    rule = MetricRule("*.r2", label="R²", unit="%", format=".1f")
    found = endpoint([measured(0, 12.34)], Config(metrics=(rule,)))
    assert found["label"] == "R²"
    assert found["message"].startswith("12.3 %")


def test_a_metric_that_the_latest_run_lacks_has_no_value() -> None:
    """Which is said, not drawn as zero."""
    runs = [measured(0, 0.5), make_run(1, versions=(make_metrics({"mae": 1.0}, "scores"),))]
    found = badges(runs, Config(headline=("r2",)))
    assert json.loads(found["badges/scores.r2.json"])["message"] == "no run yet"


def test_there_is_no_badge_without_a_metric() -> None:
    """Nor a file of it."""
    assert badges([]) == {}


def test_a_hostile_label_stays_a_text() -> None:
    """In XML and in JSON; a long one is cut."""
    name = '</text><script>alert("1")\x00\ud800' + "x" * 100
    runs = [measured(0, 0.5, name)]
    [label, _] = [each.text or "" for each in picture(runs).iter(f"{SVG}text")]
    assert label.startswith("</text><script>")
    assert label == endpoint(runs)["label"]
    assert len(label) == 40


def test_the_help_page_shows_each_badge_with_the_line_to_paste() -> None:
    """And the feed's address; whole where the site's is known."""
    history = make_history(0, runs=(measured(0, 0.5),))
    page = render("help", history, Config(site_url="https://example.org/s"))["help.html"]
    line = "[![r2](https://example.org/s/badges/scores.r2.svg)](https://example.org/s/index.html)"
    assert line in words(page)
    assert "https://example.org/s/feed.xml" in words(page)
    assert "https://img.shields.io/endpoint?url=https://example.org/s/badges/scores.r2.json" in page
    assert 'src="badges/scores.r2.svg"' in page
