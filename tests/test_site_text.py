"""The small pure parts of the site: addresses, policies, scripts, Markdown, filters."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta, timezone

import pytest

from builders import make_run
from kedro_track.analysis.names import names_of
from kedro_track.analysis.outlines import clashing, outline_of
from kedro_track.site import filters
from kedro_track.site.forge import commit_address, comparison_address, web_address
from kedro_track.site.markdown import to_html
from kedro_track.site.policy import policy
from kedro_track.site.scripts import compact_json, portable, script
from kedro_track.site.urls import RunUrls, file_name, relative


@pytest.mark.parametrize(
    ("remote", "expected"),
    [
        ("git@github.com:me/prices.git", "https://github.com/me/prices"),
        ("https://token:x@github.com/me/prices.git", "https://github.com/me/prices"),
        ("ssh://git@gitlab.com:2222/g/sub/p.git", "https://gitlab.com/g/sub/p"),
        ("/srv/git/prices.git", None),
        ("../prices", None),
    ],
)
def test_remote_becomes_the_forges_page(remote: str, expected: str | None) -> None:
    """Without credentials; a local path has none."""
    assert web_address(remote) == expected


def test_commit_address_follows_the_forge() -> None:
    """GitLab has a section of its own."""
    assert commit_address("https://gitlab.com/g/p", "a" * 40) == (
        f"https://gitlab.com/g/p/-/commit/{'a' * 40}"
    )
    assert commit_address("https://bitbucket.org/g/p", "a" * 40) == (
        f"https://bitbucket.org/g/p/commits/{'a' * 40}"
    )
    # The host tells the forge, not what a project is called.
    assert commit_address("https://github.com/g/gitlab-bitbucket.org", "a" * 40) == (
        f"https://github.com/g/gitlab-bitbucket.org/commit/{'a' * 40}"
    )


def test_what_is_no_commit_has_no_address() -> None:
    """A hostile sha is never part of a link."""
    assert commit_address("https://github.com/a/b", '"><script>') is None
    assert comparison_address("https://github.com/a/b", "a" * 40, "../..") is None


@pytest.mark.parametrize(
    "name", ["", "..", ".", "a/b", "con", "NUL.txt", "x" * 300, "é", "a b", "%2e", "-x", "end."]
)
def test_odd_names_become_safe_file_names(name: str) -> None:
    """Safe on every system, and told apart by a hash."""
    found = file_name(name)

    assert found.isascii()
    assert found not in (name, "")
    assert not set(found) & set('/\\:*?"<>| %')
    assert len(found) < 90


def test_plain_ids_keep_their_name() -> None:
    """A run's page bears its id."""
    assert RunUrls().page("2026-11-24T05.42.49.760Z") == ("runs/2026-11-24T05.42.49.760Z.html")


def test_ids_that_differ_in_case_only_get_different_names() -> None:
    """Also where the file system knows no case."""
    runs = [make_run(0, id="Run"), make_run(1, id="run"), make_run(2)]
    urls = RunUrls(clashing([outline_of(runs)], [names_of(runs)]))

    assert urls.shared == {"run"}
    assert urls.page("Run").lower() != urls.page("run").lower()


@pytest.mark.parametrize(
    ("target", "page", "expected"),
    [
        ("index.html", "runs/a.html", "../index.html"),
        ("runs/b.html#x", "runs/a.html", "../runs/b.html#x"),
        ("data/index.js?v=1", "index.html", "data/index.js?v=1"),
    ],
)
def test_links_are_relative(target: str, page: str, expected: str) -> None:
    """So the site works under any path, and without a server."""
    assert relative(target, page) == expected


def test_policy_allows_nothing_inline_by_default() -> None:
    """No need, no exception."""
    assert "unsafe" not in policy(frozenset())
    assert "frame-src 'self'" in policy(frozenset({"frames"}))


def test_script_can_not_be_left_by_its_content() -> None:
    """Neither quotes nor markup end the text."""
    text = script("KT.x", "a'b", compact_json({"k": "'\\</script>\u2028\ud800"}))

    assert "</script" not in text
    assert text.count("\n") == 1
    assert "\u2028" not in text


def test_portable_json_is_valid() -> None:
    """NaN and infinities are texts that the browser's side reads back."""
    assert json.loads(compact_json({"a": [float("nan"), float("inf"), -float("inf")]})) == {
        "a": ["NaN", "Infinity", "-Infinity"]
    }
    assert portable({1: (object,)})["1"][0].startswith("<class")


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "[a](javascript:alert(1))",
        "![a](https://example.org/pixel.png)",
        '<a href="https://x.org" onclick="alert(1)" style="position:fixed">a</a>',
        '<svg><a xlink:href="javascript:alert(1)"></a></svg>',
        "<iframe src=https://example.org></iframe>",
    ],
)
def test_markdown_is_harmless(hostile: str) -> None:
    """Nothing runs, nothing is requested."""
    html = to_html(hostile).lower()

    assert not any(word in html for word in ("<script", "<img", "onerror", "onclick", "style="))
    assert not any(word in html for word in ("javascript:", "<iframe", "<svg"))


@pytest.mark.parametrize(
    ("text", "levels"),
    [("# a\n## b\n# c", "343"), ("## a\n### b", "34"), ("# a\n###### b", "36")],
)
def test_headings_of_markdown_stand_beneath_a_section(text: str, levels: str) -> None:
    """Its highest are of the third level, whatever level the author began with."""
    assert "".join(re.findall(r"<h(\d)>", to_html(text))) == levels


def test_markdown_keeps_what_people_write() -> None:
    """Tables, code and links stay."""
    html = to_html("| a | b |\n|---|---|\n| 1 | 2 |\n\n`x` [y](https://example.org)")

    assert all(part in html for part in ("<table>", "<code>x</code>", 'href="https://example.org"'))


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (None, ""),
        (0.0421, "0.0421 s"),
        (12.4, "12 s"),
        (59.7, "1 min 0 s"),
        (200.0, "3 min 20 s"),
        (7500.0, "2 h 5 min"),
    ],
)
def test_durations_are_said_as_people_do(seconds: float | None, expected: str) -> None:
    """With units, at most two."""
    assert filters.duration(seconds) == expected


@pytest.mark.parametrize(
    ("count", "expected"), [(None, ""), (812, "812 B"), (3482, "3.4 kB"), (5 * 2**30, "5 GB")]
)
def test_sizes_have_units(count: int | None, expected: str) -> None:
    """Powers of 1024, three digits."""
    assert filters.size(count) == expected


def test_moments_are_written_in_utc() -> None:
    """Whatever zone they came in."""
    at = datetime(2026, 11, 24, 6, 42, tzinfo=timezone(timedelta(hours=1)))

    assert (filters.human(at), filters.iso(at)) == (
        "24 Nov 2026, 05:42",
        "2026-11-24T05:42:00.000Z",
    )
