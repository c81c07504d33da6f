"""Values of any type as JSON-ready ones: what parameters become in a record."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import date, time
from enum import Enum
from typing import Any

from kedro_track.strict_json import plain

_DEPTH = 50
"""Deeper than people write; a value that holds itself ends here."""


def jsonable(value: Any, depth: int = _DEPTH) -> Any:
    """Copy a value as mappings, lists, texts, numbers, booleans and None.

    Keys become text, sets become sorted lists, dates ISO text, dataclasses and pydantic's
    models mappings; anything else becomes its text, without the address that `repr` adds.
    """
    value = plain(value)
    if value is None or isinstance(value, (str, bool, int, float)):
        return value if type(value) in (str, bool, int, float) else _exact(value)
    inner = _mapping(value)
    if depth == 0:
        return _text(value)
    if inner is not None:
        return {str(key): jsonable(each, depth - 1) for key, each in inner.items()}
    if isinstance(value, AbstractSet):
        return sorted((jsonable(each, depth - 1) for each in value), key=repr)
    if isinstance(value, (list, tuple)):
        return [jsonable(each, depth - 1) for each in value]
    return _text(value)


def _exact(value: Any) -> Any:
    """Bring an enum of texts, a numpy float and their like to the type they stem from."""
    if value is None:
        return None
    if isinstance(value, Enum):
        return jsonable(value.value)
    return next(kind(value) for kind in (bool, int, float, str) if isinstance(value, kind))


def _mapping(value: Any) -> Mapping[Any, Any] | None:
    if isinstance(value, Mapping):
        return value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    dump = getattr(value, "model_dump", None)
    dumped = dump() if callable(dump) and not isinstance(value, type) else None
    return dumped if isinstance(dumped, Mapping) else None


def _text(value: Any) -> Any:
    if isinstance(value, Enum):
        return jsonable(value.value)
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, type):
        return f"{value.__module__}.{value.__qualname__}"
    try:
        text = str(value)
    except Exception:  # noqa: BLE001 - a foreign __str__ may raise anything
        text = ""
    return re.sub(r" at 0x[0-9A-Fa-f]+", "", text) or f"<{type(value).__qualname__}>"
