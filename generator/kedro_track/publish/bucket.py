"""To a bucket, or wherever else fsspec reaches: only what changed, whole at every moment.

Beside the site lies a record of what was published, `.kedro-track-published.json`: digests by
address. It tells what is ours, what changed and what is stale. Before anything is sent the
record forgets the digests of what will be overwritten and names what will be new, so that a
publication that was killed is continued by the next.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

from kedro_track.errors import PublishError
from kedro_track.publish.files import SiteFile, files_of
from kedro_track.publish.headers import cache_control, content_type
from kedro_track.publish.order import stages
from kedro_track.publish.plan import Difference, Progress, difference
from kedro_track.redaction import without_user

RECORD = ".kedro-track-published.json"
_FORMAT = 1
# In place of a digest: what is there may be of the old site or of the new one, or not there.
_OVERWRITTEN = ""
_COMING = "-"
_TELLS_TYPES = frozenset({"s3", "s3a"})


class Bucket:
    """A folder of one fsspec file system that a site is published to.

    Args:
        url: Such as `s3://bucket/prefix`.
        site: The folder of the built site.
        force: Publish into a folder that holds something that is not ours.

    Raises:
        PublishError: If the place can't be reached, or is somebody else's.
    """

    def __init__(self, url: str, site: Path, *, force: bool = False) -> None:
        self.place = without_user(url)
        self.address: str | None = None
        self._files = files_of(site)
        self._remote, self._root = _reached(url)
        self._published = self._read_record()
        if not self._published and not force and self._is_taken():
            raise PublishError(
                f"{self.place} holds files that kedro-track did not publish; name another place, "
                "or use --force to publish into it. Files that are not ours are never removed."
            )

    @property
    def is_first(self) -> bool:
        """Whether nothing of ours is there."""
        return not self._published

    @property
    def audience(self) -> str:
        """Who will be able to read it, as far as that can be told."""
        return f"Whoever may read {self.place} will read the site; {self._openness()}."

    @cached_property
    def difference(self) -> Difference:
        """What would be sent and taken away."""
        return difference(self._files, self._digests, self._published)

    def carry_out(self, progress: Progress) -> None:
        """Send what changed, in an order in which every page finds what it needs.

        Raises:
            PublishError: If something can't be sent; what is there stays whole.
        """
        sent, stale = self.difference.sent, self.difference.stale
        if not sent and not stale:
            return
        whole = " What is there is still whole; run the command again to go on."
        with _said_of(f"{self.place} could not be written", whole):
            known = {url for url, found in self._published.items() if found != _COMING}
            coming = {f.url: _OVERWRITTEN if f.url in known else _COMING for f in sent}
            self._write_record({**self._published, **coming})
            for stage in stages(sent, known):
                self._send(stage, progress)
            self._write_record({**self._digests, **dict.fromkeys(stale, _OVERWRITTEN)})
            self._take_away(stale)
            self._write_record(self._digests)

    @cached_property
    def _digests(self) -> Mapping[str, str]:
        return {file.url: _digest(file.path) for file in self._files}

    def _send(self, files: Iterable[SiteFile], progress: Progress) -> None:
        def alike(file: SiteFile) -> tuple[str, str]:
            return content_type(file.url), cache_control(file.url)

        for (kind, cache), group in groupby(sorted(files, key=alike), key=alike):
            some = [*group]
            said = {"ContentType": kind, "CacheControl": cache} if self._tells_types else {}
            targets = [self._at(file.url) for file in some]
            self._remote.put([str(file.path) for file in some], targets, **said)
            progress("send", len(some))

    def _take_away(self, urls: Iterable[str]) -> None:
        for url in urls:
            if self._remote.exists(self._at(url)):
                self._remote.rm_file(self._at(url))

    @property
    def _tells_types(self) -> bool:
        named = self._remote.protocol
        return not _TELLS_TYPES.isdisjoint([named] if isinstance(named, str) else named)

    def _at(self, url: str) -> str:
        return f"{self._root}/{url}"

    def _read_record(self) -> dict[str, str]:
        with _said_of(f"{self.place} can't be reached"):
            try:
                self._remote.invalidate_cache()
                content = self._remote.cat_file(self._at(RECORD))
            except FileNotFoundError:
                return {}
        return _read(content)

    def _write_record(self, files: Mapping[str, str]) -> None:
        content = json.dumps({"kedro-track": _FORMAT, "files": dict(sorted(files.items()))})
        said = (
            {"ContentType": "application/json", "CacheControl": "no-store"}
            if self._tells_types
            else {}
        )
        self._remote.pipe_file(self._at(RECORD), content.encode(), **said)

    def _is_taken(self) -> bool:
        with _said_of(f"{self.place} can't be reached"):
            try:
                return bool(self._remote.ls(self._root, detail=False))
            except FileNotFoundError:
                return False

    def _openness(self) -> str:
        if not self._tells_types:
            return "who that is, is for the place to say"
        try:
            bucket = self._root.partition("/")[0]
            found = self._remote.call_s3("get_bucket_policy_status", Bucket=bucket)
            public = found["PolicyStatus"]["IsPublic"]
        except Exception:  # noqa: BLE001 - a bucket without a policy, or a user who may not ask
            return "whether that is everyone is said by the bucket's policy, which can't be read"
        return "its policy lets everyone in" if public else "its policy does not let everyone in"


def _reached(url: str) -> tuple[Any, str]:
    from fsspec.core import url_to_fs

    with _said_of(f"{without_user(url)} can't be reached"):
        try:
            remote, root = url_to_fs(url, **({"auto_mkdir": True} if _is_local(url) else {}))
        except ImportError as error:
            raise PublishError(_lacking(url, error)) from error
    return remote, root.rstrip("/")


def _lacking(url: str, error: ImportError) -> str:
    if url.startswith(("s3://", "s3a://")):
        return "Publishing to S3 needs s3fs; install it with `pip install 'kedro-track[s3]'`."
    return f"{without_user(url)} can't be reached: {error}"


def _is_local(url: str) -> bool:
    return "://" not in url or url.startswith(("file://", "local://"))


def _read(content: bytes) -> dict[str, str]:
    try:
        files = json.loads(content)["files"]
        return {url: digest for url, digest in files.items() if _is_inside(url)}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise PublishError(
            f"{RECORD} at the place is damaged ({error}); remove it there and use --force."
        ) from error


def _is_inside(url: str) -> bool:
    """A record that somebody edited must not make us remove what lies elsewhere."""
    return not url.startswith("/") and ".." not in url.replace("\\", "/").split("/")


def _digest(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            found.update(chunk)
    return found.hexdigest()[:32]


@contextmanager
def _said_of(what: str, remedy: str = "") -> Iterator[None]:
    """Whatever a file system raises as one sentence: each of fsspec's has errors of its own."""
    try:
        yield
    except PublishError:
        raise
    except Exception as error:
        said = f"{type(error).__name__}: {' '.join(str(error).split())}"
        raise PublishError(f"{what} ({said}).{remedy}") from error
