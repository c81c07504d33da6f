"""A theme's static files as they are published: ours lighter, and joined as its manifest says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from kedro_track.errors import ThemeError
from kedro_track.site.lighter import lighter
from kedro_track.site.theme import Theme, built_in

_STATIC = "static/"


def assets(theme: Theme, render: Callable[[str], str]) -> dict[str, bytes]:
    """The content of every static file by its address.

    Args:
        render: Makes the files that are templates, from the template's name.

    Raises:
        ThemeError: If the manifest joins a file that is not there.
    """
    files = dict(theme.static())
    found = {url: path.read_bytes() for url, path in files.items()}
    found |= lighter({url: found[url] for url, path in files.items() if _is_ours(path)})
    for url, template in theme.rendered.items():
        found[url] = render(template).encode()
    return dict(sorted(_joined(found, theme.joined).items()))


def _is_ours(path: Path) -> bool:
    """Only what our tests have run is made lighter: a script of somebody's stays as it is."""
    folders = built_in().values()
    return path.suffix in (".js", ".css") and any(path.is_relative_to(one) for one in folders)


def _joined(files: Mapping[str, bytes], joined: Mapping[str, Sequence[str]]) -> Mapping[str, bytes]:
    """The files, with those that the manifest joins in one each, in its order."""
    made: dict[str, bytes] = {}
    parts: set[str] = set()
    for name, wanted in joined.items():
        urls = [_STATIC + part for part in wanted]
        missing = [url for url in urls if url not in files]
        if missing:
            raise ThemeError(f"theme.toml joins {', '.join(missing)} in {name}, which is no file.")
        # A script of somebody's may end without the semicolon that the next one needs.
        end = b"\n;\n" if name.endswith(".js") else b"\n"
        made[_STATIC + name] = end.join(files[url].rstrip() for url in urls) + b"\n"
        parts.update(urls)
    return {**{url: content for url, content in files.items() if url not in parts}, **made}
