"""Addresses on the forge that hosts the repository: GitHub, GitLab, Bitbucket, others alike."""

from __future__ import annotations

import re

_SSH = re.compile(r"(?:ssh://)?(?:[^@/]+@)?(?P<host>[\w.-]+)(?::\d+)?[:/](?P<path>.+?)(?:\.git)?/?")
_HTTP = re.compile(r"https?://(?:[^@/]+@)?(?P<host>[\w.:-]+)/(?P<path>.+?)(?:\.git)?/?")
_SHA = re.compile(r"[0-9a-f]{7,128}")


def web_address(remote: str) -> str | None:
    """The page of a git remote, without credentials; None for a local path."""
    match = _HTTP.fullmatch(remote)
    if match is None and ("@" in remote or remote.startswith("ssh://")):
        match = _SSH.fullmatch(remote)
    return f"https://{match['host']}/{match['path']}" if match else None


def commit_address(repository: str | None, sha: str | None) -> str | None:
    """The page of one commit."""
    if not repository or not sha or not _SHA.fullmatch(sha):
        return None
    return f"{repository}/{_section(repository)}commit/{sha}"


def comparison_address(repository: str | None, base: str | None, head: str | None) -> str | None:
    """The page of the commits between two."""
    if not repository or not base or not head or not _SHA.fullmatch(base + head):
        return None
    if "bitbucket.org" in repository:
        return f"{repository}/branches/compare/{head}..{base}"
    return f"{repository}/{_section(repository)}compare/{base}...{head}"


def _section(repository: str) -> str:
    return "-/" if "gitlab" in repository else ""
