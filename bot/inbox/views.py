"""The card that says what became of a text, and asks where it belongs while it waits."""

from collections.abc import Sequence

from bot.chain import Chain, Message, OpenPrompt
from bot.delivery.models import Delivery
from bot.inbox import policy, repo, service
from bot.inbox.models import DELETED, EMPTY, EXPIRED, HELD, NEITHER, TOO_LONG, Held, InboxMessage
from bot.inbox.rules import LONGEST, Choice
from bot.roster import people as roster
from bot.slack.blocks import actions, button, context, quote, section
from bot.slack.payloads import Block
from bot.slack.text import escape, shorten
from bot.storage.work import Work

ROUTE, NEITHER_OF_THEM = "tandem.route", "tandem.neither"
MOST = 40
"""Prompts on one card; a message takes fifty blocks (slack.md)."""
GLIMPSE = 150
"""Characters of the text on its card: enough to know it again."""
OUTCOMES = {
    NEITHER: "Thrown away. Nothing of this text is kept.",
    EXPIRED: "Nobody chose for a day, so this text was thrown away. If you still need it, send it again.",
    DELETED: "You deleted that message, so nothing of it is kept.",
    EMPTY: (
        "I keep text only: files, pictures and voice clips stay in this conversation and go to nobody. "
        "If you want to answer, please say it in words."
    ),
    TOO_LONG: (
        f"That was too long to keep: I take up to {LONGEST:,} characters at once. Nothing of it was stored. "
        "Please shorten it by editing the message, or send it in parts."
    ),
    HELD: "This text waits again, further down.",
}


def card(chains: Sequence[Chain], work: Work, deliveries: Sequence[Delivery]) -> Message | None:
    """What became of a text, for its author; None where that is forgotten."""
    delivery = deliveries[0]
    message = repo.message(work, delivery.subject)
    if message is None or message.person_id != delivery.recipient:
        return None
    held = repo.held_of(work, message.id)
    if held is not None and held.id == delivery.occurrence:
        return _waiting_card(chains, work, message, held)
    return _done(chains, work, message)


def _waiting_card(chains: Sequence[Chain], work: Work, message: InboxMessage, held: Held) -> Message:
    me = roster.person(work, held.person_id)
    text = work.vault.open(held, "text", policy.grant(me, held, "read"))
    prompts = service.offers(chains, work, me, message)
    until = int(held.expires_at.timestamp())
    when = f"<!date^{until}^{{date_short_pretty}} at {{time}}|{held.expires_at:%d %B at %H:%M} UTC>"
    blocks = [
        section(_why(held, has_prompts=bool(prompts))),
        *quote(shorten(text, GLIMPSE)),
        *[_offer(chains, message, prompt) for prompt in prompts[:MOST]],
        actions(button(NEITHER_OF_THEM, "Neither: throw it away", message.id)),
        context(f"Until you choose, it waits sealed, and only you can read it. Thrown away: {when}."),
    ]
    return Message("Where does this text belong?", blocks)


def _why(held: Held, *, has_prompts: bool) -> str:
    ask = "Where does it belong?" if has_prompts else "Nothing that it could answer is open for you now."
    if held.was_readable:
        return f"Taken back. Until then it could be read there, so it may have been. {ask}"
    return f"Nobody has read this. {ask}"


def _offer(chains: Sequence[Chain], message: InboxMessage, prompt: OpenPrompt) -> Block:
    value = str(Choice(message.id, prompt.chain, prompt.id))
    mark = next(chain.mark for chain in chains if chain.name == prompt.chain)
    label = shorten(prompt.label, 75)
    # Slack cuts off a long label beside a text; whoever hears the button hears all of it.
    here = button(ROUTE, "Here", value) | {"accessibility_label": label}
    return section(f"{mark} *{escape(label)}*\nRead by: {escape(prompt.readers)}", here)


def _done(chains: Sequence[Chain], work: Work, message: InboxMessage) -> Message:
    chain = next((chain for chain in chains if chain.name == message.outcome), None)
    if chain is None:
        return _line(OUTCOMES[message.outcome])
    readers = chain.readers(work, message.source)
    if readers is None:
        return _line("It was stored, and is no longer.")
    return _line(f"{chain.mark} This is stored. Read by: {escape(readers)}.")


def _line(mrkdwn: str) -> Message:
    return Message("About what you wrote", [section(mrkdwn)])
