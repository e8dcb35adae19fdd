"""Slack's Web API for one workspace: one shared session, no hidden retries, narrow errors.

By aiohttp alone: Slack's own client costs as much again for each call, and what it takes for an
answer would have to be translated back.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp
from yarl import URL

from bot.slack.errors import Answer, SlackFailed, Unavailable, Unclear, translated
from bot.slack.payloads import Block, View
from bot.watch import NOBODY, Watcher

SLACK = "https://slack.com/api/"
TIMEOUT_SECONDS = 15
"""For each call, from its beginning until the whole answer is there."""
OURS_ALONE = aiohttp.ClientTimeout(total=None)
"""No time-outs of aiohttp's beside it."""
PAGE = 200
LOOK_UP_PAGE = 100
JSON = "application/json"


def base_url(address: str) -> str:
    return address.rstrip("/") + "/"


@dataclass(frozen=True, slots=True)
class Page:
    """Some messages, and the cursor of the next page; empty on the last one.

    Apps that are distributed outside Slack's Marketplace get fifteen messages at most, once a minute.
    """

    messages: Sequence[Mapping[str, Any]]
    cursor: str = ""


class Slack:
    """The methods that Tandem uses. Each raises a subclass of `SlackFailed` where Slack says no.

    Nothing is sent again here: a message would be posted twice where a connection breaks after the
    request was read (slack.md). Whoever calls decides.
    """

    def __init__(
        self,
        token: str,
        session: aiohttp.ClientSession,
        address: str = SLACK,
        *,
        seconds: float = TIMEOUT_SECONDS,
        watch: Watcher = NOBODY,
    ) -> None:
        self._seconds = seconds
        self._watch = watch
        self._session = session
        self._address = URL(base_url(address))
        self._urls: dict[str, URL] = {}
        bearer = {"Authorization": f"Bearer {token}"}
        self._reads = bearer
        self._writes = {**bearer, "Content-Type": f"{JSON}; charset=utf-8"}

    async def who_am_i(self) -> Mapping[str, Any]:
        return (await self.test()).data

    async def test(self) -> Answer:
        """Who we are; the answer's headers say what the token may do, and what time it is."""
        return await self._call("POST", "auth.test", headers=self._writes, data=b"{}")

    async def open_socket(self) -> str:
        """A websocket's address, good for one connection. The token has to be an app's."""
        return str((await self._write("apps.connections.open", {}))["url"])

    async def post(self, channel: str, message: Mapping[str, Any]) -> tuple[str, str]:
        """Post a message; its channel and timestamp."""
        answer = await self._write("chat.postMessage", {"channel": channel, **message})
        return str(answer.get("channel") or channel), str(answer["ts"])

    async def update(self, channel: str, ts: str, message: Mapping[str, Any]) -> None:
        await self._write("chat.update", {"channel": channel, "ts": ts, **message})

    async def whisper(self, channel: str, user: str, text: str) -> None:
        await self._write("chat.postEphemeral", {"channel": channel, "user": user, "text": text})

    async def open_dm(self, user: str) -> str:
        answer = await self._write("conversations.open", {"users": user})
        return str(answer["channel"]["id"])

    async def open_view(self, trigger_id: str, view: View) -> Mapping[str, Any]:
        return await self._view("views.open", {"trigger_id": trigger_id, "view": view})

    async def push_view(self, trigger_id: str, view: View) -> Mapping[str, Any]:
        return await self._view("views.push", {"trigger_id": trigger_id, "view": view})

    async def update_view(self, view_id: str, view: View) -> None:
        await self._view("views.update", {"view_id": view_id, "view": view})

    async def publish_home(self, user: str, view: View) -> None:
        await self._view("views.publish", {"user_id": user, "view": view})

    async def user(self, user: str) -> Mapping[str, Any]:
        return _mapping(await self._read("users.info", {"user": user}), "user")

    async def user_by_email(self, email: str) -> Mapping[str, Any]:
        return _mapping(await self._read("users.lookupByEmail", {"email": email}), "user")

    async def users(self) -> AsyncIterator[Mapping[str, Any]]:
        """Everybody in the workspace, a page at a time."""
        cursor = ""
        while True:
            page = await self._read("users.list", {"limit": PAGE, **({"cursor": cursor} if cursor else {})})
            for member in page.get("members", ()):
                yield member
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    async def channels(self) -> AsyncIterator[Mapping[str, Any]]:
        """The channels that Tandem can see, a page at a time."""
        cursor = ""
        wanted = {"limit": PAGE, "exclude_archived": "true", "types": "public_channel,private_channel"}
        while True:
            page = await self._read(
                "conversations.list", {**wanted, **({"cursor": cursor} if cursor else {})}
            )
            for channel in page.get("channels", ()):
                yield channel
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    async def history(self, channel: str, oldest: str, cursor: str = "") -> Page:
        """A page of the messages since a timestamp, the newest first, with their metadata; no replies."""
        return await self._messages("conversations.history", cursor, channel=channel, oldest=oldest)

    async def replies(self, channel: str, ts: str, oldest: str, cursor: str = "") -> Page:
        """A page of a thread since a timestamp, the oldest first, and the message above it."""
        return await self._messages("conversations.replies", cursor, channel=channel, ts=ts, oldest=oldest)

    async def _messages(self, method: str, cursor: str, **where: str) -> Page:
        wanted = {**where, "limit": LOOK_UP_PAGE, "include_all_metadata": "true"}
        page = await self._read(method, {**wanted, **({"cursor": cursor} if cursor else {})})
        following = (page.get("response_metadata") or {}).get("next_cursor") or ""
        return Page(tuple(page.get("messages", ())), following)

    async def _view(self, method: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        return _mapping(await self._write(method, arguments), "view")

    async def _write(self, method: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        body = json.dumps(arguments).encode()
        return (await self._call("POST", method, headers=self._writes, data=body)).data

    async def _read(self, method: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        return (await self._call("GET", method, headers=self._reads, params=arguments)).data

    async def _call(self, verb: str, method: str, **how: Any) -> Answer:
        began, result = time.perf_counter(), "cancelled"
        try:
            answer = await self._ask(verb, method, **how)
            if not answer.is_ok:
                raise translated(answer)
            result = "ok"
        except SlackFailed as error:
            result = type(error).__name__.lower()
            raise
        finally:
            self._watch.called(method, result, time.perf_counter() - began)
        return answer

    async def _ask(self, verb: str, method: str, **how: Any) -> Answer:
        url = self._urls.get(method) or self._urls.setdefault(method, self._address.joinpath(method))
        try:
            async with (
                asyncio.timeout(self._seconds),
                self._session.request(verb, url, timeout=OURS_ALONE, **how) as response,
            ):
                body = await response.read()
        except aiohttp.ClientConnectorError as error:
            raise Unavailable(type(error).__name__) from None  # not even connected
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise Unclear(type(error).__name__) from None
        return Answer(response.status, _said(response.content_type, body), response.headers)


def _said(content_type: str, body: bytes) -> Mapping[str, Any]:
    """What Slack says: an object, and nothing where there is none that can be read."""
    if content_type != JSON:
        return {}
    try:
        data = json.loads(body)
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def _mapping(answer: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = answer.get(key)
    return value if isinstance(value, dict) else {}


def as_message(text: str, blocks: Sequence[Block]) -> dict[str, Any]:
    return {"text": text, "blocks": list(blocks)}
