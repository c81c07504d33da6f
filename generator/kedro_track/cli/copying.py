"""Which stores are meant by a copy, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kedro_track.cli.text import counted, printable
from kedro_track.collect.project import find_project
from kedro_track.collect.stores import own_store
from kedro_track.errors import StoreError, TrackingError
from kedro_track.store.address import Store, parse
from kedro_track.store.copying import Copied, copy_store
from kedro_track.store.location import STORE_NAME

NAMED = 10
"""Runs that are named one by one; a terminal has no place for more."""


def store_at(text: str, env: str | None) -> Store:
    """The store that a word of the command line means.

    Raises:
        StoreError: If it is a URL that can't be understood.
    """
    store = parse(text)
    if not isinstance(store, Path) or not store.is_dir():
        return store
    try:
        layout = find_project(store)
    except TrackingError:
        return store / STORE_NAME
    # A folder inside of a project is a folder.
    return own_store(layout, env) if layout.root == store else store / STORE_NAME


def copied(source: Store, target: Store) -> tuple[list[str], bool]:
    """Copy a history.

    Returns:
        What is to be said of it, and whether all of it is there now.

    Raises:
        StoreError: If a store can't be read or written, or both are one.
    """
    if source == target:
        raise StoreError(f"{source} is both FROM and TO; name two stores.")
    done = copy_store(source, target)
    lines = [printable(line) for line in _said(done, source, target)]
    return lines, not (done.missing or done.damage)


def _said(done: Copied, source: Store, target: Store) -> Iterator[str]:
    there = done.runs - done.new - done.changed - done.deleted
    yield (
        f"{counted(done.runs, 'run')} of {source} to {target}: {done.new} new, "
        f"{done.changed} brought up to date, {there} there already."
    )
    if done.deleted:
        yield f"{counted(done.deleted, 'run')} passed over: removed from {target} for good."
    for run_id, found in [*done.renamed.items()][:NAMED]:
        yield f"{run_id} is {found} there: another run has its id."
    if len(done.renamed) > NAMED:
        yield f"So are {len(done.renamed) - NAMED} more."
    if done.damage:
        yield f"{source} {done.damage}: what could be read of it was copied."
    if done.missing:
        named = ", ".join(done.missing[:NAMED])
        yield (
            f"Not verified: {counted(len(done.missing), 'run')} changed while they were copied "
            f"({named}); copy again."
        )
    else:
        alike = done.runs - done.deleted - done.later
        more = f", and it knows more of {done.later}" if done.later else ""
        yield (
            f"Verified: {target} tells of {counted(alike, 'run')} what {source} tells{more} "
            f"(sha256 {done.digest})."
        )
