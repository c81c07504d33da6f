"""A team's habit from kedro-viz: each user's store, copied to one folder as `<user>.db`.

`remote_path` of the settings names the folder, on this machine or in a bucket. What is in a
bucket is fetched into the cache and read there; credentials are fsspec's own business, of the
environment or of its configuration, as they are for the recorder that copies.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kedro_track.collect.cache import open_cache
from kedro_track.collect.places import Places, is_url
from kedro_track.collect.remote import RemoteStorage
from kedro_track.collect.storage import Missing, Unreadable
from kedro_track.history import Problem

_REMEDY = "Build again when it can be reached, and its credentials are there."
_FOLDER = "The folder of the team's session stores"


@dataclass(frozen=True, slots=True)
class SharedStore:
    """A store of somebody's; `name` is what the team calls it, `shown` its place for people."""

    path: Path
    name: str
    shown: str


def shared_stores(root: Path, remote: str, problems: list[Problem]) -> Iterator[SharedStore]:
    """The stores in a team's folder, by name; what can't be had is told."""
    places = Places(str(root))
    shown = places.shown(remote).rstrip("/")
    if not is_url(remote):
        folder = root / os.path.expanduser(remote.removeprefix("file://"))  # noqa: PTH111 - Path's raises
        for path in sorted(folder.glob("*.db")):
            yield SharedStore(path, path.name, f"{shown}/{path.name}")
        return
    try:
        bucket = RemoteStorage(remote, {}, open_cache())
        listing = bucket.stores(bucket.path.rstrip("/"))
    except Missing:
        # Nobody has copied a store yet.
        return
    except Unreadable as error:
        problems.append(Problem(f"{_FOLDER} {error}", shown, _REMEDY))
        return
    if listing.stale:
        what = f"{_FOLDER} {listing.stale}; what an earlier build saw is shown"
        problems.append(Problem(what, shown, _REMEDY))
    for name in listing.folders:
        path = Path(bucket.address(f"{bucket.path.rstrip('/')}/{name}"))
        if path.is_file():
            yield SharedStore(path, name, f"{shown}/{name}")
        else:
            what = "The session store can't be fetched, and no earlier build has kept it"
            problems.append(Problem(what, f"{shown}/{name}", _REMEDY))
