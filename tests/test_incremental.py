"""A build after a change gives what one from nothing gives, and touches no more than it must."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from builders import ACTIVE, make_history, make_metrics
from kedro_track.build import write_site
from kedro_track.chunked import Chunk, Chunked
from kedro_track.collect.remembered import Remembered
from kedro_track.config import Comparison, Config, MetricRule, ThemeOptions
from kedro_track.digests import digest_of
from kedro_track.history import History, Run
from kedro_track.site import model
from kedro_track.site.manifest import MARKER
from kedro_track.site.output import Output
from kedro_track.site.workers import Workers

CHUNK = 4


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a few runs fill several."""
    monkeypatch.setattr(model, "CHUNK", CHUNK)
    monkeypatch.setattr("kedro_track.site.pages.runs.CHUNK", CHUNK)


def write(
    history: History, site: Path, config: Config | None = None, workers: Workers | None = None
) -> None:
    """One build."""
    write_site(history, config or Config(), Output(site), workers=workers)


def content(site: Path) -> dict[str, bytes]:
    """All files of a site but the marker."""
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in site.rglob("*")
        if path.is_file() and path.name != MARKER
    }


def state(site: Path) -> dict[str, tuple[int, int]]:
    """Of every file its number and when it was written, the marker included."""
    return {
        path.relative_to(site).as_posix(): (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in site.rglob("*")
        if path.is_file()
    }


def rewritten(before: dict[str, tuple[int, int]], site: Path) -> set[str]:
    """The files that were written since, the marker left out."""
    return {url for url, found in state(site).items() if before.get(url) != found} - {MARKER}


def differing(one: Path, other: Path) -> set[str]:
    """The files that are not the same in both sites."""
    first, second = content(one), content(other)
    return {url for url in {*first, *second} if first.get(url) != second.get(url)}


def of(runs: Sequence[Run]) -> History:
    """A history of these runs."""
    ordered = sorted(runs, key=lambda run: (str(run.started), run.id))
    return replace(make_history(0), runs=tuple(ordered))


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, ...]:
    """Runs of many kinds, with plots of which some are alike."""
    return tuple(make_history(22, folder=tmp_path_factory.mktemp("files")).runs)


def test_nothing_new_writes_nothing(runs: Sequence[Run], tmp_path: Path) -> None:
    """Not even the marker."""
    write(of(runs), tmp_path)
    before = state(tmp_path)
    write(of(runs), tmp_path)

    assert state(tmp_path) == before


def test_a_new_run_rewrites_these_files_and_no_others(runs: Sequence[Run], tmp_path: Path) -> None:
    """Its page, its neighbour, the last chunk, and the pages that are about the newest runs."""
    write(of(runs[:14]), tmp_path)
    before = state(tmp_path)
    write(of(runs[:15]), tmp_path)

    new, last = runs[14].id, runs[13].id
    pages = {
        *(f"runs/{new}.html", f"runs/{new}.json", f"runs/{last}.html"),
        *("index.html", "runs.html", "runs-4.html", "compare.html"),
        *("metrics.html", "plots.html", "pipeline.html", "data/index.js", "feed.xml"),
    }
    families = (
        "metrics/",
        "plots/",
        "pipelines/",
        "badges/",
        "files/",
        "data/runs-00003-",
        "data/details-00003-",
    )
    assert {url for url in rewritten(before, tmp_path) if not url.startswith(families)} == pages


def test_the_pages_of_older_runs_stay_as_they_are(runs: Sequence[Run], tmp_path: Path) -> None:
    """However many come later, but for the link to the next one."""
    write(of(runs[:9]), tmp_path)
    before = state(tmp_path)
    write(of(runs), tmp_path)

    old = {f"runs/{run.id}.html" for run in runs[:8]} | {"runs-1.html"}
    assert not old & rewritten(before, tmp_path)


@pytest.mark.parametrize(
    ("option", "reached"),
    [
        (Config(comparisons=(Comparison("pair", ("latest",)),)), {"compare/pair.html"}),
        (Config(headline=("scores.accuracy",)), {"index.html", "runs.html", "data/index.js"}),
    ],
    ids=["comparison", "headline"],
)
def test_a_changed_option_rewrites_what_it_reaches(
    runs: Sequence[Run], tmp_path: Path, option: Config, reached: set[str]
) -> None:
    """And not the files that say the same as before."""
    write(of(runs[:9]), tmp_path)
    before = state(tmp_path)
    write(of(runs[:9]), tmp_path, option)

    found = rewritten(before, tmp_path)
    assert reached <= found
    assert not any(url.startswith(("static/", "files/", "plots", "pipeline")) for url in found)


def test_a_changed_template_rewrites_the_pages_of_it(runs: Sequence[Run], tmp_path: Path) -> None:
    """An override of the page of a run reaches those pages."""
    overrides = tmp_path / "theme" / "templates"
    overrides.mkdir(parents=True)
    config = Config(theme=ThemeOptions(overrides=str(tmp_path / "theme")))
    site = tmp_path / "site"
    write(of(runs[:9]), site, config)
    before = state(site)
    (overrides / "run.html").write_text(
        '{% extends "default/run.html" %}{% block footer %}Mine.{% endblock %}', encoding="utf-8"
    )
    write(of(runs[:9]), site, config)

    assert rewritten(before, site) == {f"runs/{run.id}.html" for run in runs[:9]}


def test_processes_give_the_same_bytes(runs: Sequence[Run], tmp_path: Path) -> None:
    """Two of them, on more chunks than they are."""
    write(of(runs), tmp_path / "one")
    write(of(runs), tmp_path / "two", workers=Workers(2))

    assert differing(tmp_path / "one", tmp_path / "two") == set()


def _counted(runs: Sequence[Run], loaded: list[int], memory: Remembered) -> History:
    """These runs in four chunks, three of 30, with a note of each that is loaded."""
    ends = [0, 30, 60, 90, len(runs)]

    def load(number: int) -> Sequence[Run]:
        loaded.append(number)
        return runs[ends[number] : ends[number + 1]]

    chunks = [
        Chunk(end - start, partial(load, number), digest_of(runs[start:end]))
        for number, (start, end) in enumerate(pairwise(ends))
    ]
    return replace(make_history(0), runs=Chunked(chunks, memory))


def test_a_new_run_loads_the_last_chunk_and_no_other(tmp_path: Path) -> None:
    """All else of the old ones is remembered; where nothing is, the site is the same."""
    runs = tuple(make_history(202, folder=tmp_path / "files").runs)
    config = Config(baseline="best:r2_score", comparisons=(Comparison("pair", (runs[4].id,)),))
    site, other = tmp_path / "site", tmp_path / "other"
    loaded: list[int] = []
    for count in (201, 202):
        loaded.clear()
        with closing(Remembered(tmp_path / "memory.db")) as memory:
            write(_counted(runs[:count], loaded, memory), site, config)
    assert set(loaded) == {3}

    write(_counted(runs, loaded, Remembered(None)), other, config)
    assert differing(site, other) == set()


def _edited(runs: list[Run], chance: random.Random) -> list[Run]:
    at = chance.randrange(len(runs))
    changes: dict[str, object] = chance.choice(
        (
            {"title": f"Titled {chance.random()}"},
            {"notes": f"*noted* {chance.random()}", "bookmark": True},
            {"tags": (f"tag{chance.randrange(3)}", "best")},
            {"hidden": True},
            {"status": chance.choice(("failed", "succeeded", "running"))},
            {"versions": (make_metrics({"r2_score": chance.random(), "new": 1.0}, ACTIVE),)},
            {"versions": ()},
        )
    )
    return [*runs[:at], replace(runs[at], **changes), *runs[at + 1 :]]  # type: ignore[arg-type]


def _steps(
    all_runs: Sequence[Run], chance: random.Random
) -> Iterator[Callable[[list[Run]], list[Run]]]:
    """Endless changes of a history: new runs, late ones, edits, removals."""

    def added(runs: list[Run]) -> list[Run]:
        missing = [run for run in all_runs if run.id not in {one.id for one in runs}]
        return runs + missing[:1] if chance.random() < 0.7 else runs + missing[-1:]

    def removed(runs: list[Run]) -> list[Run]:
        at = chance.randrange(len(runs))
        return runs[:at] + runs[at + 1 :] if len(runs) > 1 else runs

    while True:
        yield chance.choice((added, added, removed, lambda runs: _edited(runs, chance)))


@pytest.mark.parametrize("rule", [None, "@best", "latest on main", "best:r2_score"])
def test_any_sequence_of_changes_gives_what_a_fresh_build_gives(
    runs: Sequence[Run], tmp_path: Path, rule: str | None
) -> None:
    """To the byte, after each of them: the test that all of this is about."""
    chance = random.Random(f"{rule}")
    known = list(runs[:9])
    # Without a rule also with so many pages of runs that the runs' growing takes some away.
    pages = None if rule else 5
    config = Config(baseline=rule, metrics=(MetricRule("*r2_score", format=".3f"),), pages=pages)
    for number, step in zip(range(9), _steps(runs, chance), strict=False):
        known = step(known)
        write(of(known), tmp_path / "kept", config)
        write(of(known), tmp_path / f"fresh-{number}", config)
        assert differing(tmp_path / "kept", tmp_path / f"fresh-{number}") == set()
