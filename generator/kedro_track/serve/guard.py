"""Who may ask: neither a foreign page nor a foreign name for this machine.

A page of another site can send requests here, and a name that its owner points at 127.0.0.1
(DNS rebinding) even makes them look like ours. So the name that was called must be one of
ours, a request that changes something must come from a page of ours, and must bear the token
that only such a page can have read.
"""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kedro_track.serve.options import ServeOptions

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOKEN = "x-kedro-track-token"  # noqa: S105 - the header's name
_SAME = "same-origin"
_SAFE = frozenset({"GET", "HEAD"})
HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@dataclass(frozen=True, slots=True)
class Question:
    """What decides whether a request is answered; header names in lower case."""

    method: str
    headers: Mapping[str, str]


def refusal(question: Question, options: ServeOptions) -> str | None:
    """Why a request is refused, in one sentence; None if it may be answered."""
    host, origin = question.headers.get("host", ""), question.headers.get("origin")
    if not _is_ours(host, options):
        return (
            f"This server is not called {host!r}; name it with --name if it is, or open the "
            "address that `kedro track serve` said."
        )
    if origin is not None and origin.partition("://")[2] != host:
        return f"A page of {origin} may ask nothing here."
    return None if question.method in _SAFE else _refused_edit(question.headers, options)


def _refused_edit(headers: Mapping[str, str], options: ServeOptions) -> str | None:
    if headers.get("origin") is None or headers.get("sec-fetch-site", "same-origin") != _SAME:
        return "Edits come from a page of this server."
    if not hmac.compare_digest(headers.get(TOKEN, "").encode(), options.token.encode()):
        return "The page is of an earlier server; load it again."
    if headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        return "Edits are JSON."
    return None if options.edits else "This server was told to let nobody edit."


def _is_ours(host: str, options: ServeOptions) -> bool:
    name = _without_port(host).lower()
    if name in options.known_names:
        return True
    # No name server can point a bare address elsewhere.
    return not options.is_loopback and _is_address(name)


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0]


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


class Guard:
    """Refuses what `refusal` names, and adds to every answer what keeps browsers careful."""

    def __init__(self, app: ASGIApp, options: ServeOptions) -> None:
        self._app = app
        self._options = options

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse to."""
        from starlette.datastructures import Headers, MutableHeaders
        from starlette.responses import PlainTextResponse

        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def careful(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = MutableHeaders(scope=message)
                said.update(HEADERS)
                # The frame of figures has no origin, and loads scripts of the site.
                if not scope["path"].startswith("/static/"):
                    said["Cross-Origin-Resource-Policy"] = "same-origin"
            await send(message)

        why = refusal(Question(scope["method"], Headers(scope=scope)), self._options)
        if why is None:
            await self._app(scope, receive, careful)
        else:
            await PlainTextResponse(why + "\n", 403)(scope, receive, careful)
