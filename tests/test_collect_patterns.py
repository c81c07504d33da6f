"""Dataset factory patterns, read backwards."""

from __future__ import annotations

import pytest

from kedro_track.collect.patterns import Ambiguous, Factory, winner


@pytest.mark.parametrize(
    ("pattern", "template", "path", "name"),
    [
        ("{ns}.metrics", "data/{ns}/metrics.json", "data/a.b/metrics.json", "a.b.metrics"),
        ("{ns}.{name}", "data/{ns}/{name}.json", "data/a/m.json", "a.m"),
        ("{name}#plots", "data/{name}.png", "data/x.y.png", "x.y#plots"),
        ("{a}_{b}", "{b}/{a}/{b}.json", "y/x/y.json", "x_y"),
    ],
)
def test_a_path_tells_the_name(pattern: str, template: str, path: str, name: str) -> None:
    """Where it allows no other."""
    assert Factory(pattern, template).name_at(path) == name


@pytest.mark.parametrize(
    ("pattern", "template", "path"),
    [
        ("{ns}.metrics", "data/{ns}/metrics.json", "data/a/other.json"),
        ("{a}_{b}", "{b}/{a}/{b}.json", "y/x/z.json"),
        # Kedro would read `a.b.c` as `a` and `b.c`, and look elsewhere.
        ("{ns}.{name}", "data/{ns}/{name}.json", "data/a.b/c.json"),
    ],
)
def test_a_path_that_no_dataset_has_tells_none(pattern: str, template: str, path: str) -> None:
    """The name must lead back to the path."""
    assert Factory(pattern, template).name_at(path) is None


@pytest.mark.parametrize(
    ("pattern", "template", "path"),
    [
        ("{ns}.{name}", "data/{ns}_{name}.json", "data/a_b_c.json"),
        ("{ns}.{name}", "data/{name}.json", "data/m.json"),
        ("{name}", "data/all.json", "data/all.json"),
    ],
)
def test_a_path_that_allows_several_names_is_ambiguous(
    pattern: str, template: str, path: str
) -> None:
    """The records know better."""
    with pytest.raises(Ambiguous):
        Factory(pattern, template).name_at(path)


def test_the_most_specific_pattern_wins() -> None:
    """As in Kedro: more fixed letters, then more placeholders, then the alphabet."""
    patterns = [Factory(name, "") for name in ("{x}", "{ns}.{x}", "{ns}.metrics", "{a}.{x}")]
    assert [
        found.name for name in ("a.metrics", "a.b", "a") if (found := winner(name, patterns))
    ] == [
        "{ns}.metrics",
        "{a}.{x}",
        "{x}",
    ]
