"""Where the artifacts of the runs are on the site: by content, so that equal ones are one file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from kedro_track.history import Kind, TrackedFile, Version

Form = Literal["figure", "image", "frame", "table", "text", "download"]
"""How a page shows an artifact."""

_IMAGES = frozenset({"png", "jpg", "jpeg", "gif", "webp", "svg", "avif", "bmp"})
_FORMS: dict[Kind, Form] = {
    "plotly": "figure",
    "image": "image",
    "html": "frame",
    "table": "table",
    "text": "text",
}
_SUFFIX = re.compile(r"\.([A-Za-z0-9]{1,10})$")


@dataclass(frozen=True, slots=True)
class Artifact:
    """One file as pages speak of it.

    Attributes:
        name: File name inside its version.
        form: How to show it.
        url: Relative to the site's root; of a figure, the script that holds it.
        digest: First 24 hex digits of its content's SHA-256.
        size: In bytes.
    """

    name: str
    form: Form
    url: str
    digest: str
    size: int | None


class Artifacts:
    """Decides form and address of artifacts; knows nothing of runs."""

    def __init__(self, html: Literal["sandbox", "download", "off"]) -> None:
        self._html = html

    def of(self, version: Version) -> tuple[Artifact, ...]:
        """The artifacts of a version that the site shows, in the order of their names."""
        return tuple(
            self._artifact(version.kind, file)
            for file in version.files
            if file.digest is not None and not (version.kind == "html" and self._html == "off")
        )

    def _artifact(self, kind: Kind, file: TrackedFile) -> Artifact:
        digest = (file.digest or "")[:24]
        suffix = match[1].lower() if (match := _SUFFIX.search(file.name)) else "bin"
        form = _FORMS.get(kind, "download")
        if form == "image" and suffix not in _IMAGES:
            form = "download"
        if form == "frame" and self._html == "download":
            form = "download"
        stored = {"figure": "js", "image": suffix}.get(form, f"{suffix}.txt")
        # A raw file never opens as a page of the site's origin: its name makes it text.
        return Artifact(file.name, form, f"files/{digest[:2]}/{digest}.{stored}", digest, file.size)
