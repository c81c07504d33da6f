"""The addresses that are answered: the site's files, and four of the server's own."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kedro_track.errors import TrackError
from kedro_track.serve.builder import Builder
from kedro_track.serve.editing import LONGEST, EditError, apply_edit, read_edit
from kedro_track.serve.events import Events
from kedro_track.serve.guard import Guard
from kedro_track.serve.options import ServeOptions
from kedro_track.serve.pages import HERE, find_file, is_page, live, may_be_kept, state
from kedro_track.site.theme import Theme

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

    from kedro_track.build import BuildRequest

_SEALED = "sandbox allow-scripts"


@dataclass(frozen=True, slots=True)
class Desk:
    """What the answers are made of.

    Attributes:
        changed: Called after an edit.
    """

    request: BuildRequest
    site: Path
    theme: Theme
    options: ServeOptions
    builder: Builder
    events: Events
    changed: Any


def application(desk: Desk) -> Starlette:
    """The application that answers, behind its guard."""
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.routing import Route

    answers = _Answers(desk)
    return Starlette(
        routes=[
            Route(f"/{HERE}/events", answers.events),
            Route(f"/{HERE}/live.js", answers.script),
            Route(f"/{HERE}/live.css", answers.style),
            Route(f"/{HERE}/page", answers.state),
            Route(f"/{HERE}/run", answers.words, methods=["GET"]),
            Route(f"/{HERE}/run", answers.edit, methods=["POST"]),
            Route("/{address:path}", answers.file),
        ],
        middleware=[Middleware(Guard, options=desk.options)],
    )


class _Answers:
    """One method for each address."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def events(self, _request: Request) -> Response:
        from starlette.responses import StreamingResponse

        headers = {"Cache-Control": "no-store"}
        stream = self._desk.events.listen()
        return StreamingResponse(stream, headers=headers, media_type="text/event-stream")

    async def script(self, _request: Request) -> Response:
        theme = self._desk.theme
        names = ("live.js", "edit.js") if self._desk.options.edits else ("live.js",)
        return _own([*(theme.apart(name) for name in names)], "text/javascript")

    async def style(self, _request: Request) -> Response:
        return _own([self._desk.theme.apart("live.css")], "text/css")

    async def state(self, request: Request) -> Response:
        """Whether a page is still the one that is shown."""
        path = find_file(self._desk.site, request.query_params.get("page", ""))
        return _json(state(self._desk.site, path))

    async def words(self, request: Request) -> Response:
        """What people said of a run, as it can be edited."""
        try:
            found = await self._desk.builder.words(request.query_params.get("id", ""))
        except TrackError as error:
            return _json({"error": str(error)}, 409)
        return _json(asdict(found)) if found else _json({"error": "There is no such run."}, 404)

    async def edit(self, request: Request) -> Response:
        from starlette.concurrency import run_in_threadpool

        desk, run_id = self._desk, request.query_params.get("id", "")
        try:
            edit = read_edit(await _content(request))
            words = await desk.builder.words(run_id)
            if words is None:
                return _json({"error": "There is no such run."}, 404)
            await run_in_threadpool(apply_edit, desk.request, run_id, words, edit)
        except EditError as error:
            return _json({"error": str(error)}, 400)
        except TrackError as error:
            return _json({"error": str(error)}, 409)
        desk.changed()
        return _json({"error": None})

    async def file(self, request: Request) -> Response:
        """A file of the site; its page for what is missing where there is none."""
        from starlette.responses import FileResponse, HTMLResponse, RedirectResponse

        site, options, theme = self._desk.site, self._desk.options, self._desk.theme
        address = request.path_params["address"]
        path = find_file(site, address)
        if path is None:
            missing = find_file(site, "404.html")
            return HTMLResponse(live(site, missing, options, theme) if missing else "", 404)
        if path.name == "index.html" and address and not address.endswith("index.html"):
            return RedirectResponse(f"/{address.rstrip('/')}/index.html")
        url = path.relative_to(site).as_posix()
        if is_page(url):
            headers = {"Cache-Control": "no-store"}
            return HTMLResponse(live(site, path, options, theme), headers=headers)
        headers = {"Cache-Control": "no-cache"}
        if may_be_kept(path, url, request.query_params.get("v")):
            headers = {"Cache-Control": "max-age=31536000, immutable"}
        if url.startswith("files/") and url.endswith(".html"):
            headers["Content-Security-Policy"] = _SEALED
        return FileResponse(path, headers=headers)


async def _content(request: Request) -> Any:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST:
            raise EditError(f"An edit of more than {LONGEST // 1_000_000} MB is not taken.")
    try:
        return json.loads(bytes(body))
    except (ValueError, RecursionError) as error:
        raise EditError("What was sent is no JSON.") from error


def _own(parts: list[str], kind: str) -> Response:
    from starlette.responses import Response

    return Response("\n".join(parts), media_type=kind, headers={"Cache-Control": "no-cache"})


def _json(content: Any, status: int = 200) -> Response:
    from starlette.responses import JSONResponse

    return JSONResponse(content, status, headers={"Cache-Control": "no-store"})
