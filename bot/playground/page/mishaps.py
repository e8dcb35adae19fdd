"""When something isn't there, or breaks: whoever looks reads a kind page, the script a line."""

import logging
from traceback import format_tb

from aiohttp import web
from aiohttp.typedefs import Middleware

from bot.playground.page.guard import Handler
from bot.playground.page.site import Site

LOG = logging.getLogger(__name__)
GONE = "There is nothing here. Perhaps the page is of an earlier run."
BROKEN = "Something broke in the page itself. Loading it again may help; the terminal says more."


def kindly(site: Site) -> Middleware:
    """Turns errors into words."""

    @web.middleware
    async def answer(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except web.HTTPException as error:
            if error.status < 400:
                raise
            words = GONE if error.status == 404 else error.text or error.reason
            return _shown(site, request, error.status, words)
        except Exception as error:
            # Where it was, and not what it says: that may hold what people typed.
            where = "".join(format_tb(error.__traceback__))
            LOG.error("%s %s: %s\n%s", request.method, request.path, type(error).__name__, where)
            return _shown(site, request, 500, BROKEN)

    return answer


def _shown(site: Site, request: web.Request, status: int, words: str) -> web.Response:
    if request.method != "GET":
        return web.json_response({"said": words}, status=status)
    if request.path != "/" and "text/html" not in request.headers.get("Accept", ""):
        return web.Response(status=status, text=words)
    html = site.render("mishap.html", title=site.guide.title, words=words)
    return web.Response(status=status, text=html, content_type="text/html")
