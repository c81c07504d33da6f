"""The project's own description: a Markdown file of theirs, read once, within bounds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kedro_track.history import Problem

LONGEST = 64 * 1024
"""In bytes; a description is read by people."""

_KEY = "track.yml, description"


@dataclass(frozen=True, slots=True)
class Description:
    """The text in Markdown, None if there is none; and why it could not be read as asked."""

    text: str | None = None
    problem: Problem | None = None


def read_description(project: Path, name: str | None) -> Description:
    """Read the file that the configuration names.

    Args:
        project: Folder that the file must be in.
        name: Its path, relative to the project; None if the configuration names none.
    """
    if name is None:
        return Description()
    try:
        path = (project / name).resolve()
        if not path.is_relative_to(project.resolve()):
            return _lost(f"It names {name}, which is not in the project", "Name a file in it.")
        with path.open("rb") as file:
            content = file.read(LONGEST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return _lost(f"{name} can't be read: {reason}", "Name a Markdown file of the project.")
    return _decoded(name, content)


def _decoded(name: str, content: bytes) -> Description:
    cut = content[:LONGEST].decode("utf-8-sig", "replace")
    if len(content) > LONGEST:
        said = f"{name} is longer than {LONGEST // 1024} kB; its beginning is shown"
        return Description(cut, Problem(said, _KEY, "Name a shorter file."))
    if "\N{REPLACEMENT CHARACTER}" in cut and b"\xef\xbf\xbd" not in content:
        said = f"{name} is not UTF-8; what is not is shown as \N{REPLACEMENT CHARACTER}"
        return Description(cut, Problem(said, _KEY, "Save it as UTF-8."))
    return Description(cut)


def _lost(what: str, remedy: str) -> Description:
    return Description(None, Problem(what, _KEY, remedy))
