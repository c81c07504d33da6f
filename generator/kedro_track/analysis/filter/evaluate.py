"""From a filter's tree to a test of a run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from kedro_track.analysis.facts import FACTS, scalar
from kedro_track.analysis.filter.conditions import test_of, text_of
from kedro_track.analysis.filter.names import STATUSES, Names
from kedro_track.analysis.filter.parser import parse
from kedro_track.analysis.filter.tree import Condition, Expression, Join, Not, Search
from kedro_track.history import Run

_NUMERAL = re.compile(r"[+-]?[0-9.]+(e[+-]?[0-9]*)?")
_TEXTS = tuple(name for name, (kind, _) in FACTS.items() if kind in ("text", "list"))


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter whose names are known to mean something in a history.

    Attributes:
        text: As it was written.
        matches: Whether a run passes.
    """

    text: str
    matches: Callable[[Run], bool]


def compile_filter(text: str, runs: Sequence[Run], now: datetime | None = None) -> Filter:
    """Understand a filter.

    Args:
        text: In the filter language; one that says nothing passes every run.
        runs: The history that its names are looked up in.
        now: An aware moment that ages are counted from; None for the clock's.

    Raises:
        FilterError: With the place of the character at fault.
    """
    expression = parse(text)
    if expression is None:
        return Filter(text, lambda _: True)
    moment = now or datetime.now(timezone.utc)
    return Filter(text, _Compiler(Names(runs), moment).compile(expression))


def select(runs: Sequence[Run], text: str, now: datetime | None = None) -> list[Run]:
    """The runs that pass a filter, in their order. Arguments and errors as above."""
    found = compile_filter(text, runs, now)
    return [run for run in runs if found.matches(run)]


@dataclass(frozen=True, slots=True)
class _Compiler:
    names: Names
    now: datetime

    def compile(self, part: Expression) -> Callable[[Run], bool]:
        if isinstance(part, Condition):
            return self._condition(part)
        if isinstance(part, Search):
            return anywhere(part.text.text)
        if isinstance(part, Not):
            inner = self.compile(part.part)
            return lambda run: not inner(run)
        return self._join(part)

    def _join(self, part: Join) -> Callable[[Run], bool]:
        tests = [self.compile(inner) for inner in part.parts]
        if part.word == "and":
            return lambda run: all(test(run) for test in tests)
        return lambda run: any(test(run) for test in tests)

    def _condition(self, condition: Condition) -> Callable[[Run], bool]:
        status = condition.name.text.lower()
        if condition.operator == "flag" and status in STATUSES:
            return lambda run: run.status == status
        field = self.names.find(condition.name, alone=condition.operator == "flag")
        test, get = test_of(condition, field, self.now), field.get
        return lambda run: test(get(run))


def anywhere(text: str) -> Callable[[Run], bool]:
    """The test whether a run holds a text: in its facts, parameters and tracked values.

    Case does not matter. A number is found by the beginning of its digits.
    """
    wanted = text.lower()
    is_numeral = _NUMERAL.fullmatch(wanted) is not None

    def holds(value: Any) -> bool:
        if isinstance(value, str):
            return wanted in value.lower()
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return False
        return is_numeral and text_of(value).startswith(wanted)

    def test(run: Run) -> bool:
        return any(holds(value) for value in _values(run))

    return test


def _values(run: Run) -> Iterator[Any]:
    for name in _TEXTS:
        value = FACTS[name][1](run)
        if isinstance(value, list):
            yield from value
        else:
            yield value
    for mapping in (run.params, run.json, run.metrics):
        for value in mapping.values():
            yield scalar(value)
