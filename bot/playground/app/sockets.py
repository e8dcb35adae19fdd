"""Socket Mode: the same payloads over websockets that the app opens."""

from aiohttp import web

from bot.playground.app.link import Link
from bot.playground.state.workspace import Workspace


class Sockets:
    """Placeholder until the next commit."""

    def __init__(self, workspace: Workspace, link: Link) -> None:
        self.base_url = ""

    def new_url(self) -> str:
        """No sockets yet."""
        raise NotImplementedError

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """No sockets yet."""
        raise web.HTTPNotFound

    async def stop(self) -> None:
        """Nothing to end."""
