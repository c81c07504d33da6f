"""`kedro track copy`."""

from __future__ import annotations

import click


@click.command()
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@click.option("--env", "-e", help="The conf environment that holds a project's credentials.")
def copy(*, source: str, target: str, env: str | None) -> None:
    """Copy a history FROM one store TO another.

    All runs, and all that people said of them. Each store is a file, a folder with a
    session_store.db in it, a URL of PostgreSQL, or the folder of a project, which means the
    store that its settings name. FROM is only read. Copying again takes what is new, and goes
    on where it was interrupted.
    """
    from kedro_track.cli.copying import copied, store_at

    lines, is_whole = copied(store_at(source, env), store_at(target, env))
    for line in lines:
        click.echo(line)
    if not is_whole:
        raise click.exceptions.Exit(1)
