"""The page itself: a web server of its own on the loopback interface, put together, started and stopped."""

import secrets

from aiohttp import web

from bot.playground import Playground
from bot.playground.page import guard
from bot.playground.page.acts import Acts
from bot.playground.page.changes import Stream
from bot.playground.page.guide import Guide
from bot.playground.page.guided import Guided
from bot.playground.page.looks import Looks
from bot.playground.page.mishaps import kindly
from bot.playground.page.site import Site
from bot.playground.page.statics import Statics


class Page:
    """A playground in a browser, with what a guide tells beside it."""

    def __init__(self, playground: Playground, guide: Guide | None = None) -> None:
        self._site = Site(playground, guide or Guide(), secrets.token_hex(4))
        self._stream = Stream(self._site)
        self._runner: web.AppRunner | None = None

    async def start(self, port: int = 0) -> str:
        """Listen on the loopback interface, and give the address back; port 0 takes a free one."""
        self._runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}/"

    async def stop(self) -> None:
        """Close every connection."""
        await self._stream.stop()
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    def _application(self) -> web.Application:
        application = web.Application(middlewares=[guard.guarded, kindly(self._site)])
        application.on_response_prepare.append(guard.add_headers)
        looks, guided = Looks(self._site), Guided(self._site)
        application.add_routes(
            [
                web.get("/", looks.page),
                web.get("/part/{part}", looks.part),
                web.get("/file/{file}", looks.file),
                web.get("/static/{name}", Statics().file),
                web.get("/changes", self._stream.follow, allow_head=False),
                web.post("/as/{user}/{act}", Acts(self._site).act),
                web.post(r"/jump/{number:\d{1,3}}", guided.jump),
                web.post(r"/tour/{number:\d{1,3}}", guided.play),
                web.post(r"/tour/{number:\d{1,3}}/leave", guided.leave),
            ]
        )
        return application
