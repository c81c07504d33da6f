"""A finished site through detect-secrets, a scanner that others keep up to date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any

from kedro_track.errors import PublishError
from kedro_track.publish.files import SiteFile
from kedro_track.publish.told import is_of_the_theme

# A site is full of digests, which look random, and of versions, which look like addresses.
_UNFIT = frozenset({"Base64HighEntropyString", "HexHighEntropyString", "IPPublicDetector"})
_LONGEST = 4_000
"""Characters of a piece that is scanned at once: data files are one long line."""

_OVERLAP = 200


def secrets_in(files: Iterable[SiteFile]) -> Iterator[tuple[str, str, str]]:
    """What looks like a secret: its kind, the secret and the file, each secret once.

    Raises:
        PublishError: If detect-secrets is not installed.
    """
    try:
        from detect_secrets.core.scan import scan_line
    except ImportError as error:
        raise PublishError(
            "The scan for secrets needs detect-secrets; install it with "
            "`pip install 'kedro-track[check]'`."
        ) from error
    seen: set[str] = set()
    pieces: set[int] = set()
    with _settings():
        for file in files:
            if is_of_the_theme(file):
                continue
            for piece in _pieces(file):
                # Pages repeat most of their lines.
                known = hash(piece)
                if known in pieces:
                    continue
                pieces.add(known)
                for found in scan_line(piece):
                    value = found.secret_value or ""
                    if value not in seen:
                        seen.add(value)
                        yield found.type, value, file.url


def _pieces(file: SiteFile) -> Iterator[str]:
    content = file.path.read_bytes()
    if b"\0" in content[:1024]:
        return
    text = content.decode("utf-8", "replace").replace('\\"', '"').replace("&quot;", '"')
    for line in text.splitlines():
        for start in range(0, len(line), _LONGEST):
            yield line[max(0, start - _OVERLAP) : start + _LONGEST]


def _settings() -> AbstractContextManager[Any]:
    from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
    from detect_secrets.settings import transient_settings

    known: Mapping[str, Any] = get_mapping_from_secret_type_to_class()
    plugins = {plugin.__name__ for plugin in known.values()}
    names = ("is_indirect_reference", "is_not_alphanumeric_string", "is_sequential_string")
    return transient_settings(
        {
            "plugins_used": [{"name": name} for name in sorted(plugins - _UNFIT)],
            "filters_used": [
                {"path": f"detect_secrets.filters.heuristic.{name}"}
                for name in (*names, "is_templated_secret", "is_prefixed_with_dollar_sign")
            ],
        }
    )
