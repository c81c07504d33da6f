"""To GitHub Pages: a branch of one commit, made by git's own plumbing.

`git fast-import` writes the commit into a bare repository that lives inside the project's own
`.git` (`kedro-track-pages.git`): neither the work tree nor the index nor the history of the
project is touched, no package is needed, and the branch that was published last is known
there, so that a push sends what changed and nothing else. ghp-import, the well-known tool,
imports into the project's own repository, whose every copy would carry old sites along.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

from kedro_track.errors import PublishError
from kedro_track.publish.commit import Commit, write_commit
from kedro_track.publish.files import SiteFile, files_of
from kedro_track.publish.git import asked, git
from kedro_track.publish.github import is_on_github, pages_address
from kedro_track.publish.plan import Difference, Progress, difference
from kedro_track.redaction import without_user

BRANCH = "gh-pages"
REMOTE = "origin"
LARGEST_SITE = 1_000_000_000
"""What GitHub Pages takes, in bytes."""
LARGEST_FILE = 100 * 1024 * 1024
"""What GitHub takes of one file, in bytes."""

_CACHE = "kedro-track-pages.git"
_MESSAGE = "Publish the site of the tracked runs\n\nPublished-by: kedro-track\n"
_OURS = re.compile(r"^Published-by: kedro-track$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Target:
    """Where to: a branch of a remote, by the remote's name or its URL.

    Attributes:
        force: Replace a branch that kedro-track did not write.
    """

    remote: str = REMOTE
    branch: str = BRANCH
    force: bool = False


class PagesBranch:
    """A branch that holds the site and nothing else.

    Args:
        project: A folder of the project.
        site: The folder of the built site.

    Raises:
        PublishError: If the site is too large, the remote can't be reached, or the branch is
            somebody else's.
    """

    def __init__(self, project: Path, site: Path, target: Target) -> None:
        self._files = files_of(site)
        _check_sizes(self._files)
        self._target = target
        self._root = Path(asked(project, "rev-parse", "--show-toplevel") or project)
        self._url = self._find_remote()
        self._temporary: TemporaryDirectory[str] | None = None
        self._store = self._find_store()
        self._tip = self._fetch_tip()
        self._check_owner()

    @property
    def place(self) -> str:
        """The branch and its remote."""
        return f"the branch {self._target.branch} of {without_user(self._url)}"

    @property
    def is_first(self) -> bool:
        """Whether the branch has no site of ours."""
        return self._tip is None or not self._is_ours

    @property
    def audience(self) -> str:
        """Who will be able to read it."""
        if is_on_github(self._url):
            return (
                "The site will be public: GitHub Pages shows it to everyone, also that of a "
                "private repository, unless a GitHub Enterprise organisation says otherwise."
            )
        return (
            f"Whoever may read {self.place} will read the site, and everyone if its host "
            "publishes that branch."
        )

    @property
    def address(self) -> str | None:
        """Where the site will be, of a repository on GitHub."""
        if "CNAME" in self._kept:
            return f"https://{self._in_store('cat-file', 'blob', self._kept['CNAME']).strip()}/"
        return pages_address(self._url)

    @cached_property
    def difference(self) -> Difference:
        """What would be sent and taken away."""
        found = difference(self._files, self._digests, self._published)
        stale = tuple(url for url in found.stale if url not in self._kept)
        return Difference(found.sent, stale, found.total, found.size)

    def carry_out(self, progress: Progress) -> None:
        """Replace the branch by one commit of the site.

        Raises:
            PublishError: If git can't, or somebody else published meanwhile.
        """
        if self.difference.is_none:
            return
        sent = {file.url for file in self.difference.sent}
        known = {url: self._digests[url] for url in self._digests.keys() - sent} | self._kept
        ref = f"refs/heads/{self._target.branch}"
        made = Commit(ref, _MESSAGE, self._author(), int(time.time()))
        write_commit(self._store, made, self.difference.sent, known)
        progress("send", len(sent))
        lease = f"--force-with-lease={ref}:{self._tip or ''}"
        try:
            self._in_store("push", "--quiet", lease, self._url, f"{ref}:{ref}")
        except PublishError as error:
            raise PublishError(_of_a_push(error, self.place)) from error
        self._in_store("-c", "gc.auto=1", "-c", "gc.pruneExpire=now", "gc", "--auto", "--quiet")

    @cached_property
    def _digests(self) -> Mapping[str, str]:
        """The id that git has for the content of each file."""
        paths = "\n".join(str(file.path.resolve()) for file in self._files) + "\n"
        found = git(
            self._root,
            *(f"--git-dir={self._store}", "hash-object", "--no-filters", "--stdin-paths"),
            said=paths.encode(),
        )
        return dict(zip((f.url for f in self._files), found.splitlines(), strict=True))

    @cached_property
    def _published(self) -> Mapping[str, str]:
        """The ids of what the branch holds, by path."""
        if self._tip is None:
            return {}
        entries = self._in_store("ls-tree", "-r", "-z", self._tip).split("\0")
        parted = (entry.partition("\t") for entry in entries if entry)
        return {path: facts.split()[2] for facts, _, path in parted}

    @property
    def _kept(self) -> dict[str, str]:
        """What stays although no build makes it: the domain that GitHub wrote down."""
        own = {file.url for file in self._files}
        return {url: self._published[url] for url in {"CNAME"} & self._published.keys() - own}

    @cached_property
    def _is_ours(self) -> bool:
        said = self._in_store("log", "-1", "--format=%B", self._tip or "")
        return _OURS.search(said) is not None

    def _in_store(self, *arguments: str) -> str:
        return git(self._root, f"--git-dir={self._store}", *arguments)

    def _find_remote(self) -> str:
        name = self._target.remote
        found = asked(self._root, "remote", "get-url", "--push", name)
        if found is not None:
            return found
        if re.search(r"[:/\\]", name):
            return name
        raise PublishError(
            f"{self._root} has no git remote {name!r}; add it with `git remote add {name} URL`, "
            "or name a remote or a URL with --remote."
        )

    def _find_store(self) -> Path:
        own = asked(self._root, "rev-parse", "--git-common-dir")
        if own is None:
            self._temporary = TemporaryDirectory(prefix="kedro-track-")
            store = Path(self._temporary.name) / _CACHE
        else:
            store = (self._root / own).resolve() / _CACHE
        if not (store / "HEAD").is_file():
            git(self._root, "init", "--quiet", "--bare", str(store))
        return store

    def _fetch_tip(self) -> str | None:
        """The newest commit of the branch, brought here; None if there is no such branch."""
        ref = f"refs/heads/{self._target.branch}"
        try:
            found = self._in_store("ls-remote", self._url, ref)
        except PublishError as error:
            raise PublishError(f"{without_user(self._url)} can't be reached: {error}") from error
        if not found:
            return None
        tip = found.split()[0]
        remote = f"+{ref}:refs/published/{self._target.branch}"
        self._in_store("fetch", "--quiet", "--depth=1", "--no-tags", self._url, remote)
        return tip

    def _check_owner(self) -> None:
        if self._tip is None or self._is_ours or self._target.force:
            return
        raise PublishError(
            f"{self.place[0].upper()}{self.place[1:]} holds what kedro-track did not write, and "
            "publishing replaces it with its history; name another with --branch, or use --force."
        )

    def _author(self) -> str:
        """The user's name and address as git has them, or our own where git has none."""
        found = asked(self._root, "var", "GIT_COMMITTER_IDENT")
        match = re.match(r"(.*<[^>]*>) \d+ [+-]\d+$", found or "")
        return match[1] if match else "kedro-track <kedro-track@users.noreply.github.com>"


def _check_sizes(files: tuple[SiteFile, ...]) -> None:
    size = sum(file.size for file in files)
    if size > LARGEST_SITE:
        raise PublishError(
            f"The site has {size / 1e9:.2f} GB, and GitHub Pages takes {LARGEST_SITE / 1e9:g} GB; "
            "publish fewer runs or plots, or to a bucket: `kedro track publish s3://…`."
        )
    large = max(files, key=lambda file: file.size)
    if large.size > LARGEST_FILE:
        raise PublishError(
            f"{large.path} has {large.size / 1e6:,.0f} MB, and GitHub takes no file of more than "
            "100 MiB; leave its dataset out, or publish to a bucket."
        )


def _of_a_push(error: PublishError, place: str) -> str:
    if "stale info" in str(error) or "fetch first" in str(error):
        return f"Somebody else published to {place} meanwhile; run the command again."
    return f"{place[0].upper()}{place[1:]} could not be written: {error}"
