"""`themes/README.md` names what each template is told, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

from builders import make_history
from kedro_track.config import Comparison, Config, ThemeOptions
from kedro_track.site.model import Page, Site
from kedro_track.site.plan import everything
from kedro_track.site.theme import find_theme

README = Path(__file__).parents[1] / "themes/README.md"
_LINE = re.compile(r"^- `([\w-]+\.(?:html|xml|svg|json))`: (.+)$", re.MULTILINE)


def told(theme: str, folder: Path, runs: int) -> dict[str, set[str]]:
    """Names by template, as a site really hands them over."""
    history = make_history(runs, folder=folder)
    named = (Comparison("pair", ("latest", history.runs[0].id)),) if runs else ()
    site = Site(history, Config(comparisons=named))
    found: dict[str, set[str]] = {}
    for item in everything(site, find_theme(ThemeOptions(name=theme), folder)):
        if isinstance(item, Page):
            found.setdefault(item.template, set()).update(item.context)
    return found


def test_the_context_of_every_template_is_documented(tmp_path: Path) -> None:
    """On sites with runs and without, of both themes: the names are those of the README."""
    documented = {
        template: set(re.findall(r"`(\w+)`", names))
        for template, names in _LINE.findall(README.read_text(encoding="utf-8"))
    }
    real: dict[str, set[str]] = {}
    for theme in ("default", "report"):
        for runs in (0, 12):
            for template, names in told(theme, tmp_path, runs).items():
                real.setdefault(template, set()).update(names)
    assert documented == real
