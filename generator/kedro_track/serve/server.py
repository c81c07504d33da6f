"""The server: builds, listens, builds again whenever something changed, until it is told to end."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kedro_track.build import BuildReport, BuildRequest, read_config
from kedro_track.errors import ServeError, TrackError
from kedro_track.serve.app import Desk, application
from kedro_track.serve.builder import Builder
from kedro_track.serve.events import Events
from kedro_track.serve.options import ServeOptions
from kedro_track.serve.watching import changes, far_changes
from kedro_track.site.theme import Theme, find_theme

if TYPE_CHECKING:
    from uvicorn import Server

_PATIENCE = 2
"""Seconds that open lines have to end."""


@dataclass(frozen=True, slots=True)
class Tell:
    """Whom the server tells what happens.

    Attributes:
        built: After each build that wrote something, and the first.
        failed: When a build failed, with its sentence; the site that was there stays.
        ready: When it listens, with its address.
    """

    built: Callable[[BuildReport], None]
    failed: Callable[[str], None]
    ready: Callable[[str], None]


def serve(request: BuildRequest, options: ServeOptions, tell: Tell) -> None:
    """Serve a project's site until Ctrl-C.

    Raises:
        TrackError: If a package is missing, the port is taken, or the first build fails.
    """
    _check_packages()
    listening = listen(options)
    with listening, suppress(KeyboardInterrupt):
        asyncio.run(_serve(request, options, tell, listening))


def listen(options: ServeOptions) -> socket.socket:
    """The socket that browsers will call.

    Raises:
        ServeError: If it can't be had, with the way out.
    """
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows shares ports unless told otherwise
        made.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((options.host, options.port))
        made.listen(128)
    except (OSError, OverflowError) as error:
        made.close()
        raise ServeError(_why_not(error, options)) from error
    return made


def _why_not(error: Exception, options: ServeOptions) -> str:
    code = getattr(error, "errno", None)
    if code == errno.EADDRINUSE:
        return (
            f"Port {options.port} of {options.host} is in use, perhaps by another "
            "`kedro track serve`; name another with --port, or any free one with --port 0."
        )
    if code == errno.EACCES:
        return f"Port {options.port} is not for everyone; name one above 1023 with --port."
    return f"{options.host}, port {options.port}, can't be listened at: {error}."


def _check_packages() -> None:
    try:
        import starlette  # noqa: F401 - whether they are there
        import uvicorn  # noqa: F401
        import watchfiles  # noqa: F401
    except ImportError as error:
        raise ServeError(
            f"`kedro track serve` needs {error.name}; install it with "
            "`pip install 'kedro-track[serve]'`."
        ) from error


async def _serve(
    request: BuildRequest, options: ServeOptions, tell: Tell, listening: socket.socket
) -> None:
    builder, events, changed = Builder(request), Events(), asyncio.Event()
    stop = asyncio.Event()
    try:
        report = await builder.build()
        tell.built(report)
        desk = Desk(request, report.site, _theme(request), options, builder, events, changed.set)
        server = _server(desk)
        keeping = [
            asyncio.create_task(_hear(changes(request, report.site.absolute(), stop), changed)),
            asyncio.create_task(_hear(far_changes(request), changed)),
            asyncio.create_task(_rebuild(builder, events, changed, tell)),
        ]
        tell.ready(_address(options, listening))
        await _run(server, listening, events)
        stop.set()
        for task in keeping:
            task.cancel()
    finally:
        builder.close()


def _theme(request: BuildRequest) -> Theme:
    from kedro_track.collect.project import find_project

    layout = find_project(request.project)
    config = read_config(layout.root, request.env)
    return find_theme(config.theme, layout.root, config.language)


def _server(desk: Desk) -> Server:
    import uvicorn

    config = uvicorn.Config(
        application(desk),
        log_level="error",
        access_log=False,
        server_header=False,
        lifespan="off",
        timeout_graceful_shutdown=_PATIENCE,
    )
    return uvicorn.Server(config)


async def _run(server: Server, listening: socket.socket, events: Events) -> None:
    """Answer until a signal; then end the pages' open lines, which would not by themselves."""
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    while not serving.done() and not server.should_exit:
        await asyncio.wait([serving], timeout=0.2)
    events.close()
    await serving


async def _hear(news: AsyncIterator[None], changed: asyncio.Event) -> None:
    async for _ in news:
        changed.set()


async def _rebuild(builder: Builder, events: Events, changed: asyncio.Event, tell: Tell) -> None:
    while True:
        await changed.wait()
        changed.clear()
        try:
            report = await builder.build()
        except TrackError as error:
            tell.failed(str(error))
            events.tell("failed", why=str(error))
            continue
        if report.written:
            tell.built(report)
        events.tell("built", written=report.written)


def _address(options: ServeOptions, listening: socket.socket) -> str:
    port = listening.getsockname()[1]
    host = f"[{options.host}]" if ":" in options.host else options.host
    return f"http://{host}:{port}/"
