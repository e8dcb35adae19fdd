"""Who may read a text that waits: its author, and nobody else (product.md, "How it should feel")."""

from bot.inbox.models import Held
from bot.roster.models import Person
from bot.walls import Grant, Policy

AUTHOR = "author"
TABLE = {Held.__record__: {"read": frozenset({AUTHOR}), "move": frozenset({AUTHOR})}}
POLICY = Policy(TABLE)


def grant(viewer: Person, held: Held, action: str) -> Grant:
    """Leave to read or move a text that waits. Raises `NotAllowed` for all but its author."""
    relations = {AUTHOR} if held.person_id == viewer.id else set()
    return POLICY.permit(viewer.id, relations, Held.__record__, action, scope=held.scope)
