"""Whether each message shows what its rows say: whatever changed has reached it."""

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app.tandem import CHAINS
from bot.delivery.models import Address
from bot.delivery.outbox import at_address
from bot.playground import Message, Playground
from bot.playground.reading.blocks import message_lines
from bot.storage.vault import KeyRing
from bot.storage.work import Work
from bot.workspaces.keys import Vaults

if TYPE_CHECKING:
    from tests.chaos.verdict import Verdict
    from tests.chaos.world import World

NEWS = frozenset({"line_began", "line_ended", "schedule_set"})
"""Kinds that say how things stood when they were sent: nothing brings them up to date."""
RENDERERS = {
    (chain.name, kind): render
    for chain in CHAINS
    for kind, render in chain.renderers.items()
    if kind not in NEWS
}


def check(verdict: "Verdict", world: "World", session: Session) -> None:
    """Render every message anew, as of the moment when it was last written: it must read the same."""
    workspace = world.slack.workspace.team_id
    vault = Vaults(KeyRing([world.key])).of(session, workspace)
    written = _last_written(world.slack)
    for channel, ts in _places(session):
        message = world.slack.workspace.conversations[channel].find(ts)
        if message is None:
            verdict.lost.append(f"the message {channel}:{ts}, which is recorded and not there")
            continue
        work = Work(session, workspace, written[channel, ts], vault)
        rows = at_address(work, channel, ts)
        render = RENDERERS.get((rows[0].chain, rows[0].kind))
        words = render(work, rows) if render else None
        if words is None:
            continue
        verdict.checked["messages rendered anew"] += 1
        reads = message_lines(words.text, _as_kept(words.blocks), world.slack.workspace)
        if reads != message.lines:
            verdict.lost.append(
                f"a change of {rows[0].chain} {rows[0].kind} {channel}:{ts}: {_difference(reads, message)}"
            )


def _places(session: Session) -> list[tuple[str, str]]:
    return sorted({(row.channel, row.ts) for row in session.scalars(select(Address))})


def _as_kept(blocks: Any) -> Any:
    return json.loads(json.dumps(list(blocks)))


def _last_written(slack: Playground) -> dict[tuple[str, str], datetime]:
    written: dict[tuple[str, str], datetime] = {}
    for call in slack.calls:
        if call.ok and call.method in ("chat.postMessage", "chat.update"):
            written[call.answer["channel"], call.answer["ts"]] = call.at
    return written


def _difference(reads: list[str], message: Message) -> str:
    missing = [line for line in reads if line not in message.lines]
    over = [line for line in message.lines if line not in reads]
    return f"{' | '.join(missing)[:120]!r} is not shown, {' | '.join(over)[:120]!r} is"
