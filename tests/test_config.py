"""track.yml: what it may say, and what is said of what it may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from kedro_track.config import Comparison, Config, MetricRule, load
from kedro_track.errors import ConfigError


def written(folder: Path, text: str) -> list[Path]:
    """A conf folder with this track.yml."""
    folder.mkdir(exist_ok=True, parents=True)
    (folder / "track.yml").write_text(text, encoding="utf-8")
    return [folder]


def complaints(folder: Path, text: str) -> list[str]:
    """The lines of the error that this track.yml causes."""
    with pytest.raises(ConfigError) as caught:
        load(written(folder, text))
    return [line.strip() for line in str(caught.value).splitlines()[1:]]


def test_missing_file_means_defaults(tmp_path: Path) -> None:
    """Everything is optional."""
    assert load([tmp_path]) == Config()


def test_empty_file_means_defaults(tmp_path: Path) -> None:
    """A file of comments only is an empty one."""
    assert load(written(tmp_path, "# nothing yet\n")) == Config()


def test_reads_every_key(tmp_path: Path) -> None:
    """Each key reaches its place."""
    config = load(
        written(
            tmp_path,
            """
            title: Prices
            headline: [r2_score, "*.mae"]
            baseline: "@shipped"
            metrics:
              "*.mae": {label: MAE, unit: EUR, format: ",.0f", direction: lower}
            comparisons:
              june: {runs: [latest, "@shipped"], baseline: "@shipped", title: In June}
            theme: {accent: "#336699", css: extra.css}
            interrupted_after: 12h
            pages: latest 5000
            html_artifacts: off
            """,
        )
    )

    assert config.metrics == (MetricRule("*.mae", "MAE", "EUR", ",.0f", "lower"),)
    assert config.comparisons == (
        Comparison("june", ("latest", "@shipped"), "@shipped", "In June"),
    )
    assert (config.theme.accent, config.theme.css) == ("#336699", ("extra.css",))
    assert (config.interrupted_after, config.html_artifacts) == (43200.0, "off")
    assert config.pages == 5000
    assert (config.headline, config.baseline) == (("r2_score", "*.mae"), "@shipped")


def test_later_folder_overlays_key_by_key(tmp_path: Path) -> None:
    """An environment changes what it names and keeps the rest."""
    base = written(tmp_path / "base", "title: Base\nbaseline: latest on main\n")
    local = written(tmp_path / "local", "title: Local\n")

    config = load([*base, *local])

    assert (config.title, config.baseline) == ("Local", "latest on main")


def test_all_problems_are_reported_at_once(tmp_path: Path) -> None:
    """One run of the command tells everything that must be mended."""
    found = complaints(
        tmp_path,
        """
        titel: Prices
        metrics:
          mae: {direction: down, format: three}
        comparisons: {june: {}}
        interrupted_after: soon
        pages: some
        site_url: example.org
        """,
    )

    assert found == [
        "titel: is unknown; did you mean `title`?",
        "site_url: must be a full address, such as https://example.org/project",
        (
            "metrics.mae.format: 'three' is no number format; "
            "meant is one such as .3f, ,.0f, .2e or .1%"
        ),
        "metrics.mae.direction: must be one of higher, lower, none, not 'down'",
        (
            "comparisons.june.runs: must list at least one run, "
            "by id, unique prefix, `@tag` or `latest`"
        ),
        "interrupted_after: must be an age such as 30m, 12h or 7d, not 'soon'",
        "pages: must be all or such as latest 5000, not 'some'",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- a\n- b\n", "must be a mapping of keys, such as `title: My project`"),
        ("title: [", "is not readable YAML"),
        ("title: 3\n", "title: must be a text, not 3"),
        ("headline: {a: b}\n", "headline: must be a list of texts, not {'a': 'b'}"),
        ("metrics: [a]\n", "metrics: must be a mapping of keys, not ['a']"),
        ("metrics: {a: 3}\n", "metrics.a: must be a mapping of keys, not 3"),
        ("redaction: {keys: ['(']}\n", "'(' is no regular expression"),
        ("theme: {accent: blue}\n", "theme.accent: must be a colour such as #1f6feb"),
    ],
)
def test_bad_shapes_are_named(tmp_path: Path, text: str, said: str) -> None:
    """A wrong shape is said with its key, never a traceback."""
    assert said in "\n".join(complaints(tmp_path, text))


def test_bytes_that_are_no_text_are_named(tmp_path: Path) -> None:
    """A file in another encoding is said with its path."""
    tmp_path.joinpath("track.yml").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(ConfigError, match="is not readable YAML"):
        load([tmp_path])
