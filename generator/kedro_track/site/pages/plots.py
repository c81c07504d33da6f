"""The plots: each dataset's newest picture, and one page for each with all that it ever showed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kedro_track.analysis.names import Called, Name
from kedro_track.analysis.outlines import versions_of_plots
from kedro_track.chunked import summaries
from kedro_track.site.artifacts import Artifact, needs_of
from kedro_track.site.model import Item, Page, Site


@dataclass(frozen=True, slots=True)
class Frame:
    """A plot as one or more runs in a row saved it, to the byte; `runs` are newest first."""

    runs: tuple[Name, ...]
    artifacts: tuple[Artifact, ...]


@dataclass(frozen=True, slots=True)
class Strip:
    """A dataset's plots through the runs, newest first; `problems` by run."""

    dataset: str
    url: str
    frames: tuple[Frame, ...]
    problems: tuple[tuple[Name, str], ...]

    @property
    def count(self) -> int:
        """Count of versions."""
        return sum(len(frame.runs) for frame in self.frames)


def pages(site: Site) -> Iterator[Item]:
    """The overview of the plots, and a page for each dataset."""
    found = strips(site)
    needs = needs_of(a for strip in found for frame in strip.frames[:1] for a in frame.artifacts)
    yield Page("plots.html", "plots.html", "plots", {"strips": found, "urls": site.urls}, needs)
    for strip in found:
        needs = needs_of(a for frame in strip.frames for a in frame.artifacts)
        yield Page(strip.url, "plot.html", "plots", {"strip": strip, "urls": site.urls}, needs)


def strips(site: Site) -> tuple[Strip, ...]:
    """All datasets with plots or other artifacts, by name."""
    shown: dict[str, list[tuple[Name, tuple[Artifact, ...]]]] = {}
    problems: dict[str, list[tuple[Name, str]]] = {}
    names = Called(site.runs)
    chunks = zip(site.runs.starts, summaries(site.runs, versions_of_plots), strict=False)
    for start, chunk in reversed([*chunks]):
        for offset, versions in reversed(chunk):
            run = names[start + offset]
            for version in site.shown_of(versions):
                if version.problem:
                    problems.setdefault(version.dataset, []).append((run, version.problem))
                else:
                    artifacts = site.artifacts.of(version)
                    shown.setdefault(version.dataset, []).append((run, artifacts))
    return tuple(
        Strip(
            name,
            url,
            _folded(shown.get(name, [])),
            tuple(problems.get(name, ())),
        )
        for name, url in site.plot_urls.items()
    )


def _folded(shown: list[tuple[Name, tuple[Artifact, ...]]]) -> tuple[Frame, ...]:
    frames: list[Frame] = []
    for run, artifacts in shown:
        same = frames and [a.digest for a in frames[-1].artifacts] == [a.digest for a in artifacts]
        if same:
            frames[-1] = Frame((*frames[-1].runs, run), frames[-1].artifacts)
        else:
            frames.append(Frame((run,), artifacts))
    return tuple(frames)
