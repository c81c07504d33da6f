"""The filter language: what it selects, where it finds fault, and that no pattern can hang it."""

from __future__ import annotations

import re
from datetime import datetime, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import make_history, make_run
from filter_vectors import NOW, VECTORS, history
from kedro_track.analysis.filter import compile_filter, parse, select
from kedro_track.analysis.filter.literals import natural, number_text
from kedro_track.analysis.filter.machine import LARGEST
from kedro_track.analysis.filter.messages import MESSAGES
from kedro_track.analysis.filter.patterns import Pattern
from kedro_track.errors import FilterError
from kedro_track.site.theme import built_in
from kedro_track.toml import read_toml

RUNS = history().runs


@pytest.mark.parametrize("case", VECTORS["select"], ids=lambda case: case["filter"])
def test_selects(case: dict[str, object]) -> None:
    """Each filter of the vectors passes the runs that it should."""
    assert [run.id for run in select(RUNS, str(case["filter"]), NOW)] == case["ids"]


@pytest.mark.parametrize("case", VECTORS["faults"], ids=lambda case: case["filter"][:60])
def test_points_at_the_fault(case: dict[str, object]) -> None:
    """Each faulty filter of the vectors says what is wrong, and at which character."""
    with pytest.raises(FilterError) as caught:
        compile_filter(str(case["filter"]), RUNS, NOW)
    assert (caught.value.position, str(caught.value)) == (case["position"], case["message"])


@pytest.mark.parametrize("case", VECTORS["patterns"], ids=lambda case: case["pattern"])
def test_finds_patterns(case: dict[str, object]) -> None:
    """Each pattern of the vectors is found, or not."""
    assert Pattern(str(case["pattern"])).search(str(case["text"])) is case["found"]


@pytest.mark.parametrize("case", VECTORS["texts"], ids=lambda case: case["text"])
def test_writes_numbers_as_the_browser_does(case: dict[str, object]) -> None:
    """A number's text is what JavaScript makes of it."""
    assert number_text(case["value"]) == case["text"]  # type: ignore[arg-type] # numbers


def test_orders_texts_as_people_do() -> None:
    """Numbers inside of texts count as numbers."""
    assert sorted(VECTORS["naturals"], key=natural) == VECTORS["naturals"]


def test_every_message_is_provoked() -> None:
    """The vectors hold each fault that there is, but for a filter of 20,000 characters."""
    said = {case["message"] for case in VECTORS["faults"]}
    patterns = {
        key: re.sub(r"\\\{\w+\\\}", ".+", re.escape(message)) for key, message in MESSAGES.items()
    }
    silent = {
        key for key, pattern in patterns.items() if not any(re.fullmatch(pattern, s) for s in said)
    }
    assert silent == {"too_long"}


def test_a_filter_has_an_end() -> None:
    """A text that no person wrote is refused at once."""
    with pytest.raises(FilterError, match="at most 20000 characters"):
        parse("failed or " * 3000 + "failed")


def test_names_need_no_runs() -> None:
    """Where there is no run yet, no name is called misspelt."""
    assert select([], "metrics.r2_score > 0.9 and anything = 1") == []


def test_ages_count_from_the_clock_if_nothing_else_is_said() -> None:
    """`when > 1h` means the last hour."""
    run = make_run(started=datetime.now(timezone.utc))
    assert select([make_run(1), run], "when > 1h") == [run]


def test_hidden_runs_can_be_asked_for() -> None:
    """A hidden run is in the history, so that it can be found to be shown again."""
    hidden = make_run(1, hidden=True)
    assert select([make_run(), hidden], "hidden") == [hidden]


def test_keeps_the_order_of_the_runs() -> None:
    """What passes comes in the order that it was given in."""
    runs = make_history(9).runs[::-1]
    assert select(runs, "not failed") == [run for run in runs if run.status != "failed"]


_SIGNS = st.sampled_from(
    [*"abAB01_- .*+?|()[]^$\\", "\\d", "\\w", "\\s", "\\b", "\\B", "[ab]", "[^a]", "(?:", "{2}"]
)


@pytest.mark.filterwarnings("ignore:Possible nested set:FutureWarning")
@settings(max_examples=400, deadline=None)
@given(st.lists(_SIGNS, max_size=10).map("".join), st.text("abAB01_- .\n", min_size=1, max_size=12))
def test_patterns_mean_what_they_mean_in_python(pattern: str, text: str) -> None:
    r"""Whatever both understand, both find or do not find.

    In an empty text Python finds no `\B` before 3.14; all others do.
    """
    try:
        ours = Pattern(pattern)
        theirs = re.compile(pattern, re.IGNORECASE | re.ASCII)
    except (FilterError, re.error):
        return
    # Python's `$` also stands before a last line end; ours, as JavaScript's, only at the end.
    expected = re.compile(_strict_end(theirs.pattern), theirs.flags).search(text)
    assert ours.search(text) is (expected is not None)


def _strict_end(pattern: str) -> str:
    return re.sub(r"\\.|\[(?:\\.|[^\]])*\]|\$", lambda m: r"\Z" if m[0] == "$" else m[0], pattern)


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "^(a|a)*$", "(a|ab|b)*c", "(.*.*.*)*x", "(a?){50}a{50}$"]
)
def test_no_pattern_hangs(pattern: str) -> None:
    """Patterns that take a backtracking engine for ever follow a bounded number of states."""
    found = Pattern(pattern)
    assert not found.search("ab" * 20_000 + "!")
    assert len(found._states) <= LARGEST


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("ab.\"'()=<>!~, 0-9\\") | st.characters(), max_size=25))
def test_any_text_is_understood_or_faulted(text: str) -> None:
    """No text brings anything but runs or an error with a place inside it."""
    place = _fault_of(text)
    assert place is None or 0 <= place <= len(text)


def _fault_of(text: str) -> int | None:
    try:
        select(RUNS, text, NOW)
    except FilterError as error:
        return error.position
    return None


STRINGS = read_toml(built_in()["default"] / "strings" / "en" / "filter.toml")


def test_the_themes_strings_say_the_same() -> None:
    """A filter is faulted in the browser with the words of the command line."""
    assert STRINGS["browser"]["filter"]["errors"] == MESSAGES


@pytest.mark.parametrize(
    "example", [row[0] for part in STRINGS["filter"]["help"]["parts"] for row in part["rows"]]
)
def test_what_the_help_page_shows_is_understood(example: str) -> None:
    """Each example is a filter, or a name that one can begin with."""
    assert parse(example) is not None
