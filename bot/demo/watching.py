"""Watching the stage: each new message becomes a line, with who could see it."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.app.tandem import CHAINS
from bot.demo.stage import Stage
from bot.demo.transcript import Transcript
from bot.inbox import repo as inbox_messages
from bot.playground import Message, Person
from bot.storage.work import Work

DATE = re.compile(r"<!date\^(\d+)\^[^|>]*\|([^>]*)>")
MARKS = {"🤝": "people", "🧭": "direction"}


Said = tuple[Message, Person | None]
"""A message, and the person in whose DM it stands; None in a channel."""


class Watcher:
    def __init__(self, stage: Stage, transcript: Transcript) -> None:
        self._stage = stage
        self._out = transcript
        self._shown: set[tuple[str, str]] = set()

    async def look(self) -> None:
        """Print what was said since the last look; the same words to several people are one line."""
        new = self._new()
        self._shown |= {(message.channel, message.ts) for message, _ in new}
        groups: dict[tuple[str, str], list[Said]] = {}
        for message, person in new:
            one = "" if message.is_from_app else message.ts
            groups.setdefault((one, message.reads), []).append((message, person))
        for group in groups.values():
            await self._print(group)

    def act(self, person: Person, what: str, seen_by: str = "") -> None:
        """Print what somebody did that is no message."""
        self._out.day(self._stage.clock.now())
        seen = seen_by or f"{first(person.name)} alone"
        self._out.line(self._stage.clock.now(), person.user.tz, f"{first(person.name)} ▸", what, seen)

    def _new(self) -> list[Said]:
        found: dict[tuple[str, str], Said] = {}
        for person in self._stage.slack.people:
            mine = {message.ts for message in person.dm}
            for message in person.everything:
                key = (message.channel, message.ts)
                if key not in self._shown:
                    found.setdefault(key, (message, None))
                    if message.ts in mine:
                        found[key] = (message, person)
        return sorted(found.values(), key=lambda pair: pair[0].ts)

    async def _print(self, group: list[Said]) -> None:
        now = self._stage.clock.now()
        self._out.day(now)
        message, person = group[0]
        zone = person.user.tz if person else "UTC"
        if person and not message.is_from_app:
            who = f"{first(person.name)} {'↳' if message.thread_ts else '▸'}"
            self._out.line(now, zone, who, f"“{message.reads}”", await self._readers(message, person))
            return
        who = "Tandem ▸ " + ", ".join(self._where(*each) for each in group)
        seen = self._seen_by(group)
        chain = chain_of(message.reads)
        says = in_zone(message, zone)
        self._out.line(now, zone, who, says, seen, chain=chain, kind=kind_of(message))

    def _where(self, message: Message, person: Person | None) -> str:
        return first(person.name) if person else f"#{self._channel(message)}"

    def _seen_by(self, group: list[Said]) -> str:
        [(message, person), *more] = group
        if more:
            return "each of them" if all(one for _, one in group) else "everyone here"
        return f"{first(person.name)} alone" if person else f"everyone in #{self._channel(message)}"

    def _channel(self, message: Message) -> str:
        return self._stage.slack.workspace.conversations[message.channel].name

    async def _readers(self, message: Message, person: Person) -> str:
        """Who can read what came of a typed message, as the chains' policies say."""
        source = f"{message.channel}:{message.ts}"
        core = self._stage.tandem.core

        def ask(work: Work) -> tuple[list[str], datetime | None]:
            found = [said for chain in CHAINS if (said := chain.readers(work, source))]
            row = inbox_messages.at(work, message.channel, message.ts)
            return found, row.readable_from if row else None

        found, since = await core.read(self._stage.slack.workspace.team_id, ask)
        if not found:
            return f"{first(person.name)} alone: it waits, sealed"
        if found[0] == "everyone here":
            return f"{first(person.name)} alone for two minutes, then everyone here"
        if since and since > self._stage.clock.now():
            others = found[0].removeprefix("you and ")
            return f"{first(person.name)} alone for two minutes, then by {others} too"
        return found[0].replace("you", first(person.name), 1)


def in_zone(message: Message, zone: str) -> str:
    """What the message reads like where its reader lives: Slack shows its dates in their zone."""
    text = message.reads
    for seconds, fallback in DATE.findall(str(message.blocks)):
        moment = datetime.fromtimestamp(int(seconds), ZoneInfo(zone))
        text = text.replace(fallback, f"{moment:%A} {moment.day} {moment:%B} at {moment:%H:%M}")
    return text


def first(name: str) -> str:
    return name.partition(" ")[0]


def chain_of(text: str) -> str:
    """A message of a chain begins with its mark."""
    return next((chain for mark, chain in MARKS.items() if text.startswith(mark)), "tandem")


def kind_of(message: Message) -> str:
    """Messages with the same buttons are of a kind; those without are told apart by their first words."""
    elements = [part for block in message.blocks for part in block.get("elements", [])]
    actions = sorted({part["action_id"] for part in elements if "action_id" in part})
    return " ".join(actions) or " ".join(message.reads.split()[:4])
