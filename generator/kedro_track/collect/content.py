"""What a tracked file's content is worth: metrics, JSON, or something that can be drawn.

Every check answers with a clause, such as `is cut off`, that wants the file's name; None
means that the content is sound.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kedro_track.foreign_json import ForeignJSONError, decode
from kedro_track.strict_json import FLOATS

_EMPTY = "is empty (0 bytes)"
_CUT_OFF = "is an image that is cut off"

_HEAD = 4096
"""Where an SVG must have begun: a declaration and a comment may stand before it."""

_TAIL = 1024
"""Where an image's last bytes are looked for: some programs write a little after them."""


def metrics_of(value: Any) -> tuple[dict[str, float], dict[str, str]] | None:
    """Split what a metrics file holds into numbers, and what is wrong with other keys.

    None if it is no mapping at all. Takes our `"NaN"` and `"Infinity"`.
    """
    if not isinstance(value, Mapping):
        return None
    numbers: dict[str, float] = {}
    faults: dict[str, str] = {}
    for key, item in value.items():
        number = FLOATS.get(item) if isinstance(item, str) else item
        if isinstance(number, bool) or not isinstance(number, (int, float)):
            faults[key] = "The metric is no number"
            continue
        try:
            numbers[key] = float(number)
        except OverflowError:
            faults[key] = "The metric is a whole number beyond what a float can hold"
    return numbers, faults


def image_fault(content: bytes) -> str | None:
    """What keeps a browser from showing an image, told by its first and last bytes."""
    if not content:
        return _EMPTY
    for is_such, is_whole in _IMAGES:
        if is_such(content):
            return None if is_whole(content) else _CUT_OFF
    return "is no image that a browser can show"


def _ends_with(mark: bytes) -> Callable[[bytes], bool]:
    return lambda content: mark in content[-_TAIL:]


def _is_of_size(at: int, beyond: int) -> Callable[[bytes], bool]:
    """Whether as much is there as the four bytes at a place say, and so many bytes more."""
    return lambda content: len(content) >= beyond + int.from_bytes(content[at : at + 4], "little")


_IMAGES: tuple[tuple[Callable[[bytes], bool], Callable[[bytes], bool]], ...] = (
    (lambda content: content.startswith(b"\x89PNG\r\n\x1a\n"), _ends_with(b"IEND\xaeB`\x82")),
    (lambda content: content.startswith(b"\xff\xd8\xff"), _ends_with(b"\xff\xd9")),
    (lambda content: content.startswith((b"GIF87a", b"GIF89a")), _ends_with(b";")),
    (lambda content: content[:4] + content[8:12] == b"RIFFWEBP", _is_of_size(4, 8)),
    (lambda content: content.startswith(b"BM"), _is_of_size(2, 0)),
    (lambda content: content[4:12] in (b"ftypavif", b"ftypavis"), lambda _content: True),
    (
        lambda content: b"<svg" in content[:_HEAD],
        lambda content: content.rstrip().endswith((b"svg>", b"/>", b"-->")),
    ),
)


def figure_fault(content: bytes) -> str | None:
    """What keeps Plotly from drawing a file."""
    if not content:
        return _EMPTY
    try:
        value = decode(content, ours=True).value
    except ForeignJSONError as error:
        return said(error)
    traces = value.get("data") if isinstance(value, dict) else None
    if not isinstance(traces, list) or not all(isinstance(trace, dict) for trace in traces):
        return "is no Plotly figure: it has no list `data` of traces"
    if not isinstance(value.get("layout", {}), dict):
        return "is no Plotly figure: its `layout` is no mapping"
    return None


def text_fault(content: bytes) -> str | None:
    """What keeps a text from being shown. Cut in the middle of a character is sound."""
    if not content:
        return _EMPTY
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return None if error.reason == "unexpected end of data" else "is no UTF-8 text"
    return None


def any_fault(content: bytes) -> str | None:
    """Only emptiness keeps a file from being handed on."""
    return None if content else _EMPTY


def said(error: ForeignJSONError) -> str:
    """A clause with the place in the file, where it is known."""
    if error.position is None:
        return str(error)
    line, column = error.position.split(":")
    return f"{error} (line {line}, column {column})"
