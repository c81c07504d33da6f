"""Builds on disks that are not as one expects them: without locks, sealed, shared, of one case."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from builders import make_metrics, make_run, write_legacy_project
from kedro_track import read_history
from kedro_track.build import write_site
from kedro_track.cli import track
from kedro_track.config import Config
from kedro_track.history import History, Project
from kedro_track.site.output import Output
from projects import make_project_with_store, run_kedro
from sites import broken_references
from torture.killed_builds import contents
from torture.outcome import ended, forked

RUNS = 5

forks = pytest.mark.skipif(sys.platform == "win32", reason="there is no fork there")


def building(
    project: Path, site: Path, cache: Path, first: Callable[[], None] | None = None
) -> int:
    """Begin a build in a process of its own, after something else that is to be done there."""

    def work() -> None:
        os.environ["KEDRO_TRACK_CACHE"] = str(cache)
        if first is not None:
            first()
        track(["build-site", "--project", str(project), "--output", str(site)])

    return forked(work, site.parent / "said")


@pytest.mark.skipif(sys.platform != "linux", reason="the system's calls are replaced by hand")
def test_without_locks(tmp_path: Path) -> None:
    """The store, the cache and the site's marker lie where nothing can be locked, twice."""
    from lockless import deny_locks

    project = write_legacy_project(tmp_path / "project", RUNS)
    for _ in range(2):
        code = ended(building(project, tmp_path / "site", tmp_path / "cache", deny_locks))
        assert code == 0, (tmp_path / "said").read_text()

    assert len([*(tmp_path / "site/runs").glob("*.html")]) == RUNS


@forks
def test_two_at_a_time_over_one_cache(tmp_path: Path) -> None:
    """Both give what one alone gives."""
    project = write_legacy_project(tmp_path / "project", RUNS)
    sites = [tmp_path / name for name in ("one", "two", "alone")]
    at_once = [building(project, site, tmp_path / "cache") for site in sites[:2]]
    assert [*map(ended, at_once)] == [0, 0], (tmp_path / "said").read_text()
    assert ended(building(project, sites[2], tmp_path / "other")) == 0

    one, two, alone = map(contents, sites)
    assert one == alone
    assert two == alone


def test_a_cache_that_cannot_be_written(tmp_path: Path) -> None:
    """Every build reads all anew then, and says nothing of it; what was there stays."""
    project = make_project_with_store(tmp_path / "project")
    run_kedro(project, "run", "--pipeline=report")
    cache = tmp_path / "cache"
    cache.mkdir()
    cache.chmod(0o555)
    arguments = ("track", "build-site", "--output", str(tmp_path / "site"))
    env = {"KEDRO_TRACK_CACHE": str(cache)}
    said = run_kedro(project, *arguments, env=env, unprivileged=True).stdout
    cache.chmod(0o755)

    assert "Traceback" not in said
    assert str(cache) not in said
    assert [*cache.iterdir()] == []
    [run] = read_history(project).runs
    assert (tmp_path / f"site/runs/{run.id}.html").is_file()


def test_names_that_differ_in_case_only(tmp_path: Path) -> None:
    """No two files of a site are one on macOS or Windows, and every link leads somewhere."""
    runs = [
        make_run(
            0,
            id=name,
            versions=(
                make_metrics({"MAE": 1.0, "mae": 2.0}),
                make_metrics({"x": 1.0}, dataset=name),
            ),
        )
        for name in ("Night", "night", "NIGHT")
    ]
    history = History(Project("p", "/p"), tuple(runs))
    write_site(history, Config(), Output(tmp_path))

    files = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")]
    assert len({name.lower() for name in files}) == len(files)
    assert len([*(tmp_path / "runs").glob("*.html")]) >= len(runs)
    assert [*broken_references(tmp_path)] == []
