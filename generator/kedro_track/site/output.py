"""The only module that writes the site.

The folder bears a marker, `.kedro-track.db`: the manifest of what we wrote, by groups (see
`site.manifest`). It tells what is ours, what changed and what is stale. A build that was
killed is simply continued by the next: groups that were done are kept, files that were being
written are in doubt and compared.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kedro_track.digests import digest
from kedro_track.errors import OutputError
from kedro_track.site.containment import is_within, make_folder, write_new
from kedro_track.site.manifest import MARKER, Folder, Group, Known, Manifest, Stale, inside

__all__ = ["MARKER", "Output", "Produced", "Written"]

_BATCH = 256
_BATCH_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Produced:
    """A file's content at its address, relative to the site's root.

    Attributes:
        known: Its digest and size, where somebody has worked them out already.
    """

    url: str
    content: bytes
    known: Known | None = None


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
        linger: Seconds that data and plots stay after they are stale, since pages that are open,
            or are just being opened, may ask for them.

    Raises:
        OutputError: If the folder holds something that is not ours, or can't be written.
    """

    def __init__(self, folder: Path, *, force: bool = False, linger: float = 0.0) -> None:
        self._folder = folder
        self._linger = linger
        self._manifest = self._open(force=force)
        self._groups = self._manifest.groups()
        folders = self._manifest.folders()
        # Whether each folder has as many entries as the last build left there.
        self._found = self._look(folders, folders)
        self._untouched = bool(folders) and {
            path: found.entries for path, found in self._found.items()
        } == {path: known.entries for path, known in folders.items()}
        self._done: set[str] = set()
        self._making: dict[str, dict[str, Known]] = {}
        self._before: dict[str, dict[str, Known]] = {}
        self._folders: set[Path] = set()
        self._written = 0
        self._touched = False

    def kept(self, group: str, key: str | None) -> str | None:
        """Keep a group as an earlier build made it of the same inputs.

        Returns:
            What was said of it then; None if it must be made again.
        """
        known = self._groups.get(group)
        if key is None or known is None or known.key != key or not self._is_whole(group):
            return None
        self._done.add(group)
        return known.said

    def has(self, url: str, group: str = "") -> bool:
        """Whether this build has put this address into the group already."""
        return url in self._making.get(group, ())

    def keep(self, url: str, group: str = "") -> bool:
        """Keep a file that is named after its content, if a build wrote it already."""
        known = self._manifest.find(url)
        if known is None or not known.digest or not (self._folder / url).is_file():
            return False
        self._group(group)[url] = known
        return True

    def known(self, group: str) -> dict[str, Known]:
        """The group's files that are there as an earlier build wrote them."""
        before = self._group_before(group)
        return {url: found for url, found in before.items() if found.digest and self._is_there(url)}

    def hold(self, files: Mapping[str, Known], group: str) -> None:
        """Put files into the group that are as they were `known`."""
        self._group(group).update(files)

    def write(self, produced: Iterable[Produced], group: str = "") -> None:
        """Write what is new or has changed, each file in one step.

        Raises:
            OutputError: If a file can't be written, with the reason.
        """
        batch: list[Produced] = []
        size = 0
        for item in produced:
            batch.append(item)
            size += len(item.content)
            if len(batch) >= _BATCH or size > _BATCH_BYTES:
                self._write(batch, group)
                batch, size = [], 0
        self._write(batch, group)

    def close(self, group: str, key: str | None = None, said: str = "") -> None:
        """End a group: what it had before and has no more is stale."""
        made, before = self._group(group), self._before.pop(group)
        if made != before or self._groups.get(group) != Group(key, said):
            self._touched = True
            self._say(lambda: self._manifest.settle(group, Group(key, said), made))
        del self._making[group]
        self._done.add(group)

    def finish(self) -> Written:
        """End all groups, then remove what no longer belongs to the site."""
        for group in [*self._making]:
            self.close(group)
        gone = sorted(self._groups.keys() - self._done)
        if gone:
            self._touched = True
            self._say(lambda: self._manifest.drop(gone))
        removed = self._remove_stale()
        if self._touched or removed or not self._untouched:
            found_now = self._look(self._watched(), self._found)
            self._say(lambda: self._manifest.set_folders(found_now))
        found = Written(self._manifest.count(), self._written, removed, self._manifest.bytes())
        self._manifest.close()
        return found

    def _write(self, batch: Sequence[Produced], group: str) -> None:
        made, before = self._group(group), self._group_before(group)
        changed: list[tuple[Produced, Known]] = []
        for item in batch:
            found = item.known or Known(digest(item.content), len(item.content))
            made[item.url] = found
            known = before.get(item.url) or self._manifest.find(item.url)
            if known is None or known[:2] != found[:2] or not self._is_there(item.url):
                changed.append((item, found))
        if not changed:
            return
        self._touched = True
        self._say(lambda: self._manifest.doubt(group, [item.url for item, _ in changed]))
        for item, _ in changed:
            try:
                self._put(item)
            except OSError as error:  # noqa: PERF203 - the message names the file
                raise OutputError(
                    f"{self._folder / item.url} can't be written: {error.strerror or error}."
                ) from error

    def _put(self, item: Produced) -> None:
        path = self._folder / item.url
        if path.parent not in self._folders:
            make_folder(path.parent, self._folder)
            self._folders.add(path.parent)
        if _is_same(path, item.content):
            return
        part = path.with_name(path.name[:200] + ".part")
        write_new(part, item.content)
        part.replace(path)
        self._written += 1

    def _group(self, group: str) -> dict[str, Known]:
        if group not in self._making:
            self._making[group] = {}
            self._before[group] = self._manifest.files(group)
        return self._making[group]

    def _group_before(self, group: str) -> dict[str, Known]:
        self._group(group)
        return self._before[group]

    def _open(self, *, force: bool) -> Manifest:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            ours = (self._folder / MARKER).is_file()
            if not ours and not force and any(self._folder.iterdir()):
                raise OutputError(
                    f"{self._folder} holds files that kedro-track did not write; name another "
                    "folder with --output, or use --force to build into it."
                )
            return Manifest(self._folder)
        except (OSError, sqlite3.Error) as error:
            reason = getattr(error, "strerror", None) or error
            raise OutputError(f"{self._folder} can't be used for the site: {reason}.") from error

    def _say(self, tell: Callable[[], None]) -> None:
        try:
            tell()
        except sqlite3.Error as error:
            raise OutputError(f"{self._folder / MARKER} can't be written: {error}.") from error

    def _watched(self) -> Iterable[str]:
        """Folders that files of ours are in; all are looked for only if something was amiss."""
        if not self._untouched:
            return self._manifest.parents()
        own = {path.relative_to(self._folder).as_posix() for path in self._folders}
        return {*self._manifest.folders(), *("" if each == "." else each for each in own)}

    def _look(self, folders: Iterable[str], known: Mapping[str, Folder]) -> dict[str, Folder]:
        """How folders are; entries are counted where they have changed since they were known."""
        found = {each: _look_at(self._folder / each, known.get(each)) for each in folders}
        return {each: folder for each, folder in found.items() if folder is not None}

    def _is_whole(self, group: str) -> bool:
        return self._untouched or all(map(self._is_there, self._manifest.files(group)))

    def _is_there(self, url: str) -> bool:
        return self._untouched or os.path.isfile(f"{self._folder}/{url}")  # noqa: PTH113 - for every file of a site

    def _remove_stale(self) -> int:
        """Also what an earlier build was killed before it removed."""
        stale = self._manifest.stale()
        if not stale:
            return 0
        left = self._lingering(stale)
        gone = [url for url, found in stale.items() if not found.again and url not in left]
        removed = sum(self._remove(url) for url in inside(gone))
        self._say(lambda: self._manifest.leave_stale(left))
        return removed

    def _lingering(self, stale: Mapping[str, Stale]) -> dict[str, float]:
        """Of stale files those that stay for now, and since when they are stale."""
        if not self._linger:
            return {}
        now = time.time()
        since = {url: found.since or now for url, found in stale.items() if not found.again}
        return {
            url: begun
            for url, begun in since.items()
            if not url.endswith(".html") and now - begun < self._linger
        }

    def _remove(self, url: str) -> int:
        path = self._folder / url
        if not is_within(path.parent, self._folder):
            return 0
        try:
            path.unlink()
        except OSError:
            return 0
        with suppress(OSError):
            while path.parent != self._folder:
                path = path.parent
                path.rmdir()
        return 1


def _is_same(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False


def _look_at(folder: Path, known: Folder | None) -> Folder | None:
    try:
        # First the moment: what changes while entries are counted is seen next time.
        changed: int | None = folder.stat().st_mtime_ns
        if known is not None and changed is not None and known.changed == changed:
            return known
        if changed and changed % 1_000_000_000 == 0:
            changed = None  # This file system counts whole seconds: too few to tell by.
        return Folder(len(os.listdir(folder)), changed)  # noqa: PTH208 - names only, of hundreds of thousands
    except OSError:
        return None
