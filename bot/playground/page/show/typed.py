"""What somebody typed, as it goes back into the box where they change it."""

from bot.playground.reading.mrkdwn import ANGLED, unescape
from bot.playground.state.workspace import Workspace


def typed_back(text: str, workspace: Workspace) -> str:
    """The reverse of what the client makes of typed text: handles, addresses and plain signs."""
    return unescape(ANGLED.sub(lambda found: _typed(found[1], workspace), text))


def _typed(inside: str, workspace: Workspace) -> str:
    target, _, label = inside.partition("|")
    if target.startswith("@"):
        user = workspace.users.get(target[1:])
        return f"@{user.name}" if user else target
    return label or target
