"""Files that a project gets where it has none of the kind: an example, track.yml, a workflow."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path

from kedro_track.analysis.metrics import guess_direction
from kedro_track.begin.edits import Edit, appended, read
from kedro_track.collect.project import ProjectLayout

WORKFLOW = Path(".github", "workflows", "experiments.yml")
ACTION = Path(".github", "actions", "build-site")

_SITE_IGNORED = re.compile(r"^/?site(/(\*\*|\*)?)?\s*$", re.MULTILINE)

_ENTRY = """
# Tracked by kedro-track with every run: a node returns a mapping of names to numbers
# and names `{name}` as its output.
{name}:
  type: kedro_track.MetricsDataset
  filepath: data/09_tracking/{name}.json
"""

_TRACK_YML = """\
# How the site of the tracked runs looks; everything is optional. All keys are explained in the
# README of kedro-track, under "Configure".
title: {title}
# headline: [{headline}]
# baseline: latest on main
# metrics:
#   "{metric}":
#     direction: {direction}
#     format: .3f
"""


def example_entry(layout: ProjectLayout, taken: Iterable[str], mended: Mapping[Path, Edit]) -> Edit:
    """A metrics dataset at the end of the catalog, under a name that nothing bears yet.

    Args:
        layout: Of the project.
        taken: Names of datasets, and all texts of its code that may be one.
        mended: What is changed in the catalog anyway, by file.
    """
    known = {*taken}
    names = ("metrics", *(f"tracked_metrics{n or ''}" for n in range(len(known) + 1)))
    name = next(name for name in names if name not in known)
    path = _catalog(layout)
    text = read(path)
    there = mended[path].after if path in mended else text
    return Edit(path, text, appended(there, _ENTRY.format(name=name)))


def example_pipeline(layout: ProjectLayout) -> tuple[Edit, ...]:
    """A pipeline that runs, for a project that has no node yet; nothing without a package.

    Its catalog entry and its parameters are files of their own, so that all of it can go
    again by deleting what is called `example`.
    """
    if layout.package is None:
        return ()
    home = layout.source.joinpath(*layout.package.split("."), "pipelines", "example")
    base = layout.conf / layout.base_env
    targets = {
        home / "__init__.py": "example/__init__.py.txt",
        home / "nodes.py": "example/nodes.py.txt",
        home / "pipeline.py": "example/pipeline.py.txt",
        base / "catalog_example.yml": "example/catalog_example.yml",
        base / "parameters_example.yml": "example/parameters_example.yml",
    }
    return tuple(Edit(path, read(path), _shipped(name)) for path, name in targets.items())


def finds_pipelines(layout: ProjectLayout) -> bool:
    """Whether a new pipeline's folder is all that Kedro needs to run it."""
    if layout.package is None:
        return False
    registry = layout.source.joinpath(*layout.package.split("."), "pipeline_registry.py")
    return "find_pipelines(" in (read(registry) or "")


def track_yml(layout: ProjectLayout, metrics: Iterable[str]) -> Edit | None:
    """The configuration of the site; None if there is one in any environment."""
    if any(layout.conf.glob("*/track.y*ml")):
        return None
    names = list(dict.fromkeys(name.rpartition(".")[2] for name in metrics))
    known = [name for name in names if re.fullmatch(r"\w+", name)] or ["r2_score", "mae"]
    content = _TRACK_YML.format(
        title=json.dumps(layout.name, ensure_ascii=False),
        headline=", ".join(known[:3]),
        metric=f"*.{known[-1]}",
        direction=guess_direction(known[-1]),
    )
    return Edit(layout.conf / layout.base_env / "track.yml", None, content)


def gitignore(layout: ProjectLayout) -> Edit | None:
    """The built site left out of git; None where it is already."""
    path = layout.root / ".gitignore"
    text = read(path)
    if text is not None and _SITE_IGNORED.search(text):
        return None
    lines = "\n# the site that kedro-track builds\n/site/\n"
    return Edit(path, text, appended(text, lines))


def kept_folder(layout: ProjectLayout) -> Edit | None:
    """The folder of the default environment, which Kedro asks for; None if it is there."""
    folder = layout.conf / layout.default_env
    return None if folder.is_dir() else Edit(folder / ".gitkeep", None, "")


def workflow(layout: ProjectLayout, folders: Iterable[str]) -> Iterator[Edit]:
    """The workflow for GitHub and the action that it uses, where there is none of ours yet.

    Args:
        layout: Of the project, whose root is the repository's.
        folders: Where tracked datasets lie, relative to the project.
    """
    kept = sorted({_above(folder) for folder in folders} - {""}) or ["data/09_tracking"]
    install = "-r requirements.txt kedro-track"
    if not (layout.root / "requirements.txt").is_file():
        install = ". kedro-track"
    said = {
        "data/08_reporting data/09_tracking": " ".join(kept),
        "-r requirements.txt kedro-track": install,
        '"3.12"': f'"{sys.version_info[0]}.{sys.version_info[1]}"',
        "branches: [main]": f"branches: [{_branch(layout.root)}]",
    }
    text = _shipped("experiments.yml")
    for old, new in said.items():
        text = text.replace(old, new)
    contents = {
        WORKFLOW: text,
        ACTION / "action.yml": _shipped("action.yml"),
        ACTION / "comment.py": _shipped("comment.py.txt"),
    }
    for path, content in contents.items():
        if read(layout.root / path) is None:
            yield Edit(layout.root / path, None, content)


def _branch(root: Path) -> str:
    """The branch whose pushes are experiments: `master` where that is checked out."""
    head = read(root / ".git" / "HEAD") if (root / ".git").is_dir() else None
    return "master" if head is not None and head.strip().endswith("/master") else "main"


def _above(filepath: str) -> str:
    """The folder of a dataset's path that is kept whole: its first two parts at most."""
    parts = filepath.replace("\\", "/").split("/")[:-1]
    fixed = [part for part in parts if "{" not in part and part not in ("", ".")]
    safe = "://" not in filepath and ".." not in parts and not filepath.startswith("/")
    return "/".join(fixed[:2]) if safe and all(re.fullmatch(r"[\w.-]+", p) for p in fixed) else ""


def _catalog(layout: ProjectLayout) -> Path:
    base = layout.conf / layout.base_env
    there = [base / name for name in ("catalog.yml", "catalog.yaml") if (base / name).is_file()]
    return there[0] if there else base / "catalog_tracking.yml"


def _shipped(name: str) -> str:
    return (files("kedro_track.begin") / "files" / name).read_text(encoding="utf-8")
