"""JSON that every parser reads, and that gives back what went in."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kedro_track import strict_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text().filter("$float".__ne__), inner),
)


def refuse(word: str) -> None:
    """Fail on what only Python's parser takes."""
    raise AssertionError(f"{word} is no JSON")


@given(VALUES)
def test_any_value_comes_back(value: Any) -> None:
    """Infinities included, through text that is strictly JSON."""
    text = strict_json.dumps(value)

    json.loads(text, parse_constant=refuse)
    assert strict_json.loads(text) == value


def test_nan_comes_back() -> None:
    """It equals nothing, not even itself."""
    assert math.isnan(strict_json.loads(strict_json.dumps([math.nan]))[0])


@pytest.mark.parametrize(
    "text", ['{"$float": "nan"}', '{"$float": 1}', '{"$float": "NaN", "a": 1}']
)
def test_what_only_looks_like_a_float(text: str) -> None:
    """It stays what it is."""
    assert strict_json.loads(text) == json.loads(text)


def test_bare_words_of_old_files() -> None:
    """They are read, and never written."""
    assert strict_json.loads("[Infinity, -Infinity]") == [math.inf, -math.inf]


def test_scalars_of_numpy() -> None:
    """They are written as plain numbers; an array is no scalar."""
    assert strict_json.dumps([np.float32(0.5), np.int64(3), np.bool_(True)]) == "[0.5, 3, true]"
    with pytest.raises(TypeError):
        strict_json.dumps(np.zeros(2))


def test_no_option_brings_nan_back() -> None:
    """Not even one that asks for it."""
    assert strict_json.dumps(math.nan, allow_nan=True) == '{"$float": "NaN"}'


def test_a_value_that_holds_itself() -> None:
    """It is refused in words, not by a crash."""
    value: list[Any] = []
    value.append(value)

    with pytest.raises((ValueError, RecursionError)):
        strict_json.dumps(value)
