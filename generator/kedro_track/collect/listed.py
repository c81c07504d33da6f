"""What a listing of a bucket says: its files, what tells their contents apart, sound names.

Keys of buckets may hold anything. Pure: listings in, entries and names out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kedro_track.collect.shapes import is_writable, mapping

_TAGS = ("ETag", "etag", "md5Hash", "content_md5", "LastModified", "last_modified", "updated")
_TAGS_OF_OTHERS = ("mtime", "created", "modify")


@dataclass(frozen=True, slots=True)
class Entry:
    """A file as it was listed; what tells its content from another one is `tag`."""

    size: int
    tag: str


def tag_of(info: Mapping[str, Any]) -> str:
    """What a file's content is told from another one by."""
    return next((str(info[key]) for key in (*_TAGS, *_TAGS_OF_OTHERS) if info.get(key)), "")


def entries_of(listing: Any) -> dict[str, Entry]:
    """What was kept of a listing; whatever is odd in it is not there."""
    return {
        name: Entry(*found)
        for name, found in mapping(listing).items()
        if isinstance(found, list) and [type(item) for item in found] == [int, str]
    }


def first_parts(path: str, entries: Mapping[str, Entry]) -> tuple[str, ...]:
    """The names directly below a path."""
    return tuple(sorted({name[len(path) + 1 :].partition("/")[0] for name in entries}))


def is_below(path: str, name: str) -> bool:
    """Whether a file lies in a version's folder. Keys of buckets may hold anything."""
    parts = name.removeprefix(f"{path}/").split("/")
    return name.startswith(f"{path}/") and len(parts) > 1 and all(map(is_sound, parts))


def is_store(path: str, name: str) -> bool:
    """Whether a file is a database that lies in the folder itself."""
    inside = name.removeprefix(f"{path}/")
    is_here = name.startswith(f"{path}/") and "/" not in inside
    return is_here and inside.endswith(".db") and is_sound(inside)


def is_sound(name: str) -> bool:
    """Whether a name can be a folder's or a file's on any system."""
    return bool(name) and not name.startswith(".") and is_writable(name)


def last_part(path: str) -> str:
    """The last part of a path."""
    return path.rstrip("/").rsplit("/", 1)[-1]
