"""Pages rendered without being written: by family, from a history, with the default theme."""

from __future__ import annotations

from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path

from kedro_track.config import Config
from kedro_track.history import History
from kedro_track.site.model import Page, Site
from kedro_track.site.plan import FAMILIES
from kedro_track.site.render import Renderer, common_of
from kedro_track.site.theme import find_theme

HIDDEN = frozenset({"script", "style", "title", "noscript"})
VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "wbr", "path", "rect", "circle"})

INLINE = frozenset({"span", "a", "strong", "code", "time", "ins", "del", "wbr"})


class _Digests(dict[str, str]):
    """The same digest for every static file: a change of a style is no change of a page."""

    def __missing__(self, url: str) -> str:
        return "0"


def render(family: str, history: History, config: Config | None = None) -> dict[str, str]:
    """The pages of one family by their address."""
    site = Site(history, config or Config())
    theme = find_theme(site.config.theme, Path.cwd(), site.config.language)
    renderer = Renderer(theme, common_of(site, theme, "0"), _Digests())
    items = import_module(FAMILIES[family]).pages(site)
    return {item.url: renderer.page(item) for item in items if isinstance(item, Page)}


def words(page: str, place: str = "main") -> str:
    """What a reader without scripts sees of an element, as one line.

    Args:
        place: Name of an element, or its id.
    """
    reader = _Reader(place)
    reader.feed(page)
    return " ".join("".join(reader.texts).split())


class _Reader(HTMLParser):
    """Gathers the texts inside of one element."""

    def __init__(self, place: str) -> None:
        super().__init__()
        self._place = place
        self._open: list[str] = []
        self._inside: int | None = None
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Begin to gather at the place; a block is a space to a reader."""
        if self._inside is None and self._place in (tag, dict(attributes).get("id")):
            self._inside = len(self._open)
        if tag not in VOID:
            self._open.append(tag)
        if tag not in INLINE:
            self.texts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """End where the place ends."""
        while tag in self._open and self._open.pop() != tag:
            pass
        if self._inside is not None and len(self._open) <= self._inside:
            self._inside = -1
        self.texts.append("" if tag in INLINE else " ")

    def handle_data(self, data: str) -> None:
        """Gather a text that is seen."""
        seen = self._inside is not None and self._inside >= 0
        if seen and HIDDEN.isdisjoint(self._open):
            self.texts.append(data)
