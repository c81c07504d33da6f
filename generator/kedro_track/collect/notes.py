"""Notes that live in the repository: `notes/<run id>.md` with front matter, reviewed like code.

    ---
    title: More trees
    tags: [forest, candidate]
    bookmark: true
    ---
    Slower, **not** better.

What such a file says wins over the store; of what it does not say, the store tells. Anybody who
can open a pull request can write one, so it is read within bounds: no link is followed, nothing
outside of the project is opened.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kedro_track.history import Problem, Run

LONGEST = 64 * 1024
"""In bytes; notes are read by people."""

_KEYS = ("title", "tags", "bookmark", "run")
_FRONT = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Note:
    """What a file says of a run.

    Attributes:
        file: Relative to the project, `/` between its parts.
        run: Id of the run: the file's name, or what its front matter says.
        said: By the names of a run's own fields: `title`, `notes`, `tags`, `bookmark`.
    """

    file: str
    run: str
    said: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Notes:
    """The notes of a folder, by the id of their run, and what is wrong with any of them."""

    by_run: dict[str, Note] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def of(self, runs: Sequence[Run]) -> list[Run]:
        """The runs with what files say of them."""
        return [_with(run, self.by_run[run.id]) if run.id in self.by_run else run for run in runs]

    def report_strays(self, known: Collection[str]) -> None:
        """Note a problem for each file of which there is no run, deleted ones counted in."""
        for run_id, note in self.by_run.items():
            if run_id not in known:
                what = f"These notes are of a run that is not known: {run_id}"
                remedy = "Name the file by the run's id, or give it a `run:` in its front matter."
                self.problems.append(Problem(what, note.file, remedy))


def read_notes(root: Path, folder: str) -> Notes:
    """Read the notes of a project.

    Args:
        root: The project.
        folder: Relative to it; it need not exist.
    """
    notes = Notes()
    for entry in _files(root, folder, notes):
        where = f"{Path(folder).as_posix()}/{entry.name}"
        content = _content(entry, where, notes)
        note = None if content is None else _note(content, where, notes)
        if note is None:
            continue
        if note.run in notes.by_run:
            what = f"Another file has notes of the same run: {notes.by_run[note.run].file}"
            notes.problems.append(Problem(what, where, "Make one of the two.", note.run))
        else:
            notes.by_run[note.run] = note
    return notes


def _with(run: Run, note: Note) -> Run:
    return replace(run, **note.said, notes_from=note.file, told_by_file=tuple(note.said))


def _files(root: Path, folder: str, notes: Notes) -> Iterator[os.DirEntry[str]]:
    real = os.path.realpath(root)
    place = os.path.normpath(os.path.join(real, folder))  # noqa: PTH118 - Path keeps no `..` apart
    if not os.path.lexists(place):
        return
    if os.path.realpath(place) != place or not place.startswith(real + os.sep):
        what = "The folder of notes leads out of the project, or over a link"
        notes.problems.append(Problem(what, folder, "Name a folder of the project itself."))
        return
    try:
        entries = sorted(os.scandir(place), key=lambda entry: entry.name)
    except OSError as error:
        what = f"The folder of notes can't be listed ({error.strerror})"
        notes.problems.append(Problem(what, folder, "Make it readable, or a folder."))
        return
    yield from (entry for entry in entries if entry.name.endswith(".md"))


def _content(entry: os.DirEntry[str], where: str, notes: Notes) -> str | None:
    def lost(what: str, remedy: str) -> None:
        notes.problems.append(Problem(what, where, remedy))

    if not entry.is_file(follow_symlinks=False):
        lost("Notes are read from plain files only", "Put the text itself in its place.")
        return None
    try:
        with Path(entry.path).open("rb") as file:
            content = file.read(LONGEST + 1)
    except OSError as error:
        lost(f"The notes can't be read ({error.strerror})", "Make the file readable.")
        return None
    if len(content) > LONGEST:
        lost(f"Notes are longer than {LONGEST // 1024} kB; their beginning is shown", "Cut them.")
    text = content[:LONGEST].decode("utf-8-sig", "replace").replace("\r\n", "\n")
    if "\N{REPLACEMENT CHARACTER}" in text and b"\xef\xbf\xbd" not in content[:LONGEST]:
        lost("Notes are not UTF-8; what is not is shown as \N{REPLACEMENT CHARACTER}", "Save so.")
    return text


def _note(text: str, where: str, notes: Notes) -> Note | None:
    """The note of a file; None of one that is of no run, such as a README."""
    found = _FRONT.match(text)
    front = _front(found[1], where, notes) if found else {}
    name = where.rpartition("/")[2].removesuffix(".md")
    run = front.get("run")
    if run is None and name.lower() == "readme":
        return None
    if text.startswith("---") and found is None:
        what = "The front matter has no end, so all of it is shown as notes"
        notes.problems.append(Problem(what, where, "End it with a line of `---`."))
    body = text[found.end() :] if found else text
    said = {
        "title": front.get("title"),
        "notes": body.strip("\n") if body.strip() else None,
        "tags": front.get("tags"),
        "bookmark": front.get("bookmark"),
    }
    return Note(where, run or name, {key: it for key, it in said.items() if it is not None})


def _front(text: str, where: str, notes: Notes) -> dict[str, Any]:
    """The values of a front matter that are what they can be; of the others it is told."""
    import yaml

    try:
        value = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())[:200]
        what = f"The front matter is not readable YAML: {reason}"
        notes.problems.append(Problem(what, where, "Mend it; the notes themselves are shown."))
        return {}
    if value is None:
        return {}
    if not isinstance(value, dict):
        what = "The front matter is no mapping of keys"
        notes.problems.append(Problem(what, where, "Write it as `title: More trees`."))
        return {}
    found: dict[str, Any] = {}
    for key, given in value.items():
        if given is None:
            continue
        fault = _take(key, given, found)
        if fault:
            notes.problems.append(Problem(fault, where, "Mend it; the rest is shown."))
    return found


def _take(key: Any, given: Any, found: dict[str, Any]) -> str | None:
    """Take one entry over, or say what is wrong with it."""
    if key not in _KEYS:
        near = difflib.get_close_matches(str(key)[:40], _KEYS, n=1)
        hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(_KEYS)}"
        return f"The front matter has an unknown key; {hint}"
    if key == "bookmark":
        if not isinstance(given, bool):
            return "The `bookmark` of the front matter must be true or false"
        found[key] = given
    elif key == "tags":
        texts = [_scalar(item) for item in (given if isinstance(given, list) else [given])]
        if not all(texts):
            return "The `tags` of the front matter must be a list of texts"
        found[key] = tuple(dict.fromkeys(filter(None, texts)))
    elif (text := _scalar(given)) is not None:
        found[key] = text
    else:
        return f"The `{key}` of the front matter must be a text"
    return None


def _scalar(value: Any) -> str | None:
    """A text, also one that YAML took for a number: one line of it."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    return " ".join(str(value).split()) or None
