"""Tracked JSON as a flat sequence of steps that a template turns into a tree that folds.

Flat, so that neither depth nor size of what somebody tracked can break a page: what is
deeper than `DEEPEST` is written as JSON, what goes beyond `MOST` entries is counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

from kedro_track.site.filters import number
from kedro_track.site.scripts import compact_json

DEEPEST = 12
MOST = 1_000
_FEW = 12
_LINE = 100


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way through a tree.

    Attributes:
        kind: `open` and `close` enclose what is inside of an entry; a `leaf` has none.
        text: Of a leaf its value.
        count: Of a branch, its entries.
        unfolded: Whether the reader sees at once what is inside.
    """

    kind: Literal["open", "leaf", "close"]
    name: str = ""
    text: str = ""
    count: int = 0
    unfolded: bool = False


_CLOSE = Step("close")


@dataclass(frozen=True, slots=True)
class Tree:
    """A tree's steps; `cut` if there are more than a page should hold."""

    steps: tuple[Step, ...]
    cut: bool


def tree(value: Any) -> Tree:
    """Lay out a JSON value."""
    walk = _walk(value)
    steps = list(islice(walk, MOST))
    cut = next(walk, None) is not None
    depth = sum((step.kind == "open") - (step.kind == "close") for step in steps)
    return Tree((*steps, *[_CLOSE] * depth), cut)


def leaf_text(value: Any) -> str:
    """A value as a reader sees it; nothing and an empty text are not blank but said."""
    if value is None:
        return "null"
    return number(value) if value != "" else '""'


def _walk(value: Any) -> Iterator[Step]:
    stack = [_entries(value)]
    while stack:
        entry = next(stack[-1], None)
        if entry is None:
            stack.pop()
            if stack:
                yield _CLOSE
            continue
        name, inner = entry
        if _is_branch(inner) and len(stack) < DEEPEST:
            unfolded = len(inner) <= _FEW and len(stack) == 1
            yield Step("open", name, count=len(inner), unfolded=unfolded)
            stack.append(_entries(inner))
        else:
            yield Step("leaf", name, leaf_text(inner))


def _entries(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping) and value:
        return ((str(key), inner) for key, inner in value.items())
    if isinstance(value, (list, tuple)) and value:
        return ((str(place), inner) for place, inner in enumerate(value))
    return iter([("", value)])


def _is_branch(value: Any) -> bool:
    """Whether an entry is worth a fold of its own: a short list of plain values is not."""
    if isinstance(value, Mapping):
        return bool(value)
    if not isinstance(value, (list, tuple)) or not value:
        return False
    if any(isinstance(item, (Mapping, list, tuple)) for item in value[:_FEW]):
        return True
    return len(value) > _FEW or len(compact_json(value)) > _LINE
