"""Who may read a text that waits: asked of the policy, in the shape in which the chains say it."""

from collections.abc import Sequence

from bot.chain import Leave, Shown, Sight, Told
from bot.errors import NotAllowed
from bot.inbox import policy, repo
from bot.inbox.models import Held, InboxMessage
from bot.inbox.service import CARD
from bot.roster.models import Person
from bot.storage.work import Work

WHAT = "A text that waits, sealed and in neither chain, until its author says where it belongs"
NOT_YET = "not unless its author moves it to a chain"


def sight(work: Work, shown: Shown, viewers: Sequence[Person]) -> list[Sight]:
    """The text that waits behind a typed message, or behind the card that asks where it belongs."""
    message = _message(work, shown)
    held = repo.held_of(work, message.id) if message else None
    if held is None:
        return []
    leaves = {viewer.id: _leave(viewer, held) for viewer in viewers}
    return [Sight(WHAT, frozenset({held.person_id}), leaves)]


def _message(work: Work, shown: Shown) -> InboxMessage | None:
    if isinstance(shown, str):
        channel, _, ts = shown.partition(":")
        return repo.at(work, channel, ts)
    if isinstance(shown, Told) or (shown.chain, shown.kind) != ("tandem", CARD):
        return None
    return repo.message(work, shown.subject)


def _leave(viewer: Person, held: Held) -> Leave:
    try:
        policy.grant(viewer, held, "read")
    except NotAllowed:
        return Leave(False, NOT_YET)
    return Leave(True, "wrote it")
