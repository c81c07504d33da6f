"""`kedro track build-site`, killed at any moment: what is published always is a site."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from builders import write_legacy_project, write_version
from kedro_track.cli import track
from sites import broken_references
from torture.outcome import Outcome, ended, forked

MARKER_BEGINS = ".kedro"
FINISHED_EVERY, COLD_EVERY = 5, 3


def killed_builds(folder: Path, count: int, runs: int = 6, seed: int = 0) -> Outcome:
    """Build one site from two histories in turn, and kill each build at a moment of its life.

    Every third begins without anything remembered, and so reads and makes all anew.

    Args:
        folder: Where the projects and the sites are made.
        count: How often.
        runs: In the larger history.
        seed: Decides the moments.
    """
    outcome = Outcome(f"{count} kills of build-site", count)
    chance = random.Random(seed)
    projects = [_project(folder / "one", runs - 2, 0.0), _project(folder / "two", runs, 0.5)]
    site = folder / "site"
    wanted = [_undisturbed(outcome, project, site) for project in projects]
    lengths = {
        cold: min(_seconds_of(outcome, project, site, cold=cold) for project in projects)
        for cold in (True, False)
    }
    killed = Counter[str]()
    for number in range(count):
        turn, cold = number % 2, number % COLD_EVERY == 0
        moment = chance.uniform(0, lengths[cold])
        killed.update(_killed(_build(projects[turn], site, cold=cold), site, moment))
        broken = list(broken_references(site))
        outcome.expect(not broken, f"{len(broken)} links lead nowhere, as {broken[:1]}")
        if number % FINISHED_EVERY == FINISHED_EVERY - 1 or number == count - 1:
            _seconds_of(outcome, projects[turn], site)
            other = _differing(contents(site), wanted[turn])
            outcome.expect(not other, f"{len(other)} files differ then, as {sorted(other)[:3]}")
    lasts = f"{lengths[True]:.2f} s from nothing, {lengths[False]:.2f} s with what is remembered"
    outcome.remarks |= {"an undisturbed build": lasts, **killed}
    return outcome


def _undisturbed(outcome: Outcome, project: Path, site: Path) -> dict[str, bytes]:
    _seconds_of(outcome, project, site, cold=True)
    made = contents(site)
    shutil.rmtree(site)
    return made


def _killed(build: Callable[[], None], site: Path, moment: float) -> Iterator[str]:
    """Begin a build and kill it after some seconds; give what is worth counting."""
    before = _marks(site)
    process = forked(build)
    time.sleep(moment)
    os.kill(process, signal.SIGKILL)
    if ended(process) == -signal.SIGKILL:
        yield "killed before its end"
        if _marks(site) != before:
            yield "of them, amid its writing"


def _seconds_of(outcome: Outcome, project: Path, site: Path, *, cold: bool = False) -> float:
    """Build undisturbed."""
    said = site.parent / "said"
    begun = time.monotonic()
    finished = ended(forked(_build(project, site, cold=cold), said))
    outcome.expect(finished == 0, f"a build failed: {said.read_text()[-300:]}")
    return time.monotonic() - begun


def _marks(site: Path) -> set[tuple[str, int, int]]:
    """Which files a site has, told apart from earlier ones of the same name."""
    found = ((path, path.stat()) for path in site.rglob("*") if path.is_file())
    return {(str(path), stat.st_ino, stat.st_mtime_ns) for path, stat in found}


def contents(site: Path) -> dict[str, bytes]:
    """Every file of a site by its address, but for the marker, which knows of this machine."""
    files = (path for path in site.rglob("*") if path.is_file())
    found = {path.relative_to(site).as_posix(): path for path in files}
    return {
        url: path.read_bytes() for url, path in found.items() if not url.startswith(MARKER_BEGINS)
    }


def _differing(one: dict[str, bytes], other: dict[str, bytes]) -> set[str]:
    return {url for url in {**one, **other} if one.get(url) != other.get(url)}


def _project(root: Path, runs: int, shift: float) -> Path:
    """A history whose last run has values of its own, under one name whatever the folder."""
    project = write_legacy_project(root / "spaceflights", runs)
    tracked = "data/09_tracking/metrics.json"
    for folder in sorted((project / tracked).iterdir())[-1:]:
        write_version(project, tracked, folder.name, {"r2_score": shift, "mae": 550.0 + shift})
    return project


def _build(project: Path, site: Path, *, cold: bool = False) -> Callable[[], None]:
    cache = site.parent / "cache"
    if cold:
        shutil.rmtree(cache, ignore_errors=True)

    def work() -> None:
        os.environ["XDG_CACHE_HOME"] = str(cache)
        track(["build-site", "--project", str(project), "--output", str(site)])

    return work
