"""A browser driven by WebDriver BiDi without a driver: Firefox speaks it by itself.

Only what a smoke test needs: open an address, ask the page, hear its console and requests.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

PREFERENCES = """\
user_pref("app.update.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("remote.active-protocols", 1);
user_pref("toolkit.telemetry.enabled", false);
"""


def find_firefox() -> str | None:
    """The path of an installed Firefox."""
    return shutil.which("firefox-esr") or shutil.which("firefox")


class Firefox:
    """One tab, and all that was reported since it was opened.

    Attributes:
        problems: Errors of the console and of scripts, failed requests.
        requests: Addresses that were asked for.
    """

    def __init__(self, socket: Any) -> None:
        self._socket = socket
        self._last = 0
        self.problems: list[str] = []
        self.requests: list[str] = []
        self._ask("session.new", capabilities={})
        events = ["log.entryAdded", "network.beforeRequestSent", "network.fetchError"]
        self._ask("session.subscribe", events=events)
        tree = self._ask("browsingContext.getTree")
        self._tab = tree["contexts"][0]["context"]

    def open(self, address: str) -> None:
        """Open an address and wait until it has loaded."""
        self._ask("browsingContext.navigate", context=self._tab, url=address, wait="complete")
        # Data comes by scripts that the page adds after that.
        settled = "new Promise((done) => setTimeout(done, 300))"
        self._ask(
            "script.evaluate", expression=settled, awaitPromise=True, target={"context": self._tab}
        )

    def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression that gives a text, a number or a flag."""
        found = self._ask(
            "script.evaluate",
            expression=expression,
            awaitPromise=True,
            target={"context": self._tab},
        )
        if found["type"] == "exception":
            raise AssertionError(found["exceptionDetails"]["text"])
        return found["result"].get("value")

    def _ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._last += 1
        self._socket.send(json.dumps({"id": self._last, "method": method, "params": parameters}))
        while True:
            said = json.loads(self._socket.recv())
            if said.get("id") == self._last:
                if said["type"] == "error":
                    raise AssertionError(f"{method}: {said['error']}: {said['message']}")
                result: dict[str, Any] = said["result"]
                return result
            self._hear(said)

    def _hear(self, said: dict[str, Any]) -> None:
        method, event = said.get("method"), said.get("params", {})
        if method == "log.entryAdded" and event["level"] == "error":
            self.problems.append(f"console: {event['text']}")
        elif method == "network.beforeRequestSent":
            self.requests.append(event["request"]["url"])
        elif method == "network.fetchError":
            self.problems.append(f"{event['request']['url']}: {event['errorText']}")


@contextmanager
def firefox(path: str) -> Iterator[Firefox]:
    """Start a headless Firefox with a fresh profile, and end it."""
    import websocket

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        Path(profile, "user.js").write_text(PREFERENCES, encoding="utf-8")
        command = [path, "--headless", "--no-remote", "--profile", profile]
        process = subprocess.Popen(
            [*command, "--remote-debugging-port=0"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            address = _address(process, Path(profile, "WebDriverBiDiServer.json"))
            # No answer within the time is an error: a test never hangs.
            socket = websocket.create_connection(address, timeout=60, suppress_origin=True)
            yield Firefox(socket)
            socket.close()
        finally:
            end(process)


def end(process: subprocess.Popen[Any]) -> None:
    """End a process that we started, if need be at once."""
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(timeout=10)


def _address(process: subprocess.Popen[Any], said: Path) -> str:
    """Where the browser listens, as it writes into its profile when it has started."""
    ends = time.monotonic() + 90
    while time.monotonic() < ends and process.poll() is None:
        with suppress(OSError, ValueError):  # it is still starting, or writing
            found = json.loads(said.read_text(encoding="utf-8"))
            return f"ws://{found['ws_host']}:{found['ws_port']}/session"
        time.sleep(0.1)
    raise AssertionError(f"Firefox did not start (its exit status: {process.poll()}).")
