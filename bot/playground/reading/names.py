"""How ids are read aloud: who or what stands behind `U...` and `C...`."""

from typing import Protocol


class Names(Protocol):
    """Looks names up for readers; an unknown id is read as it stands."""

    def of_user(self, user_id: str) -> str:
        """The full name of a person."""

    def of_channel(self, channel_id: str) -> str:
        """The name of a channel, without `#`."""
