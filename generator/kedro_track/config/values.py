"""What `track.yml` can say, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Direction = Literal["higher", "lower", "none"]


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


Shortened = Literal["homes", "hosts", "emails", "tracebacks"]
"""What the site leaves out of its texts, unless it is told to keep it."""


@dataclass(frozen=True, slots=True)
class Publish:
    """What of the history goes out on the site.

    Attributes:
        runs: In the filter language; None for all that are not hidden.
        datasets: Globs of the names of tracked datasets; behind `!`, of those kept back.
        columns: Globs such as `params.model.*` or `!host`, likewise.
        keep: What is not shortened or left out.
        known: Regular expressions of what `--check-public` need not report.
    """

    runs: str | None = None
    datasets: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    keep: tuple[Shortened, ...] = ()
    known: tuple[str, ...] = ()


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
            `best:METRIC`, or None: then it is the previous run.
        pages: So many of the newest runs have a page of their own at the least, older ones are
            drawn by a script from their data; None for all.
        notes: Folder of notes on runs, relative to the project.
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
    publish: Publish = field(default_factory=Publish)
    theme: ThemeOptions = field(default_factory=ThemeOptions)
    html_artifacts: Literal["sandbox", "download", "off"] = "sandbox"
    interrupted_after: float = 86400.0
    notes: str = "notes"
    pages: int | None = None
    language: str = "en"
