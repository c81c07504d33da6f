"""The files of a built site, as those see it who take it somewhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kedro_track.errors import PublishError

_OURS = ".kedro-track"
_KEPT = frozenset({".nojekyll"})


@dataclass(frozen=True, slots=True)
class SiteFile:
    """A file of a site.

    Attributes:
        url: Relative to the site's root, `/` between its parts.
        size: In bytes.
    """

    url: str
    path: Path
    size: int


def files_of(site: Path) -> tuple[SiteFile, ...]:
    """The files of a built site, sorted by address; hidden ones stay at home, `.nojekyll` goes.

    Raises:
        PublishError: If the folder holds no site.
    """
    if not (site / "index.html").is_file() or not any(site.glob(_OURS + "*")):
        raise PublishError(f"{site} holds no site; build one with `kedro track build-site`.")
    found = (path for path in site.rglob("*") if _goes(path.relative_to(site)) and _is_own(path))
    files = (SiteFile(p.relative_to(site).as_posix(), p, p.stat().st_size) for p in found)
    return tuple(sorted(files, key=lambda file: file.url))


def _goes(path: Path) -> bool:
    hidden = [part for part in path.parts if part.startswith(".")]
    return (not hidden or path.as_posix() in _KEPT) and path.suffix != ".part"


def _is_own(path: Path) -> bool:
    """A symbolic link may lead to what nobody meant to publish."""
    return path.is_file() and not path.is_symlink()
