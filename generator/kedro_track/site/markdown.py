"""Markdown of people to HTML that can do no harm."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

_EXTENSIONS = ("fenced_code", "tables", "sane_lists", "nl2br")
_TAGS = frozenset(
    {"a", "abbr", "blockquote", "br", "code", "dd", "del", "dl", "dt", "em", "hr", "li", "ol", "p"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "pre", "s", "strong", "sub", "sup", "ul"}
    | {"table", "tbody", "td", "th", "thead", "tr"}
)
_HEADING = re.compile(r"<(/?)h([1-6])>")
_FIRST = 3
_ATTRIBUTES = {"a": {"href", "title"}, "td": {"align"}, "th": {"align"}, "abbr": {"title"}}


@cache
def _converter() -> Any:
    import markdown

    return markdown.Markdown(extensions=list(_EXTENSIONS), output_format="html")


def to_html(text: str) -> str:
    """Convert Markdown to sanitised HTML: no script, no image, no style, no foreign scheme.

    It stands in a section of a page: its highest headings are of the third level.
    """
    import nh3

    converter = _converter()
    converter.reset()
    # Half of a surrogate pair, as JSON and YAML can hold, is no text that nh3 takes.
    text = text.encode("utf-8", "replace").decode("utf-8")
    # No images: a picture of another host would be a request that leaves the site.
    clean = nh3.clean(
        converter.convert(text),
        tags=set(_TAGS),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    return _beneath_a_section(clean)


def _beneath_a_section(html: str) -> str:
    # No attribute of a heading is let through: each reads just so, and no text does.
    levels = [int(level) for _, level in _HEADING.findall(html)]
    down = _FIRST - min(levels, default=_FIRST)
    return _HEADING.sub(lambda tag: f"<{tag[1]}h{min(6, int(tag[2]) + down)}>", html)
