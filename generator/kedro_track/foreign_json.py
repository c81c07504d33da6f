"""JSON that somebody else wrote: read with limits, and with a word on what is odd in it.

Takes the bare `NaN` and `Infinity` of old files and our own `{"$float": "NaN"}`. Whatever
comes out can be walked by recursion, compared as numbers and written as UTF-8. Knows no file,
only content.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kedro_track.strict_json import FLOATS, MARK

MAX_DEPTH = 64
"""Containers in containers. Far above what people write, far below what recursion bears."""


class ForeignJSONError(ValueError):
    """The content can't be read as JSON; the text is a clause such as `is no valid JSON`.

    Attributes:
        position: `line:column`, counted from 1, where that is known.
    """

    def __init__(self, message: str, position: str | None = None) -> None:
        super().__init__(message)
        self.position = position


@dataclass(frozen=True, slots=True)
class Decoded:
    """A value, and the keys that one of its objects had more than once (the last one won)."""

    value: Any
    repeated: tuple[str, ...] = ()


def decode(content: bytes | str, *, ours: bool = False, huge: bool = False) -> Decoded:
    """Read JSON text; bytes are UTF-8, or UTF-16 or UTF-32 that says so.

    Args:
        content: The text.
        ours: Whether a program wrote it that repeats no key; that is read in half the time.
        huge: Whether whole numbers beyond what a float can hold stay numbers; otherwise they
            become the text of their digits, so that nothing overflows that compares them.

    Raises:
        ForeignJSONError: If it is no JSON, or beyond the limits.
    """
    text = content if isinstance(content, str) else _text(content)
    if not text or text.isspace():
        raise ForeignJSONError("is empty" if not text else "is blank")
    objects = _Objects()
    try:
        value = json.loads(text, object_pairs_hook=None if ours and MARK not in text else objects)
    except json.JSONDecodeError as error:
        raise ForeignJSONError("is no valid JSON", f"{error.lineno}:{error.colno}") from error
    except RecursionError as error:
        raise ForeignJSONError(_TOO_DEEP) from error
    except ValueError as error:
        # The only other thing that the parser refuses: int() has a limit of digits.
        raise ForeignJSONError("holds a whole number of thousands of digits") from error
    deep = text.count("[") + text.count("{") > MAX_DEPTH and isinstance(value, (dict, list))
    if deep and _depth_exceeds(value, MAX_DEPTH):
        raise ForeignJSONError(_TOO_DEEP)
    if "\\ud" in text or "\\uD" in text:
        value = _mapped(value, _without_half_characters)
    if not huge and _HUGE.search(text):
        value = _mapped(value, _spelled_if_huge)
    return Decoded(value, tuple(objects.repeated))


_HUGE = re.compile(r"[0-9]{309}")
"""A float ends at 1.8e308."""

_TOO_DEEP = f"is nested deeper than {MAX_DEPTH} levels"


def _text(content: bytes) -> str:
    try:
        return content.decode(json.detect_encoding(content))
    except UnicodeDecodeError as error:
        raise ForeignJSONError("is no UTF-8 text") from error


class _Objects:
    """Makes each JSON object, and remembers keys that came twice."""

    def __init__(self) -> None:
        self.repeated: list[str] = []

    def __call__(self, pairs: list[tuple[str, Any]]) -> Any:
        found = dict(pairs)
        if len(found) == 1:
            name = found.get(MARK)
            if isinstance(name, str) and name in FLOATS:
                return FLOATS[name]
        if len(found) < len(pairs):
            seen: set[str] = set()
            for key, _ in pairs:
                if key in seen and key not in self.repeated:
                    self.repeated.append(key)
                seen.add(key)
        return found


def _depth_exceeds(value: Any, limit: int) -> bool:
    level = [value]
    for _ in range(limit):
        level = [inner for outer in level for inner in _containers(outer)]
        if not level:
            return False
    return True


def _containers(value: Any) -> list[Any]:
    inner = value.values() if isinstance(value, dict) else value
    return [item for item in inner if isinstance(item, (dict, list))]


def _mapped(value: Any, change: Callable[[Any], Any]) -> Any:
    """A copy with every leaf and every key changed."""
    if isinstance(value, dict):
        return {change(key): _mapped(inner, change) for key, inner in value.items()}
    if isinstance(value, list):
        return [_mapped(inner, change) for inner in value]
    return change(value)


def _without_half_characters(value: Any) -> Any:
    """Halves of surrogate pairs, which UTF-8 can't hold, become U+FFFD."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value


def _spelled_if_huge(value: Any) -> Any:
    if not isinstance(value, int):
        return value
    try:
        float(value)
    except OverflowError:
        return str(value)
    return value
