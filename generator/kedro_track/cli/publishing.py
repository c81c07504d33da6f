"""Build, say what would be sent and who will read it, ask the first time, send."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import click

from kedro_track.build import BuildRequest, build, read_config
from kedro_track.cli.progress import on_stderr
from kedro_track.cli.report import summary, warnings
from kedro_track.cli.text import counted, printable
from kedro_track.errors import PublishError
from kedro_track.publish.plan import Publication

GITHUB_PAGES = "github-pages"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a user asked for; see the options of `kedro track publish`."""

    target: str
    build: bool
    branch: str
    remote: str
    dry_run: bool
    yes: bool
    force: bool


def publish_site(request: BuildRequest, wish: Wish) -> None:
    """Publish a project's site.

    Raises:
        TrackError: With one sentence that says what to do.
    """
    _check_target(wish.target)
    site = _built(request) if wish.build else _folder(request)
    publication = _publication(request, site, wish)
    _tell(publication)
    if publication.difference.is_none:
        click.echo(f"{_capital(publication.place)} is this site already.")
    elif wish.dry_run:
        click.echo("Nothing was sent.")
    elif wish.yes or not publication.is_first or _agreed(publication):
        with on_stderr() as progress:
            publication.carry_out(progress)
        click.echo(f"Published to {publication.place}.")
        if publication.address:
            click.echo(publication.address)
    else:
        click.echo("Nothing was sent.")


def _check_target(target: str) -> None:
    if target != GITHUB_PAGES and "://" not in target:
        raise PublishError(
            f"{target!r} is no place to publish to: meant is {GITHUB_PAGES}, or a URL such as "
            "s3://bucket/prefix."
        )


def _built(request: BuildRequest) -> Path:
    with on_stderr() as progress:
        report = build(request, progress)
    for line in warnings(report):
        click.echo(f"Warning: {line}", err=True)
    click.echo(summary(report))
    return report.site


def _folder(request: BuildRequest) -> Path:
    from kedro_track.collect.project import find_project

    root = find_project(request.project).root
    return request.output or root / read_config(root, request.env).output


def _publication(request: BuildRequest, site: Path, wish: Wish) -> Publication:
    if wish.target == GITHUB_PAGES:
        from kedro_track.publish.pages import PagesBranch, Target

        return PagesBranch(
            request.project, site, Target(wish.remote, wish.branch, force=wish.force)
        )
    from kedro_track.publish.bucket import Bucket

    return Bucket(wish.target, site, force=wish.force)


def _tell(publication: Publication) -> None:
    found = publication.difference
    size = sum(file.size for file in found.sent)
    click.echo(
        printable(
            f"To {publication.place}: {counted(len(found.sent), 'file')} of {found.total} to send "
            f"({size / 1e6:,.1f} MB), {len(found.stale)} to take away."
        )
    )
    click.echo(printable(publication.audience))


def _agreed(publication: Publication) -> bool:
    if not sys.stdin.isatty():
        raise PublishError(
            f"This is the first time that {publication.place} is published to; say --yes if what "
            "the site holds may be read there."
        )
    return click.confirm("Nothing was published there before. Publish it?")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
