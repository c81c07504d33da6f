"""One commit without a parent, written by `git fast-import`."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from kedro_track.errors import PublishError
from kedro_track.publish.files import SiteFile

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Commit:
    """What the commit says of itself.

    Attributes:
        ref: That it is written to.
        author: `Name <address>`.
        when: Seconds since 1970.
    """

    ref: str
    message: str
    author: str
    when: int


def write_commit(
    store: Path, commit: Commit, files: Iterable[SiteFile], known: Mapping[str, str]
) -> None:
    """Write a commit of these files into a bare repository.

    Args:
        known: Further files by path, as ids of what the repository holds already.

    Raises:
        PublishError: If git fails, with its words.
    """
    process = subprocess.Popen(  # noqa: S603 - our own arguments
        ["git", f"--git-dir={store}", "fast-import", "--quiet", "--force", "--done"],  # noqa: S607
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    if process.stdin is None:
        raise PublishError("git fast-import takes no input.")
    try:
        _tell(process.stdin, commit, files, known)
    except BrokenPipeError:
        pass  # it failed, and says why
    finally:
        said = process.communicate()[1].decode("utf-8", "replace")
    if process.returncode:
        lines = [line for line in said.splitlines() if line.startswith("fatal:")]
        raise PublishError(f"git fast-import failed: {' '.join(lines) or 'it said nothing'}")


def _tell(
    into: IO[bytes], commit: Commit, files: Iterable[SiteFile], known: Mapping[str, str]
) -> None:
    message = commit.message.encode()
    into.write(
        f"commit {commit.ref}\ncommitter {commit.author} {commit.when} +0000\n"
        f"data {len(message)}\n".encode()
    )
    into.write(message + b"deleteall\n")
    for path, found in sorted(known.items()):
        into.write(f"M 100644 {found} {path}\n".encode())
    for file in files:
        content = file.path.read_bytes()
        into.write(f"M 100644 inline {file.url}\ndata {len(content)}\n".encode())
        into.write(content + b"\n")
    into.write(b"done\n")
