"""The browser's twin of the comparison."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest
from playwright.sync_api import Page

from kedro_track.analysis.compare_text import Words

ROOT = Path(__file__).parents[2]
VECTORS = json.loads((ROOT / "tests/vectors/compare.json").read_text(encoding="utf-8"))
SCRIPTS = ROOT / "themes/default/static/js"
TWINS = ("numbers", "times", "compare-core", "compare-text", "compare-diff")

# Floats that JSON lacks come as texts, as they stand in the vectors.
COMPARE = """([one, infos, words]) => {
    const told = (value) => typeof value === "number" && !Number.isFinite(value) ? String(value)
        : Array.isArray(value) ? value.map(told)
        : value && typeof value === "object"
        ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, told(v)])) : value;
    const verdict = (better) => better === null ? "" : better ? "+" : "-";
    const cell = (c) => [
        c.state[0] + (c.differs ? "d" : "") + (c.best ? "b" : "") + verdict(c.better),
        ...(c.state === "value" && !(c.value instanceof Object) ? [c.value] : []),
        ...(c.delta === null ? [] : [c.delta, c.ratio])];
    const metrics = new Map(infos);
    const facts = one.details.map((detail) => ({ partial: [], ...detail }));
    const found = KT.comparison.compare(facts, (name) => metrics.get(name), one.baseline);
    const rows = found.rows.map((row) =>
        [row.key, row.label, row.kind, row.depth, row.parent, ...row.cells.map(cell)]);
    const made = { ...one, rows: told(rows) };
    if (!one.facts) return made;
    const changed = found.rows.filter((row) => row.differs);
    return { ...made,
             markdown: KT.compareText.toMarkdown(found, one.names, changed, words),
             csv: KT.compareText.toCsv(one.ids, found.rows),
             json: KT.compareText.toJson(found, one.ids, found.rows) };
}"""


@pytest.fixture
def twin(page: Page, over_file: Callable[[Path], str], tmp_path: Path) -> Page:
    """A page with nothing but the twins."""
    scripts = "".join(
        f"<script>{(SCRIPTS / f'{name}.js').read_text(encoding='utf-8')}</script>" for name in TWINS
    )
    head = "<!doctype html><meta charset=utf-8><title>c</title><script>window.KT = {}</script>"
    (tmp_path / "twins.html").write_text(head + scripts, encoding="utf-8")
    page.goto(over_file(tmp_path) + "twins.html")
    return page


def test_vectors_hold_in_the_browser(twin: Page) -> None:
    """Facts, rows and all that a comparison can be taken home as."""
    for one in VECTORS["cases"]:
        assert twin.evaluate(COMPARE, [one, VECTORS["metrics"], asdict(Words())]) == one


def test_texts_are_compared_alike(twin: Page) -> None:
    """Word by word, in the same words."""
    found = twin.evaluate(
        "all => all.map(([base, parts]) =>"
        " [base, KT.compareDiff.newParts(base, parts.map(([, part]) => part).join(''))])",
        VECTORS["texts"],
    )

    assert found == VECTORS["texts"]
