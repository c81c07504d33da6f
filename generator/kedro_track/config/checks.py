"""What a text of `track.yml` must be like; each check says its fault in words."""

from __future__ import annotations

import re

# What Python and the browser write alike, to the last digit.
_NUMBER_FORMAT = re.compile(r",?(\.\d{1,2})?[feg%]")
# Without what no address may hold: quotes, angle brackets, spaces.
_ADDRESS = re.compile(r"https?://[^\s/\"'<>`\\^{|}]+(/[^\s\"'<>`\\^{|}]*)?")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def url(value: str) -> str | None:
    """Say what is wrong with an address, None if nothing is."""
    if _ADDRESS.fullmatch(value):
        return None
    return "must be a full address, such as https://example.org/project"


def regex(value: str) -> str | None:
    """Say what is wrong with a regular expression, None if nothing is."""
    try:
        re.compile(value)
    except re.error as error:
        return f"{value!r} is no regular expression: {error}"
    return None


def number_format(value: str) -> str | None:
    """Say what is wrong with a format of numbers, None if nothing is."""
    if _NUMBER_FORMAT.fullmatch(value):
        return None
    return f"{value!r} is no number format; meant is one such as .3f, ,.0f, .2e or .1%"


def colour(value: str) -> str | None:
    """Say what is wrong with a colour, None if nothing is."""
    return None if _COLOUR.fullmatch(value) else "must be a colour such as #1f6feb"
