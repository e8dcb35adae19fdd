"""Use cases: a text comes in, is moved, taken back, changed or deleted (product.md: whose turn is a DM?)."""

from collections.abc import Sequence
from dataclasses import replace

from bot.chain import Chain, OpenPrompt, Said
from bot.delivery import outbox
from bot.errors import Refusal
from bot.inbox import policy, repo
from bot.inbox.models import DELETED, EMPTY, EXPIRED, HELD, NEITHER, TOO_LONG, Held, InboxMessage
from bot.inbox.rules import LONGEST, WAITS, Choice, Edited, Gone, Typed, certain, is_late
from bot.roster import people as roster
from bot.roster.models import Person
from bot.storage.base import new_id
from bot.storage.work import Work

Chains = Sequence[Chain]
CARD = "held"
"""The kind of the one message that the inbox sends: what became of a text."""
BATCH = 100
NOT_WAITING = (
    "This text is not waiting here any more: it was moved or thrown away, or its day is over. "
    "If you still need it, please send it again."
)
NO_LONGER_OPEN = "That question is no longer open. Please choose again; your text still waits."
NOTHING_TO_TAKE_BACK = "There is nothing here to take back any more: it was taken back or deleted before."
NOT_STORED_ANY_MORE = (
    "What this message said is no longer stored, so your edit changed nothing. "
    "If you still need it, please send it as a new message."
)
EDIT_TOO_LONG = (
    f"Your edit was not stored: it has more than {LONGEST:,} characters. "
    "What was stored before stays as it was."
)


def take(chains: Chains, work: Work, me: Person, typed: Typed) -> None:
    """Store what was typed where it surely belongs, or hold it. A redelivery changes nothing."""
    message = repo.record(work, me, typed)
    if message is not None:
        _place(chains, work, me, message, typed.text)


def _place(chains: Chains, work: Work, me: Person, message: InboxMessage, text: str) -> None:
    unkept = _unkept(text)
    if unkept:
        message.outcome = unkept
        _tell(work, message, occurrence=message.id)
        return
    found = certain(_under(chains, work, me, message), _open(chains, work, me))
    if found:
        said = Said(me, text, message.source, work.now + found.unread_for, message.thread)
        _hand_over(chains, work, message, found.prompt, said)
    else:
        _hold(work, message, text)


def _unkept(text: str) -> str | None:
    if not text:
        return EMPTY
    return TOO_LONG if len(text) > LONGEST else None


def _open(chains: Chains, work: Work, me: Person) -> list[OpenPrompt]:
    return [prompt for chain in chains for prompt in chain.open_prompts(work, me)]


def _under(chains: Chains, work: Work, me: Person, message: InboxMessage) -> list[OpenPrompt]:
    """What the message asks under which this one was typed: a delivery of ours, or an answer of mine."""
    if message.thread is None:
        return []
    delivered = outbox.at_address(work, message.channel, message.thread)
    mine = [delivery for delivery in delivered if delivery.recipient == me.id]
    found = []
    for chain in chains:
        its = [delivery for delivery in mine if delivery.chain == chain.name]
        found += chain.prompts_at(work, me, its) if its else []
    return found or _same_as(chains, work, me, repo.at(work, message.channel, message.thread))


def _same_as(chains: Chains, work: Work, me: Person, earlier: InboxMessage | None) -> list[OpenPrompt]:
    """The prompt that an earlier message of mine answered, while it is open."""
    if earlier is None or earlier.prompt is None:
        return []
    answered = (earlier.outcome, earlier.prompt)
    return [prompt for prompt in _open(chains, work, me) if (prompt.chain, prompt.id) == answered]


def offers(chains: Chains, work: Work, me: Person, message: InboxMessage) -> list[OpenPrompt]:
    """The prompts that a text that waits may go to: those of its thread, or else all that are open."""
    return _under(chains, work, me, message) or _open(chains, work, me)


def _hand_over(chains: Chains, work: Work, message: InboxMessage, prompt: OpenPrompt, said: Said) -> None:
    chain = next(chain for chain in chains if chain.name == prompt.chain)
    chain.accept(work, prompt, said)
    message.outcome, message.prompt, message.readable_from = chain.name, prompt.id, said.readable_from


def _hold(work: Work, message: InboxMessage, text: str, *, was_readable: bool = False) -> None:
    held = Held(
        workspace_id=work.workspace_id,
        id=new_id(),
        message_id=message.id,
        person_id=message.person_id,
        was_readable=was_readable,
        created_at=work.now,
        expires_at=work.now + WAITS,
    )
    held.text = work.vault.seal(held, "text", text)
    work.session.add(held)
    message.outcome, message.prompt, message.readable_from = HELD, None, None
    work.session.flush()
    _tell(work, message, occurrence=held.id)


def _tell(work: Work, message: InboxMessage, *, occurrence: str) -> None:
    """Say what became of a text, and have what was said about it before brought up to date."""
    work.session.flush()
    outbox.refresh(work, "tandem", message.id, CARD)
    outbox.answer(
        work,
        "tandem",
        CARD,
        message.id,
        message.person_id,
        occurrence=occurrence,
        thread=message.thread,
    )


def route(chains: Chains, work: Work, me: Person, choice: Choice) -> str | None:
    """Give a text that waits to a prompt; what to tell its author where that was not possible."""
    message, held = _waiting(work, me, choice.message_id)
    open_now = {(prompt.chain, prompt.id): prompt for prompt in offers(chains, work, me, message)}
    prompt = open_now.get((choice.chain, choice.prompt_id))
    if prompt is None:
        outbox.refresh(work, "tandem", message.id, CARD)
        return NO_LONGER_OPEN
    text = work.vault.open(held, "text", policy.grant(me, held, "move"))
    _hand_over(chains, work, message, prompt, Said(me, text, message.source, work.now, None))
    _let_go(work, message, held)
    return None


def neither(work: Work, me: Person, message_id: str) -> None:
    message, held = _waiting(work, me, message_id)
    message.outcome = NEITHER
    _let_go(work, message, held)


def _waiting(work: Work, me: Person, message_id: str) -> tuple[InboxMessage, Held]:
    """The author's text that waits, and its message. Raises `Refusal` where it waits no more."""
    message = repo.locked(work, message_id)
    held = repo.held_of(work, message_id)
    if message is None or held is None or held.person_id != me.id or held.expires_at <= work.now:
        raise Refusal(NOT_WAITING)
    return message, held


def _let_go(work: Work, message: InboxMessage, held: Held | None) -> None:
    if held is not None:
        work.session.delete(held)
    work.session.flush()
    outbox.refresh(work, "tandem", message.id, CARD)


def not_for_them(chains: Chains, work: Work, me: Person, source: str) -> None:
    """Take a stored text back out of its chain and hold it, so that its author may move it."""
    channel, _, ts = source.partition(":")
    message = repo.locked_at(work, channel, ts)
    if message is not None and message.person_id != me.id:
        raise Refusal(NOTHING_TO_TAKE_BACK)
    taken = (chain.withdraw(work, me, source) for chain in chains)
    text = next((text for text in taken if text is not None), None)
    message = message or repo.record(work, me, Typed(channel, ts, None, ""))
    if text is None or message is None:
        raise Refusal(NOTHING_TO_TAKE_BACK)
    readable = message.readable_from is None or message.readable_from <= work.now
    _hold(work, message, text, was_readable=readable)


def changed(chains: Chains, work: Work, me: Person, edit: Edited) -> None:
    """The author edited the Slack message: what is stored follows it. `edit` holds plain text."""
    message = repo.locked_at(work, edit.now.channel, edit.now.ts)
    if message is None:
        _changed_unknown(chains, work, me, edit)
    elif message.person_id == me.id and not (edit.stamp and edit.stamp <= message.edited):
        message.edited = edit.stamp
        _changed(chains, work, me, message, edit.now.text)


def _changed_unknown(chains: Chains, work: Work, me: Person, edit: Edited) -> None:
    """The message is older than what is remembered, or its edit has overtaken it."""
    source = f"{edit.now.channel}:{edit.now.ts}"
    if any(chain.edited(work, me, source, edit.now.text) for chain in chains):
        return
    if is_late(edit.now.ts, work.now):
        raise Refusal(NOT_STORED_ANY_MORE)
    take(chains, work, me, edit.now)
    overtaken = repo.at(work, edit.now.channel, edit.now.ts)
    if overtaken is not None:
        overtaken.edited = edit.stamp


def _changed(chains: Chains, work: Work, me: Person, message: InboxMessage, text: str) -> None:
    if message.outcome == HELD:
        _changed_held(work, message, text)
    elif message.outcome in {EMPTY, TOO_LONG, EXPIRED}:
        _place(chains, work, me, message, text)
        outbox.refresh(work, "tandem", message.id, CARD)
    elif message.outcome not in {NEITHER, DELETED}:
        _changed_stored(chains, work, me, message, text)


def _changed_held(work: Work, message: InboxMessage, text: str) -> None:
    held = repo.held_of(work, message.id)
    unkept = _unkept(text)
    if unkept or held is None:
        message.outcome = unkept or EXPIRED
        _let_go(work, message, held)
        return
    held.text = work.vault.seal(held, "text", text)
    outbox.refresh(work, "tandem", message.id, CARD)


def _changed_stored(chains: Chains, work: Work, me: Person, message: InboxMessage, text: str) -> None:
    if not text:
        gone(chains, work, me, Gone(message.channel, message.ts))
    elif len(text) > LONGEST:
        raise Refusal(EDIT_TOO_LONG)
    elif not any(chain.edited(work, me, message.source, text) for chain in chains):
        raise Refusal(NOT_STORED_ANY_MORE)


def author_of(work: Work, gone_message: Gone, slack_id: str) -> Person | None:
    """Who wrote a deleted message: our own row knows it best; Slack does not always say."""
    message = repo.at(work, gone_message.channel, gone_message.ts)
    if message is not None:
        return roster.person(work, message.person_id)
    try:
        return roster.by_slack_id(work, slack_id)
    except roster.UnknownPerson:
        return None


def gone(chains: Chains, work: Work, me: Person, address: Gone) -> None:
    """The author deleted the Slack message: so is what is stored of it."""
    message = repo.locked_at(work, address.channel, address.ts)
    source = f"{address.channel}:{address.ts}"
    if message is None and not is_late(address.ts, work.now):
        # So that its first delivery, should it come late, finds that it is gone.
        message = repo.record(work, me, Typed(address.channel, address.ts, None, ""))
    any(chain.deleted(work, me, source) for chain in chains)
    if message is not None and message.outcome != DELETED:
        message.outcome = DELETED
        _let_go(work, message, repo.held_of(work, message.id))


def due(work: Work) -> int:
    """Throw away what has waited for a day, and forget old outcomes: one short batch, and its size."""
    over = repo.expired(work, BATCH)
    for held in over:
        message = repo.locked(work, held.message_id)
        assert message is not None
        message.outcome = EXPIRED
        _let_go(work, message, held)
    old = repo.forgettable(work, BATCH)
    for message in old:
        work.session.delete(message)
    work.session.flush()
    return len(over) + len(old)


def plain(edit: Edited, now: str) -> Edited:
    """The same edit with its text made plain."""
    return replace(edit, now=replace(edit.now, text=now))
