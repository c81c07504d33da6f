"""JSON that every parser reads: NaN and infinities are written as values that say so.

The standard library writes `NaN`, which is no JSON. Here a float that JSON lacks becomes
`{"$float": "NaN"}`, `{"$float": "Infinity"}` or `{"$float": "-Infinity"}`; reading gives the
float back, and takes the bare words of old files too. Knows no file, only values.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

MARK = "$float"
"""The one key of a mapping that stands for a float which JSON can't hold."""

FLOATS = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


def name_of(value: float) -> str | None:
    """Name a float that JSON lacks: `NaN`, `Infinity` or `-Infinity`; None for all others."""
    if math.isfinite(value):
        return None
    if math.isnan(value):
        return "NaN"
    return "Infinity" if value > 0 else "-Infinity"


def plain(value: Any) -> Any:
    """Turn a scalar of numpy (or of a library with its manners) into Python's own."""
    if getattr(value, "shape", None) == () and hasattr(value, "item"):
        return value.item()
    return value


def encode(value: Any) -> Any:
    """Copy nested mappings, lists and tuples with every float in a form that JSON holds.

    Values of other types are handed on as they are.
    """
    value = plain(value)
    if isinstance(value, float):
        name = name_of(value)
        return value if name is None else {MARK: name}
    if isinstance(value, Mapping):
        return {key: encode(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [encode(inner) for inner in value]
    return value


def decode(value: Any) -> Any:
    """Give back what `encode` was given; mappings become dicts, tuples stay lists."""
    if isinstance(value, dict):
        if len(value) == 1:
            name = value.get(MARK)
            if isinstance(name, str) and name in FLOATS:
                return FLOATS[name]
        return {key: decode(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [decode(inner) for inner in value]
    return value


def dumps(value: Any, **options: Any) -> str:
    """Write a value as JSON text. `options` are those of `json.dumps`.

    Raises:
        TypeError: If it holds something that JSON can't.
        ValueError: If it holds itself.
    """
    return json.dumps(encode(value), **{**options, "allow_nan": False})


def loads(text: str | bytes) -> Any:
    """Read a value from JSON text, bare `NaN` and `Infinity` included.

    Raises:
        ValueError: If it is no JSON.
    """
    return decode(json.loads(text))
