"""Triggers: the right to open one modal, within three real seconds of what the person did."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.playground.errors import SlackError
from bot.playground.state.ids import Ids

LIFETIME = 3.0  # seconds


@dataclass
class _Trigger:
    user: str
    made: float
    root_view: str | None
    used: bool = False


class Triggers:
    """Hands triggers out and takes each back once. `monotonic` is real time, in seconds."""

    def __init__(self, ids: Ids, monotonic: Callable[[], float]) -> None:
        self._ids = ids
        self._monotonic = monotonic
        self._known: dict[str, _Trigger] = {}

    def new(self, user: str, root_view: str | None = None) -> str:
        """A trigger for what this person just did, perhaps inside a modal."""
        trigger_id = f"{len(self._known) + 1_000_000}.{self._ids.new('')}.{self._ids.short()}"
        self._known[trigger_id] = _Trigger(user, self._monotonic(), root_view)
        return trigger_id

    def exchange(self, trigger_id: str) -> tuple[str, str | None]:
        """Use it up: the person's id, and the root of the modal in which they acted."""
        trigger = self._known.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._monotonic() - trigger.made > LIFETIME:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger.user, trigger.root_view
