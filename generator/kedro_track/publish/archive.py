"""A built site as a zip: the same site, the same bytes."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

from kedro_track.publish.files import SiteFile, files_of
from kedro_track.publish.target import replacing

_WHEN = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can hold; what a site holds does not depend on when it was made."""

_READABLE = 0o644 << 16
_PACKED_ALREADY = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif")


def write_zip(site: Path, target: Path) -> int:
    """Write a built site into a zip, in one folder of the site's name.

    Returns:
        The zip's size in bytes.

    Raises:
        TrackError: If there is no site, or the file can't be written.
    """
    files = files_of(site)
    with replacing(target) as part, zipfile.ZipFile(part, "w") as archive:
        for file in files:
            _add(archive, f"{site.resolve().name}/{file.url}", file)
    return target.stat().st_size


def _add(archive: zipfile.ZipFile, name: str, file: SiteFile) -> None:
    entry = zipfile.ZipInfo(name, _WHEN)
    entry.create_system = 3  # the same on every system
    entry.external_attr = _READABLE
    entry.file_size = file.size
    packed = file.url.endswith(_PACKED_ALREADY)
    entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    with file.path.open("rb") as source, archive.open(entry, "w") as into:
        shutil.copyfileobj(source, into, 1 << 20)
