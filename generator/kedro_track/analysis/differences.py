"""Whether two values differ, and how much that means: values, files, nodes, versions. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from kedro_track.analysis.numbers import same
from kedro_track.history import Input, Node

_RELEASE = re.compile(r"\D*(\d+)(?:\.(\d+))?")


def differ(left: Any, right: Any) -> bool:
    """Whether two JSON-like values differ by more than float noise, however deep they are."""
    pairs = [(left, right)]
    while pairs:
        old, new = pairs.pop()
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            if old.keys() != new.keys():
                return True
            pairs.extend((old[key], new[key]) for key in old)
        elif isinstance(old, (list, tuple)) and isinstance(new, (list, tuple)):
            if len(old) != len(new):
                return True
            pairs.extend(zip(old, new, strict=True))
        elif _leaves_differ(old, new):
            return True
    return False


def added_or_changed(
    name: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Literal["added", "removed", "changed"] | None:
    """How an entry of two mappings differs; None if it does not."""
    if name not in before:
        return "added"
    if name not in after:
        return "removed"
    return "changed" if differ(before[name], after[name]) else None


def file_reason(old: Input | None, new: Input | None) -> Literal["content", "touched"] | None:
    """Whether an input's content is another, or may be (saved anew, its size the same)."""
    if old is None or new is None:
        return "content"
    pairs = ((old.version, new.version), (old.size, new.size), (old.path, new.path))
    if any(None not in pair and pair[0] != pair[1] for pair in pairs):
        return "content"
    times = (old.modified, new.modified)
    return "touched" if None not in times and times[0] != times[1] else None


def node_parts(old: Node, new: Node) -> Iterator[tuple[str, Any, Any]]:
    """The parts of a node that differ and bear on what it computes."""
    if old.function and new.function and old.function != new.function:
        yield "function", old.function, new.function
    if set(old.inputs) != set(new.inputs):
        yield "inputs", old.inputs, new.inputs
    if set(old.outputs) != set(new.outputs):
        yield "outputs", old.outputs, new.outputs


def package_reason(old: str | None, new: str | None) -> Literal["major", "minor", "patch"]:
    """How far a package moved. Before 1.0 the minor number is the one that breaks."""
    before, after = _release(old), _release(new)
    if before is None or after is None:
        return "minor"
    if before[0] != after[0] or (before[0] == 0 and before != after):
        return "major"
    return "minor" if before != after else "patch"


def python_reason(old: str | None, new: str | None) -> Literal["python", "patch"]:
    """How far Python moved: by its minor version or less."""
    return "python" if _release(old) != _release(new) else "patch"


def _release(version: str | None) -> tuple[int, int] | None:
    match = _RELEASE.match(version or "")
    return (int(match[1]), int(match[2] or 0)) if match else None


def _leaves_differ(left: Any, right: Any) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return left is not right  # True is 1 to Python, to a reader it is not
    numbers = isinstance(left, (int, float)) and isinstance(right, (int, float))
    if numbers and (isinstance(left, float) or isinstance(right, float)):
        try:
            return not same(float(left), float(right))
        except OverflowError:  # an integer beyond any float
            return True
    return bool(left != right)
