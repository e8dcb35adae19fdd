"""Server-sent events: one line whenever something that somebody could see has changed.

The line holds no content, only that there is something new; the script asks again for what it shows.
"""

import asyncio
from contextlib import suppress

from aiohttp import web

from bot.playground.page.site import Site

PAUSE = 15.0  # seconds after which a silent connection says that it is alive


class Stream:
    """`GET /changes`."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._open: set[asyncio.Task[object]] = set()

    async def follow(self, request: web.Request) -> web.StreamResponse:
        """Until the browser goes away or the page stops."""
        headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        task = asyncio.current_task()
        self._open |= {task} if task else set()
        try:
            await self._tell(response)
        except ConnectionResetError:
            pass
        finally:
            self._open -= {task} if task else set()
        return response

    async def _tell(self, response: web.StreamResponse) -> None:
        version = self._site.slack.changes.version
        await _write(response, f"retry: 1000\nevent: hello\ndata: {self._site.run} {version}\n\n")
        while True:
            try:
                version = await asyncio.wait_for(self._site.slack.changes.after(version), PAUSE)
                await _write(response, f"data: {version}\n\n")
            except TimeoutError:
                await _write(response, ": still here\n\n")

    async def stop(self) -> None:
        """End all that are open."""
        for task in list(self._open):
            task.cancel()
        for task in list(self._open):
            with suppress(asyncio.CancelledError):
                await task


async def _write(response: web.StreamResponse, text: str) -> None:
    await response.write(text.encode())
