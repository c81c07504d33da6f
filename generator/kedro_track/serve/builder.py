"""Builds in a process of its own, which stays warm: answers do not wait for a build."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from typing import Any

from kedro_track.build import BuildReport, BuildRequest
from kedro_track.errors import TrackError

_LINGER = 300.0
"""Seconds that an open page may still ask for data that was replaced."""


@dataclass(frozen=True, slots=True)
class Words:
    """What people said of a run, as its store or its file of notes has it.

    Attributes:
        from_file: What of it a file of notes tells, which wins over the store.
        locked: Why it can't be edited here; None if it can.
    """

    title: str | None
    notes: str | None
    tags: tuple[str, ...]
    bookmark: bool
    hidden: bool
    from_file: tuple[str, ...]
    locked: str | None


class Builder:
    """Builds one site again and again, one build at a time."""

    def __init__(self, request: BuildRequest) -> None:
        self._request = replace(request, linger=_LINGER)
        self._pool = _pool()
        self._number = 0

    async def build(self) -> BuildReport:
        """Build.

        Raises:
            TrackError: With one sentence that says what to do.
        """
        self._number += 1
        report: BuildReport = await self._ask(_build, self._request)
        with suppress(BrokenProcessPool):
            self._pool.submit(gc.collect)
        return report

    async def words(self, run_id: str) -> Words | None:
        """What is said of a run; None if there is none of that id.

        Raises:
            TrackError: If the history can't be read.
        """
        found: Words | None = await self._ask(_words, self._request, self._number, run_id)
        return found

    def forget(self) -> None:
        """Read the history anew when it is asked for next."""
        self._number += 1

    def close(self) -> None:
        """End the process, also amid a build: the next one continues it."""
        for process in [*(self._pool._processes or {}).values()]:  # noqa: SLF001 - no other way
            process.terminate()
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _ask(self, what: Any, *arguments: Any) -> Any:
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._pool, what, *arguments)
        except BrokenProcessPool as error:
            self._pool = _pool()
            raise TrackError(
                "The process that builds the site was killed, perhaps for want of memory; it is "
                "started again with the next change."
            ) from error


def _pool() -> ProcessPoolExecutor:
    # Never a copy of this process: it has threads.
    return ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_begin)


def _begin() -> None:
    """Leave Ctrl-C to the server, and end with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    server = parent_process()
    if server is not None:
        threading.Thread(target=_end_with, args=[server.sentinel], daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(0)


def _build(request: BuildRequest) -> BuildReport:
    from kedro_track.build import build

    # Collecting costs a tenth of a build, and somebody waits for it; there is time afterwards.
    gc.disable()
    return build(request)


@lru_cache(maxsize=1)
def _history(request: BuildRequest, number: int) -> Any:  # noqa: ARG001 - tells readings apart
    from kedro_track.build import read_history

    return {run.id: run for run in read_history(request.project, request.env).runs}


def _words(request: BuildRequest, number: int, run_id: str) -> Words | None:
    from kedro_track.collect.project import find_project
    from kedro_track.collect.stores import is_elsewhere

    run = _history(request, number).get(run_id)
    if run is None:
        return None
    locked = None
    if is_elsewhere(find_project(request.project), request.env, run):
        locked = (
            f"It is recorded in {run.store}, which is only read here; edit it in the project that "
            "writes it."
        )
    words = (run.title, run.notes, run.tags, run.bookmark, run.hidden)
    return Words(*words, tuple(run.told_by_file), locked)
