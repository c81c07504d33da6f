"""From a condition to a test of one value. A missing value passes no test but its own."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kedro_track.analysis.filter import literals
from kedro_track.analysis.filter.messages import fault
from kedro_track.analysis.filter.names import Field
from kedro_track.analysis.filter.patterns import Pattern
from kedro_track.analysis.filter.tree import Condition, Word

Test = Callable[[Any], bool]

_ORDERS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
# Of a commit's hash people give the beginning.
_SHORTEST_HASH = 4


def test_of(condition: Condition, field: Field, now: datetime) -> Test:
    """The test that a condition puts to the value of its field.

    Raises:
        FilterError: If a value can't be compared with what the field holds.
    """
    if condition.operator == "missing":
        return lambda value: (value is None or value == ()) != condition.negated
    test = _Tests(field, condition.name.text, now).of(condition)
    return lambda value: value is not None and test(value) != condition.negated


def text_of(value: Any) -> str:
    """A scalar as text, the way that JavaScript says it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return literals.number_text(value) if isinstance(value, (int, float)) else str(value)


@dataclass(frozen=True, slots=True)
class _Tests:
    field: Field
    said: str
    now: datetime

    def of(self, condition: Condition) -> Test:
        if condition.operator == "flag":
            return self._flag(condition)
        if condition.operator == "in":
            tests = [self._each(self._equal(word)) for word in condition.values]
            return lambda value: any(test(value) for test in tests)
        word = condition.values[0]
        if condition.operator == "=":
            return self._each(self._equal(word))
        if condition.operator in ("~", "contains"):
            return self._each(self._found(word, pattern=condition.operator == "~"))
        return self._ordered(word, condition.operator)

    def _each(self, test: Test) -> Test:
        if self.field.kind == "list":
            return lambda values: any(test(value) for value in values)
        return test

    def _flag(self, condition: Condition) -> Test:
        if self.field.kind not in ("flag", "mixed"):
            raise fault("flag_wanted", condition.name.position, name=self.said)
        return lambda value: value is True

    def _found(self, word: Word, *, pattern: bool) -> Test:
        as_text = literals.moment_text if self.field.kind == "time" else text_of
        if pattern:
            # Inside quotes the pattern begins behind the first of them.
            search = Pattern(word.text, word.position + word.quoted).search
            return lambda value: search(as_text(value))
        wanted = word.text.lower()
        return lambda value: wanted in as_text(value).lower()

    def _equal(self, word: Word) -> Test:
        kind = self.field.kind
        if kind == "time":
            begin, end = self._period(word)
            return lambda value: bool(begin <= value < end)
        if kind == "number":
            number = self._number(word)
            return lambda value: bool(_same(literals.as_float(value), number))
        if kind == "flag":
            flag = literals.flag(word.text)
            if flag is None:
                raise self._fault("flag_value", word)
            return lambda value: value is flag
        if self.field.name == "commit" and len(word.text) >= _SHORTEST_HASH:
            begin_of_hash = word.text.lower()
            return lambda value: str(value).lower().startswith(begin_of_hash)
        return _equal_to(word.text)

    def _ordered(self, word: Word, sign: str) -> Test:
        kind, order = self.field.kind, _ORDERS[sign]
        if kind in ("list", "flag"):
            raise fault("no_order", word.position, name=self.said)
        if kind == "time":
            return self._before_or_after(word, sign)
        if kind == "number":
            number = self._number(word)
            return lambda value: order(literals.as_float(value), number)
        return _ordered_as_said(word.text, order)

    def _before_or_after(self, word: Word, sign: str) -> Test:
        order, age = _ORDERS[sign], literals.age(word.text)
        if age is not None:
            moment = literals.milliseconds(self.now) - age * 1000
            return lambda value: order(value, moment)
        begin, end = self._period(word)
        # After a day means after all of it.
        if sign in ("<", ">="):
            return lambda value: order(value, begin)
        return lambda value: (value >= end) == (sign == ">")

    def _period(self, word: Word) -> literals.Period:
        if literals.age(word.text) is not None:
            raise fault("age_equal", word.position, value=word.text)
        period = literals.period(word.text, self.now)
        if period is None:
            raise self._fault("time_value", word)
        return period

    def _number(self, word: Word) -> float:
        number = literals.number(word.text)
        is_duration = self.field.name == "duration"
        if number is None and is_duration:
            number = literals.age(word.text)
        if number is None:
            raise self._fault("duration_value" if is_duration else "number_value", word)
        return number

    def _fault(self, key: str, word: Word) -> Exception:
        return fault(key, word.position, name=self.said, value=word.text)


def _equal_to(text: str) -> Test:
    number, flag, folded = literals.number(text), literals.flag(text), text.lower()

    def test(value: Any) -> bool:
        if isinstance(value, bool):
            return value is flag
        if isinstance(value, (int, float)) and number is not None:
            return _same(literals.as_float(value), number)
        return text_of(value).lower() == folded

    return test


def _ordered_as_said(text: str, order: Callable[[Any, Any], bool]) -> Test:
    number, key = literals.number(text), literals.natural(text)

    def test(value: Any) -> bool:
        if isinstance(value, bool):
            return False
        if isinstance(value, (int, float)):
            return number is not None and order(literals.as_float(value), number)
        return order(literals.natural(value), key)

    return test


def _same(left: float, right: float) -> bool:
    both_nan = left != left and right != right  # noqa: PLR0124 - NaN
    return left == right or both_nan
