"""The address of a project's repository, read from git's own config; git is not called."""

from __future__ import annotations

import re
from pathlib import Path


def remote_of(project: Path) -> str | None:
    """The address of `origin`, without credentials; None outside of a repository."""
    for folder in (project, *project.parents):
        config = _config_of(folder / ".git")
        if config is not None:
            return _origin(config)
    return None


def folder_of(project: Path) -> str | None:
    """Where a project lies in its repository: empty for the root, None outside of any."""
    for folder in (project, *project.parents):
        if (folder / ".git").exists():
            return "" if folder == project else project.relative_to(folder).as_posix()
    return None


def _config_of(dot_git: Path) -> str | None:
    """Text of the repository's config; a worktree's and a submodule's lie elsewhere."""
    try:
        if dot_git.is_file():
            pointer = dot_git.read_text(encoding="utf-8", errors="replace")
            folder = dot_git.parent / pointer.removeprefix("gitdir:").strip()
            common = folder / "commondir"
            if common.is_file():
                folder = folder / common.read_text(encoding="utf-8").strip()
        else:
            folder = dot_git
        return (folder / "config").read_text(encoding="utf-8", errors="replace")
    except (OSError, ValueError):
        return None


def _origin(config: str) -> str | None:
    section = ""
    for line in map(str.strip, config.splitlines()):
        if line.startswith("["):
            section = line
        elif section == '[remote "origin"]' and re.match(r"url\s*=", line):
            address = line.partition("=")[2].strip().strip('"')
            return re.sub(r"^(\w+://)[^/@]*@", r"\1", address) or None
    return None
