"""What the guide lets people do: let time pass, and have a step of the tour played. One thing at a time."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from aiohttp import web

from bot.playground import Impossible
from bot.playground.page.acts import sentence
from bot.playground.page.site import Site

T = TypeVar("T")


class Guided:
    """`POST /jump/{number}`, `POST /tour/{number}` and `POST /tour/{number}/leave`, counted from 1."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def jump(self, request: web.Request) -> web.Response:
        """Returns when everything that fell due on the way is done."""
        jump = _pick(self._site.guide.jumps, request)
        return await self._alone(jump.label, jump.go)

    async def play(self, request: web.Request) -> web.Response:
        """Play a step of the tour for whoever would rather watch; says what was done."""
        step = _pick(self._site.guide.tour, request)
        if step.do is None:
            raise web.HTTPNotFound
        return await self._alone(step.title, step.do)

    async def leave(self, request: web.Request) -> web.Response:
        """Somebody goes on from a step: what it opened is closed."""
        step = _pick(self._site.guide.tour, request)
        if step.leave is not None:
            await step.leave()
        return web.Response(status=204)

    async def _alone(self, label: str, work: Callable[[], Awaitable[str | None]]) -> web.Response:
        if self._site.busy:
            return _said(f"One moment: \u201c{self._site.busy}\u201d is still under way", 409)
        self._site.busy = label
        self._site.changed()
        try:
            return _said(await work() or "", 200)
        except Impossible as error:
            return _said(str(error), 409)
        finally:
            self._site.busy = ""
            self._site.changed()


def _said(words: str, status: int) -> web.Response:
    return web.json_response({"said": sentence(words) if words else ""}, status=status)


def _pick(offered: Sequence[T], request: web.Request) -> T:
    number = int(request.match_info["number"])
    if not 1 <= number <= len(offered):
        raise web.HTTPNotFound
    return offered[number - 1]
