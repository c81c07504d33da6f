"""Work that is given up after a while, whatever it waits for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class TooLate(Exception):  # noqa: N818 - it says when, not that anything is wrong
    """The work was not done in time. It may be done yet, after all."""


class _Outcome(Generic[T]):
    """What a thread came to."""

    def __init__(self) -> None:
        self.done = False
        self.values: list[T] = []
        self.error: BaseException | None = None


def within(seconds: float, work: Callable[[], T]) -> T:
    """Do work in a thread of its own, for a limited time.

    Neither a driver's limits nor the system's cover all that a network can do: a name that
    is not found, a server that stands still, a file system that hangs. The thread is left
    behind then; it keeps no process from ending.

    Raises:
        TooLate: If it takes longer.
    """
    outcome: _Outcome[T] = _Outcome()

    def run() -> None:
        try:
            outcome.values.append(work())
        except BaseException as error:  # noqa: BLE001 - raised again, in the thread that asked
            outcome.error = error
        outcome.done = True

    thread = threading.Thread(target=run, name="kedro-track", daemon=True)
    try:
        thread.start()
    except RuntimeError:  # at the interpreter's end there are no new threads
        return work()
    thread.join(seconds)
    if not outcome.done:
        raise TooLate
    if outcome.error is not None:
        raise outcome.error
    return outcome.values[0]
