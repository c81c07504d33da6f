"""`kedro run`, killed at any moment: what its hooks had begun is in the store for good."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from kedro.framework.cli.cli import main as kedro

from kedro_track import read_history
from projects import PACKAGE, STORE, WITH_STORE
from torture.outcome import Outcome, ended, forked

MARKS = "before_pipeline_run_returned"

SETTINGS = f"""{WITH_STORE}
    import os

    from kedro.framework.hooks import hook_impl


    class Mark:
        @hook_impl(trylast=True)
        def before_pipeline_run(self, run_params):
            run_id = run_params.get("run_id") or run_params["session_id"]
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
            handle = os.open(Path(__file__).parents[2] / "{MARKS}", flags)
            os.write(handle, (run_id + "\\n").encode())
            os.close(handle)


    HOOKS = (Mark(),)
    """
"""`settings.py` of the project to torture: its own hook, called after ours, says ours ended."""

SLEEP, VERSIONS = 0.2, 3
"""Seconds that one of its nodes takes, and datasets that a whole run tracks."""

FILES = {f"src/{PACKAGE}/settings.py": SETTINGS}


def killed_runs(project: Path, count: int, seed: int = 0) -> Outcome:
    """Run `kedro run` `count` times, and kill each at a moment of its life.

    Args:
        project: One made with `FILES`.
        count: How often.
        seed: Decides the moments.
    """
    outcome = Outcome(f"{count} kills of kedro run", count)
    chance = random.Random(seed)
    # The shortest of three: the first has much to do that the others find done.
    length = min(_seconds_of(outcome, project) for _ in range(3))
    killed = 0
    for number in range(count):
        process = forked(_run(project))
        _wait(number % len(_AIMS), project, length, chance)
        os.kill(process, signal.SIGKILL)
        killed += ended(process) == -signal.SIGKILL
        outcome.expect(_is_whole(project / STORE), "the store does not open")
    outcome.expect(ended(forked(_run(project))) == 0, "the last run failed")
    _judge(outcome, project)
    outcome.remarks["killed before its end"] = killed
    return outcome


def _seconds_of(outcome: Outcome, project: Path) -> float:
    """Run undisturbed."""
    begun = time.monotonic()
    outcome.expect(ended(forked(_run(project))) == 0, "an undisturbed run failed")
    return time.monotonic() - begun


def _in_a_transaction(project: Path) -> bool:
    return Path(f"{project / STORE}-journal").exists()


def _once_begun(project: Path) -> Callable[[], bool]:
    marks = project / MARKS
    size = marks.stat().st_size
    return lambda: marks.stat().st_size > size


def _wait(aim: int, project: Path, length: float, chance: random.Random) -> None:
    """Wait for a moment: any of its life, any after it has begun, amid a transaction."""
    if aim == 0:
        time.sleep(chance.uniform(0, length))
        return
    begun = _once_begun(project)
    reached = begun if aim == 1 else lambda: _in_a_transaction(project)
    until = time.monotonic() + 2 * length
    while not reached() and time.monotonic() < until:
        time.sleep(0.0002)
    time.sleep(chance.uniform(0, 1.2 * SLEEP) if aim == 1 else chance.uniform(0, 0.005))


_AIMS = ("any moment", "after it has begun", "amid a transaction")


def _judge(outcome: Outcome, project: Path) -> None:
    marked = (project / MARKS).read_text().split()
    history = read_history(project)
    recorded = {run.id: run for run in history.runs if run.recorded}
    for run_id in marked:
        outcome.expect(run_id in recorded, f"{run_id} began and is not there")
    for run in history.runs:
        outcome.expect(run.recorded, f"the versions of {run.id} have no run")
        outcome.expect(
            run.status in ("succeeded", "interrupted"), f"{run.id} is {run.status} in the end"
        )
        whole = run.status != "succeeded" or len(run.versions) == VERSIONS
        outcome.expect(whole, f"{run.id} succeeded and has {len(run.versions)} versions")
    statuses = [run.status for run in history.runs]
    outcome.remarks["interrupted"] = statuses.count("interrupted")
    outcome.remarks["with versions"] = sum(
        bool(run.versions) for run in history.runs if run.status == "interrupted"
    )


def _run(project: Path) -> Callable[[], None]:
    def work() -> None:
        os.chdir(project)
        sys.argv = ["kedro", "run", f"--params=sleep={SLEEP}"]
        kedro()

    return work


def _is_whole(store: Path) -> bool:
    if not store.exists():
        return True
    with closing(sqlite3.connect(store)) as opened:
        return bool(opened.execute("PRAGMA quick_check").fetchone() == ("ok",))
