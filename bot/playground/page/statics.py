"""The script and the styles: read once, and asked for again at each load, so that no page is half old."""

from hashlib import blake2b
from pathlib import Path

from aiohttp import web

FOLDER = Path(__file__).parent / "static"
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


class Statics:
    """`GET /static/{name}`."""

    def __init__(self) -> None:
        files = [path for path in FOLDER.iterdir() if path.suffix in KINDS]
        self._kept = {path.name: (path.read_bytes(), KINDS[path.suffix]) for path in files}

    async def file(self, request: web.Request) -> web.Response:
        """The file; 304 where the browser has it."""
        if request.match_info["name"] not in self._kept:
            raise web.HTTPNotFound
        content, kind = self._kept[request.match_info["name"]]
        tag = f'"{blake2b(content, digest_size=12).hexdigest()}"'
        headers = {"ETag": tag, "Cache-Control": "no-cache"}
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers=headers)
        return web.Response(body=content, content_type=kind, charset="utf-8", headers=headers)
