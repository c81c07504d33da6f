"""The filter language in the browser, held to the vectors that Python is held to."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from builders import EPOCH, make_history
from filter_vectors import NOW, VECTORS, history
from kedro_track.analysis.filter import select
from kedro_track.build import write_site
from kedro_track.config import Config, ThemeOptions
from kedro_track.history import History
from kedro_track.site.output import Output

Ask = Callable[[History, str, Any], Any]
Opener = Callable[[Path], str]

SELECT = """async ({ cases, now }) => {
    const table = await KT.data.runs();
    return cases.map((text) => {
        try {
            return KT.filter.select(table, text, now).map((row) => table.value("id", row));
        } catch (error) {
            if (!(error instanceof KT.filter.FilterFault)) throw error;
            return { filter: text, position: error.position, message: error.message };
        }
    });
}"""


@pytest.fixture
def ask(page: Page, over_file: Opener, tmp_path: Path) -> Ask:
    """Ask the page of a history's runs, in a theme that has no other pages."""
    theme = tmp_path / "theme"
    theme.mkdir()
    (theme / "theme.toml").write_text('parent = "default"\nfamilies = ["runs"]\n')

    def answer(found: History, script: str, argument: Any) -> Any:
        config = Config(theme=ThemeOptions(name=str(theme)))
        write_site(found, config, Output(tmp_path / "site"))
        page.goto(over_file(tmp_path / "site") + "runs.html")
        return page.evaluate(script, argument)

    return answer


def milliseconds(moment: datetime) -> float:
    """A moment as JavaScript counts."""
    return moment.timestamp() * 1000


def test_selects_and_faults_like_python(ask: Ask) -> None:
    """The same runs, the same faults at the same characters, in the same words."""
    cases = [*VECTORS["select"], *VECTORS["faults"]]

    found = ask(
        history(), SELECT, {"cases": [c["filter"] for c in cases], "now": milliseconds(NOW)}
    )

    assert found == [case.get("ids", case) for case in cases]


def test_patterns_and_texts_are_python_s(ask: Ask) -> None:
    """Patterns, the texts of numbers, and the order of texts."""
    found = ask(
        history(),
        """({ patterns, texts, naturals }) => ({
            patterns: patterns.map((c) => new KT.filter.Pattern(c.pattern).search(c.text)),
            texts: texts.map((c) => KT.filter.textOf(c.value)),
            naturals: naturals.map((text) => [KT.filter.natural(text), text])
                .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, text]) => text),
        })""",
        VECTORS,
    )

    assert found == {
        "patterns": [case["found"] for case in VECTORS["patterns"]],
        "texts": [case["text"] for case in VECTORS["texts"]],
        "naturals": VECTORS["naturals"],
    }


def test_random_filters_select_the_same(ask: Ask) -> None:
    """Filters that nobody thought of pass the same runs of a larger history on both sides."""
    chance = random.Random(3)
    runs = make_history(120)
    filters = [_filter(chance, 3) for _ in range(150)]

    found = ask(runs, SELECT, {"cases": filters, "now": milliseconds(EPOCH)})

    expected = [[run.id for run in select(runs.runs, text, EPOCH)] for text in filters]
    assert dict(zip(filters, found, strict=True)) == dict(zip(filters, expected, strict=True))


def _filter(chance: random.Random, depth: int) -> str:
    if depth and chance.random() < 0.6:
        parts = [_filter(chance, depth - 1) for _ in range(chance.randint(1, 3))]
        joined = f" {chance.choice(['and', 'or'])} ".join(parts)
        return f"{chance.choice(['', 'not '])}({joined})"
    order = chance.choice(["=", "!=", "<", "<=", ">", ">="])
    return chance.choice(
        [
            f"scores.rmse {order} {chance.uniform(700, 800):.1f}",
            f"r2_score {order} {chance.uniform(0.3, 0.7):.2f}",
            f"test_size {order} 0.{chance.randint(10, 35)}",
            f"when {order} 2026-01-{chance.randint(5, 31):02d}",
            f"when {chance.choice('<>')} -1d".replace("-1d", f"{chance.randint(1, 9)}d"),
            f"python {order} 3.{chance.randint(8, 12)}",
            f"duration {order} {chance.randint(5, 15)}s",
            f"title ~ '^trial {chance.randint(1, 9)}[0-9]?:'",
            f"command contains {chance.choice(['params', '0.1', 'RUN'])}",
            f"branch {chance.choice(['=', '!='])} {chance.choice(['main', 'experiment/ridge'])}",
            f"tag {chance.choice(['in (sweep)', '!= candidate', 'is missing'])}",
            chance.choice(["failed", "bookmark", "dirty", "succeeded", '"ridge"', '"0.1"', '"77"']),
        ]
    )
