"""How runs are called, and what lists say beside it, without loading any run. Pure."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import NamedTuple, overload

from kedro_track.chunked import Chunked, summary
from kedro_track.history import Run, Status

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_NEVER = -(2**63)
_MICROSECOND = timedelta(microseconds=1)


class Name(NamedTuple):
    """What a link to a run says, and what lists of runs say beside it."""

    id: str
    title: str | None
    started: datetime | None
    status: Status
    branch: str | None


class Names(NamedTuple):
    """The names of a chunk's runs.

    Attributes:
        titles: By offset.
        started: Microseconds since the epoch; `_NEVER` where that is not known.
    """

    ids: tuple[str, ...]
    titles: Mapping[int, str]
    started: array[int]
    statuses: tuple[Status, ...]
    branches: tuple[str | None, ...]

    def name(self, offset: int) -> Name:
        """The name of one of them."""
        at = self.started[offset]
        moment = None if at == _NEVER else _EPOCH + at * _MICROSECOND
        return Name(
            self.ids[offset],
            self.titles.get(offset),
            moment,
            self.statuses[offset],
            self.branches[offset],
        )


class Called(Sequence[Name]):
    """The names of runs by their places; of each chunk they are looked up once."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self._runs = runs
        self._known: dict[int, Names] = {}

    def __len__(self) -> int:
        """How many runs there are."""
        return len(self._runs)

    @overload
    def __getitem__(self, at: int) -> Name: ...
    @overload
    def __getitem__(self, at: slice) -> list[Name]: ...
    def __getitem__(self, at: int | slice) -> Name | list[Name]:
        """One name, or some of them."""
        places = range(len(self))[at]
        if isinstance(places, range):
            return [self[place] for place in places]
        runs = self._runs
        if not isinstance(runs, Chunked):
            run = runs[places]
            return Name(run.id, run.title, run.started, run.status, _branch(run))
        number = runs.number_at(places)
        if number not in self._known:
            self._known[number] = summary(runs, number, names_of)
        return self._known[number].name(places - runs.starts[number])


def names_of(runs: Sequence[Run]) -> Names:
    """How the runs are called."""
    moments = (run.started for run in runs)
    return Names(
        ids=tuple(run.id for run in runs),
        titles={offset: run.title for offset, run in enumerate(runs) if run.title},
        started=array(
            "q", (_NEVER if at is None else (at - _EPOCH) // _MICROSECOND for at in moments)
        ),
        statuses=tuple(run.status for run in runs),
        branches=tuple(map(_branch, runs)),
    )


def _branch(run: Run) -> str | None:
    return run.code.branch if run.code else None
