"""WebKit on a virtual screen, driven by WebKitGTK's own WebDriver."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from bidi import end

PACKAGES = "webkit2gtk-driver xvfb"


def find_webkit() -> tuple[str, str, str] | None:
    """The driver, the browser that comes with it, and the virtual screen."""
    driver, screen = shutil.which("WebKitWebDriver"), shutil.which("Xvfb")
    browsers = sorted(Path("/usr/lib").glob("*/webkit2gtk-4*/MiniBrowser"))
    return (driver, str(browsers[-1]), screen) if driver and screen and browsers else None


class WebKit:
    """One window."""

    def __init__(self, port: int, browser: str) -> None:
        self._root = f"http://127.0.0.1:{port}"
        options = {"binary": browser, "args": ["--automation"]}
        wanted = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
        self._session = self._post("/session", capabilities=wanted)["sessionId"]

    def open(self, address: str) -> None:
        """Open an address and wait until it has loaded, and what its scripts add after that."""
        self._post(f"/session/{self._session}/url", url=address)
        time.sleep(0.3)

    def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression."""
        script = f"return {expression}"
        return self._post(f"/session/{self._session}/execute/sync", script=script, args=[])

    def close(self) -> None:
        """End the browser."""
        request = Request(f"{self._root}/session/{self._session}", method="DELETE")
        urlopen(request, timeout=30).close()

    def _post(self, path: str, **content: Any) -> Any:
        body, kind = json.dumps(content).encode(), {"Content-Type": "application/json"}
        request = Request(self._root + path, data=body, headers=kind)
        with urlopen(request, timeout=90) as answer:
            return json.loads(answer.read())["value"]


@contextmanager
def webkit(found: tuple[str, str, str]) -> Iterator[WebKit]:
    """Start WebKit on a screen of its own, and end both."""
    driver, browser, screen = found
    with ExitStack() as running:
        read, write = os.pipe()
        display = subprocess.Popen(
            [screen, "-displayfd", str(write), "-screen", "0", "1440x900x24"],
            pass_fds=[write],
            stderr=subprocess.DEVNULL,
        )
        running.callback(end, display)
        os.close(write)
        with os.fdopen(read) as said:  # ends with the screen, if that does not start
            number = said.readline().strip()
        quiet = {"DISPLAY": f":{number}", "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1"}
        port = _free_port()
        service = subprocess.Popen(
            [driver, f"--port={port}"],
            env={**os.environ, **quiet, "NO_AT_BRIDGE": "1"},
            stderr=subprocess.DEVNULL,
        )
        running.callback(end, service)
        _wait_for(port)
        started = WebKit(port, browser)
        running.callback(started.close)
        yield started


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _wait_for(port: int) -> None:
    ends = time.monotonic() + 30
    while time.monotonic() < ends:
        try:
            urlopen(f"http://127.0.0.1:{port}/status", timeout=5).close()
        except (URLError, OSError):  # noqa: PERF203 - it is still starting
            time.sleep(0.1)
        else:
            return
    raise AssertionError("WebKitWebDriver did not start")
