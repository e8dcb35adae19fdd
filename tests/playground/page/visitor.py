"""A browser without a screen: asks the page for its parts, and sends what people do, as the script does."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.playground import Message, Person, View


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    text: str
    said: str
    errors: dict[str, str]


class Visitor:
    """At one page."""

    def __init__(self, session: aiohttp.ClientSession, address: str) -> None:
        self.session = session
        self.address = address.rstrip("/")

    async def get(self, path: str, **more: str) -> Answer:
        async with self.session.get(f"{self.address}{path}", headers=more) as answer:
            return await _read(answer)

    async def part(self, name: str, **query: object) -> str:
        """One part of the page, as markup."""
        asked = {key: str(value) for key, value in query.items()}
        async with self.session.get(f"{self.address}/part/{name}", params=asked) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.text()

    async def pane(self, person: Person, at: str = "dm", **query: object) -> str:
        return await self.part("pane", side="left", user=person.id, at=at, **query)

    async def post(self, path: str, body: object = None, **more: str) -> Answer:
        headers = {"Origin": self.address, **more}
        async with self.session.post(f"{self.address}{path}", json=body or {}, headers=headers) as answer:
            return await _read(answer)

    async def act(self, person: Person, act: str, **body: object) -> Answer:
        return await self.post(f"/as/{person.id}/{act}", body)

    async def click(self, person: Person, target: Message | View, action: str, **more: object) -> Answer:
        return await self.act(person, "click", target=named(target), action=action, **more)


def named(target: Message | View) -> str:
    """How the page calls it."""
    return f"view:{target.id}" if isinstance(target, View) else f"message:{target.channel}:{target.ts}"


async def _read(answer: aiohttp.ClientResponse) -> Answer:
    text = await answer.text()
    body: dict[str, Any] = await answer.json() if answer.content_type == "application/json" else {}
    return Answer(answer.status, answer.headers, text, body.get("said", ""), body.get("errors", {}))
