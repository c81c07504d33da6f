"""Records that could not be stored, kept as files until they can: one JSON file an attempt.

They lie beside the store, or in the project's data folder if the store is a server; where
that can't be written, in the user's state folder or in the temporary one. Knows files and
values; what fails is a StoreError.
"""

from __future__ import annotations

import hashlib
import os
import sys
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kedro_track import strict_json
from kedro_track.errors import StoreError
from kedro_track.store.address import Store
from kedro_track.store.liveness import Process
from kedro_track.store.private import private_folder
from kedro_track.store.rows import RecordedRun

FOLDER = ".kedro_track_spool"

_TAKEN = ".taken"
"""End of the name of a record that somebody stores just now, or died over."""


def put(run: RecordedRun, store: Store) -> Path:
    """Keep a record for its store; an earlier telling of the same attempt is replaced.

    Returns:
        The file.

    Raises:
        StoreError: If it can't be written anywhere.
    """
    text = strict_json.dumps(asdict(run))
    for folder in folders(store):
        with suppress(OSError):
            written = _write(folder, f"{run.attempt}.json", text)
            _drop_elsewhere(written, store)
            return written
    raise StoreError("No folder for unsaved records can be written")


def pending(store: Store) -> Iterator[tuple[Path, RecordedRun]]:
    """Give the records that wait for a store, oldest file name first within each folder.

    What is no whole record, such as a file of a later version, is left where it is.
    """
    for folder in folders(store):
        try:
            names = sorted(entry.name for entry in os.scandir(folder))
        except OSError:
            continue
        for path in (folder / name for name in names if name.endswith((".json", _TAKEN))):
            run = _read(path)
            if run is not None:
                yield path, run


def taken(store: Store) -> Iterator[tuple[Path, RecordedRun]]:
    """Give the records that wait for a store, each under a name that only the caller knows.

    The run may still go on, and put a newer telling in the place of the one that is being
    stored: only what was read may be dropped after that. What is not dropped waits on.
    """
    for path, _ in pending(store):
        mine = path.with_name(f"{path.name.partition('.')[0]}.{uuid.uuid4().hex}{_TAKEN}")
        try:
            path.rename(mine)
        except OSError:  # somebody else has it, or the folder can't be written
            continue
        run = _read(mine)
        if run is not None:
            yield mine, run


def drop(path: Path) -> None:
    """Take a record away that is stored now, and its folder if that was the last."""
    with suppress(OSError):
        path.unlink(missing_ok=True)
        path.parent.rmdir()


def forget(attempt: str, store: Store) -> None:
    """Take away what is kept of an attempt."""
    for folder in folders(store):
        path = folder / f"{attempt}.json"
        if path.exists():
            drop(path)


def _read(path: Path) -> RecordedRun | None:
    try:
        return _decoded(strict_json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError, LookupError):
        return None


def folders(store: Store) -> tuple[Path, ...]:
    """Name the folders where records of a store may wait, in the order in which to try them."""
    home = store.parent if isinstance(store, Path) else store.home
    # A server may move; what waits for it lies with the project, not with the address.
    known = str(store if isinstance(store, Path) or home is None else home)
    name = hashlib.sha256(known.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    found = [] if home is None else [home / FOLDER]
    found.append(_state_folder() / name)
    with suppress(OSError):
        found.append(private_folder() / "spool" / name)
    return tuple(found)


def _state_folder() -> Path:
    if sys.platform == "win32":
        home = os.environ.get("LOCALAPPDATA") or "~/AppData/Local"
    elif sys.platform == "darwin":
        home = "~/Library/Application Support"
    else:
        home = os.environ.get("XDG_STATE_HOME") or "~/.local/state"
    return Path(os.path.expanduser(home)) / "kedro-track" / "spool"  # noqa: PTH111 - never raises


def _write(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / name
    draft = folder / f".{name}.{os.getpid()}"
    try:
        with draft.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    return path


def _drop_elsewhere(written: Path, store: Store) -> None:
    """An earlier telling may lie in another folder, from when this one could not be written."""
    for folder in folders(store):
        if folder != written.parent:
            with suppress(OSError):
                (folder / written.name).unlink(missing_ok=True)


def _decoded(value: Any) -> RecordedRun:
    run = RecordedRun(**{**value, "process": Process(**value["process"])})
    texts = (run.attempt, run.version, run.status)
    whole = all(isinstance(text, str) for text in texts) and isinstance(run.record, dict)
    if not whole or not all(isinstance(time, float) for time in (run.started, run.heard)):
        raise ValueError("no record of a run")
    return run
