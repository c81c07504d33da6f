"""Built sites of every size and of a hostile history, and what their files refer to."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from builders import GRAPH, make_history, make_metrics, make_run
from kedro_track.build import BuildRequest, build, write_site
from kedro_track.config import Comparison, Config, ThemeOptions
from kedro_track.history import Code, Failure, History, Run, TrackedDataset, Version
from kedro_track.site.output import Output

SIZES = {"none": 0, "one": 1, "two": 2, "forty": 40}
NAMES = (*SIZES, "hostile", "legacy", "report")
LEGACY = Path(__file__).parent / "legacy"

SCRIPT = "<img src=x onerror=\"document.documentElement.dataset.broken='yes'\">"
"""What must never run, wherever it stands."""


def build_site(name: str, folder: Path) -> Path:
    """Build the site of that name in a folder, and give where it is.

    Args:
        name: Of `NAMES`: how many runs, or what is special: hostile texts, the project that
            kedro-viz left behind, the theme that is one page to print.
    """
    site = folder / "site"
    if name == "legacy":
        project = shutil.copytree(LEGACY, folder / "legacy")
        build(BuildRequest(project, output=site))
        return site
    history = hostile() if name == "hostile" else make_history(SIZES.get(name, 6), folder=folder)
    comparisons = (
        (Comparison("candidates", ("latest", history.runs[0].id)),) if history.runs else ()
    )
    theme = ThemeOptions("report" if name == "report" else "default")
    write_site(history, Config(comparisons=comparisons, theme=theme), Output(site))
    return site


def hostile() -> History:
    """A history whose every text is markup, a script, or no file name."""
    names = (
        SCRIPT,
        "a/../b",
        "CON",
        "ünï çødé \u202e rtl 🚀",
        "100%",
        "x" * 300,
        "a#b?c=d&e",
        "'\"`{{7*7}}",
    )
    runs = [_hostile_run(index, name) for index, name in enumerate(names)]
    kinds = {version.dataset: version.kind for run in runs for version in run.versions}
    datasets = tuple(TrackedDataset(name, kind) for name, kind in sorted(kinds.items()))
    history = make_history(0, runs=tuple(runs), datasets=datasets)
    return replace(history, project=replace(history.project, name=SCRIPT))


def _hostile_run(index: int, name: str) -> Run:
    node = replace(GRAPH[0], name=name, tags=(name,), namespace="a.b", outputs=(name,))
    versions = (
        make_metrics({name: float(index), f"{name}.r2": index / 7}, dataset=name),
        Version(f"json {name}", "", "json", data={name: {name: [name, None, True]}}),
    )
    return make_run(
        index,
        id=f"{name}{index}",
        title=name,
        notes=f"# {name}\n\n{SCRIPT}\n\n[x](javascript:alert(1))\n",
        tags=(name,),
        user=name,
        git_user=name,
        host=name,
        command=f"kedro run --params={name}",
        environment=name,
        pipelines=(name,),
        parameters={name: {name: name}},
        given={name: name},
        packages={name: name},
        code=Code(sha=name, branch=name, dirty=True, remote=f"https://example.org/{index}"),
        failure=Failure(name, name, (name,), name) if index % 2 else None,
        status="failed" if index % 2 else "succeeded",
        graph=(node, *GRAPH[1:]),
        versions=versions,
    )


def page_kinds(site: Path) -> list[str]:
    """One page of each kind: all that lie at the root, and one of each folder."""
    found = sorted(path.name for path in site.glob("*.html"))
    for folder in sorted(path for path in site.iterdir() if path.is_dir()):
        found += [f"{folder.name}/{path.name}" for path in sorted(folder.glob("*.html"))[:1]]
    return found


class References(HTMLParser):
    """The ids of a page, and the addresses that it refers to."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.addresses: list[str] = []
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, _tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Take note of ids and addresses."""
        for name, value in attributes:
            if name == "id" and value is not None:
                self.ids.append(value)
            if name in ("href", "src") and value is not None:
                self.addresses.append(value)


def broken_references(site: Path) -> Iterator[str]:
    """Every internal address of every page that leads to no file or no place in it."""
    pages = {path: References(path) for path in sorted(site.rglob("*.html"))}
    for page, references in pages.items():
        for address in references.addresses:
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            if page.name == "404.html" and parts.path.startswith("../"):
                continue  # a host shows this page in place of others, also of deeper ones
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            if not target.is_file():
                yield f"{page.relative_to(site)}: {address} leads to no file"
            elif not _has_place(pages.get(target), unquote(parts.fragment)):
                yield f"{page.relative_to(site)}: {address} leads to no place"


def _has_place(page: References | None, fragment: str) -> bool:
    """Whether a fragment is a place of a page, or the state of its scripts, or none at all."""
    return page is None or not fragment or "=" in fragment or fragment in page.ids
