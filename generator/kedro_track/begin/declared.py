"""What a project declares: the Kedro that it is made for, and the packages that it requires."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from kedro_track.begin.edits import Edit, Replacement, appended, newline_of, read, replaced
from kedro_track.collect.project import ProjectLayout
from kedro_track.toml import read_toml

OURS = "kedro-track"

_SECTION = re.compile(r"^\[tool\.kedro\][^\n]*\n", re.MULTILINE)
_NEXT_SECTION = re.compile(r"^\[", re.MULTILINE)
_MADE_FOR = re.compile(
    r"^(kedro_init_version|project_version)(\s*=\s*)([\"'])(.*?)\3", re.MULTILINE
)
_PINNED = ("kedro", "kedro-datasets")


def requirements_edit(layout: ProjectLayout) -> Edit | None:
    """The file of requirements with ours in it, and without pins that exclude what is installed.

    None where the project has no such file: then pyproject.toml is the place.
    """
    for path in (layout.root / "requirements.txt", layout.root / "src" / "requirements.txt"):
        text = read(path)
        if text is not None:
            lines = text.splitlines(keepends=True)
            after = "".join(_mended_line(line) for line in lines)
            if not any(_name_of(line) == OURS for line in lines):
                after = appended(after, f"{OURS}\n")
            return Edit(path, text, after)
    return None


def pyproject_edit(layout: ProjectLayout, *, has_requirements: bool) -> Edit:
    """pyproject.toml made for the Kedro that is installed, with requirements that allow it."""
    path = layout.root / "pyproject.toml"
    text = read(path) or ""
    after = _requirements_in_toml(path, _made_for(text), add=not has_requirements)
    return Edit(path, text, after)


def made_for(layout: ProjectLayout) -> str | None:
    """The version of Kedro that the project says it is made for."""
    section = _kedro_section(read(layout.root / "pyproject.toml") or "")
    found = section and _MADE_FOR.search(section[1])
    return found[4] if found else None


def is_of_another_kedro(layout: ProjectLayout) -> bool:
    """Whether the installed Kedro refuses every command in this project."""
    declared = layout.kedro_init_version
    return declared is None or _major(declared) != _major(version("kedro"))


def _made_for(text: str) -> str:
    """The text with a `kedro_init_version` that the installed Kedro takes."""
    section = _kedro_section(text)
    installed = version("kedro")
    if section is None:
        return text
    start, body = section
    found = _MADE_FOR.search(body)
    if found is None:
        line = f'kedro_init_version = "{installed}"{newline_of(text)}'
        return text[:start] + line + text[start:]
    if found[1] == "kedro_init_version" and _major(found[4]) == _major(installed):
        return text
    new = f"kedro_init_version{found[2]}{found[3]}{installed}{found[3]}"
    return replaced(text, [Replacement(start + found.start(), start + found.end(), new)])


def _kedro_section(text: str) -> tuple[int, str] | None:
    """Where the body of `[tool.kedro]` starts, and the body."""
    head = _SECTION.search(text)
    if head is None:
        return None
    following = _NEXT_SECTION.search(text, head.end())
    return head.end(), text[head.end() : following.start() if following else len(text)]


def _requirements_in_toml(path: Path, text: str, *, add: bool) -> str:
    listed = _listed(path)
    for old, new in _mended(listed):
        for quote in ('"', "'"):
            text = text.replace(f"{quote}{old}{quote}", f"{quote}{new}{quote}", 1)
    names = {_name_of(each) for each in listed}
    if OURS not in names and listed and (add or "kedro" in names):
        opening = re.search(r"^dependencies\s*=\s*\[(\s*)", text, re.MULTILINE)
        if opening is not None:
            gap = opening[1] or " "
            return text[: opening.end()] + f'"{OURS}",{gap}' + text[opening.end() :]
    return text


def _listed(path: Path) -> list[str]:
    project = read_toml(path).get("project")
    listed = project.get("dependencies") if isinstance(project, Mapping) else None
    return [each for each in listed if isinstance(each, str)] if isinstance(listed, list) else []


def _mended(listed: list[str]) -> Iterator[tuple[str, str]]:
    for each in listed:
        new = _allowing_installed(each)
        if new != each:
            yield each, new


def _mended_line(line: str) -> str:
    """A line of requirements.txt; comments, options and line ends stay."""
    code, mark, comment = line.partition("#")
    stripped = code.strip()
    new = _allowing_installed(stripped) if stripped and not stripped.startswith("-") else stripped
    return code.replace(stripped, new, 1) + mark + comment if stripped else line


def _allowing_installed(requirement: str) -> str:
    """A requirement of Kedro that excludes the installed one, with a pin that does not."""
    from packaging.requirements import InvalidRequirement, Requirement

    try:
        parsed = Requirement(requirement)
        installed = version(parsed.name)
    except (InvalidRequirement, PackageNotFoundError):
        return requirement
    if parsed.name not in _PINNED or parsed.specifier.contains(installed, prereleases=True):
        return requirement
    # Extras of Kedro itself were its datasets', which are a package of their own since 0.19.
    extras = "" if parsed.name == "kedro" or not parsed.extras else _extras(requirement)
    marker = f"; {parsed.marker}" if parsed.marker else ""
    return f"{parsed.name}{extras}~={_two_places(installed)}{marker}"


def _extras(requirement: str) -> str:
    return requirement[requirement.index("[") : requirement.index("]") + 1]


def _name_of(line: str) -> str:
    found = re.match(r"\s*([A-Za-z0-9._-]+)", line)
    return found[1].lower().replace("_", "-").replace(".", "-") if found else ""


def _two_places(release: str) -> str:
    return ".".join(release.split(".")[:2])


def _major(release: str) -> str:
    return release.partition(".")[0]
