"""The versions of a chunk that will be read again, of which most are known for good."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Container
from functools import cached_property

from kedro_track.collect.locations import Location
from kedro_track.collect.remembered import Remembered
from kedro_track.collect.tracking import Found

Reader = Callable[[Location, str], Found | None]


class SettledVersions:
    """What was read of one chunk's versions, by where they lie.

    Each is kept as its own pickle, and what was just read takes the same way: then a run has
    one digest, whether its versions were read or remembered, and no page is made a second time.
    """

    def __init__(self, cache: Remembered, number: int, *, grows: bool) -> None:
        """Take the number of the chunk, and whether more runs will come into it."""
        self._cache = cache
        self._key = f"versions-{number}"
        self._grows = grows
        self._found: dict[tuple[str, str], tuple[Found, bytes | None]] = {}

    def keep(self) -> None:
        """Have them remembered although nothing is asked of them."""
        if self._grows:
            self._cache.facts(self._key)

    def read(self, place: str, location: Location, version: str, reader: Reader) -> Found | None:
        """A version as it is known, or read.

        Args:
            place: All that the version depends on beside its files.
        """
        kept = self._known.get((place, version))
        found = reader(location, version) if kept is None else None
        if kept is None and found is not None and (self._grows or self._known):
            kept = pickle.dumps(found)
        if kept is not None:
            found = pickle.loads(kept)  # noqa: S301 - of our own folder, or made here
        if found is not None:
            self._found[place, version] = found, kept
        return found

    def put(self, versions: Container[str]) -> None:
        """Remember those of these names that could be read."""
        kept = {
            (place, version): pickled or pickle.dumps(found)
            for (place, version), (found, pickled) in self._found.items()
            if version in versions and found.version.problem is None
        }
        if kept != self._known:
            self._cache.put(self._key, len(kept), kept)

    @cached_property
    def _known(self) -> dict[tuple[str, str], bytes]:
        return self._cache.content(self._key) or {}

    @property
    def grows(self) -> bool:
        """Whether more runs will come into the chunk."""
        return self._grows
