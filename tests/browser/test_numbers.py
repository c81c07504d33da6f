"""The browser's twin of the numbers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

ROOT = Path(__file__).parents[2]
VECTORS = ROOT / "tests" / "vectors" / "numbers.json"
TWIN = ROOT / "themes" / "default" / "static" / "js" / "numbers.js"


def test_vectors_hold_in_the_browser(
    page: Page, over_file: Callable[[Path], str], tmp_path: Path
) -> None:
    """The twin writes the same, in a real browser."""
    html = tmp_path / "numbers.html"
    html.write_text(
        "<!doctype html><title>n</title><script>window.KT = {}</script>"
        f"<script>{TWIN.read_text(encoding='utf-8')}</script>",
        encoding="utf-8",
    )
    page.goto(over_file(tmp_path) + "numbers.html")
    cases = json.loads(VECTORS.read_text(encoding="utf-8"))

    found = page.evaluate(
        """cases => cases.map(({ value, spec }) => {
            const { write, delta, ratio } = KT.numbers;
            return { value, spec, write: write(value, spec), delta: delta(value, spec),
                     ratio: ratio(value) };
        })""",
        cases,
    )

    assert found == cases
