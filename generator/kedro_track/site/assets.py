"""A theme's static files as they are published: ours lighter, and joined as its manifest says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from kedro_track.errors import ThemeError
from kedro_track.site.theme import Theme, built_in

_STATIC = "static/"


def assets(theme: Theme, render: Callable[[str], str]) -> dict[str, bytes]:
    """The content of every static file by its address.

    Args:
        render: Makes the files that are templates, from the template's name.

    Raises:
        ThemeError: If the manifest joins a file that is not there.
    """
    found = {url: _read(path) for url, path in theme.static()}
    for url, template in theme.rendered.items():
        found[url] = render(template).encode()
    return dict(sorted(_joined(found, theme.joined).items()))


def _read(path: Path) -> bytes:
    from rcssmin import cssmin
    from rjsmin import jsmin

    lighter = {".js": jsmin, ".css": cssmin}.get(path.suffix)
    # Only what our tests have run: a script of somebody's is published as it is.
    if lighter and any(path.is_relative_to(folder) for folder in built_in().values()):
        return str(lighter(path.read_text(encoding="utf-8"))).encode()
    return path.read_bytes()


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
