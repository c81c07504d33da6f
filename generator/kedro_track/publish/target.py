"""Files that stand beside the site: written whole, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kedro_track.errors import PublishError


def beside(site: Path, suffix: str) -> Path:
    """The file beside a site's folder that holds the same site: `site.html`, `site.zip`."""
    folder = site.resolve()
    return folder.with_name(folder.name + suffix)


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A file to write to, which takes the target's place when all is written.

    Raises:
        PublishError: If it can't be written, with the reason.
    """
    part = target.with_name(target.name + ".part")
    try:
        yield part
        part.replace(target)
    except OSError as error:
        raise PublishError(f"{target} can't be written: {error.strerror or error}.") from error
    finally:
        part.unlink(missing_ok=True)
