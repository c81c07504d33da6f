"""Where benchmarks put what they found: one table to read, one `bench.json` to compare."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = Path("bench.json")


@dataclass(frozen=True)
class Row:
    """One figure.

    Attributes:
        figure: What was measured.
        value: In `unit`.
        goal: At most this; None where there is none.
        note: What the value is made of.
    """

    figure: str
    value: float
    unit: str
    goal: float | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        """Whether the goal is reached; empty without one."""
        return "" if self.goal is None else "reached" if self.value <= self.goal else "MISSED"


def publish(bench: str, rows: list[Row]) -> None:
    """Print rows as a table, and put them into `bench.json` in place of the bench's older ones."""
    print(f"\n{bench}")
    print(f"{'figure':58}{'value':>10}  {'unit':9}{'goal':>9}  {'':8} note")
    for row in rows:
        goal = "" if row.goal is None else f"{row.goal:g}"
        print(
            f"{row.figure:58}{row.value:10.3g}  {row.unit:9}{goal:>9}  {row.verdict:8} {row.note}"
        )
    known = json.loads(FILE.read_text(encoding="utf-8")) if FILE.is_file() else {}
    known["machine"] = {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": platform.platform(),
    }
    known[bench] = [asdict(row) | {"verdict": row.verdict} for row in rows]
    FILE.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
