"""Data as classic scripts: the one form that a browser loads from `file://`."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any

# The backslash first: the others' escapes have one.
_LITERAL = {"\\": "\\\\", "'": "\\'", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_MEANT = {escaped: letter for letter, escaped in _LITERAL.items()}
_ESCAPED = re.compile(r"\\(?:u202[89]|.)")
_HEAD = re.compile(r"([\w.]+)\('([^'\\]*)','")
_TAIL = "');\n"


def portable(value: Any) -> Any:
    """The value with NaN and infinities as the strings that the browser's side reads back."""
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, float):
        if math.isfinite(value):
            return value
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, Mapping):
        return {str(key): portable(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [portable(inner) for inner in value]
    return str(value)


def valid_json(value: Any, **layout: Any) -> str:
    """Valid JSON of any value; NaN and infinities as in `portable`.

    Args:
        layout: Passed to `json.dumps`.
    """
    try:
        return json.dumps(value, allow_nan=False, default=portable, **layout)
    except ValueError:
        # Walking the value costs several times what the encoder does: only when it must be.
        return json.dumps(portable(value), allow_nan=False, **layout)


def json_lines(facts: Mapping[str, Any]) -> str:
    """Valid JSON of a mapping, each of its entries on a line of its own."""
    # 57 µs for a run's facts; 83 with `indent`, which is Python's own; 107 with an encoder a line.
    encode = json.JSONEncoder(allow_nan=False, default=portable).encode
    try:
        lines = [f"  {encode(name)}: {encode(value)}" for name, value in facts.items()]
    except ValueError:
        lines = [f"  {encode(name)}: {encode(portable(value))}" for name, value in facts.items()]
    return "{\n" + ",\n".join(lines) + "\n}"


def compact_json(value: Any) -> str:
    """Valid JSON in the fewest bytes, with `<` escaped so that no markup can be read in it."""
    text = valid_json(value, ensure_ascii=False, separators=(",", ":"))
    # A lone surrogate can't be written as UTF-8.
    return text.encode("utf-8", "replace").decode("utf-8").replace("<", "\\u003c")


def script(function: str, name: str, json_text: str) -> str:
    """A script that hands a JSON text to a function: `KT.x('name','…')`.

    A string that is parsed by `JSON.parse` loads several times faster than a literal.
    """
    return f"{function}({_quote(name)},{_quote(json_text)});\n"


def handed_over(script_text: str) -> tuple[str, str, str] | None:
    """What a script of `script` hands over: function, name, JSON; None if it is none of those."""
    head = _HEAD.match(script_text)
    if head is None or not script_text.endswith(_TAIL):
        return None
    return head[1], head[2], _unquote(script_text[head.end() : -len(_TAIL)])


def _unquote(text: str) -> str:
    return _ESCAPED.sub(lambda match: _MEANT[match[0]], text)


def _quote(text: str) -> str:
    # A data file has millions of characters; `str.translate` takes ten times as long.
    for letter, escaped in _LITERAL.items():
        text = text.replace(letter, escaped)
    return f"'{text}'"
