"""Addresses on the forge that hosts the repository: GitHub, GitLab, Bitbucket, others alike."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

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
    word = "commits" if _is_bitbucket(repository) else "commit"
    return f"{repository}/{_section(repository)}{word}/{sha}"


def comparison_address(repository: str | None, base: str | None, head: str | None) -> str | None:
    """The page of the commits between two."""
    if not repository or not base or not head or not _SHA.fullmatch(base + head):
        return None
    if _is_bitbucket(repository):
        return f"{repository}/branches/compare/{head}..{base}"
    return f"{repository}/{_section(repository)}compare/{base}...{head}"


def file_address(repository: str | None, folder: str | None, path: str) -> str | None:
    """The page of a file as it stands on the repository's main branch.

    Args:
        folder: Where the project lies in its repository; None if that is not known.
        path: Relative to the project.
    """
    if not repository or folder is None or re.search(r"//(codeberg|gitea|forgejo)\.", repository):
        return None
    there = quote("/".join(filter(None, [folder, path])))
    if _is_bitbucket(repository):
        return f"{repository}/src/HEAD/{there}"
    return f"{repository}/{_section(repository)}blob/HEAD/{there}"


def _section(repository: str) -> str:
    return "-/" if "gitlab" in _host(repository) else ""


def _is_bitbucket(repository: str) -> bool:
    return _host(repository) == "bitbucket.org"


def _host(repository: str) -> str:
    """Only that tells the forge: a project of any may be called after another one."""
    return urlsplit(repository).hostname or ""
