"""What publishing would do, told before it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from kedro_track.publish.files import SiteFile

Progress = Callable[[str, int], None]
"""Called with the name of a stage and the count of things done in it."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A built site against what is published.

    Attributes:
        sent: Files that are new or have changed, in the order of the site's own list.
        stale: Addresses that are published and no longer belong to the site.
        total: Count of the site's files.
        size: Of all of them, in bytes.
    """

    sent: tuple[SiteFile, ...]
    stale: tuple[str, ...]
    total: int
    size: int

    @property
    def is_none(self) -> bool:
        """Whether what is published is this site."""
        return not self.sent and not self.stale


class Publication(Protocol):
    """A site on its way to one place, looked at before anything is sent.

    Attributes:
        place: Where to, as people call it, without credentials.
        difference: What would be sent and taken away.
        audience: One sentence that says who will be able to read it.
        is_first: Whether nobody has agreed to it yet.
        address: Where a browser finds it, as far as that is known.
    """

    @property
    def place(self) -> str: ...  # noqa: D102 - said above
    @property
    def difference(self) -> Difference: ...  # noqa: D102 - said above
    @property
    def audience(self) -> str: ...  # noqa: D102 - said above
    @property
    def is_first(self) -> bool: ...  # noqa: D102 - said above
    @property
    def address(self) -> str | None: ...  # noqa: D102 - said above

    def carry_out(self, progress: Progress) -> None:
        """Send it.

        Raises:
            PublishError: With one sentence; what readers see stays whole.
        """


def difference(
    files: Iterable[SiteFile], digests: Mapping[str, str], published: Mapping[str, str]
) -> Difference:
    """A site's files against what is published, both as digests by address."""
    found = tuple(files)
    return Difference(
        sent=tuple(file for file in found if published.get(file.url) != digests[file.url]),
        stale=tuple(sorted(published.keys() - digests.keys())),
        total=len(found),
        size=sum(file.size for file in found),
    )
