"""Whose turn it is: workspaces take turns, so that a large one keeps nobody waiting.

Pure: what is in hand, and how the room that is left is shared out.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.delivery.allowances import IN_WORKSPACE, RESERVED
from bot.delivery.outbox import DIGEST, URGENT

AT_ONCE = 100
"""Posts at the same time: at a tenth of a second each, more than one core can send."""
IN_ONE_WORKSPACE = 20
"""Claimed for one workspace: Slack lets it send ten a second."""
AT_A_TURN = 20
"""So many are taken for a workspace, for they share what is asked of the database."""
URGENT_MORE = 5
"""So many may always come on top, of those that can't wait."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A workspace in which something is due."""

    workspace_id: str
    priority: int
    """Of the most urgent one."""
    spent_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """How many messages of a workspace may be taken, none less urgent than that priority."""

    workspace_id: str
    count: int
    least: int


@dataclass(slots=True)
class Turns:
    """What one process has claimed, by workspace, and in which order it served them."""

    at_once: int = AT_ONCE
    """Claims at the same time."""
    held: Counter[str] = field(default_factory=Counter)
    _served: dict[str, int] = field(default_factory=dict)
    _turn: int = 0

    @property
    def room(self) -> int:
        return self.at_once - self.held.total()

    def take(self, workspace_id: str) -> None:
        self.held[workspace_id] += 1

    def give_back(self, workspace_id: str) -> None:
        self.held[workspace_id] -= 1
        if not self.held[workspace_id]:
            del self.held[workspace_id]

    def shares(self, waiting: Iterable[Waiting], now: datetime) -> list[Share]:
        """Each workspace's share, in order: the most urgent, then whoever waited for a turn the longest.

        Together they are more than there is room for: a workspace may have less to send than its share.
        """
        queue = sorted(waiting, key=lambda one: (one.priority, self._served.get(one.workspace_id, 0)))
        each = max(AT_A_TURN, -(-self.room // max(1, len(queue))))
        shares = [self._share(one, min(each, self.room), now) for one in queue]
        return [share for share in shares if share.count > 0]

    def _share(self, one: Waiting, each: int, now: datetime) -> Share:
        left = IN_WORKSPACE.left(one.spent_until, now) - self.held[one.workspace_id]
        space = min(each, IN_ONE_WORKSPACE - self.held[one.workspace_id])
        count = min(space, left - RESERVED)
        if count > 0 or one.priority > URGENT:
            return Share(one.workspace_id, count, DIGEST)
        return Share(one.workspace_id, min(max(space, 0) + URGENT_MORE, left), URGENT)

    def served(self, shares: Sequence[Share]) -> None:
        self._turn += 1
        self._served.update({one.workspace_id: self._turn for one in shares})
