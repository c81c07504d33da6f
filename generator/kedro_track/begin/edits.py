"""Changes of a project's text files: shown as a diff first, written when they are wanted.

Whoever makes a change edits the text and leaves the rest as it stood: comments, order,
quotes and line ends are somebody's.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kedro_track.errors import TrackError


@dataclass(frozen=True, slots=True)
class Edit:
    """A file as it stands and as it shall be; `before` is None for a new one."""

    path: Path
    before: str | None
    after: str

    @property
    def is_needed(self) -> bool:
        """Whether it changes anything."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Replacement:
    """A piece of a text, by its offsets, and what stands in its place."""

    start: int
    end: int
    text: str


def read(path: Path) -> str | None:
    """A file's text with the line ends that it has; None if there is none.

    Raises:
        TrackError: If it is no text in UTF-8.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return file.read()
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        raise TrackError(f"{path} is no text in UTF-8: {error}. Mend it and try again.") from error


def replaced(text: str, replacements: Sequence[Replacement]) -> str:
    """The text with its pieces replaced; of two at one place the first counts."""
    for each in sorted(set(replacements), key=lambda piece: piece.start, reverse=True):
        text = text[: each.start] + each.text + text[each.end :]
    return text


def appended(text: str | None, lines: str) -> str:
    """The text with lines at its end, with the line ends that it has."""
    end = newline_of(text or "")
    lines = lines.replace("\n", end)
    if not text:
        return lines.lstrip("\r\n")
    return text + ("" if text.endswith("\n") else end) + lines


def newline_of(text: str) -> str:
    """How its lines end."""
    return "\r\n" if "\r\n" in text else "\n"


def diff(edit: Edit, root: Path) -> Iterator[str]:
    """The lines of a unified diff, without their ends."""
    name = edit.path.relative_to(root).as_posix()
    yield from difflib.unified_diff(
        (edit.before or "").splitlines(),
        edit.after.splitlines(),
        "(new)" if edit.before is None else name,
        name,
        lineterm="",
    )


def write(edits: Sequence[Edit]) -> None:
    """Write what the edits change."""
    for edit in edits:
        edit.path.parent.mkdir(parents=True, exist_ok=True)
        with edit.path.open("w", encoding="utf-8", newline="") as file:
            file.write(edit.after)
