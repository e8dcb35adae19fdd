"""Whose turn is a DM? Pure: what comes in, and which prompt it is an answer to (product.md)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.chain import OpenPrompt

LONGEST = 12_000
"""Characters of one text. Slack lets a person type 40,000; a prompt is not the place for a book."""
WAITS = timedelta(days=1)
"""How long a text waits at most, sealed and outside both chains."""
UNREAD = timedelta(minutes=2)
"""How long nobody reads what was stored without a thread."""
REMEMBERED = timedelta(days=30)
"""How long a message's outcome is kept, so that a redelivery and an edit find it."""
LATE = timedelta(hours=1)
"""An edit may overtake its own message, whose delivery Slack repeats for some minutes."""
SAID = frozenset({None, "file_share", "thread_broadcast", "me_message"})
"""Subtypes of `message` by which a person said something."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person typed in the DM; `text` is as Slack marked it up until it was made plain."""

    channel: str
    ts: str
    thread: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Edited:
    """What it says now, and Slack's timestamp of the edit (empty where Slack does not tell)."""

    now: Typed
    before: str | None
    stamp: str


@dataclass(frozen=True, slots=True)
class Gone:
    channel: str
    ts: str


def heard(event: Mapping[str, Any]) -> Typed | Edited | Gone | None:
    """What a `message` event says; None where no person did anything in a DM with Tandem."""
    channel, subtype = str(event.get("channel") or ""), event.get("subtype")
    if event.get("channel_type") != "im" and not channel.startswith("D"):
        return None
    if subtype == "message_changed":
        return _changed(channel, event)
    if subtype == "message_deleted":
        previous = event.get("previous_message") or {}
        ts = event.get("deleted_ts") or previous.get("ts")
        return None if not ts or _by_bot(previous) else Gone(channel, str(ts))
    if subtype not in SAID or _by_bot(event) or not event.get("user"):
        return None
    return _typed(channel, event)


def _changed(channel: str, event: Mapping[str, Any]) -> Edited | Gone | None:
    message, previous = event.get("message") or {}, event.get("previous_message") or {}
    if message.get("subtype") == "tombstone":  # a deleted message that has replies leaves a stone
        return None if _by_bot(previous) else Gone(channel, str(message["ts"]))
    if _by_bot(message) or message.get("subtype") not in SAID or not message.get("user"):
        return None
    before = str(previous["text"]) if "text" in previous else None
    stamp = str((message.get("edited") or {}).get("ts") or "")
    return Edited(_typed(channel, message), before, stamp)


def _typed(channel: str, message: Mapping[str, Any]) -> Typed:
    ts, thread = str(message["ts"]), message.get("thread_ts")
    under = str(thread) if thread and str(thread) != ts else None
    return Typed(channel, ts, under, str(message.get("text") or ""))


def _by_bot(message: Mapping[str, Any]) -> bool:
    return bool(message.get("bot_id")) or message.get("user") == "USLACKBOT"


@dataclass(frozen=True, slots=True)
class Choice:
    """Where a text that waits shall go. It stands in a button's value: ids only."""

    message_id: str
    chain: str
    prompt_id: str

    @classmethod
    def of(cls, value: str) -> "Choice":
        message_id, _, rest = value.partition(":")
        chain, _, prompt_id = rest.partition(":")
        return cls(message_id, chain, prompt_id)

    def __str__(self) -> str:
        return f"{self.message_id}:{self.chain}:{self.prompt_id}"


@dataclass(frozen=True, slots=True)
class Certain:
    prompt: OpenPrompt
    unread_for: timedelta


def certain(under: Sequence[OpenPrompt], open_prompts: Sequence[OpenPrompt]) -> Certain | None:
    """The one prompt that a text surely answers; None where its author has to say.

    `under` is what the thread's first message asks, `open_prompts` everything open over both chains.
    """
    if under:
        return Certain(under[0], timedelta(0)) if len(under) == 1 else None
    questions = [prompt for prompt in open_prompts if prompt.asks_text]
    return Certain(questions[0], UNREAD) if len(questions) == 1 else None


def is_late(ts: str, now: datetime) -> bool:
    """Whether a message is too old for its own first delivery to be still on its way."""
    try:
        return now - datetime.fromtimestamp(float(ts), UTC) > LATE
    except (ValueError, OverflowError):
        return True
