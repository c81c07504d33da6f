"""A pattern as a program of steps, all places of which are followed at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kedro_track.analysis.filter.messages import fault
from kedro_track.analysis.filter.syntax import Choice, Edge, Node, Repeat, Sequence, Set

LARGEST = 2_000
ACCEPT = -1

BEGIN, WORD, OTHER, END = range(4)
"""What stands beside a place: nothing yet, a character of a word, another one, nothing more."""


@dataclass(slots=True)
class _Step:
    """Where a place leads: over a character of the set, past an edge, or freely."""

    test: Set | Edge | None
    following: list[int]


class Program:
    """Steps by place; the first place is 0, behind the last one is `ACCEPT`."""

    def __init__(self, steps: list[_Step]) -> None:
        self._steps = steps

    def closure(self, places: Iterable[int], before: int, after: int) -> set[int]:
        """All places that can be reached between two kinds of character."""
        reached: set[int] = set()
        waiting = list(places)
        while waiting:
            place = waiting.pop()
            if place in reached:
                continue
            reached.add(place)
            step = self._steps[place] if place != ACCEPT else None
            if step is None or isinstance(step.test, Set):
                continue
            if step.test is None or _holds(step.test.kind, before, after):
                waiting.extend(step.following)
        return reached

    def over(self, places: Iterable[int], sign: str) -> list[int]:
        """The places behind a character."""
        steps = (self._steps[place] for place in places)
        return [
            following
            for step in steps
            if isinstance(step.test, Set) and step.test.takes(sign)
            for following in step.following
        ]


def compiled(node: Node, position: int) -> Program:
    """Turn a pattern's tree into its program.

    Raises:
        FilterError: If it has too many steps; `position` is the pattern's.
    """
    return Program(_Writer(position).program(node))


class _Writer:
    """Writes steps from the last to the first, so that each knows what follows it."""

    def __init__(self, position: int) -> None:
        self._steps: list[_Step] = []
        self._position = position
        self._written = 0

    def program(self, node: Node) -> list[_Step]:
        entry = self._add(None, [])
        self._steps[entry].following.append(self._write(node, ACCEPT))
        return self._steps

    def _write(self, node: Node, following: int) -> int:
        # Parts are counted, not steps: a repeat of nothing has none, but takes its time.
        self._written += 1
        if self._written > LARGEST:
            raise fault("pattern_large", self._position)
        if isinstance(node, (Set, Edge)):
            return self._add(node, [following])
        if isinstance(node, Choice):
            return self._add(None, [self._write(part, following) for part in node.parts])
        if isinstance(node, Sequence):
            for part in reversed(node.parts):
                following = self._write(part, following)
            return following
        return self._repeat(node, following)

    def _repeat(self, node: Repeat, following: int) -> int:
        if node.most is None:
            loop = self._add(None, [following])
            self._steps[loop].following.append(self._write(node.part, loop))
            following = loop
        else:
            for _ in range(node.most - node.least):
                following = self._add(None, [following, self._write(node.part, following)])
        for _ in range(node.least):
            following = self._write(node.part, following)
        return following

    def _add(self, test: Set | Edge | None, following: list[int]) -> int:
        self._steps.append(_Step(test, following))
        return len(self._steps) - 1


def _holds(kind: str, before: int, after: int) -> bool:
    if kind == "^":
        return before == BEGIN
    if kind == "$":
        return after == END
    at_edge = (before == WORD) != (after == WORD)
    return at_edge if kind == "b" else not at_edge
