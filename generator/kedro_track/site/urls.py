"""Addresses inside the site. Pure text, relative, safe as file names on every system."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~+-]{0,99}")
# Names that Windows does not allow, whatever their ending.
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_HASHED = 10


OLDER = "run.html"
"""The page that draws the runs which have none of their own."""


class RunUrls:
    """Where each run's page is. Ids that differ in case only get names that differ in more.

    Args:
        older: The runs without a page of their own, by id, with the number of their chunk.

    Attributes:
        shared: Ids in lower case that several runs have.
    """

    def __init__(
        self, shared: frozenset[str] = frozenset(), older: Mapping[str, int] | None = None
    ) -> None:
        self.shared = shared
        self._older = older or {}

    def __getstate__(self) -> tuple[frozenset[str], str]:
        """What tells whether two are alike; they are not unpickled."""
        return self.shared, hashlib.sha256(repr(sorted(self._older.items())).encode()).hexdigest()

    def older(self, ids: Iterable[str]) -> dict[str, int]:
        """Those of some runs that have no page of their own."""
        return {one: self._older[one] for one in ids if one in self._older}

    def page(self, run_id: str) -> str:
        """Page of a run, relative to the site's root."""
        number = self._older.get(run_id)
        if number is not None:
            return f"{OLDER}#chunk={number}&run={quote(run_id, safe='')}"
        return f"runs/{self._name(run_id)}.html"

    def raw(self, run_id: str) -> str:
        """Raw data of a run, relative to the site's root."""
        return f"runs/{self._name(run_id)}.json"

    def _name(self, run_id: str) -> str:
        return file_name(run_id, shared=run_id.lower() in self.shared)


def file_name(name: str, *, shared: bool = False) -> str:
    """A file name for any text: the text itself where it is plain, else a slug and a hash.

    Args:
        name: A run id, a dataset's or a metric's name.
        shared: Whether another name differs from it in case only.
    """
    plain = _PLAIN.fullmatch(name) and not _RESERVED.fullmatch(name) and not name.endswith(".")
    if plain and not shared:
        return name
    slug = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.")[:60]
    return (
        f"{slug or 'run'}-{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:_HASHED]}"
    )


def file_names(names: Sequence[str]) -> dict[str, str]:
    """File names for a family of pages, different also where case does not count."""
    counts: dict[str, int] = {}
    for name in names:
        counts[name.lower()] = counts.get(name.lower(), 0) + 1
    return {name: file_name(name, shared=counts[name.lower()] > 1) for name in names}


def relative(target: str, page: str) -> str:
    """The address of `target` as seen from `page`, both relative to the site's root."""
    return "../" * page.count("/") + target
