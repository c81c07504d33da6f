"""The command line: parses flags and calls one function; its bodies import what they need.

Every `kedro` command imports this package, so that nothing here imports more than click.
"""

from __future__ import annotations

import sys

import click

from kedro_track.cli.build_site import build_site
from kedro_track.cli.compare import compare
from kedro_track.cli.copy import copy
from kedro_track.cli.delete import delete
from kedro_track.cli.demo import demo
from kedro_track.cli.doctor import doctor
from kedro_track.cli.edit import edit
from kedro_track.cli.export import export
from kedro_track.cli.group import TrackGroup
from kedro_track.cli.import_ import import_
from kedro_track.cli.init import init
from kedro_track.cli.publish import publish
from kedro_track.cli.restore import restore
from kedro_track.cli.runs import runs
from kedro_track.cli.serve import serve
from kedro_track.cli.show import show
from kedro_track.cli.trash import trash

COMMANDS = (
    init,
    doctor,
    build_site,
    publish,
    serve,
    runs,
    show,
    compare,
    edit,
    import_,
    copy,
    delete,
    restore,
    trash,
    export,
    demo,
)


@click.group(cls=TrackGroup, context_settings={"help_option_names": ["-h", "--help"]})
def track() -> None:
    """Publish, list, show and edit the tracked runs of a project."""


for command in COMMANDS:
    track.add_command(command)

commands = click.Group("kedro-track", {"track": track})


def __getattr__(name: str) -> click.Group:
    """Make `global_commands` when Kedro asks for it, which is after it has found a project.

    In a project Kedro loads both groups and lists what both hold twice. So there this one is
    empty, and bears Kedro's own name: it merges with Kedro's group and no heading stands
    over nothing.
    """
    if name != "global_commands":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    kedro = sys.modules.get("kedro.framework.project")
    if getattr(kedro, "PACKAGE_NAME", None):
        return click.Group("kedro")
    return click.Group("kedro-track", {"track": track})


def main() -> None:
    """Run `kedro-track`, which needs neither Kedro's command line nor a project that imports."""
    from kedro_track import __version__

    click.version_option(__version__, prog_name="kedro-track")(track)
    track(prog_name="kedro-track")
