"""`StoredRun` → `Run`: what the store, kedro-viz's blob and our record tell, in one value."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, get_args

from kedro_track.collect import blobs, records
from kedro_track.collect.shapes import moment, moment_of_id
from kedro_track.history import Run, Status, Version
from kedro_track.redaction import Redactor
from kedro_track.store.journal import Journal
from kedro_track.store.liveness import Process, has_ended, this_process
from kedro_track.store.rows import StoredRun

_STATUSES = frozenset(get_args(Status))


def to_run(
    stored: StoredRun, versions: Sequence[Version], redactor: Redactor, *, ended: bool = False
) -> Run:
    """Turn a stored run into a run of the history.

    Args:
        stored: As the store has it.
        versions: Those that it saved.
        redactor: Masks what kedro-viz's rows hold; ours were masked when they were recorded.
        ended: Whether its process is known, or must be taken, to have ended.
    """
    fields: dict[str, Any] = {}
    if stored.record is not None:
        fields = records.fields_of(stored.record)
    elif stored.blob is not None and not _is_bare(stored):
        fields = blobs.fields_of(stored.blob, redactor)
    status = stored.status if stored.status in _STATUSES else fields.pop("status", "unknown")
    if status == "running" and stored.pid is not None:
        fields |= _so_far(stored.pid, stored.version)
    fields["status"] = "interrupted" if status == "running" and ended else status
    started, finished = _started(stored), moment(stored.ended)
    if started is not None and finished is not None:
        fields["duration"] = max(0.0, (finished - started).total_seconds())
    return Run(
        id=stored.id,
        version=stored.version,
        attempt=stored.attempt,
        started=started,
        ended=finished,
        heard=moment(stored.heard),
        recorded=not _is_bare(stored),
        captured=stored.record is not None,
        store=stored.store,
        versions=tuple(versions),
        **_words(stored),
        **fields,
    )


def _words(stored: StoredRun) -> dict[str, Any]:
    """What people said of it; kedro-viz wrote the id where nobody gave a title."""
    return {
        "title": None if stored.title in (stored.id, stored.version) else stored.title,
        "notes": stored.notes,
        "tags": stored.tags,
        "bookmark": stored.bookmark,
        "hidden": stored.hidden,
        "edited": {name: when for name, at in stored.edited.items() if (when := moment(at))},
    }


def _so_far(owner: int, version: str) -> dict[str, Any]:
    """What the processes of a run told since its row was written: nodes done, versions saved.

    Told on this machine only, and only until the run ends; a run that was killed leaves it.
    """
    told = Journal(owner, version).read()
    timings = records.timings_of({"timings": told.timings})
    return {
        **({"timings": timings} if timings else {}),
        **({"saved": told.saved} if told.saved else {}),
    }


def _is_bare(run: StoredRun) -> bool:
    """Whether its row was only made to hold what people say of versions without a record."""
    said_by_us = run.record is None and bool(run.edited)
    return said_by_us and run.blob is not None and run.blob.keys() <= {"session_id"}


def unrecorded_run(version: str, versions: Sequence[Version]) -> Run:
    """The run that versions without a record must have come from."""
    return Run(
        id=version,
        version=version,
        started=moment_of_id(version),
        recorded=False,
        versions=tuple(versions),
    )


def ended_ones(runs: Sequence[StoredRun], interrupted_after: float) -> frozenset[str]:
    """Ids of runs that are stored as running and have ended.

    Known of a process of this host and boot; of others it is taken for granted when the
    history's newest record is `interrupted_after` seconds younger than what was last heard
    of them. The clock has no say: the same history gives the same site.
    """
    running = [run for run in runs if run.status == "running"]
    if not running:
        return frozenset()
    newest = max(filter(None, map(_last_sign, runs)), default=None)
    here = this_process()
    return frozenset(
        run.id
        for run in running
        if has_ended(Process(run.host, run.boot, run.pid, run.process_started), here)
        or _is_silent(run, newest, interrupted_after)
    )


def _is_silent(run: StoredRun, newest: datetime | None, interrupted_after: float) -> bool:
    heard = _last_sign(run)
    if heard is None or newest is None:
        return False
    return (newest - heard).total_seconds() > interrupted_after


def _last_sign(run: StoredRun) -> datetime | None:
    signs = (moment(run.heard), moment(run.ended), _started(run))
    return max(filter(None, signs), default=None)


def _started(run: StoredRun) -> datetime | None:
    """As recorded; of an old row, what its id says, which is the moment of its session."""
    recorded = moment(run.started)
    if run.record is not None and recorded is not None:
        return recorded
    return moment_of_id(run.version) or recorded
