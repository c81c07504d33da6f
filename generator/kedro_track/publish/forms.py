"""A site in other forms than its folder, made beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kedro_track.build import BuildRequest, read_config
from kedro_track.publish.archive import write_zip
from kedro_track.publish.single_file import HEAVY, write_single_file
from kedro_track.publish.target import beside


@dataclass(frozen=True, slots=True)
class Form:
    """A site in another form.

    Attributes:
        bytes: Its size.
        warnings: A sentence each.
    """

    path: Path
    bytes: int
    warnings: tuple[str, ...] = ()


def forms(
    request: BuildRequest, site: Path, *, single_file: bool, archive: bool
) -> tuple[Form, ...]:
    """The forms of a built site that are asked for, beside its folder.

    Raises:
        TrackError: If there is no site, or a file can't be written.
    """
    return (
        *([_single_file(request, site)] if single_file else []),
        *([_archive(site)] if archive else []),
    )


def _single_file(request: BuildRequest, site: Path) -> Form:
    from kedro_track.collect.project import find_project
    from kedro_track.site.theme import find_theme

    layout = find_project(request.project)
    config = read_config(layout.root, request.env)
    theme = find_theme(config.theme, layout.root, config.language)
    target = beside(site, ".html")
    written = write_single_file(site, theme, config.title or layout.name, target)
    return Form(target, written.bytes, tuple(_warnings(target, written.bytes, written.left_out)))


def _archive(site: Path) -> Form:
    target = beside(site, ".zip")
    return Form(target, write_zip(site, target))


def _warnings(target: Path, size: int, left_out: int) -> Iterator[str]:
    if size >= HEAVY:
        yield (
            f"{target} has {size / 1e6:,.0f} MB, which browsers take long to open; "
            "--zip makes one file that stays quick once it is unpacked."
        )
    if left_out:
        pages = "page that a run saved is" if left_out == 1 else "pages that runs saved are"
        yield (
            f"{left_out} {pages} not shown in {target}, since a single file runs no scripts of "
            "theirs; the folder and --zip show them."
        )
