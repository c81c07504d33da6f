"""Calls of git, without a work tree and without the user's hooks."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from kedro_track.errors import PublishError
from kedro_track.redaction import Redactor

_OF_THE_CALLER = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY")
_SETTINGS = (
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "core.autocrlf=false"),
    *("-c", "core.safecrlf=false"),
    *("-c", "gc.auto=0"),
)


def git(
    folder: Path,
    *arguments: str,
    said: bytes | None = None,
    environ: Mapping[str, str] | None = None,
) -> str:
    """What git prints, without the last line end.

    Args:
        folder: Where it is called.
        said: What it reads from standard input.
        environ: Beside the caller's environment.

    Raises:
        PublishError: If git is missing or fails, with its own last words.
    """
    done = _called(folder, arguments, said, environ or {})
    if done.returncode:
        raise PublishError(f"git {_command(arguments)} failed: {_last_words(done.stderr)}")
    return done.stdout.decode("utf-8", "replace").rstrip("\n")


def asked(folder: Path, *arguments: str) -> str | None:
    """What git prints, or None where it has no answer."""
    done = _called(folder, arguments, None, {})
    return done.stdout.decode("utf-8", "replace").rstrip("\n") if done.returncode == 0 else None


def _called(
    folder: Path, arguments: tuple[str, ...], said: bytes | None, environ: Mapping[str, str]
) -> subprocess.CompletedProcess[bytes]:
    own = {name: value for name, value in os.environ.items() if name not in _OF_THE_CALLER}
    if not sys.stdin or not sys.stdin.isatty():
        own["GIT_TERMINAL_PROMPT"] = "0"
    try:
        return subprocess.run(  # noqa: S603 - our own arguments
            ["git", *_SETTINGS, *arguments],  # noqa: S607 - the user's own git
            cwd=folder,
            env={**own, **environ},
            input=b"" if said is None else said,
            capture_output=True,
            check=False,
        )
    except FileNotFoundError as error:
        raise PublishError("git is not installed, which publishing to a branch needs.") from error


def _command(arguments: tuple[str, ...]) -> str:
    """The command among the arguments: the first word that is neither option nor setting."""
    words = (word for word in arguments if not word.startswith("-") and "=" not in word)
    return next(words, "")


def _last_words(stderr: bytes) -> str:
    lines = [line for line in stderr.decode("utf-8", "replace").splitlines() if line.strip()]
    said = [line for line in lines if line.startswith(("fatal:", "error:", "remote:", " !"))]
    return Redactor().text(" ".join((said or lines or ["it said nothing"])[-3:]))
