"""Where every error of a command becomes one sentence, and nothing else."""

from __future__ import annotations

import errno
import os
from typing import Any

import click

from kedro_track.errors import TrackError

DEBUG = "KEDRO_TRACK_DEBUG"
"""Set in the environment, faults of kedro-track itself show where they happened."""


class TrackGroup(click.Group):
    """A group whose commands end with a sentence on stderr and 1, never with a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except TrackError as error:
            raise click.ClickException(str(error)) from None
        except OSError as error:
            # click itself ends quietly when the reader of a pipe is gone.
            if error.errno == errno.EPIPE or os.environ.get(DEBUG):
                raise
            raise click.ClickException(_of_the_system(error)) from None
        except (click.exceptions.Exit, click.ClickException, click.Abort):
            raise
        except Exception as error:
            if os.environ.get(DEBUG):
                raise
            raise click.ClickException(_of_ours(error)) from None


def _of_the_system(error: OSError) -> str:
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror or error}"


def _of_ours(error: Exception) -> str:
    return (
        f"kedro-track failed in a way that it should not ({type(error).__name__}: {error}). "
        f"Set {DEBUG}=1 to see where, and please report it."
    )
