"""Calls commands of `kedro-track` on a project, in this process."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from kedro_track.cli import track


def runner() -> CliRunner:
    """A runner that keeps stderr apart, which click before 8.2 has to be asked for."""
    try:
        return CliRunner(mix_stderr=False)  # type: ignore[call-arg]
    except TypeError:
        return CliRunner()


def call(project: Path, command: str, *arguments: str, answer: str | None = None) -> Result:
    """Call a command of `kedro-track` on a project.

    Args:
        project: Where to.
        command: Its name.
        *arguments: What follows it.
        answer: What a person types.
    """
    given = [command, "--project", str(project), *arguments]
    return runner().invoke(track, given, input=answer)


def lines(project: Path, command: str, *arguments: str) -> list[str]:
    """The lines that a command prints which succeeds."""
    done = call(project, command, *arguments)
    assert done.exit_code == 0, done.output + done.stderr
    return done.stdout.splitlines()


def told(project: Path, command: str, *arguments: str) -> Any:
    """The JSON that a command prints."""
    return json.loads("\n".join(lines(project, command, *arguments, "--json")))


def refused(project: Path, command: str, *arguments: str, code: int = 1) -> str:
    """The sentence that a command ends with which is refused; it prints nothing else."""
    done = call(project, command, *arguments)
    assert (done.exit_code, done.stdout) == (code, ""), done.output
    return str(done.stderr).strip()
