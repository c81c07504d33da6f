"""The only module that writes the site.

The folder bears a marker, `.kedro-track.json`: the digest of each file that we wrote. It
tells what is ours, what changed and what is stale. It is written last; a journal names what
was written since, so that a build that was killed is simply continued by the next.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from kedro_track.errors import OutputError
from kedro_track.site.render import digest

MARKER = ".kedro-track.json"
JOURNAL = ".kedro-track.journal"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Produced:
    """A file's content at its address, relative to the site's root."""

    url: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Written:
    """What a build did to the folder. `bytes` is the size of all its files."""

    files: int
    written: int
    removed: int
    bytes: int


class Output:
    """A site's folder, opened for one build.

    Args:
        folder: Made if it does not exist.
        force: Take over a folder that is not ours; its files stay where ours do not replace them.

    Raises:
        OutputError: If the folder holds something that is not ours, or can't be written.
    """

    def __init__(self, folder: Path, *, force: bool = False) -> None:
        self._folder = folder
        self._known = self._open(force=force)
        self._files: dict[str, str] = {}
        self._folders: set[Path] = set()
        self._written = 0
        self._bytes = 0
        self._journal: IO[str] | None = None

    def has(self, url: str) -> bool:
        """Whether this build has this address already."""
        return url in self._files

    def keep(self, url: str) -> bool:
        """Keep a file that is named after its content, if an earlier build wrote it."""
        known = self._known.get(url)
        path = self._folder / url
        if known is None or not path.is_file():
            return False
        self._files[url] = known
        self._bytes += path.stat().st_size
        return True

    def write(self, produced: Iterable[Produced]) -> None:
        """Write what is new or has changed, each file in one step.

        Raises:
            OutputError: If a file can't be written, with the reason.
        """
        for item in produced:
            try:
                self._put(item)
            except OSError as error:  # noqa: PERF203 - the message names the file
                raise OutputError(
                    f"{self._folder / item.url} can't be written: {error.strerror or error}."
                ) from error

    def finish(self) -> Written:
        """Write the marker, then remove what no longer belongs to the site."""
        stale = sorted(set(self._known) - set(self._files))
        with suppress(FileNotFoundError):
            if self._files != self._known:
                self._mark(self._files)
        removed = sum(self._remove(url) for url in stale)
        if self._journal is not None:
            self._journal.close()
        (self._folder / JOURNAL).unlink(missing_ok=True)
        return Written(len(self._files), self._written, removed, self._bytes)

    def _put(self, item: Produced) -> None:
        found = digest(item.content)
        self._files[item.url] = found
        self._bytes += len(item.content)
        path = self._folder / item.url
        if self._known.get(item.url) == found and path.is_file():
            return
        self._note(item.url)
        if path.parent not in self._folders:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._folders.add(path.parent)
        part = path.with_name(path.name[:200] + ".part")
        part.write_bytes(item.content)
        part.replace(path)
        self._written += 1

    def _open(self, *, force: bool) -> dict[str, str]:
        marker = self._folder / MARKER
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            ours = marker.is_file() or (self._folder / JOURNAL).is_file()
            if not ours and not force and any(self._folder.iterdir()):
                raise OutputError(
                    f"{self._folder} holds files that kedro-track did not write; name another "
                    "folder with --output, or use --force to build into it."
                )
            known = _read_marker(marker)
            known.update(dict.fromkeys(_read_journal(self._folder / JOURNAL), ""))
        except OSError as error:
            raise OutputError(
                f"{self._folder} can't be used for the site: {error.strerror or error}."
            ) from error
        return known

    def _note(self, url: str) -> None:
        if self._journal is None:
            self._journal = (self._folder / JOURNAL).open("a", encoding="utf-8")
        self._journal.write(json.dumps(url) + "\n")
        self._journal.flush()

    def _mark(self, files: Mapping[str, str]) -> None:
        content = {"kedro-track": _FORMAT, "files": dict(sorted(files.items()))}
        part = self._folder / (MARKER + ".part")
        part.write_text(json.dumps(content, indent=0) + "\n", encoding="utf-8")
        part.replace(self._folder / MARKER)

    def _remove(self, url: str) -> int:
        path = self._folder / url
        try:
            path.unlink()
        except OSError:
            return 0
        with suppress(OSError):
            while path.parent != self._folder:
                path = path.parent
                path.rmdir()
        return 1


def _read_marker(path: Path) -> dict[str, str]:
    try:
        files = json.loads(path.read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return {url: found for url, found in files.items() if _is_inside(url)}


def _read_journal(path: Path) -> list[str]:
    urls: list[str] = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return urls
    for line in lines:
        with suppress(ValueError):  # the last line of a killed build
            urls.append(json.loads(line))
    return [url for url in urls if isinstance(url, str) and _is_inside(url)]


def _is_inside(url: str) -> bool:
    """A marker that somebody edited must not make us remove a file elsewhere."""
    return not Path(url).is_absolute() and ".." not in url.replace("\\", "/").split("/")
