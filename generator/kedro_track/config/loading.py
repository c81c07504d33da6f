"""Reads `track.yml` from the conf folders: all its problems at once, unknown keys refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, get_args

from kedro_track.config.checks import colour, number_format, regex, url
from kedro_track.config.reader import Reader
from kedro_track.config.values import (
    Comparison,
    Config,
    MetricRule,
    Publish,
    Redaction,
    Shortened,
    ThemeOptions,
)
from kedro_track.errors import ConfigError

_MOST = 50
"""Problems that are told at once; nobody mends more without trying again."""

_LONGEST = 500


def load(folders: Sequence[Path]) -> Config:
    """Read `track.yml` from conf folders, a later one overlaying an earlier one key by key.

    Args:
        folders: Such as `conf/base` and `conf/local`; those without the file are passed over.

    Raises:
        ConfigError: With one line for every problem of every file.
    """
    import yaml  # kept out of what every kedro command imports

    merged: dict[str, Any] = {}
    problems: list[str] = []
    for path in (folder / name for folder in folders for name in ("track.yml", "track.yaml")):
        if not path.is_file():
            continue
        try:
            content = yaml.safe_load(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
            said = " ".join(str(error).split())[:_LONGEST]
            problems.append(f"{path}: is not readable YAML: {said}")
            continue
        if content is None:
            continue
        if not isinstance(content, dict):
            problems.append(f"{path}: must be a mapping of keys, such as `title: My project`")
            continue
        merged.update(content)
    config = _config(merged, problems)
    if problems:
        lines = [f"  {problem}" for problem in problems[:_MOST]]
        if len(problems) > _MOST:
            lines.append(f"  and {len(problems) - _MOST} more")
        raise ConfigError("\n".join(["track.yml can't be used:", *lines]))
    return config


def _config(raw: Mapping[str, Any], problems: list[str]) -> Config:
    read = Reader(raw, "", problems)
    read.known([f.name for f in fields(Config)])
    return Config(
        title=read.text("title"),
        description=read.text("description"),
        site_url=read.text("site_url", url),
        repository_url=read.text("repository_url", url),
        output=read.text("output") or "site",
        baseline=read.text("baseline"),
        headline=read.texts("headline"),
        metrics=tuple(
            _metric_rule(name, read.inner("metrics", name)) for name in read.names("metrics")
        ),
        comparisons=tuple(
            _comparison(name, read.inner("comparisons", name)) for name in read.names("comparisons")
        ),
        redaction=_redaction(read.section("redaction")),
        publish=_publish(read.section("publish")),
        theme=_theme(read),
        html_artifacts=read.choice("html_artifacts", ("sandbox", "download", "off"), "sandbox"),
        interrupted_after=read.age("interrupted_after", Config().interrupted_after),
        notes=read.text("notes") or "notes",
        pages=read.newest("pages"),
        language=read.text("language") or "en",
    )


def _metric_rule(pattern: str, read: Reader) -> MetricRule:
    read.known([f.name for f in fields(MetricRule) if f.name != "pattern"])
    return MetricRule(
        pattern=pattern,
        label=read.text("label"),
        unit=read.text("unit"),
        format=read.text("format", number_format),
        direction=read.choice("direction", ("higher", "lower", "none"), None),
    )


def _comparison(name: str, read: Reader) -> Comparison:
    read.known(["runs", "baseline", "title"])
    runs = read.texts("runs")
    if not runs:
        read.problem("runs", "must list at least one run, by id, unique prefix, `@tag` or `latest`")
    return Comparison(name, runs, read.text("baseline"), read.text("title"))


def _redaction(read: Reader) -> Redaction:
    read.known(["keys", "values"])
    return Redaction(read.texts("keys", regex), read.texts("values", regex))


def _publish(read: Reader) -> Publish:
    read.known([f.name for f in fields(Publish)])
    return Publish(
        runs=read.text("runs"),
        datasets=read.texts("datasets"),
        columns=read.texts("columns"),
        keep=read.choices("keep", get_args(Shortened)),
        known=read.texts("known", regex),
    )


def _theme(parent: Reader) -> ThemeOptions:
    if isinstance(parent.raw.get("theme"), str):
        return ThemeOptions(name=parent.raw["theme"])
    read = parent.section("theme")
    read.known([f.name for f in fields(ThemeOptions)])
    options = ThemeOptions(
        overrides=read.text("overrides"),
        accent=read.text("accent", colour),
        logo=read.text("logo"),
        footer=read.text("footer"),
        css=read.texts("css"),
        javascript=read.texts("javascript"),
    )
    name = read.text("name")
    return options if name is None else replace(options, name=name)
