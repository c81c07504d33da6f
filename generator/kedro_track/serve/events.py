"""What open pages are told, as server-sent events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

_SILENCE = 20.0
"""Seconds after which a comment keeps the line open, and finds out whether it still is."""


class Events:
    """Tells every page that listens; a page that comes later is told the last event."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[bytes | None]] = set()
        self._last: bytes | None = None

    def tell(self, what: str, **facts: Any) -> None:
        """Tell all that listen."""
        self._last = f"event: {what}\ndata: {json.dumps(facts)}\n\n".encode()
        for queue in self._listeners:
            queue.put_nowait(self._last)

    def close(self) -> None:
        """Let every line end."""
        for queue in self._listeners:
            queue.put_nowait(None)

    async def listen(self) -> AsyncIterator[bytes]:
        """The events from now on, as a stream of bytes."""
        queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._listeners.add(queue)
        try:
            yield b"retry: 1000\n\n" + (self._last or b"")
            while True:
                try:
                    event = await asyncio.wait_for(queue.get(), _SILENCE)
                except asyncio.TimeoutError:
                    event = b":\n\n"
                if event is None:
                    return
                yield event
        finally:
            self._listeners.discard(queue)
