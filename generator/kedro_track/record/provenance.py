"""Where a run comes from: git, Python, the packages that its project requires, its users."""

from __future__ import annotations

import getpass
import os
import platform
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from importlib import metadata
from pathlib import Path, PurePosixPath
from typing import Any

from kedro_track.redaction import without_user
from kedro_track.toml import read_toml

PATIENCE = 5.0
"""Seconds that git may take; what it has not said by then is not captured."""

_NAME = re.compile(r"\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)")
_SETTINGS = r"^(remote\..*\.url|user\.name)$"
_INCLUDE = re.compile(r"\s*(?:-r|--requirement)[ =]?\s*(\S+)")
_ALWAYS = ("kedro", "kedro-datasets", "kedro-track")


class Git:
    """Asks git about a project while other things are looked at.

    Both questions are started at once and answered together: they cost a run the time that
    git takes less what was done meanwhile.
    """

    def __init__(self, project: Path) -> None:
        self._state = _ask(project, "status", "--porcelain=v2", "--branch", "-z")
        self._settings = _ask(project, "config", "-z", "--get-regexp", _SETTINGS)

    def answer(self, ignored: Sequence[PurePosixPath] = ()) -> dict[str, Any]:
        """Give `Record["git"]` and `Record["git_user"]`; None for what was not captured.

        Args:
            ignored: Paths from the repository's root on that a run itself writes: the store
                and the tracked folders. That they changed makes no run dirty.
        """
        state, settings = _answer(self._state), _answer(self._settings)
        values = dict(_settings(settings or ""))
        git = None
        if state is not None:
            git = {**_state(state.split("\0"), ignored), "remote": _remote(values)}
        return {"git": git, "git_user": values.get("user.name") or None}


def git_root_prefix(project: Path) -> PurePosixPath:
    """Tell where the project lies in its repository, by the first `.git` at or above it."""
    for folder in (project, *project.parents):
        if (folder / ".git").exists():
            return PurePosixPath(project.relative_to(folder).as_posix())
    return PurePosixPath()


def python_of() -> dict[str, str]:
    """Give `Record["python"]` and `Record["platform"]`."""
    return {"python": platform.python_version(), "platform": platform.platform(terse=True)}


def os_user() -> str | None:
    """Name the user of the operating system."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container's number without a name
        return None


def packages_of(project: Path) -> dict[str, str]:
    """Give the installed versions of what a project requires, by name.

    Read from `requirements.txt` (the project's or `src/`'s, with the files they include) and
    from `[project] dependencies`; what is not installed is left out.
    """
    required = {*_ALWAYS, *_declared(project)}
    for place in (project / "requirements.txt", project / "src" / "requirements.txt"):
        required.update(_required(place))
    found = {_normal(name): _version(name) for name in required}
    return {name: version for name, version in sorted(found.items()) if version is not None}


def _required(path: Path, depth: int = 3) -> Iterator[str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return
    for line in lines:
        if depth and (include := _INCLUDE.match(line)):
            yield from _required(path.parent / include[1], depth - 1)
        elif name := _NAME.match(line):
            yield name[1]


def _declared(project: Path) -> Iterator[str]:
    try:
        declared = read_toml(project / "pyproject.toml").get("project", {}).get("dependencies", [])
    except (OSError, ValueError, AttributeError):
        return
    for line in declared if isinstance(declared, list) else []:
        if name := _NAME.match(str(line)):
            yield name[1]


def _version(name: str) -> str | None:
    try:
        found = metadata.distribution(name)
        # The second is what a development install of an old setuptools has.
        text = found.read_text("METADATA") or found.read_text("PKG-INFO") or ""
    except (metadata.PackageNotFoundError, ValueError, OSError):
        return None
    # Parsing the whole of it, as `.version` does, takes ten times as long.
    match = re.search(r"^Version:\s*(\S+)", text, re.MULTILINE | re.IGNORECASE)
    return match[1] if match else None


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _ask(project: Path, *arguments: str) -> subprocess.Popen[bytes] | None:
    quiet = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    try:
        return subprocess.Popen(  # noqa: S603 - fixed arguments
            ["git", *arguments],  # noqa: S607 - whichever git the user has
            cwd=project,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **quiet},
        )
    except OSError:
        return None


def _answer(process: subprocess.Popen[bytes] | None) -> str | None:
    if process is None:
        return None
    try:
        output, _ = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return None
    return output.decode("utf-8", "replace") if process.returncode == 0 else None


def _settings(text: str) -> Iterator[tuple[str, str]]:
    for entry in text.split("\0"):
        key, _, value = entry.partition("\n")
        if key:
            yield key, value


def _state(entries: Sequence[str], ignored: Sequence[PurePosixPath]) -> dict[str, Any]:
    heads = dict(
        entry[2:].split(" ", 1) for entry in entries if entry.startswith("# ") and " " in entry[2:]
    )
    sha, branch = heads.get("branch.oid"), heads.get("branch.head")
    return {
        "sha": None if sha == "(initial)" else sha,
        "branch": None if branch == "(detached)" else branch,
        "dirty": any(_counts(path, ignored) for path in _changed(entries)),
    }


def _changed(entries: Sequence[str]) -> Iterator[str]:
    """Paths that differ from the commit, from git's `--porcelain=v2 -z`."""
    fields = {"1": 8, "2": 9, "u": 10, "?": 1}
    remaining = iter(entries)
    for entry in remaining:
        if entry[:1] in fields:
            yield entry.split(" ", fields[entry[0]])[-1]
        if entry.startswith("2 "):
            next(remaining, None)  # the name that it had before


def _counts(path: str, ignored: Sequence[PurePosixPath]) -> bool:
    changed = PurePosixPath(path)
    return not any(each == changed or each in changed.parents for each in ignored)


def _remote(values: Mapping[str, str]) -> str | None:
    urls = {key: value for key, value in values.items() if key.startswith("remote.")}
    first = urls.get("remote.origin.url") or next(iter(urls.values()), None)
    return None if first is None else without_user(first)
