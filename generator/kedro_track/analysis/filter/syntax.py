"""The syntax of patterns: from a text to a tree of what it matches."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kedro_track.analysis.filter.messages import fault

MOST_REPEATS = 100
DEEPEST = 30

Ranges = tuple[tuple[str, str], ...]

_DIGIT: Ranges = (("0", "9"),)
_WORD: Ranges = (("0", "9"), ("A", "Z"), ("_", "_"), ("a", "z"))
_SPACE: Ranges = (("\t", "\r"), (" ", " "))
_CLASSES = {"d": _DIGIT, "w": _WORD, "s": _SPACE}
_SIGNS = {"t": "\t", "n": "\n", "r": "\r"}
_COUNT = re.compile(r"\{([0-9]{1,4})(,([0-9]{0,4}))?\}")


@dataclass(frozen=True, slots=True)
class Set:
    """One character of a set: inside the ranges, or outside of all of them."""

    ranges: Ranges
    negated: bool = False
    beside: tuple[Set, ...] = ()

    def takes(self, sign: str) -> bool:
        """Whether a character in lower case, or its capital, is one of the set."""
        upper = sign.upper()
        signs = (sign, upper) if len(upper) == 1 else (sign,)
        inside = any(low <= one <= high for low, high in self.ranges for one in signs)
        return (inside or any(part.takes(sign) for part in self.beside)) != self.negated


@dataclass(frozen=True, slots=True)
class Edge:
    """A place between characters: `^`, `$`, `b` (a word's edge) or `B` (none)."""

    kind: str


@dataclass(frozen=True, slots=True)
class Sequence:
    """Parts one after the other."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the parts."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part so many times; `most` is None for any number."""

    part: Node
    least: int
    most: int | None


Node = Set | Edge | Sequence | Choice | Repeat


def read_pattern(text: str, position: int) -> Node:
    """Read a pattern that stands at `position` of a filter.

    Raises:
        FilterError: With the place of the first character that can't be understood.
    """
    reader = _Reader(text, position)
    node = reader.choice()
    if reader.at < len(text):
        raise fault("pattern_close", position + reader.at)
    return node


class _Reader:
    def __init__(self, text: str, position: int) -> None:
        self.text = text
        self.at = 0
        self._position = position
        self._depth = 0

    def choice(self) -> Node:
        parts = [self._sequence()]
        while self._takes("|"):
            parts.append(self._sequence())
        return parts[0] if len(parts) == 1 else Choice(tuple(parts))

    def _sequence(self) -> Node:
        parts: list[Node] = []
        while self.at < len(self.text) and self._next not in "|)":
            parts.append(self._repeated())
        return Sequence(tuple(parts))

    @property
    def _next(self) -> str:
        return self.text[self.at : self.at + 1]

    def _takes(self, sign: str) -> bool:
        found = self.text.startswith(sign, self.at)
        self.at += len(sign) * found
        return found

    def _repeated(self) -> Node:
        if self._next in "*+?":
            raise fault("pattern_repeat", self._position + self.at, text=self._next)
        node = self._atom()
        counts = self._counts()
        if counts is None:
            return node
        # A lazy repeat finds the same texts.
        self._takes("?")
        if self._next and (self._next in "*+?" or _COUNT.match(self.text, self.at)):
            raise fault("pattern_repeat", self._position + self.at, text=self._next)
        return Repeat(node, *counts)

    def _counts(self) -> tuple[int, int | None] | None:
        for sign, counts in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self._takes(sign):
                return counts
        match = _COUNT.match(self.text, self.at)
        if match is None:
            return None
        least = int(match[1])
        most = least if match[2] is None else int(match[3]) if match[3] else None
        if max(least, most or 0) > MOST_REPEATS or (most is not None and most < least):
            raise fault("pattern_count", self._position + self.at, n=MOST_REPEATS)
        self.at = match.end()
        return least, most

    def _atom(self) -> Node:
        start = self.at
        self.at += 1
        sign = self.text[start]
        if sign == "(":
            return self._group(start)
        if sign == "[":
            return self._set(start)
        if sign == "\\":
            return self._escape(start)
        if sign in "^$":
            return Edge(sign)
        if sign == ".":
            return Set((("\n", "\n"),), negated=True)
        return _literal(sign)

    def _group(self, start: int) -> Node:
        if self._takes("?") and not self._takes(":"):
            raise fault("pattern_special", self._position + start, text=self._next)
        self._depth += 1
        if self._depth > DEEPEST:
            raise fault("pattern_large", self._position + start)
        node = self.choice()
        self._depth -= 1
        if not self._takes(")"):
            raise fault("pattern_open", self._position + start)
        return node

    def _set(self, start: int) -> Node:
        negated = self._takes("^")
        parts: list[Set] = []
        while not self._takes("]"):
            if self.at >= len(self.text):
                raise fault("pattern_class", self._position + start)
            parts.append(self._range())
        if not parts:
            raise fault("pattern_class_empty", self._position + start)
        return Set((), negated, tuple(parts))

    def _range(self) -> Set:
        start = self.at
        low = self._set_sign()
        upper = self.text[self.at + 1 : self.at + 2]
        if self._next != "-" or upper in ("]", ""):
            return low
        self.at += 1
        high = self._set_sign()
        ends = [part.ranges[0][0] for part in (low, high) if _is_one(part)]
        if len(ends) < 2 or ends[0] > ends[1]:  # noqa: PLR2004 - a range has two ends
            raise fault("pattern_range", self._position + start)
        return Set(((ends[0], ends[1]),))

    def _set_sign(self) -> Set:
        start = self.at
        self.at += 1
        sign = self.text[start]
        return self._escaped(start) if sign == "\\" else Set(((sign, sign),))

    def _escape(self, start: int) -> Node:
        sign = self._next
        if sign in ("b", "B"):
            self.at += 1
            return Edge(sign)
        return self._escaped(start)

    def _escaped(self, start: int) -> Set:
        sign = self._next
        self.at += 1
        if sign.lower() in _CLASSES:
            return Set(_CLASSES[sign.lower()], negated=sign.isupper())
        if not sign or (sign not in _SIGNS and sign.isascii() and sign.isalnum()):
            raise fault("pattern_escape", self._position + start, text=sign)
        meant = _SIGNS.get(sign, sign)
        return Set(((meant, meant),))


def _literal(sign: str) -> Node:
    """A character as it is found in a text in lower case, where it may be several."""
    signs = [Set(((one, one),)) for one in sign.lower()]
    return signs[0] if len(signs) == 1 else Sequence(tuple(signs))


def _is_one(part: Set) -> bool:
    ranges = part.ranges
    return len(ranges) == 1 and not part.negated and ranges[0][0] == ranges[0][1]
