"""Who may ask: only a browser that this page was loaded in.

Another site could send its visitors' requests here (their browser can reach the loopback interface), under a
name of its own that leads here, or from a form. Both show in the `Host` and `Origin` that browsers set.
"""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
NAMES = frozenset({"127.0.0.1", "localhost"})


async def add_headers(_: web.Request, response: web.StreamResponse) -> None:
    """On every answer, the streamed ones too."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)


@web.middleware
async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what no page of ours would have sent."""
    if not _is_ours(request.host, _port(request)):
        return _refused("This page answers on 127.0.0.1 and localhost only.")
    if request.method not in ("GET", "HEAD") and not _is_from_us(request):
        return _refused("Only this page itself may send that.")
    return await handler(request)


def _port(request: web.Request) -> int | None:
    name = request.transport.get_extra_info("sockname") if request.transport else None
    return int(name[1]) if name else None


def _is_ours(host: str, port: int | None) -> bool:
    try:
        parts = urlsplit(f"//{host}")
        return parts.hostname in NAMES and (parts.port or 80) == port
    except ValueError:
        return False


def _is_from_us(request: web.Request) -> bool:
    same = request.headers.get("Origin") == f"http://{request.host}"
    return same and request.content_type == "application/json"


def _refused(words: str) -> web.Response:
    return web.Response(status=403, text=words)
