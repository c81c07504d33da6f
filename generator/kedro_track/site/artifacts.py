"""Where the artifacts of the runs are on the site: by content, so that equal ones are one file.

An artifact is shown by one file and taken home as another where the first is not the
original: a figure is shown from a script, an HTML page from a sealed copy, a table and a
text from a first look at them, a drawing (SVG) as the picture on a sheet of ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from kedro_track.history import Kind, TrackedFile, Version

Form = Literal["figure", "image", "frame", "table", "text", "download"]
"""How a page shows an artifact."""

Making = Literal["figure", "sheet", "sealed", "table", "text"]
"""What is made of an artifact's content where it is not shown as it is."""

_IMAGES = frozenset({"png", "jpg", "jpeg", "gif", "webp", "svg", "avif", "bmp"})
_FORMS: dict[Kind, Form] = {
    "plotly": "figure",
    "image": "image",
    "html": "frame",
    "table": "table",
    "text": "text",
}
_MADE: dict[Form, tuple[Making, str]] = {
    "figure": ("figure", "js"),
    "frame": ("sealed", "html"),
    "table": ("table", "table.js"),
    "text": ("text", "text.js"),
}
_NEEDS: dict[Form, str] = {"figure": "plotly", "frame": "frames"}
_SUFFIX = re.compile(r"\.([A-Za-z0-9]{1,10})$")


@dataclass(frozen=True, slots=True)
class Artifact:
    """One file as pages speak of it.

    Attributes:
        name: File name inside its version.
        form: How to show it.
        url: Of what is shown, relative to the site's root; of a figure, a table and a text
            the script that holds it.
        digest: First 24 hex digits of its content's SHA-256.
        size: In bytes.
        raw: Of the original; None for a figure, whose script holds all of it.
        made: What is made of the original; None if it is shown as it is.
    """

    name: str
    form: Form
    url: str
    digest: str
    size: int | None
    raw: str | None = None
    made: Making | None = None


class Artifacts:
    """Decides form and address of artifacts; knows nothing of runs."""

    def __init__(self, html: Literal["sandbox", "download", "off"]) -> None:
        self._html = html

    def of(self, version: Version) -> tuple[Artifact, ...]:
        """The artifacts of a version that the site shows, in the order of their names."""
        return tuple(
            self._artifact(version.kind, file)
            for file in version.files
            if file.digest is not None and self.shows(version.kind)
        )

    def shows(self, kind: Kind) -> bool:
        """Whether files of this kind are shown at all."""
        return kind != "html" or self._html != "off"

    def _artifact(self, kind: Kind, file: TrackedFile) -> Artifact:
        digest = (file.digest or "")[:24]
        suffix = match[1].lower() if (match := _SUFFIX.search(file.name)) else "bin"
        form = self._form(kind, suffix)
        place = f"files/{digest[:2]}/{digest}."
        # A raw file never opens as a page of the site's origin: its name makes it text.
        raw = f"{place}{suffix}.txt"
        made, stored = ("sheet", "svg") if (form, suffix) == ("image", "svg") else _made(form)
        if made is not None:
            home = None if made == "figure" else raw
            return Artifact(file.name, form, place + stored, digest, file.size, home, made)
        url = place + suffix if form == "image" else raw
        return Artifact(file.name, form, url, digest, file.size, url)

    def _form(self, kind: Kind, suffix: str) -> Form:
        form = _FORMS.get(kind, "download")
        is_foreign = form == "image" and suffix not in _IMAGES
        is_unwanted = form == "frame" and self._html == "download"
        return "download" if is_foreign or is_unwanted else form


def needs_of(artifacts: Iterable[Artifact]) -> frozenset[str]:
    """What a page needs that shows these artifacts, as `Page.needs` has it."""
    return frozenset(
        need for artifact in artifacts for need in ("artifacts", _NEEDS.get(artifact.form)) if need
    )


def suffix_of(raw: str) -> str:
    """The original's suffix, such as `csv`, from where the original is kept."""
    return raw.removesuffix(".txt").rpartition(".")[2]


def addresses(artifact: Artifact) -> Iterator[tuple[str, Making | None]]:
    """Every file of an artifact: its address, and what is made of the content for it."""
    yield artifact.url, artifact.made
    if artifact.raw is not None and artifact.raw != artifact.url:
        yield artifact.raw, None


def _made(form: Form) -> tuple[Making | None, str]:
    return _MADE.get(form, (None, ""))
