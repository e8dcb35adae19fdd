"""Stand-ins until the branches `drawing` and `growth` are in; gone before this branch is done."""

import asyncio
from typing import Any

from markupsafe import Markup, escape

from bot.playground import Message, Person, Playground, View


class Changes:
    def __init__(self, slack: Playground) -> None:
        self.slack = slack
        self.extra = 0

    @property
    def version(self) -> int:
        slack = self.slack
        kept = sum(len(c.messages) + len(c.ephemerals) for c in slack.workspace.conversations.values())
        views = len(slack.workspace.views) + len(slack.notices)
        return self.extra + len(slack.calls) + len(slack.deliveries) + kept + views

    def grow(self) -> None:
        self.extra += 1

    async def after(self, version: int) -> int:
        while self.version == version:
            await asyncio.sleep(0.05)
        return self.version


def draw_message(message: Message, **_: Any) -> Markup:
    buttons = [
        f'<button type="button" data-kind="button" data-block="{escape(b["block_id"])}" '
        f'data-action="{escape(e["action_id"])}" data-value="{escape(e.get("value", ""))}">'
        f"{escape(e['text']['text'])}</button>"
        for b in message.blocks
        if b["type"] == "actions"
        for e in b["elements"]
        if e["type"] == "button"
    ]
    text = Markup("").join(Markup("<p>{}</p>").format(line) for line in message.lines)
    return text + Markup("".join(buttons))


def draw_view(view: View, **_: Any) -> Markup:
    return Markup("").join(Markup("<p>{}</p>").format(line) for line in view.lines)


def unread(person: Person, where: Any) -> int:
    return 0
