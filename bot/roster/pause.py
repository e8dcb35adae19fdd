"""Pausing Tandem for oneself: the modal. It belongs to neither chain, so both may open it."""

from datetime import timedelta

from bot.roster import people as roster
from bot.roster.models import Person
from bot.slack.blocks import ask, context, modal, section
from bot.slack.payloads import View
from bot.storage.work import Work

CALLBACK = "tandem.pause"
LAST_DAY = "tandem.pause.last_day"


def pause_view(work: Work, me: Person) -> View:
    """Asks for the last day, local to the person, on which no prompt shall come."""
    today = roster.calendar(work, me).day_of(work.now)
    picker = {
        "type": "datepicker",
        "action_id": LAST_DAY,
        "initial_date": (today + timedelta(days=7)).isoformat(),
    }
    return modal(
        CALLBACK,
        "Pause Tandem",
        [
            section(
                "Until that day ends, no prompt of either chain reaches you, and nothing of yours is overdue."
            ),
            ask(LAST_DAY, "Away until the end of", picker),
            context("Everybody can see on the ledger that your one-on-ones are paused, not why."),
        ],
        submit="Pause",
    )
