"""People's Markdown as HTML that can do no harm."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from hostile import ATTACKS, attack_on
from kedro_track.site.markdown import to_html

HARMLESS = {"a", "abbr", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "strong"}
HARMLESS |= {"del", "h3", "table", "tbody", "td", "th", "thead", "tr", "ul"}


class Found(HTMLParser):
    """The elements and attributes of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Take note of them."""
        self.tags.add(tag)
        self.attributes += attributes


@pytest.mark.parametrize("kind", ATTACKS)
@pytest.mark.parametrize("around", ["{}", "## {}", "- {}", "`x` {}\n\n{}", "| a |\n|---|\n| {} |"])
def test_no_attack_is_left_in_html(kind: str, around: str) -> None:
    """Wherever it stands: no element but text's own, no attribute but harmless addresses."""
    attack = attack_on("notes", kind, "http://127.0.0.1:9/")
    found = Found(to_html(around.replace("{}", attack)))
    assert found.tags <= HARMLESS
    for name, value in found.attributes:
        assert name in {"href", "title", "rel"}
        # What a browser takes for a scheme: it passes over tabs and line ends.
        scheme = re.match(
            r"[a-z][a-z0-9+.-]*:", re.sub(r"[\t\r\n]", "", value or ""), re.IGNORECASE
        )
        assert name != "href" or scheme is None or scheme[0].lower() in {"http:", "https:"}


def test_half_a_character_is_shown_as_what_it_is() -> None:
    """JSON and YAML can hold it, UTF-8 can't: a build once ended of it."""
    assert to_html("a \ud83d b") == "<p>a ? b</p>"


def test_what_people_write_stays() -> None:
    """Lists, tables, code and links."""
    assert "<strong>x</strong>" in to_html("**x**")
    assert Found(to_html("| a |\n|---|\n| [x](https://example.org) |")).tags >= {"table", "a"}
