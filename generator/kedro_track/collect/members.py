"""What a history consists of, by the rows of a store and the names of versions alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from kedro_track.collect.history import BEGINNING
from kedro_track.collect.sessions import ended_ones
from kedro_track.collect.shapes import moment, moment_of_id, number, text
from kedro_track.store.raw import RawStore


class NotPlainError(Exception):
    """A history that has to be read whole."""


class Member(NamedTuple):
    """What a chunk holds: a run of the store, or a version that no run of it bears the name of.

    Attributes:
        started: Where it stands among the others.
        run: Id; None if there is none.
        saved: Numbers of the locations that have its version.
    """

    started: datetime
    version: str
    run: str | None
    saved: tuple[int, ...]


def members_of(store: RawStore, names: Sequence[Sequence[str]]) -> list[Member]:
    """Everything that may be a run, in the order of the history.

    Args:
        names: Of the versions at each location.

    Raises:
        NotPlainError: If two runs share a version.
    """
    saved = _places(names)
    told = store.cells("track_runs", "version")
    versions = [text(version) or one for one, version in zip(store.runs, told, strict=True)]
    if len(set(versions)) < len(versions):
        raise NotPlainError
    own = [saved.pop(version, ()) for version in versions]
    started = _started(store, versions)
    # Not one by one: there may be 100,000, and nothing else may be new.
    members = [*map(Member._make, zip(started, versions, store.runs, own, strict=True))]
    members += [
        Member(moment_of_id(version) or BEGINNING, version, None, places)
        for version, places in saved.items()
    ]
    return sorted(members, key=lambda member: (member[0], member[2] or member[1]))


def ended_among(store: RawStore, members: Sequence[Member], after: float) -> frozenset[str]:
    """Those that are stored as running and have ended.

    Args:
        after: Seconds of silence, as for `ended_ones`.
    """
    statuses = zip(store.runs, store.cells("track_runs", "status"), strict=True)
    running = [one for one, status in statuses if status == "running"]
    if not running:
        return frozenset()

    def last(column: str) -> str:
        cells = store.cells("track_runs", column)
        return max(zip(store.runs, cells, strict=True), key=lambda pair: number(pair[1]) or 0.0)[0]

    # The newest sign of life of all is that of one of these.
    newest = next(member.run for member in reversed(members) if member.run is not None)
    some = {*running, newest, *map(last, ("started", "ended", "heard"))}
    return ended_ones(store.decoded(sorted(some)), after)


def _places(names: Sequence[Sequence[str]]) -> dict[str, tuple[int, ...]]:
    """Version → the numbers of the locations that have it."""
    bits: dict[str, int] = {}
    for place, found in enumerate(names):
        bit = 1 << place
        for version in found:
            bits[version] = bits.get(version, 0) | bit
    # Most versions are at the same locations.
    numbers = {
        each: tuple(n for n in range(len(names)) if each >> n & 1) for each in {*bits.values()}
    }
    return {version: numbers[each] for version, each in bits.items()}


def _started(store: RawStore, versions: Sequence[str]) -> list[datetime]:
    """When each run of the store started, as `sessions.to_run` has it."""
    told = zip(
        store.runs,
        versions,
        store.cells("track_runs", "started"),
        store.cells("track_runs", "record"),
        strict=True,
    )
    return [
        (None if record is None else moment(started))
        or moment_of_id(version)
        or _written(store, run)
        or BEGINNING
        for run, version, started, record in told
    ]


def _written(store: RawStore, run: str) -> datetime | None:
    """Only the row as a whole tells: an old one bears when it was written."""
    [stored] = store.decoded([run])
    return moment(stored.started)
