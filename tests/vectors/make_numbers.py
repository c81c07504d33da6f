"""Write `numbers.json`: how numbers are set, for the tests of both twins.

    python tests/vectors/make_numbers.py

Look at the difference before you commit it: it is a change of what readers see.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

from kedro_track.analysis import numbers

SPECS = [None, ".3f", ".1f", ".2%", ".3g", ".2e", ",.2f", ".0f", ".0%", ",.5g"]
FIXED = [
    0.0, 1.0, -1.0, 0.1, 0.125, 0.375, 2.5, 3.5, 0.0004, -0.0004, 123456.789, 1234567.0,
    1e-7, 1.5e-7, 1e9, 1e15, 1e16, 1.7976931348623157e308, 5e-324, 0.40296896595214116,
    999999.5, 0.000123456789, 1234567.891, 99.995, 1e21, 0.30000000000000004,
]  # fmt: skip


def main() -> None:
    """Write the vectors."""
    rng = random.Random(1)
    values = [*FIXED, *(rng.gauss(0, 1) * 10 ** rng.randint(-9, 12) for _ in range(200))]
    cases = [
        {
            "value": value,
            "spec": spec,
            "write": numbers.write(value, spec),
            "delta": numbers.write_delta(value, spec),
            "ratio": numbers.write_ratio(value),
        }
        for value in values
        for spec in (SPECS if value in FIXED else [None, rng.choice(SPECS[1:])])
    ]
    Path(__file__).with_name("numbers.json").write_text(
        json.dumps(cases, indent=0, ensure_ascii=False) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
