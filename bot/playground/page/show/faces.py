"""Faces without pictures: initials on a colour that stays the same."""

from dataclasses import dataclass

from bot.playground.state.users import User

TINTS = 8


@dataclass(frozen=True, slots=True)
class Face:
    """What stands for somebody: initials, and one of the colours."""

    initials: str
    tint: int
    is_app: bool = False


def face(user: User | None) -> Face:
    """Somebody's face; whoever is unknown has a question mark."""
    if user is None:
        return Face("?", 0)
    words = [word for word in user.real_name.split() if word[:1].isalnum()]
    first, last = words[:1], words[1:][-1:]
    initials = "".join(word[0] for word in (*first, *last)).upper() or "?"
    return Face(initials, sum(map(ord, user.id)) % TINTS, user.is_bot)
