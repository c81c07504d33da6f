"""How numbers are set; the browser's twin is held to the same vectors."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kedro_track.analysis import numbers

ROOT = Path(__file__).parents[1]
VECTORS = ROOT / "tests" / "vectors" / "numbers.json"


def test_vectors_hold_in_python() -> None:
    """Each case is written as the vectors say."""
    for case in json.loads(VECTORS.read_text(encoding="utf-8")):
        written = {
            "write": numbers.write(case["value"], case["spec"]),
            "delta": numbers.write_delta(case["value"], case["spec"]),
            "ratio": numbers.write_ratio(case["value"]),
        }
        assert written == {key: case[key] for key in written}, case


@pytest.mark.parametrize(
    ("value", "spec", "expected"),
    [
        (0.0004, ".1f", "+0.0004"),
        (-0.0004, ".1%", "\N{MINUS SIGN}0.04%"),
        (0.0, ".3f", "0"),
        (1234.5, ",.0f", "+1,234"),
        (float("nan"), None, "NaN"),
        (float("-inf"), None, "\N{MINUS SIGN}∞"),
    ],
)
def test_delta_is_honest(value: float, spec: str | None, expected: str) -> None:
    """A difference that is there is never written as none."""
    assert numbers.write_delta(value, spec) == expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (0.1 + 0.2, 0.3, True),
        (1.0, 1.0 + 1e-9, False),
        (float("nan"), float("nan"), True),
        (float("inf"), float("-inf"), False),
        (0.0, 5e-324, False),
    ],
)
def test_float_noise_is_no_difference(left: float, right: float, expected: bool) -> None:
    """Equal up to a relative 1e-12; NaN equals NaN."""
    assert numbers.same(left, right) is expected


def test_vectors_are_fresh(tmp_path: Path) -> None:
    """The vectors are what their script writes."""
    script = VECTORS.with_name("make_numbers.py")
    copy = tmp_path / script.name
    copy.write_text(script.read_text(encoding="utf-8"), encoding="utf-8")
    subprocess.run([sys.executable, str(copy)], check=True)

    assert (tmp_path / VECTORS.name).read_text(encoding="utf-8") == VECTORS.read_text(
        encoding="utf-8"
    )
