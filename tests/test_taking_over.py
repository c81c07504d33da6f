"""What a file says of runs: read, and judged beside what is known here."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

import pytest

from builders import make_run
from kedro_track.analysis.taking_over import verdicts
from kedro_track.collect.annotations import Annotation, AnnotationsError, read_annotations
from kedro_track.history import Run
from kedro_track.site.payload import raw

RUN = "2026-11-24T05.42.49.760Z"


def read(value: Any) -> dict[str, Annotation]:
    """What JSON of a value says."""
    return read_annotations(json.dumps(value).encode())


def known(**said: Any) -> Run:
    """A run of which something is known; `at` seconds after the epoch if given."""
    at = said.pop("at", None)
    edited = {} if at is None else dict.fromkeys(said, datetime.fromtimestamp(at, timezone.utc))
    return make_run(0, id=RUN, edited=edited, **said)


def outcomes(run: Run, word: Annotation, **options: bool) -> dict[str, str]:
    """What becomes of each thing."""
    return {verdict.field: verdict.outcome for verdict in verdicts(run, word, **options)}


VIZ = {RUN: {"title": "Mine", "notes": "x", "bookmark": True}, "other": {"bookmark": False}}


@pytest.mark.parametrize(
    "value",
    [
        VIZ,
        json.dumps(VIZ),
        {"KedroViz-runs-metadata": VIZ},
        {"KedroViz-runs-metadata": json.dumps(VIZ), "KedroViz": "{}"},
    ],
)
def test_the_browsers_export_is_read_in_each_form(value: Any) -> None:
    """The value, its text, or the whole of the browser's storage."""
    assert read(value) == {
        RUN: Annotation(title="Mine", notes="x", bookmark=True),
        "other": Annotation(bookmark=False),
    }


def test_the_id_that_kedro_viz_took_for_a_title_is_none() -> None:
    """It fills its form with it."""
    assert read({RUN: {"title": RUN}})[RUN] == Annotation()


def test_our_own_json_is_read_with_its_times() -> None:
    """A list of runs or one run, as exported; what was cleared is cleared there too."""
    at = datetime.fromtimestamp(100, timezone.utc)
    run = make_run(0, id=RUN, title="Mine", tags=("a",), edited={"title": at, "notes": at})
    expected = Annotation("Mine", "", ("a",), False, False, {"title": 100.0, "notes": 100.0})
    assert read([raw(run)]) == read(raw(run)) == {RUN: expected}


@pytest.mark.parametrize("content", [b"", b"{", b"[1, 2]", b'{"a": 1}', b'"text"', b"\xff\xfe{}"])
def test_what_is_neither_is_refused(content: bytes) -> None:
    """With a clause that wants the file's name."""
    with pytest.raises(AnnotationsError):
        read_annotations(content)


def test_an_empty_export_says_nothing() -> None:
    """It is no error."""
    assert read({}) == {}


def test_what_has_a_type_that_it_cant_have_is_passed_over_and_named() -> None:
    """The rest of the run is taken."""
    word = read({RUN: {"title": 7, "notes": "x", "bookmark": "yes", "tags": [1]}})[RUN]
    assert (word.notes, word.odd) == ("x", ("title", "tags", "bookmark"))


@pytest.mark.parametrize(
    ("run", "word", "outcome"),
    [
        (known(), Annotation(title="B"), "taken"),  # nothing is known here
        (known(title="B"), Annotation(title="B"), "same"),
        (known(title="A"), Annotation(title="B"), "kept"),  # neither time is known
        (known(title="A", at=100), Annotation(title="B"), "kept"),  # the file has none
        (known(title="A", at=100), Annotation(title="B", edited={"title": 50}), "kept"),
        (known(title="A", at=100), Annotation(title="B", edited={"title": 200}), "taken"),
        (known(title=None, at=100), Annotation(title="B"), "kept"),  # cleared here on purpose
        (known(title="A", at=100), Annotation(title="", edited={"title": 200}), "taken"),
        (known(title="A"), Annotation(title="B", edited={"title": 200}), "taken"),
        (known(title="A", told_by_file=("title",)), Annotation(title="B"), "by_file"),
        (known(tags=("a",)), Annotation(tags=("a", "b")), "taken"),  # which adds one
        (known(tags=("a",), at=100), Annotation(tags=("b",)), "kept"),
        (known(bookmark=False), Annotation(bookmark=True), "taken"),
    ],
)
def test_a_later_word_is_never_replaced(run: Run, word: Annotation, outcome: str) -> None:
    """Neither is one whose time is not known."""
    assert [*outcomes(run, word).values()] == [outcome]


@pytest.mark.parametrize(
    "word", [Annotation(), Annotation(title="", notes="", bookmark=False, tags=())]
)
def test_what_says_nothing_is_nothing_to_take(word: Annotation) -> None:
    """An empty title of the browser is none; it does not clear."""
    assert outcomes(known(title="A", bookmark=True, tags=("a",)), word) == {}


def test_the_files_word_is_taken_where_that_is_asked_for() -> None:
    """But for what a file of notes tells."""
    run = known(title="A", notes="here", told_by_file=("notes",), at=100)
    word = Annotation(title="B", notes="there")
    assert outcomes(run, word, overwrite=True) == {"title": "taken", "notes": "by_file"}
