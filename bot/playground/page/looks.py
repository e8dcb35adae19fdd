"""What people see: the page, the parts of it that the script asks for again, and files."""

from collections.abc import Awaitable, Callable
from hashlib import blake2b
from mimetypes import guess_type
from urllib.parse import quote

from aiohttp import web

from bot.playground.page import places, reads
from bot.playground.page.show.panes import show_pane
from bot.playground.page.show.people import show_people
from bot.playground.page.show.sight import show_sight
from bot.playground.page.show.timebar import show_time
from bot.playground.page.show.tour import show_tour
from bot.playground.page.site import Site

PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""What a browser may show by itself: an SVG could hold a script, and is shown within the page only."""


class Looks:
    """Answers every GET but the script's and the stream."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._parts: dict[str, Callable[[web.Request], Awaitable[str]]] = {
            "people": self._people,
            "pane": self._pane,
            "time": self._time,
            "tour": self._tour,
            "sight": self._sight,
        }

    async def page(self, request: web.Request) -> web.Response:
        """The whole page, as its address says."""
        site = self._site
        somebody = next((person.id for person in site.slack.people if not person.user.deleted), "")
        shown = places.from_query(request.query, site.guide, somebody)
        html = site.render(
            "page.html",
            title=site.guide.title,
            run=site.run,
            address=shown.address(),
            has_tour=bool(site.guide.tour),
            tour=show_tour(site, shown.tour),
            people=await show_people(site, shown),
            time=await show_time(site, shown.left.user if shown.left else ""),
            left=await show_pane(site, "left", shown.left),
            right=await show_pane(site, "right", shown.right) if shown.right else "",
            places=shown,
        )
        return _html(_bytes(html), {"Cache-Control": "no-store"})

    async def part(self, request: web.Request) -> web.Response:
        """One part; 304 where the browser has it as it is."""
        draw = self._parts.get(request.match_info["part"])
        if draw is None:
            raise web.HTTPNotFound
        html = _bytes(await draw(request))
        tag = f'"{blake2b(html, digest_size=12).hexdigest()}"'
        headers = {"ETag": tag, "Cache-Control": "no-cache"}
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers=headers)
        return _html(html, headers)

    async def _people(self, request: web.Request) -> str:
        return await show_people(self._site, places.from_query(request.query, self._site.guide, ""))

    async def _pane(self, request: web.Request) -> str:
        side = "right" if request.query.get("side") == "right" else "left"
        return await show_pane(self._site, side, places.of_part(request.query))

    async def _time(self, request: web.Request) -> str:
        return await show_time(self._site, request.query.get("user", ""))

    async def _tour(self, request: web.Request) -> str:
        step = places.number(request.query.get("step", ""))
        return show_tour(self._site, step, invites=request.query.get("invites") == "yes")

    async def _sight(self, request: web.Request) -> str:
        person = self._site.person(request.query.get("user", ""))
        asked = (request.query.get("where", ""), request.query.get("ts", ""))
        message = reads.find(self._site.slack, person, *asked) if person else None
        if message is None:
            raise web.HTTPNotFound
        return await show_sight(self._site, message)

    async def file(self, request: web.Request) -> web.Response:
        """A file's bytes; only pictures are shown, everything else is saved."""
        file = self._site.slack.workspace.files.get(request.match_info["file"])
        if file is None or file.content is None or not file.shared:
            raise web.HTTPNotFound
        kind = guess_type(file.name)[0] or "application/octet-stream"
        shown = "inline" if kind in PICTURES else "attachment"
        headers = {
            "Content-Type": kind if kind.startswith("image/") else "application/octet-stream",
            "Content-Disposition": f"{shown}; filename*=UTF-8''{quote(file.name, safe='')}",
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
            "Cache-Control": "private, max-age=3600",
        }
        return web.Response(body=file.content, headers=headers)


def _bytes(html: str) -> bytes:
    """As it is sent; half a surrogate pair, which somebody may well have typed, becomes a question mark."""
    return html.encode(errors="replace")


def _html(body: bytes, headers: dict[str, str]) -> web.Response:
    return web.Response(body=body, content_type="text/html", charset="utf-8", headers=headers)
