"""What each member of a conversation has not read yet.

Nothing is counted up or down as messages come and go: a count is how many are later than the last one that
was read, less the member's own. So it can't go wrong, and costs the same however many messages there are.
"""

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from dataclasses import dataclass, field

from bot.playground.state.messages import Message
from bot.playground.state.times import order

OUTSIDE = ""
"""The conversation itself, where threads are named by the time of the message above them."""
Place = tuple[str, str]
"""A person, and a thread or `OUTSIDE`."""


class Times:
    """Times of messages, in order."""

    def __init__(self) -> None:
        self._at: list[tuple[int, int]] = []

    def add(self, ts: str) -> None:
        """One more; nearly always the latest."""
        insort(self._at, order(ts))

    def remove(self, ts: str) -> None:
        """One that was added."""
        del self._at[bisect_left(self._at, order(ts))]

    def after(self, ts: str) -> int:
        """How many are later than that."""
        return len(self._at) - bisect_right(self._at, order(ts))


@dataclass
class Unread:
    """Of one conversation. `read` is up to where each person has read, `follows` their threads."""

    read: dict[Place, str] = field(default_factory=dict)
    follows: dict[str, set[str]] = field(default_factory=dict)
    _everyone: defaultdict[str, Times] = field(default_factory=lambda: defaultdict(Times))
    _own: defaultdict[Place, Times] = field(default_factory=lambda: defaultdict(Times))
    _whispered: defaultdict[Place, Times] = field(default_factory=lambda: defaultdict(Times))

    def add(self, message: Message) -> None:
        """A message is there."""
        for times in self._counted_in(message):
            times.add(message.ts)
        if message.ephemeral_to is not None:
            self.follow(message.ephemeral_to, thread_of(message))

    def remove(self, message: Message) -> None:
        """It isn't any more."""
        for times in self._counted_in(message):
            times.remove(message.ts)

    def _counted_in(self, message: Message) -> list[Times]:
        thread = thread_of(message)
        if message.ephemeral_to is not None:
            return [self._whispered[message.ephemeral_to, thread]]
        return [self._everyone[thread], self._own[message.user, thread]]

    def follow(self, person: str, thread: str) -> None:
        """Replies in that thread count for this person, also those from before that they haven't read."""
        self.follows.setdefault(person, set()).add(thread)

    def count(self, person: str) -> int:
        """What this person hasn't read, in the conversation itself and in the threads that they follow."""
        threads = self.follows.get(person, set()) | {OUTSIDE}
        return sum(self.count_in(person, thread) for thread in threads)

    def count_in(self, person: str, thread: str) -> int:
        """The same in one thread, followed or not; or `OUTSIDE` of all."""
        place = (person, thread)
        read = self.read.get(place, "0")
        counted = _after(self._everyone.get(thread), read) + _after(self._whispered.get(place), read)
        return counted - _after(self._own.get(place), read)

    def reads(self, person: str, thread: str, ts: str) -> None:
        """They have read up to there; nobody unreads."""
        place = (person, thread)
        self.read[place] = max(self.read.get(place, "0"), ts, key=order)


def _after(times: Times | None, ts: str) -> int:
    return times.after(ts) if times else 0


def thread_of(message: Message) -> str:
    """Which thread it is a reply in, if it is one."""
    return message.thread_ts if message.thread_ts and message.thread_ts != message.ts else OUTSIDE
