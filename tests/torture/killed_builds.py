"""`kedro track build-site`, killed at any moment: what is published always is a site."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

from builders import write_legacy_project, write_version
from kedro_track.cli import track
from sites import broken_references
from torture.outcome import Outcome, ended, forked

MARKER_BEGINS = ".kedro"
FINISHED_EVERY = 5


def killed_builds(folder: Path, count: int, runs: int = 6, seed: int = 0) -> Outcome:
    """Build one site from two histories in turn, and kill each build at a moment of its life.

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
    wanted = []
    for number, project in enumerate(projects):
        begun = time.monotonic()
        undisturbed = folder / f"undisturbed-{number}"
        outcome.expect(ended(forked(_build(project, undisturbed))) == 0, "a build failed")
        length = time.monotonic() - begun
        wanted.append(contents(undisturbed))
    outcome.expect(ended(forked(_build(projects[0], site))) == 0, "the first build failed")
    killed = 0
    for number in range(count):
        turn = (number + 1) % 2
        process = forked(_build(projects[turn], site))
        time.sleep(chance.uniform(0, 1.1 * length))
        os.kill(process, signal.SIGKILL)
        killed += ended(process) == -signal.SIGKILL
        broken = list(broken_references(site))
        outcome.expect(not broken, f"{len(broken)} links lead nowhere, as {broken[:1]}")
        if number % FINISHED_EVERY == FINISHED_EVERY - 1 or number == count - 1:
            said = folder / "said"
            finished = ended(forked(_build(projects[turn], site), said))
            outcome.expect(finished == 0, f"the next build failed: {said.read_text()[-300:]}")
            other = _differing(contents(site), wanted[turn])
            outcome.expect(not other, f"{len(other)} files differ then, as {sorted(other)[:3]}")
    outcome.remarks["killed before its end"] = killed
    return outcome


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


def _build(project: Path, site: Path) -> Callable[[], None]:
    def work() -> None:
        os.environ["XDG_CACHE_HOME"] = str(site.parent / "cache")
        track(["build-site", "--project", str(project), "--output", str(site)])

    return work
