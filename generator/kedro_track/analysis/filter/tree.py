"""What a filter says, as a tree; each part knows where it stands in the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Operator = Literal["=", "<", "<=", ">", ">=", "~", "in", "contains", "missing", "flag"]
"""`!=`, `!~`, `not in`, `not contains` and `is not missing` are these, negated."""


@dataclass(frozen=True, slots=True)
class Word:
    """A name or a value; `position` is the offset of its first character."""

    text: str
    position: int
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """A name compared with values.

    Attributes:
        operator: `flag` for a name that stands alone.
        values: One; several of `in`, none of `missing` and `flag`.
        negated: Whether a value that is there must not match; one that is missing never does.
    """

    name: Word
    operator: Operator
    values: tuple[Word, ...]
    negated: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Search:
    """Text to be found in any value of a run."""

    text: Word
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a part."""

    part: Expression
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Join:
    """Parts of which all, or any, must hold."""

    word: Literal["and", "or"]
    parts: tuple[Expression, ...]
    start: int
    end: int


Expression = Condition | Search | Not | Join
