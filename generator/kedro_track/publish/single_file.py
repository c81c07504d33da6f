"""A built site as one HTML file: its pages and all that they load, and a script that shows them.

What runs in it is named by digest in its policy. Two things do not fit under such a policy,
and their place says so: pages that a run saved (`*.html` artifacts bring scripts of their own)
and figures that draw with WebGL (they need `eval`). The theme's `apart/single-file.js` reads
what is written here.
"""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from kedro_track.errors import PublishError
from kedro_track.publish.files import SiteFile, files_of
from kedro_track.publish.target import replacing
from kedro_track.site.figures import FRAME
from kedro_track.site.policy import single_file_policy
from kedro_track.site.scripts import compact_json, handed_over
from kedro_track.site.theme import Theme

HEAVY = 50_000_000
"""From so many bytes on browsers take long to open it."""

_BUNDLE = 1 << 18
_IMAGES = frozenset({"png", "jpg", "jpeg", "gif", "webp", "svg", "avif", "bmp"})
_OF_THE_FRAME = frozenset({FRAME, "static/js/figure-frame.js", "static/css/figure-frame.css"})
# What would end the element that a script stands in.
_ENDS = re.compile(r"</(?=script)|<!--", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SingleFile:
    """What was written: its size in bytes, and how many pages of runs it could not carry."""

    bytes: int
    left_out: int


def write_single_file(site: Path, theme: Theme, title: str, target: Path) -> SingleFile:
    """Write a built site into one HTML file that opens from anywhere and asks for nothing.

    Raises:
        TrackError: If there is no site, or the file can't be written.
    """
    carried = [file for file in files_of(site) if file.url != ".nojekyll"]
    kept = [file for file in carried if not _is_sealed(file) and file.url not in _OF_THE_FRAME]
    packer = _Packer()
    router = _inline(theme.apart("single-file.js"))
    context = {
        "site": {"title": title, "language": theme.language},
        "policy": _policy(kept, router),
        "parts": packer.parts(kept, theme.text["single"]),
    }
    with replacing(target) as part:
        _write(theme, context, router, part)
    return SingleFile(target.stat().st_size, sum(map(_is_sealed, carried)))


def _write(theme: Theme, context: dict[str, Any], router: str, target: Path) -> None:
    from markupsafe import Markup

    from kedro_track.site.templating import environment

    made = environment(theme.templates)
    made.globals["text"] = theme.text
    stream = made.get_template("single-file.html").stream(
        **context,
        router=Markup(router),  # noqa: S704 - the theme's own script
    )
    with target.open("wb") as into:
        stream.dump(into, encoding="utf-8")


def _is_sealed(file: SiteFile) -> bool:
    return file.url.startswith("files/") and file.url.endswith(".html")


def _policy(files: Iterable[SiteFile], router: str) -> str:
    code = [file for file in files if file.url.startswith("static/")]
    scripts = [_sha256(_inline_of(file)) for file in code if file.url.endswith(".js")]
    styles = [_sha256(_inline_of(file)) for file in code if file.url.endswith(".css")]
    return single_file_policy([_sha256(router), *scripts], styles)


def _sha256(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _inline_of(file: SiteFile) -> str:
    return _inline(file.path.read_text(encoding="utf-8"))


def _inline(text: str) -> str:
    """A script as it can stand inside an element, and as a browser reads it from there."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _ENDS.sub(lambda match: "<\\" + match[0][1:], lines)


def _content(file: SiteFile) -> bytes:
    """What the file holds of a file: code as it is inlined, data as what is handed over."""
    if not file.url.endswith((".js", ".css")):
        return file.path.read_bytes()
    if file.url.startswith("static/"):
        return _inline_of(file).encode()
    found = handed_over(file.path.read_text(encoding="utf-8"))
    if found is None:
        raise PublishError(f"{file.path} is no data of this site; build it again with --force.")
    return "\n".join(found).encode()


@dataclass
class _Packer:
    """Puts files into bundles, and takes note of where each is."""

    places: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    images: dict[str, str] = field(default_factory=dict)
    bundles: int = 0

    def parts(self, files: Iterable[SiteFile], words: Any) -> Iterator[tuple[str, str]]:
        """Every part of the file by name; the index is the last, when all places are known."""
        waiting = bytearray()
        for file in files:
            if file.url.rpartition(".")[2] in _IMAGES:
                yield self._image(file)
                continue
            content = _content(file)
            self.places[file.url] = (self.bundles, len(waiting), len(content))
            waiting += content
            if len(waiting) >= _BUNDLE:
                yield self._bundle(bytes(waiting))
                waiting.clear()
        yield self._bundle(bytes(waiting))
        index = {
            "files": self.places,
            "images": self.images,
            "words": {name: words[name] for name in ("missing", "frame")},
            "first": "index.html",
        }
        yield "index", _packed(compact_json(index).encode())

    def _image(self, file: SiteFile) -> tuple[str, str]:
        name = f"image-{len(self.images)}"
        self.images[file.url] = name
        content = base64.b64encode(file.path.read_bytes()).decode()
        return name, f"data:{guess_type(file.url)[0] or 'image/avif'};base64,{content}"

    def _bundle(self, content: bytes) -> tuple[str, str]:
        name = str(self.bundles)
        self.bundles += 1
        return name, _packed(content)


def _packed(content: bytes) -> str:
    return base64.b64encode(zlib.compress(content, 9)).decode()
