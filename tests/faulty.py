"""An HTTP proxy in front of a server that drops, cuts, delays and refuses what it is told to.

    proxy = FaultyProxy("http://127.0.0.1:5000")
    proxy.faults["GET /bucket/key"] = ["drop", "cut", "error"]   # for the next three requests

`always` faults never end. What was asked stands in `asked`, in the order of arrival.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal
from urllib.parse import urlsplit

Fault = Literal["drop", "cut", "error", "denied"]


class FaultyProxy:
    """Passes requests on, but for those that a fault is meant for.

    Attributes:
        asked: `METHOD path` of every request.
        most: How many requests were on their way at once.
        delay: Seconds that every answer waits.
    """

    def __init__(self, server: str) -> None:
        self.server = urlsplit(server).netloc
        self.faults: dict[str, list[Fault]] = {}
        self.always: dict[str, Fault] = {}
        self.asked: list[str] = []
        self.most = 0
        self.delay = 0.0
        self.gone = False
        self._now = 0
        self._lock = threading.Lock()
        self._http = ThreadingHTTPServer(
            ("127.0.0.1", 0), type("Handler", (_Handler,), {"proxy": self})
        )
        self.address = f"http://127.0.0.1:{self._http.server_port}"
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Be a server that is gone, for connections that are open too."""
        self.gone = True
        self._http.shutdown()
        self._http.server_close()

    def got(self) -> list[str]:
        """The paths that were fetched, listings left out."""
        return [name.removeprefix("GET ") for name in self.asked if _is_object(name)]

    @contextmanager
    def _counted(self, name: str) -> Iterator[Fault | None]:
        with self._lock:
            self.asked.append(name)
            self._now += 1
            self.most = max(self.most, self._now)
            planned = self.faults.get(name)
            fault = planned.pop(0) if planned else self._lasting(name)
        try:
            time.sleep(self.delay)
            yield fault
        finally:
            with self._lock:
                self._now -= 1

    def _lasting(self, name: str) -> Fault | None:
        return next((fault for key, fault in self.always.items() if name.startswith(key)), None)


class _Handler(BaseHTTPRequestHandler):
    """Answers for a proxy."""

    protocol_version = "HTTP/1.1"
    proxy: FaultyProxy

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's own name
        """Say nothing."""

    def _pass_on(self) -> None:
        with self.proxy._counted(f"{self.command} {self.path.partition('?')[0]}") as fault:
            self._answer(fault)

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = _pass_on  # noqa: N815 - the base's own names

    def _answer(self, fault: Fault | None) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        sent = self.rfile.read(length) if length else None
        if fault == "drop" or self.proxy.gone:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
        elif fault in ("error", "denied"):
            self.send_response(503 if fault == "error" else 403)
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            self._forward(sent, cut=fault == "cut")

    def _forward(self, sent: bytes | None, *, cut: bool) -> None:
        connection = HTTPConnection(self.proxy.server, timeout=30)
        connection.request(self.command, self.path, sent, dict(self.headers.items()))
        answer = connection.getresponse()
        content = answer.read()
        self.send_response(answer.status)
        for key, value in answer.getheaders():
            if key.lower() not in ("transfer-encoding", "connection", "server", "date"):
                self.send_header(key, value)
        if answer.getheader("Content-Length") is None:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content[: len(content) // 2] if cut else content)
        self.close_connection = self.close_connection or cut
        connection.close()


def _is_object(name: str) -> bool:
    """Whether a request is for an object: `GET /bucket/key`."""
    method, _, path = name.partition(" ")
    return method == "GET" and path.strip("/").count("/") > 0
