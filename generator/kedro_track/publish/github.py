"""What is known of GitHub from the address of a repository alone."""

from __future__ import annotations

import re

_REPOSITORY = re.compile(
    r"(?:https?://(?:[^@/]+@)?|ssh://(?:[^@/]+@)?|[^@/:]+@)(?:www\.)?(?:ssh\.)?github\.com(?::443)?[:/]"
    r"(?P<owner>[^/]+)/(?P<name>[^/]+?)(?:\.git)?/?"
)


def is_on_github(url: str) -> bool:
    """Whether a git remote is a repository on github.com."""
    return _REPOSITORY.fullmatch(url) is not None


def pages_address(url: str) -> str | None:
    """Where GitHub Pages shows the site of a repository that has no domain of its own."""
    match = _REPOSITORY.fullmatch(url)
    if match is None:
        return None
    owner, name = match["owner"].lower(), match["name"]
    is_root = name.lower() == f"{owner}.github.io"
    return f"https://{owner}.github.io/" + ("" if is_root else f"{name}/")
