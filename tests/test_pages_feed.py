"""The feed: valid Atom, ids that stay, what is new and no more of it than a reader takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest

from builders import EPOCH, make_failed_run, make_history, make_metrics, make_run
from kedro_track.config import Config
from kedro_track.history import Run
from kedro_track.site.pages.feed import LONGEST, moment_of
from rendering import render

ATOM = "{http://www.w3.org/2005/Atom}"


def feed(runs: Sequence[Run], config: Config | None = None) -> ET.Element:
    """The feed of some runs, parsed."""
    [text] = render("feed", make_history(0, runs=tuple(runs)), config).values()
    return ET.fromstring(text)


def texts(at: ET.Element, name: str) -> list[str]:
    """What the entries have under a name, newest first."""
    return [entry.findtext(f"{ATOM}{name}") or "" for entry in at.iter(f"{ATOM}entry")]


def measured(index: int, value: float, **changes: Any) -> Run:
    """A run with one metric."""
    return make_run(index, versions=(make_metrics({"r2": value}, "scores"),), **changes)


def test_a_feed_has_what_atom_asks_for() -> None:
    """Ids that are URIs, titles and moments, of the feed and of each entry, an author, links."""
    found = feed([make_run(0), make_failed_run(1), make_run(2)])
    for each in (found, *found.iter(f"{ATOM}entry")):
        assert UUID((each.findtext(f"{ATOM}id") or "").removeprefix("urn:uuid:"))
        assert each.findtext(f"{ATOM}title")
        assert (each.findtext(f"{ATOM}updated") or "").endswith("Z")
        assert each.find(f"{ATOM}link[@rel='alternate']") is not None
        assert each.findtext(f"{ATOM}author/{ATOM}name")
    assert found.findtext(f"{ATOM}updated") == max(texts(found, "updated"))


def test_a_feed_without_a_run_is_one_too() -> None:
    """With its id and a moment, and no entry."""
    found = feed([])
    assert found.findtext(f"{ATOM}updated") == "1970-01-01T00:00:00.000Z"
    assert list(found.iter(f"{ATOM}entry")) == []


def test_a_run_is_told_with_its_metrics_and_their_change() -> None:
    """Against the baseline as it stood, with the word for it."""
    found = feed([measured(0, 0.5), measured(1, 0.75, title="More trees")])
    assert texts(found, "title")[0] == "More trees: r2 0.75 (+0.25, better)"
    assert texts(found, "title")[1].endswith(": r2 0.5")


def test_a_failed_run_is_told_as_one() -> None:
    """Before anything else."""
    assert texts(feed([make_failed_run(0)]), "title")[0].startswith("Failed: ")


def test_a_regression_and_an_improvement_are_entries_of_their_own() -> None:
    """Where the level of a metric turned, linked to the metric's page."""
    values = [0.9] * 12 + [0.6] * 12 + [0.95] * 12
    noise = [((i * 7) % 5) / 1000 for i in range(len(values))]
    found = feed([measured(i, v + n) for i, (v, n) in enumerate(zip(values, noise, strict=True))])
    turns = [
        (entry.findtext(f"{ATOM}title") or "")[:14]
        for entry in found.iter(f"{ATOM}entry")
        if entry.find(f"{ATOM}category").get("term") != "run"  # type: ignore[union-attr]
        and entry.find(f"{ATOM}link").get("href") == "metrics/scores.r2.html"  # type: ignore[union-attr]
    ]
    assert turns == ["Better: r2 fro", "Worse: r2 from"]


def test_ids_stay_when_runs_come_in() -> None:
    """What was told before is the same entry afterwards."""
    runs = [make_run(i) for i in range(20)]
    before, after = (set(texts(feed(runs[:n]), "id")) for n in (15, 20))
    assert len(before) == 15
    assert before < after


def test_ids_of_two_sites_differ() -> None:
    """Of the same run, published at two addresses."""
    one, other = (
        set(texts(feed([make_run(0)], Config(site_url=f"https://example.org/{name}")), "id"))
        for name in ("one", "other")
    )
    assert one.isdisjoint(other)


def test_addresses_are_whole_where_the_site_s_is_known() -> None:
    """Otherwise relative to the feed's own."""
    found = feed([make_run(0)], Config(site_url="https://example.org/site/"))
    links = [link.get("href") or "" for link in found.iter(f"{ATOM}link")]
    assert links[0] == "https://example.org/site/feed.xml"
    assert all(link.startswith("https://example.org/site/") for link in links)


def test_a_feed_is_bounded() -> None:
    """The newest are kept."""
    found = feed([make_run(i) for i in range(LONGEST + 10)])
    ids = texts(found, "updated")
    assert len(ids) == LONGEST
    assert ids == sorted(ids, reverse=True)


def test_a_hostile_title_stays_a_text() -> None:
    """Markup is escaped; what XML can't hold is replaced, and the feed can still be read."""
    found = feed([make_run(0, title="<b>&\x00\x0b\ud800\uffff]]>")])
    assert texts(found, "title")[0].startswith("<b>&\ufffd\ufffd\ufffd\ufffd]]>")


@pytest.mark.parametrize(
    ("version", "seconds"),
    [(EPOCH.strftime("%Y-%m-%dT%H.%M.%S.123Z"), 0.123), ("mine", None), ("2026-13-99T00", None)],
)
def test_versions_without_a_record_bear_their_moment_in_the_name(
    version: str, seconds: float | None
) -> None:
    """If it is one of Kedro's."""
    run = replace(make_run(0), version=version, started=None, ended=None, heard=None)
    start = EPOCH.replace(microsecond=0)
    assert moment_of(run) == (None if seconds is None else start + timedelta(seconds=seconds))


def test_the_same_history_gives_the_same_feed(tmp_path: Path) -> None:
    """To the byte."""
    one, other = (render("feed", make_history(9, folder=tmp_path)) for _ in range(2))
    assert one == other
