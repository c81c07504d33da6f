"""In which order a site's files go out, so that a reader never meets a half."""

from __future__ import annotations

from collections.abc import Container, Iterable

from kedro_track.publish.files import SiteFile

_STAGES = 5
_LAST = frozenset({"data/index.js", "index.html"})


def stages(files: Iterable[SiteFile], known: Container[str]) -> tuple[tuple[SiteFile, ...], ...]:
    """Files in groups; whoever reads what is there between two of them misses nothing.

    What is new goes before what is overwritten: no page that is there leads to it yet, and
    every page that will be overwritten finds it. In both, artifacts, scripts and styles come
    first; then data; the many pages; the few at the root that lead to them; at last the index
    of the data and the first page.

    Args:
        known: The addresses that are published already.
    """
    groups: tuple[list[SiteFile], ...] = tuple([] for _ in range(2 * _STAGES))
    for file in files:
        groups[(file.url in known) * _STAGES + _stage(file.url)].append(file)
    return tuple(tuple(group) for group in groups if group)


def _stage(url: str) -> int:
    if url in _LAST:
        return _STAGES - 1
    folder = url.partition("/")[0] if "/" in url else ""
    if folder in ("files", "static"):
        return 0
    if folder == "data" or (not url.endswith(".html") and folder):
        return 1
    return 2 if folder else 3
