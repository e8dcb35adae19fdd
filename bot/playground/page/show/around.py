"""What stands around whatever is drawn: who looks at it, when, and whom and what pickers offer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.playground.reading.names import Names
from bot.playground.state.conversations import Conversation
from bot.playground.state.users import User


@dataclass(frozen=True, slots=True)
class Around:
    """One look. Dates and times are those of the viewer's zone."""

    names: Names
    viewer: User
    now: datetime
    """Company time, aware: what is "today" and "yesterday"."""
    people: Sequence[User] = ()
    """Whom pickers of people offer, in this order."""
    channels: Sequence[Conversation] = ()
    """What pickers of channels offer, in this order."""
    place: str = ""
    """Where on the page this is drawn, such as `left-thread`: it keeps names and ids unique on a page that
    shows a message twice. Letters, digits and dashes."""

    @property
    def zone(self) -> ZoneInfo:
        """The viewer's."""
        return ZoneInfo(self.viewer.tz)
