"""Users' figures: made harmless, wrapped in a script, drawn by whatever Plotly is installed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from kedro_track.site import policy as policies
from kedro_track.site.figures import (
    figure_script,
    harmless,
    plotly_needs_inline_styles,
    plotly_source,
    plotly_url,
    read_figure,
)
from kedro_track.site.theme import built_in


def test_a_figure_is_handed_over_as_a_script() -> None:
    """Under its digest, as JSON in a text."""
    text = figure_script("abc", b'{"data": [{"y": [1, NaN]}], "layout": {}, "config": {"x": 1}}')

    assert text == ('KT.figures.receive(\'abc\',\'{"data":[{"y":[1,"NaN"]}],"layout":{}}\');\n')


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is empty"),
        (b"{", "is no valid JSON"),
        (b"[1, 2]", "holds JSON, but no Plotly figure"),
        (b'{"layout": {}}', "holds JSON, but no Plotly figure"),
        (b'{"data": {}}', "holds JSON, but no Plotly figure"),
        (b"[" * 100_000, "is nested deeper than 64 levels"),
    ],
)
def test_what_is_no_figure_is_said(content: bytes, problem: str) -> None:
    """In the figure's place; the build goes on."""
    assert read_figure(content) == {"problem": problem}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain = text", "plain = text"),
        ('<span style="color: red">a</span>', '<span style="color: red">a</span>'),
        (
            "<span style='font-size:12px;fill:rgb(1, 2, 3)'>",
            "<span style='font-size:12px; fill:rgb(1, 2, 3)'>",
        ),
        ('<b style="background:url(//x.org/p)">', '<b style="">'),
        ('<b STYLE = "color:red;background:ururl(l(//x.org/p)">', '<b STYLE = "color:red">'),
        ('<b style="background:u\\72l(//x.org)">', '<b style="">'),
        ('<b style="color:expression(alert(1))">', '<b style="">'),
        ('<a href="https://x.org/a?b=1">', '<a href="https://x.org/a?b=1">'),
        ('<a href="JavaScript:alert(1)">', '<a href="">'),
        ("<a href='java&#115;cript:alert(1)'>", '<a href="">'),
        ('<a href="data:text/html,x">', '<a href="">'),
    ],
)
def test_texts_keep_no_more_than_their_dress(text: str, expected: str) -> None:
    """Colours and sizes, and links that a reader may follow."""
    assert harmless({"title": [text]}) == {"title": [expected]}


def test_pictures_from_elsewhere_are_left_out() -> None:
    """A picture in the figure itself stays, as do the sources of a Sankey's links."""
    inside = {"source": "data:image/png;base64,AAAA"}

    assert harmless(
        {"images": [{"source": "https://x.org/p.png", "x": 1}, inside], "link": {"source": [0]}}
    ) == {"images": [{"x": 1}, inside], "link": {"source": [0]}}


def test_plotly_itself_is_found_without_importing_it() -> None:
    """Its script is in the installed package; its address bears the version."""
    assert plotly_source().is_file()
    assert re.fullmatch(r"static/plotly-\d+\.\d+[\w.]*\.min\.js", plotly_url())


def test_the_style_sheet_stands_in_for_plotlys_own() -> None:
    """Each rule that the installed Plotly would inject has its like in the theme's sheet."""
    bundle = plotly_source().read_text(encoding="utf-8")
    start = bundle.index('"X,X div":')
    rules = bundle[start : bundle.index("}", start)]
    names = [n[1:-1] for n in re.findall(r'"[XY][^"]*"(?=:["\'])', rules)]
    # Its dialog for sending a chart to Plotly's cloud is never offered.
    selectors = [n for n in names if "plotly-cloud" not in n]
    sheet = (built_in()["default"] / "static/css/figures.css").read_text(encoding="utf-8")
    known = {part.strip() for rule in re.findall(r"([^{}]+)\{", sheet) for part in rule.split(",")}
    wanted = [
        part.replace("X", ".js-plotly-plot .plotly").replace("Y", ".plotly-notifier")
        for selector in selectors
        for part in selector.split(",")
        if not part.startswith("Y ") or "notifier" in part
    ]

    assert len(wanted) > 45
    assert [s for s in wanted if s not in known and s != ".js-plotly-plot .plotly div"] == []


@pytest.mark.parametrize(
    ("version", "needs"), [("5.24.1", True), ("6.0.0", False), ("10.1", False)]
)
def test_old_plotlys_may_style_themselves(
    version: str,
    needs: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """They fail without their own style elements; for newer ones a sheet is linked."""
    monkeypatch.setattr("kedro_track.site.figures.version", lambda _name: version)
    plotly_needs_inline_styles.cache_clear()
    found = policies.policy(frozenset({"plotly"}))
    plotly_needs_inline_styles.cache_clear()

    assert ("style-src 'self' 'unsafe-inline'" in found) == needs
    assert "unsafe-eval" not in found


def test_figures_of_a_folder_keep_their_bytes(tmp_path: Path) -> None:
    """What a figure holds is not rounded on its way."""
    value = 0.1 + 0.2
    path = tmp_path / "figure.json"
    path.write_text(json.dumps({"data": [{"y": [value, 1e-320, 2**53 + 1]}]}))

    assert read_figure(path.read_bytes())["data"][0]["y"] == [value, 1e-320, 2**53 + 1]
