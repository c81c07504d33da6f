"""Every page of a small fixed history is, to the byte, as it was when somebody last looked."""

from __future__ import annotations

from difflib import unified_diff

import pytest

from golden import FAMILIES, golden, pages

REFRESH = "look at the difference; if it is meant, run: make gold"


@pytest.mark.parametrize("family", FAMILIES)
def test_pages_are_as_they_were(family: str) -> None:
    """A difference is shown line by line, with the command that accepts it."""
    expected, made = golden(family), pages(family)
    assert sorted(made) == sorted(expected), REFRESH
    differences = [
        line
        for url in sorted(made)
        for line in unified_diff(
            expected[url].splitlines(), made[url].splitlines(), f"gold/{url}", url, "", "", 0, ""
        )
    ]
    assert differences == [], REFRESH
