"""A real `kedro track serve` in a process of its own, and waiting for what it does."""

from __future__ import annotations

import http.client
import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from projects import environment

PATIENCE = 60.0
"""Seconds after which what should happen is taken not to; far more than it takes."""


def wait_until(is_so: Callable[[], Any]) -> None:
    """Wait for something that happens within seconds."""
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)


@dataclass(frozen=True)
class Answer:
    """What a server answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


@dataclass(frozen=True)
class Server:
    """A server that runs.

    Attributes:
        log: Where its words go.
    """

    process: subprocess.Popen[bytes]
    log: Path
    url: str

    @property
    def host(self) -> str:
        """Name and port."""
        return urlsplit(self.url).netloc

    @property
    def said(self) -> str:
        """Its words so far."""
        return self.log.read_text(encoding="utf-8")

    def ask(self, address: str, edit: Any = None, headers: dict[str, str] | None = None) -> Answer:
        """Send a request; with an edit, a POST of it."""
        connection = http.client.HTTPConnection(self.host, timeout=PATIENCE)
        body = None if edit is None else json.dumps(edit)
        method = "GET" if edit is None else "POST"
        connection.request(method, address, body, {"Host": self.host, **(headers or {})})
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, content)

    @property
    def token(self) -> str:
        """What a page of it knows."""
        page = self.ask("/").text.replace("&#34;", '"').replace("&quot;", '"')
        [token] = re.findall(r'"token": "([^"]+)"', page)
        return str(token)

    def edit(self, run_id: str, edit: Any, **changed: str | None) -> Answer:
        """Edit as a page does; `changed` are headers that differ, None for one left out."""
        headers = {
            "Origin": f"http://{self.host}",
            "Content-Type": "application/json",
            "X-Kedro-Track-Token": self.token,
            **{name.replace("_", "-"): value for name, value in changed.items()},
        }
        sent = {name: value for name, value in headers.items() if value is not None}
        return self.ask(f"/-/run?id={run_id}", edit, sent)


@contextmanager
def served(
    project: Path, *arguments: str, env: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Serve a project's site at any free port while the block runs; then Ctrl-C."""
    log = project.parent / f"{project.name}-serve-{time.monotonic_ns()}.log"
    command = [sys.executable, "-m", "kedro", "track", "serve", "--port", "0", *arguments]
    with log.open("wb") as into:
        process = subprocess.Popen(
            command, cwd=project, env=environment(**(env or {})), stdout=into, stderr=into
        )
        try:
            wait_until(lambda: "Serving at" in log.read_text() or process.poll() is not None)
            found = re.search(r"Serving at (\S+)", log.read_text())
            assert found, log.read_text()
            yield Server(process, log, found[1])
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
            process.wait(PATIENCE)
