"""Values of records and blobs, taken if they are what they should be, otherwise not captured."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from kedro_track.history import EMPTY

_SESSION_ID = re.compile(r"\d{4}-\d\d-\d\dT\d\d\.\d\d\.\d\d\.\d{3}Z", re.ASCII)


def text(value: Any) -> str | None:
    """A text that says something."""
    return value if isinstance(value, str) and value.strip() else None


def is_writable(value: str) -> bool:
    """Whether a text can be written as UTF-8, and be part of a path.

    Halves of surrogate pairs, which can't, stand for the bytes of a name that is no text.
    """
    if value.isascii():
        return "\0" not in value
    return not any("\ud800" <= character <= "\udfff" or character == "\0" for character in value)


def written_out(value: str) -> str:
    """A text that can be written, with what can't be in it spelled out."""
    if is_writable(value):
        return value
    return value.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")


def texts(value: Any) -> tuple[str, ...]:
    """The texts of a list; a text alone is a list of one."""
    if isinstance(value, str):
        return (value,) if value else ()
    if not isinstance(value, (list, tuple)):
        return ()
    return tuple(item for item in value if isinstance(item, str))


def mapping(value: Any) -> Mapping[str, Any]:
    """A mapping, or the empty one."""
    return value if isinstance(value, Mapping) else EMPTY


def mappings(value: Any) -> tuple[Mapping[str, Any], ...]:
    """The mappings of a list."""
    if not isinstance(value, list):
        return ()
    return tuple(item for item in value if isinstance(item, Mapping))


def names(value: Any) -> dict[str, str]:
    """Those entries of a mapping that are texts."""
    return {key: item for key, item in mapping(value).items() if isinstance(item, str)}


def flag(value: Any) -> bool | None:
    """A boolean."""
    return value if isinstance(value, bool) else None


def number(value: Any) -> float | None:
    """A number."""
    sound = isinstance(value, (int, float)) and not isinstance(value, bool)
    return float(value) if sound else None


def whole(value: Any) -> int | None:
    """A whole number."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def moment(value: Any) -> datetime | None:
    """The moment of so many seconds since the epoch."""
    seconds = number(value)
    if seconds is None:
        return None
    try:
        return datetime.fromtimestamp(seconds, timezone.utc)
    except (ValueError, OverflowError, OSError):
        return None


def moment_of_id(identity: str) -> datetime | None:
    """The moment that Kedro named a session after, such as `2026-11-24T05.42.49.760Z`."""
    if _SESSION_ID.fullmatch(identity) is None:
        return None
    try:
        return datetime.fromisoformat(f"{identity[:13]}:{identity[14:16]}:{identity[17:23]}+00:00")
    except ValueError:
        return None
