"""`track.yml` as frozen values. Reads files of the conf folder, knows neither runs nor pages.

Every problem of a file is reported at once, as `key: problem`; unknown keys are refused,
with the nearest known one.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal, TypeVar

from kedro_track.errors import ConfigError

Direction = Literal["higher", "lower", "none"]

_AGE = re.compile(r"(\d+)\s*(m|h|d|w)")
_SECONDS = {"m": 60, "h": 3600, "d": 86400, "w": 604800}
# What Python and the browser write alike, to the last digit.
_NUMBER_FORMAT = re.compile(r",?(\.\d{1,2})?[feg%]")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class MetricRule:
    """What is said of the metrics whose full name matches `pattern` (a glob).

    Attributes:
        format: A Python format specification such as `.3f`, `,.0f`, `.2e` or `.1%`.
        direction: Which way is better; None leaves it to be guessed by name.
    """

    pattern: str
    label: str | None = None
    unit: str | None = None
    format: str | None = None
    direction: Direction | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparison with a name, written as a page of its own. Runs are references."""

    name: str
    runs: tuple[str, ...]
    baseline: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Redaction:
    """What is masked beside what always is.

    Attributes:
        keys: Regular expressions; a parameter whose key matches one is masked.
        values: Regular expressions; what matches one is masked wherever it stands.
    """

    keys: tuple[str, ...] = ()
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ThemeOptions:
    """What a theme is told. Paths are relative to the project.

    Attributes:
        name: Name of a built-in theme, of an entry point, or a folder.
        overrides: A folder whose templates and static files win over the theme's.
        accent: `#rrggbb`.
    """

    name: str = "default"
    overrides: str | None = None
    accent: str | None = None
    logo: str | None = None
    footer: str | None = None
    css: tuple[str, ...] = ()
    javascript: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Config:
    """The whole configuration.

    Attributes:
        baseline: A run's id or unique prefix, `@tag`, `previous`, `latest on BRANCH`,
            or None: then it is the previous run.
        interrupted_after: Seconds after which a run of another host that is still
            'running' counts as interrupted, measured against the newest record.
    """

    title: str | None = None
    description: str | None = None
    site_url: str | None = None
    repository_url: str | None = None
    output: str = "site"
    baseline: str | None = None
    headline: tuple[str, ...] = ()
    metrics: tuple[MetricRule, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    redaction: Redaction = field(default_factory=Redaction)
    theme: ThemeOptions = field(default_factory=ThemeOptions)
    html_artifacts: Literal["sandbox", "download", "off"] = "sandbox"
    interrupted_after: float = 86400.0
    language: str = "en"


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
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            problems.append(f"{path}: is not readable YAML: {' '.join(str(error).split())}")
            continue
        if content is None:
            continue
        if not isinstance(content, dict):
            problems.append(f"{path}: must be a mapping of keys, such as `title: My project`")
            continue
        merged.update(content)
    config = _config(merged, problems)
    if problems:
        raise ConfigError("track.yml can't be used:\n" + "\n".join(f"  {p}" for p in problems))
    return config


def _config(raw: Mapping[str, Any], problems: list[str]) -> Config:
    read = _Reader(raw, "", problems)
    read.known([f.name for f in fields(Config)])
    return Config(
        title=read.text("title"),
        description=read.text("description"),
        site_url=read.text("site_url", _url),
        repository_url=read.text("repository_url", _url),
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
        theme=_theme(read),
        html_artifacts=read.choice("html_artifacts", ("sandbox", "download", "off"), "sandbox"),
        interrupted_after=read.age("interrupted_after", Config().interrupted_after),
        language=read.text("language") or "en",
    )


def _metric_rule(pattern: str, read: _Reader) -> MetricRule:
    read.known([f.name for f in fields(MetricRule) if f.name != "pattern"])
    return MetricRule(
        pattern=pattern,
        label=read.text("label"),
        unit=read.text("unit"),
        format=read.text("format", _format),
        direction=read.choice("direction", ("higher", "lower", "none"), None),
    )


def _comparison(name: str, read: _Reader) -> Comparison:
    read.known(["runs", "baseline", "title"])
    runs = read.texts("runs")
    if not runs:
        read.problem("runs", "must list at least one run, by id, unique prefix, `@tag` or `latest`")
    return Comparison(name, runs, read.text("baseline"), read.text("title"))


def _redaction(read: _Reader) -> Redaction:
    read.known(["keys", "values"])
    return Redaction(read.texts("keys", _regex), read.texts("values", _regex))


def _theme(parent: _Reader) -> ThemeOptions:
    if isinstance(parent.raw.get("theme"), str):
        return ThemeOptions(name=parent.raw["theme"])
    read = parent.section("theme")
    read.known([f.name for f in fields(ThemeOptions)])
    options = ThemeOptions(
        overrides=read.text("overrides"),
        accent=read.text("accent", _colour),
        logo=read.text("logo"),
        footer=read.text("footer"),
        css=read.texts("css"),
        javascript=read.texts("javascript"),
    )
    name = read.text("name")
    return options if name is None else replace(options, name=name)


def _url(value: str) -> str | None:
    if re.match(r"https?://[^\s/]+", value):
        return None
    return "must be a full address, such as https://example.org/project"


def _regex(value: str) -> str | None:
    try:
        re.compile(value)
    except re.error as error:
        return f"{value!r} is no regular expression: {error}"
    return None


def _format(value: str) -> str | None:
    if _NUMBER_FORMAT.fullmatch(value):
        return None
    return f"{value!r} is no number format; meant is one such as .3f, ,.0f, .2e or .1%"


def _colour(value: str) -> str | None:
    return None if _COLOUR.fullmatch(value) else "must be a colour such as #1f6feb"


class _Reader:
    """Reads one mapping and gathers what is wrong with it."""

    def __init__(self, raw: Mapping[str, Any], prefix: str, problems: list[str]) -> None:
        self.raw = raw
        self.prefix = prefix
        self.problems = problems

    def problem(self, key: str, text: str) -> None:
        self.problems.append(f"{self.prefix}{key}: {text}")

    def known(self, names: Sequence[str]) -> None:
        for key in self.raw:
            if key not in names:
                near = difflib.get_close_matches(str(key), names, n=1)
                hint = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(names)}"
                self.problem(str(key), f"is unknown; {hint}")

    def text(self, key: str, check: Callable[[str], str | None] | None = None) -> str | None:
        value = self.raw.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            self.problem(key, f"must be a text, not {value!r}")
            return None
        fault = check(value) if check else None
        if fault:
            self.problem(key, fault)
            return None
        return value

    def texts(self, key: str, check: Callable[[str], str | None] | None = None) -> tuple[str, ...]:
        value = self.raw.get(key)
        if value is None:
            return ()
        items = [value] if isinstance(value, str) else value
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            self.problem(key, f"must be a list of texts, not {value!r}")
            return ()
        for fault in filter(None, map(check, items) if check else ()):
            self.problem(key, fault)
        return tuple(items)

    def choice(self, key: str, choices: Sequence[Any], default: T) -> Any:
        value = self.raw.get(key)
        if value is None:
            return default
        # YAML 1.1 reads a bare `off` as False.
        value = "off" if value is False and "off" in choices else value
        if value not in choices:
            self.problem(key, f"must be one of {', '.join(choices)}, not {value!r}")
            return default
        return value

    def age(self, key: str, default: float) -> float:
        value = self.raw.get(key)
        if value is None:
            return default
        match = _AGE.fullmatch(str(value).strip())
        if match is None:
            self.problem(key, f"must be an age such as 30m, 12h or 7d, not {value!r}")
            return default
        return float(match[1]) * _SECONDS[match[2]]

    def section(self, key: str) -> _Reader:
        return _Reader(self._mapping(key), f"{self.prefix}{key}.", self.problems)

    def names(self, key: str) -> list[str]:
        return [str(name) for name in self._mapping(key)]

    def inner(self, key: str, name: str) -> _Reader:
        value = self._mapping(key).get(name)
        prefix = f"{self.prefix}{key}.{name}."
        if value is None:
            value = {}
        if not isinstance(value, dict):
            self.problem(f"{key}.{name}", f"must be a mapping of keys, not {value!r}")
            value = {}
        return _Reader(value, prefix, self.problems)

    def _mapping(self, key: str) -> Mapping[str, Any]:
        value = self.raw.get(key)
        if value is None:
            return {}
        if not isinstance(value, dict):
            said = f"{self.prefix}{key}: must be a mapping of keys, not {value!r}"
            if said not in self.problems:
                self.problems.append(said)
            return {}
        return value
