"""The notice of what began and ended."""

from collections.abc import Sequence

from bot.chain import Message
from bot.delivery.models import Delivery
from bot.direction.blocks import packed
from bot.direction.lines import repo
from bot.direction.lines.models import BEGAN, ENDED, LineChange
from bot.direction.words import heading, seat
from bot.roster import people as roster
from bot.slack.blocks import context, section
from bot.slack.text import escape
from bot.storage.work import Work


def changed(work: Work, deliveries: Sequence[Delivery]) -> Message | None:
    """All changes that concern one person, in one message."""
    found = repo.changes(work, [delivery.subject for delivery in deliveries])
    rows = sorted(found, key=lambda row: (row.at, row.discipline is None, row.what == BEGAN))
    if not rows:
        return None
    me = deliveries[0].recipient
    lines = [f"•  {_sentence(work, row, me)}" for row in rows]
    replaced = any(row.what == ENDED and row.discipline is not None for row in rows)
    stays = "What was said to an earlier leader stays with them. " if replaced else ""
    return Message(
        "Who leads, and who belongs to, your teams has changed.",
        [
            section(heading("Direction", "who leads, and who belongs to the team")),
            *packed(lines),
            context(f"{stays}Anyone can see who leads which team."),
        ],
    )


def _sentence(work: Work, row: LineChange, me: str) -> str:
    team = roster.team(work, row.team_id).name
    mine = row.person_id == me
    who = "You" if mine else escape(roster.person(work, row.person_id).name)
    by = f" ({escape(roster.person(work, row.by_id).name)} did this.)" if row.by_id else ""
    return f"{who} {_what(row, escape(team), mine=mine)}.{by}"


def _what(row: LineChange, team: str, *, mine: bool) -> str:
    now = "now" if row.what == BEGAN else "no longer"
    if row.discipline is not None:
        place = seat(team, escape(row.discipline))
        return (
            f"{now} lead {place}"
            if mine
            else f"now leads {place}"
            if row.what == BEGAN
            else (f"no longer leads {place}")
        )
    return f"{'are' if mine else 'is'} {now} a member of {team}"
