"""All that a store holds of one run, as it stands there, so that it can stand in another.

A blob or a record stays the text that it is: what can't be decoded is carried over as well.
Pure values: what two stores say of one run is put together here, and compared.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from kedro_track import strict_json
from kedro_track.store.reader import TELLING, RawContent
from kedro_track.store.rows import RecordedRun


@dataclass(frozen=True, slots=True)
class Words:
    """What people said of a run; None is what nobody said.

    Attributes:
        tags: None where there is no row of them.
        edited: When each was said, as seconds since the epoch, where that was noted.
    """

    title: str | None = None
    notes: str | None = None
    bookmark: bool | None = None
    tags: tuple[str, ...] | None = None
    hidden: bool | None = None
    trashed: float | None = None
    edited: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bundle:
    """One run.

    Attributes:
        telling: Its row of `track_runs` without the id; None for a row of kedro-viz alone.
        session: The blob of its row of `runs`; None where there is no such row.
    """

    id: str
    telling: Mapping[str, Any] | None = None
    session: str | None = None
    words: Words = Words()

    @property
    def attempt(self) -> str | None:
        """Its own uuid."""
        return None if self.telling is None else self.telling["attempt"]

    @property
    def is_stub(self) -> bool:
        """Whether nothing is known of it but what people said."""
        return self.telling is None and decoded(self.session) in ({"session_id": self.id}, None)


def bundles(content: RawContent) -> dict[str, Bundle]:
    """The runs of a store by their id, in its order."""
    rows = content.rows
    sessions = {row["id"]: row.get("blob") for row in rows["runs"] if row.get("id")}
    tellings = {row["run_id"]: row for row in rows["track_runs"]}
    details = {row["run_id"]: row for row in rows["user_run_details"]}
    kept = {row["run_id"]: row for row in rows["track_details"]}
    edited: dict[str, dict[str, float]] = {}
    for row in rows["track_edits"]:
        edited.setdefault(row["run_id"], {})[row["field"]] = row["edited"]
    return {
        run_id: Bundle(
            run_id,
            _telling(tellings.get(run_id)),
            # A row without a blob is a row.
            (sessions[run_id] or "null") if run_id in sessions else None,
            _words(details.get(run_id, {}), kept.get(run_id, {}), edited.get(run_id, {})),
        )
        for run_id in dict.fromkeys((*sessions, *tellings))
    }


def of_recorded(run: RecordedRun) -> Bundle:
    """A run whose record waits to be filed."""
    process = run.process
    values = {**{name: getattr(run, name, None) for name in TELLING}, "boot": process.boot}
    values.update(host=process.host, pid=process.pid, process_started=process.started)
    values["record"] = strict_json.dumps(run.record)
    session = None if run.blob is None else json.dumps(strict_json.dumps(run.blob))
    return Bundle(run.version, values, session)


def merged(own: Bundle, other: Bundle) -> Bundle:
    """What a store holds of a run once it has heard what another one says of it.

    The later telling counts and the later word; where no time was noted, one's own. Merging
    the same again changes nothing.
    """
    telling = own.telling
    if other.telling is not None and (telling is None or _heard(other) > _heard(own)):
        telling = other.telling
    session = own.session
    is_later = telling is not None and telling is other.telling
    if other.session is not None and (session is None or own.is_stub or is_later):
        session = other.session
    return replace(own, telling=telling, session=session, words=_said(own, other))


def same(one: Bundle, other: Bundle) -> bool:
    """Whether two stores hold the same of a run, whatever its id in each."""
    return tell_the_same(one, other) and one.words == other.words


def tell_the_same(one: Bundle, other: Bundle) -> bool:
    """Whether two stores tell the same of a run, whatever people said of it."""
    return _comparable(one) == _comparable(other)


def is_one_run(own: Bundle, other: Bundle) -> bool:
    """Whether rows of one id are one run: two sessions can begin in one millisecond."""
    if own.attempt and other.attempt:
        return own.attempt == other.attempt
    if own.is_stub or other.is_stub or own.session is None or other.session is None:
        return True
    return _text(own.session) == _text(other.session)


def digest(runs: Iterable[Bundle]) -> str:
    """A digest of what stores tell of runs, in whatever order: SHA-256 in hex."""
    each = sorted(hashlib.sha256(json.dumps(_comparable(run)).encode()).digest() for run in runs)
    return hashlib.sha256(b"".join(each)).hexdigest()


def decoded(text: str | None) -> Any:
    """The value of a blob, encoded once or twice; its text where it is no JSON."""
    value: Any = text
    for _ in range(2):
        if isinstance(value, str):
            try:
                value = strict_json.loads(value)
            except ValueError:
                return value
    return value


def _comparable(run: Bundle) -> list[Any]:
    telling = None if run.telling is None else [run.telling[name] for name in TELLING]
    return [telling, None if run.session is None else _text(run.session)]


def _text(session: str) -> str:
    """One spelling of a blob, however it was encoded."""
    return strict_json.dumps(decoded(session), sort_keys=True)


def _heard(run: Bundle) -> float:
    return (run.telling and run.telling["heard"]) or 0.0


def _telling(row: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    return None if row is None else {name: row.get(name) for name in TELLING}


def _words(
    details: Mapping[str, Any], kept: Mapping[str, Any], edited: Mapping[str, float]
) -> Words:
    flag = details.get("bookmark")
    return Words(
        title=details.get("title") or None,
        notes=details.get("notes") or None,
        bookmark=None if flag is None else bool(flag),
        tags=_tags(kept.get("tags")),
        hidden=bool(kept["hidden"]) if kept else None,
        trashed=kept.get("trashed"),
        edited=edited,
    )


def _tags(text: Any) -> tuple[str, ...] | None:
    value = decoded(text) if isinstance(text, str) else None
    return tuple(map(str, value)) if isinstance(value, list) else None


def _said(own: Bundle, other: Bundle) -> Words:
    mine, theirs = own.words, other.words
    said = {name: _word(name, mine, theirs) for name in _FIELDS}
    later = {
        name: max(mine.edited.get(name, 0.0), theirs.edited.get(name, 0.0))
        for name in (*mine.edited, *theirs.edited)
    }
    # Whether it lies in the trash is each store's own affair, once it knows the run.
    is_new = own.telling is None and own.session is None
    trashed = theirs.trashed if is_new else mine.trashed
    if trashed is not None and said["tags"] is None:
        said["tags"] = ()
    return Words(**said, trashed=trashed, edited=later)


_FIELDS = ("title", "notes", "bookmark", "tags", "hidden")


def _word(name: str, mine: Words, theirs: Words) -> Any:
    own, other = getattr(mine, name), getattr(theirs, name)
    if name in mine.edited or name in theirs.edited:
        return other if theirs.edited.get(name, 0.0) > mine.edited.get(name, 0.0) else own
    if name == "tags" and own is not None and other is not None:
        return tuple(dict.fromkeys((*own, *other)))
    if name == "bookmark" and own is not None:
        return own or bool(other)
    return other if own is None else own


def pairs(source: Iterable[Bundle], target: Mapping[str, Bundle]) -> Iterator[Pair]:
    """Each run of one store beside its twin in another, if that has it."""
    by_attempt = {run.attempt: run for run in target.values() if run.attempt}
    for run in source:
        twin = by_attempt.get(run.attempt) if run.attempt else None
        yield Pair(run, twin or _twin_by_id(run, target))


@dataclass(frozen=True, slots=True)
class Pair:
    """A run as one store has it, and as another does; None where it has none."""

    run: Bundle
    twin: Bundle | None

    @property
    def is_told(self) -> bool:
        """Whether the other has all that the one says of it, or a later word."""
        return self.twin is not None and same(merged(self.twin, self.run), self.twin)


def candidates(run: Bundle) -> Iterator[str]:
    """The ids that a run may have in a store, in the order in which they are tried."""
    yield run.id
    base = run.id if run.telling is None else str(run.telling["version"])
    if base != run.id:
        yield base
    number = 2
    while True:
        yield f"{base}~{number}"
        number += 1


def _twin_by_id(run: Bundle, target: Mapping[str, Bundle]) -> Bundle | None:
    for name in candidates(run):
        found = target.get(name)
        if found is None or (is_one_run(found, run) and not (found.attempt and run.attempt)):
            return found
    return None
