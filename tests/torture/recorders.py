"""Many recorders at once on one store, driven as Kedro drives them: by its hooks.

Hundreds of processes that start at one moment on a few processors wait for those above all,
store or not. What a store costs them is what the very same processes take beyond a control, in
which nothing but the writing to the store is left out.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median
from typing import Any

from kedro.framework.project import pipelines
from kedro.framework.session import KedroSession
from kedro.framework.startup import bootstrap_project
from kedro.io import MemoryDataset

from databases import rows
from kedro_track.store import spool
from kedro_track.store.address import Server, Store
from kedro_track.store.postgres import load_driver
from kedro_track.store.rows import RecordedRun
from kedro_track.store.writer import RunWriter
from torture.outcome import Outcome, ended, forked

PIPELINE = "report"

Drive = Callable[[str], list[float]]
"""Records a run by its id; the seconds of its hooks."""

Seen = dict[str, list[float]]
"""What a process saw: seconds, by what took them."""


HOOKS = ("hook at the start", "hook at the end")


class Transactions:
    """Where the seconds of this process's transactions went, by the kernel's own account."""

    PARTS = ("transaction", "of it computing", "waiting for a processor", "for the store")

    def __init__(self) -> None:
        self.parts: dict[str, list[float]] = {name: [] for name in self.PARTS}
        saved = RunWriter._saved

        def timed(writer: RunWriter, *arguments: Any) -> list[str]:
            before = time.monotonic(), *_scheduled()
            try:
                return saved(writer, *arguments)
            finally:
                after = time.monotonic(), *_scheduled()
                whole, *known = (now - then for now, then in zip(after, before, strict=True))
                spent = (whole, *known, max(0.0, whole - sum(known)))
                for name, seconds in zip(self.PARTS, spent, strict=True):
                    self.parts[name].append(seconds)

        RunWriter._saved = timed  # type: ignore[method-assign]


def _scheduled() -> tuple[float, float]:
    """Seconds that this thread computed, and that it waited for its turn, ready to go on."""
    try:
        computed, waited, _ = Path("/proc/thread-self/schedstat").read_text().split()
    except OSError:  # no Linux
        return time.thread_time(), 0.0
    return int(computed) / 1e9, int(waited) / 1e9


def many_recorders(
    project: Path, store: Store, count: int, folder: Path, *, control: bool = False
) -> Outcome:
    """Record a run in each of `count` processes, all started at one moment.

    Args:
        project: Whose settings name the store.
        store: The same store, to look into.
        count: How many processes.
        folder: Where the processes leave what they saw.
        control: Whether to have them all record to nowhere first, to tell what the store adds.
    """
    kind = "file of SQLite" if isinstance(store, Path) else "PostgreSQL"
    outcome = Outcome(f"{count} recorders on one {kind}", count)
    bootstrap_project(project)
    drive = _driver(project)
    if isinstance(store, Server):
        load_driver(store)
    without = _at_once(outcome, drive, count, folder / "without", storing=False) if control else []
    seen = _at_once(outcome, drive, count, folder / "with", storing=True)
    waited = sum(1 for _ in spool.pending(store))
    # The next run files what had to wait.
    ended(forked(lambda: drive("last")))
    _judge(outcome, store, count)
    _say_where_time_went(outcome, seen, without)
    outcome.remarks["filed later"] = waited
    return outcome


def _at_once(
    outcome: Outcome, drive: Drive, count: int, folder: Path, *, storing: bool
) -> list[Seen]:
    """Record in `count` processes; give what each saw."""
    folder.mkdir()
    begin = time.monotonic() + 1 + count / 100
    processes = [
        forked(_recording(drive, f"run-{number:03}", begin, folder, storing=storing))
        for number in range(count)
    ]
    outcome.expect(all(ended(process) == 0 for process in processes), "a recorder's process failed")
    return [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]


def _judge(outcome: Outcome, store: Store, count: int) -> None:
    left = sum(1 for _ in spool.pending(store))
    outcome.expect(left == 0, f"{left} records still wait")
    found = Counter(row["version"] for row in rows(store))
    for number in range(count):
        times = found[f"run-{number:03}"]
        outcome.expect(times == 1, f"run-{number:03} is there {times} times")
    for row in rows(store):
        outcome.expect(row["status"] == "succeeded", f"{row['run_id']} is {row['status']}")
    sessions = {row["id"] for row in rows(store, "runs")}
    missing = {row["run_id"] for row in rows(store)} - sessions
    outcome.expect(not missing, f"{len(missing)} runs have no session for kedro-viz")


def _say_where_time_went(outcome: Outcome, seen: list[Seen], without: list[Seen]) -> None:
    """Set the quickest beside the control's quickest, and so on to the slowest."""
    for hook in HOOKS:
        outcome.remarks[hook] = _spread(_all(seen, hook))
        if without:
            both = zip(sorted(_all(seen, hook)), sorted(_all(without, hook)), strict=True)
            outcome.remarks[f"{hook}, without a store"] = _spread(_all(without, hook))
            outcome.remarks[f"{hook}, added by the store"] = _spread([a - b for a, b in both])
    for part in Transactions.PARTS:
        outcome.remarks[part] = _spread(_all(seen, part))


def _all(seen: list[Seen], what: str) -> list[float]:
    return [seconds for each in seen for seconds in each[what]]


def _spread(seconds: list[float]) -> str:
    return f"median {median(seconds):.2f} s, longest {max(seconds):.2f} s"


def _recording(
    drive: Drive, run_id: str, begin: float, folder: Path, *, storing: bool
) -> Callable[[], None]:
    def work() -> None:
        if not storing:
            RunWriter._saved = _saved_nowhere  # type: ignore[method-assign,assignment]
        transactions = Transactions()
        time.sleep(max(0.0, begin - time.monotonic()))
        spent = zip(HOOKS, drive(run_id), strict=True)
        hooks = {hook: [seconds] for hook, seconds in spent}
        (folder / f"{run_id}.json").write_text(json.dumps({**hooks, **transactions.parts}))

    return work


def _saved_nowhere(_writer: RunWriter, runs: Iterable[RecordedRun], _verdict: object) -> list[str]:
    return [run.version for run in runs]


def _driver(project: Path) -> Drive:
    """Prepare all that costs time, so that the processes do nothing but record.

    Returns:
        What calls the hooks of a run by its id, and gives the seconds that its start and its
        end took.
    """
    with KedroSession.create(project) as session:
        context = session.load_context()
        hook = session._hook_manager.hook
        pipeline, catalog = pipelines[PIPELINE], context.catalog
    node = pipeline.nodes[0]

    def drive(run_id: str) -> list[float]:
        params: dict[str, Any] = {
            "session_id": run_id,
            "run_id": run_id,
            "project_path": project.as_posix(),
            "env": None,
            "kedro_version": "torture",
            "pipeline_name": PIPELINE,
            "runner": None,
        }
        spent = [time.monotonic()]
        hook.before_pipeline_run(run_params=params, pipeline=pipeline, catalog=catalog)
        spent.append(time.monotonic())
        around = {"node": node, "catalog": catalog, "is_async": False}
        named = {"run_id": run_id, "session_id": run_id}
        known = set(hook.before_node_run.spec.argnames)
        given = {key: value for key, value in named.items() if key in known}
        hook.before_node_run(**around, inputs={}, **given)
        hook.after_node_run(**around, inputs={}, outputs={}, **given)
        spent.append(time.monotonic())
        outputs: dict[str, MemoryDataset] = {}
        hook.after_pipeline_run(
            run_params=params, run_result=outputs, pipeline=pipeline, catalog=catalog
        )
        spent.append(time.monotonic())
        return [spent[1] - spent[0], spent[3] - spent[2]]

    return drive
