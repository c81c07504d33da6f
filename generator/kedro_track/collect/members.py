"""What a history consists of, by the rows of a store and the names of versions alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from kedro_track.collect.history import BEGINNING
from kedro_track.collect.sessions import ended_ones
from kedro_track.collect.shapes import moment, moment_of_id, text
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
    saved: dict[str, tuple[int, ...]] = {}
    for number, found in enumerate(names):
        for version in found:
            saved[version] = (*saved.get(version, ()), number)
    rows = [(one, text(store.value(one, "track_runs", "version")) or one) for one in store.runs]
    if max(Counter(version for _, version in rows).values(), default=0) > 1:
        raise NotPlainError
    members = [
        Member(_started(store, one, version) or BEGINNING, version, one, saved.pop(version, ()))
        for one, version in rows
    ]
    members += [
        Member(moment_of_id(version) or BEGINNING, version, None, places)
        for version, places in saved.items()
    ]
    return sorted(members, key=lambda member: (member.started, member.run or member.version))


def ended_among(store: RawStore, members: Sequence[Member], after: float) -> frozenset[str]:
    """Those that are stored as running and have ended.

    Args:
        after: Seconds of silence, as for `ended_ones`.
    """
    ids = [member.run for member in members if member.run is not None]
    running = [one for one in ids if store.value(one, "track_runs", "status") == "running"]
    if not running:
        return frozenset()

    def last(column: str) -> str:
        return max(ids, key=lambda one: store.value(one, "track_runs", column) or 0.0)

    # The newest sign of life of all is that of one of these.
    some = {*running, ids[-1], *map(last, ("started", "ended", "heard"))}
    return ended_ones(store.decoded(sorted(some)), after)


def _started(store: RawStore, run: str, version: str) -> datetime | None:
    """As `sessions.to_run` has it."""
    told = moment(store.value(run, "track_runs", "started"))
    if told is not None and store.value(run, "track_runs", "record") is not None:
        return told
    found = moment_of_id(version)
    if found is None:
        # Only the row as a whole tells: an old one bears when it was written.
        [stored] = store.decoded([run])
        found = moment(stored.started)
    return found
