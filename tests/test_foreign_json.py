"""JSON that somebody else wrote."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from kedro_track.foreign_json import ForeignJSONError, decode
from kedro_track.history import leaves


def test_the_bare_words_of_old_files_are_floats() -> None:
    """The standard library wrote them."""
    nan, up, down = decode(b"[NaN, Infinity, -Infinity]").value
    assert math.isnan(nan)
    assert (up, down) == (math.inf, -math.inf)


def test_our_own_form_of_them_is_decoded() -> None:
    """Other values under that key stay what they are."""
    value = decode(b'{"a": {"$float": "Infinity"}, "b": {"$float": 3}}').value
    assert value == {"a": math.inf, "b": {"$float": 3}}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_what_says_its_encoding_is_read(encoding: str) -> None:
    """Editors of Windows write a mark."""
    assert decode('{"ü": "😀"}'.encode(encoding)).value == {"ü": "😀"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b" \n", "is blank"),
        (b'{"a": 1', "is no valid JSON"),
        (b'{"a": 1}{', "is no valid JSON"),
        (b"\0\0\0\0", "is no valid JSON"),
        (b'{"caf\xe9": 1}', "is no UTF-8 text"),
        (b"[" * 65 + b"]" * 65, "is nested deeper than 64 levels"),
        (b"[" * 1_000_000, "is nested deeper than 64 levels"),
        (b'{"a":' * 100_000, "is nested deeper than 64 levels"),
        (b"9" * 100_000, "holds a whole number of thousands of digits"),
    ],
)
def test_what_cant_be_read_says_why(content: bytes, message: str) -> None:
    """In words for a person."""
    with pytest.raises(ForeignJSONError) as caught:
        decode(content)
    assert str(caught.value) == message


def test_the_place_of_a_fault_is_told() -> None:
    """Line and column, from 1."""
    with pytest.raises(ForeignJSONError) as caught:
        decode(b'{\n "a": x}')
    assert caught.value.position == "2:7"


def test_what_is_read_can_be_walked_by_recursion() -> None:
    """As deep as the limit allows."""
    value = decode('{"a":' * 64 + "1" + "}" * 64).value
    assert list(leaves(value)) == [(".".join("a" * 64), 1)]


def test_many_containers_are_not_deep_ones() -> None:
    """Breadth costs nothing."""
    assert len(decode(json.dumps([[{}]] * 1000)).value) == 1000


@pytest.mark.parametrize("text", [r'"\ud800"', r'{"\udfff": ["\ud83d"]}'])
def test_halves_of_characters_do_not_come_through(text: str) -> None:
    """UTF-8 can't hold them: the site would break when it is written."""
    value: Any = decode(text).value
    assert "\ufffd" in json.dumps(value, ensure_ascii=False).encode().decode()


def test_whole_characters_beside_half_ones_stay() -> None:
    r"""`\ud83d\ude00` is one of them."""
    assert decode(r'["\ud83d\ude00", "\ud83d"]').value == ["😀", "\ufffd"]


def test_a_whole_number_beyond_floats_becomes_text() -> None:
    """Exactly as it stands; what compares numbers would overflow."""
    digits = "1" + "0" * 400
    value = decode(f'{{"a": [{digits}, -{digits}], "b": {10**300}, "{digits}": 1}}').value
    assert value == {"a": [digits, f"-{digits}"], "b": 10**300, digits: 1}
    assert decode(digits, huge=True).value == 10**400


def test_a_repeated_key_is_told() -> None:
    """The last value wins, as in every parser."""
    decoded = decode(b'{"a": 1, "b": {"c": 1, "c": 2, "c": 3}, "a": 4}')
    assert (decoded.value, decoded.repeated) == ({"a": 4, "b": {"c": 3}}, ("c", "a"))
