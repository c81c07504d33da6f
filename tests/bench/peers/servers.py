"""Starts a peer's server, and asks it until it answers."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

PATIENCE = 600
"""Seconds that a server may take to answer; a peer that takes longer is said not to answer."""


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(command: Sequence[str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A server as a group of processes of its own, ended with all its workers."""
    quiet = {"DO_NOT_TRACK": "1", "MLFLOW_DISABLE_TELEMETRY": "true"}
    path = str(Path(command[0]).parent) + os.pathsep + os.environ["PATH"]
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **quiet, "PATH": path},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def ask(server: subprocess.Popen[bytes], address: str, question: Mapping[str, Any]) -> Any:
    """Post JSON until the server is up; its answer.

    Raises:
        TimeoutError: If it ends, or does not answer within `PATIENCE` seconds.
    """
    request = urllib.request.Request(
        address,
        json.dumps(question).encode(),
        {"content-type": "application/json"},
    )
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        with suppress(urllib.error.URLError, ConnectionError):
            return json.load(urllib.request.urlopen(request, timeout=PATIENCE))
        time.sleep(0.05)
    raise TimeoutError(f"{address} did not answer; see its server.log.")
